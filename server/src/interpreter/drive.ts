import type { Awaitable } from '../base/awaitable.ts';
import type { Json } from '../base/json.ts';
import { type AnswerSource, findAnswer, findCall, type LocalCall, mockedAnswers } from '../scenario/answers.ts';
import { mockAnswers } from '../scenario/mockConfig.ts';
import { loadAnswers, type Scenario } from '../scenario/scenario.ts';
import { compileProgram } from './compile.ts';
import type { ExecutionEvent } from './event.ts';
import { OpenTasks } from './openTasks.ts';
import { parquetRows } from './parquet.ts';
import type {
  ListRequest,
  Outcome,
  ReadRequest,
  Reply,
  Request,
  Run,
  Step,
  TaskRequest,
  WorkflowType,
  WriteRequest,
} from './run.ts';
import { startRun } from './start.ts';
import { abortRun, advanceClock, answer, failRun, nextWake, pendingRequests, stepFar } from './step.ts';

/** Where objects of buckets are read and written: a folder, memory, anything. */
export interface ObjectStore {
  read(bucket: string, key: string): Promise<string>;
  /** An object as it stands, for a format that is no text. */
  readBytes?(bucket: string, key: string): Promise<Uint8Array>;
  list(bucket: string, prefix: string): Promise<readonly StoredObject[]>;
  write(bucket: string, key: string, text: string): Promise<void>;
}

export interface StoredObject {
  readonly Key: string;
  readonly Size: number;
  readonly Etag: string;
  /** Seconds since the epoch. */
  readonly LastModified: number;
  readonly StorageClass: string;
}

export interface DriveOptions {
  /** Answers to tasks. Where there is none, `onUnanswered` is asked. */
  readonly answers?: AnswerSource | undefined;
  /** Undefined fails the run with a message that names the state. */
  readonly onUnanswered?: ((request: TaskRequest) => Reply | undefined | Promise<Reply | undefined>) | undefined;
  /** Does the tasks whose answers come from local code, an endpoint or another state machine. */
  readonly runTask?: RunTask | undefined;
  readonly store?: ObjectStore | undefined;
  /** Really wait, instead of setting the clock forward. */
  readonly wallClock?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: ExecutionEvent) => void) | undefined;
  /** False: the events go to `onEvent` alone, and take no memory. */
  readonly keepEvents?: boolean | undefined;
}

/** A reply, and how many milliseconds the virtual clock goes on until it is there. */
export type TimedReply = Reply & { readonly elapsed?: number };

/** Does a task. Gives up at once when the signal says so, and leaves nothing behind. */
export type RunTask = (request: TaskRequest, call: LocalCall, signal: AbortSignal) => Promise<TimedReply>;

/** What a run came to. */
export interface RunResult {
  readonly status: Outcome['status'];
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
  /** The first `MOST_EVENTS`, so that a run which never ends does not fill the memory. */
  readonly events: readonly ExecutionEvent[];
  /** How many more there were; `onEvent` has been given those too. Absent where there were none. */
  readonly droppedEvents?: number;
}

/** Ten times what an execution of AWS may have. */
export const MOST_EVENTS = 250_000;

export interface RunOptions extends Omit<DriveOptions, 'answers'> {
  readonly scenario?: Scenario | undefined;
  /** `{"State": [{"Return": …} | {"Throw": {"Error", "Cause"}}, …]}`, in order of invocation. */
  readonly mocks?: Json | undefined;
  /** A mock configuration of Step Functions Local, as parsed JSON. */
  readonly mockConfig?: Json | undefined;
  readonly testCase?: string | undefined;
  readonly stateMachineName?: string | undefined;
  readonly type?: WorkflowType | undefined;
  /** For chance, UUIDs and the time: two runs with the same seed are the same. */
  readonly seed?: number | undefined;
  readonly limits?: 'aws' | 'off' | undefined;
  readonly startTime?: number | undefined;
  /** Run this state alone. */
  readonly state?: string | undefined;
  /** Begin at this state. */
  readonly startAt?: string | undefined;
  /** Reads the mock configuration that a scenario names. */
  readonly readFile?: ((path: string) => Promise<string>) | undefined;
}

/** The error of a run that needed an answer which nobody gave. */
export const NO_ANSWER = 'Workbench.NoAnswer';
/** The error of a run whose answers are not written as answers are. */
export const INVALID_ANSWERS = 'Workbench.InvalidAnswers';
/** The error of a run whose definition cannot be run at all. */
export const INVALID_DEFINITION = 'Workbench.InvalidDefinition';

