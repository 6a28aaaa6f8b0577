import type { Run } from '../interpreter/run.ts';
import { findThread } from '../interpreter/threads.ts';
import type { NodeStatus } from '../protocol/graph.ts';
import type { Advanced } from './debugger.ts';
import { hasEntered } from './goal.ts';

export interface StatusChange {
  /** Of the state. */
  readonly pointer: string;
  readonly name: string;
  readonly status: NodeStatus;
}

/** What a step made of the states that it touched. */
export function* statusChanges(before: Run, after: Run, step: Advanced): Generator<StatusChange> {
  const earlier = findThread(before, step.thread)?.frame;
  const later = findThread(after, step.thread)?.frame;
  if (step.failure) {
    const { state, pointer, handling } = step.failure;
    yield { pointer, name: state, status: AFTER_FAILURE[handling.kind] };
  } else if (earlier?.exit && later !== earlier) {
    const status = earlier.failure?.handling.kind === 'catch' ? 'caught' : 'succeeded';
    yield { pointer: earlier.pointer, name: earlier.state, status };
  }
  if (later && hasEntered(before, after, step.thread)) {
    yield { pointer: later.pointer, name: later.state, status: 'running' };
  } else if (earlier?.waiting?.kind === 'timer' && earlier.waiting.why === 'retry' && !step.failure) {
    yield { pointer: earlier.pointer, name: earlier.state, status: 'running' };
  }
  // Another branch or iteration failed, or the time of the whole run is up.
  const alive = new Set(after.threads.map(({ id }) => id));
  for (const { id, frame } of before.threads) {
    if (id === step.thread || alive.has(id) || frame.stage === undefined || isAround(before, id, step)) continue;
    // Iterations share their states: one that failed stays so.
    if (frame.pointer === step.failure?.pointer) continue;
    yield { pointer: frame.pointer, name: frame.state, status: 'stopped' };
  }
}

const AFTER_FAILURE = { retry: 'retrying', catch: 'caught', none: 'failed' } as const;

/** Whether a state around the one that failed fails with it. */
function isAround(run: Run, id: number, { thread, failure }: Advanced): boolean {
  if (!failure) return false;
  let parent = findThread(run, thread)?.parent;
  while (parent !== undefined && parent !== id) parent = findThread(run, parent)?.parent;
  return parent === id;
}

/** The status of each state, with a way back. */
export class StatusBoard {
  readonly #statuses = new Map<string, StatusChange>();
  #undo: (readonly (readonly [pointer: string, earlier: StatusChange | undefined])[])[] = [];
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Takes what one step changed, and returns what is new. */
  apply(changes: Iterable<StatusChange>): readonly StatusChange[] {
    const undo: [string, StatusChange | undefined][] = [];
    const news: StatusChange[] = [];
    for (const change of changes) {
      const earlier = this.#statuses.get(change.pointer);
      if (earlier?.status === change.status) continue;
      undo.push([change.pointer, earlier]);
      news.push(change);
      this.#statuses.set(change.pointer, change);
    }
    this.#undo.push(undo);
    if (this.#undo.length > 2 * this.#limit) this.#undo = this.#undo.slice(-this.#limit);
    return news;
  }

  /** Takes back the last steps. */
  rewind(steps: number): void {
    for (const undo of this.#undo.splice(Math.max(0, this.#undo.length - steps)).reverse()) {
      for (const [pointer, earlier] of [...undo].reverse()) {
        if (earlier) this.#statuses.set(pointer, earlier);
        else this.#statuses.delete(pointer);
      }
    }
  }

  find(pointer: string): StatusChange | undefined {
    return this.#statuses.get(pointer);
  }

  all(): readonly StatusChange[] {
    return [...this.#statuses.values()];
  }
}
