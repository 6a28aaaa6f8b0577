import { dirname, resolve } from 'node:path';
import { isObject, type Json, type JsonObject, parseJson } from '../base/json.ts';
import { compileProgram } from '../interpreter/compile.ts';
import { drive, type RunTask, type TimedReply } from '../interpreter/drive.ts';
import { folderStore } from '../interpreter/folderStore.ts';
import type { Run, TaskRequest } from '../interpreter/run.ts';
import { startRun } from '../interpreter/start.ts';
import { analyseText } from '../model/document.ts';
import type { LocalCall } from '../scenario/answers.ts';
import { machineNameOf, scenarioFileOf } from '../scenario/fileNames.ts';
import { findScenario, loadAnswers, parseScenarios, type Scenario } from '../scenario/scenario.ts';
import { toJson } from '../syntax/node.ts';

type MachineCall = LocalCall & { readonly kind: 'stateMachine' };

export interface ChildOptions {
  /** What the paths of the call are relative to. */
  readonly folder: string;
  readonly readFile: (path: string) => Promise<string>;
  readonly wallClock: boolean;
  /** Milliseconds since the epoch at which the child begins. */
  readonly now: number;
  /** Does the tasks of the child, whose paths are relative to its own folder. */
  readonly runTask: (folder: string) => RunTask;
}

/** Runs another state machine, as `startExecution` does. */
export async function startExecution(
  request: TaskRequest,
  call: MachineCall,
  options: ChildOptions,
  signal: AbortSignal,
): Promise<TimedReply> {
  const path = resolve(options.folder, call.file);
  const name = machineNameOf(path);
  const parameters = isObject(request.parameters) ? request.parameters : {};
  const child = await prepare(path, call, options);
  if (typeof child === 'string') {
    return { kind: 'throw', error: 'StepFunctions.StateMachineDoesNotExistException', cause: child };
  }
  const given = parameters.Input === undefined ? {} : parameters.Input;
  const input = typeof given === 'string' ? jsonOr(given) : given;
  const executionName = typeof parameters.Name === 'string' ? parameters.Name : request.id.replace(/\W/g, '-');
  const run = startRun(child.program, {
    input,
    startTime: options.now,
    seed: seedOf(request.id),
    executionName,
    stateMachineName: name,
  });
  const { s3 } = child.scenario ?? {};
  const result = await drive(run, {
    answers: child.answers,
    runTask: options.runTask(dirname(path)),
    store: s3 === undefined ? undefined : folderStore(resolve(dirname(path), s3)),
    wallClock: options.wallClock,
    signal,
    keepEvents: false,
  });
  const told = describe(request, result.run, parameters, name, executionName, input);
  if (request.pattern === '') return { kind: 'return', value: started(request, told) };
  const elapsed = result.run.clock;
  const { timeoutSeconds } = request;
  if (timeoutSeconds !== undefined && elapsed > timeoutSeconds * 1000) {
    return { kind: 'timeout', elapsed: timeoutSeconds * 1000 };
  }
  if (result.status === 'SUCCEEDED') return { kind: 'return', value: told, elapsed };
  return { kind: 'throw', error: 'States.TaskFailed', cause: JSON.stringify(told), elapsed };
}

async function prepare(path: string, call: MachineCall, { readFile }: ChildOptions) {
  let text: string;
  try {
    text = await readFile(path);
  } catch {
    return `There is no state machine ${path}`;
  }
  const document = analyseText(text, path);
  const compiled = compileProgram(document.root ? toJson(document.root, document.source) : null);
  if (!compiled.ok) return `${path}: ${compiled.problems.join('; ')}`;
  const scenario = await scenarioBeside(path, call.scenario, readFile);
  if (typeof scenario === 'string') return scenario;
  const loaded = scenario && (await loadAnswers(scenario, (file) => readFile(resolve(dirname(path), file))));
  if (loaded?.problem !== undefined) return loaded.problem;
  return { program: compiled.program, scenario, answers: loaded?.source ?? {} };
}

async function scenarioBeside(
  path: string,
  name: string | undefined,
  readFile: ChildOptions['readFile'],
): Promise<Scenario | string | undefined> {
  const file = scenarioFileOf(path);
  const text = await readFile(file).catch(() => undefined);
  const found = text === undefined ? undefined : parseScenarios(text).file;
  const scenario = found && findScenario(found, name);
  if (!scenario && name !== undefined) return `There is no scenario "${name}" in ${file}`;
  return scenario;
}

/** What DescribeExecution says. With `.sync` the input and the output are texts. */
function describe(
  { pattern }: TaskRequest,
  run: Run,
  parameters: JsonObject,
  machine: string,
  name: string,
  input: Json,
): JsonObject {
  const machineArn = parameters.StateMachineArn;
  const arn =
    typeof machineArn === 'string' && machineArn.includes(':stateMachine:')
      ? machineArn
      : `arn:aws:states:us-east-1:123456789012:stateMachine:${machine}`;
  const shown = (value: Json): Json => (pattern === '.sync:2' ? value : JSON.stringify(value));
  const { outcome, settings, clock } = run;
  const status = outcome?.status ?? 'ABORTED';
  const failed = outcome && outcome.status !== 'SUCCEEDED' ? outcome : undefined;
  return {
    ...(failed?.cause !== undefined && { Cause: failed.cause }),
    ...(failed?.error !== undefined && { Error: failed.error }),
    ExecutionArn: `${arn.replace(':stateMachine:', ':execution:')}:${name}`,
    Input: shown(input),
    InputDetails: { Included: true },
    Name: name,
    ...(outcome?.status === 'SUCCEEDED' && { Output: shown(outcome.output), OutputDetails: { Included: true } }),
    RedriveCount: 0,
    RedriveStatus: failed ? 'REDRIVABLE' : 'NOT_REDRIVABLE',
    ...(!failed && { RedriveStatusReason: `Execution is ${status} and cannot be redriven` }),
    StartDate: settings.startTime,
    StateMachineArn: arn,
    Status: status,
    StopDate: settings.startTime + clock,
  };
}

/** What the service says at once, before the execution has come to anything. */
function started({ id }: TaskRequest, { ExecutionArn = '', StartDate = 0 }: JsonObject): JsonObject {
  const headers = { 'Content-Type': 'application/x-amz-json-1.0', 'x-amzn-RequestId': id };
  return {
    ExecutionArn,
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(Object.entries(headers).map(([header, value]) => [header, [value]])),
      HttpHeaders: headers,
      HttpStatusCode: 200,
    },
    SdkResponseMetadata: { RequestId: id },
    StartDate,
  };
}

/** The same request begins the same execution. */
function seedOf(id: string): number {
  let seed = 0;
  for (const letter of id) seed = (Math.imul(seed, 31) + letter.charCodeAt(0)) | 0;
  return seed;
}

function jsonOr(text: string): Json {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}
