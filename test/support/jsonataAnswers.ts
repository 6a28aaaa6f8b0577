import jsonata from 'jsonata';
import type { JsonObject } from '../../server/src/base/json.ts';
import { evaluateJsonata } from '../../server/src/evaluate/jsonata.ts';
import { StatesError } from '../../server/src/spec/errors.ts';
import { FIXED_SOURCES } from './sources.ts';

/** What an expression comes to: a value, which is undefined for nothing and for a function; or why it fails, by code and message. */
export type Answer = { readonly value: unknown } | { readonly error: string };

/** The answer of Step Functions. */
export async function ourAnswer(text: string, variables: JsonObject): Promise<Answer> {
  try {
    return { value: await evaluateJsonata(text, 'Output', { states: {}, variables }, FIXED_SOURCES) };
  } catch (error) {
    const cause = error instanceof StatesError ? (error.cause ?? '') : String(error);
    if (/returned nothing|unsupported result type/.test(cause)) return { value: undefined };
    return { error: /threw an error during evaluation(?:\.|:) (.*)/s.exec(cause)?.[1] ?? cause };
  }
}

/** The answer of JSONata itself. */
export async function plainAnswer(text: string, variables: JsonObject, input?: unknown): Promise<Answer> {
  try {
    const result: unknown = await jsonata(text).evaluate(input, structuredClone(variables));
    return { value: result === undefined || hasFunction(result) ? undefined : JSON.parse(JSON.stringify(result)) };
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    return { error: code === undefined ? String(error) : `${code}: ${message}` };
  }
}

function hasFunction(result: unknown): boolean {
  if (typeof result !== 'object' || result === null) return false;
  return '_jsonata_function' in result || '_jsonata_lambda' in result || Object.values(result).some(hasFunction);
}
