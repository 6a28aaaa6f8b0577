import type { Range } from 'vscode-languageserver-textdocument';
import { analyseText, rangeOf } from '../model/document.ts';
import { CODES, type ProblemCode, type Severity } from './codes.ts';
import type { AwsDiagnostic, RuleOptions } from './problem.ts';
import { findProblems } from './problems.ts';

export interface ValidateOptions extends RuleOptions {
  /** Where the text comes from; a name that ends in `.yaml` or `.yml` makes it YAML. */
  readonly uri?: string;
}

export interface Diagnostic {
  /** Stable, in kebab case. */
  readonly code: ProblemCode;
  readonly severity: Severity;
  readonly message: string;
  /** Lines and characters (UTF-16) from 0, the end not included. */
  readonly range: Range;
  /** What ValidateStateMachineDefinition answers for it, where that is known. */
  readonly aws?: AwsDiagnostic;
}

/** Checks a definition, JSON or YAML. Never throws: whatever is wrong with the text is a diagnostic. */
export function validate(text: string, { uri, ...options }: ValidateOptions = {}): readonly Diagnostic[] {
  const document = analyseText(text, uri);
  return findProblems(document, options).map((problem) => ({
    code: problem.code,
    severity: CODES[problem.code].severity,
    message: problem.message,
    range: rangeOf(document, problem),
    ...(problem.aws && { aws: problem.aws }),
  }));
}
