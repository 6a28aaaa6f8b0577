import { basename, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  DebugSession,
  Event,
  ExitedEvent,
  InitializedEvent,
  OutputEvent,
  Response,
  StoppedEvent,
  TerminatedEvent,
} from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { type Json, parseJson } from '../base/json.ts';
import { lookup } from '../base/lookup.ts';
import { NO_ANSWER, type ObjectStore } from '../interpreter/drive.ts';
import { jumpTo, restartState } from '../interpreter/edit.ts';
import type { Outcome, TaskRequest } from '../interpreter/run.ts';
import { findThread, framesOf, nextStage, threadName } from '../interpreter/threads.ts';
import { analyseText } from '../model/document.ts';
import type { DebugEvents, LaunchAttributes } from '../protocol/debug.ts';
import type { AnswerSource } from '../scenario/answers.ts';
import { parseHitCondition, type StateBreakpoint } from './breakpoint.ts';
import { Debugger, type DebuggerEvent, MOST_PAST, type Stop } from './debugger.ts';
import { evaluateIn, isExpression } from './evaluate.ts';
import { type Child, changeOf, childrenOf, expressionOf, Handles } from './handles.ts';
import { Journal, type Line } from './journal.ts';
import { type Files, LaunchError, type Launched, launch, readAnswers } from './launch.ts';
import { AfterResponse, afterResponse, type Handlers, RequestError } from './requests.ts';
import { executionScopes, scopesOf } from './scopes.ts';
import {
  buildSourceMap,
  findStateNear,
  type Place,
  placeOfFrame,
  placeOfStage,
  placeOfStart,
  placeOfState,
  type SourceMap,
  statePlacesBetween,
} from './sourceMap.ts';
import { StatusBoard, type StatusChange, statusChanges } from './statuses.ts';
import { Throttle } from './throttle.ts';
import { describeUnanswered } from './unanswered.ts';
import { preview, sizeOf, typeName } from './values.ts';

/** What the session is given of the world outside. */
export interface Surroundings extends Files {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** The client is gone. */
  readonly exit: () => void;
  /** What stands for the buckets that a distributed Map reads and writes. */
  readonly store?: ObjectStore | undefined;
}

const MACHINE_THREAD = 1;
/** A client shows no more threads than this in a useful way. */
const MOST_THREADS = 500;
const STATES_AT_ONCE = 200;
const STATES_WHILE_MS = 100;
/** The client cuts what does not fit; what it offers to edit should be whole. */
const SHOWN_LENGTH = 2000;
const CONSOLE_LENGTH = 10_000;
const NEW_VALUE = 'The new value has to be JSON';

/** A stack frame: a state at work in a thread, or the execution around all of them. */
type StackPlace = { readonly kind: 'state'; readonly thread: number } | { readonly kind: 'execution' };

type Going = (driver: Debugger) => Promise<void> | void;

/** A run that is being debugged, with all that is told about it. */
interface Debuggee {
  readonly launched: Launched;
  readonly debugger: Debugger;
  readonly journal: Journal;
  readonly statuses: StatusBoard;
}

