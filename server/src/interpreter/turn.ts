import { lookup } from '../base/lookup.ts';
import type { Sources } from '../base/sources.ts';
import { seededSources } from './chance.ts';
import type { EventDetails, EventType, ExecutionEvent } from './event.ts';
import { type Moment, timeText } from './moment.ts';
import type { State } from './program.ts';
import type { Frame, Outcome, RandomState, Run, Step, Thread } from './run.ts';
import { descendants, stateOf } from './threads.ts';
import type { Child, Events } from './work.ts';

/** The events a Standard execution may have. An Express one has no such limit, but ends after five minutes. */
export const MAX_EVENTS = { STANDARD: 25_000, EXPRESS: 100_000 } as const;

type Changing<T> = { -readonly [K in keyof T]: T[K] };

/** One step while it is taken: collects what changes, and makes the next run of it. The run it begins with stays as it is. */
export class Turn {
  readonly run: Run;
  thread: Thread;
  readonly events: ExecutionEvent[] = [];
  readonly childEvents: ExecutionEvent[] = [];
  failure: Extract<Step, { kind: 'advanced' }>['failure'];
  #sources: (Sources & { readonly state: RandomState }) | undefined;
  #threads: readonly Thread[];
  #nextEventId: number;
  #nextThreadId: number;
  #invocations: Run['invocations'];
  #childEventIds: Run['childEventIds'];
  #outcome: Outcome | undefined;
  // Copies made in this turn.
  #thread: Changing<Thread> | undefined;
  #frame: Frame | undefined;

  constructor(run: Run, thread: Thread) {
    this.run = run;
    this.thread = thread;
    this.#threads = run.threads;
    this.#nextEventId = run.nextEventId;
    this.#nextThreadId = run.nextThreadId;
    this.#invocations = run.invocations;
    this.#childEventIds = run.childEventIds;
  }

  get sources(): Sources {
    this.#sources ??= seededSources(this.run.random, this.run.settings.startTime + this.run.clock);
    return this.#sources;
  }

  get frame(): Frame {
    return this.thread.frame;
  }

  get state(): State | undefined {
    return stateOf(this.run, this.thread);
  }

  moment(state: State): Moment {
    const run = this.#nextEventId === this.run.nextEventId ? this.run : { ...this.run, nextEventId: this.#nextEventId };
    const sources = () => this.sources;
    return {
      run,
      thread: this.thread,
      frame: this.frame,
      state,
      get sources() {
        return sources();
      },
    };
  }

  setFrame(change: Partial<Frame>): void {
    const thread = this.#ownThread();
    if (thread.frame === this.#frame) {
      Object.assign(this.#frame, change);
    } else {
      this.#frame = { ...thread.frame, ...change };
      thread.frame = this.#frame;
    }
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
    const event: ExecutionEvent = {
      id,
      previousEventId: this.thread.lastEventId,
      timestamp: timeText(this.run.settings.startTime + this.run.clock),
      type,
      ...details,
    };
    (this.thread.history === undefined ? this.events : this.childEvents).push(event);
    // In AWS the first state follows event 0, as the start itself does.
    this.#ownThread().lastEventId = first ? 0 : id;
    return id;
  }

  emitAll(events: Events | undefined): void {
    for (const [type, details] of events ?? []) this.emit(type, details);
  }

  #takeEventId(): number {
    const { history } = this.thread;
    if (history === undefined) return this.#nextEventId++;
    const id = this.#childEventIds[history] ?? 1;
    this.#childEventIds = { ...this.#childEventIds, [history]: id + 1 };
    return id;
  }

  countInvocation(state: string): void {
    this.#invocations = { ...this.#invocations, [state]: (lookup(this.#invocations, state) ?? 0) + 1 };
  }

  /** Starts a thread below the present one. A child execution is a workflow of its own: it sees no variables and has its own history. */
  addThread({ kind, index, machine, input, item }: Child, frame: Frame): Thread {
    const parent = this.thread;
    const id = this.#nextThreadId++;
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
    this.#threads = [...this.#threads, added];
    return added;
  }

  /** The thread with this id as it stands now. */
  find(id: number): Thread | undefined {
    return id === this.thread.id ? this.thread : this.#threads.find((t) => t.id === id);
  }

  /** The threads that `id` has started, and those that these have started; the innermost first. */
  below(id: number): Thread[] {
    return descendants(this.#threads, id);
  }

  replace(thread: Thread): void {
    if (thread.id === this.thread.id) this.thread = thread;
    else this.#threads = this.#threads.map((t) => (t.id === thread.id ? thread : t));
  }

  remove(ids: ReadonlySet<number>): void {
    this.#threads = this.#threads.filter((t) => !ids.has(t.id));
    for (const id of ids) {
      if (this.#childEventIds[id] === undefined) continue;
      const { [id]: _, ...rest } = this.#childEventIds;
      this.#childEventIds = rest;
    }
  }

  end(outcome: Outcome): void {
    this.#outcome = outcome;
    this.#threads = [];
  }

  /** The run after this step. */
  finish(): { run: Run; step: Step } {
    const { thread } = this;
    this.#limitEvents();
    const { program, settings, input, clock, random } = this.run;
    const run: Run = {
      program,
      settings,
      input,
      threads: this.#withMoved(),
      clock,
      random: this.#sources?.state ?? random,
      nextEventId: this.#nextEventId,
      nextThreadId: this.#nextThreadId,
      invocations: this.#invocations,
      childEventIds: this.#childEventIds,
      ...(this.#outcome && { outcome: this.#outcome }),
    };
    const { events, childEvents, failure } = this;
    return {
      run,
      step: { kind: 'advanced', events, childEvents, thread: thread.id, ...(failure && { failure }) },
    };
  }

  /** The threads, with the one that moved in its place; it may have ended. */
  #withMoved(): readonly Thread[] {
    const index = this.#threads.findIndex((t) => t.id === this.thread.id);
    if (index < 0) return this.#threads;
    const threads = this.#threads.slice();
    threads[index] = this.thread;
    return threads;
  }

  /** The last event that fits says why there are no more. */
  #limitEvents(): void {
    const { settings } = this.run;
    const most = MAX_EVENTS[settings.type];
    if (settings.limits === 'off' || this.#nextEventId <= most) return;
    const last = this.events.at(-1);
    if (this.#outcome && last?.id === most) return;
    while (this.events.length > 0 && (this.events.at(-1)?.id ?? 0) >= most) this.events.pop();
    this.#nextEventId = most;
    const error = 'States.Runtime';
    const cause = `The execution reached the maximum number of history events (${most}).`;
    this.thread = { ...this.thread, history: undefined };
    this.emit('ExecutionFailed', { executionFailedEventDetails: { error, cause } });
    this.end({ status: 'FAILED', error, cause });
  }
}
