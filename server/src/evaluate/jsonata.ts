import jsonata from 'jsonata';
import { isArray, isObject, type Json, type JsonObject, typeOf } from '../base/json.ts';
import { remembering } from '../base/remembering.ts';
import { StatesError } from '../spec/errors.ts';
import { isJsonata, jsonataOf, parseJsonata } from '../syntax/jsonata.ts';
import { addFunctions, surroundings } from './jsonataFunctions.ts';
import { addLimits, LIMITS, OUT_OF_MEMORY, OUT_OF_TIME, TOO_DEEP } from './jsonataLimits.ts';
import { jsonText } from './jsonText.ts';
import { LinearRegExp } from './linearRegExp.ts';
import type { Sources, Variables } from './scope.ts';

export { isJsonata, jsonataOf };

/** What a JSONata expression reads. */
export interface JsonataScope {
  /** `$states` */
  readonly states: JsonObject;
  /** `$name` */
  readonly variables: Variables;
}

/** A failed expression. The history tells the field besides. */
export class QueryEvaluationError extends StatesError {
  /** The field, by its way inside the state: `Output/a`, `Choices[1]/Condition`. */
  readonly location: string;

  constructor(location: string, cause: string) {
    super('States.QueryEvaluationError', cause);
    this.name = 'QueryEvaluationError';
    this.location = location;
  }
}

/** An evaluation as plain data, for another thread. */
export interface JsonataJob {
  readonly value: Json;
  /** The value is a template; otherwise it is the text of an expression. */
  readonly template: boolean;
  readonly field: string;
  readonly scope: JsonataScope;
  /** Of chance, and the time. */
  readonly seed: number;
  readonly now: number;
}

let elsewhere: ((job: JsonataJob) => Promise<Json>) | undefined;

/**
 * From now on expressions that can take long are evaluated by `run`, in another thread: a single function of JSONata cannot be interrupted,
 * and a process that has to answer others must not wait for it. Undefined: here again.
 */
export function evaluateElsewhere(run: ((job: JsonataJob) => Promise<Json>) | undefined): void {
  elsewhere = run;
}

