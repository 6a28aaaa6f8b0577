import { randomUUID } from 'node:crypto';
import type { Json } from '../base/json.ts';
import { StatesError } from '../spec/errors.ts';
import { isIntrinsic } from '../syntax/intrinsic.ts';
import { isJsonata, jsonataOf } from '../syntax/jsonata.ts';
import { evaluateJsonata } from './jsonata.ts';
import { evaluatePath, PathError } from './path.ts';
import type { Scope, Sources, Variables } from './scope.ts';
import { evaluateField } from './template.ts';

export type Evaluated =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly error: string; readonly cause: string };

/** The value of a path, an intrinsic call or a `{% … %}` expression by itself, outside any state machine. Never throws. */
export async function evaluateExpression(
  text: string,
  input: Json,
  { context = {}, variables = {} }: { readonly context?: Json; readonly variables?: Variables } = {},
): Promise<Evaluated> {
  try {
    return { ok: true, value: await valueOfText(text.trim(), { data: input, context, variables }) };
  } catch (error) {
    if (error instanceof StatesError) return { ok: false, error: error.error ?? '', cause: error.cause ?? '' };
    const cause = error instanceof Error ? error.message : String(error);
    return { ok: false, error: 'States.Runtime', cause };
  }
}

const SOURCES: Sources = { random: Math.random, uuid: randomUUID, now: Date.now };

function valueOfText(text: string, scope: Scope): Json | Promise<Json> {
  if (isJsonata(text)) {
    const states = { input: scope.data, context: scope.context };
    return evaluateJsonata(jsonataOf(text), 'expression', { states, variables: scope.variables }, SOURCES);
  }
  if (isIntrinsic(text)) return evaluateField(text, 'expression', scope, SOURCES);
  if (text.startsWith('$') || text === '') return pathValue(text, text, scope);
  // The engine takes a bare name for one below `$`, and `@` for `$`. In a definition neither is allowed.
  return pathValue(text, text.startsWith('@') ? `$${text.slice(1)}` : `$.${text}`, scope);
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