/** The Debug Adapter Protocol on one side, a `Debugger` on the other. */
export class AslDebugSession extends DebugSession {
  readonly #surroundings: Surroundings;
  readonly #handles = new Handles();
  readonly #stateEvents = new Throttle<StatusChange>(
    (change) => this.#sendState(change),
    STATES_AT_ONCE,
    STATES_WHILE_MS,
  );
  readonly #breakpoints = new Map<string, readonly StateBreakpoint[]>();
  #functionBreakpoints: readonly (StateBreakpoint & { readonly name: string })[] = [];
  #filters = { all: false, uncaught: true };
  #client: Partial<DebugProtocol.InitializeRequestArguments> = {};
  #attributes: (LaunchAttributes & { readonly noDebug?: boolean }) | undefined;
  #debuggee: Debuggee | undefined;
  #configured = false;
  #stackPlaces: StackPlace[] = [];
  #shownStopped: StatusChange | undefined;
  #nextBreakpointId = 1;
  #lastAnswers: AnswerSource = {};
  #queue: Promise<void> = Promise.resolve();

  constructor(surroundings: Surroundings) {
    super();
    this.#surroundings = surroundings;
  }

  readonly #handlers: Handlers = {
    initialize: (args) => this.#initialize(args),
    launch: (args) => this.#launch(args),
    configurationDone: () => this.#configurationDone(),
    restart: (args) => this.#restart(args),
    terminate: () => afterResponse(() => this.#debuggee?.debugger.abort()),
    disconnect: () => afterResponse(() => this.shutdown()),
    setBreakpoints: (args) => this.#setBreakpoints(args),
    setFunctionBreakpoints: (args) => this.#setFunctionBreakpoints(args),
    setExceptionBreakpoints: ({ filters }) => this.#setFilters(filters),
    breakpointLocations: (args) => this.#breakpointLocations(args),
    threads: () => ({ threads: this.#threads() }),
    stackTrace: (args) => this.#stackTrace(args),
    scopes: ({ frameId }) => ({ scopes: this.#scopes(frameId) }),
    variables: (args) => ({ variables: this.#variables(args) }),
    setVariable: (args) => this.#setVariable(args),
    evaluate: (args) => this.#evaluate(args),
    exceptionInfo: () => this.#exceptionInfo(),
    continue: () => this.#resume((it) => it.continue(), { allThreadsContinued: true }),
    next: ({ threadId }) => this.#resume((it) => it.stepFurther('over', threadId)),
    stepIn: ({ threadId }) => this.#resume((it) => it.stepFurther('in', threadId)),
    stepOut: ({ threadId }) => this.#resume((it) => it.stepFurther('out', threadId)),
    pause: () => afterResponse(() => this.#debuggee?.debugger.pause()),
    stepBack: ({ threadId }) => this.#resume((it) => it.stepBack(threadId)),
    reverseContinue: () => this.#resume((it) => it.reverseContinue()),
    restartFrame: ({ frameId }) => this.#restartFrame(frameId),
    gotoTargets: (args) => this.#gotoTargets(args),
    goto: (args) => this.#goto(args),
  };

  /** One request after the other, and one place for what goes wrong in any of them. */
  protected override dispatchRequest(request: DebugProtocol.Request): void {
    this.#queue = this.#queue.then(() => this.#answer(request));
  }

  async #answer(request: DebugProtocol.Request): Promise<void> {
    const response: DebugProtocol.Response = new Response(request);
    try {
      const handlers: { readonly [name: string]: (args: never) => unknown } = this.#handlers;
      const handler = lookup(handlers, request.command);
      if (!handler) throw new RequestError(`The request "${request.command}" is not known`);
      const result = await handler((request.arguments ?? {}) as never);
      const isLater = result instanceof AfterResponse;
      const body = isLater ? result.body : result;
      if (body !== undefined) response.body = body;
      this.sendResponse(response);
      if (isLater) result.action();
    } catch (error) {
      if (response.seq === 0) this.sendResponse(failed(response, error));
      else this.#print({ category: 'stderr', text: describeError(error) });
    }
  }

  override shutdown(): void {
    this.#drop();
    this.#surroundings.exit();
  }

  // The session as a whole

  #initialize(args: DebugProtocol.InitializeRequestArguments): AfterResponse<DebugProtocol.Capabilities> {
    this.#client = args;
    return afterResponse(() => this.sendEvent(new InitializedEvent()), CAPABILITIES);
  }

  async #launch(attributes: LaunchAttributes): Promise<AfterResponse<undefined>> {
    this.#attributes = attributes;
    await this.#load(attributes);
    return afterResponse(() => this.#begin());
  }

  #configurationDone(): AfterResponse<undefined> {
    this.#configured = true;
    return afterResponse(() => this.#begin());
  }

  async #restart({ arguments: changed }: DebugProtocol.RestartArguments): Promise<AfterResponse<undefined>> {
    const attributes = (changed as LaunchAttributes | undefined) ?? this.#attributes;
    if (!attributes) throw new RequestError('Nothing has been launched');
    this.#drop();
    await this.#load(attributes);
    this.sendEvent(new Event('asl.reset', { stateMachine: this.#current().launched.path }));
    return afterResponse(() => this.#begin());
  }

  async #load(attributes: LaunchAttributes): Promise<void> {
    const launched = await launch(this.#withPath(attributes), this.#surroundings, this.#surroundings.now());
    const { wallClock = false, noDebug = false } = attributes;
    const driver = new Debugger(launched.run, {
      answers: () => this.#readAnswers(launched),
      unansweredMessage: (request) => describeUnanswered(request, launched),
      store: this.#surroundings.store,
      wallClock,
      free: noDebug,
      report: (event) => this.#report(event),
    });
    this.#debuggee = { launched, debugger: driver, journal: new Journal(), statuses: new StatusBoard(MOST_PAST) };
    driver.setFilters(this.#filters);
    this.#verifyBreakpoints();
  }

  /** Once there is something to run, and the client has said all that there is to say before. */
  #begin(): void {
    const driver = this.#debuggee?.debugger;
    if (!driver || !this.#configured || driver.state !== 'ready') return;
    void driver.start(this.#attributes?.stopOnEntry === true && this.#attributes.noDebug !== true);
  }

  /** A scenario file is often half written while the run stands still: the answers that were known before still hold then. */
  async #readAnswers(launched: Launched): Promise<AnswerSource> {
    try {
      this.#lastAnswers = await readAnswers(launched, this.#surroundings);
    } catch (error) {
      if (!(error instanceof LaunchError)) throw error;
      this.#print({ category: 'stderr', text: error.message });
    }
    return this.#lastAnswers;
  }
  #drop(): void {
    this.#debuggee?.debugger.dispose();
    this.#debuggee = undefined;
    this.#stateEvents.dispose();
    this.#forgetStop();
    this.#shownStopped = undefined;
    this.#lastAnswers = {};
  }

  #current(): Debuggee {
    if (!this.#debuggee) throw new RequestError('Nothing has been launched');
    return this.#debuggee;
  }

  /** Lets the run go on, or back. References to what has been seen so far end here. */
  #resume(go: Going): AfterResponse<undefined>;
  #resume<Body>(go: Going, body: Body): AfterResponse<Body>;
  #resume<Body>(go: Going, body?: Body): AfterResponse<Body | undefined> {
    const driver = this.#stopped();
    return afterResponse(() => {
      this.#forgetStop();
      void go(driver);
    }, body);
  }

  #stopped(): Debugger {
    const driver = this.#current().debugger;
    if (driver.state !== 'stopped') throw new RequestError('The execution does not stand still');
    return driver;
  }

  #forgetStop(): void {
    this.#handles.clear();
    this.#stackPlaces = [];
    const change = this.#shownStopped;
    this.#shownStopped = undefined;
    const now = change && this.#debuggee?.statuses.find(change.pointer);
    if (now) this.#stateEvents.add(now.pointer, now);
  }

  // What the debugger reports

  #report(event: DebuggerEvent): void {
    const debuggee = this.#current();
    switch (event.kind) {
      case 'advanced': {
        const { before, after, step } = event;
        for (const line of debuggee.journal.tell(before, after, step)) this.#print(line);
        for (const change of debuggee.statuses.apply(statusChanges(before, after, step))) {
          this.#stateEvents.add(change.pointer, change);
        }
        break;
      }
      case 'edited':
        debuggee.statuses.apply([]);
        break;
      case 'rewound':
        debuggee.statuses.rewind(event.steps);
        this.#stateEvents.flush();
        this.sendEvent(new Event('asl.reset', { stateMachine: debuggee.launched.path }));
        for (const change of debuggee.statuses.all()) this.#sendState(change);
        break;
      case 'logged':
        this.#print({ category: event.failed ? 'stderr' : 'console', text: event.text, pointer: event.pointer });
        break;
      case 'unanswered':
        this.#unanswered(event.request, debuggee);
        break;
      case 'stopped':
        this.#showStop(event.stop, debuggee);
        break;
      case 'ended':
        for (const line of debuggee.journal.end(debuggee.debugger.run, event.outcome)) this.#print(line);
        this.#end(event.outcome.status);
        break;
      case 'broken':
        this.#print({ category: 'stderr', text: `The debugger cannot go on. ${describeError(event.error)}` });
        this.#end('ABORTED');
    }
  }

  #unanswered({ state }: TaskRequest, { launched }: Debuggee): void {
    const body: DebugEvents['asl.unanswered'] = {
      stateMachine: launched.path,
      state,
      file: launched.scenarioFile,
      ...(launched.scenario !== undefined && { scenario: launched.scenario }),
    };
    this.sendEvent(new Event('asl.unanswered', body));
  }

  #showStop(stop: Stop, { debugger: driver }: Debuggee): void {
    const frame = findThread(driver.run, stop.thread)?.frame;
    if (frame) {
      this.#shownStopped = { pointer: frame.pointer, name: frame.state, status: 'stopped' };
      this.#stateEvents.add(frame.pointer, this.#shownStopped);
    }
    this.#stateEvents.flush();
    const { exception } = stop;
    const text = exception && exceptionText(exception.error, exception.cause);
    if (exception?.handling === 'unanswered') this.#print({ category: 'stderr', text: exception.cause ?? '' });
    const body: DebugProtocol.StoppedEvent['body'] = {
      reason: stop.reason,
      threadId: stop.thread,
      allThreadsStopped: true,
      ...(exception && { description: EXCEPTION_TITLES[exception.handling] }),
      ...(text !== undefined && { text }),
      ...(stop.breakpoints && { hitBreakpointIds: [...stop.breakpoints] }),
    };
    const event: DebugProtocol.StoppedEvent = new StoppedEvent(stop.reason);
    event.body = body;
    this.sendEvent(event);
  }

  #end(status: Outcome['status']): void {
    this.#forgetStop();
    this.#stateEvents.flush();
    this.sendEvent(new ExitedEvent(status === 'SUCCEEDED' ? 0 : 1));
    this.sendEvent(new TerminatedEvent());
  }

  #sendState({ pointer, name, status }: StatusChange): void {
    if (!this.#debuggee) return;
    const body: DebugEvents['asl.state'] = { stateMachine: this.#debuggee.launched.path, pointer, name, status };
    this.sendEvent(new Event('asl.state', body));
  }

  #print({ category, text, pointer }: Line): void {
    const event: DebugProtocol.OutputEvent = new OutputEvent(`${text}\n`, category);
    const launched = this.#debuggee?.launched;
    if (launched && pointer !== undefined) {
      Object.assign(event.body, this.#location(launched, placeOfState(launched.map, pointer)));
    }
    this.sendEvent(event);
  }

  // Breakpoints

  async #setBreakpoints({ source, breakpoints = [] }: DebugProtocol.SetBreakpointsArguments) {
    const path = this.#serverPath(source.path ?? '');
    const { map, problem } = await this.#mapFor(path);
    const known: StateBreakpoint[] = [];
    const answers = breakpoints.map(({ line, ...details }): DebugProtocol.Breakpoint => {
      const id = this.#nextBreakpointId++;
      const state = map && findStateNear(map, this.#serverLine(line));
      if (!map || !state) return { id, verified: false, line, message: problem ?? 'There is no state here' };
      const place = this.#clientPlace(placeOfState(map, state.pointer));
      const message = problemOf(details);
      if (message !== undefined) return { id, verified: false, ...place, message };
      known.push({ ...details, id, pointer: state.pointer });
      return { id, verified: true, ...place };
    });
    this.#breakpoints.set(pathKey(path), known);
    this.#tellDebugger();
    return { breakpoints: answers };
  }

  /** Before the launch any state machine may be the one. */
  async #mapFor(path: string): Promise<{ readonly map?: SourceMap; readonly problem?: string }> {
    const launched = this.#debuggee?.launched;
    if (launched) {
      if (pathKey(launched.path) === pathKey(path)) return { map: launched.map };
      return { problem: `${basename(path)} is not the state machine that is being debugged` };
    }
    try {
      return { map: buildSourceMap(analyseText(await this.#surroundings.readFile(path), path)) };
    } catch {
      return { problem: `${basename(path)} cannot be read` };
    }
  }

  #setFunctionBreakpoints({ breakpoints }: DebugProtocol.SetFunctionBreakpointsArguments) {
    this.#functionBreakpoints = breakpoints.map((breakpoint) => {
      const id = this.#nextBreakpointId++;
      return { ...breakpoint, id, pointer: this.#findPointer(breakpoint.name) };
    });
    this.#tellDebugger();
    return { breakpoints: this.#functionBreakpoints.map((known) => this.#describeFunctionBreakpoint(known)) };
  }

  #describeFunctionBreakpoint({ id, name, pointer }: StateBreakpoint & { readonly name: string }) {
    const launched = this.#debuggee?.launched;
    if (!launched || pointer === undefined) {
      return { id, verified: false, message: launched ? `There is no state named "${name}"` : 'Not launched yet' };
    }
    return { id, verified: true, ...this.#location(launched, placeOfState(launched.map, pointer)) };
  }

  #findPointer(name: string): string | undefined {
    const states = this.#debuggee?.launched.map.states.values() ?? [];
    return [...states].find((state) => state.name === name)?.pointer;
  }

  /** What was set before the launch can now be told for certain. */
  #verifyBreakpoints(): void {
    const { path } = this.#current().launched;
    for (const [key, known] of this.#breakpoints) {
      if (key === pathKey(path)) continue;
      for (const { id } of known) {
        this.#breakpointChanged({
          id,
          verified: false,
          message: 'This is not the state machine that is being debugged',
        });
      }
    }
    this.#functionBreakpoints = this.#functionBreakpoints.map((known) => {
      const found = { ...known, pointer: this.#findPointer(known.name) };
      this.#breakpointChanged(this.#describeFunctionBreakpoint(found));
      return found;
    });
    this.#tellDebugger();
  }

  #breakpointChanged(breakpoint: DebugProtocol.Breakpoint): void {
    this.sendEvent(new Event('breakpoint', { reason: 'changed', breakpoint }));
  }

  #knownBreakpoints(): readonly StateBreakpoint[] {
    const path = this.#debuggee?.launched.path ?? '';
    return [...(this.#breakpoints.get(pathKey(path)) ?? []), ...this.#functionBreakpoints];
  }

  #tellDebugger(): void {
    this.#debuggee?.debugger.setBreakpoints(this.#knownBreakpoints());
  }

  #setFilters(filters: readonly string[]): undefined {
    this.#filters = { all: filters.includes('all'), uncaught: filters.includes('uncaught') };
    this.#debuggee?.debugger.setFilters(this.#filters);
    return undefined;
  }

  async #breakpointLocations({ source, line, endLine = line }: DebugProtocol.BreakpointLocationsArguments) {
    const { map } = await this.#mapFor(this.#serverPath(source.path ?? ''));
    if (!map) return { breakpoints: [] };
    const places = statePlacesBetween(map, this.#serverLine(line), this.#serverLine(endLine));
    return { breakpoints: places.map((place) => this.#clientPlace(place)) };
  }

  // Threads and frames

  #threads(): DebugProtocol.Thread[] {
    if (!this.#debuggee) return [];
    const { launched, debugger: driver } = this.#debuggee;
    const { threads } = driver.run;
    const listed = threads.slice(0, MOST_THREADS);
    const stopped = driver.stop && findThread(driver.run, driver.stop.thread);
    if (stopped && !listed.includes(stopped)) listed.push(stopped);
    if (listed.length === 0) return [{ id: MACHINE_THREAD, name: launched.name }];
    return listed.map(({ id, parent }) => ({
      id,
      name: parent === undefined ? launched.name : threadName(driver.run, id),
    }));
  }

  #stackTrace({ threadId, startFrame = 0, levels = 0 }: DebugProtocol.StackTraceArguments) {
    const { launched } = this.#current();
    const driver = this.#stopped();
    const frames = framesOf(driver.run, threadId);
    const all = [
      ...frames.map(({ thread, frame }, i): DebugProtocol.StackFrame => {
        const inner = frames[i - 1]?.thread;
        return {
          id: this.#addStackPlace({ kind: 'state', thread: thread.id }),
          name: inner ? `${frame.state}[${inner.index}]` : frame.state,
          canRestart: true,
          ...this.#location(launched, this.#placeOf(driver, threadId, thread.id)),
        };
      }),
      {
        id: this.#addStackPlace({ kind: 'execution' }),
        name: launched.name,
        canRestart: false,
        presentationHint: 'subtle' as const,
        ...this.#location(launched, placeOfStart(launched.map)),
      },
    ];
    const stackFrames = all.slice(startFrame, levels > 0 ? startFrame + levels : undefined);
    return { stackFrames, totalFrames: all.length };
  }

  /** The innermost state stands at a field; those around it wait. */
  #placeOf({ run, stop }: Debugger, innermost: number, id: number): Place {
    const { map } = this.#current().launched;
    const frame = findThread(run, id)?.frame;
    if (!frame) return placeOfStart(map);
    if (id !== innermost) return placeOfState(map, frame.pointer);
    if (stop?.reason === 'exception' && stop.thread === id) return placeOfStage(map, frame, nextStage(run, id));
    return placeOfFrame(map, frame);
  }

  #addStackPlace(place: StackPlace): number {
    this.#stackPlaces.push(place);
    return this.#stackPlaces.length;
  }

  #stackPlace(frameId: number): StackPlace {
    const place = this.#stackPlaces[frameId - 1];
    if (!place) throw new RequestError('This frame is not there any more');
    return place;
  }

  #restartFrame(frameId: number): AfterResponse<undefined> {
    const place = this.#stackPlace(frameId);
    if (place.kind === 'execution') throw new RequestError('A state can be run again; to run all again, restart');
    this.#stopped().edit((run) => restartState(run, place.thread));
    return this.#resume((driver) => driver.enter('restart', place.thread));
  }

  async #gotoTargets({ source, line }: DebugProtocol.GotoTargetsArguments) {
    const { map } = await this.#mapFor(this.#serverPath(source.path ?? ''));
    const state = map && findStateNear(map, this.#serverLine(line));
    if (!map || !state) return { targets: [] };
    const id = [...map.states.keys()].indexOf(state.pointer) + 1;
    return { targets: [{ id, label: state.name, ...this.#clientPlace(placeOfState(map, state.pointer)) }] };
  }

  #goto({ threadId, targetId }: DebugProtocol.GotoArguments): AfterResponse<undefined> {
    const { launched, debugger: driver } = this.#current();
    const target = [...launched.map.states.values()][targetId - 1];
    const thread = findThread(driver.run, threadId);
    if (!target || !thread) throw new RequestError('There is no such state');
    if (target.machine.pointer !== thread.machine) {
      throw new RequestError(`"${target.name}" is not in the same state machine as "${thread.frame.state}"`);
    }
    this.#stopped().edit((run) => jumpTo(run, threadId, target.name));
    return this.#resume((it) => it.enter('goto', threadId));
  }

  // Values

  #scopes(frameId: number): DebugProtocol.Scope[] {
    const { run } = this.#current().debugger;
    const id = threadAt(this.#stackPlace(frameId));
    const thread = id === undefined ? undefined : findThread(run, id);
    const scopes = thread ? scopesOf(run, thread) : executionScopes(run);
    return scopes.map(({ name, entries }) => ({
      name,
      variablesReference: this.#handles.add({ kind: 'entries', entries }),
      namedVariables: entries.length,
      expensive: false,
    }));
  }

  #variables({ variablesReference, filter, start, count }: DebugProtocol.VariablesArguments): DebugProtocol.Variable[] {
    const holder = this.#handles.find(variablesReference);
    if (!holder) throw new RequestError('This value is not there any more');
    const isList = holder.kind === 'value' && Array.isArray(holder.value);
    if (filter !== undefined && (filter === 'indexed') !== isList) return [];
    return childrenOf(holder, start, count).map((child) => this.#variable(child));
  }

  #variable(child: Child): DebugProtocol.Variable {
    const { name, entry } = child;
    const expression = expressionOf(child);
    return {
      name,
      ...this.#shown(child, child.value),
      ...(expression !== undefined && { evaluateName: expression }),
      ...(!entry.set && { presentationHint: { attributes: ['readOnly'] } }),
    };
  }

  #shown({ entry, path }: Pick<Child, 'entry' | 'path'>, value: Json) {
    const size = sizeOf(value);
    return {
      value: preview(value, SHOWN_LENGTH),
      type: typeName(value),
      variablesReference: this.#handles.addValue(entry, path, value),
      ...(size > 0 && { [Array.isArray(value) ? 'indexedVariables' : 'namedVariables']: size }),
    };
  }

  #setVariable({ variablesReference, name, value: text }: DebugProtocol.SetVariableArguments) {
    const driver = this.#stopped();
    const holder = this.#handles.find(variablesReference);
    const child = holder && childrenOf(holder).find((candidate) => candidate.name === name);
    if (!child) throw new RequestError('This value is not there any more');
    const value = parseValue(text);
    const change = changeOf(child, value);
    if (!change) throw new RequestError(`${name} cannot be changed`);
    driver.edit(change);
    const shown = this.#shown(child, value);
    if (!this.#client.supportsInvalidatedEvent) return shown;
    return afterResponse(() => this.sendEvent(new Event('invalidated', { areas: ['all'] })), shown);
  }

  async #evaluate({ expression, frameId, context }: DebugProtocol.EvaluateArguments) {
    const { run, stop } = this.#current().debugger;
    if (context === 'hover' && !isExpression(expression)) throw new RequestError('This is not an expression');
    const place = frameId === undefined ? undefined : this.#stackPlace(frameId);
    const evaluated = await evaluateIn(run, place ? threadAt(place) : stop?.thread, expression);
    if (!evaluated.ok) throw new RequestError(evaluated.cause || evaluated.error);
    const { value } = evaluated;
    const { value: result, ...shown } = this.#shown({ entry: { name: expression, value }, path: [] }, value);
    return { result: resultText(value, context) ?? result, ...shown };
  }

  #exceptionInfo(): DebugProtocol.ExceptionInfoResponse['body'] {
    const exception = this.#current().debugger.stop?.exception;
    if (!exception) throw new RequestError('There is no error');
    const { error, cause, handling } = exception;
    return {
      exceptionId: error ?? 'An error without a name',
      ...(cause !== undefined && { description: cause }),
      breakMode: handling === 'retried' || handling === 'caught' ? 'always' : 'unhandled',
      details: { typeName: error ?? '', message: cause ?? '' },
    };
  }

  // Paths, lines and columns as the client counts them

  #serverPath(path: string): string {
    return resolve(path.startsWith('file:') ? fileURLToPath(path) : path);
  }

  #withPath(attributes: LaunchAttributes): LaunchAttributes {
    const { stateMachine } = attributes;
    return stateMachine ? { ...attributes, stateMachine: this.#serverPath(String(stateMachine)) } : attributes;
  }

  #serverLine(line: number): number {
    return this.#client.linesStartAt1 === false ? line : line - 1;
  }

  #clientPlace({ line, column }: Place): { line: number; column: number } {
    return {
      line: this.#client.linesStartAt1 === false ? line : line + 1,
      column: this.#client.columnsStartAt1 === false ? column : column + 1,
    };
  }

  #location({ path }: Launched, place: Place) {
    const shown = this.#client.pathFormat === 'uri' ? pathToFileURL(path).href : path;
    return { source: { name: basename(path), path: shown }, ...this.#clientPlace(place) };
  }
}

