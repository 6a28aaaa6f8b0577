import { RE2JS } from 're2js';
import { isArray, isObject, type Json, type JsonObject } from '../base/json.ts';
import { lookup } from '../base/lookup.ts';
import { remembering } from '../base/remembering.ts';
import { javaText } from '../spec/javaText.ts';
import {
  type Condition,
  type FilterOperator,
  isDefinite,
  isDefiniteStep,
  type JsonPath,
  type Operand,
  type ParsedPath,
  type PathStep,
  parsePath,
  stepText,
} from '../syntax/jsonpath.ts';
import type { Effort, Scope } from './scope.ts';

/** Why a path has no value. The message is the engine's own, such as `No results for path: $['a']`. */
export class PathError extends Error {
  /** `limit` is of a path that would take too long. */
  readonly kind: 'syntax' | 'notFound' | 'invalid' | 'limit';
  /** The path as it is written. */
  readonly path: string;

  constructor(kind: PathError['kind'], message: string, path = '') {
    super(message);
    this.name = 'PathError';
    this.kind = kind;
    this.path = path;
  }
}

const parsed: (text: string) => ParsedPath = remembering(1000, parsePath);

/** The names of a path such as `$.order.id`, which most paths are; undefined for any other path. */
const plainNames: (text: string) => { readonly names: readonly string[] | undefined } = remembering(1000, (text) => {
  const { path, errors } = parsed(text);
  if (!path || errors.length > 0 || path.root.kind !== 'data') return { names: undefined };
  const names = path.steps.flatMap((step) => (step.kind === 'name' ? [step.name] : []));
  return { names: names.length === path.steps.length ? names : undefined };
});

