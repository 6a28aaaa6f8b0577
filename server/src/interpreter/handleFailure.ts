import { type Awaitable, attempt, whenDone } from '../base/awaitable.ts';
import { isArray, type JsonObject } from '../base/json.ts';
import { javaText } from '../spec/javaText.ts';
import type { StateType } from '../spec/states.ts';
import { abortBelow, failThread, failureDetails } from './endThread.ts';
import { type Failure, failureFrom } from './failure.ts';
import type { State } from './program.ts';
import { findCatcher, planRetry } from './retry.ts';
import type { Handling } from './run.ts';
import { computeCaught } from './stage.ts';
import type { Turn } from './turn.ts';

/** What Retry, Catch and the threads around make of an error. */
export function handleFailure(turn: Turn, state: State, raw: Failure): Awaitable<void> {
  const failure = told(turn, state, raw);
  const { fan } = turn.frame;
  if (fan && failure.error !== 'States.Runtime') abortBelow(turn, turn.thread.id, turn.thread.lastEventId);
  if (retry(turn, state, failure)) return undefined;
  const { lastEventId } = turn.thread;
  tellStateFailed(turn, state, failure);
  const catchers = HANDLES.has(state.type) ? state.fields.Catch : undefined;
  const index = findCatcher(catchers, failure);
  if (index === undefined || !isArray(catchers)) {
    record(turn, state, failure, { kind: 'none' });
    failThread(turn, failure);
    return undefined;
  }
  const catcher = catchers[index] as JsonObject;
  record(turn, state, failure, { kind: 'catch', catcher: index, next: javaText(catcher.Next ?? null) });
  turn.setFrame({ waiting: undefined, fan: undefined, reading: undefined });
  return attempt(
    () =>
      whenDone(computeCaught(turn.moment(state), index, catcher, errorOutputOf(failure)), ({ output, exit }) =>
        turn.reachOutput(output, exit),
      ),
    (e) => {
      // The state fails a second time, from where it stood before the first.
      turn.follow(lastEventId);
      const second = told(turn, state, failureFrom(e));
      tellStateFailed(turn, state, second);
      record(turn, state, second, { kind: 'none' });
      failThread(turn, second);
    },
  );
}

/** A Map or Parallel says that it failed, but for what ends the whole execution. */
function tellStateFailed(turn: Turn, { type }: State, { error }: Failure): void {
  if ((type === 'Map' || type === 'Parallel') && error !== 'States.Runtime') turn.emit(`${type}StateFailed`);
}

const HANDLES: ReadonlySet<StateType> = new Set(['Task', 'Parallel', 'Map']);

/** The failure as it is told to others: with the place where it arose. */
function told(turn: Turn, state: State, raw: Failure): Failure {
  const failure = raw.fromWork ? raw : withPlace(turn, state, raw);
  if (raw.location !== undefined) {
    const location = raw.location === '' ? {} : { location: raw.location };
    const details = { ...failureDetails(failure), ...location, state: state.name };
    turn.emit('EvaluationFailed', { evaluationFailedEventDetails: details });
  }
  return failure;
}

/** Has the state begin again after an interval, if a retrier wants that. */
function retry(turn: Turn, state: State, failure: Failure): boolean {
  if (!HANDLES.has(state.type)) return false;
  const { retrierCounts, retryCount, data } = turn.frame;
  const plan = planRetry(state.fields.Retry, retrierCounts, failure, () => turn.sources.random());
  if (!plan || 'exhausted' in plan) return false;
  const { retrier, attempt, delaySeconds } = plan;
  record(turn, state, failure, { kind: 'retry', retrier, attempt, delaySeconds });
  turn.setFrame({
    stage: 'input',
    data: { input: data.input },
    retryCount: retryCount + 1,
    retrierCounts: Array.from({ length: Math.max(retrierCounts.length, retrier + 1) }, (_, i) =>
      i === retrier ? attempt : (retrierCounts[i] ?? 0),
    ),
    waiting: { kind: 'timer', until: turn.run.clock + Math.round(delaySeconds * 1000), why: 'retry' },
    fan: undefined,
    reading: undefined,
  });
  return true;
}

function withPlace(turn: Turn, state: State, failure: Failure): Failure {
  const place = `An error occurred while executing the state '${state.name}' (entered at the event id #${turn.frame.enteredEventId}). `;
  return { ...failure, cause: place + (failure.cause ?? '') };
}

function record(turn: Turn, state: State, { error, cause }: Failure, handling: Handling): void {
  turn.setFrame({ failure: { error, cause, handling } });
  turn.failure = { error, cause, handling, state: state.name, pointer: state.pointer };
}

/** What a catcher is given. A timeout has a cause, an empty one; what a service did not say is null. */
export function errorOutputOf({ error, cause }: Failure): JsonObject {
  return { Error: error ?? null, Cause: cause ?? (error === 'States.Timeout' ? '' : null) };
}
