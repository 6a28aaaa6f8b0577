import type { Json } from '../base/json.ts';
import { isKey } from '../base/lookup.ts';
import type { EventType } from './event.ts';
import type { Failure } from './failure.ts';
import { withFailedChild, withResult } from './fan.ts';
import { textOf, WHOLE } from './payload.ts';
import type { Thread } from './run.ts';
import { stateOf } from './threads.ts';
import type { Turn } from './turn.ts';

/** The machine of a thread came to its end: the run is over, or the state around has one result more. */
export function succeedThread(turn: Turn, output: Json): void {
  const { thread } = turn;
  if (thread.kind === 'machine' || thread.kind === 'child') {
    const details = { output: textOf(output), outputDetails: WHOLE };
    turn.emit('ExecutionSucceeded', { executionSucceededEventDetails: details });
  }
  const parent = parentOf(turn, thread);
  if (!parent?.frame.fan) {
    turn.end({ status: 'SUCCEEDED', output });
    return;
  }
  const ended =
    thread.kind === 'iteration' ? emitFor(turn, thread, 'MapIterationSucceeded', parent.frame.state) : turn.thread;
  const lastEventId = thread.kind === 'child' ? undefined : ended.lastEventId;
  const fan = withResult(parent.frame.fan, thread.index, output, lastEventId, turn.own);
  turn.replace({ ...parent, frame: { ...parent.frame, fan } });
  turn.remove(new Set([thread.id]));
}

/** An error that nothing in its machine takes ends a thread: the run is over, or the state around has to deal with it. */
export function failThread(turn: Turn, failure: Failure): void {
  // No state around takes this error either: it ends the whole execution.
  const thread = failure.error === 'States.Runtime' ? executionOf(turn, turn.thread) : turn.thread;
  const details = { executionFailedEventDetails: failureDetails(failure) };
  const parent = parentOf(turn, thread);
  const fan = parent?.frame.fan;
  if (!parent || !fan) {
    turn.emit('ExecutionFailed', details);
    turn.end({ status: 'FAILED', error: failure.error, cause: failure.cause });
    return;
  }
  if (thread.kind === 'child') {
    turn.emit('ExecutionFailed', details);
    const next = withFailedChild(fan, thread.index, turn.own);
    turn.replace({ ...parent, frame: { ...parent.frame, fan: next } });
    turn.remove(idsOf(turn.below(next.failure ? parent.id : thread.id)).add(thread.id));
    return;
  }
  const { lastEventId } = thread;
  if (turn.state?.type === 'Task') emitFor(turn, thread, 'TaskStateAborted');
  abortBelow(turn, parent.id, lastEventId, thread.id);
  if (thread.kind === 'iteration') emitFor(turn, thread, 'MapIterationFailed', parent.frame.state);
  const { error, cause } = failure;
  const failed = { ...fan, failure: { error, cause }, lastEventId };
  turn.replace({ ...parent, frame: { ...parent.frame, fan: failed } });
}

/** Ends all that a thread has started, but for one that ended by itself. What all these say follows the same event. */
export function abortBelow(turn: Turn, id: number, lastEventId: number, ended?: number): void {
  const below = idsOf(turn.below(id));
  for (const other of turn.run.threads) {
    if (below.has(other.id) && other.id !== ended) abortThread(turn, { ...other, lastEventId });
  }
  turn.remove(below);
}

/** The thread whose execution this one is part of: itself, or one around it. */
function executionOf(turn: Turn, thread: Thread): Thread {
  const parent = thread.kind === 'child' ? undefined : parentOf(turn, thread);
  return parent ? executionOf(turn, parent) : thread;
}

function parentOf(turn: Turn, { parent }: Thread): Thread | undefined {
  return parent === undefined ? undefined : turn.find(parent);
}

/** What a branch or an iteration was doing ends with the state around it. */
function abortThread(turn: Turn, thread: Thread): void {
  const around = parentOf(turn, thread)?.frame.state;
  if (thread.kind === 'iteration') emitFor(turn, thread, 'MapIterationAborted', around);
  const type = stateOf(turn.run, thread)?.type;
  if (
    thread.frame.stage !== undefined &&
    (type === 'Task' || type === 'Wait' || type === 'Map' || type === 'Parallel')
  ) {
    emitFor(turn, thread, `${type}StateAborted`);
  }
}

function idsOf(threads: readonly Thread[]): Set<number> {
  return new Set(threads.map((t) => t.id));
}

const ITERATION_DETAILS = {
  MapIterationStarted: 'mapIterationStartedEventDetails',
  MapIterationSucceeded: 'mapIterationSucceededEventDetails',
  MapIterationFailed: 'mapIterationFailedEventDetails',
  MapIterationAborted: 'mapIterationAbortedEventDetails',
} as const;

/** An event of another thread than the one that moves. */
export function emitFor(turn: Turn, thread: Thread, type: EventType, mapState?: string): Thread {
  const own = turn.thread;
  turn.thread = thread;
  const details = isKey(ITERATION_DETAILS, type) ? ITERATION_DETAILS[type] : undefined;
  turn.emit(type, details && { [details]: { name: mapState ?? '', index: thread.index } });
  const after = turn.thread;
  turn.thread = own;
  turn.replace(after);
  return after;
}

/** The members of an event for an error: what is not known is left out. */
export function failureDetails({ error, cause }: Pick<Failure, 'error' | 'cause'>): { error?: string; cause?: string } {
  return { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
}
