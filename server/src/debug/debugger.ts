import { NO_ANSWER, type ObjectStore, objectReply, type RunTask, type TimedReply } from '../interpreter/drive.ts';
import type { Outcome, Reply, Request, Run, Step, TaskRequest } from '../interpreter/run.ts';
import { abortRun, advanceClock, answer, failRun, pendingRequests, step } from '../interpreter/step.ts';
import { findThread } from '../interpreter/threads.ts';
import { type AnswerSource, findAnswer, findCall } from '../scenario/answers.ts';
import { judge, type StateBreakpoint, stopsBackwards } from './breakpoint.ts';
import { DEFAULT_FILTERS, type ExceptionFilter } from './exceptions.ts';
import { type Goal, goalOf, positionOf, pursue, threadOf } from './goal.ts';
import type { Place } from './sourceMap.ts';
import { isBefore, isReached } from './spot.ts';

export type Advanced = Extract<Step, { kind: 'advanced' }>;

/** Why a run stands still, and where. */
export interface Stop {
  /** `unanswered` is no error yet: a client asks the user. */
  readonly reason: 'entry' | 'step' | 'breakpoint' | 'pause' | 'exception' | 'unanswered' | 'goto' | 'restart';
  readonly thread: number;
  /** Ids of the breakpoints that were hit. */
  readonly breakpoints?: readonly number[];
  /** Where they stand, if that is inside the state. */
  readonly place?: Place | undefined;
  readonly exception?: StopException;
}

export interface StopException {
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly handling: 'retried' | 'caught' | 'uncaught' | 'unanswered';
}

export type DebuggerEvent =
  | { readonly kind: 'advanced'; readonly before: Run; readonly after: Run; readonly step: Advanced }
  | { readonly kind: 'stopped'; readonly stop: Stop }
  /** The run has been changed from outside: a step like any other, that can be undone. */
  | { readonly kind: 'edited' }
  /** The last steps have been undone. */
  | { readonly kind: 'rewound'; readonly steps: number }
  /** A breakpoint has something to tell instead of stopping. */
  | { readonly kind: 'logged'; readonly pointer: string; readonly text: string; readonly failed: boolean }
  /** Nobody answers a task: the run stops there, or fails where nothing stops it. */
  | { readonly kind: 'unanswered'; readonly request: TaskRequest }
  | { readonly kind: 'ended'; readonly outcome: Outcome }
  /** What was recorded of the run ends here, before the run does. */
  | { readonly kind: 'recordEnded' }
  /** A bug: the run cannot go on. */
  | { readonly kind: 'broken'; readonly error: unknown };

export interface DebuggerOptions {
  /** Reads the answers; asked again each time the run goes on, so that they can be written while it stands still. */
  readonly answers: () => Promise<AnswerSource>;
  readonly unansweredMessage: (request: TaskRequest) => string;
  /** Does the tasks whose answers come from local code, an endpoint or another state machine. */
  readonly runTask?: RunTask | undefined;
  readonly store: ObjectStore | undefined;
  /** What has really happened next, for a run that is replayed; `end` where nothing more is known. A changed run is not known. */
  readonly recorded?: ((run: Run) => { readonly run: Run; readonly step: Advanced } | 'end' | undefined) | undefined;
  /** Really wait. */
  readonly wallClock: boolean;
  /** Never stop. */
  readonly free: boolean;
  readonly report: (event: DebuggerEvent) => void;
}

/** A step that has been taken, or only tried. */
interface Taken {
  readonly before: Run;
  readonly after: Run;
  readonly step: Advanced;
}

/** So many steps can be undone. */
export const MOST_PAST = 5000;
/** So long the run goes on before other requests have their turn. */
const SLICE_MS = 10;

/**
 * Drives one run and decides where it stops. All that it knows of the run is a value: the present one, those before it, and where an
 * error is about to end a state, the one after it.
 */
export class Debugger {
  readonly #options: DebuggerOptions;
  #run: Run;
  #past: Run[] = [];
  #answers: AnswerSource = {};
  #breakpoints: readonly StateBreakpoint[] = [];
  /** How often each has been reached, by its id. */
  readonly #hits = new Map<number, number>();
  #filters: readonly ExceptionFilter[] = DEFAULT_FILTERS;
  #stop: Stop | undefined;
  /** The step that has been looked at, and not been taken since the run stopped before it. */
  #ahead: Taken | undefined;
  /** What need not stop the run any more before the step that it stands before. */
  #judged: { readonly run: Run; readonly done: Set<number | 'exception'> } | undefined;
  /** Tasks that are being done outside, by the ids of their requests. */
  readonly #tasks = new Map<string, Promise<void>>();
  /** What they came to, until the run takes it. */
  readonly #done: { readonly request: TaskRequest; readonly reply: Reply; readonly due: number }[] = [];
  #giveUp = new AbortController();
  #recordEnded = false;
  #state: 'ready' | 'running' | 'stopped' | 'ended' = 'ready';
  #pausing = false;
  #aborting = false;
  #disposed = false;
  #wake: (() => void) | undefined;
  #lastMoved = 1;

