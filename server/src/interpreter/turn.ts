import type { Json, JsonObject } from '../base/json.ts';
import { lookup } from '../base/lookup.ts';
import type { Sources } from '../base/sources.ts';
import type { Stage } from '../spec/stages.ts';
import type { StateType } from '../spec/states.ts';
import { seededSources } from './chance.ts';
import type { EventDetails, EventType, ExecutionEvent } from './event.ts';
import { type Moment, timeText } from './moment.ts';
import { WHOLE } from './payload.ts';
import type { State } from './program.ts';
import type { Exit, Frame, Outcome, RandomState, Run, StageData, Step, Thread } from './run.ts';
import { stateIn } from './start.ts';
import { descendants, indexOfThread } from './threads.ts';
import type { Child, Events } from './work.ts';

/** The events a Standard execution may have. An Express one has no such limit, but ends after five minutes. */
export const MAX_EVENTS = { STANDARD: 25_000, EXPRESS: 100_000 } as const;

const ENTERED = {
  ...{ Pass: 'PassStateEntered', Task: 'TaskStateEntered', Choice: 'ChoiceStateEntered', Wait: 'WaitStateEntered' },
  ...{ Succeed: 'SucceedStateEntered', Fail: 'FailStateEntered', Parallel: 'ParallelStateEntered' },
  Map: 'MapStateEntered',
} as const satisfies { readonly [T in StateType]: EventType };

const EXITED = {
  ...{ Pass: 'PassStateExited', Task: 'TaskStateExited', Choice: 'ChoiceStateExited', Wait: 'WaitStateExited' },
  ...{ Succeed: 'SucceedStateExited', Parallel: 'ParallelStateExited', Map: 'MapStateExited' },
} as const satisfies { readonly [T in Exclude<StateType, 'Fail'>]: EventType };

type Changing<T> = { -readonly [K in keyof T]: T[K] };

/**
 * One or more steps while they are taken: a copy of the run that may be changed, and what happened meanwhile. The run that it began with
 * stays as it is; the copy is nobody else's until `finish` hands it over.
 */
export class Turn {
  readonly #run: Changing<Run>;
  thread: Thread;
  events: ExecutionEvent[] = [];
  childEvents: ExecutionEvent[] = [];
  failure: Extract<Step, { kind: 'advanced' }>['failure'];
  #sources: (Sources & { readonly state: RandomState }) | undefined;
  #threads: Thread[] | undefined;
  #state: State | undefined;
  #own: WeakSet<object> | undefined;
  #over = false;
  /** So many threads at the beginning of the list cannot move. */
  #idle = 0;
  // Copies made in this turn.
  #thread: Changing<Thread> | undefined;
  #frame: Changing<Frame> | undefined;
  #data: Changing<StageData> | undefined;