const CAPABILITIES: DebugProtocol.Capabilities = {
  supportsConfigurationDoneRequest: true,
  supportsFunctionBreakpoints: true,
  supportsConditionalBreakpoints: true,
  supportsHitConditionalBreakpoints: true,
  supportsLogPoints: true,
  supportsEvaluateForHovers: true,
  supportsStepBack: true,
  supportsSetVariable: true,
  supportsRestartFrame: true,
  supportsRestartRequest: true,
  supportsGotoTargetsRequest: true,
  supportsExceptionInfoRequest: true,
  supportsTerminateRequest: true,
  supportsDelayedStackTraceLoading: true,
  supportsBreakpointLocationsRequest: true,
  supportsClipboardContext: true,
  exceptionBreakpointFilters: [
    {
      filter: 'all',
      label: 'All Errors',
      description: 'Stop where a state fails, also where it is retried or caught.',
    },
    {
      filter: 'uncaught',
      label: 'Uncaught Errors',
      description: 'Stop where a state fails and nothing around it catches the error.',
      default: true,
    },
  ],
};

const EXCEPTION_TITLES = {
  retried: 'Paused on an error that is retried',
  caught: 'Paused on an error that is caught',
  uncaught: 'Paused on an error',
  unanswered: 'Paused on a task without an answer',
} as const;

