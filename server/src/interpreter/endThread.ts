import type { Json } from '../base/json.ts';
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
  const parent = thread.parent === undefined ? undefined : turn.find(thread.parent);
  if (!parent?.frame.fan) {
    turn.end({ status: 'SUCCEEDED', output });
    return;
  }
  const fan = withResult(parent.frame.fan, thread.index, output, turn.own);
  const ended =
    thread.kind === 'iteration' ? emitFor(turn, thread, 'MapIterationSucceeded', parent.frame.state) : turn.thread;
  const lastEventId = thread.kind === 'child' ? parent.lastEventId : ended.lastEventId;
  turn.replace({ ...parent, lastEventId, frame: { ...parent.frame, fan } });
  turn.remove(new Set([thread.id]));
}

/** An error that nothing in its machine takes ends a thread: the run is over, or the state around has to deal with it. */
export function failThread(turn: Turn, failure: Failure): void {
  const { thread } = turn;
  const details = { executionFailedEventDetails: failureDetails(failure) };
  const parent = thread.parent === undefined ? undefined : turn.find(thread.parent);
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
    turn.remove(next.failure ? idsOf(turn.below(parent.id)) : new Set([thread.id]));
    return;
  }
  let last = turn.thread;
  if (thread.kind === 'iteration') last = emitFor(turn, last, 'MapIterationFailed', parent.frame.state);
  else if (turn.state?.type === 'Task') last = emitFor(turn, last, 'TaskStateAborted');
  const others = turn.below(parent.id).filter((t) => t.id !== thread.id);
  for (const other of others) last = abortThread(turn, other, last.lastEventId, parent.frame.state);
  const { error, cause } = failure;
  const failed = { ...fan, failure: { error, cause } };
  turn.replace({ ...parent, lastEventId: last.lastEventId, frame: { ...parent.frame, fan: failed } });
  turn.remove(idsOf(turn.below(parent.id)));
}

/** Another branch or iteration failed: what this one was doing ends too. */
function abortThread(turn: Turn, thread: Thread, previousEventId: number, mapState: string): Thread {
  const state = stateOf(turn.run, thread);
  let last: Thread = { ...thread, lastEventId: previousEventId };
  const type = state?.type;
  if (
    thread.frame.stage !== undefined &&
    (type === 'Task' || type === 'Wait' || type === 'Map' || type === 'Parallel')
  ) {
    last = emitFor(turn, last, `${type}StateAborted`);
  }
  return thread.kind === 'iteration' ? emitFor(turn, last, 'MapIterationAborted', mapState) : last;
}

function idsOf(threads: readonly Thread[]): Set<number> {
  return new Set(threads.map((t) => t.id));
}

/** An event of another thread than the one that moves. */
export function emitFor(turn: Turn, thread: Thread, type: EventType, mapState?: string): Thread {
  const own = turn.thread;
  turn.thread = thread;
  const iteration = { name: mapState ?? '', index: thread.index };
  turn.emit(type, {
    ...(type === 'MapIterationStarted' && { mapIterationStartedEventDetails: iteration }),
    ...(type === 'MapIterationSucceeded' && { mapIterationSucceededEventDetails: iteration }),
    ...(type === 'MapIterationFailed' && { mapIterationFailedEventDetails: iteration }),
    ...(type === 'MapIterationAborted' && { mapIterationAbortedEventDetails: iteration }),
  });
  const after = turn.thread;
  turn.thread = own;
  turn.replace(after);
  return after;
}

/** The members of an event for an error: what is not known is left out. */
export function failureDetails({ error, cause }: Pick<Failure, 'error' | 'cause'>): { error?: string; cause?: string } {
  return { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
}
