import type { Awaitable } from '../base/awaitable.ts';
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import type { Sources } from '../base/sources.ts';
import { evaluateJsonata, evaluateJsonataTemplate, isJsonata, jsonataOf } from '../evaluate/jsonata.ts';
import { knownJsonata, knownTemplate, unknownInPath } from '../evaluate/partlyKnown.ts';
import { evaluatePath, PathError } from '../evaluate/path.ts';
import type { Scope } from '../evaluate/scope.ts';
import { evaluateField, evaluateTemplate } from '../evaluate/template.ts';
import { unknown } from '../evaluate/unknown.ts';
import { StatesError } from '../spec/errors.ts';
import { STATE_STAGES, type Stage } from '../spec/stages.ts';
import type { State } from './program.ts';
import type { Frame, Run, StageData, Thread } from './run.ts';

/** A state of a run at one moment: all that evaluating one of its fields can depend on. */
export interface Moment {
  readonly run: Run;
  readonly thread: Thread;
  readonly frame: Frame;
  readonly state: State;
  readonly sources: Sources;
  /** `Map.Item` while ItemSelector is evaluated. */
  readonly item?: JsonObject;
}

/** What fills `$states` beside `input` and `context`. */
export interface StatesExtra {
  readonly result?: Json;
  readonly errorOutput?: Json;
}

/** The value of a path in a field that stands for one value, such as InputPath. */
export function pathValue(moment: Moment, path: string, data: Json): Json {
  const what = unknownAt(moment, path, data);
  if (what !== undefined) return unknown(what);
  try {
    return evaluatePath(path, scopeOf(moment, data));
  } catch (e) {
    if (e instanceof PathError) throw new StatesError('States.Runtime', `Invalid path '${path}' : ${e.message}`);
    throw e;
  }
}

/** The value of a path, or undefined where it finds nothing. */
export function findValue(moment: Moment, path: string, data: Json): Json | undefined {
  try {
    return evaluatePath(path, scopeOf(moment, data));
  } catch (e) {
    if (e instanceof PathError && e.kind !== 'syntax') return undefined;
    if (e instanceof PathError) throw new StatesError('States.Runtime', `Invalid path '${path}' : ${e.message}`);
    throw e;
  }
}

/** What is not known of the value of a path, in a run of which not everything is. */
export function unknownAt(moment: Moment, path: string, data: Json): string | undefined {
  return moment.run.settings.partlyKnown ? unknownInPath(path, scopeOf(moment, data)) : undefined;
}

/** A payload template over `data`. */
export function templateValue(moment: Moment, template: Json, data: Json): Json {
  const scope = scopeOf(moment, data);
  const known = moment.run.settings.partlyKnown ? knownTemplate(template, scope) : template;
  return evaluateTemplate(known, scope, () => moment.sources);
}

/** A path or an intrinsic call as the value of a field. */
export function fieldValue(moment: Moment, text: string, field: string, data: Json): Json {
  return evaluateField(text, field, scopeOf(moment, data), moment.sources);
}

/** Any JSON with `{% … %}` inside. */
export function jsonataValue(moment: Moment, value: Json, field: string, extra?: StatesExtra): Awaitable<Json> {
  if (typeof value === 'string' ? !isJsonata(value) : typeof value !== 'object' || value === null) return value;
  const scope = { states: statesOf(moment, extra), variables: moment.thread.variables };
  if (moment.run.settings.partlyKnown)
    return evaluateJsonataTemplate(knownJsonata(value, scope), field, scope, moment.sources);
  if (typeof value === 'string') return evaluateJsonata(jsonataOf(value), field, scope, moment.sources);
  return evaluateJsonataTemplate(value, field, scope, moment.sources);
}

function scopeOf(moment: Moment, data: Json): Scope {
  return new MomentScope(moment, data);
}

/** Few paths read the context object: it is made for those alone. */
class MomentScope implements Scope {
  readonly data: Json;
  readonly variables: JsonObject;
  readonly effort = { visits: 0 };
  readonly #moment: Moment;

