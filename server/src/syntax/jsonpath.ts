import type { ExpressionError } from './expressionError.ts';

/** A path such as `$.order.items[0]`, `$$.Execution.Id` or `$name.a`. Offsets are in the text it was parsed from. */
export interface JsonPath extends Span {
  readonly text: string;
  readonly root: PathRoot;
  readonly steps: readonly PathStep[];
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** `$`, `$$`, `$name`; `@` only inside a filter. */
export type PathRoot =
  | (Span & { readonly kind: 'data' | 'context' | 'item' })
  | (Span & { readonly kind: 'variable'; readonly name: string });

export type PathStep =
  | (Span & { readonly kind: 'name'; readonly name: string })
  | (Span & { readonly kind: 'names'; readonly names: readonly string[] })
  | (Span & { readonly kind: 'index'; readonly index: number })
  | (Span & { readonly kind: 'indexes'; readonly indexes: readonly number[] })
  /** `[(@.length-1)]`; the offset is negative. */
  | (Span & { readonly kind: 'fromEnd'; readonly offset: number })
  | (Span & { readonly kind: 'slice'; readonly from: number | undefined; readonly to: number | undefined })
  | (Span & { readonly kind: 'wildcard' | 'descent' })
  /** Alternatives (`||`) of conditions that hold together (`&&`). */
  | (Span & { readonly kind: 'filter'; readonly anyOf: readonly (readonly Condition[])[] });

export type Condition =
  | (Span & { readonly kind: 'exists'; readonly path: JsonPath; readonly negated: boolean })
  | (Span & {
      readonly kind: 'comparison';
      readonly operator: FilterOperator;
      readonly left: Operand;
      readonly right: Operand;
    });

export type Operand =
  | (Span & { readonly kind: 'path'; readonly path: JsonPath })
  | (Span & { readonly kind: 'text'; readonly text: string })
  | (Span & { readonly kind: 'pattern'; readonly source: string; readonly ignoreCase: boolean });

/** The engine looks for them in this order, anywhere in a condition: `@.a<'b==c'` is an `==`. */
export const FILTER_OPERATORS = ['==', '>=', '<=', '!=', '<', '>', '=~'] as const;
export type FilterOperator = (typeof FILTER_OPERATORS)[number];

/**
 * Reads a path by the grammar of the engine behind Step Functions, Jayway JsonPath 2.0. Never throws: on an error, `path` has the steps
 * before it.
 *
 * The engine reads what is in brackets loosely, and so does this: outside quotes it skips what it does not know.
 */
export function parsePath(text: string): ParsedPath {
  return parsePathWithin(text, 0, text.length);
}

export interface ParsedPath {
  readonly path?: JsonPath;
  readonly errors: readonly ExpressionError[];
}

/** Reads the path at `text[start, end)`; offsets stay those in `text`. */
export function parsePathWithin(text: string, start: number, end: number): ParsedPath {
  const span = trimmed(text, start, end);
  if (span.start >= span.end) return { errors: [{ message: 'The path is empty', start, end }] };
  return readPath(text, span.start, span.end, 'document');
}

/** Whether the path denotes one place. It then answers the value there; others answer the list of what they find. */
export function isDefinite(path: JsonPath): boolean {
  return path.steps.every(isDefiniteStep);
}

/** Whether a step leads from one place to at most one other. */
export function isDefiniteStep({ kind }: PathStep): boolean {
  return kind === 'name' || kind === 'names' || kind === 'index' || kind === 'fromEnd';
}

/** Whether the path is made of names and indexes only, as `ResultPath`, `Variable` and their like ask. */
export function isReferencePath(path: JsonPath): boolean {
  return path.steps.every(({ kind }) => kind === 'name' || kind === 'index');
}

/** The path in the engine's own notation, as its messages have it: `$['a'][0]`. */
export function pathText(path: JsonPath): string {
  return `$${path.steps.map(stepText).join('')}`;
}

/** A step in the engine's own notation. */
export function stepText(step: PathStep): string {
  switch (step.kind) {
    case 'name':
      return `['${step.name}']`;
    case 'names':
      return `[${step.names.map((name) => `'${name}'`).join(', ')}]`;
    case 'index':
      return `[${step.index}]`;
    case 'indexes':
      return `[${step.indexes.join(',')}]`;
    case 'fromEnd':
      return `[@.size()${step.offset}]`;
    case 'slice':
      return `[${step.from ?? ''}:${step.to ?? ''}]`;
    case 'wildcard':
      return '[*]';
    case 'descent':
      return '..';
    case 'filter':
      return '[?]';
  }
}

class Failure extends Error {
  readonly start: number;
  readonly end: number;

