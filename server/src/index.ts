import type { Json, JsonObject } from './base/json.ts';
import { type Evaluated, evaluateExpression } from './evaluate/expression.ts';
import { type RunOptions as DriverOptions, type RunResult, runDefinition } from './interpreter/drive.ts';
import { folderStore } from './interpreter/folderStore.ts';

export { type Diagnostic, type ValidateOptions, validate } from './analysis/validate.ts';
export type { Evaluated } from './evaluate/expression.ts';
export type { RunResult } from './interpreter/drive.ts';
export type { ExecutionEvent } from './interpreter/event.ts';
export { findScenario, parseScenarios, type Scenario, type ScenarioFile } from './scenario/scenario.ts';

export interface RunOptions extends DriverOptions {
  /** A folder that holds `BUCKET/KEY` files, for ItemReader and ResultWriter. */
  readonly dataDir?: string | undefined;
}

/**
 * Runs a state machine to its end, without AWS. What goes wrong in the run is in the result; it rejects for nothing in the definition.
 *
 * @example
 * const { status, output } = await run(definition, { orderId: 'o-1' }, {
 *   mocks: { 'Verify card': [{ Return: { ok: true } }] },
 * });
 */
export function run(definition: unknown, input: unknown, options: RunOptions = {}): Promise<RunResult> {
  const store = options.store ?? (options.dataDir === undefined ? undefined : folderStore(options.dataDir));
  return runDefinition(definition as Json, (input ?? {}) as Json, { ...options, store });
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
