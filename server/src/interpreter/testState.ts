import { isArray, isObject, type Json, type JsonObject } from '../base/json.ts';
import { javaText } from '../spec/javaText.ts';
import { STAGES, type Stage } from '../spec/stages.ts';
import type { StateType } from '../spec/states.ts';
import { advance } from './advance.ts';
import { compileProgram, findState, stateAt } from './compile.ts';
import { EXECUTORS } from './executors.ts';
import type { Failure } from './failure.ts';
import { exceedsTolerance, THRESHOLD_EXCEEDED } from './fan.ts';
import { itemInputs, itemsOf, maxConcurrency, toleranceOf } from './map.ts';
import { validateMock } from './mockValidation.ts';
import { ACCOUNT, effectiveInput, inputAfterPath, type Moment, REGION, timeText } from './moment.ts';
import type { State } from './program.ts';
import { planRetry } from './retry.ts';
import type { Frame, Run, Thread } from './run.ts';
import { stageAfter } from './stage.ts';
import { startRun } from './start.ts';
import { advanceClock } from './step.ts';
import { invalid, jsonOf, refused, type TestStateRequest } from './testStateRequest.ts';
import { findThread } from './threads.ts';
import { Turn } from './turn.ts';
import type { Work } from './work.ts';

export interface TestStateAnswer {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'RETRIABLE' | 'CAUGHT_ERROR';
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
  readonly nextState?: string;
  /** With `DEBUG` and `TRACE`: the data at each stage. */
  readonly inspectionData?: JsonObject;
}

/** Runs one state as AWS's TestState does: no service is called, what one would answer is in `mock`. */
export async function runTestState(request: TestStateRequest): Promise<TestStateAnswer> {
  const { run, state } = prepare(request);
  checkMock(request, state);
  const seen: Seen = {};
  const executors = mockedExecutors(request, seen);
  let current = run;
  for (;;) {
    const thread = findThread(current, 1);
    if (!thread) throw new Error('The tested state left no trace');
    if (thread.frame.waiting?.kind === 'timer') current = advanceClock(current, thread.frame.waiting.until);
    const turn = new Turn(current, thread);
    await advance(turn, executors);
    const answer = answerOf(request, state, thread, turn, seen);
    if (answer) return answer;
    current = turn.finish().run;
  }
}

/** The name that a state without one has, in the definition and in the context object. */
const STATE_NAME = 'StateName';

/** The definition that a call is about, as a whole state machine, and the name of the state in it. */
export function testedDefinition(request: TestStateRequest): { readonly definition: Json; readonly name: string } {
  const definition = jsonOf(request.definition, 'definition');
  if (!isObject(definition)) throw invalid('Definition must be a valid JSON object');
  if (request.stateName !== undefined) return { definition, name: request.stateName };
  const { QueryLanguage, ...rest } = definition;
  const language = QueryLanguage === undefined ? {} : { QueryLanguage };
  return { definition: { StartAt: STATE_NAME, States: { [STATE_NAME]: { ...rest, ...language } } }, name: STATE_NAME };
}

function prepare(request: TestStateRequest): { readonly run: Run; readonly state: State } {
  const { definition, name } = testedDefinition(request);
  const compiled = compileProgram(definition);
  if (!compiled.ok) throw invalid(compiled.problems.join(', '));
  const state = findState(compiled.program, name) ?? stateAt(compiled.program, name);
  if (!state) throw refused(`State not found in definition: ${name}`);
  const input = request.input === undefined ? {} : jsonOf(request.input, 'input');
  const startTime = request.startTime ?? Date.now();
  const context = request.context === undefined ? undefined : jsonOf(request.context, 'context');
  const variables = request.variables === undefined ? {} : jsonOf(request.variables, 'variables');
  const run = startRun(compiled.program, {
    input,
    state: state.pointer,
    context: isObject(context) ? context : defaultContext(request, state, input, startTime),
    variables: isObject(variables) ? variables : {},
    startTime,
    seed: request.seed ?? startTime,
  });
  const count = request.stateConfiguration?.retrierRetryCount ?? 0;
  const retriers = isArray(state.fields.Retry) ? state.fields.Retry.length : 0;
  const threads = run.threads.map((thread): Thread => {
    const frame: Frame = { ...thread.frame, retrierCounts: Array.from({ length: retriers }, () => count) };
    return { ...thread, frame };
  });
  return { run: { ...run, threads }, state };
}

