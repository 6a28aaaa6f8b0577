import { equal, isObject, type Json, type JsonObject, parseJson } from '../../base/json.ts';
import { lookup } from '../../base/lookup.ts';
import type { Program, State } from '../../interpreter/program.ts';
import type { Frame, Outcome, Reply, Run, Step, Thread } from '../../interpreter/run.ts';
import { newFrame, startRun } from '../../interpreter/start.ts';
import { advanceClock, answer, step } from '../../interpreter/step.ts';
import { descendants, findThread, stateOf, withThread } from '../../interpreter/threads.ts';
import type { Stage } from '../../spec/stages.ts';
import { type HistoryEvent, payload, textOf } from './history.ts';

type Advanced = Extract<Step, { kind: 'advanced' }>;

/** One step of what really happened. */
export interface RecordedStep {
  readonly run: Run;
  readonly step: Advanced;
}

/** An execution that has been recorded, as the runs that it went through. */
export interface Replay {
  readonly start: Run;
  /** What comes after a run; `end` after the last one, if the execution had not ended by then. Any other run is not part of it. */
  readonly next: (run: Run) => RecordedStep | 'end' | undefined;
  readonly length: number;
  /** Where the definition, run here, would have come to something else. What was recorded counts. */
  readonly differences: readonly string[];
}

export interface ReplayOptions {
  readonly stateMachineName: string;
}

/**
 * Retraces an execution. The interpreter goes from event to event, with the answers that the tasks gave then, so that every run on the way
 * is a whole one: with the stages between the events, and ready to go on from another way. Where it comes to something else than
 * the event says, the event is right.
 */
export async function replay(
  program: Program,
  events: readonly HistoryEvent[],
  options: ReplayOptions,
): Promise<Replay> {
  const retracing = new Retracing(program, events, options);
  for (const event of events) await retracing.take(event);
  return retracing.replay();
}

/** More steps than this no state takes from one event to the next. */
const MOST_STEPS = 50;

type Reached = (frame: Frame) => boolean;

class Retracing {
  #start: Run;
  readonly #startTime: number;
  /** The last event of a state that is entered or left: before it the execution has not ended. */
  readonly #lastMove: number;
  readonly #steps = new Map<Run, RecordedStep>();
  readonly #differences: string[] = [];
  /** The thread that an event belongs to, by the id of the event. */
  readonly #threads = new Map<number, number>([[0, 1]]);
  /** The last run that is part of the replay. */
  #last: Run;
  /** The one before it. */
  #before: Run | undefined;
  /** The present one: it may have been answered, or its clock have moved, since the last one. */
  #run: Run;
  #event: HistoryEvent;

  constructor(program: Program, events: readonly HistoryEvent[], { stateMachineName }: ReplayOptions) {
    const [first] = events;
    if (!first) throw new RangeError('There are no events');
    this.#event = first;
    this.#startTime = first.time;
    this.#lastMove = events.findLast(({ type }) => /State(Entered|Exited)$/.test(type))?.id ?? 0;
    const input = payload(first.details, 'input') ?? {};
    // What AWS let pass then is not to be judged again.
    this.#start = startRun(program, { input, startTime: first.time, stateMachineName, limits: 'off' });
    this.#last = this.#start;
    this.#run = this.#start;
  }

  replay(): Replay {
    const ended = this.#last.outcome !== undefined;
    return {
      start: this.#start,
      next: (run) => this.#steps.get(run) ?? (run === this.#last && !ended ? 'end' : undefined),
      length: this.#steps.size,
      differences: this.#differences,
    };
  }

  async take(event: HistoryEvent): Promise<void> {
    this.#event = event;
    if (this.#run.outcome) {
      if (event.type.startsWith('Execution')) await this.#follow(event, 1);
      return;
    }
    this.#run = advanceClock(this.#run, Math.max(0, event.time - this.#startTime));
    const thread = this.#threadOf(event);
    this.#threads.set(event.id, thread);
    await this.#follow(event, thread);
  }

