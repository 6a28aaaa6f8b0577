import type { Json } from '../base/json.ts';
import { compileProgram } from '../interpreter/compile.ts';
import { startRun } from '../interpreter/start.ts';
import { advanceClock, answer, step } from '../interpreter/step.ts';
import { type AnswerSource, findAnswer } from '../scenario/answers.ts';
import { answersOf, type Scenario } from '../scenario/scenario.ts';
import { Explorer } from './explorer.ts';
import { asFarAsWritten } from './halfWritten.ts';
import { Recorder, samplesIn, type Visits } from './recorder.ts';
import type { Sample } from './sample.ts';

/** What a scenario brings to each state of a machine. */
export interface Preview {
  readonly scenario: string;
  /** By the pointer of the state: one sample for each visit, of the first ones. A state that is not reached has none. */
  readonly samples: ReadonlyMap<string, readonly Sample[]>;
  /** What other ways than the one taken would bring, by the pointer of the state. What is not known of it is marked, see `unknownIn`. */
  readonly explored: ReadonlyMap<string, readonly Sample[]>;
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
  const whole = compileProgram(definition);
  const compiled = whole.ok ? whole : compileProgram(asFarAsWritten(definition));
  if (!compiled.ok) return undefined;
  const answers = answersOf(scenario);
  const taken: Visits = new Map();
  const recorder = new Recorder(taken, MAX_SAMPLES);
  const explorer = new Explorer(compiled.program, answers, taken);
  const began = Date.now();
  const slices = new Slices();
  let run = startRun(compiled.program, { input: scenario.input, startTime: began });
  let stopped: string | undefined;
  for (let steps = 0, goesOn = true; goesOn; steps++) {
    if (await slices.pause()) {
      if (signal?.aborted) return undefined;
      if (steps > maxSteps || Date.now() - began > maxMilliseconds) {
        stopped = TOO_LONG;
        break;
      }
    }
    const before = run;
    const { run: after, step: came } = await step(run);
    run = after;
    switch (came.kind) {
      case 'advanced':
        if (came.failure?.handling.kind === 'none') explorer.failed(before, came.thread);
        recorder.record(run, came.thread, came.failure);
        explorer.note(run, came.thread);
        break;
      case 'needs': {
        const { request } = came;
        const reply = request.kind === 'task' ? findAnswer(answers, request.state, request.invocation) : undefined;
        if (reply) {
          run = answer(run, request.id, reply);
        } else {
          stopped = unanswered(request.state, request.kind, answers);
          explorer.unanswered(run, request);
          goesOn = false;
        }
        break;
      }
      case 'sleeping':
        run = advanceClock(run, came.until);
        break;
      case 'ended':
        goesOn = false;
        break;
    }
  }
  const giveUp = Date.now() + maxMilliseconds;
  await explorer.explore(async () => {
    const paused = await slices.pause();
    return !paused || (!signal?.aborted && Date.now() < giveUp);
  });
  if (signal?.aborted) return undefined;
  return { scenario: scenario.name, samples: samplesIn(taken), explored: explorer.samples, stopped };
}

/** Work in small pieces: between them the event loop has its turn. */
class Slices {
  #end = performance.now() + SLICE;

  /** Whether it was time for others. */
  async pause(): Promise<boolean> {
    if (performance.now() <= this.#end) return false;
    await new Promise((resolve) => setImmediate(resolve));
    this.#end = performance.now() + SLICE;
    return true;
  }
}

const TOO_LONG = 'The run of the scenario takes too long to preview it to its end.';

function unanswered(state: string, kind: string, answers: AnswerSource): string {
  if (kind !== 'task') return `The state "${state}" reads or writes Amazon S3, which a preview does not.`;
  const more = Object.hasOwn(answers, state) ? 'no further answer' : 'no answer';
  return `The scenario has ${more} for the state "${state}".`;
}
