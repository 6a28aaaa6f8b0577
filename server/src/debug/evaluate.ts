import type { JsonObject } from '../base/json.ts';
import { type Evaluated, evaluateExpression } from '../evaluate/expression.ts';
import { evaluateJsonata } from '../evaluate/jsonata.ts';
import { seededSources } from '../interpreter/chance.ts';
import { latest } from '../interpreter/moment.ts';
import type { Run, Thread } from '../interpreter/run.ts';
import { contextOf, findThread, stateOf } from '../interpreter/threads.ts';
import { StatesError } from '../spec/errors.ts';
import { isJsonata, jsonataOf } from '../syntax/jsonata.ts';
import { dataForField } from './fieldData.ts';

/**
 * The value of a path, an intrinsic call or a JSONata expression in the state of a thread: over the data as its last stage left it.
 * With the name of a field it is over the data that this field reads. Outside of a state it is over the input of the execution.
 * In a JSONata state the delimiters may be left out. Chance and time are copies of those of the run, which stays as it is.
 */
export async function evaluateIn(
  run: Run,
  threadId: number | undefined,
  typed: string,
  field?: string,
): Promise<Evaluated> {
  const text = unquoted(typed.trim());
  const thread = threadId === undefined ? undefined : findThread(run, threadId);
  const state = thread && stateOf(run, thread);
  if (!state) return evaluateExpression(text, run.input);
  const context = contextOf(run, thread.id);
  const { frame, variables } = thread;
  if (state.queryLanguage === 'JSONPath' && !isJsonata(text)) {
    const data = field === undefined ? undefined : dataForField(field, state, frame.data);
    return evaluateExpression(text, data ?? latest(state, frame.data), { context, variables });
  }
  const states = statesOf(run, thread);
  const sources = seededSources(run.random, run.settings.startTime + run.clock);
  const code = isJsonata(text) ? jsonataOf(text) : text;
  try {
    return { ok: true, value: await evaluateJsonata(code, 'expression', { states, variables }, sources) };
  } catch (error) {
    if (error instanceof StatesError) return { ok: false, error: error.error ?? '', cause: error.cause ?? '' };
    throw error;
  }
}

/** `$states`, as far as the state of a thread has come. */
export function statesOf(run: Run, { id, frame }: Thread): JsonObject {
  const { result } = frame.data;
  const { failure } = frame;
  return {
    input: frame.data.input,
    context: contextOf(run, id),
    ...(result !== undefined && { result }),
    ...(failure && { errorOutput: { Error: failure.error ?? null, Cause: failure.cause ?? null } }),
  };
}

/** Whether a text under the mouse is meant to be evaluated: a bare word in a definition is most often a name. */
export function isExpression(text: string): boolean {
  return /^"?\s*(\$|\{%|States\.)/.test(text);
}

/** What is copied out of a definition brings its quotes along. */
function unquoted(text: string): string {
  return /^"[^"]*"$/.test(text) && /^"(\$|\{%|States\.)/.test(text) ? text.slice(1, -1) : text;
}
