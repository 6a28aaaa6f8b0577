import { validate } from './analysis/validate.ts';
import type { Json, JsonObject } from './base/json.ts';
import { type Evaluated, evaluateExpression } from './evaluate/expression.ts';
import { type RunOptions as DriverOptions, type RunResult, runDefinition } from './interpreter/drive.ts';
import { folderStore } from './interpreter/folderStore.ts';
import {
  runTestState,
  type TestStateAnswer,
  TestStateRefused,
  type TestStateRequest,
  testedDefinition,
} from './interpreter/testState.ts';

export { type Diagnostic, type ValidateOptions, validate } from './analysis/validate.ts';
export type { Evaluated } from './evaluate/expression.ts';
export type { RunResult } from './interpreter/drive.ts';
export type { ExecutionEvent } from './interpreter/event.ts';
export type { TestStateAnswer, TestStateRequest } from './interpreter/testState.ts';
export { TestStateRefused } from './interpreter/testState.ts';
export { findScenario, parseScenarios, type Scenario, type ScenarioFile } from './scenario/scenario.ts';

export interface RunOptions extends DriverOptions {
  /** A folder that holds `BUCKET/KEY` files, for ItemReader and ResultWriter. */
  readonly dataDir?: string | undefined;
}

/**
 * Runs a state machine to its end, without AWS. What goes wrong in the run is in the result; it rejects for nothing in the definition.
 * Without an input it takes that of the scenario.
 *
 * @example
 * const { status, output } = await run(definition, { orderId: 'o-1' }, {
 *   mocks: { 'Verify card': [{ Return: { ok: true } }] },
 * });
 */
export function run(definition: unknown, input?: unknown, options: RunOptions = {}): Promise<RunResult> {
  const store = options.store ?? (options.dataDir === undefined ? undefined : folderStore(options.dataDir));
  const given = input === undefined ? (options.scenario?.input ?? {}) : (input as Json);
  return runDefinition(definition as Json, given, { ...options, store });
}

export interface EvaluateOptions {
  /** `$$`, or `$states.context`. */
  readonly context?: unknown;
  /** Values of variables by name, without the `$`. */
  readonly variables?: { readonly [name: string]: unknown };
}

/**
 * Evaluates one expression by itself: a JSONPath, an intrinsic call (`States.Format(…)`) or JSONata (`{% … %}`, with `$states.input`).
 *
 * @example
 * await evaluate('$.items[0]', { items: [7] }); // { ok: true, value: 7 }
 */
export function evaluate(expression: string, input: unknown, options: EvaluateOptions = {}): Promise<Evaluated> {
  const { context, variables } = options;
  return evaluateExpression(expression, (input ?? null) as Json, {
    ...(context !== undefined && { context: context as Json }),
    ...(variables && { variables: variables as JsonObject }),
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
