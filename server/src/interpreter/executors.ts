import { unexpectedType } from '../evaluate/jsonata.ts';
import { StatesError } from '../spec/errors.ts';
import type { StateType } from '../spec/states.ts';
import { executeChoice } from './choice.ts';
import { executeMap } from './map.ts';
import { fieldValue, jsonataValue, type Moment, textField } from './moment.ts';
import { executeParallel } from './parallel.ts';
import { executeTask } from './task.ts';
import { executeWait } from './wait.ts';
import type { Executor, Work } from './work.ts';

/** One executor per state type; it does what lies between the input and the output stages. */
export const EXECUTORS: { readonly [T in StateType]: Executor } = {
  Pass: executePass,
  Task: executeTask,
  Choice: executeChoice,
  Wait: executeWait,
  Succeed: () => ({ kind: 'done' }),
  Fail: executeFail,
  Parallel: executeParallel,
  Map: executeMap,
};

/** `Result` is taken literally, also where its keys end in `.$`. */
function executePass({ state }: Moment): Work {
  return { kind: 'done', result: state.fields.Result ?? null };
}

async function executeFail(moment: Moment): Promise<Work> {
  const error = await failField(moment, 'Error');
  const cause = await failField(moment, 'Cause');
  return { kind: 'failed', failure: { error, cause, fromWork: true } };
}

async function failField(moment: Moment, name: 'Error' | 'Cause'): Promise<string | undefined> {
  const { queryLanguage, fields } = moment.state;
  const written = fields[name] ?? null;
  if (queryLanguage === 'JSONPath') return failText(moment, name);
  if (written === null) return undefined;
  const value = await jsonataValue(moment, written, name);
  if (typeof value === 'string') return value;
  throw unexpectedType(written, name, 'string', value);
}

function failText(moment: Moment, name: 'Error' | 'Cause'): string | undefined {
  const { state, frame } = moment;
  const path = textField(state, `${name}Path`);
  if (path === undefined) return textField(state, name);
  const value = fieldValue(moment, path, `${name}Path`, frame.data.input);
  if (typeof value === 'string') return value;
  throw new StatesError('States.Runtime', `The field '${name}Path' of the state '${state.name}' must lead to a string`);
}
