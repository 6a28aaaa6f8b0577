import { assertNever } from '../base/assertNever.ts';
import type { Frame, Run, Step, Thread } from '../interpreter/run.ts';
import { findThread } from '../interpreter/threads.ts';

/** How far a run is to go on before it stops by itself. */
export type Goal =
  /** To the end. */
  | { readonly kind: 'end' }
  /** Until any state has been entered. */
  | { readonly kind: 'entry' }
  /** Until the thread enters another state. */
  | { readonly kind: 'over'; readonly thread: number; readonly from: Position }
  /** Until the thread reaches another stage, or, with `into`, one that it started enters its first state. */
  | { readonly kind: 'in'; readonly thread: number; readonly from: Position; readonly into: boolean }
  /** Until the thread has ended and the state that waits for it goes on. */
  | { readonly kind: 'out'; readonly thread: number };

/** How far a thread has come: it changes with each state entered, each stage reached and each error handled. */
export interface Position {
  readonly state: string;
  readonly stage: string;
}

type Advanced = Extract<Step, { kind: 'advanced' }>;

/** Where a thread stands. One that is not there stands nowhere. */
export function positionOf(run: Run, thread: number): Position {
  const frame = findThread(run, thread)?.frame;
  return frame ? { state: stateKey(frame), stage: stageKey(frame) } : { state: '', stage: '' };
}

/** Whether a state was entered by a step, the one before it done. */
export function hasEntered(before: Run, after: Run, thread: number): boolean {
  const frame = findThread(after, thread)?.frame;
  if (frame?.stage === undefined) return false;
  const earlier = findThread(before, thread)?.frame;
  return earlier?.stage === undefined || stateKey(earlier) !== stateKey(frame);
}

/** What stepping means from here: out of a state that is under way, else out of the branch or iteration. */
export function goalOf(kind: 'over' | 'in' | 'out', run: Run, thread: number): Goal {
  const found = findThread(run, thread);
  if (!found) return { kind: 'end' };
  const from = positionOf(run, thread);
  if (kind === 'over') return { kind, thread, from };
  if (kind === 'in') return { kind, thread, from, into: true };
  const { stage } = found.frame;
  if (stage !== undefined && stage !== 'input') return { kind: 'over', thread, from };
  return found.parent === undefined ? { kind: 'end' } : { kind: 'out', thread };
}

/** The thread to step, where a goal is about one; the others stand still unless it waits for them. */
export function threadOf(goal: Goal): number | undefined {
  return goal.kind === 'end' || goal.kind === 'entry' ? undefined : goal.thread;
}

/** What a goal becomes by a step: the thread to stop in where it is reached, else the goal from here on. */
export function pursue(goal: Goal, before: Run, after: Run, step: Advanced): { readonly stop: number } | Goal {
  switch (goal.kind) {
    case 'end':
      return goal;
    case 'entry':
      return hasEntered(before, after, step.thread) ? { stop: step.thread } : goal;
    case 'over':
    case 'in':
    case 'out': {
      const thread = findThread(after, goal.thread);
      if (!thread) return parentGoal(goal.thread, before, after, goal.kind !== 'out');
      return isReached(goal, before, after, step, thread) ?? goal;
    }
    default:
      return assertNever(goal);
  }
}

function isReached(
  goal: Exclude<Goal, { kind: 'end' | 'entry' }>,
  before: Run,
  after: Run,
  step: Advanced,
  { id, frame }: Thread,
): { readonly stop: number } | undefined {
  if (goal.kind === 'out') return undefined;
  if (goal.kind === 'in' && goal.into) {
    const moved = findThread(after, step.thread);
    if (moved?.parent === id && hasEntered(before, after, moved.id)) return { stop: moved.id };
  }
  if (frame.stage === undefined) return undefined;
  if (stateKey(frame) !== goal.from.state) return { stop: id };
  return goal.kind === 'in' && stageKey(frame) !== goal.from.stage ? { stop: id } : undefined;
}

/** A thread has ended: what goes on is the next branch or iteration, unless it is to be left too, or the state around it. */
function parentGoal(ended: number, before: Run, after: Run, into: boolean): Goal {
  const parent = findThread(before, ended)?.parent;
  if (parent === undefined) return { kind: 'end' };
  if (!findThread(after, parent)) return parentGoal(parent, before, after, into);
  return { kind: 'in', thread: parent, from: positionOf(before, parent), into };
}

function stateKey({ enteredEventId, pointer, enteredAt }: Frame): string {
  return `${enteredEventId} ${enteredAt} ${pointer}`;
}

function stageKey({ stage, retryCount, failure }: Frame): string {
  return `${stage ?? ''} ${retryCount} ${failure?.handling.kind ?? ''}`;
}
