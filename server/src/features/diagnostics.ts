import { type Diagnostic, DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver-types';
import { CODES, type Severity } from '../analysis/codes.ts';
import { type LevelOptions, levelOf } from '../analysis/level.ts';
import type { Problem, WorkflowType } from '../analysis/problem.ts';
import { findProblems } from '../analysis/problems.ts';
import { textProblems } from '../analysis/text.ts';
import { type AslDocument, rangeOf } from '../model/document.ts';

export interface DiagnosticsOptions extends LevelOptions {
  /** Without validation the mistakes in the text itself remain. */
  readonly validation: boolean;
  /** Absent: what the document says of itself. */
  readonly type?: WorkflowType | undefined;
  /** What the template that refers to the document says. */
  readonly deployedAs?: WorkflowType | undefined;
  /** The URI of the document that describes every code. */
  readonly rules?: string | undefined;
}

/** The problems of a document, as an editor shows them; `more` are those that only a run finds. */
export function diagnostics(
  document: AslDocument,
  options: DiagnosticsOptions,
  more: readonly Problem[] = [],
): Diagnostic[] {
  return [...problemsOf(document, options), ...more].flatMap((problem) => {
    const level = levelOf(problem.code, options);
    return level === 'off' ? [] : [diagnosticOf(document, problem, level, options.rules)];
  });
}

/** The problems that are shown. */
export function shownProblems(document: AslDocument, options: DiagnosticsOptions): readonly Problem[] {
  return problemsOf(document, options).filter(({ code }) => levelOf(code, options) !== 'off');
}

function problemsOf(document: AslDocument, options: DiagnosticsOptions): readonly Problem[] {
  const { validation, type, deployedAs } = options;
  if (!validation) return [...textProblems(document)];
  return findProblems(document, { ...(type && { type }), ...(deployedAs && { deployedAs }) });
}

function diagnosticOf(document: AslDocument, problem: Problem, level: Severity, rules: string | undefined): Diagnostic {
  const { code, message, suggestion, related } = problem;
  const spec: (typeof CODES)[typeof code] & { readonly tag?: keyof typeof TAGS } = CODES[code];
  return {
    code,
    message,
    source: 'asl',
    severity: SEVERITIES[level],
    range: rangeOf(document, problem),
    ...(rules !== undefined && { codeDescription: { href: `${rules}#${code}` } }),
    ...(spec.tag && { tags: [TAGS[spec.tag]] }),
    ...(suggestion !== undefined && { data: { suggestion } }),
    ...(related && {
      relatedInformation: related.map((place) => ({
        message: place.message,
        location: { uri: document.text.uri, range: rangeOf(document, place) },
      })),
    }),
  };
}

const SEVERITIES: { readonly [name in Severity]: DiagnosticSeverity } = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

const TAGS = { unnecessary: DiagnosticTag.Unnecessary, deprecated: DiagnosticTag.Deprecated } as const;
