import type { Json, JsonObject } from '../base/json.ts';
import { compileProgram } from '../interpreter/compile.ts';
import type { Frame, Run, Thread } from '../interpreter/run.ts';
import { startRun } from '../interpreter/start.ts';
import { advanceClock, answer, step } from '../interpreter/step.ts';
import { contextOf } from '../interpreter/threads.ts';
import { type AnswerSource, findAnswer } from '../scenario/answers.ts';
import { answersOf, type Scenario } from '../scenario/scenario.ts';
import type { Sample } from './sample.ts';

/** What a scenario brings to each state of a machine. */
export interface Preview {
  readonly scenario: string;
  /** By the pointer of the state: one sample for each visit, of the first ones. A state that is not reached has none. */
  readonly samples: ReadonlyMap<string, readonly Sample[]>;
  /** Why the run went no further, where it did not end by itself. */
  readonly stopped: string | undefined;
}

export interface PreviewOptions {
  readonly signal?: AbortSignal | undefined;
  readonly maxSteps?: number;
  readonly maxMilliseconds?: number;
}

const MAX_SAMPLES = 10;
/** The event loop has its turn after this many milliseconds. */
const SLICE = 6;

/**
 * Runs a scenario and keeps what each state saw. Nothing outside is called, time passes at once, and the run is given up when it takes
 * too long. Undefined where the definition cannot be run, or the signal says that nobody wants to know any more.
 */
export async function previewScenario(
  definition: Json,
  scenario: Scenario,
  options: PreviewOptions = {},
): Promise<Preview | undefined> {
  const { signal, maxSteps = 20_000, maxMilliseconds = 1500 } = options;
  const compiled = compileProgram(definition);
  if (!compiled.ok) return undefined;
  const answers = answersOf(scenario);
  const recorder = new Recorder();
  const began = Date.now();
  let sliceEnd = performance.now() + SLICE;
  let run = startRun(compiled.program, { input: scenario.input, startTime: began });
  for (let steps = 0; ; steps++) {
    if (performance.now() > sliceEnd) {
      await new Promise((resolve) => setImmediate(resolve));
      if (signal?.aborted) return undefined;
      if (steps > maxSteps || Date.now() - began > maxMilliseconds) return recorder.preview(scenario.name, TOO_LONG);
      sliceEnd = performance.now() + SLICE;
    }
    const taken = await step(run);
    run = taken.run;
    switch (taken.step.kind) {
      case 'advanced':
        recorder.record(run, taken.step.thread, taken.step.failure);
        break;
      case 'needs': {
        const { request } = taken.step;
        const reply = request.kind === 'task' ? findAnswer(answers, request.state, request.invocation) : undefined;
        if (!reply) return recorder.preview(scenario.name, unanswered(request.state, request.kind, answers));
        run = answer(run, request.id, reply);
        break;
      }
      case 'sleeping':
        run = advanceClock(run, taken.step.until);
        break;
      case 'ended':
        return recorder.preview(scenario.name, undefined);
    }
  }
}

const TOO_LONG = 'The run of the scenario takes too long to preview it to its end.';

function unanswered(state: string, kind: string, answers: AnswerSource): string {
  if (kind !== 'task') return `The state "${state}" reads or writes Amazon S3, which a preview does not.`;
  const more = Object.hasOwn(answers, state) ? 'no further answer' : 'no answer';
  return `The scenario has ${more} for the state "${state}".`;
}

/** A sample while its state is at work. */
interface Visit {
  readonly pointer: string;
  sample: Sample;
  done: boolean;
}

class Recorder {
  readonly #samples = new Map<string, Visit[]>();
  readonly #visits = new Map<number, Visit>();

  /** Takes down what a thread has come to. */
  record(
    run: Run,
    threadId: number,
    failure: { error: string | undefined; cause: string | undefined } | undefined,
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
    if (!visit) return;
    visit.sample = {
      ...visit.sample,
      data: { ...visit.sample.data, ...thread.frame.data },
      context: withToken(visit.sample.context, thread.frame),
    };
  }

  preview(scenario: string, stopped: string | undefined): Preview {
    const samples = [...this.#samples].map(
      ([pointer, visits]) => [pointer, visits.map(({ sample }) => sample)] as const,
    );
    return { scenario, samples: new Map(samples), stopped };
  }

  #begin(run: Run, thread: Thread): Visit | undefined {
    const { frame, variables } = thread;
    const visits = this.#samples.get(frame.pointer) ?? [];
    this.#samples.set(frame.pointer, visits);
    if (visits.length >= MAX_SAMPLES) return undefined;
    const context = contextOf(run, thread.id);
    const visit: Visit = {
      pointer: frame.pointer,
      done: false,
      sample: { data: frame.data, variables, context, errorOutput: undefined },
    };
    visits.push(visit);
    this.#visits.set(thread.id, visit);
    return visit;
  }
}

function errorOutput({ error, cause }: { error: string | undefined; cause: string | undefined }): JsonObject {
  return { ...(error !== undefined && { Error: error }), ...(cause !== undefined && { Cause: cause }) };
}

function withToken(context: JsonObject, { token }: Frame): JsonObject {
  return token === undefined || context.Task !== undefined ? context : { ...context, Task: { Token: token } };
}