  constructor(run: Run, options: DebuggerOptions) {
    this.#run = run;
    this.#options = options;
  }

  get run(): Run {
    return this.#run;
  }

  get stop(): Stop | undefined {
    return this.#stop;
  }

  get state(): 'ready' | 'running' | 'stopped' | 'ended' {
    return this.#state;
  }

  setBreakpoints(breakpoints: readonly StateBreakpoint[]): void {
    this.#breakpoints = breakpoints;
  }

  setFilters(filters: readonly ExceptionFilter[]): void {
    this.#filters = filters;
  }

  /** Runs to the next stop; comes back when the run has stopped or ended. */
  start(stopOnEntry: boolean): Promise<void> {
    return this.#go(stopOnEntry ? { kind: 'entry' } : { kind: 'end' });
  }

  continue(): Promise<void> {
    return this.#go({ kind: 'end' });
  }

  stepFurther(kind: 'over' | 'in' | 'out', thread: number): Promise<void> {
    return this.#go(goalOf(kind, this.#run, thread));
  }

  pause(): void {
    if (this.#state !== 'running') return;
    this.#pausing = true;
    this.#wake?.();
  }

  /** Ends the run; the execution is aborted. */
  abort(): void {
    if (this.#state === 'ended') return;
    this.#aborting = true;
    this.#wake?.();
    if (this.#state !== 'running') this.#endNow();
  }

  /** Stops driving, and says nothing any more. */
  dispose(): void {
    this.#disposed = true;
    this.#giveUpTasks();
    this.#wake?.();
  }

  /** Back to where the state of a thread was entered, or the one before it. */
  stepBack(thread: number): void {
    const here = positionOf(this.#run, thread);
    const frame = findThread(this.#run, thread)?.frame;
    const isMidway = frame?.stage !== 'input' || frame.waiting !== undefined;
    if (this.#state !== 'stopped') return;
    for (let index = this.#past.length - 1; index >= 0; index--) {
      const run = this.#past[index];
      if (!run) continue;
      const id = existing(run, thread);
      const earlier = findThread(run, id)?.frame;
      if (earlier?.stage !== 'input' || earlier.waiting !== undefined) continue;
      if (!isMidway && positionOf(run, id).state === here.state) continue;
      this.#rewind(index, { reason: 'step', thread: id });
      return;
    }
    this.#rewindToStart();
  }

  /** Back to the last breakpoint that was passed, or to the start. */
  async reverseContinue(): Promise<void> {
    if (this.#state !== 'stopped') return;
    this.#state = 'running';
    const here = this.#run;
    let found: { readonly index: number; readonly stop: Stop } | undefined;
    for (let index = this.#past.length - 1; index >= 0 && !found && !this.#disposed; index--) {
      const stop = await this.#passedAt(index);
      if (stop) found = { index, stop };
    }
    if (this.#run !== here || this.#state !== 'running') return;
    this.#state = 'stopped';
    if (!found) {
      this.#rewindToStart();
      return;
    }
    this.#rewind(found.index, found.stop);
    this.#judged = { run: this.#run, done: new Set(found.stop.breakpoints) };
  }

  /** The stop that the breakpoints make of a past run. */
  async #passedAt(index: number): Promise<Stop | undefined> {
    const run = this.#past[index];
    if (!run) return undefined;
    const previous = this.#past[index - 1];
    const next = this.#past[index + 1] ?? this.#run;
    const hit: StateBreakpoint[] = [];
    let thread: number | undefined;
    for (const breakpoint of this.#breakpoints) {
      const { pointer, spot } = breakpoint;
      const [before, after] = isBefore(spot) ? [run, next] : [previous, run];
      if (pointer === undefined || !before) continue;
      for (const { id, frame } of run.threads) {
        if (frame.pointer !== pointer || (thread ?? id) !== id || !isReached(spot, before, after, id)) continue;
        if (!(await stopsBackwards(breakpoint, run, id))) continue;
        thread = id;
        hit.push(breakpoint);
      }
    }
    return thread === undefined ? undefined : breakpointStop(thread, hit);
  }

  /** Goes on from a changed run: something has been set, or is to be done again. */
  edit(change: (run: Run) => Run): void {
    const next = change(this.#run);
    this.#past.push(this.#run);
    this.#run = next;
    this.#ahead = undefined;
    this.#judged = undefined;
    this.#giveUpTasks();
    this.#report({ kind: 'edited' });
  }

  /** Enters the state that a thread stands before, after an edit that put it there. */
  enter(reason: 'goto' | 'restart', thread: number): Promise<void> {
    return this.#go({ kind: 'over', thread, from: { state: '', stage: '' } }, reason);
  }

  async #go(goal: Goal, reason: Stop['reason'] = goal.kind === 'entry' ? 'entry' : 'step'): Promise<void> {
    if (this.#state === 'running' || this.#state === 'ended' || this.#disposed) return;
    this.#state = 'running';
    this.#stop = undefined;
    this.#pausing = false;
    try {
      this.#answers = await this.#options.answers();
      const stop = await this.#runTo(goal, reason);
      if (!stop) {
        this.#endNow();
        return;
      }
      this.#state = 'stopped';
      this.#stop = stop;
      this.#report({ kind: 'stopped', stop });
    } catch (error) {
      this.#state = 'ended';
      this.#report({ kind: 'broken', error });
    }
  }

  /** Undefined: the run has ended, or is to. */
  async #runTo(wanted: Goal, reason: Stop['reason']): Promise<Stop | undefined> {
    let goal = wanted;
    let sliceEnd = performance.now() + SLICE_MS;
    while (!this.#run.outcome && !this.#aborting && !this.#disposed) {
      if (performance.now() > sliceEnd) {
        await new Promise((resolve) => setImmediate(resolve));
        sliceEnd = performance.now() + SLICE_MS;
      }
      if (this.#pausing) return this.#pauseStop();
      const next = await this.#next(goal);
      if (next === 'end') {
        this.#report({ kind: 'recordEnded' });
        return this.#pauseStop();
      }
      switch (next.step.kind) {
        case 'needs': {
          const stop = await this.#reply(next.step.request);
          if (stop) return stop;
          break;
        }
        case 'sleeping':
          await this.#sleep(next.step.until);
          break;
        case 'ended':
          return undefined;
        case 'advanced': {
          const taken = { before: this.#run, after: next.run, step: next.step };
          const before = await this.#stopBefore(taken);
          if (before) {
            this.#ahead = taken;
            return before;
          }
          this.#ahead = undefined;
          this.#judged = undefined;
          this.#accept(taken);
          const breakpoint = await this.#breakpointHit(taken);
          if (breakpoint) return breakpoint;
          const pursued = pursue(goal, taken.before, taken.after, taken.step);
          if ('stop' in pursued) return { reason, thread: pursued.stop };
          goal = pursued;
        }
      }
    }
    return undefined;
  }

  async #next(goal: Goal): Promise<{ readonly run: Run; readonly step: Step } | 'end'> {
    if (this.#ahead?.before === this.#run) return { run: this.#ahead.after, step: this.#ahead.step };
    this.#ahead = undefined;
    const recorded = this.#options.recorded?.(this.#run);
    if (recorded && recorded !== 'end') return recorded;
    if (recorded === 'end' && !this.#recordEnded) {
      this.#recordEnded = true;
      return 'end';
    }
    const thread = threadOf(goal);
    if (thread !== undefined && findThread(this.#run, thread)) {
      const own = await step(this.#run, thread);
      if (own.step.kind !== 'sleeping') return own;
    }
    return step(this.#run);
  }

  #accept({ before, after, step: taken }: Taken): void {
    this.#past.push(before);
    // Dropped in bulk: shifting one by one would copy the list each time.
    if (this.#past.length > 2 * MOST_PAST) this.#past = this.#past.slice(-MOST_PAST);
    this.#run = after;
    this.#lastMoved = taken.thread;
    this.#report({ kind: 'advanced', before, after, step: taken });
  }

  /** Stops before a step that fails, or that goes through a breakpoint which is before its step. */
  async #stopBefore(taken: Taken): Promise<Stop | undefined> {
    const { before, after, step: tried } = taken;
    if (this.#options.free) return undefined;
    if (this.#judged?.run !== before) this.#judged = { run: before, done: new Set() };
    const { done } = this.#judged;
    const pointer = findThread(before, tried.thread)?.frame.pointer;
    const reached = this.#breakpoints
      .filter((it) => isBefore(it.spot) && it.pointer === pointer && !done.has(it.id))
      .filter(({ spot }) => isReached(spot, before, after, tried.thread))
      .sort((a, b) => ruleOf(a) - ruleOf(b));
    const hit: StateBreakpoint[] = [];
    for (const breakpoint of reached) {
      const [first] = hit;
      if (first && ruleOf(first) !== ruleOf(breakpoint)) break;
      done.add(breakpoint.id);
      if (await this.#judge(breakpoint, before, tried.thread)) hit.push(breakpoint);
    }
    if (hit.length > 0) {
      if (tried.failure) done.add('exception');
      return breakpointStop(tried.thread, hit);
    }
    if (done.has('exception')) return undefined;
    done.add('exception');
    return this.#exceptionStop(taken);
  }

  async #breakpointHit({ before, after, step: { thread } }: Taken): Promise<Stop | undefined> {
    const pointer = findThread(after, thread)?.frame.pointer;
    if (this.#options.free || pointer === undefined) return undefined;
    const hit: StateBreakpoint[] = [];
    for (const breakpoint of this.#breakpoints) {
      if (breakpoint.pointer !== pointer || isBefore(breakpoint.spot)) continue;
      if (!isReached(breakpoint.spot, before, after, thread)) continue;
      if (await this.#judge(breakpoint, after, thread)) hit.push(breakpoint);
    }
    return hit.length > 0 ? breakpointStop(thread, hit) : undefined;
  }

  /** Whether a breakpoint that has been reached stops the run. */
  async #judge(breakpoint: StateBreakpoint, run: Run, thread: number): Promise<boolean> {
    const verdict = await judge(breakpoint, run, thread, () => this.#countHit(breakpoint));
    if (verdict.kind === 'log' || verdict.kind === 'failed') {
      const failed = verdict.kind === 'failed';
      this.#report({ kind: 'logged', pointer: breakpoint.pointer ?? '', text: verdict.text, failed });
    }
    return verdict.kind === 'stop';
  }

  #countHit({ id }: StateBreakpoint): number {
    const hits = (this.#hits.get(id) ?? 0) + 1;
    this.#hits.set(id, hits);
    return hits;
  }

  #pauseStop(): Stop {
    this.#pausing = false;
    const thread = findThread(this.#run, this.#lastMoved) ?? this.#run.threads[0];
    return { reason: 'pause', thread: thread?.id ?? 1 };
  }

  async #reply(request: Request): Promise<Stop | undefined> {
    const reply =
      request.kind === 'task'
        ? findAnswer(this.#answers, request.state, request.invocation)
        : await objectReply(request, this.#options.store);
    if (reply) {
      this.#answer(request, reply);
      return undefined;
    }
    if (request.kind === 'task' && findCall(this.#answers, request.state, request.invocation)) {
      await this.#runTasks();
      return undefined;
    }
    if (request.kind !== 'task') return undefined;
    this.#report({ kind: 'unanswered', request });
    const cause = this.#options.unansweredMessage(request);
    if (!this.#options.free) {
      return {
        reason: 'unanswered',
        thread: request.thread,
        exception: { error: NO_ANSWER, cause, handling: 'unanswered' },
      };
    }
    this.#run = failRun(this.#run, NO_ANSWER, cause).run;
    return undefined;
  }

  /** Waits for the first of the tasks that are done outside, or an interruption, which they outlive. */
  async #runTasks(): Promise<void> {
    for (const request of pendingRequests(this.#run)) {
      if (request.kind === 'task') this.#beginTask(request);
    }
    if (this.#done.length === 0) {
      const interrupted = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      await Promise.race([...this.#tasks.values(), interrupted]);
      this.#wake = undefined;
    }
    for (const { request, reply, due } of this.#done.splice(0)) {
      this.#tasks.delete(request.id);
      if (!pendingRequests(this.#run).some(({ id }) => id === request.id)) continue;
      this.#answer(request, reply);
      this.#run = advanceClock(this.#run, due);
    }
  }

  #beginTask(request: TaskRequest): void {
    const call = findCall(this.#answers, request.state, request.invocation);
    if (!call || this.#tasks.has(request.id)) return;
    const { runTask } = this.#options;
    const { signal } = this.#giveUp;
    const startedAt = this.#run.clock;
    const cause = `The answer of "${request.state}" runs local code, which is not allowed here`;
    const refused: TimedReply = { kind: 'throw', error: NO_ANSWER, cause };
    const running = runTask?.(request, call, signal) ?? Promise.resolve(refused);
    const failed = (error: unknown): TimedReply => ({
      kind: 'throw',
      cause: error instanceof Error ? error.message : String(error),
    });
    // On the virtual clock a task takes no time, unless it says so.
    const task = running.catch(failed).then(({ elapsed = 0, ...reply }) => {
      if (!signal.aborted) this.#done.push({ request, reply, due: startedAt + elapsed });
    });
    this.#tasks.set(request.id, task);
  }

  /** What is being done is for a run that is not the present one any more. */
  #giveUpTasks(): void {
    this.#giveUp.abort();
    this.#giveUp = new AbortController();
    this.#tasks.clear();
    this.#done.length = 0;
  }

  #answer(request: Request, reply: Reply): void {
    this.#run = answer(this.#run, request.id, reply);
  }

  async #sleep(until: number): Promise<void> {
    const { clock } = this.#run;
    if (until <= clock) throw new Error('The run waits for nothing');
    if (!this.#options.wallClock) {
      this.#run = advanceClock(this.#run, until);
      return;
    }
    const began = performance.now();
    await this.#interruptible(until - clock);
    const passed = Math.ceil(performance.now() - began);
    this.#run = advanceClock(this.#run, Math.min(until, clock + passed));
  }

  /** Waits, for at most a minute at a time, unless it is interrupted. */
  #interruptible(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
      const timer = setTimeout(done, Math.min(milliseconds, 60_000));
      this.#wake = done;
    });
  }

  /** Stops before the step by which a state fails: there its data can still be looked at. */
  async #exceptionStop(taken: Taken): Promise<Stop | undefined> {
    const { failure, thread } = taken.step;
    if (!failure) return undefined;
    const named = this.#filters.filter(({ matches }) => !matches || matches(failure.error ?? ''));
    if (named.length === 0) return undefined;
    // The error of a branch or an iteration on its way out has been shown where it arose.
    if (findThread(taken.before, thread)?.frame.fan?.failure) return undefined;
    const handling = await handlingOf(taken);
    if (handling !== 'uncaught' && !named.some(({ handled }) => handled)) return undefined;
    const { error, cause } = failure;
    return { reason: 'exception', thread, exception: { error, cause, handling } };
  }

  #rewindToStart(): void {
    const first = this.#past.findIndex((run) => run.threads[0]?.frame.stage !== undefined);
    const run = this.#past[first];
    if (run) this.#rewind(first, { reason: 'entry', thread: existing(run, 1) });
    else this.#report({ kind: 'stopped', stop: { reason: 'entry', thread: this.#stop?.thread ?? 1 } });
  }

  #rewind(index: number, stop: Stop): void {
    const run = this.#past[index];
    if (!run) return;
    const steps = this.#past.length - index;
    this.#past.length = index;
    this.#run = run;
    this.#ahead = undefined;
    this.#judged = undefined;
    this.#giveUpTasks();
    this.#stop = stop;
    this.#report({ kind: 'rewound', steps });
    this.#report({ kind: 'stopped', stop });
  }

  #report(event: DebuggerEvent): void {
    if (!this.#disposed) this.#options.report(event);
  }

  #endNow(): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    this.#giveUpTasks();
    const run = this.#run.outcome ? this.#run : abortRun(this.#run).run;
    this.#run = run;
    if (run.outcome) this.#report({ kind: 'ended', outcome: run.outcome });
  }
}

function breakpointStop(thread: number, hit: readonly StateBreakpoint[]): Stop {
  const inside = hit.find(({ spot }) => spot.kind !== 'entered');
  return {
    reason: 'breakpoint',
    thread,
    breakpoints: hit.map(({ id }) => id),
    ...(inside?.place && { place: inside.place }),
  };
}

/** The rules of a Choice are tested one after the other. */
function ruleOf({ spot }: StateBreakpoint): number {
  return spot.kind === 'tested' ? spot.rule : 0;
}

/** A thread that was not there yet stands for the machine. */
function existing(run: Run, thread: number): number {
  return findThread(run, thread) ? thread : (run.threads[0]?.id ?? 1);
}

/** What becomes of an error, in the states around as well. A step is a function of a run: trying it changes nothing. */
async function handlingOf(taken: {
  before: Run;
  after: Run;
  step: Advanced;
}): Promise<'retried' | 'caught' | 'uncaught'> {
  const { before, after, step: tried } = taken;
  switch (tried.failure?.handling.kind) {
    case 'retry':
      return 'retried';
    case 'catch':
      return 'caught';
    default: {
      const parent = findThread(before, tried.thread)?.parent;
      if (after.outcome || parent === undefined) return 'uncaught';
      const next = await step(after, parent);
      // A distributed Map tolerates some of its items to fail.
      if (next.step.kind !== 'advanced' || !next.step.failure) return 'caught';
      return handlingOf({ before: after, after: next.run, step: next.step });
    }
  }
}
