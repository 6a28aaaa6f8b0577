import type { State } from '../model/machine.ts';
import type { Place } from '../model/places.ts';
import type { ProblemCode } from './codes.ts';

/** What ValidateStateMachineDefinition answers for a problem, where it is known. */
export interface AwsDiagnostic {
  readonly code: string;
  readonly message: string;
  /** Like `/States/X/Choices[0]/Next`; absent where the service gives none. */
  readonly location?: string;
}

/** A mistake in a definition. Offsets are those of the document, `[start, end)`. */
export interface Problem {
  readonly code: ProblemCode;
  readonly message: string;
  readonly start: number;
  readonly end: number;
  readonly aws?: AwsDiagnostic;
  /** The text to put in place of the range's, where it is (nearly) certain. */
  readonly suggestion?: string;
  /** Other places that explain the problem. */
  readonly related?: readonly { readonly message: string; readonly start: number; readonly end: number }[];
}

/** What can be checked by itself: an outermost state with everything inside it, or the definition without its states. */
export interface Part {
  readonly states: readonly State[];
  readonly places: readonly Place[];
}

/** What a rule may know beside the definition. */
export interface RuleOptions {
  /** Absent: what the document says of itself (`asl: express` in a comment), else `STANDARD`. */
  readonly type?: WorkflowType;
  /** What the template that refers to the document says; the document itself comes first. */
  readonly deployedAs?: WorkflowType;
  /** Hints that are advice only; on unless this is false. */
  readonly advice?: boolean;
}

export type WorkflowType = 'STANDARD' | 'EXPRESS';

const LIST = /\/(Choices|Catch|Retry|Branches|ErrorEquals|And|Or)\/(\d+)(?=\/|$)/g;

/** A JSON Pointer in the form in which AWS writes locations: list positions in brackets, nothing escaped, `/` for the whole machine. */
export function awsLocation(pointer: string): string {
  if (pointer === '') return '/';
  const location = pointer.replace(LIST, '/$1[$2]').replace(LIST, '/$1[$2]');
  return location.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** The answer of AWS to most mistakes. */
export function schemaFailure(message: string, pointer: string): AwsDiagnostic {
  return { code: 'SCHEMA_VALIDATION_FAILED', message, location: awsLocation(pointer) };
}
