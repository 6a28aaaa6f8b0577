import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { validate } from './analysis/validate.ts';
import { isObject, type Json, type JsonObject } from './base/json.ts';
import { jsonProblem } from './base/jsonProblem.ts';
import { lookup } from './base/lookup.ts';
import { type Evaluated, evaluateExpression } from './evaluate/expression.ts';
import {
  type RunOptions as DriverOptions,
  type ObjectStore,
  type RunResult,
  refused,
  runDefinition,
} from './interpreter/drive.ts';
import { folderStore } from './interpreter/folderStore.ts';
import { runTestState, type TestStateAnswer, testedDefinition } from './interpreter/testState.ts';
import { checkRequest, TestStateRefused, type TestStateRequest } from './interpreter/testStateRequest.ts';
import { analyseText, likelySyntax } from './model/document.ts';
import { toJson } from './syntax/node.ts';
import { localTasks, type TaskLine } from './tasks/localTasks.ts';

export { type Diagnostic, type ValidateOptions, validate } from './analysis/validate.ts';
export type { Evaluated } from './evaluate/expression.ts';
export type { RunResult } from './interpreter/drive.ts';
export type { ExecutionEvent } from './interpreter/event.ts';
export type { TestStateAnswer } from './interpreter/testState.ts';
export { TestStateRefused, type TestStateRequest } from './interpreter/testStateRequest.ts';
export { findScenario, parseScenarios, type Scenario, type ScenarioFile } from './scenario/scenario.ts';
export type { TaskLine } from './tasks/localTasks.ts';

export interface RunOptions extends DriverOptions {
  /** A folder that holds `BUCKET/KEY` files, for ItemReader and ResultWriter. */
  readonly dataDir?: string | undefined;
  /**
   * The folder of the scenario file. With it the scenario may have local functions called, endpoints and other state machines; its paths
   * are relative to this folder. Without it nothing outside of this process is touched.
   */
  readonly folder?: string | undefined;
  /** What local functions print, and where to send task tokens. */
  readonly onLine?: ((line: TaskLine) => void) | undefined;
}

/**
 * Runs a state machine to its end, without AWS. The definition is given as parsed JSON, or as text in JSON or YAML. What goes wrong in
 * the run is in the result; it rejects for nothing in the definition, only for arguments of another type, with a `TypeError`. Without an
 * input it takes that of the scenario. `events` holds the first 250,000; `onEvent` is given all of them.
 *
 * @example
 * const { status, output } = await run(definition, { orderId: 'o-1' }, {
 *   mocks: { 'Verify card': [{ Return: { ok: true } }] },
 * });
 *
 * @example
 * // A scenario, with the local functions that it names.
 * const { file } = parseScenarios(readFileSync('order.scenarios.json', 'utf8'));
 * const result = await run(definition, undefined, { scenario: findScenario(file, 'Order is accepted'), folder: '.' });
 */
export async function run(definition: unknown, input?: unknown, options: RunOptions = {}): Promise<RunResult> {
  checkRun(definition, input, options);
  const { scenario, folder, wallClock, onLine } = options;
  const parsed = typeof definition === 'string' ? parseDefinition(definition) : { value: definition as Json };
  if ('problem' in parsed) return refused(parsed.problem);
  const given = input === undefined ? (scenario?.input ?? {}) : (input as Json);
  const tasks = folder === undefined ? undefined : localTasks({ folder, wallClock, log: onLine });
  try {
    return await runDefinition(parsed.value, given, {
      ...options,
      store: options.store ?? storeOf(options),
      runTask: options.runTask ?? tasks?.runTask,
      ...(folder !== undefined && { readFile: (path) => readFile(resolve(folder, path), 'utf8') }),
    });
  } finally {
    await tasks?.dispose();
  }
}

function parseDefinition(text: string): { readonly value: Json } | { readonly problem: string } {
  const document = analyseText(text, `definition.asl.${likelySyntax(text)}`);
  const [fault] = document.errors.filter(({ code }) => code === 'json-syntax' || code === 'yaml-syntax');
  if (!fault) return { value: toJson(document.root, document.source) };
  const { line, character } = document.text.positionAt(fault.start);
  return { problem: `Line ${line + 1}, column ${character + 1} of the definition: ${fault.message}` };
}

const TEXT: Form = ['text', (value) => typeof value === 'string'];
const FUNCTION: Form = ['a function', (value) => typeof value === 'function'];
const JSON_VALUE: Form = ['JSON', (value) => jsonProblem(value) === undefined];
const JSON_OBJECT: Form = ['a JSON object', (value) => isObject(value as Json) && jsonProblem(value) === undefined];
const NUMBER: Form = ['a number', Number.isFinite];

/** What a value has to be, and whether it is. */
type Form = readonly [name: string, holds: (value: unknown) => boolean];