/** What such a path finds. Undefined where that is nothing: then the general way tells why. */
function findPlain(text: string, data: Json): Json | undefined {
  const { names } = plainNames(text);
  if (!names) return undefined;
  let value: Json | undefined = data;
  for (const name of names) {
    if (!isObject(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

/** The value of a path (`$.a`, `$$.Map.Item.Value`, `$order.id`). Throws a `PathError`. */
export function evaluatePath(path: string | JsonPath, scope: Scope): Json {
  if (typeof path === 'string') {
    const found = findPlain(path, scope.data);
    if (found !== undefined) return found;
  }
  const tree = typeof path === 'string' ? treeOf(path) : path;
  try {
    const start = rootOf(tree, scope);
    return isDefinite(tree) ? definiteValue(tree, start) : new Evaluation(start, tree, scope.effort).results();
  } catch (error) {
    if (error instanceof PathError) throw new PathError(error.kind, error.message, tree.text);
    throw error;
  }
}

/** What a path finds; undefined where `evaluatePath` fails. */
export function findByPath(path: string | JsonPath, scope: Scope): Json | undefined {
  try {
    return evaluatePath(path, scope);
  } catch (error) {
    if (error instanceof PathError) return undefined;
    throw error;
  }
}

function treeOf(text: string): JsonPath {
  const { path, errors } = parsed(text);
  const [error] = errors;
  if (error || !path) throw new PathError('syntax', error?.message ?? `Invalid path ${text}`, text);
  return path;
}

function rootOf(path: JsonPath, scope: Scope): Json {
  switch (path.root.kind) {
    case 'context':
      return scope.context;
    case 'variable': {
      const value = lookup(scope.variables, path.root.name);
      if (value === undefined) throw new PathError('notFound', `There is no variable named "${path.root.name}"`);
      return value;
    }
    case 'data':
    case 'item':
      return scope.data;
  }
}

/** Where a value is; the text is only built for a message. */
interface Place {
  readonly parent: Place | undefined;
  readonly step: string | number;
}

type BranchingStep = Exclude<PathStep, { readonly kind: 'name' | 'names' | 'index' | 'fromEnd' }>;

// A path from an untrusted document may visit far more than there is (`$..*..*..*`); with a single `..` it visits nothing twice. All paths
// of a template together may visit as much as one.
const MAX_VISITS = 5_000_000;
const MAX_REPEATED_VISITS = 500_000;
const MAX_BRANCHES = 500;
const CHARACTERS_PER_VISIT = 8;

/** One run over a document, depth first in the order of the engine. */
class Evaluation {
  readonly #root: Json;
  readonly #steps: readonly PathStep[];
  readonly #found: Json[] = [];
  readonly #effort: Effort;
  readonly #maxVisits: number;
  #branches = 0;

  constructor(root: Json, path: JsonPath, effort: Effort = { visits: 0 }) {
    this.#root = root;
    this.#effort = effort;
    this.#steps = path.steps;
    const descents = path.steps.reduce((count, { kind }) => (kind === 'descent' ? count + 1 : count), 0);
    this.#maxVisits = Math.min(MAX_VISITS, effort.visits + (descents > 1 ? MAX_REPEATED_VISITS : MAX_VISITS));
  }

  results(): readonly Json[] {
    this.#walk(this.#root, 0, undefined);
    return this.#found;
  }

  /** Follows the steps from `first` on. Definite steps loop, so that a long path takes no stack. */
  #walk(value: Json, first: number, place: Place | undefined): void {
    let current = value;
    let at = place;
    for (let i = first; i < this.#steps.length; i++) {
      this.#count();
      const step = this.#steps[i] as PathStep;
      switch (step.kind) {
        case 'name': {
          if (!isObject(current)) throw notFound(`Property ${stepText(step)} not found in path ${textOf(at)}`);
          at = { parent: at, step: step.name };
          const member = lookup(current, step.name);
          if (member === undefined) {
            if (i === this.#steps.length - 1) throw notFound(`No results for path: ${textOf(at)}`);
            if (this.#mustExist(i)) throw notFound(`Missing property in path ${textOf(at)}`);
            return;
          }
          current = member;
          break;
        }
        case 'names': {
          if (!isObject(current)) throw notFound(`Property ${stepText(step)} not found in path ${textOf(at)}`);
          if (i < this.#steps.length - 1) {
            const where = textOf(at) + stepText(step);
            throw new PathError('invalid', `Multi properties can only be used as path leafs: ${where}`);
          }
          current = pick(current, step.names);
          break;
        }
        case 'index':
        case 'fromEnd': {
          const array = this.#array(current, i, at);
          const index = step.kind === 'index' ? step.index : array.length + step.offset;
          current = item(array, index, at);
          at = { parent: at, step: index };
          break;
        }
        default:
          this.#branch(current, i, step, at);
          return;
      }
    }
    this.#count();
    this.#found.push(current);
  }

  #branch(value: Json, i: number, step: BranchingStep, at: Place | undefined): void {
    if (++this.#branches > MAX_BRANCHES) throw new PathError('invalid', 'The path has too many steps');
    switch (step.kind) {
      case 'indexes':
        for (const index of step.indexes) this.#item(this.#array(value, i, at), index, i, at);
        break;
      case 'slice':
        this.#slice(this.#array(value, i, at), step, i, at);
        break;
      case 'wildcard':
        this.#wildcard(value, i, at);
        break;
      case 'filter':
        this.#filter(value, i, step, at);
        break;
      case 'descent':
        this.#descend(value, i, at);
        break;
    }
    this.#branches--;
  }

  #item(array: readonly Json[], index: number, i: number, at: Place | undefined): void {
    this.#walk(item(array, index, at), i + 1, { parent: at, step: index });
  }

  #slice(array: readonly Json[], step: PathStep & { kind: 'slice' }, i: number, at: Place | undefined): void {
    const { length } = array;
    let from = step.from ?? 0;
    let to = step.to ?? length;
    // Only the open forms `[-2:]` and `[:-1]` count from the end.
    if (step.to === undefined && from < 0) from = Math.max(0, length + from);
    if (step.from === undefined && to < 0) to = length + to;
    to = Math.min(length, to);
    for (let index = from; index < to; index++) this.#item(array, index, i, at);
  }

  #wildcard(value: Json, i: number, at: Place | undefined): void {
    if (isObject(value)) {
      for (const [key, member] of Object.entries(value)) this.#walk(member, i + 1, { parent: at, step: key });
    } else if (isArray(value)) {
      for (const [index, member] of value.entries()) {
        const before = this.#branches;
        try {
          this.#walk(member, i + 1, { parent: at, step: index });
        } catch (error) {
          // What an item of an array lacks does not count, what a member of an object lacks does.
          if (!(error instanceof PathError) || error.kind !== 'notFound') throw error;
          this.#branches = before;
        }
      }
    }
  }

  #filter(value: Json, i: number, step: PathStep & { kind: 'filter' }, at: Place | undefined): void {
    if (isObject(value)) {
      if (this.#holds(step, value)) this.#walk(value, i + 1, at);
    } else if (isArray(value)) {
      for (const [index, member] of value.entries()) if (this.#holds(step, member)) this.#item(value, index, i, at);
    } else {
      const context = javaText(value);
      const text = this.#text(i);
      throw new PathError(
        'invalid',
        `Filter: ${text} can not be applied to primitives. Current context is: ${context}`,
      );
    }
  }

  /** `..`: applies the next step to every object and array it fits, an outer one before what is in it. */
  #descend(value: Json, i: number, at: Place | undefined): void {
    const next = this.#steps[i + 1];
    if (!next) return;
    const stack: { readonly value: Json; readonly at: Place | undefined }[] = [{ value, at }];
    for (let top = stack.pop(); top; top = stack.pop()) {
      this.#count();
      const place = top.at;
      if (isObject(top.value)) {
        if (this.#fits(next, top.value)) this.#walk(top.value, i + 1, place);
        const entries = Object.entries(top.value).reverse();
        for (const [key, member] of entries) stack.push({ value: member, at: { parent: place, step: key } });
      } else if (isArray(top.value)) {
        if (this.#fits(next, top.value)) this.#applyToArray(top.value, i, place);
        for (let index = top.value.length - 1; index >= 0; index--) {
          stack.push({ value: top.value[index] as Json, at: { parent: place, step: index } });
        }
      }
    }
  }

  /** In an array that fits, the engine takes every item for what the step selects, unless it is the last step. */
  #applyToArray(array: readonly Json[], i: number, at: Place | undefined): void {
    if (i + 2 >= this.#steps.length) this.#walk(array, i + 1, at);
    else for (const [index, member] of array.entries()) this.#walk(member, i + 2, { parent: at, step: index });
  }

  #fits(step: PathStep, value: JsonObject | readonly Json[]): boolean {
    switch (step.kind) {
      case 'name':
        return isObject(value) && Object.hasOwn(value, step.name);
      case 'names':
        return isObject(value) && step.names.every((name) => Object.hasOwn(value, name));
      case 'wildcard':
        return true;
      case 'filter':
        return this.#holds(step, value);
      case 'descent':
        return false;
      default:
        return isArray(value);
    }
  }

  #array(value: Json, i: number, at: Place | undefined): readonly Json[] {
    if (isArray(value)) return value;
    if (value === null) throw notFound(`The path ${textOf(at)} is null`);
    const context = javaText(value);
    const text = this.#text(i);
    throw new PathError('invalid', `Filter: ${text} can only be applied to arrays. Current context is: ${context}`);
  }

  /** The path from a step on, as the messages of the engine have it. */
  #text(i: number): string {
    return this.#steps.slice(i).map(stepText).join('');
  }

  /** A missing name is an error where the path is definite from the step before it to the end. */
  #mustExist(i: number): boolean {
    return this.#steps.slice(Math.max(0, i - 1)).every(isDefiniteStep);
  }

  #holds({ anyOf }: PathStep & { kind: 'filter' }, value: Json): boolean {
    this.#count();
    // The engine goes from right to left, which shows where a condition is an error.
    return anyOf.toReversed().some((all) => all.toReversed().every((condition) => this.#condition(condition, value)));
  }

  #condition(condition: Condition, value: Json): boolean {
    // Whether something is there the engine asks of the item, even for a path from `$`.
    if (condition.kind === 'exists')
      return ((this.#find(condition.path, value) ?? null) !== null) !== condition.negated;
    const left = this.#operand(condition.left, value);
    const right = left === undefined ? undefined : this.#operand(condition.right, value);
    if (left === undefined || right === undefined) return false;
    return condition.operator === '=~' ? this.#matches(left, right) : compare(condition.operator, left, right);
  }

  #matches(left: Json | RE2JS, right: Json | RE2JS): boolean {
    const [pattern, target] = left instanceof RE2JS ? [left, right] : [right, left];
    if (!(pattern instanceof RE2JS) || target instanceof RE2JS) {
      throw new PathError('invalid', 'One side of =~ must be a regular expression');
    }
    if (target === null) return false;
    const text = javaText(target);
    this.#count(text.length / CHARACTERS_PER_VISIT);
    return pattern.matches(text);
  }

  /** Undefined for a path that finds nothing. */
  #operand(operand: Operand, value: Json): Json | RE2JS | undefined {
    switch (operand.kind) {
      case 'text':
        return operand.text;
      case 'pattern':
        return compiledPattern(operand);
      case 'path':
        return this.#find(operand.path, operand.path.root.kind === 'item' ? value : this.#root);
    }
  }

  /** What a definite path finds. Many items lack what a filter asks for: no error is made for a name that is not there. */
  #find(path: JsonPath, start: Json): Json | undefined {
    this.#count(1 + path.steps.length);
    let value = start;
    for (const step of path.steps) {
      if (step.kind !== 'name') return findDefinite(path, start);
      const member = isObject(value) ? lookup(value, step.name) : undefined;
      if (member === undefined) return undefined;
      value = member;
    }
    return value;
  }

  #count(visits = 1): void {
    this.#effort.visits += visits;
    if (this.#effort.visits > this.#maxVisits) throw new PathError('limit', 'The path visits too many values');
  }
}