  async #follow(event: HistoryEvent, thread: number): Promise<void> {
    const { type, details } = event;
    if (type.endsWith('StateEntered')) return this.#enter(event, thread);
    if (type.endsWith('StateExited')) return this.#exit(event, thread);
    const answered = REPLIES.exec(type);
    if (answered) return this.#answer(thread, replyOf(answered[2] ?? '', details));
    switch (type) {
      case 'TaskScheduled':
      case 'LambdaFunctionScheduled':
      case 'ActivityScheduled':
        await this.#advance(thread, ({ waiting }) => waiting?.kind === 'request');
        this.#correctParameters(thread, payload(details, type === 'TaskScheduled' ? 'parameters' : 'input'));
        return;
      case 'ParallelStateStarted':
      case 'MapStateStarted':
        if (this.#isDistributed(thread)) return;
        // What has been started already is started again after an error.
        if (findThread(this.#run, thread)?.frame.fan) await this.#fail(thread);
        await this.#advance(thread, ({ fan }) => fan !== undefined);
        return;
      case 'MapIterationStarted':
        return this.#iterate(event, thread);
      case 'ParallelStateSucceeded':
      case 'MapStateSucceeded':
        if (!this.#isDistributed(thread)) await this.#advance(thread, ({ data }) => data.result !== undefined);
        return;
      case 'ParallelStateFailed':
      case 'MapStateFailed':
        return this.#fail(thread);
      case 'ExecutionSucceeded':
        return this.#end({ status: 'SUCCEEDED', output: payload(details, 'output') ?? null });
      case 'ExecutionFailed':
      case 'ExecutionTimedOut':
      case 'ExecutionAborted': {
        const status = ENDINGS[type];
        await this.#fail(thread);
        return this.#end({ status, error: textOf(details, 'error'), cause: textOf(details, 'cause') });
      }
      default:
    }
  }

  // Which thread

  /** An event follows the one before it in the same thread, but where threads begin and end. */
  #threadOf({ type, details, previousEventId }: HistoryEvent): number {
    const before = this.#threads.get(previousEventId) ?? 1;
    if (type.startsWith('Execution')) return 1;
    const name = textOf(details, 'name');
    if (type.startsWith('MapIteration')) return this.#around(before, name, 'Map');
    if (/^(Parallel|Map)State(Started|Succeeded|Failed|Exited)$/.test(type)) {
      return this.#around(
        before,
        type.endsWith('Exited') ? name : undefined,
        type.startsWith('Map') ? 'Map' : 'Parallel',
      );
    }
    if (type.endsWith('StateEntered') && name !== undefined) return this.#entering(before, name);
    return findThread(this.#run, before) ? before : this.#around(before, undefined, undefined);
  }

  /** The thread itself or one around it that is in such a state. */
  #around(from: number, name: string | undefined, type: State['type'] | undefined): number {
    const known = this.#parents.get(from);
    const thread = findThread(this.#run, from);
    if (thread) {
      const state = stateOf(this.#run, thread);
      if ((name ?? state?.name) === state?.name && (type ?? state?.type) === state?.type) return from;
    }
    const parent = thread?.parent ?? known;
    return parent === undefined ? (thread?.id ?? 1) : this.#around(parent, name, type);
  }

  /** Of each thread that there has been; one that has ended is not in the run any more. */
  readonly #parents = new Map<number, number>();

  /** The thread that enters a state of this name: that of the event before, or a branch or an iteration that it has started. */
  #entering(before: number, name: string): number {
    const candidates = [findThread(this.#run, before), ...descendants(this.#run.threads, before)];
    const fits = (thread: Thread | undefined) =>
      thread !== undefined && lookup(this.#run.program.machines[thread.machine]?.states ?? {}, name) !== undefined;
    const waiting = candidates.find(
      (thread) => fits(thread) && thread?.frame.stage === undefined && thread?.begun === false,
    );
    const isOwn = fits(candidates[0]) && candidates[0]?.frame.waiting?.kind !== 'threads';
    return (isOwn ? candidates[0] : waiting)?.id ?? this.#around(before, undefined, undefined);
  }

  // What happened

  async #enter({ details, type }: HistoryEvent, id: number): Promise<void> {
    const name = textOf(details, 'name');
    const thread = findThread(this.#run, id);
    const state =
      thread && name !== undefined && lookup(this.#run.program.machines[thread.machine]?.states ?? {}, name);
    if (!thread || !state) {
      this.#differ(`there is no state "${name}" in the definition`);
      return;
    }
    if (!type.startsWith(state.type)) this.#differ(`"${name}" is a ${state.type} state`);
    const input = payload(details, 'input');
    const { frame } = thread;
    if (frame.stage !== undefined || frame.state !== name) {
      if (frame.stage === undefined) this.#differ(`"${frame.state}" would have been next, not "${name}"`);
      this.#correct(thread, newFrame(state.name, state.pointer, input ?? frame.data.output ?? frame.data.input));
    } else if (input !== undefined && !equal(input, frame.data.input)) {
      this.#differ(`the input of "${name}" would have been another`);
      this.#correct(thread, { ...frame, data: { input } });
    }
    await this.#advance(id, ({ stage }) => stage !== undefined);
  }

  async #exit({ details }: HistoryEvent, id: number): Promise<void> {
    const output = payload(details, 'output');
    const assigned = assignedBy(details);
    const distributed = this.#isDistributed(id);
    if (!distributed) await this.#advance(id, ({ exit }) => exit !== undefined);
    const thread = findThread(this.#run, id);
    const state = thread && stateOf(this.#run, thread);
    if (!thread || !state) return;
    const { frame } = thread;
    if (!frame.exit) {
      if (!distributed) this.#differ(`"${state.name}" would not have come to its end`);
      await this.#force(thread, outputFrame(state, frame, output ?? frame.data.input, assigned));
    } else {
      const isOther = output !== undefined && !equal(output, frame.data.output ?? null);
      if (isOther) this.#differ(`the output of "${state.name}" would have been another`);
      const exit = assigned ? { ...frame.exit, assigned } : frame.exit;
      const data = isOther ? { ...frame.data, output } : frame.data;
      if (isOther || exit !== frame.exit) this.#correct(thread, { ...frame, data, exit });
    }
    // Leaving is one step more, which may end the thread.
    await this.#stepOnce(id);
  }

  async #answer(id: number, reply: Reply): Promise<void> {
    if (findThread(this.#run, id)?.frame.waiting?.kind !== 'request') {
      await this.#advance(id, ({ waiting }) => waiting?.kind === 'request');
    }
    const waiting = findThread(this.#run, id)?.frame.waiting;
    if (waiting?.kind !== 'request') return;
    this.#run = answer(this.#run, waiting.request.id, reply);
    await this.#stepOnce(id);
  }

  async #iterate({ details }: HistoryEvent, parent: number): Promise<void> {
    const index = typeof details.index === 'number' ? details.index : 0;
    const isStarted = (thread: Thread) => thread.parent === parent && thread.index === index;
    for (let i = 0; i < MOST_STEPS && !this.#run.threads.some(isStarted); i++) {
      if (!(await this.#stepOnce(parent))) break;
    }
    const started = this.#run.threads.find(isStarted);
    if (started) this.#threads.set(this.#event.id, started.id);
  }

  /** Lets the state of a thread deal with an error that arose in it, or in what it has started: no event tells of a Fail state there. */
  async #fail(id: number): Promise<void> {
    if (this.#isDistributed(id)) return;
    const failure = findThread(this.#run, id)?.frame.failure;
    for (let i = 0; i < MOST_STEPS; i++) {
      const frame = findThread(this.#run, id)?.frame;
      if (!frame || frame.failure !== failure || frame.waiting?.kind === 'timer' || frame.exit) return;
      const taken = await step(this.#run, id);
      if (taken.step.kind !== 'advanced' || (taken.run.outcome && this.#event.id < this.#lastMove)) return;
      this.#keep({ run: taken.run, step: taken.step });
    }
  }

  #end(outcome: Outcome): void {
    const { outcome: own, threads } = this.#run;
    const after: Run = { ...this.#run, threads: [], outcome };
    if (own && this.#before) {
      // It has ended in the step before: how, is what was recorded of it.
      const known = this.#steps.get(this.#before);
      if (known) this.#steps.set(this.#before, { ...known, run: after });
      this.#last = after;
      this.#run = after;
      return;
    }
    this.#keep({ run: after, step: { kind: 'advanced', events: [], childEvents: [], thread: threads[0]?.id ?? 1 } });
  }

  // Steps

  /** Steps a thread until its state has come so far; what it does not come to by itself is left to the next events. */
  async #advance(id: number, reached: Reached): Promise<void> {
    for (let i = 0; i < MOST_STEPS; i++) {
      const thread = findThread(this.#run, id);
      if (!thread || reached(thread.frame)) return;
      if (!(await this.#stepOnce(id))) return;
    }
  }

  /** One step of this thread alone, if it can move. */
  async #stepOnce(id: number): Promise<boolean> {
    const thread = findThread(this.#run, id);
    if (!thread) return false;
    const { waiting } = thread.frame;
    // The recorded time is what the timer came to.
    if (waiting?.kind === 'timer' && waiting.until > this.#run.clock) {
      this.#run = withThread(this.#run, {
        ...thread,
        frame: { ...thread.frame, waiting: { ...waiting, until: this.#run.clock } },
      });
    }
    const taken = await step(this.#run, id);
    if (taken.step.kind !== 'advanced' || taken.step.thread !== id) return false;
    if (taken.run.outcome && this.#event.id < this.#lastMove) {
      this.#differ('the execution would have ended');
      return false;
    }
    this.#keep({ run: taken.run, step: taken.step });
    return true;
  }

  #keep(recorded: RecordedStep): void {
    this.#steps.set(this.#last, recorded);
    this.#before = this.#last;
    this.#last = recorded.run;
    this.#run = recorded.run;
    for (const { id, parent } of recorded.run.threads) if (parent !== undefined) this.#parents.set(id, parent);
  }

  /** Makes what the last step came to what was recorded of it. */
  #correct(thread: Thread, frame: Frame): void {
    const run = withThread(this.#run, { ...thread, frame });
    const known = this.#before && this.#steps.get(this.#before);
    if (this.#before && known) this.#steps.set(this.#before, { ...known, run });
    else this.#start = run;
    this.#last = run;
    this.#run = run;
  }

  /** A step that the interpreter would not have made. */
  async #force(thread: Thread, frame: Frame): Promise<void> {
    const below = new Set(descendants(this.#run.threads, thread.id).map(({ id }) => id));
    const run = withThread(
      { ...this.#run, threads: this.#run.threads.filter(({ id }) => !below.has(id)) },
      { ...thread, frame },
    );
    this.#keep({ run, step: { kind: 'advanced', events: [], childEvents: [], thread: thread.id } });
  }

  #correctParameters(id: number, parameters: Json | undefined): void {
    const thread = findThread(this.#run, id);
    const waiting = thread?.frame.waiting;
    if (!thread || parameters === undefined || waiting?.kind !== 'request' || waiting.request.kind !== 'task') return;
    if (equal(waiting.request.parameters, parameters)) return;
    const { data } = thread.frame;
    const stage: Stage | undefined =
      data.afterArguments !== undefined
        ? 'afterArguments'
        : data.afterParameters !== undefined
          ? 'afterParameters'
          : undefined;
    const request = { ...waiting.request, parameters };
    this.#correct(thread, {
      ...thread.frame,
      waiting: { ...waiting, request },
      data: stage ? { ...data, [stage]: parameters } : data,
    });
  }

  /** The child executions of a distributed Map have histories of their own: only what comes out of it is known. */
  #isDistributed(id: number): boolean {
    const thread = findThread(this.#run, id);
    const fields = thread && stateOf(this.#run, thread)?.fields;
    const processor = fields?.ItemProcessor ?? fields?.Iterator;
    const config = isObject(processor) ? processor.ProcessorConfig : undefined;
    return isObject(config) && config.Mode === 'DISTRIBUTED';
  }

  #differ(what: string): void {
    this.#differences.push(`Event ${this.#event.id}: ${what}`);
  }
}

const REPLIES = /^(Task|LambdaFunction|Activity)(Succeeded|Failed|TimedOut|StartFailed|SubmitFailed|ScheduleFailed)$/;

const ENDINGS = {
  ExecutionFailed: 'FAILED',
  ExecutionTimedOut: 'TIMED_OUT',
  ExecutionAborted: 'ABORTED',
} as const;

function replyOf(ending: string, details: JsonObject): Reply {
  if (ending === 'Succeeded') return { kind: 'return', value: payload(details, 'output') ?? null };
  const error = textOf(details, 'error');
  if (ending === 'TimedOut' && (error === undefined || error === 'States.Timeout')) return { kind: 'timeout' };
  return { kind: 'throw', error, cause: textOf(details, 'cause') };
}

/** AWS gives a JSON text for each variable; a run of ours gives the values. */
function assignedBy(details: JsonObject): JsonObject | undefined {
  const { assignedVariables } = details;
  if (!isObject(assignedVariables)) return undefined;
  const about = details.assignedVariablesDetails;
  if (isObject(about) && about.truncated === true) return undefined;
  const entries = Object.entries(assignedVariables).map(([name, value]) => [name, variableOf(value)] as const);
  return Object.fromEntries(entries);
}

function variableOf(value: Json): Json {
  if (typeof value !== 'string') return value;
  try {
    return parseJson(value);
  } catch {
    return value;
  }
}

function outputFrame(state: State, frame: Frame, output: Json, assigned: JsonObject | undefined): Frame {
  const { Next, End } = state.fields;
  const next = typeof Next === 'string' && End !== true ? Next : undefined;
  return {
    ...frame,
    stage: 'output',
    data: { ...frame.data, output },
    waiting: undefined,
    fan: undefined,
    reading: undefined,
    exit: { next, assigned },
  };
}