/** Runs a definition to its end. Never rejects for what the definition, its input or its answers hold. */
export async function runDefinition(definition: Json, input: Json, options: RunOptions = {}): Promise<RunResult> {
  const compiled = compileProgram(definition);
  if (!compiled.ok) return refused(compiled.problems.join('; '));
  const answers = await answersFrom(options);
  if (typeof answers === 'string') return refused(answers, INVALID_ANSWERS);
  try {
    const run = startRun(compiled.program, { ...options, ...beginning(options), input });
    const { run: _, ...result } = await drive(run, { ...options, answers });
    return result;
  } catch (e) {
    if (!(e instanceof RangeError)) throw e;
    // Either no such state to start at, or data that is deeper than JavaScript's stack.
    return refused(e.message.includes('call stack') ? 'The data is nested too deeply' : e.message);
  }
}

/** A seed stands for the time too, so that the same run is the same byte for byte. */
function beginning({ seed, startTime }: RunOptions): { readonly seed: number; readonly startTime: number } {
  if (seed === undefined) return { seed: Math.floor(Math.random() * 2 ** 32), startTime: startTime ?? Date.now() };
  return { seed, startTime: startTime ?? Date.UTC(2025, 0, 1) };
}

/** The result of a run that cannot begin. */
export function refused(cause: string, error = INVALID_DEFINITION): RunResult {
  return { status: 'FAILED', error, cause, events: [] };
}

/** All answers of the options as one source; a problem with them as text. */
async function answersFrom(options: RunOptions): Promise<AnswerSource | string> {
  const { scenario, mocks, mockConfig, testCase, stateMachineName, readFile } = options;
  const configured = mockConfig === undefined ? undefined : mockAnswers(mockConfig, { testCase, stateMachineName });
  if (configured && !configured.ok) return configured.problem;
  const loaded = scenario && (await loadAnswers(scenario, readFile ?? cannotRead));
  if (loaded?.problem !== undefined) return loaded.problem;
  const mocked = mocks === undefined ? undefined : mockedAnswers(mocks);
  if (mocked && !mocked.ok) return mocked.problem;
  return { ...loaded?.source, ...configured?.source, ...mocked?.source };
}

async function cannotRead(): Promise<string> {
  throw new Error('Which folder its path is relative to is not known here');
}

/** So many steps are taken before anybody else has a look. */
const STEPS_AT_ONCE = 2000;
/** Timers, aborting and the like have their turn after this many milliseconds. */
const SLICE_MS = 20;

/** Steps a run until it has ended. */
export async function drive(start: Run, options: DriveOptions): Promise<RunResult & { readonly run: Run }> {
  const { signal, onEvent, keepEvents = true } = options;
  const events: ExecutionEvent[] = [];
  let dropped = 0;
  const began = Date.now();
  const tasks = new OpenTasks((request, abort) => replyTo(request, options, abort));
  let run = start;
  let sliceEnd = performance.now() + SLICE_MS;
  try {
    for (;;) {
      if (signal?.aborted) return finish(abortRun(run));
      if (performance.now() > sliceEnd) {
        await new Promise((resolve) => setImmediate(resolve));
        sliceEnd = performance.now() + SLICE_MS;
      }
      const far = stepFar(run, STEPS_AT_ONCE, keep);
      const taken = far instanceof Promise ? await far : far;
      run = taken.run;
      switch (taken.step.kind) {
        case 'advanced':
          // What ends a run by its clock comes without having been told.
          keep(taken.step.events);
          break;
        case 'needs': {
          const unanswered = serve() ?? (await waitForTask());
          if (unanswered) return finish(failRun(run, NO_ANSWER, noAnswer(unanswered)));
          break;
        }
        case 'sleeping':
          await waitUntil(taken.step.until);
          run = advanceClock(run, taken.step.until);
          break;
        case 'ended':
          return { ...resultOf(taken.step.outcome), ...kept(), run };
      }
    }
  } finally {
    await tasks.abort();
  }

  function keep(more: readonly ExecutionEvent[]): void {
    for (const event of more) {
      if (keepEvents && events.length < MOST_EVENTS) events.push(event);
      else if (keepEvents) dropped++;
      onEvent?.(event);
    }
  }

  /** Answers the first request that can be answered at once, and begins the others. Gives back one that nobody answers. */
  function serve(): Request | undefined {
    const pending = pendingRequests(run);
    tasks.dropAllBut(pending);
    for (const request of pending) {
      const { begun, reply } = tasks.begin(request, run.clock);
      if (begun) continue;
      if (!reply) return request;
      run = answer(run, request.id, reply);
      return undefined;
    }
    return undefined;
  }

  /** Waits for what takes real time. On the virtual clock no time passes meanwhile, but for what a task says it took. */
  async function waitForTask(): Promise<Request | undefined> {
    if (run.threads.some(({ frame }) => frame.waiting?.kind === 'reply')) return undefined;
    const wake = nextWake(run);
    const clock = options.wallClock ? Number.POSITIVE_INFINITY : run.clock;
    if (tasks.isWaiting(clock)) {
      await tasks.waitForNext(options.wallClock && wake !== undefined ? toWait(wake) : undefined, signal);
      if (options.wallClock) run = advanceClock(run, start.clock + Date.now() - began);
    } else if (!options.wallClock) {
      run = advanceClock(run, Math.min(wake ?? Number.POSITIVE_INFINITY, tasks.nextDue ?? run.clock));
    }
    for (const { request, reply } of tasks.takeDone(options.wallClock ? Number.POSITIVE_INFINITY : run.clock)) {
      if (!reply) return request;
      if (pendingRequests(run).some(({ id }) => id === request.id)) run = answer(run, request.id, reply);
    }
    return undefined;
  }

  function toWait(until: number): number {
    return began + (until - start.clock) - Date.now();
  }

  async function waitUntil(until: number): Promise<void> {
    if (options.wallClock) await sleep(toWait(until), signal);
  }

  function finish(taken: { readonly run: Run; readonly step: Step }): RunResult & { readonly run: Run } {
    if (taken.step.kind === 'advanced') keep(taken.step.events);
    const outcome = taken.run.outcome ?? { status: 'ABORTED', error: undefined, cause: undefined };
    return { ...resultOf(outcome), ...kept(), run: taken.run };
  }

  function kept(): Pick<RunResult, 'events' | 'droppedEvents'> {
    return dropped > 0 ? { events, droppedEvents: dropped } : { events };
  }
}

