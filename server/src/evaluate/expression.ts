import type { Json } from '../base/json.ts';
import { evaluatePath, PathError } from './path.ts';
import type { Variables } from './scope.ts';

export type Evaluated =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly error: string; readonly cause: string };

export async function evaluateExpression(
  text: string,
  input: Json,
  options: { readonly context?: Json; readonly variables?: Variables } = {},
): Promise<Evaluated> {
  const scope = { data: input, context: options.context ?? {}, variables: options.variables ?? {} };
  try {
    return { ok: true, value: evaluatePath(text, scope) };
  } catch (error) {
    if (error instanceof PathError) return { ok: false, error: 'States.Runtime', cause: error.message };
    throw error;
  }
}
