import { basename, dirname } from 'node:path';
import {
  ContinuedEvent,
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
import type { Json } from '../base/json.ts';
import { lookup } from '../base/lookup.ts';
import { stateAt } from '../interpreter/compile.ts';
import { NO_ANSWER, type ObjectStore, type RunTask } from '../interpreter/drive.ts';
import { jumpTo, restartState } from '../interpreter/edit.ts';
import type { Outcome, Reply, Run, TaskRequest, Thread } from '../interpreter/run.ts';
import { answer, pendingRequests } from '../interpreter/step.ts';
import { findThread, threadName } from '../interpreter/threads.ts';
import { analyseText } from '../model/document.ts';
import type { DebugEvents, DebugRequests, LaunchAttributes, TaskAnswer } from '../protocol/debug.ts';
import type { AnswerSource } from '../scenario/answers.ts';
import { BreakpointTable, type FileMap } from './breakpointTable.ts';
import { CAPABILITIES } from './capabilities.ts';
import { type Client, fromClientLine, fromClientPath, isSamePath, toClientLocation, toClientPlace } from './client.ts';
import { Debugger, type DebuggerEvent, MOST_PAST, type Stop } from './debugger.ts';
import { exampleAnswer } from './exampleAnswer.ts';
import { DEFAULT_FILTERS, type ExceptionFilter, readFilters } from './exceptions.ts';
import { Journal, type Line } from './journal.ts';
import { type Files, LaunchError, type Launched, launch, readAnswers } from './launch.ts';
import { RunRecord } from './record.ts';
import type { Replay } from './replay/replay.ts';
import { AfterResponse, afterResponse, type Handlers, RequestError } from './requests.ts';
import { buildSourceMap, findStateNear, placeOfState, type SourceMap, spotPlacesBetween } from './sourceMap.ts';
import { StatusBoard, type StatusChange, statusChanges } from './statuses.ts';
import { Throttle } from './throttle.ts';
import { describeUnanswered } from './unanswered.ts';
import { View } from './view.ts';

/** What the session is given of the world outside. */
export interface Surroundings extends Files {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** The client is gone. */
  readonly exit: () => void;
  /** What stands for Amazon S3, in a folder: a distributed Map reads and writes there. */
  readonly openStore?: ((folder: string) => ObjectStore) | undefined;
  /** Does the tasks that a scenario has done by local code, an endpoint or another state machine; paths are relative to its folder. */
  readonly taskRunner?: ((folder: string, options: TaskRunnerOptions) => RunTask) | undefined;
}

export interface TaskRunnerOptions {
  readonly wallClock: boolean;
  /** What a local function prints, and where to send a task token. */
  readonly log: (line: { readonly state: string; readonly text: string }) => void;
}

const MACHINE_THREAD = 1;
/** A client shows no more threads than this in a useful way. */
const MOST_THREADS = 500;
const STATES_AT_ONCE = 200;
const STATES_WHILE_MS = 100;

/** Sets a run going. What stops at once, as going back does, gives no promise. */
type Going = (driver: Debugger) => Promise<void> | void;

/** A run that is being debugged, with all that is told about it. */
interface Debuggee {
  /** The map of its text is made anew when the text has been edited. */
  launched: Launched;
  readonly debugger: Debugger;
  readonly journal: Journal;
  readonly statuses: StatusBoard;
  readonly record: RunRecord;
}

/** The Debug Adapter Protocol on one side, a `Debugger` on the other. */
export class AslDebugSession extends DebugSession {
  readonly #surroundings: Surroundings;
  readonly #stateEvents = new Throttle<StatusChange>(
    (change) => this.#sendState(change),
    STATES_AT_ONCE,
    STATES_WHILE_MS,
  );
  readonly #breakpoints = new BreakpointTable();
  #filters: readonly ExceptionFilter[] = DEFAULT_FILTERS;
  #threadFilter = '';
  #client: Client = {};
  #attributes: LaunchAttributes | undefined;
  #debuggee: Debuggee | undefined;
  #configured = false;
  #view: View | undefined;
  #shownStopped: StatusChange | undefined;
  #sendingSteps: NodeJS.Timeout | undefined;
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
    setExceptionBreakpoints: (args) => this.#setFilters(args),
    breakpointLocations: (args) => this.#breakpointLocations(args),
    threads: () => ({ threads: this.#threads() }),
    stackTrace: (args) => this.#stackTrace(args),
    scopes: ({ frameId }) => ({ scopes: this.#seen().scopes(this.#run, frameId) }),
    variables: (args) => ({ variables: this.#seen().variables(args) }),
    setVariable: (args) => this.#setVariable(args),
    completions: async (args) => ({ targets: await this.#seen().completions(this.#run, args) }),
    evaluate: (args) => this.#seen().evaluate(this.#run, args),
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
    'asl/answer': (args) => this.#answerTask(args),
    'asl/fork': () => this.#fork(),
    'asl/inlineValues': ({ frameId }) => ({ values: this.#seen().inlineValues(this.#run, frameId) }),
    'asl/filterThreads': (args) => this.#filterThreads(args),
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
    await this.#load(attributes);
    this.sendEvent(new Event('asl.reset', { stateMachine: this.#current().launched.path }));
    return afterResponse(() => this.#begin());
  }

  /** Only when all is well it takes the place of what was there before. */
  async #load(attributes: LaunchAttributes): Promise<void> {
    const launched = await launch(withPath(attributes), this.#surroundings, this.#surroundings.now());
    const { wallClock = false, noDebug = false } = attributes;
    const { openStore, taskRunner } = this.#surroundings;
    const { scenarioFile, dataDir, replay } = launched;
    const log: TaskRunnerOptions['log'] = ({ state, text }) => {
      this.#print({ category: 'stdout', text: `${state}: ${text}` });
    };
    const driver = new Debugger(launched.run, {
      answers: () => this.#readAnswers(launched),
      unansweredMessage: (request) => describeUnanswered(request, launched),
      runTask: attributes.trusted === true ? taskRunner?.(dirname(scenarioFile), { wallClock, log }) : untrusted,
      store: dataDir === undefined ? undefined : openStore?.(dataDir),
      recorded: replay?.next,
      wallClock,
      free: noDebug,
      report: (event) => this.#report(event),
    });
    this.#drop();
    this.#attributes = attributes;
    this.#debuggee = {
      launched,
      debugger: driver,
      journal: new Journal(MOST_PAST),
      statuses: new StatusBoard(MOST_PAST),
      record: new RunRecord(MOST_PAST),
    };
    driver.setFilters(this.#filters);
    for (const breakpoint of this.#breakpoints.verify(this.#client, launched)) {
      this.sendEvent(new Event('breakpoint', { reason: 'changed', breakpoint }));
    }
    this.#tellBreakpoints();
    if (replay) this.#tellReplay(replay);
  }

  #tellReplay({ differences }: Replay): void {
    const [first] = differences;
    if (first === undefined) return;
    const more = differences.length > 1 ? ` (and ${differences.length - 1} more)` : '';
    const advice = 'What was recorded is shown. Has the definition changed since then?';
    this.#print({ category: 'stdout', text: `The history differs from this definition. ${first}${more}. ${advice}` });
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
    clearTimeout(this.#sendingSteps);
    this.#sendingSteps = undefined;
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

  /** What is seen of the run while it stands still. */
  #seen(): View {
    const { stop } = this.#stopped();
    this.#view ??= new View(this.#current(), this.#client, stop);
    return this.#view;
  }

  get #run(): Run {
    return this.#current().debugger.run;
  }

  #forgetStop(): void {
    this.#view = undefined;
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
        debuggee.record.add(before, after, step);
        this.#sendingSteps ??= setTimeout(() => this.#sendSteps(), STATES_WHILE_MS);
        for (const line of debuggee.journal.tell(before, after, step)) this.#print(line);
        for (const change of debuggee.statuses.apply(statusChanges(before, after, step))) {
          this.#stateEvents.add(change.pointer, change);
        }
        break;
      }
      case 'edited':
        debuggee.statuses.apply([]);
        debuggee.record.mark();
        debuggee.journal.edited();
        break;
      case 'rewound':
        debuggee.statuses.rewind(event.steps);
        debuggee.record.rewind(event.steps);
        debuggee.journal.rewind(event.steps);
        this.#stateEvents.flush();
        this.sendEvent(new Event('asl.reset', { stateMachine: debuggee.launched.path }));
        for (const change of debuggee.statuses.all()) this.#sendState(change);
        this.#sendSteps();
        break;
      case 'logged':
        this.#print({ category: event.failed ? 'stderr' : 'stdout', text: event.text, pointer: event.pointer });
        break;
      case 'unanswered':
        this.#unanswered(event.request, debuggee);
        break;
      case 'recordEnded':
        this.#print({ category: 'stdout', text: 'The history ends here. From here on it is a local run.' });
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

  #unanswered(request: TaskRequest, { launched }: Debuggee): void {
    const example = exampleAnswer(request);
    const body: DebugEvents['asl.unanswered'] = {
      stateMachine: launched.path,
      state: request.state,
      file: launched.scenarioFile,
      requestId: request.id,
      resource: request.resource,
      parameters: request.parameters,
      ...(example !== undefined && { example }),
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
    this.#sendSteps();
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
    this.#sendSteps();
    this.sendEvent(new ExitedEvent(status === 'SUCCEEDED' ? 0 : 1));
    this.sendEvent(new TerminatedEvent());
  }

  #sendState({ pointer, name, status }: StatusChange): void {
    if (!this.#debuggee) return;
    const body: DebugEvents['asl.state'] = { stateMachine: this.#debuggee.launched.path, pointer, name, status };
    this.sendEvent(new Event('asl.state', body));
  }

  /** What happened, in portions: a Map over many items would be thousands of messages. */
  #sendSteps(): void {
    clearTimeout(this.#sendingSteps);
    this.#sendingSteps = undefined;
    if (!this.#debuggee) return;
    const { launched, record } = this.#debuggee;
    const { first, steps } = record.news();
    if (steps.length === 0) return;
    const body: DebugEvents['asl.steps'] = { stateMachine: launched.path, first, steps };
    this.sendEvent(new Event('asl.steps', body));
  }

  #print({ category, text, pointer }: Line): void {
    const event: DebugProtocol.OutputEvent = new OutputEvent(`${text}\n`, category);
    const launched = this.#debuggee?.launched;
    if (launched && pointer !== undefined) {
      Object.assign(event.body, toClientLocation(this.#client, launched.path, placeOfState(launched.map, pointer)));
    }
    this.sendEvent(event);
  }

  // Breakpoints

  async #setBreakpoints({ source, breakpoints = [] }: DebugProtocol.SetBreakpointsArguments) {
    const path = fromClientPath(source.path ?? '');
    const answers = this.#breakpoints.setLines(path, breakpoints, this.#client, await this.#mapOf(path));
    this.#tellBreakpoints();
    return { breakpoints: answers };
  }

  #setFunctionBreakpoints({ breakpoints }: DebugProtocol.SetFunctionBreakpointsArguments) {
    const answers = this.#breakpoints.setNames(breakpoints, this.#client, this.#debuggee?.launched);
    this.#tellBreakpoints();
    return { breakpoints: answers };
  }

  #tellBreakpoints(): void {
    if (!this.#debuggee) return;
    const { launched, debugger: driver } = this.#debuggee;
    driver.setBreakpoints(this.#breakpoints.in(launched.path));
  }

  /** Before the launch any state machine may be the one. */
  async #mapOf(path: string): Promise<FileMap> {
    const debuggee = this.#debuggee;
    if (debuggee) {
      if (isSamePath(debuggee.launched.path, path)) return this.#ownMap(debuggee);
      return { problem: `${basename(path)} is not the state machine that is being debugged` };
    }
    try {
      return { map: buildSourceMap(analyseText(await this.#surroundings.readFile(path), path)) };
    } catch {
      return { problem: `${basename(path)} cannot be read` };
    }
  }

  /** The text may have been edited since the launch: then all that points into it moves. */
  async #ownMap(debuggee: Debuggee): Promise<FileMap> {
    const { path, map, run } = debuggee.launched;
    const text = await this.#surroundings.readFile(path).catch(() => undefined);
    if (text !== undefined && text !== map.document.source && this.#debuggee === debuggee) {
      const document = analyseText(text, path);
      // A text that is broken for now says nothing about where its states are.
      if (document.errors.length === 0 && document.machine) this.#moveTo(buildSourceMap(document), debuggee);
    }
    return { map: debuggee.launched.map, runs: (pointer) => stateAt(run.program, pointer) !== undefined };
  }

  #moveTo(map: SourceMap, debuggee: Debuggee): void {
    debuggee.launched = { ...debuggee.launched, map };
    for (const breakpoint of this.#breakpoints.verify(this.#client, debuggee.launched)) {
      this.sendEvent(new Event('breakpoint', { reason: 'changed', breakpoint }));
    }
    if (this.#client.supportsInvalidatedEvent) this.sendEvent(new Event('invalidated', { areas: ['stacks'] }));
  }

  #setFilters(args: DebugProtocol.SetExceptionBreakpointsArguments) {
    const { filters, answers } = readFilters(args);
    this.#filters = filters;
    this.#debuggee?.debugger.setFilters(filters);
    return { breakpoints: answers };
  }

  async #breakpointLocations({
    source,
    line,
    endLine = line,
    column,
    endColumn,
  }: DebugProtocol.BreakpointLocationsArguments) {
    const { map } = await this.#mapOf(fromClientPath(source.path ?? ''));
    if (!map) return { breakpoints: [] };
    const places = spotPlacesBetween(map, fromClientLine(this.#client, line), fromClientLine(this.#client, endLine));
    const breakpoints = places.map(({ place }) => toClientPlace(this.#client, place));
    return {
      breakpoints: breakpoints.filter(
        (it) =>
          (it.line > line || it.column >= (column ?? 0)) &&
          (it.line < endLine || it.column <= (endColumn ?? it.column)),
      ),
    };
  }

  // Threads and frames

  #threads(): DebugProtocol.Thread[] {
    if (!this.#debuggee) return [];
    const { launched, debugger: driver } = this.#debuggee;
    const { threads } = driver.run;
    const wanted = this.#wantedThreads();
    const listed = wanted.slice(0, MOST_THREADS);
    const stopped = driver.stop && findThread(driver.run, driver.stop.thread);
    if (stopped && !listed.includes(stopped)) listed.push(stopped);
    if (listed.length === 0) return [{ id: MACHINE_THREAD, name: launched.name }];
    const hidden = threads.length - listed.length;
    const note = hidden > 0 ? ` (${hidden} more threads)` : '';
    return listed.map(({ id, parent }) => ({
      id,
      name: parent === undefined ? launched.name + note : threadName(driver.run, id),
    }));
  }

  /** The machine itself, and the threads whose name holds what the user looks for. */
  #wantedThreads(): Thread[] {
    const run = this.#run;
    const filter = this.#threadFilter.toLowerCase();
    if (filter === '') return [...run.threads];
    return run.threads.filter(
      ({ id, parent }) => parent === undefined || threadName(run, id).toLowerCase().includes(filter),
    );
  }

  #filterThreads({ filter }: DebugRequests['asl/filterThreads'][0]) {
    this.#threadFilter = String(filter ?? '').trim();
    const body = { shown: this.#wantedThreads().length, total: this.#run.threads.length };
    if (!this.#client.supportsInvalidatedEvent) return body;
    return afterResponse(() => this.sendEvent(new Event('invalidated', { areas: ['threads'] })), body);
  }

  /** Frames point into the text as it is now. */
  async #stackTrace(args: DebugProtocol.StackTraceArguments) {
    this.#stopped();
    await this.#ownMap(this.#current());
    return this.#seen().stackTrace(this.#run, args);
  }

  #restartFrame(frameId: number): AfterResponse<undefined> {
    const thread = this.#seen().threadAt(frameId);
    if (thread === undefined) throw new RequestError('A state can be run again; to run all again, restart');
    this.#stopped().edit((run) => restartState(run, thread));
    return this.#resume((driver) => driver.enter('restart', thread));
  }

  async #gotoTargets({ source, line }: DebugProtocol.GotoTargetsArguments) {
    const { map } = await this.#mapOf(fromClientPath(source.path ?? ''));
    const state = map && findStateNear(map, fromClientLine(this.#client, line));
    if (!map || !state) return { targets: [] };
    const id = [...map.states.keys()].indexOf(state.pointer) + 1;
    return { targets: [{ id, label: state.name, ...toClientPlace(this.#client, placeOfState(map, state.pointer)) }] };
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

  #setVariable(args: DebugProtocol.SetVariableArguments) {
    const { change, shown } = this.#seen().setVariable(args);
    this.#stopped().edit(change);
    if (!this.#client.supportsInvalidatedEvent) return shown;
    return afterResponse(() => this.sendEvent(new Event('invalidated', { areas: ['all'] })), shown);
  }

  /** What the user says in place of a service that nobody answers for. */
  #answerTask({ requestId, answer: told, resume }: DebugRequests['asl/answer'][0]): AfterResponse<undefined> {
    const driver = this.#stopped();
    const reply = replyOf(told);
    if (!pendingRequests(driver.run).some(({ id }) => id === requestId)) {
      throw new RequestError('The task does not wait for an answer any more');
    }
    driver.edit((run) => answer(run, requestId, reply));
    if (!resume) return this.#afterEdit();
    // A client does not know that this request lets the run go on.
    this.sendEvent(new ContinuedEvent(MACHINE_THREAD, true));
    return this.#resume((it) => it.continue());
  }

  /** A copy of a run is another run: what was recorded says nothing about it. */
  #fork(): AfterResponse<undefined> {
    const { launched } = this.#current();
    const driver = this.#stopped();
    if (!launched.replay) throw new RequestError('Nothing is being replayed');
    if (!launched.replay.next(driver.run)) throw new RequestError('This is a local run already');
    driver.edit((run) => ({ ...run }));
    const text = 'From here on it is a local run: the scenario answers its tasks. Change the data, then continue.';
    this.#print({ category: 'stdout', text });
    return this.#afterEdit();
  }

  #afterEdit(): AfterResponse<undefined> {
    return afterResponse(() => {
      if (this.#client.supportsInvalidatedEvent) this.sendEvent(new Event('invalidated', { areas: ['all'] }));
    });
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
}

function replyOf(told: TaskAnswer): Reply {
  if (typeof told !== 'object' || told === null || 'return' in told === 'throw' in told) {
    throw new RequestError('An answer has exactly one of "return" and "throw"');
  }
  if ('return' in told) return { kind: 'return', value: (told.return ?? null) as Json };
  const { error, cause } = told.throw;
  return { kind: 'throw', error, cause };
}

const EXCEPTION_TITLES = {
  retried: 'Paused on an error that is retried',
  caught: 'Paused on an error that is caught',
  uncaught: 'Paused on an error',
  unanswered: 'Paused on a task without an answer',
} as const;

/** Opening a folder of somebody else is not enough to run its code. */
const untrusted: RunTask = async ({ state }) => ({
  kind: 'throw',
  error: NO_ANSWER,
  cause: `The answer of "${state}" runs local code or calls an address. That needs a workspace that you trust: see "Workspaces: Manage Workspace Trust".`,
});

function withPath(attributes: LaunchAttributes): LaunchAttributes {
  const { stateMachine } = attributes;
  return typeof stateMachine === 'string' && stateMachine
    ? { ...attributes, stateMachine: fromClientPath(String(stateMachine)) }
    : attributes;
}

function exceptionText(error: string | undefined, cause: string | undefined): string {
  if (error === NO_ANSWER) return cause ?? '';
  return [error, cause].filter((text) => text).join(': ') || 'An error without a name';
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
