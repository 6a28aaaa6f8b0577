/** What in a value no JSON can hold, such as `a function`; undefined where there is nothing. */
export function jsonProblem(value: unknown): string | undefined {
  const checked = new Set<object>();
  const around = new Set<object>();
  // An object is met a second time when all that is in it has been looked at.
  const stack: { readonly value: unknown; readonly leaving?: true }[] = [{ value }];
  for (let top = stack.pop(); top; top = stack.pop()) {
    const { value: current, leaving } = top;
    if (typeof current !== 'object' || current === null) {
      const problem = NO_JSON[typeof current];
      if (problem) return problem;
      continue;
    }
    if (leaving) {
      around.delete(current);
      checked.add(current);
      continue;
    }
    if (around.has(current)) return 'a circle: it holds itself';
    if (checked.has(current)) continue;
    around.add(current);
    stack.push({ value: current, leaving: true });
    for (const member of Object.values(current)) stack.push({ value: member });
  }
  return undefined;
}

const NO_JSON: { readonly [type: string]: string } = {
  function: 'a function',
  symbol: 'a symbol',
  bigint: 'a BigInt',
};
