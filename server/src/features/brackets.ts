import type { AslDocument } from '../model/document.ts';
import { type Expression, spanIn, targetAt } from '../model/target.ts';
import { jsonataTokens } from '../syntax/jsonataTokens.ts';

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The bracket inside an expression that the cursor touches, and its partner. Spans are in the document. */
export function bracketsAt(document: AslDocument, offset: number): readonly Span[] {
  const target = targetAt(document, offset);
  if (target?.kind !== 'expression') return [];
  const { expression } = target;
  const pairs = bracketPairs(expression);
  // The bracket behind the cursor counts before the one in front of it.
  const touched = (at: number): boolean => at === expression.offset;
  const found = pairs.find((pair) => pair.some(touched)) ?? pairs.find((pair) => pair.some((at) => touched(at + 1)));
  return (found ?? []).map((at) => spanIn(expression, at, at + 1));
}

/** Where the brackets are that belong together; those in quotes are none. */
function bracketPairs({ language, text }: Expression): readonly (readonly [open: number, close: number])[] {
  const pairs: [number, number][] = [];
  const open: { readonly at: number; readonly close: string }[] = [];
  for (const { text: bracket, start } of bracketsIn(language, text)) {
    const close = CLOSING.get(bracket);
    if (close) open.push({ at: start, close });
    else if (open.at(-1)?.close === bracket) pairs.push([open.pop()?.at ?? start, start]);
  }
  return pairs;
}

const CLOSING = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
]);

function bracketsIn(language: Expression['language'], text: string): readonly { text: string; start: number }[] {
  if (language === 'jsonata') return jsonataTokens(text).filter(({ text: word }) => /^[()[\]{}]$/.test(word));
  return [...text.matchAll(/'(?:\\.|[^'\\])*'|[()[\]{}]/g)]
    .filter(([word]) => word.length === 1)
    .map(({ 0: word, index }) => ({ text: word, start: index }));
}