  constructor(message: string, start: number, end: number) {
    super(message);
    this.start = start;
    this.end = end;
  }
}

/** Reads `text[start, end)`, which has no white space around it. */
function readPath(text: string, start: number, end: number, place: 'document' | 'filter'): ParsedPath {
  const root = readRoot(text, start, end, place);
  if (!root) {
    const message = text[start] === '$' ? `Invalid path ${text.slice(start, end)}` : 'A path begins with $';
    return { errors: [{ message, start, end }] };
  }
  const steps: PathStep[] = [];
  const errors: ExpressionError[] = [];
  try {
    if (root.end < end && text[root.end] !== '.' && text[root.end] !== '[') {
      throw new Failure(`Invalid path ${text.slice(start, end)}`, root.end, end);
    }
    let position = root.end;
    while (position < end) {
      const read = readStep(text, position, end, place);
      if (read.step) steps.push(read.step);
      position = read.next;
    }
    if (steps.at(-1)?.kind === 'descent') throw new Failure('A path can not end with a scan.', end - 2, end);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    errors.push({ message: error.message, start: error.start, end: error.end });
  }
  return { path: { text: text.slice(start, end), root, steps, start, end }, errors };
}

const VARIABLE = /\p{ID_Start}\p{ID_Continue}*/uy;

function readRoot(text: string, start: number, end: number, place: 'document' | 'filter'): PathRoot | undefined {
  if (place === 'filter' && text[start] === '@') return { kind: 'item', start, end: start + 1 };
  if (text[start] !== '$') return undefined;
  if (place === 'filter') return { kind: 'data', start, end: start + 1 };
  if (start + 1 < end && text[start + 1] === '$') return { kind: 'context', start, end: start + 2 };
  VARIABLE.lastIndex = start + 1;
  const name = VARIABLE.exec(text)?.[0];
  if (name !== undefined) return { kind: 'variable', name, start, end: start + 1 + name.length };
  return { kind: 'data', start, end: start + 1 };
}

function readStep(
  text: string,
  start: number,
  end: number,
  place: 'document' | 'filter',
): { step?: PathStep; next: number } {
  const first = text[start];
  if (first === ' ') throw new Failure('Space not allowed in path', start, start + 1);
  if (first === '$') throw new Failure(`Invalid path ${text.slice(0, end)}`, start, start + 1);
  if (first === '[') return readBrackets(text, start, end, place);
  if (first === '*') return { step: { kind: 'wildcard', start, end: start + 1 }, next: start + 1 };
  if (first !== '.') return readName(text, start, start, end);
  if (start + 1 >= end) throw new Failure('A path can not end with a dot', start, end);
  if (text[start + 1] === '.') {
    if (start + 2 >= end) throw new Failure('A path can not end with a scan.', start, end);
    return { step: { kind: 'descent', start, end: start + 2 }, next: start + 2 };
  }
  // A dot before a bracket means nothing.
  if (text[start + 1] === '[' || text[start + 1] === ' ') return { next: start + 1 };
  return readName(text, start, start + 1, end);
}

/** A name after a dot or two: all up to the next dot, bracket or space. */
function readName(text: string, start: number, nameStart: number, end: number): { step: PathStep; next: number } {
  let next = nameStart;
  while (next < end && text[next] !== '.' && text[next] !== '[' && text[next] !== ' ') next++;
  const name = text.slice(nameStart, next);
  if (name === '*') return { step: { kind: 'wildcard', start, end: next }, next };
  // The engine puts the name between `['` and `']`, and then reads that.
  const step = name.includes("'") || name.includes(']') ? quotedNames(`'${name}']`, start, next) : undefined;
  return { step: step ?? { kind: 'name', name, start, end: next }, next };
}

function readBrackets(
  text: string,
  start: number,
  end: number,
  place: 'document' | 'filter',
): { step: PathStep; next: number } {
  const next = closingBracket(text, start, end);
  const inside = text.slice(start, next);
  if (inside === '[*]') return { step: { kind: 'wildcard', start, end: next }, next };
  for (let i = 1; i < inside.length; i++) {
    const c = inside[i] as string;
    if (c === '?' && place === 'filter') throw new Failure('A filter can not be inside a filter', start, next);
    if (c === '?') return { step: readFilter(text, start, next), next };
    if (c === "'") return { step: quotedNames(inside.slice(i), start, next), next };
    if (c === '@') return { step: fromEnd(inside.slice(i), start, next), next };
    if (isDigit(c) || c === ':' || c === '-') return { step: readNumbers(inside.slice(i), start, next), next };
  }
  const closed = inside.endsWith(']');
  throw new Failure(closed ? `Could not analyze path component: ${inside}` : 'The bracket is not closed', start, next);
}

/** Where the brackets end. Quotes do not count, and what is not closed goes on to the end. */
function closingBracket(text: string, start: number, end: number): number {
  let depth = 0;
  for (let i = start; i < end; i++) {
    if (text[i] === '[') depth++;
    if (text[i] === ']' && --depth === 0) return i + 1;
  }
  return end;
}

/** `'a', 'b']`: the texts between pairs of quotes up to the first `]`, quoted or not. There are no escapes. */
function quotedNames(text: string, start: number, end: number): PathStep {
  const close = text.indexOf(']');
  if (close < 0) throw new Failure('The bracket is not closed', start, end);
  const parts = text.slice(0, close).split("'");
  const names: string[] = [];
  for (let i = 1; i + 1 < parts.length; i += 2) names.push(parts[i] as string);
  const [name] = names;
  if (name === undefined) throw new Failure('The quote is not closed', start, end);
  return names.length === 1 ? { kind: 'name', name, start, end } : { kind: 'names', names, start, end };
}

/** `@.length-1)]` or `@.size()-1)]`. */
function fromEnd(text: string, start: number, end: number): PathStep {
  const match = /^@.([^-]*)(-[^)]*)\)/s.exec(text);
  const name = match?.[1]?.replace(/[ ()]/g, '');
  if (!match || (name !== 'size' && name !== 'length')) {
    throw new Failure('Only [(@.length-n)] and [(@.size()-n)] are supported', start, end);
  }
  return { kind: 'fromEnd', offset: integer((match[2] as string).replaceAll(' ', ''), start, end), start, end };
}

