import type { Range, SemanticTokens, SemanticTokensDelta, SemanticTokensEdit } from 'vscode-languageserver-types';
import type { AslDocument } from '../model/document.ts';
import { expressionsOf } from '../model/expressions.ts';
import type { State } from '../model/machine.ts';
import { placesWithin, statePlace } from '../model/places.ts';
import { findingUnchanged } from '../model/unchanged.ts';
import type { Node, StringNode } from '../syntax/node.ts';
import { stringOffsets } from '../syntax/stringOffsets.ts';
import { type ExpressionToken, expressionTokens, TOKEN_TYPES } from './expressionTokens.ts';

/** What the numbers of the tokens mean. */
export const LEGEND = { tokenTypes: [...TOKEN_TYPES], tokenModifiers: ['defaultLibrary'] };

/** The colours of what is inside strings: paths, intrinsic calls, JSONata and placeholders. Without a range, of the whole document. */
export function semanticTokens(document: AslDocument, range?: Range): SemanticTokens {
  const { text, source } = document;
  const start = range ? text.offsetAt(range.start) : 0;
  const end = range ? text.offsetAt(range.end) : source.length;
  const tokens = [...tokensIn(document, start, end)].sort((a, b) => a.start - b.start);
  return { data: encode(document, tokens) };
}

/** The edits that make the numbers of `after` out of those of `before`. */
export function tokenEdits(before: readonly number[], after: readonly number[]): SemanticTokensDelta['edits'] {
  let same = 0;
  while (same < before.length && same < after.length && before[same] === after[same]) same++;
  let behind = 0;
  const most = Math.min(before.length, after.length) - same;
  while (behind < most && before[before.length - 1 - behind] === after[after.length - 1 - behind]) behind++;
  if (same + behind === before.length && before.length === after.length) return [];
  const edit: SemanticTokensEdit = {
    start: same,
    deleteCount: before.length - same - behind,
    data: after.slice(same, after.length - behind),
  };
  return [edit];
}

function* tokensIn(document: AslDocument, start: number, end: number): Generator<ExpressionToken> {
  const { machine, root, source } = document;
  const touches = (span: { readonly start: number; readonly end: number }) => span.start < end && span.end > start;
  const inStates = machine ? stateTokens(machine, document, undefined) : [];
  for (const { state, found } of inStates) if (touches(state.node)) yield* found.filter(touches);
  for (const node of stringsWithPlaceholders(root, source, touches)) {
    yield* placed(placeholders(node.value), node, source, 0);
  }
}

/** The expressions of a state and of those inside it. */
const stateTokens = findingUnchanged(
  (state: State, { source }): readonly ExpressionToken[] =>
    placesWithin(statePlace(state))
      .flatMap((place) => expressionsOf(place))
      .flatMap(({ language, text, textStart, node }) => [
        ...placed(expressionTokens(language, text), node, source, textStart),
      ]),
  (tokens, by) => tokens.map((token) => ({ ...token, start: token.start + by, end: token.end + by })),
);

function* placed(
  tokens: readonly ExpressionToken[],
  node: StringNode,
  source: string,
  textStart: number,
): Generator<ExpressionToken> {
  if (tokens.length === 0) return;
  const offsets = stringOffsets(node, source);
  for (const { type, builtIn = false, start: from, end: to } of tokens) {
    const start = offsets[from + textStart];
    const end = offsets[to + textStart];
    if (start !== undefined && end !== undefined && start < end) yield { type, builtIn, start, end };
  }
}

function* stringsWithPlaceholders(
  root: Node | undefined,
  source: string,
  touches: (node: Node) => boolean,
): Generator<StringNode> {
  if (!root || !source.includes('${')) return;
  const stack = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (!touches(node)) continue;
    if (node.kind === 'array') stack.push(...node.items);
    else if (node.kind === 'object')
      for (const { key, value } of node.properties) stack.push(key, ...(value ? [value] : []));
    else if (node.kind === 'string' && node.value.includes('${')) yield node;
  }
}

function placeholders(text: string): ExpressionToken[] {
  return [...text.matchAll(/\$\{[^}]*\}/g)].map(({ 0: { length }, index }) => ({
    type: 'macro',
    start: index,
    end: index + length,
  }));
}

/** Five numbers for each token, relative to the one before. A token does not go over lines: a folded one is cut. */
function encode({ text, source }: AslDocument, tokens: readonly ExpressionToken[]): number[] {
  const data: number[] = [];
  let line = 0;
  let lineStart = 0;
  let lineEnd = 0;
  let before = 0;
  let last = 0;
  const add = ({ type, builtIn }: ExpressionToken, from: number, to: number) => {
    const previous = line;
    // Most tokens are in the line of the one before.
    if (from >= lineEnd) {
      line = text.positionAt(from).line;
      lineStart = text.offsetAt({ line, character: 0 });
      lineEnd = text.offsetAt({ line: line + 1, character: 0 });
    }
    data.push(line - previous, from - Math.max(before, lineStart), to - from);
    data.push(TOKEN_TYPES.indexOf(type), builtIn ? 1 : 0);
    before = from;
  };
  for (const token of tokens) {
    const start = Math.max(token.start, last);
    if (start < token.end && token.end < lineEnd) add(token, start, token.end);
    else for (const [from, to] of linesOf(source, start, token.end)) add(token, from, to);
    last = token.end;
  }
  return data;
}

function* linesOf(source: string, start: number, end: number): Generator<[start: number, end: number]> {
  for (const { 0: part, index } of source.slice(start, end).matchAll(/[^\r\n]+/g)) {
    const from = start + index + (index > 0 ? part.length - part.trimStart().length : 0);
    const to = start + index + part.length;
    if (from < to) yield [from, to];
  }
}
