import jsonata from 'jsonata';
import { isArray, isObject, type Json, type JsonObject, typeOf } from '../base/json.ts';
import { StatesError } from '../spec/errors.ts';
import { remembering } from './cache.ts';
import { type AddedFunctions, addedFunctions } from './jsonataFunctions.ts';
import { jsonText } from './jsonText.ts';
import { LinearRegExp } from './linearRegExp.ts';
import type { Sources, Variables } from './scope.ts';

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

// What the service was seen to allow.
const LIMITS = { timeout: 1000, stack: 100, sequence: 873_782 };

/** Whether a text is an expression: anything else is itself. */
export function isJsonata(text: string): boolean {
  return text.length >= 4 && text.startsWith('{%') && text.endsWith('%}');
}

/** The expression between `{%` and `%}`. */
export function jsonataOf(text: string): string {
  return text.slice(2, -2).trim();
}

/** The value of an expression, given without `{%` and `%}`. Throws a `QueryEvaluationError`. */
export async function evaluateJsonata(
  text: string,
  field: string,
  scope: JsonataScope,
  sources: Sources,
): Promise<Json> {
  return evaluate(text, field, bindingsOf(scope, sources));
}

/** A value in which every `{% … %}` is replaced. `field` is where the value is: `Output`, `Choices[1]/Output`. */
export async function evaluateJsonataTemplate(
  value: Json,
  field: string,
  scope: JsonataScope,
  sources: Sources,
): Promise<Json> {
  return fill(value, field, bindingsOf(scope, sources));
}

/** For a result that is no value for its field. */
export function unexpectedType(text: string, field: string, expected: string, value: Json): QueryEvaluationError {
  const was = `Expected '${expected}', but was '${typeOf(value)}' for value: ${jsonText(value)}`;
  return failure(text, field, ` returned an unexpected result type. ${was}`);
}

function failure(text: string, field: string, what: string): QueryEvaluationError {
  return new QueryEvaluationError(field, `The JSONata expression '${text}' specified for the field '${field}'${what}`);
}

interface Bindings {
  readonly values: Record<string, unknown>;
}

async function fill(value: Json, field: string, bindings: Bindings): Promise<Json> {
  if (typeof value === 'string') return isJsonata(value) ? evaluate(jsonataOf(value), field, bindings) : value;
  if (isArray(value)) {
    const items: Json[] = [];
    for (const [i, item] of value.entries()) items.push(await fill(item, `${field}[${i}]`, bindings));
    return items;
  }
  if (!isObject(value)) return value;
  const members: [string, Json][] = [];
  for (const [key, member] of Object.entries(value)) {
    members.push([key, await fill(member, `${field}/${key}`, bindings)]);
  }
  return Object.fromEntries(members);
}

/** JSONata marks arrays it passes on, so it gets copies. */
function bindingsOf(scope: JsonataScope, sources: Sources): Bindings {
  const added: AddedFunctions = addedFunctions(sources);
  const variables = Object.entries(scope.variables).map(([name, value]) => [name, structuredClone(value)]);
  const values = Object.fromEntries([...Object.entries(added), ...variables]);
  return { values: { ...values, states: structuredClone(scope.states) } };
}

const compiled = remembering(500, (text) => jsonata(text, { ...LIMITS, RegexEngine: LinearRegExp as never }));

async function evaluate(text: string, field: string, bindings: Bindings): Promise<Json> {
  let result: unknown;
  try {
    result = await compiled(text).evaluate(undefined, bindings.values);
  } catch (error) {
    throw failure(text, field, ` threw an error during evaluation${reason(error)}`);
  }
  if (result === undefined) throw failure(text, field, ' returned nothing (undefined).');
  const value = plain(result);
  if (value === undefined) throw failure(text, field, ' returned an unsupported result type.');
  return value;
}

function reason(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  if (code === 'D1011' || (error instanceof RangeError && /call stack/.test(error.message))) {
    return ': Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive.';
  }
  if (code === 'D1012') return ': Expression evaluation timeout: Check for infinite loop';
  if (code === 'D2014' || code === 'D2015' || error instanceof RangeError) {
    return ': Expression evaluation memory limit exceeded: Check for excessive memory usage';
  }
  return code === undefined ? `: ${message ?? String(error)}` : `. ${code}: ${message ?? ''}`;
}

/** The result as JSON, or undefined where it has something that is none, such as a function. */
function plain(value: unknown): Json | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : String(value);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value !== 'object' || '_jsonata_lambda' in value || '_jsonata_function' in value) return undefined;
  if (Array.isArray(value)) {
    const items = value.filter((item) => item !== undefined).map(plain);
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