function findDefinite(path: JsonPath, start: Json): Json | undefined {
  try {
    return definiteValue(path, start);
  } catch (error) {
    if (error instanceof PathError && error.kind === 'notFound') return undefined;
    throw error;
  }
}

/** The value of a definite path. Throws a `PathError` where there is none. */
function definiteValue(path: JsonPath, start: Json): Json {
  const [value] = new Evaluation(start, path).results();
  if (value === undefined) throw notFound(`No results for path: ${path.text}`);
  return value;
}

function notFound(message: string): PathError {
  return new PathError('notFound', message);
}

function item(array: readonly Json[], index: number, at: Place | undefined): Json {
  const value = array[index];
  if (value === undefined) throw notFound(`Index out of bounds when evaluating path ${textOf(at)}[${index}]`);
  return value;
}

function pick(object: JsonObject, names: readonly string[]): Json {
  const present = [...new Set(names)].filter((name) => Object.hasOwn(object, name));
  return Object.fromEntries(present.map((name) => [name, object[name] as Json]));
}

function textOf(place: Place | undefined): string {
  const steps: string[] = [];
  for (let at = place; at; at = at.parent) steps.push(typeof at.step === 'number' ? `[${at.step}]` : `['${at.step}']`);
  return `$${steps.reverse().join('')}`;
}

