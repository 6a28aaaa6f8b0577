import type { Json } from '../base/json.ts';
import { isJsonata, QueryEvaluationError, unexpectedType } from '../evaluate/jsonata.ts';
import { StatesError } from '../spec/errors.ts';
import { parseTimestamp } from '../spec/timestamp.ts';
import { effectiveInput, findValue, jsonataValue, type Moment } from './moment.ts';
import type { Work } from './work.ts';

/** Sleeps once; the step after that it is done. A time in the past does not wait. */
export async function executeWait(moment: Moment): Promise<Work> {
  const { run, frame } = moment;
  if (frame.waiting?.kind === 'timer') return { kind: 'done' };
  const until = await wakeTime(moment);
  if (until <= run.clock) return { kind: 'done' };
  return { kind: 'wait', waiting: { kind: 'timer', until, why: 'wait' } };
}

/** Virtual milliseconds at which a Wait state goes on. */
async function wakeTime(moment: Moment): Promise<number> {
  const { run, state, frame } = moment;
  const { Seconds, SecondsPath, Timestamp, TimestampPath } = state.fields;
  const inSeconds = (seconds: number) => frame.enteredAt + Math.floor(seconds) * 1000;
  const at = (time: number) =>
    frame.enteredAt + Math.ceil(Math.max(0, time - run.settings.startTime - frame.enteredAt) / 1000) * 1000;
  const data = effectiveInput(frame.data);
  if (typeof SecondsPath === 'string') return inSeconds(secondsAt(moment, SecondsPath, data));
  if (typeof TimestampPath === 'string') return at(timestampAt(moment, TimestampPath, data));
  if (Timestamp !== undefined) return at(timestampOf(await jsonataOrPlain(moment, Timestamp, 'Timestamp')));
  const seconds = await jsonataOrPlain(moment, Seconds ?? null, 'Seconds');
  if (typeof seconds === 'number' && Number.isInteger(seconds) && seconds >= 0) return inSeconds(seconds);
  if (typeof Seconds === 'string' && isJsonata(Seconds)) {
    throw unexpectedType(Seconds, 'Seconds', 'integer', seconds);
  }
  throw new StatesError('States.Runtime', 'The Seconds field of a Wait state must be an integer from 0 on');
}

function secondsAt(moment: Moment, path: string, data: Json): number {
  const value = findValue(moment, path, data);
  const problem = (text: string) => new StatesError('States.Runtime', `The SecondsPath parameter ${text}`);
  if (value === undefined) throw problem(`does not reference an input value: ${path}`);
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    throw problem(`cannot be parsed as a long value: ${path} == ${plainText(value)}`);
  }
  if (value < 0) throw problem(`references a negative value: ${path} == ${value}`);
  return value;
}

function timestampAt(moment: Moment, path: string, data: Json): number {
  const value = findValue(moment, path, data);
  const problem = (text: string) => new StatesError('States.Runtime', `The TimestampPath parameter ${text}`);
  if (value === undefined) throw problem(`does not reference an input value: ${path}`);
  const time = typeof value === 'string' ? parseTimestamp(value) : undefined;
  if (time !== undefined) return time;
  throw problem(
    `does not reference a valid ISO-8601 extended offset date-time format string: ${path} == ${plainText(value)}`,
  );
}

function timestampOf(value: Json): number {
  const time = typeof value === 'string' ? parseTimestamp(value) : undefined;
  if (time !== undefined) return time;
  throw new QueryEvaluationError(
    'Timestamp',
    `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${plainText(value)}`,
  );
}

async function jsonataOrPlain(moment: Moment, value: Json, field: string): Promise<Json> {
  return moment.state.queryLanguage === 'JSONata' ? jsonataValue(moment, value, field) : value;
}

function plainText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
