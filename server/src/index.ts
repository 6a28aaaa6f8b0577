import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { validate } from './analysis/validate.ts';
import type { Json, JsonObject } from './base/json.ts';
import { type Evaluated, evaluateExpression } from './evaluate/expression.ts';
import {
  type RunOptions as DriverOptions,
  type ObjectStore,
  type RunResult,
  runDefinition,
} from './interpreter/drive.ts';
import { folderStore } from './interpreter/folderStore.ts';
import { runTestState, type TestStateAnswer, testedDefinition } from './interpreter/testState.ts';
import { checkRequest, TestStateRefused, type TestStateRequest } from './interpreter/testStateRequest.ts';
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
 * Runs a state machine to its end, without AWS. What goes wrong in the run is in the result; it rejects for nothing in the definition.
 * Without an input it takes that of the scenario.
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
  const { scenario, folder, wallClock, onLine } = options;
  const given = input === undefined ? (scenario?.input ?? {}) : (input as Json);
  const tasks = folder === undefined ? undefined : localTasks({ folder, wallClock, log: onLine });
  try {
    return await runDefinition(definition as Json, given, {
      ...options,
      store: options.store ?? storeOf(options),
      runTask: options.runTask ?? tasks?.runTask,
      ...(folder !== undefined && { readFile: (path) => readFile(resolve(folder, path), 'utf8') }),
    });
  } finally {
    await tasks?.dispose();
  }
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
export function evaluate(expression: string, input: unknown, options: EvaluateOptions = {}): Promise<Evaluated> {
  const { context, variables, queryLanguage } = options;
  return evaluateExpression(expression, (input ?? null) as Json, {
    ...(context !== undefined && { context: context as Json }),
    ...(variables && { variables: variables as JsonObject }),
    ...(queryLanguage && { queryLanguage }),
  });
}

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