const patterns = new WeakMap<Operand, RE2JS>();

/** RE2 needs time linear in the text, whatever the expression. It knows no look-around and no back references. */
function compiledPattern(operand: Operand & { kind: 'pattern' }): RE2JS {
  const known = patterns.get(operand);
  if (known) return known;
  try {
    const pattern = RE2JS.compile(operand.source, operand.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
    patterns.set(operand, pattern);
    return pattern;
  } catch (error) {
    throw new PathError('invalid', `The regular expression /${operand.source}/ is not supported: ${String(error)}`);
  }
}

type Ordering = Exclude<FilterOperator, '=~'>;

function compare(operator: Ordering, left: Json | RE2JS, right: Json | RE2JS): boolean {
  if (left instanceof RE2JS || right instanceof RE2JS) return operator === '!=' && left !== right;
  // With null on one side only, nothing is greater or less, but the text `null` counts as less than anything.
  const ordered = operator !== '==' && operator !== '!=';
  if (ordered && (left === null) !== (right === null)) return false;
  const order = orderOf(left, right);
  if (order === undefined) return false;
  return ORDERS[operator](order);
}

const ORDERS: { readonly [O in Ordering]: (order: number) => boolean } = {
  '==': (order) => order === 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

/** Below, at or above 0 as `left` is to `right`; undefined where they cannot be compared, which makes any comparison false. */
function orderOf(left: Json, right: Json): number | undefined {
  if (left === right) return 0;
  const nothing = [left, right].map((value) => value === null || value === 'null');
  if (nothing[0] || nothing[1]) return Number(nothing[1]) - Number(nothing[0]);
  if (typeof left === 'string' && typeof right === 'string') return sign(left, right.replaceAll("\\'", "'"));
  if (typeof left === 'number' && typeof right === 'number') return sign(left, right);
  if (typeof left === 'boolean' && typeof right === 'boolean') return sign(left, right);
  if (typeof left === 'number' && typeof right === 'string') return sign(left, decimal(right));
  if (typeof left === 'boolean' && typeof right === 'string') return sign(left, right.toLowerCase() === 'true');
  return undefined;
}

function sign<T extends string | number | boolean>(left: T, right: T): number {
  return left === right ? 0 : left < right ? -1 : 1;
}

function decimal(text: string): number {
  if (!/^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$/.test(text)) {
    throw new PathError('invalid', `A number can not be compared with ${text}`);
  }
  return Number(text);
}