/** Undefined for the execution as a whole. */
function threadAt(place: StackPlace): number | undefined {
  return place.kind === 'state' ? place.thread : undefined;
}

/** Why a breakpoint can never be hit. */
function problemOf({ hitCondition }: Pick<StateBreakpoint, 'hitCondition'>): string | undefined {
  if (!hitCondition || parseHitCondition(hitCondition)) return undefined;
  return `"${hitCondition}" is no hit count: write a number, or >=, >, <, <=, == or % and a number`;
}

function exceptionText(error: string | undefined, cause: string | undefined): string {
  if (error === NO_ANSWER) return cause ?? '';
  return [error, cause].filter((text) => text).join(': ') || 'An error without a name';
}

function parseValue(text: string): Json {
  try {
    return parseJson(text);
  } catch (error) {
    throw new RequestError(`${NEW_VALUE}: ${describeError(error)}`);
  }
}

/** Undefined where a result is shown like any other value. */
function resultText(value: Json, context: string | undefined): string | undefined {
  if (context === 'clipboard') return JSON.stringify(value, undefined, 2);
  return context === 'repl' ? preview(value, CONSOLE_LENGTH) : undefined;
}

function failed(response: DebugProtocol.Response, error: unknown): DebugProtocol.Response {
  response.success = false;
  response.message = describeError(error);
  const showUser = error instanceof LaunchError;
  const id = error instanceof LaunchError ? 1 : error instanceof RequestError ? 2 : 3;
  response.body = { error: { id, format: '{message}', variables: { message: response.message }, showUser } };
  return response;
}

function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Windows writes the letter of a drive in both ways. */
function pathKey(path: string): string {
  return path.replace(/^[a-z]:/, (drive) => drive.toUpperCase());
}