/** `1`, `1,2`, `1:`, `:2`, `1:2`; the engine reads over a step and whatever else follows. */
function readNumbers(text: string, start: number, end: number): PathStep {
  const numbers: number[] = [];
  const seen = { list: false, from: false, to: false };
  let digits = '';
  let i = 0;
  const take = (): void => {
    numbers.push(integer(digits, start, end));
    digits = '';
  };
  while (i < text.length && /[0-9,: -]/.test(text[i] as string)) {
    const c = text[i] as string;
    if (c === ',') {
      take();
      seen.list = true;
    } else if (c === ':') {
      const leading = digits === '';
      if (!leading) take();
      for (i++; i < text.length && /[0-9 -]/.test(text[i] as string); i++) if (text[i] !== ' ') digits += text[i];
      if (leading) seen.to = true;
      else if (digits === '') seen.from = true;
      if (leading || digits !== '') take();
    } else if (c !== ' ') {
      digits += c;
    }
    if (text[i] === ']') break;
    i++;
  }
  if (i >= text.length) throw new Failure('The bracket is not closed', start, end);
  if (digits !== '') take();
  const [first, second] = numbers;
  if (first === undefined) throw new Failure('An index is missing', start, end);
  if (numbers.length === 1 && !seen.from && !seen.to) return { kind: 'index', index: first, start, end };
  if (seen.list) return { kind: 'indexes', indexes: numbers, start, end };
  if (seen.from) return { kind: 'slice', from: first, to: undefined, start, end };
  if (seen.to) return { kind: 'slice', from: undefined, to: first, start, end };
  return { kind: 'slice', from: first, to: second, start, end };
}

/** `[?( … )]` at `text[start, end)`. */
function readFilter(text: string, start: number, end: number): PathStep {
  const close = filterEnd(text, start, end);
  const inner = trimmed(text, start + 1, close - 1);
  const parentheses = trimmed(text, inner.start + 1, inner.end);
  if (text[inner.start] !== '?' || text[parentheses.start] !== '(' || text[parentheses.end - 1] !== ')') {
    throw new Failure("Filter must start with '[?(' and end with ')]'", start, end);
  }
  const body = trimmed(text, parentheses.start + 1, parentheses.end - 1);
  const anyOf: Condition[][] = [[]];
  // `&&` and `||` cut the text wherever they stand, in quotes too, and parentheses do not group.
  let from = body.start;
  for (let i = body.start; i <= body.end; i++) {
    const operator = text.slice(i, Math.min(i + 2, body.end));
    if (i < body.end && operator !== '&&' && operator !== '||') continue;
    anyOf.at(-1)?.push(readCondition(text, from, i));
    if (operator === '||') anyOf.push([]);
    from = i + 2;
    i++;
  }
  return { kind: 'filter', anyOf, start, end };
}