  constructor(run: Run, thread: Thread) {
    const { program, settings, input, threads, clock, random, nextEventId, nextThreadId, invocations, childEventIds } =
      run;
    this.#run = {
      ...{ program, settings, input, threads, clock, random },
      ...{ nextEventId, nextThreadId, invocations, childEventIds },
    };
    this.thread = thread;
  }

  /** Lists that were made in this turn: nobody else has seen them yet. */
  get own(): WeakSet<object> {
    this.#own ??= new WeakSet();
    return this.#own;
  }

  /** The run as it stands now, but for the thread that moves. */
  get run(): Run {
    return this.#run;
  }

  get sources(): Sources {
    this.#sources ??= seededSources(this.#run.random, this.#run.settings.startTime + this.#run.clock);
    return this.#sources;
  }

  get frame(): Frame {
    return this.thread.frame;
  }

  get state(): State | undefined {
    const { machine, frame } = this.thread;
    if (this.#state?.pointer !== frame.pointer) {
      this.#state = stateIn(this.#run.program.machines[machine], frame.state);
    }
    return this.#state;
  }

  moment(state: State): Moment {
    return new TurnMoment(this, state);
  }

  setFrame(change: Partial<Frame>): void {
    Object.assign(this.#ownFrame(), change);
    if (change.data) this.#data = undefined;
  }

  /** Puts the thread before a state. */
  begin(frame: Frame): void {
    this.#frame = frame;
    this.#data = frame.data;
    this.#ownThread().frame = frame;
  }

  /** The state has come to a stage. */
  reach(stage: Stage, value: Json): void {
    const frame = this.#ownFrame();
    frame.stage = stage;
    if (this.#data !== frame.data) {
      this.#data = { ...frame.data };
      frame.data = this.#data;
    }
    this.#data[stage] = value;
  }

  /** The state has come to its end. */
  reachOutput(output: Json, exit: Exit): void {
    this.reach('output', output);
    this.#ownFrame().exit = exit;
  }

  #ownFrame(): Changing<Frame> {
    const thread = this.#ownThread();
    if (thread.frame !== this.#frame || !this.#frame) {
      this.#frame = { ...thread.frame };
      thread.frame = this.#frame;
    }
    return this.#frame;
  }

  /** The thread that moves, as an object which nobody else has seen yet and which may still be changed. */
  #ownThread(): Changing<Thread> {
    if (this.#thread !== this.thread) {
      this.#thread = { ...this.thread };
      this.thread = this.#thread;
    }
    return this.#thread;
  }

  /** Adds an event to the history that the present thread belongs to; returns its id. */
  emit(type: EventType, details?: EventDetails): number {
    const id = this.#takeEventId();
    const first = type === 'ExecutionStarted';
    const previousEventId = previousOf(type, id, this.thread.lastEventId);
    this.#push({ id, previousEventId, timestamp: this.#time(), type, ...details });
    // In AWS the first state follows event 0, as the start itself does.
    this.#ownThread().lastEventId = first ? 0 : id;
    return id;
  }

  /** The event of every state that is entered, without the detour of `emit`. */
  emitEntered({ name, type }: State, input: string): number {
    const id = this.#takeEventId();
    const thread = this.#ownThread();
    const details = { name, input, inputDetails: WHOLE };
    this.#push({
      id,
      previousEventId: thread.lastEventId,
      timestamp: this.#time(),
      type: ENTERED[type],
      stateEnteredEventDetails: details,
    });
    thread.lastEventId = id;
    return id;
  }

  /** The event of every state that is left, but for Fail. */
  emitExited({ name, type }: State, output: string, assigned: JsonObject | undefined): void {
    if (type === 'Fail') return;
    const id = this.#takeEventId();
    const thread = this.#ownThread();
    const details = { name, output, outputDetails: WHOLE };
    const hasAssigned = assigned && Object.keys(assigned).length > 0;
    this.#push({
      id,
      previousEventId: thread.lastEventId,
      timestamp: this.#time(),
      type: EXITED[type],
      stateExitedEventDetails: hasAssigned
        ? { ...details, assignedVariables: assigned, assignedVariablesDetails: WHOLE }
        : details,
    });
    thread.lastEventId = id;
  }

  #push(event: ExecutionEvent): void {
    (this.thread.history === undefined ? this.events : this.childEvents).push(event);
  }

  #time(): string {
    return timeText(this.#run.settings.startTime + this.#run.clock);
  }

  /** The thread's next event follows this one. */
  follow(lastEventId: number | undefined): void {
    if (lastEventId !== undefined) this.#ownThread().lastEventId = lastEventId;
  }

  emitAll(events: Events | undefined): void {
    for (const [type, details] of events ?? []) this.emit(type, details);
  }

  #takeEventId(): number {
    const run = this.#run;
    const { history } = this.thread;
    if (history === undefined) return run.nextEventId++;
    const id = run.childEventIds[history] ?? 1;
    run.childEventIds = { ...run.childEventIds, [history]: id + 1 };
    return id;
  }

  countInvocation(state: string): void {
    const { invocations } = this.#run;
    this.#run.invocations = { ...invocations, [state]: (lookup(invocations, state) ?? 0) + 1 };
  }

  /** The threads as a list which nobody else has seen yet and which may still be changed. */
  #ownThreads(): Thread[] {
    if (!this.#threads) {
      this.#threads = this.#run.threads.slice();
      this.#run.threads = this.#threads;
    }
    return this.#threads;
  }

  /** Starts a thread below the present one. A child execution is a workflow of its own: it sees no variables and has its own history. */
  addThread({ kind, index, machine, input, item }: Child, frame: Frame): Thread {
    const parent = this.thread;
    const id = this.#run.nextThreadId++;
    const isChild = kind === 'child';
    const variables = isChild ? {} : parent.variables;
    const added: Thread = {
      id,
      parent: parent.id,
      kind,
      index,
      machine,
      variables,
      outerVariables: variables,
      item: item ?? (isChild ? undefined : parent.item),
      history: isChild ? id : parent.history,
      execution: isChild ? { name: `${parent.frame.state}-${index}`, input } : parent.execution,
      begun: false,
      lastEventId: isChild ? 0 : parent.lastEventId,
      frame,
    };
    this.#ownThreads().push(added);
    return added;
  }

  /** The thread with this id as it stands now. */
  find(id: number): Thread | undefined {
    const { threads } = this.#run;
    return id === this.thread.id ? this.thread : threads[indexOfThread(threads, id)];
  }

  /** The threads that `id` has started, and those that these have started; the innermost first. */
  below(id: number): Thread[] {
    return descendants(this.#run.threads, id);
  }

  replace(thread: Thread): void {
    if (thread.id === this.thread.id) {
      this.thread = thread;
      return;
    }
    const threads = this.#ownThreads();
    const index = indexOfThread(threads, thread.id);
    if (index < 0) return;
    threads[index] = thread;
    this.#idle = Math.min(this.#idle, index);
  }

  remove(ids: ReadonlySet<number>): void {
    if (ids.has(this.thread.id)) this.#over = true;
    const threads = this.#ownThreads();
    if (ids.size === 1) {
      for (const id of ids) {
        const index = indexOfThread(threads, id);
        if (index >= 0) threads.splice(index, 1);
        this.#idle = Math.min(this.#idle, Math.max(0, index));
      }
    } else {
      let kept = 0;
      for (const thread of threads) if (!ids.has(thread.id)) threads[kept++] = thread;
      threads.length = kept;
      this.#idle = 0;
    }
    for (const id of ids) {
      if (this.#run.childEventIds[id] === undefined) continue;
      const { [id]: _, ...rest } = this.#run.childEventIds;
      this.#run.childEventIds = rest;
    }
  }

  end(outcome: Outcome): void {
    this.#run.outcome = outcome;
    this.#over = true;
    this.#threads = [];
    this.#run.threads = this.#threads;
  }

  /** The thread that moves has come to its end. */
  get isOver(): boolean {
    return this.#over;
  }

  /** Goes on with the first thread that `can`; false where there is none. */
  turnTo(can: (thread: Thread) => boolean): boolean {
    this.#settle();
    const { threads } = this.#run;
    while (this.#idle < threads.length) {
      const next = threads[this.#idle] as Thread;
      if (can(next)) {
        this.thread = next;
        this.#over = false;
        return true;
      }
      this.#idle++;
    }
    return false;
  }

  /** Puts the thread that moved in its place. */
  #settle(): void {
    if (this.#over) return;
    const threads = this.#ownThreads();
    const index = indexOfThread(threads, this.thread.id);
    if (index >= 0) threads[index] = this.thread;
  }

  /** Hands over what has happened since the last time. */
  takeEvents(): readonly ExecutionEvent[] {
    const { events } = this;
    if (events.length > 0) this.events = [];
    if (this.childEvents.length > 0) this.childEvents = [];
    return events;
  }

  /** The run after these steps. Nothing may be done with this turn any more. */
  finish(): { run: Run; step: Step } {
    const { thread, events, childEvents, failure } = this;
    this.limitEvents();
    this.#settle();
    if (this.#sources) this.#run.random = this.#sources.state;
    return {
      run: this.#run,
      step: { kind: 'advanced', events, childEvents, thread: thread.id, ...(failure && { failure }) },
    };
  }

  /** The last event that fits says why there are no more. */
  limitEvents(): void {
    const { settings, nextEventId, outcome } = this.#run;
    if (settings.limits === 'off') return;
    const most = MAX_EVENTS[settings.type];
    if (nextEventId <= most) return;
    if (outcome && nextEventId === most + 1) return;
    while (this.events.length > 0 && (this.events.at(-1)?.id ?? 0) >= most) this.events.pop();
    this.#run.nextEventId = most;
    const error = 'States.Runtime';
    const cause = `The execution reached the maximum number of history events (${most}).`;
    this.thread = { ...this.thread, history: undefined };
    this.emit('ExecutionFailed', { executionFailedEventDetails: { error, cause } });
    this.end({ status: 'FAILED', error, cause });
  }
}

/** What an event follows: that an execution failed, whatever came last in any of its threads; that its time is over, nothing. */
function previousOf(type: EventType, id: number, lastEventId: number): number {
  if (type === 'ExecutionFailed') return id - 1;
  return type === 'ExecutionTimedOut' ? 0 : lastEventId;
}

/** A state as its executor and its stages see it. Most of them never ask for the sources. */
class TurnMoment implements Moment {
  readonly run: Run;
  readonly thread: Thread;
  readonly frame: Frame;
  readonly state: State;
  readonly #turn: Turn;

  constructor(turn: Turn, state: State) {
    this.run = turn.run;
    this.thread = turn.thread;
    this.frame = turn.thread.frame;
    this.state = state;
    this.#turn = turn;
  }

  get sources(): Sources {
    return this.#turn.sources;
  }
}
