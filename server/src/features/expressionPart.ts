import { lookup } from '../base/lookup.ts';
import type { State } from '../model/machine.ts';
import { type Expression, spanIn, type Target } from '../model/target.ts';
import { JSONATA_FUNCTIONS } from '../spec/jsonataFunctions.ts';
import { type IntrinsicArgument, type IntrinsicCall, parseIntrinsic } from '../syntax/intrinsic.ts';
import { type JsonataError, parseJsonata } from '../syntax/jsonata.ts';
import { type JsonataPart, jsonataParts, partsAround } from '../syntax/jsonataParts.ts';
import { type Condition, type JsonPath, type PathStep, parsePath } from '../syntax/jsonpath.ts';
import { contains } from '../syntax/node.ts';

interface Span {
  readonly start: number;
  readonly end: number;
}

/** A path as far as the step at the cursor. */
interface PathPart {
  readonly kind: 'path';
  readonly path: JsonPath;
  readonly span: Span;
}

/** The innermost part of an expression at the cursor. `span` is in the text of the expression. */
export type Part =
  | PathPart
  | { readonly kind: 'call'; readonly call: IntrinsicCall; readonly span: Span; readonly onName: boolean }
  /** The name of a function in JSONata; `run` yields what its call does. */
  | { readonly kind: 'function'; readonly name: string; readonly run: string; readonly span: Span }
  /** A JSONata expression, or a part of it that `run` yields, such as `$states.input.order`. */
  | {
      readonly kind: 'jsonata';
      readonly text: string;
      readonly run: string;
      readonly span: Span;
      readonly whole: boolean;
    };

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
function pathPart(path: JsonPath, offset: number): PathPart {
  let count = path.steps.findIndex(({ end }) => offset <= end) + 1;
  if (offset <= path.root.end) count = 0;
  else if (count === 0) count = path.steps.length;
  // `..` alone finds nothing; it belongs to the step after it.
  if (path.steps[count - 1]?.kind === 'descent' && count < path.steps.length) count++;
  const tested = operandAt(path.steps[count - 1], offset);
  if (tested) return testedPart(path, count - 1, pathPart(tested, offset));
  const steps = path.steps.slice(0, count);
  const last = steps.at(-1) ?? path.root;
  const text = path.text.slice(0, last.end - path.start);
  // The dot belongs to the step, but not to its name.
  const start = last.start + (path.text[last.start - path.start] === '.' ? 1 : 0);
  return { kind: 'path', path: { ...path, steps, text, end: last.end }, span: { start, end: last.end } };
}

/** The path at the cursor in a condition of a filter. */
function operandAt(step: PathStep | undefined, offset: number): JsonPath | undefined {
  const condition = conditionAt(step, offset);
  if (condition?.kind === 'exists') return contains(condition.path, offset) ? condition.path : undefined;
  const operand = condition && [condition.left, condition.right].find((one) => contains(one, offset));
  return operand?.kind === 'path' ? operand.path : undefined;
}

function conditionAt(step: PathStep | undefined, offset: number): Condition | undefined {
  return step?.kind === 'filter' ? step.anyOf.flat().find((condition) => contains(condition, offset)) : undefined;
}

/** What a filter tests of each item: `$.items[*].price` for `price` in `$.items[?(@.price > 5)]`. */
function testedPart(path: JsonPath, index: number, { path: tested, span }: PathPart): PathPart {
  const filter = path.steps[index];
  if (!filter || tested.root.kind !== 'item') return { kind: 'path', path: tested, span };
  const { start, end } = filter;
  const steps = [...path.steps.slice(0, index), { kind: 'wildcard', start, end } as const, ...tested.steps];
  const text = `${path.text.slice(0, start - path.start)}[*]${tested.text.slice(1)}`;
  return { kind: 'path', path: { ...path, steps, text, end: tested.end }, span };
}

function callPart(call: IntrinsicCall, offset: number): Part {
  const argument = call.arguments.find(({ start, end }: IntrinsicArgument) => start <= offset && offset <= end);
  if (argument?.kind === 'call') return callPart(argument, offset);
  if (argument?.kind === 'path') return pathPart(argument.path, offset);
  return { kind: 'call', call, span: call, onName: offset <= call.name.end };
}

/** Words that say what they are by themselves. */
const PLAIN: ReadonlySet<JsonataPart['kind']> = new Set(['string', 'number', 'literal', 'regex', 'missing']);

function jsonataPart(text: string, offset: number): Part {
  const whole: Part = { kind: 'jsonata', text, run: text, span: { start: 0, end: text.length }, whole: true };
  const around = partsAround(jsonataParts(text), offset);
  const inner = around.findLastIndex(({ kind }) => !PLAIN.has(kind));
  const part = around[inner];
  const parent = around[inner - 1];
  if (!part) return whole;
  const isCalled = parent?.kind === 'call' && parent.parts[0] === part;
  const name = text.slice(part.start + 1, part.end);
  if (part.kind === 'variable' && (isCalled || lookup(JSONATA_FUNCTIONS, name))) {
    const run = isCalled ? standalone(text, around.slice(0, inner)) : undefined;
    return { kind: 'function', name, run: run ?? text, span: part };
  }
  const from = chainOf(around.slice(0, inner + 1));
  const start = (around[from] ?? part).start;
  const run = standalone(text, around.slice(0, from + 1), text.slice(start, part.end));
  if (run === undefined || (start === 0 && part.end === text.length)) return whole;
  return { kind: 'jsonata', text: text.slice(start, part.end), run, span: { start, end: part.end }, whole: false };
}

