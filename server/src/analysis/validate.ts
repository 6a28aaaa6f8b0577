import type { Range } from 'vscode-languageserver-textdocument';
import { analyseText, rangeOf } from '../model/document.ts';
import { findJacksonError } from '../syntax/jacksonError.ts';
import type { ProblemCode, Severity } from './codes.ts';
import { type LevelOptions, levelOf } from './level.ts';
import type { AwsDiagnostic, RuleOptions, WorkflowType } from './problem.ts';
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

/** Also in lower case, as people write it. Throws a `TypeError` for anything else. */
function workflowType(type: string): WorkflowType {
  const upper = String(type).toUpperCase();
  if (upper !== 'STANDARD' && upper !== 'EXPRESS') throw new TypeError('validate: type must be STANDARD or EXPRESS');
  return upper;
}

/**
 * Checks a definition, JSON or YAML. Whatever is wrong with the text is a diagnostic; only arguments of another type throw, a `TypeError`.
 *
 * @example
 * const errors = validate(readFileSync('order.asl.json', 'utf8')).filter(({ severity }) => severity === 'error');
 */
export function validate(text: string, options: ValidateOptions = {}): readonly Diagnostic[] {
  if (typeof text !== 'string') throw new TypeError('validate: the definition must be given as text');
  const { uri, type, deployedAs, ...levels } = options ?? {};
  const document = analyseText(text, uri);
  const known = {
    ...(type && { type: workflowType(type) }),
    ...(deployedAs && { deployedAs: workflowType(deployedAs) }),
  };
  const problems = findProblems(document, known);
  const unread = problems.find(({ code }) => code === 'json-syntax' || code === 'comment');
  return problems.flatMap((problem) => {
    const severity = levelOf(problem.code, levels);
    if (severity === 'off') return [];
    const { code, message } = problem;
    const aws = problem === unread ? unreadable(text) : problem.aws;
    return [{ code, severity, message, range: rangeOf(document, problem), ...(aws && { aws }) }];
  });
}

function unreadable(text: string): AwsDiagnostic | undefined {
  const error = findJacksonError(text);
  return error && { code: 'INVALID_JSON_DESCRIPTION', ...error };
}
