import type { State } from '../model/machine.ts';
import { type Expression, spanIn, type Target } from '../model/target.ts';
import { type IntrinsicArgument, type IntrinsicCall, parseIntrinsic } from '../syntax/intrinsic.ts';
import { type JsonPath, parsePath } from '../syntax/jsonpath.ts';

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The innermost part of an expression at the cursor. `span` is in the text of the expression. */
export type Part =
  /** A path as far as the step at the cursor. */
  | { readonly kind: 'path'; readonly path: JsonPath; readonly span: Span }
  | { readonly kind: 'call'; readonly call: IntrinsicCall; readonly span: Span; readonly onName: boolean }
  /** The name of a function in JSONata; what it yields is shown for the whole expression. */
  | { readonly kind: 'function'; readonly name: string; readonly text: string; readonly span: Span }
  /** A JSONata expression, or a chain of names in it as far as the cursor, such as `$states.input.order`. */
  | { readonly kind: 'jsonata'; readonly text: string; readonly span: Span; readonly whole: boolean };

export function partAt({ language, text, offset }: Expression): Part | undefined {
  switch (language) {
    case 'path': {
      const { path } = parsePath(text);
      return path && pathPart(path, offset);
    }
    case 'intrinsic': {
      const { call } = parseIntrinsic(text);
      return call && callPart(call, offset);
    }
    case 'jsonata':
      return jsonataPart(text, offset);
  }
}

/** The path up to, and with, the step at `offset`. */
function pathPart(path: JsonPath, offset: number): Part {
  let count = path.steps.findIndex(({ end }) => offset <= end) + 1;
  if (offset <= path.root.end) count = 0;
  else if (count === 0) count = path.steps.length;
  // `..` alone finds nothing; it belongs to the step after it.
  if (path.steps[count - 1]?.kind === 'descent' && count < path.steps.length) count++;
  const steps = path.steps.slice(0, count);
  const last = steps.at(-1) ?? path.root;
  const text = path.text.slice(0, last.end - path.start);
  // The dot belongs to the step, but not to its name.
  const start = last.start + (path.text[last.start - path.start] === '.' ? 1 : 0);
  return { kind: 'path', path: { ...path, steps, text, end: last.end }, span: { start, end: last.end } };
}

function callPart(call: IntrinsicCall, offset: number): Part {
  const argument = call.arguments.find(({ start, end }: IntrinsicArgument) => start <= offset && offset <= end);
  if (argument?.kind === 'call') return callPart(argument, offset);
  if (argument?.kind === 'path') return pathPart(argument.path, offset);
  return { kind: 'call', call, span: call, onName: offset <= call.name.end };
}

const CHAIN = /\$\$?(?:[\p{ID_Start}_][\p{ID_Continue}]*)?(?:\.(?:[\p{ID_Start}_][\p{ID_Continue}]*|`[^`]*`))*/gu;

function jsonataPart(text: string, offset: number): Part {
  for (const { index, 0: chain } of text.matchAll(CHAIN)) {
    if (offset < index || offset > index + chain.length) continue;
    if (text[index + chain.length] === '(') {
      const span = { start: index, end: index + chain.length };
      return { kind: 'function', name: chain.slice(1), text, span };
    }
    const dot = chain.indexOf('.', Math.max(0, offset - index));
    const upTo = dot < 0 ? chain : chain.slice(0, dot);
    if (upTo.length > 1) {
      return { kind: 'jsonata', text: upTo, span: { start: index, end: index + upTo.length }, whole: false };
    }
  }
  return { kind: 'jsonata', text, span: { start: 0, end: text.length }, whole: true };
}

/** The workflow variable at the cursor, and a state that sees it. `span` is in the document. */
export function variableAt(target: Target): { name: string; state: State | undefined; span: Span } | undefined {
  if (target.kind === 'variable') {
    return { name: target.name, state: target.spot.place.state, span: target.node };
  }
  if (target.kind !== 'expression') return undefined;
  const { expression } = target;
  const part = partAt(expression);
  const found =
    part?.kind === 'path' ? ofPath(part) : part?.kind === 'jsonata' && !part.whole ? ofChain(part) : undefined;
  return found && { name: found.name, state: expression.place.state, span: spanIn(expression, found.start, found.end) };
}

function ofPath({ path }: Part & { kind: 'path' }): ({ name: string } & Span) | undefined {
  return path.root.kind === 'variable' && path.steps.length === 0 ? path.root : undefined;
}

function ofChain({ text, span }: Part & { kind: 'jsonata' }): ({ name: string } & Span) | undefined {
  return text.includes('.') || text === '$states' ? undefined : { name: text.slice(1), ...span };
}
