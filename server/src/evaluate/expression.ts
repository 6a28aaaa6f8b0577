import { randomUUID } from 'node:crypto';
import { isArray, isObject, type Json, parseJson } from '../base/json.ts';
import { shortened } from '../base/shortened.ts';
import { StatesError } from '../spec/errors.ts';
import { isIntrinsic } from '../syntax/intrinsic.ts';
import { parseJsonTree } from '../syntax/json.ts';
import { isJsonata, jsonataOf, readJsonata } from '../syntax/jsonata.ts';
import { evaluateJsonata, evaluateJsonataTemplate, type JsonataScope, NOTHING } from './jsonata.ts';
import { evaluatePath, PathError } from './path.ts';
import type { Scope, Sources, Variables } from './scope.ts';
import { evaluateField, evaluateTemplate } from './template.ts';

export type Evaluated =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly error: string; readonly cause: string };

export interface EvaluateOptions {
  /** `$$` or `$states.context` */
  readonly context?: Json;
  readonly variables?: Variables;
  /** Absent: what the text looks like. With JSONata the delimiters `{%` and `%}` may be left out. */
  readonly queryLanguage?: 'JSONPath' | 'JSONata';
}

/**
 * The value of a path, an intrinsic call, a `{% … %}` expression or a payload template (a JSON object) by itself, outside any state
 * machine. Never throws.
 */
export async function evaluateExpression(
  text: string,
  input: Json,
  { context = {}, variables = {}, queryLanguage }: EvaluateOptions = {},
): Promise<Evaluated> {
  try {
    const scope = { data: input, context, variables, effort: { visits: 0 } };
    return { ok: true, value: await valueOfText(text.trim(), scope, queryLanguage) };
  } catch (error) {
    if (error instanceof StatesError)
      return { ok: false, error: error.error ?? '', cause: shortened(error.cause ?? '') };
    if (error instanceof RangeError)
      return { ok: false, error: 'States.Runtime', cause: 'The payload template is nested too deep' };
    const cause = error instanceof Error ? error.message : String(error);
    return { ok: false, error: 'States.Runtime', cause: shortened(cause) };
  }
}

const SOURCES: Sources = { random: Math.random, uuid: randomUUID, now: Date.now };

function valueOfText(text: string, scope: Scope, language: EvaluateOptions['queryLanguage']): Json | Promise<Json> {
  const { data, context, variables } = scope;
  const jsonata: JsonataScope = { states: { input: data, context }, variables };
  if (isJsonata(text) && language !== 'JSONPath') return jsonataValue(jsonataOf(text), jsonata);
  const template = text.startsWith('{') ? templateOf(text) : undefined;
  if (template !== undefined) {
    const isJsonataTemplate = language === 'JSONata' || (language === undefined && hasJsonata(template));
    if (isJsonataTemplate) return evaluateJsonataTemplate(template, 'expression', jsonata, SOURCES);
    return evaluateTemplate(template, scope, SOURCES);
  }
  if (language === 'JSONata') return jsonataValue(text, jsonata);
  if (text.startsWith('{') && !text.startsWith('{%')) throw new StatesError('States.Runtime', notJson(text));
  const misread = language === undefined ? misreadJsonata(text) : undefined;
  if (misread !== undefined) throw new StatesError('States.Runtime', misread);
  if (isIntrinsic(text)) return evaluateField(text, 'expression', scope, SOURCES);
  if (text.startsWith('$') || text === '') return pathValue(text, text, scope);
  // The engine takes a bare name for one below `$`, and `@` for `$`. In a definition neither is allowed.
  return pathValue(text, text.startsWith('@') ? `$${text.slice(1)}` : `$.${text}`, scope);
}

async function jsonataValue(text: string, scope: JsonataScope): Promise<Json> {
  try {
    return await evaluateJsonata(text, 'expression', scope, SOURCES);
  } catch (error) {
    // The service refuses a definition with such a name, so has no words for a run of it.
    const name = readJsonata(text).errors.find(({ kind }) => kind === 'reference');
    if (!(error instanceof StatesError) || !name || !error.cause?.endsWith(NOTHING)) throw error;
    throw new StatesError(error.error, `${error.cause} ${name.message}`);
  }
}

function notJson(text: string): string {
  const [error] = parseJsonTree(text).errors;
  return `The payload template is not JSON: ${error?.message ?? 'something follows it'}`;
}

/** What is to be said of JSONata without its delimiters, or with one of them. */
function misreadJsonata(text: string): string | undefined {
  if (text.startsWith('{%')) return 'The expression is not closed: %} is missing';
  if (text.endsWith('%}')) return 'The expression is not opened: {% is missing';
  // There can be no variable of this name, and no call in a path.
  const [name] = /^\$(states\b|[A-Za-z]\w*(?=\())/.exec(text) ?? [];
  return name && `${name} is of JSONata: write {% ${text} %}`;
}

/** A JSON object; undefined for what is none, such as an object constructor of JSONata. */
function templateOf(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** Whether a template is of JSONata: one of JSONPath has keys that end in `.$`. */
function hasJsonata(template: Json): boolean {
  if (typeof template === 'string') return isJsonata(template);
  if (isArray(template)) return template.some(hasJsonata);
  return isObject(template) && Object.values(template).some(hasJsonata);
}

function pathValue(text: string, path: string, scope: Scope): Json {
  try {
    return evaluatePath(path, scope);
  } catch (error) {
    if (error instanceof PathError)
      throw new StatesError('States.Runtime', `Invalid path '${text}' : ${error.message}`);
    throw error;
  }
}
