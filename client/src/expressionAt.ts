/** An expression in a line of a definition, and where in the line it is. */
export interface ExpressionSpan {
  readonly start: number;
  readonly end: number;
  readonly expression: string;
}

const QUOTED = /"((?:[^"\\]|\\.)*)"|'([^']*)'/g;
const CHAIN =
  /\$\$?(?:[\p{ID_Start}_][\p{ID_Continue}]*)?(?:\.(?:[\p{ID_Start}_][\p{ID_Continue}]*|`[^`]*`)|\[\d+\])*/gu;
/** What YAML leaves without quotes. */
const PLAIN = /(?:^|[\s:-])((?:\$|States\.|\{%).*?)\s*$/;

/**
 * The expression under the mouse, whole: an editor would take a word of it. In JSONata it is the chain of names under the mouse, or
 * else all that stands between the delimiters.
 */
export function expressionAt(line: string, character: number): ExpressionSpan | undefined {
  for (const { index, 0: all, 1: double, 2: single } of line.matchAll(QUOTED)) {
    const start = index + 1;
    const end = index + all.length - 1;
    if (character < start || character > end) continue;
    const text = double === undefined ? (single ?? '') : unescaped(double);
    if (text !== undefined) return inText(text, line.slice(start, end), start, character);
  }
  const plain = PLAIN.exec(line);
  const text = plain?.[1];
  if (!plain || text === undefined || /["']/.test(line.slice(0, plain.index + plain[0].indexOf(text))))
    return undefined;
  const start = plain.index + plain[0].indexOf(text);
  return character < start || character > start + text.length ? undefined : inText(text, text, start, character);
}

/** `text` is what the string says, `written` how it stands in the line. */
function inText(text: string, written: string, start: number, character: number): ExpressionSpan | undefined {
  const whole = { start, end: start + written.length, expression: text };
  if (/^\s*\{%/.test(text)) return chainIn(written, start, character) ?? whole;
  return /^\s*(\$|States\.)/.test(text) ? whole : undefined;
}

/** A chain of names, but for the name of a function. */
function chainIn(written: string, start: number, character: number): ExpressionSpan | undefined {
  const offset = character - start;
  for (const { index, 0: chain } of written.matchAll(CHAIN)) {
    if (offset < index || offset > index + chain.length) continue;
    if (chain.length < 2 || written[index + chain.length] === '(') continue;
    // As far as the name under the mouse.
    const dot = chain.indexOf('.', Math.max(1, offset - index));
    const expression = dot < 0 ? chain : chain.slice(0, dot);
    return { start: start + index, end: start + index + expression.length, expression: `{% ${expression} %}` };
  }
  return undefined;
}

function unescaped(written: string): string | undefined {
  if (!written.includes('\\')) return written;
  try {
    return JSON.parse(`"${written}"`) as string;
  } catch {
    return undefined;
  }
}