function defaultContext(request: TestStateRequest, state: State, input: Json, startTime: number): JsonObject {
  const arn = (kind: string, rest: string) => `arn:aws:states:${REGION}:${ACCOUNT}:${kind}:${rest}`;
  const time = timeText(startTime);
  return {
    Execution: {
      Id: arn('express', 'StateMachineName:ExecutionName:ExecutionName'),
      Input: input,
      Name: 'ExecutionName',
      RoleArn: request.roleArn ?? null,
      StartTime: time,
    },
    StateMachine: { Id: arn('stateMachine', 'StateMachineName'), Name: 'StateMachineName' },
    State: {
      Name: STATE_NAME,
      EnteredTime: time,
      ...((state.type === 'Task' || state.type === 'Map') && { RetryCount: 0 }),
    },
  };
}

const MOCKABLE: ReadonlySet<StateType> = new Set(['Task', 'Map', 'Parallel']);

function checkMock({ mock, roleArn, revealSecrets }: TestStateRequest, state: State): void {
  const { type } = state;
  if (!mock) {
    if (type === 'Task' && roleArn === undefined) throw refused('RoleArn must be specified when testing a Task state');
    if (type !== 'Map' && type !== 'Parallel') return;
    throw invalid(
      'TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]',
    );
  }
  if (!MOCKABLE.has(type)) throw refused(`State type '${type}' is not supported when a mock is specified`);
  if (revealSecrets) throw refused('TestState does not support RevealSecrets when a mock is specified.');
  if (mock.result !== undefined && mock.errorOutput !== undefined) {
    throw refused('A test mock should have only one of the following fields: [result, errorOutput].');
  }
  if (mock.result === undefined) return;
  const result = jsonOf(mock.result, 'mock.result');
  if (type === 'Task') {
    const problem = validateMock(javaText(state.fields.Resource ?? ''), result, mock.fieldValidationMode ?? 'STRICT');
    if (problem !== undefined) throw refused(problem);
  } else if (type === 'Map' && state.fields.ResultWriter !== undefined) {
    if (!isObject(result)) throw refused('Mocked result must be a JSON object.');
  } else if (!isArray(result)) {
    throw refused('Mocked result must be an array.');
  } else if (type === 'Parallel' && result.length !== state.machines.length) {
    throw refused('Mocked result must contain the same number of items as number of Parallel branches.');
  }
}

/** Numbers that a Map found on its way, for `inspectionData`. */
interface Seen {
  map?: JsonObject;
}

function mockedExecutors(request: TestStateRequest, seen: Seen): typeof EXECUTORS {
  const reply = (): Work => {
    const { errorOutput, result } = request.mock ?? {};
    if (!errorOutput) return { kind: 'done', result: result === undefined ? null : jsonOf(result, 'mock.result') };
    return { kind: 'failed', failure: { error: errorOutput.error, cause: errorOutput.cause, fromWork: true } };
  };
  return {
    ...EXECUTORS,
    Parallel: reply,
    async Task(moment) {
      if (request.mock) return reply();
      const cause = `The Task state "${moment.state.name}" needs a mock: no service is called here.`;
      return { kind: 'failed', failure: { error: 'Workbench.NoAnswer', cause, fromWork: true } };
    },
    async Map(moment) {
      seen.map = await inspectMap(moment, request);
      if (!request.mock?.errorOutput && (await hasTooManyFailures(moment, request))) {
        return { kind: 'failed', failure: { ...THRESHOLD_EXCEEDED, fromWork: true } };
      }
      return reply();
    },
  };
}

/** A Map that names no tolerance takes any number of failures here, as the service does. */
async function hasTooManyFailures(moment: Moment, request: TestStateRequest): Promise<boolean> {
  const failures = request.stateConfiguration?.mapIterationFailureCount ?? 0;
  const tolerance = await toleranceOf(moment);
  if (tolerance.count === undefined && tolerance.percentage === undefined) return false;
  return exceedsTolerance(tolerance, failures, itemCount(moment, request));
}

function readerData(request: TestStateRequest): Json | undefined {
  const data = request.stateConfiguration?.mapItemReaderData;
  return data === undefined ? undefined : jsonOf(data, 'stateConfiguration.mapItemReaderData');
}

function itemCount(moment: Moment, request: TestStateRequest): number {
  const data = readerData(request);
  return isArray(data) ? data.length : itemsOf(moment, true).values.length;
}

async function inspectMap(moment: Moment, request: TestStateRequest): Promise<JsonObject> {
  const { state, frame } = moment;
  const reader = state.fields.ItemReader !== undefined;
  const data = readerData(request);
  const items = reader ? (isArray(data) ? data : []) : itemsOf(moment, true).values;
  const isJsonPath = state.queryLanguage === 'JSONPath';
  const inputs = await itemInputs(moment, items);
  const shaped = {
    ...(isJsonPath && { afterInputPath: inputAfterPath(frame.data) }),
    ...(isJsonPath && !reader && { afterItemsPath: items }),
    ...(inputs.selected && { afterItemSelector: inputs.selected }),
    ...(inputs.batched && { afterItemBatcher: inputs.batched }),
  };
  const concurrency = { maxConcurrency: await maxConcurrency(moment) };
  const { count, percentage } = await toleranceOf(moment);
  return {
    ...shaped,
    ...concurrency,
    ...(count !== undefined && { toleratedFailureCount: count }),
    ...(percentage !== undefined && { toleratedFailurePercentage: percentage }),
  };
}

