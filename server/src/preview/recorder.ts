import { equal, type JsonObject } from '../base/json.ts';
import type { Frame, Run, Thread } from '../interpreter/run.ts';
import { contextOf } from '../interpreter/threads.ts';
import type { Sample } from './sample.ts';

/** A sample while its state is at work. */
interface Visit {
  readonly pointer: string;
  sample: Sample;
  done: boolean;
}

/** The samples of states, by pointer, as they are taken down. */
export type Visits = Map<string, Visit[]>;

export function samplesIn(visits: Visits): ReadonlyMap<string, readonly Sample[]> {
  return new Map([...visits].map(([pointer, all]) => [pointer, all.map(({ sample }) => sample)]));
}

/** Takes down what each state of one run sees. */
export class Recorder {
  readonly #samples: Visits;
  readonly #max: number;
  /** How the run came here, where it did not come by itself. */
  readonly #assumed: string | undefined;
  readonly #visits = new Map<number, Visit>();
  /** The state that each thread was in last. */
  readonly #last = new Map<number, string>();

  constructor(samples: Visits, max: number, assumed?: string) {
    this.#samples = samples;
    this.#max = max;
    this.#assumed = assumed;
  }

  /** Takes down what a thread has come to. */
  record(
    run: Run,
    threadId: number,
    failure?: { readonly error: string | undefined; readonly cause: string | undefined },
  ): void {
    const before = this.#visits.get(threadId);
    const thread = run.threads.find(({ id }) => id === threadId);
    if (failure && before) before.sample = { ...before.sample, errorOutput: errorOutput(failure) };
    if (!thread || thread.frame.stage === undefined) {
      // The thread has ended, or is about to enter the next state.
      if (before) before.done = true;
      if (before) this.#visits.delete(threadId);
      return;
    }
    const visit = before && !before.done && before.pointer === thread.frame.pointer ? before : this.#begin(run, thread);
    this.#last.set(threadId, thread.frame.state);
    if (!visit) return;
    visit.sample = {
      ...visit.sample,
      data: { ...visit.sample.data, ...thread.frame.data },
      context: withToken(visit.sample.context, thread.frame),
    };
  }

  /** Adds what is known without a run. */
  add(pointer: string, sample: Sample): void {
    const visits = this.#samples.get(pointer) ?? [];
    this.#samples.set(pointer, visits);
    const isKnown = visits.some((visit) => equal(visit.sample.errorOutput ?? null, sample.errorOutput ?? null));
    if (visits.length < this.#max && !isKnown) visits.push({ pointer, sample: this.#marked(sample), done: true });
  }

  #begin(run: Run, thread: Thread): Visit | undefined {
    const { frame, variables } = thread;
    const visits = this.#samples.get(frame.pointer) ?? [];
    this.#samples.set(frame.pointer, visits);
    if (visits.length >= this.#max) return undefined;
    const context = contextOf(run, thread.id);
    const from = this.#last.get(thread.id) ?? run.threads.find(({ id }) => id === thread.parent)?.frame.state;
    const sample = this.#marked({
      ...{ data: frame.data, variables, context },
      errorOutput: undefined,
      ...(from !== undefined && { from }),
    });
    const visit: Visit = { pointer: frame.pointer, done: false, sample };
    visits.push(visit);
    this.#visits.set(thread.id, visit);
    return visit;
  }

  #marked(sample: Sample): Sample {
    return this.#assumed === undefined ? sample : { ...sample, assumed: this.#assumed };
  }
}

function errorOutput({ error, cause }: { error: string | undefined; cause: string | undefined }): JsonObject {
  return { ...(error !== undefined && { Error: error }), ...(cause !== undefined && { Cause: cause }) };
}

function withToken(context: JsonObject, { token }: Frame): JsonObject {
  return token === undefined || context.Task !== undefined ? context : { ...context, Task: { Token: token } };
}