const RUN_OPTIONS: { readonly [name in keyof RunOptions]?: Form } = {
  scenario: [
    'a scenario that parseScenarios has read, such as findScenario(file, "name")',
    (value) => isObject(value as Json) && isObject((value as JsonObject).answers),
  ],
  mocks: JSON_VALUE,
  mockConfig: JSON_VALUE,
  testCase: TEXT,
  stateMachineName: TEXT,
  type: ['STANDARD or EXPRESS', (value) => value === 'STANDARD' || value === 'EXPRESS'],
  dataDir: TEXT,
  folder: TEXT,
  seed: NUMBER,
  startTime: NUMBER,
  limits: ['aws or off', (value) => value === 'aws' || value === 'off'],
  signal: ['an AbortSignal', (value) => value instanceof AbortSignal],
  onEvent: FUNCTION,
  onLine: FUNCTION,
  state: TEXT,
  startAt: TEXT,
};

function checkRun(definition: unknown, input: unknown, options: RunOptions): void {
  mustBe('run: the definition', definition, JSON_VALUE);
  mustBe('run: the input', input, JSON_VALUE);
  checkOptions('run', options, RUN_OPTIONS);
}

function checkOptions(call: string, options: object, forms: { readonly [name: string]: Form | undefined }): void {
  if (!isObject(options as Json)) throw new TypeError(`${call}: the options must be an object`);
  for (const [name, form] of Object.entries(forms)) {
    const value = lookup<unknown>(options as JsonObject, name);
    if (form && value !== undefined) mustBe(`${call}: the option ${name}`, value, form);
  }
}

function mustBe(what: string, value: unknown, [form, holds]: Form): void {
  if (holds(value)) return;
  const problem = jsonProblem(value);
  throw new TypeError(`${what} must be ${form}${problem && form.includes('JSON') ? `: it has ${problem}` : ''}`);
}

function storeOf({ dataDir, scenario, folder }: RunOptions): ObjectStore | undefined {
  if (dataDir !== undefined) return folderStore(dataDir);
  return folder === undefined || scenario?.s3 === undefined ? undefined : folderStore(resolve(folder, scenario.s3));
}

export interface EvaluateOptions {
  /** `$$`, or `$states.context`. */
  readonly context?: unknown;
  /** Values of variables by name, without the `$`. */
  readonly variables?: { readonly [name: string]: unknown };
  /** Absent: what the text looks like. With JSONata the delimiters `{%` and `%}` may be left out. */
  readonly queryLanguage?: 'JSONPath' | 'JSONata';
}

/**
 * Evaluates one expression by itself: a JSONPath, an intrinsic call (`States.Format(…)`), JSONata (`{% … %}`, with `$states.input`) or
 * a payload template, which is a JSON object.
 *
 * @example
 * await evaluate('$.items[0]', { items: [7] }); // { ok: true, value: 7 }
 */
export async function evaluate(expression: string, input?: unknown, options: EvaluateOptions = {}): Promise<Evaluated> {
  mustBe('evaluate: the expression', expression, TEXT);
  mustBe('evaluate: the input', input, JSON_VALUE);
  checkOptions('evaluate', options, EVALUATE_OPTIONS);
  const { context, variables, queryLanguage } = options;
  return evaluateExpression(expression, (input ?? null) as Json, {
    ...(context !== undefined && { context: context as Json }),
    ...(variables && { variables: variables as JsonObject }),
    ...(queryLanguage && { queryLanguage }),
  });
}

const EVALUATE_OPTIONS: { readonly [name in keyof EvaluateOptions]?: Form } = {
  context: JSON_VALUE,
  variables: JSON_OBJECT,
  queryLanguage: ['JSONPath or JSONata', (value) => value === 'JSONPath' || value === 'JSONata'],
};

/**
 * Tests one state as AWS's TestState API does; what a service would answer is in `mock`. Rejects with a `TestStateRefused`, which has
 * the `code` of the API, where the call itself is wrong.
 *
 * @example
 * await testState({ definition: { Type: 'Pass', End: true }, input: { a: 1 } }); // { status: 'SUCCEEDED', output: { a: 1 } }
 */
export async function testState(request: TestStateRequest): Promise<TestStateAnswer> {
  checkRequest(request);
  refuseInvalid(request);
  return runTestState(request);
}

/** TestState looks at the fields of the state; where the state leads to is not its business. */
function refuseInvalid(request: TestStateRequest): void {
  const { definition, name } = testedDefinition(request);
  for (const { severity, aws } of validate(JSON.stringify(definition))) {
    if (severity !== 'error' || aws?.code !== 'SCHEMA_VALIDATION_FAILED') continue;
    if (!aws.location?.includes(`/States/${name}`)) continue;
    const message = `${aws.code}: ${aws.message} at ${aws.location}`;
    throw new TestStateRefused('InvalidDefinition', `Invalid State Machine Definition: '${message}'`);
  }
}