/** What calls nothing and makes no ranges ends soon. */
function mayBlock(text: string): boolean {
  return text.length > 10_000 || /[({]|\.\./.test(text.replaceAll('{%', ''));
}

function jobFor(value: Json, template: boolean, field: string, scope: JsonataScope, sources: Sources): JsonataJob {
  return { value, template, field, scope, seed: Math.floor(sources.random() * 2 ** 32), now: sources.now() };
}

/** The value of an expression, given without `{%` and `%}`. Throws a `QueryEvaluationError`. */
export async function evaluateJsonata(
  text: string,
  field: string,
  scope: JsonataScope,
  sources: Sources,
): Promise<Json> {
  if (elsewhere && mayBlock(text)) return elsewhere(jobFor(text, false, field, scope, sources));
  return evaluate(text, field, new Bindings(scope, await surroundings(sources), field));
}

/** A value in which every `{% … %}` is replaced. `field` is where the value is: `Output`, `Choices[1]/Output`. */
export async function evaluateJsonataTemplate(
  value: Json,
  field: string,
  scope: JsonataScope,
  sources: Sources,
): Promise<Json> {
  if (elsewhere && mayBlock(jsonText(value))) return elsewhere(jobFor(value, true, field, scope, sources));
  return fill(value, field, new Bindings(scope, await surroundings(sources), field), 0);
}

/** For a result that is no value for its field; `written` is what stands there. */
export function unexpectedType(written: Json, field: string, expected: string, value: Json): QueryEvaluationError {
  const text = typeof written !== 'string' ? jsonText(written) : isJsonata(written) ? jsonataOf(written) : written;
  const was = `Expected '${expected}', but was '${typeOf(value)}' for value: ${jsonText(value)}`;
  return failure(text, field, ` returned an unexpected result type. ${was}`);
}

function failure(text: string, field: string, what: string): QueryEvaluationError {
  return new QueryEvaluationError(field, `The JSONata expression '${text}' specified for the field '${field}'${what}`);
}

// Deeper than any payload the service takes.
const MAX_DEPTH = 1000;

async function fill(value: Json, field: string, bindings: Bindings, depth: number): Promise<Json> {
  if (typeof value === 'string') return isJsonata(value) ? evaluate(jsonataOf(value), field, bindings) : value;
  if (depth > MAX_DEPTH) throw new QueryEvaluationError(field, 'The value is nested too deep');
  if (isArray(value)) {
    const items: Json[] = [];
    for (const [i, item] of value.entries()) items.push(await fill(item, `${field}[${i}]`, bindings, depth + 1));
    return items;
  }
  if (!isObject(value)) return value;
  const members: [string, Json][] = [];
  for (const [key, member] of Object.entries(value)) {
    members.push([key, await fill(member, `${field}/${key}`, bindings, depth + 1)]);
  }
  return Object.fromEntries(members);
}

/** What expressions see. JSONata leaves marks on arrays that pass through it: it is given copies, and only of what it asks for. */
class Bindings {
  readonly #variables: JsonataScope['variables'];
  readonly #copies = new Map<string, Json>();
  readonly #states: object;
  readonly #surroundings: readonly [string, unknown];
  readonly #field: string;

  constructor({ states, variables }: JsonataScope, given: readonly [string, unknown], field: string) {
    this.#variables = variables;
    this.#surroundings = given;
    this.#field = field;
    const lazy = {};
    for (const name of Object.keys(states)) {
      const get = () => this.#copy(`states.${name}`, states[name] ?? null);
      Object.defineProperty(lazy, name, { get, enumerable: true, configurable: true });
    }
    this.#states = lazy;
  }

  /** Those that the text of an expression names; no expression can make up a name. */
  for(text: string): Record<string, unknown> {
    const [key, given] = this.#surroundings;
    const bound: [string, unknown][] = [
      ['states', this.#states],
      [key, given],
    ];
    for (const [name, value] of Object.entries(this.#variables)) {
      if (text.includes(name)) bound.push([name, this.#copy(name, value)]);
    }
    return Object.fromEntries(bound);
  }

  #copy(name: string, value: Json): Json {
    let copy = this.#copies.get(name);
    if (copy === undefined) {
      copy = this.#tryCopy(value);
      this.#copies.set(name, copy);
    }
    return copy;
  }

  #tryCopy(value: Json): Json {
    try {
      return copyOf(value);
    } catch {
      throw new QueryEvaluationError(this.#field, 'The data is nested too deep');
    }
  }
}

function copyOf(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (isArray(value)) return value.map(copyOf);
  const copy: { [key: string]: Json } = { ...value };
  for (const key of Object.keys(copy)) {
    const member = copy[key];
    if (typeof member !== 'object' || member === null) continue;
    if (key === '__proto__') Object.defineProperty(copy, key, { value: copyOf(member) });
    else copy[key] = copyOf(member);
  }
  return copy;
}

const compiled = remembering(500, (text) => {
  // Newer operators parse, and would run; what else is wrong with an expression shows when it runs.
  const newer = parseJsonata(text).errors.find(({ kind }) => kind === 'newer');
  if (newer) throw Object.assign(new Error(newer.message), { code: 'S0211' });
  const expression = jsonata(text, { ...LIMITS, RegexEngine: LinearRegExp as never });
  addFunctions(expression);
  addLimits(expression);
  return expression;
});

/** What is said of an expression without a value. */
export const NOTHING = ' returned nothing (undefined).';

async function evaluate(text: string, field: string, bindings: Bindings): Promise<Json> {
  let result: unknown;
  try {
    result = await compiled(text).evaluate(undefined, bindings.for(text));
    if (result !== undefined) result = plain(result);
    else throw failure(text, field, NOTHING);
  } catch (error) {
    if (error instanceof QueryEvaluationError) throw error;
    throw failure(text, field, ` threw an error during evaluation${reason(error)}`);
  }
  if (result === undefined) throw failure(text, field, ' returned an unsupported result type.');
  return result as Json;
}

function reason(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  if (code === 'D1011' || (error instanceof RangeError && /call stack/.test(error.message))) {
    return `: ${TOO_DEEP}`;
  }
  if (code === 'D1012') return `: ${OUT_OF_TIME}`;
  if (code === 'D2014' || code === 'D2015' || error instanceof RangeError) return `: ${OUT_OF_MEMORY}`;
  return code === undefined ? `: ${message ?? String(error)}` : `. ${code}: ${message ?? ''}`;
}

/** The result as JSON, or undefined where it has something that is none, such as a function. */
function plain(value: unknown): Json | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : String(value);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value !== 'object' || '_jsonata_lambda' in value || '_jsonata_function' in value) return undefined;
  if (Array.isArray(value)) {
    // A group of a regular expression that matches nothing keeps its place.
    const items = value.map((item) => (item === undefined ? null : plain(item)));
    return items.includes(undefined) ? undefined : (items as Json[]);
  }
  const members: [string, Json][] = [];
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue;
    const json = plain(member);
    if (json === undefined) return undefined;
    members.push([key, json]);
  }
  return Object.fromEntries(members);
}