/** Where the chain begins that the last part goes on: `$states.input.order` for `order`. */
function chainOf(around: readonly JsonataPart[]): number {
  let from = around.length - 1;
  for (let i = from - 1; i >= 0; i--) {
    const outer = around[i];
    const index = outer?.parts.indexOf(around[i + 1] as JsonataPart);
    if (outer?.kind === 'step' && index === 1) return i;
    if (index !== 0 || !SEEN_FROM.has(outer?.kind ?? 'missing')) return from;
    from = around.length - 1;
  }
  return from;
}

/** Kinds whose later parts are seen from each value of the first. */
const SEEN_FROM: ReadonlySet<JsonataPart['kind']> = new Set(['step', 'predicate', 'order', 'grouping']);

/**
 * An expression that yields what the last of `around` yields where it is: with the bindings before it, and from the values it is seen
 * from. Undefined where that cannot be told, as in a function that has not been called.
 */
export function standalone(
  text: string,
  around: readonly JsonataPart[],
  own = sliceOf(text, around.at(-1)),
): string | undefined {
  let run = own;
  const parameters = new Set<string>();
  for (let i = around.length - 2; i >= 0; i--) {
    const outer = around[i] as JsonataPart;
    const index = outer.parts.indexOf(around[i + 1] as JsonataPart);
    if (outer.kind === 'block') {
      const bindings = outer.parts.slice(0, index).filter(({ kind }) => kind === 'bind');
      if (bindings.length > 0) run = `(${[...bindings.map((part) => sliceOf(text, part)), run].join('; ')})`;
    } else if (outer.kind === 'function') {
      const each = itemsFor(text, around[i - 1], outer);
      for (const [number, parameter] of outer.parts.slice(0, -1).entries()) {
        const name = sliceOf(text, parameter);
        if (number === each?.parameter) run = `(${each.items}).(${name} := $; ${run})`;
        else parameters.add(name.slice(1));
      }
    } else if (index > 0 && SEEN_FROM.has(outer.kind) && parseJsonata(run).errors.some(isReference)) {
      run = `(${sliceOf(text, outer.parts[0])}).(${run})`;
    }
  }
  const { errors, references } = parseJsonata(run);
  const isOpen = references.some(({ kind, name }) => kind === 'variable' && parameters.has(name));
  return errors.length > 0 || isOpen ? undefined : run;
}

/** Which parameter of their function is each item of their first argument. */
const EACH_ITEM = new Map([
  ...['$map', '$filter', '$single', '$each', '$sift'].map((name) => [name, 0] as const),
  ['$reduce', 1],
]);

/** What a function is called with one by one, where it is the second argument of `$map` and its like. */
function itemsFor(text: string, call: JsonataPart | undefined, given: JsonataPart) {
  const [callee, first, second] = call?.kind === 'call' ? call.parts : [];
  const name = sliceOf(text, callee);
  const parameter = EACH_ITEM.get(name);
  if (parameter === undefined || second !== given) return undefined;
  const items = sliceOf(text, first);
  return { parameter, items: name === '$each' || name === '$sift' ? `(${items}).*` : items };
}

/** The names with `$` that an expression binds itself around a place: by `:=` before it, and as parameters. */
export function localsAround(text: string, around: readonly JsonataPart[]): readonly string[] {
  const names = around.flatMap((outer, i) => {
    const index = outer.parts.indexOf(around[i + 1] as JsonataPart);
    if (outer.kind === 'function') return outer.parts.slice(0, -1);
    const before = outer.kind === 'block' ? outer.parts.slice(0, index) : [];
    return before.flatMap(({ kind, parts: [bound] }) => (kind === 'bind' && bound ? [bound] : []));
  });
  return [...new Set(names.map((name) => sliceOf(text, name)))].filter((name) => name.startsWith('$'));
}

function isReference({ kind }: JsonataError): boolean {
  return kind === 'reference';
}

function sliceOf(text: string, part: JsonataPart | undefined): string {
  return part ? text.slice(part.start, part.end) : '';
}

/** The arguments of a call, or the operands of an operator; those that say what they are by themselves are left out. */
export function innerParts(part: Part): readonly { readonly text: string; readonly part: Part }[] {
  if (part.kind === 'path') return [];
  if (part.kind !== 'call') return innerJsonata(part);
  return part.call.arguments.flatMap((argument): { text: string; part: Part }[] => {
    if (argument.kind === 'path') {
      return [{ text: argument.path.text, part: { kind: 'path', path: argument.path, span: argument } }];
    }
    if (argument.kind !== 'call') return [];
    return [{ text: argument.text, part: { kind: 'call', call: argument, span: argument, onName: true } }];
  });
}