/** The answer, once the state has come to something. */
function answerOf(
  request: TestStateRequest,
  state: State,
  before: Thread,
  turn: Turn,
  seen: Seen,
): TestStateAnswer | undefined {
  const { failure, frame } = turn;
  const inspect = (details: JsonObject | undefined, reached: Frame, failed?: Stage) =>
    request.inspectionLevel === 'DEBUG' || request.inspectionLevel === 'TRACE'
      ? { inspectionData: inspectionOf(request, state, reached, failed, details, seen) }
      : {};
  if (failure) {
    const { error, cause, handling } = failure;
    const told = { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
    const details = errorDetails(
      state,
      before.frame,
      failure,
      handling.kind === 'catch' ? handling.catcher : undefined,
    );
    const rest = { ...told, ...inspect(details, before.frame, stageAfter(state, before.frame) ?? 'output') };
    if (handling.kind === 'retry') return { status: 'RETRIABLE', ...rest };
    if (handling.kind === 'none') return { status: 'FAILED', ...rest };
    return { status: 'CAUGHT_ERROR', output: frame.data.output ?? null, nextState: handling.next, ...rest };
  }
  if (!frame.exit) return undefined;
  const { next } = frame.exit;
  return {
    status: 'SUCCEEDED',
    output: frame.data.output ?? null,
    ...(next !== undefined && { nextState: next }),
    ...inspect(undefined, frame),
  };
}

function errorDetails(
  state: State,
  frame: Frame,
  failure: Failure,
  catcher: number | undefined,
): JsonObject | undefined {
  const handles = MOCKABLE.has(state.type);
  const plan = handles ? planRetry(state.fields.Retry, frame.retrierCounts, failure, () => 0.5) : undefined;
  if (!plan && catcher === undefined) return undefined;
  return {
    ...(catcher !== undefined && { catchIndex: catcher }),
    ...(plan && { retryIndex: plan.retrier }),
    ...(plan && !('exhausted' in plan) && { retryBackoffIntervalSeconds: plan.delaySeconds }),
  };
}

/** The stages as the service shows them, up to the one that failed: those of a field that is absent too. */
function inspectionOf(
  request: TestStateRequest,
  state: State,
  { data }: Frame,
  failed: Stage | undefined,
  details: JsonObject | undefined,
  seen: Seen,
): JsonObject {
  const variables = request.variables === undefined ? undefined : jsonOf(request.variables, 'variables');
  const shown = state.queryLanguage === 'JSONata' ? jsonataStages(state, data) : jsonPathStages(state, data);
  const all = Object.keys(STAGES);
  const reached = failed === undefined ? all : all.slice(0, all.indexOf(failed));
  return {
    input: data.input,
    ...Object.fromEntries(Object.entries(shown).filter(([stage]) => reached.includes(stage))),
    ...seen.map,
    ...(isObject(variables) && Object.keys(variables).length > 0 && { variables }),
    ...(details && { errorDetails: details }),
  };
}

function jsonataStages(state: State, data: Frame['data']): JsonObject {
  if (state.type !== 'Task') return {};
  const { result } = data;
  return { afterArguments: effectiveInput(data), ...(result !== undefined && { result }) };
}

function jsonPathStages({ type, fields }: State, data: Frame['data']): JsonObject {
  const afterInputPath = inputAfterPath(data);
  const afterParameters = effectiveInput(data);
  const before = { afterInputPath, afterParameters };
  switch (type) {
    case 'Pass':
      if (fields.Result !== undefined) return { result: fields.Result, ...afterResult(data, fields.Result) };
      return { ...before, ...afterResult(data, afterParameters) };
    case 'Task':
      if (data.result === undefined) return before;
      return { ...before, result: data.result, ...afterResult(data, data.result) };
    case 'Parallel':
    case 'Map':
      return data.result === undefined ? {} : afterResult(data, data.result);
    default:
      return { afterInputPath };
  }
}

function afterResult(data: Frame['data'], result: Json): JsonObject {
  const selected = data.afterResultSelector === undefined ? result : data.afterResultSelector;
  return {
    afterResultSelector: selected,
    afterResultPath: data.afterResultPath === undefined ? selected : data.afterResultPath,
  };
}
