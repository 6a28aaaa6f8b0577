import { isObject, type Json, parseJson } from '../base/json.ts';
import { jsonProblem } from '../base/jsonProblem.ts';
import { lookup } from '../base/lookup.ts';
import type { FieldValidationMode } from './mockValidation.ts';

/**
 * A call of TestState. JSON that the API takes as text may be given as text or as the value itself.
 */
export interface TestStateRequest {
  /** A state, or a whole state machine together with `stateName`. */
  readonly definition: unknown;
  /** The state to test, at any depth of the definition. */
  readonly stateName?: string;
  readonly input?: unknown;
  /** The context object, in place of the one that would be made. */
  readonly context?: unknown;
  /** Values of variables by name. */
  readonly variables?: unknown;
  readonly inspectionLevel?: 'INFO' | 'DEBUG' | 'TRACE';
  readonly roleArn?: string;
  /** There are no secrets to reveal here; the service refuses it together with a mock. */
  readonly revealSecrets?: boolean;
  /** What the service, the branches or the iterations answered. */
  readonly mock?: {
    readonly result?: unknown;
    readonly errorOutput?: { readonly error?: string; readonly cause?: string };
    readonly fieldValidationMode?: FieldValidationMode;
  };
  readonly stateConfiguration?: {
    /** Attempts that the retrier has used already. */
    readonly retrierRetryCount?: number;
    readonly errorCausedByState?: string;
    readonly mapIterationFailureCount?: number;
    /** What the ItemReader of a Map read. */
    readonly mapItemReaderData?: unknown;
  };
  readonly seed?: number;
  /** Milliseconds since the epoch. */
  readonly startTime?: number;
}

/** The call itself was wrong. `code` is that of the API: `ValidationException`, `InvalidDefinition`. */
export class TestStateRefused extends Error {
  readonly code: 'ValidationException' | 'InvalidDefinition';

  constructor(code: TestStateRefused['code'], message: string) {
    super(message);
    this.name = code;
    this.code = code;
  }
}

export function refused(message: string): TestStateRefused {
  return new TestStateRefused('ValidationException', message);
}

export function invalid(message: string): TestStateRefused {
  return new TestStateRefused('InvalidDefinition', message);
}

/** A value that the API takes as JSON text. */
export function jsonOf(value: unknown, what: string): Json {
  if (typeof value !== 'string') return value as Json;
  try {
    return parseJson(value);
  } catch {
    if (what === 'definition') throw invalid('Invalid State Machine Definition: this text is not JSON');
    throw refused(`${what}: this text is not JSON`);
  }
}

/** Says what is wrong with a member of the request; undefined where nothing is. */
type Check = (value: unknown, what: string) => string | undefined;

/** Every member of a call that has a form of its own. */
const MEMBERS: { readonly [name in keyof TestStateRequest]?: Check } = {
  stateName: text,
  roleArn: text,
  revealSecrets: oneOf(true, false),
  input: json,
  context: object,
  variables: object,
  inspectionLevel: oneOf('INFO', 'DEBUG', 'TRACE'),
  mock: checkMock,
  stateConfiguration: members({
    retrierRetryCount: count,
    errorCausedByState: text,
    mapIterationFailureCount: count,
    mapItemReaderData: json,
  }),
  seed: number,
  startTime: number,
};

const MOCK = members({
  result: json,
  errorOutput: members({ error: text, cause: text }),
  fieldValidationMode: oneOf('STRICT', 'PRESENT', 'NONE'),
});

/** Refuses a call whose members are not what the API takes. */
export function checkRequest(request: TestStateRequest): void {
  if (!isRecord(request)) throw refused('The request must be an object');
  for (const [name, value] of Object.entries(request)) {
    const problem = value === undefined ? undefined : lookup(MEMBERS, name)?.(value, name);
    if (problem !== undefined) throw refused(problem);
  }
}

function checkMock(value: unknown, what: string): string | undefined {
  const problem = MOCK(value, what);
  if (problem !== undefined || !isRecord(value)) return problem;
  if (value.result !== undefined || value.errorOutput !== undefined) return undefined;
  return 'A test mock should have one of the following fields: [result, errorOutput].';
}

function members(checks: { readonly [name: string]: Check }): Check {
  return (value, what) => {
    if (!isRecord(value)) return `${what} must be an object`;
    for (const [name, member] of Object.entries(value)) {
      const check = lookup(checks, name);
      if (!check) return `${what} has no member '${name}': there are [${Object.keys(checks).join(', ')}]`;
      const problem = member === undefined ? undefined : check(member, `${what}.${name}`);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}

function oneOf(...known: readonly unknown[]): Check {
  return (value, what) => (known.includes(value) ? undefined : `${what} must be one of [${known.join(', ')}]`);
}

function text(value: unknown, what: string): string | undefined {
  return typeof value === 'string' ? undefined : `${what} must be a string`;
}

function number(value: unknown, what: string): string | undefined {
  return Number.isFinite(value) ? undefined : `${what} must be a number`;
}

function count(value: unknown, what: string): string | undefined {
  return Number.isInteger(value) && Number(value) >= 0 ? undefined : `${what} must be a whole number, 0 or more`;
}

function json(value: unknown, what: string): string | undefined {
  const problem = jsonProblem(jsonOf(value, what));
  return problem && `${what} must be JSON: it has ${problem}`;
}

function object(value: unknown, what: string): string | undefined {
  return json(value, what) ?? (isObject(jsonOf(value, what)) ? undefined : `${what} must be a JSON object`);
}

function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
