import type { Range } from 'vscode-languageserver-textdocument';
import { analyseText, rangeOf } from '../model/document.ts';
import type { ProblemCode, Severity } from './codes.ts';
import { type LevelOptions, levelOf } from './level.ts';
import type { AwsDiagnostic, RuleOptions } from './problem.ts';
import { findProblems } from './problems.ts';

export interface ValidateOptions extends RuleOptions, LevelOptions {
  /** Hints are left out if this is false; a code that `severity` names is reported as it says. */
  readonly advice?: boolean;
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

/**
 * Checks a definition, JSON or YAML. Never throws: whatever is wrong with the text is a diagnostic.
 *
 * @example
 * const errors = validate(readFileSync('order.asl.json', 'utf8')).filter(({ severity }) => severity === 'error');
 */
export function validate(text: string, { uri, type, ...levels }: ValidateOptions = {}): readonly Diagnostic[] {
  const document = analyseText(text, uri);
  return findProblems(document, type ? { type } : {}).flatMap((problem) => {
    const severity = levelOf(problem.code, levels);
    if (severity === 'off') return [];
    const { code, message, aws } = problem;
    return [{ code, severity, message, range: rangeOf(document, problem), ...(aws && { aws }) }];
  });
}
