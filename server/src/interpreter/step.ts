import type { Awaitable } from '../base/awaitable.ts';
import { advance } from './advance.ts';
import { failureDetails } from './endThread.ts';
import type { EventType, ExecutionEvent } from './event.ts';
import { isFanReady } from './fan.ts';
import type { Frame, Outcome, Reply, Request, Run, Step, Thread } from './run.ts';
import { descendants, findThread, withThread } from './threads.ts';
import { Turn } from './turn.ts';

/** An execution runs no longer than this. */
const LONGEST_MS = { STANDARD: 366 * 86_400_000, EXPRESS: 300_000 } as const;

/**
 * One step of a run: one thread goes one stage of its state further. Without `threadId` the first thread that can move moves; with it
 * only that thread, or one that it waits for.
 */
export async function step(run: Run, threadId?: number): Promise<{ run: Run; step: Step }> {
  if (run.outcome) return { run, step: { kind: 'ended', outcome: run.outcome } };
  const deadline = deadlineOf(run);
  if (run.clock >= deadline) return timeOut(run);
  const among = threadId === undefined ? run.threads : threadsUnder(run, threadId);
  const thread = among.find((t) => isReady(run, t));
  if (!thread) return { run, step: idle(among, deadline) };
  const turn = new Turn(run, thread);
  await advance(turn);
  return turn.finish();
}

/**
 * Many steps at once, in the order in which `step` would take them: until nothing can move, or `most` have been taken. What they emit goes
 * to `tell`. A promise comes back only where something has to be waited for.
 */
export function stepFar(
  run: Run,
  most: number,
  tell: (events: readonly ExecutionEvent[]) => void,
): Awaitable<{ run: Run; step: Step }> {
  if (run.outcome) return { run, step: { kind: 'ended', outcome: run.outcome } };
  const deadline = deadlineOf(run);
  if (run.clock >= deadline) return timeOut(run);
  const thread = run.threads.find((t) => isReady(run, t));
  if (!thread) return { run, step: idle(run.threads, deadline) };
  return goOn(new Turn(run, thread), most, tell);
}

function goOn(
  turn: Turn,
  most: number,
  tell: (events: readonly ExecutionEvent[]) => void,
): Awaitable<{ run: Run; step: Step }> {
  for (let left = most; left > 0; left--) {
    const moved = advance(turn);
    if (moved instanceof Promise) {
      return moved.then(() => (canGoOn(turn, tell) && left > 1 ? goOn(turn, left - 1, tell) : turn.finish()));
    }
    if (!canGoOn(turn, tell)) break;
  }
  return turn.finish();
}

/** A thread goes on as long as it can: only its end can have made one before it ready. */
function canGoOn(turn: Turn, tell: (events: readonly ExecutionEvent[]) => void): boolean {
  turn.limitEvents();
  const events = turn.takeEvents();
  if (events.length > 0) tell(events);
  if (turn.run.outcome) return false;
  return (!turn.isOver && isReady(turn.run, turn.thread)) || turn.turnTo((t) => isReady(turn.run, t));
}

/** Hands over what a request asked for; the next step of its thread takes it. Throws a `RangeError` where nothing asks for it. */
export function answer(run: Run, requestId: string, reply: Reply): Run {
  const thread = run.threads.find(
    (t) => t.frame.waiting?.kind === 'request' && t.frame.waiting.request.id === requestId,
  );
  if (thread?.frame.waiting?.kind !== 'request') throw new RangeError(`No request ${requestId} is open`);
  const { request } = thread.frame.waiting;
  const frame: Frame = { ...thread.frame, waiting: { kind: 'reply', request, reply } };
  return withThread(run, { ...thread, frame });
}

export function advanceClock(run: Run, until: number): Run {
  return until <= run.clock ? run : { ...run, clock: until };
}

/** What the run has asked for and not been answered yet. */
export function pendingRequests(run: Run): readonly Request[] {
  return run.threads.flatMap(({ frame: { waiting } }) => (waiting?.kind === 'request' ? [waiting.request] : []));
}

/** When the clock moves something next, undefined where it moves nothing. */
export function nextWake(run: Run): number | undefined {
  const time = Math.min(deadlineOf(run), ...run.threads.map(timerOf));
  return Number.isFinite(time) ? time : undefined;
}

/** Ends the run from outside. */
export function abortRun(run: Run, error?: string, cause?: string): { run: Run; step: Step } {
  return endRun(run, 'ExecutionAborted', { status: 'ABORTED', error, cause });
}

/** Fails the run from outside: something that AWS would have done cannot be done here. */
export function failRun(run: Run, error: string, cause: string): { run: Run; step: Step } {
  return endRun(run, 'ExecutionFailed', { status: 'FAILED', error, cause });
}

function timeOut(run: Run): { run: Run; step: Step } {
  return endRun(run, 'ExecutionTimedOut', { status: 'TIMED_OUT', error: undefined, cause: undefined });
}

type Unhappy = Exclude<Outcome, { status: 'SUCCEEDED' }>;

function endRun(run: Run, type: EventType, outcome: Unhappy): { run: Run; step: Step } {
  const thread = run.threads[0];
  if (!thread) return { run, step: { kind: 'ended', outcome: run.outcome ?? outcome } };
  const turn = new Turn(run, thread);
  const details = failureDetails(outcome);
  turn.emit(type, {
    ...(type === 'ExecutionAborted' && { executionAbortedEventDetails: details }),
    ...(type === 'ExecutionFailed' && { executionFailedEventDetails: details }),
    // Only the history names the error; the execution itself has none.
    ...(type === 'ExecutionTimedOut' && { executionTimedOutEventDetails: { error: 'States.Timeout' } }),
  });
  turn.end(outcome);
  return turn.finish();
}

function threadsUnder(run: Run, threadId: number): readonly Thread[] {
  const thread = findThread(run, threadId);
  if (!thread) return run.threads;
  const below = new Set(descendants(run.threads, threadId));
  return [thread, ...run.threads.filter((t) => below.has(t))];
}

function isReady(run: Run, { frame }: Thread): boolean {
  switch (frame.waiting?.kind) {
    case undefined:
    case 'reply':
      return true;
    case 'request':
      return false;
    case 'timer':
      return frame.waiting.until <= run.clock;
    case 'threads':
      return frame.fan === undefined || isFanReady(frame.fan);
  }
}

function idle(threads: readonly Thread[], deadline: number): Step {
  for (const { frame } of threads) {
    if (frame.waiting?.kind === 'request') return { kind: 'needs', request: frame.waiting.request };
  }
  const until = Math.min(deadline, ...threads.map(timerOf));
  if (!Number.isFinite(until)) throw new Error('No thread can ever move again');
  return { kind: 'sleeping', until };
}

function timerOf({ frame: { waiting } }: Thread): number {
  return waiting?.kind === 'timer' ? waiting.until : Number.POSITIVE_INFINITY;
}

function deadlineOf({ program, settings }: Run): number {
  const own = program.timeoutSeconds === undefined ? Number.POSITIVE_INFINITY : program.timeoutSeconds * 1000;
  return settings.limits === 'aws' ? Math.min(own, LONGEST_MS[settings.type]) : own;
}
