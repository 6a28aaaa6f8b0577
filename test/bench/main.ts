/** What can be measured, a file each. `npm run bench -- validation layout` measures only those. */
const TOPICS: { readonly [name: string]: () => Promise<void> } = {
  validation: async () => (await import('./validation.ts')).reportValidation(),
  layout: async () => (await import('./layout.ts')).reportLayout(),
  typing: async () => (await import('./typing.ts')).reportTyping(),
  expressions: async () => (await import('./expressions.ts')).reportExpressions(),
  debugger: async () => (await import('./debugger.ts')).reportDebugger(),
  interpreter: async () => (await import('./interpreter.ts')).reportInterpreter(),
};

const [first, ...rest] = process.argv.slice(2);
if (first === '--child') {
  // A topic that measures in a process of its own starts this very file.
  const { measureHere } = await import('./validation.ts');
  await measureHere(rest);
} else {
  const wanted = first === undefined ? Object.keys(TOPICS) : [first, ...rest];
  for (const name of wanted) {
    const report = TOPICS[name];
    if (!report) throw new Error(`There is no topic ${name}: ${Object.keys(TOPICS).join(', ')}`);
    console.log(`\n${name}`);
    await report();
  }
}

export {};
