import type { Json } from '../base/json.ts';
import type { Frame, Run } from '../interpreter/run.ts';
import { findThread } from '../interpreter/threads.ts';
import type { RunStep } from '../protocol/graph.ts';
import type { Advanced } from './debugger.ts';
import { type StatusChange, statusChanges } from './statuses.ts';

/** So many steps are kept, and told; the states still show what becomes of them after that. */
const MOST_STEPS = 20_000;
/** Of the data of a state the first visits count; a loop or a Map would fill the memory with more of the same. */
const MOST_VISITS = 50;
const MOST_TEXT = 50_000;

/** What happened in a run, from its beginning, for whoever wants to go through it again. */
export class RunRecord {
  readonly #steps: RunStep[] = [];
  readonly #visits = new Map<string, number>();
  /** How many steps there were before each step of the debugger. */
  #marks: number[] = [];
  readonly #limit: number;
  #sent = 0;

  /** @param limit so many steps of the debugger can be taken back */
  constructor(limit: number) {
    this.#limit = limit;
  }

  add(before: Run, after: Run, step: Advanced): void {
    this.mark();
    for (const told of stepsOf(before, after, step, (pointer) => this.#keepsData(pointer))) {
      if (this.#steps.length < MOST_STEPS) this.#steps.push(told);
    }
  }

  /** A step that tells nothing. */
  mark(): void {
    this.#marks.push(this.#steps.length);
    if (this.#marks.length > 2 * this.#limit) this.#marks = this.#marks.slice(-this.#limit);
  }

  rewind(steps: number): void {
    const [first] = this.#marks.splice(Math.max(0, this.#marks.length - steps));
    if (first !== undefined) this.#steps.length = first;
    this.#sent = 0;
  }

  /** What has not been told yet. */
  news(): { readonly first: number; readonly steps: readonly RunStep[] } {
    const first = this.#sent;
    this.#sent = this.#steps.length;
    return { first, steps: this.#steps.slice(first) };
  }

  #keepsData(pointer: string): boolean {
    const visits = (this.#visits.get(pointer) ?? 0) + 1;
    this.#visits.set(pointer, visits);
    return visits <= 2 * MOST_VISITS;
  }
}

function* stepsOf(before: Run, after: Run, step: Advanced, keeps: (pointer: string) => boolean): Generator<RunStep> {
  const earlier = findThread(before, step.thread);
  const later = findThread(after, step.thread);
  for (const change of statusChanges(before, after, step)) {
    const { pointer, status } = change;
    const left = earlier?.frame;
    const next = left?.exit && left.pointer === pointer && later?.frame !== left ? later?.frame : undefined;
    yield {
      node: pointer,
      status,
      at: after.clock,
      ...(next && { to: next.pointer }),
      ...(step.failure?.pointer === pointer && errorOf(step.failure)),
      ...dataOf(change, left, later?.frame, keeps),
    };
  }
  const parent = earlier?.parent;
  if (parent === undefined) return;
  const [was, is] = [findThread(before, parent)?.frame, findThread(after, parent)?.frame];
  if (!is?.fan || is.fan.kind === 'branches' || was?.fan?.ended === is.fan.ended) return;
  const { ended, failed, items } = is.fan;
  yield { node: is.pointer, status: 'running', at: after.clock, iterations: { ended, failed, total: items.length } };
}

function errorOf({ error, cause }: { error: string | undefined; cause: string | undefined }): Partial<RunStep> {
  return { ...(error !== undefined && { error }), ...(cause !== undefined && { cause: cause.slice(0, 2000) }) };
}

function dataOf(
  { pointer, status }: StatusChange,
  left: Frame | undefined,
  entered: Frame | undefined,
  keeps: (pointer: string) => boolean,
): Partial<RunStep> {
  const value: Json | undefined =
    status === 'running' && entered?.pointer === pointer && entered.retryCount === 0
      ? entered.data.input
      : (status === 'succeeded' || status === 'caught') && left?.pointer === pointer
        ? left.data.output
        : undefined;
  if (value === undefined || !keeps(pointer)) return {};
  const text = JSON.stringify(value);
  return text.length > MOST_TEXT ? { size: text.length } : { data: text, size: text.length };
}