  constructor(moment: Moment, data: Json) {
    this.data = data;
    this.variables = moment.thread.variables;
    this.#moment = moment;
  }

  get context(): JsonObject {
    return contextAt(this.#moment);
  }
}

function statesOf(moment: Moment, extra: StatesExtra | undefined): JsonObject {
  return { input: moment.frame.data.input, context: contextAt(moment), ...(extra as JsonObject | undefined) };
}

export const ACCOUNT = '123456789012';
export const REGION = 'us-east-1';
export const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/StepFunctionsRole`;

/** The context object, `$$`. */
export function contextAt(moment: Moment): JsonObject {
  const { run, thread, frame, state } = moment;
  const { settings } = run;
  if (settings.context) return settings.context;
  const item = moment.item ?? thread.item;
  const { name, input } = thread.execution ?? { name: settings.executionName, input: run.input };
  return {
    Execution: {
      Id: executionArn(run, name),
      Input: input,
      Name: name,
      RoleArn: ROLE_ARN,
      StartTime: timeText(settings.startTime),
      ...(settings.type === 'STANDARD' && { RedriveCount: 0 }),
    },
    StateMachine: {
      Id: `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${settings.stateMachineName}`,
      Name: settings.stateMachineName,
    },
    State: {
      Name: frame.state,
      EnteredTime: timeText(settings.startTime + frame.enteredAt),
      ...((state.type === 'Task' || state.type === 'Map') && { RetryCount: frame.retryCount }),
    },
    ...(item && { Map: { Item: item } }),
    ...(frame.token !== undefined && { Task: { Token: frame.token } }),
  };
}

function executionArn({ settings: { type, stateMachineName } }: Run, name: string): string {
  if (type === 'STANDARD') return `arn:aws:states:${REGION}:${ACCOUNT}:execution:${stateMachineName}:${name}`;
  return `arn:aws:states:${REGION}:${ACCOUNT}:express:${stateMachineName}:${name}:${name}`;
}

/** The ARN of a Map Run of this execution. */
export function mapRunArn(run: Run, label: string, id: string): string {
  return `arn:aws:states:${REGION}:${ACCOUNT}:mapRun:${run.settings.stateMachineName}/${label}:${id}`;
}

// Most events of a run on virtual time happen at the same one: they share one text.
let lastTime = { epoch: 0, text: '1970-01-01T00:00:00.000Z' };

export function timeText(epoch: number): string {
  if (lastTime.epoch !== epoch) lastTime = { epoch, text: new Date(epoch).toISOString() };
  return lastTime.text;
}

/** The data as the last stage left it. */
export function latest(state: State, data: StageData): Json {
  const stages: readonly Stage[] = STATE_STAGES[state.type][state.queryLanguage];
  const last = stages.findLast((stage) => data[stage] !== undefined) ?? 'input';
  return data[last] ?? null;
}

/** The data as a state at work has it now. */
export function dataNow({ stage, data }: Frame): Json {
  const value = stage === undefined ? undefined : data[stage];
  return value === undefined ? data.input : value;
}

/** What the work of a state is done on: the input after InputPath, Parameters or Arguments. */
export function effectiveInput(data: StageData): Json {
  if (data.afterArguments !== undefined) return data.afterArguments;
  return data.afterParameters === undefined ? inputAfterPath(data) : data.afterParameters;
}

export function inputAfterPath(data: StageData): Json {
  return data.afterInputPath === undefined ? data.input : data.afterInputPath;
}

/** A field of a state that has to be text where it is given. */
export function textField(state: State, name: string): string | undefined {
  const value = state.fields[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw new StatesError('States.Runtime', `The field '${name}' of the state '${state.name}' must be a string`);
}

export function objectField(state: State, name: string): JsonObject | undefined {
  const value = state.fields[name];
  return isObject(value) ? value : undefined;
}