function resultOf(outcome: Outcome): Omit<RunResult, 'events' | 'droppedEvents'> {
  if (outcome.status === 'SUCCEEDED') return outcome;
  const { status, error, cause } = outcome;
  return { status, ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
}

function replyTo(request: Request, options: DriveOptions, signal: AbortSignal): Awaitable<Reply | undefined> {
  if (request.kind !== 'task') return objectReply(request, options.store);
  const { answers = {}, runTask, onUnanswered } = options;
  const known = findAnswer(answers, request.state, request.invocation);
  if (known) return known;
  const call = findCall(answers, request.state, request.invocation);
  if (!call) return onUnanswered?.(request);
  if (runTask) return runTask(request, call, signal);
  return {
    kind: 'throw',
    error: NO_ANSWER,
    cause: `The answer of "${request.state}" runs local code, which is not allowed here`,
  };
}

/** Answers what an ItemReader or a ResultWriter asks for. */
export async function objectReply(
  request: ReadRequest | ListRequest | WriteRequest,
  store: ObjectStore | undefined,
): Promise<Reply> {
  if (!store) return { kind: 'throw', cause: `There is no folder that stands for the bucket "${request.bucket}"` };
  try {
    switch (request.kind) {
      case 'read':
        return { kind: 'return', value: await readObject(request, store) };
      case 'list':
        return { kind: 'return', value: (await store.list(request.bucket, request.prefix)).map((o) => ({ ...o })) };
      case 'write': {
        for (const [key, text] of Object.entries(request.objects)) await store.write(request.bucket, key, text);
        return { kind: 'return', value: null };
      }
    }
  } catch (e) {
    return { kind: 'throw', cause: e instanceof Error ? e.message : String(e) };
  }
}

async function readObject({ bucket, key, format }: ReadRequest, store: ObjectStore): Promise<Json> {
  if (format === 'text') return store.read(bucket, key);
  if (!store.readBytes) throw new Error('A Parquet file can not be read from here');
  return parquetRows(await store.readBytes(bucket, key));
}

function noAnswer(request: Request): string {
  const which = request.kind === 'task' && request.invocation > 0 ? ` for invocation ${request.invocation + 1}` : '';
  return `The Task state "${request.state}" has no answer${which}. Add one for it to the scenario, or to the mocks.`;
}

function sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  if (milliseconds <= 0) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    // Timers reach no further than 2^31 milliseconds; the run just sleeps again.
    const timer = setTimeout(done, Math.min(milliseconds, 2 ** 31 - 1));
    signal?.addEventListener('abort', done);
  });
}