function filterEnd(text: string, start: number, end: number): number {
  let parentheses = 0;
  let brackets = 0;
  let quoted = false;
  for (let i = start; i < end; i++) {
    const c = text[i];
    if (c === "'" && text[i - 1] !== '\\') quoted = !quoted;
    if (quoted) continue;
    if (c === '(') parentheses++;
    if (c === ')') parentheses--;
    if (c === '[') brackets++;
    if (c === ']') {
      brackets--;
      if (parentheses === 0) {
        if (brackets !== 0) break;
        return i + 1;
      }
    }
  }
  throw new Failure('Filter brackets are not balanced', start, end);
}

function readCondition(text: string, from: number, to: number): Condition {
  let { start, end } = { start: from, end: to };
  while (start < end && '[?( '.includes(text[start] as string)) start++;
  while (start < end && ') '.includes(text[end - 1] as string)) end--;
  if (start >= end) throw new Failure('A condition is missing', from, Math.max(from, to));
  const condition = text.slice(start, end);
  for (const operator of FILTER_OPERATORS) {
    const at = condition.indexOf(operator);
    if (at < 0) continue;
    const left = readOperand(text, start, start + at);
    const right = readOperand(text, start + at + operator.length, end);
    return { kind: 'comparison', operator, left, right, start, end };
  }
  const negated = condition.startsWith('!@');
  if (!negated && !condition.startsWith('@') && !condition.startsWith('$')) {
    throw new Failure(`A condition is a comparison or a path, not ${condition}`, start, end);
  }
  const path = definitePath(text, negated ? start + 1 : start, end);
  return { kind: 'exists', path, negated, start, end };
}

function readOperand(text: string, from: number, to: number): Operand {
  const { start, end } = trimmed(text, from, to);
  const operand = text.slice(start, end);
  if (operand.startsWith('!@')) throw new Failure('A path in a comparison can not be negated', start, end);
  if (operand.startsWith('$') || operand.startsWith('@')) {
    return { kind: 'path', path: definitePath(text, start, end), start, end };
  }
  if (operand.length > 1 && operand.startsWith("'") && operand.endsWith("'")) {
    return { kind: 'text', text: operand.slice(1, -1), start, end };
  }
  const pattern = /^\/(.*)\/(i?)$/s.exec(operand);
  if (pattern) {
    return { kind: 'pattern', source: pattern[1] as string, ignoreCase: pattern[2] === 'i', start, end };
  }
  return { kind: 'text', text: operand, start, end };
}

function definitePath(text: string, start: number, end: number): JsonPath {
  const { path, errors } = readPath(text, start, end, 'filter');
  const [error] = errors;
  if (error) throw new Failure(error.message, error.start, error.end);
  if (!path || !isDefinite(path)) {
    throw new Failure(`the predicate path: ${text.slice(start, end)} is not definite`, start, end);
  }
  return path;
}

function integer(digits: string, start: number, end: number): number {
  const value = Number(digits);
  if (!/^-?[0-9]+$/.test(digits) || value > 2_147_483_647 || value < -2_147_483_648) {
    throw new Failure(digits === '' ? 'An index is missing' : `${digits} is not an index`, start, end);
  }
  return value;
}

function isDigit(c: string): boolean {
  return c >= '0' && c <= '9';
}

function trimmed(text: string, start: number, end: number): Span {
  const inside = text.slice(start, Math.max(start, end));
  const from = start + inside.length - trimStart(inside).length;
  return { start: from, end: Math.max(from, start + trimEnd(inside).length) };
}

// The engine trims what Java's `trim` does: control characters and space, and no other white space.
function trimStart(text: string): string {
  let start = 0;
  while (start < text.length && text.charCodeAt(start) <= 32) start++;
  return text.slice(start);
}

function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) <= 32) end--;
  return text.slice(0, end);
}