const COMPUTED: ReadonlySet<JsonataPart['kind']> = new Set(['call', 'binary', 'condition', 'unary']);

function innerJsonata({ run }: Part & { kind: 'jsonata' | 'function' }): { text: string; part: Part }[] {
  const around = resultOf(jsonataParts(run));
  const root = around.at(-1);
  if (!root || !COMPUTED.has(root.kind)) return [];
  const operands = root.kind === 'call' ? root.parts.slice(1) : root.parts;
  return operands
    .filter(({ kind }) => !PLAIN.has(kind) && kind !== 'function')
    .flatMap((operand) => {
      const text = sliceOf(run, operand);
      const alone = standalone(run, [...around, operand]);
      if (alone === undefined) return [];
      return [{ text, part: { kind: 'jsonata', text, run: alone, span: operand, whole: false } }];
    });
}

/** The way to the part that a block, or the last step of a path, comes to. */
function resultOf(root: JsonataPart): readonly JsonataPart[] {
  const around = [root];
  for (let last: JsonataPart | undefined = root; last; ) {
    const isBlock: boolean = last.kind === 'block' || (last.kind === 'step' && last.parts[1]?.kind === 'block');
    last = isBlock ? last.parts.at(-1) : undefined;
    if (last) around.push(last);
  }
  return around;
}

/** The parts of an expression around the cursor, from the whole to the innermost. */
export function spansAround({ language, text, offset }: Expression): readonly Span[] {
  const whole = { start: 0, end: text.length };
  switch (language) {
    case 'path': {
      const { path } = parsePath(text);
      return [whole, ...(path ? pathSpans(path, offset) : [])];
    }
    case 'intrinsic': {
      const { call } = parseIntrinsic(text);
      return [whole, ...(call ? callSpans(call, offset) : [])];
    }
    case 'jsonata': {
      const around = partsAround(jsonataParts(text), offset);
      const { span } = jsonataPart(text, offset);
      return [whole, ...around, span, ...around.slice(-1)].sort((a, b) => b.end - b.start - (a.end - a.start));
    }
  }
}

function pathSpans(path: JsonPath, offset: number): readonly Span[] {
  const index = path.steps.findIndex((step) => contains(step, offset));
  const step = path.steps[index];
  const condition = conditionAt(step, offset);
  if (!step || !condition) {
    const part = pathPart(path, offset);
    return [path, part.path, part.span];
  }
  const operand = operandAt(step, offset);
  return [path, { start: path.start, end: step.end }, step, condition, ...(operand ? pathSpans(operand, offset) : [])];
}

function callSpans(call: IntrinsicCall, offset: number): readonly Span[] {
  const inside = call.arguments.find(({ start, end }) => start <= offset && offset <= end);
  if (offset <= call.name.end) return [call, call.name];
  if (!inside) return [call];
  if (inside.kind === 'call') return [call, ...callSpans(inside, offset)];
  return inside.kind === 'path' ? [call, ...pathSpans(inside.path, offset)] : [call, inside];
}

/** The whole expression, wherever the cursor is. */
export function wholePart({ language, text }: Expression): Part | undefined {
  switch (language) {
    case 'path': {
      const { path } = parsePath(text);
      return path && { kind: 'path', path, span: path };
    }
    case 'intrinsic': {
      const { call } = parseIntrinsic(text);
      return call && { kind: 'call', call, span: call, onName: true };
    }
    case 'jsonata':
      return { kind: 'jsonata', text, run: text, span: { start: 0, end: text.length }, whole: true };
  }
}

/** The workflow variable at the cursor, and a state that sees it. `span` is in the document. */
export function variableAt(target: Target): { name: string; state: State | undefined; span: Span } | undefined {
  if (target.kind === 'variable') {
    return { name: target.name, state: target.spot.place.state, span: target.node };
  }
  if (target.kind !== 'expression') return undefined;
  const { expression } = target;
  const part = partAt(expression);
  const found = part && variableSpan(part);
  return found && { name: found.name, state: expression.place.state, span: spanIn(expression, found.start, found.end) };
}

/** The workflow variable that a part is, or that its path begins with. */
export function variableIn(part: Part): string | undefined {
  return part.kind === 'path' && part.path.root.kind === 'variable' ? part.path.root.name : variableSpan(part)?.name;
}

function variableSpan(part: Part): ({ name: string } & Span) | undefined {
  return part.kind === 'path' ? ofPath(part) : part.kind === 'jsonata' ? ofChain(part) : undefined;
}

function ofPath({ path }: Part & { kind: 'path' }): ({ name: string } & Span) | undefined {
  return path.root.kind === 'variable' && path.steps.length === 0 ? path.root : undefined;
}

function ofChain({ text, span }: Part & { kind: 'jsonata' }): ({ name: string } & Span) | undefined {
  return /^\$\p{ID_Start}\p{ID_Continue}*$/u.test(text) && text !== '$states'
    ? { name: text.slice(1), ...span }
    : undefined;
}
