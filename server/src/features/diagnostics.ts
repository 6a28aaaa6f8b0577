import { type Diagnostic, DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver-types';
import { CODES, type Severity } from '../analysis/codes.ts';
import type { Problem } from '../analysis/problem.ts';
import { findProblems } from '../analysis/problems.ts';
import { textProblems } from '../analysis/text.ts';
import { type AslDocument, rangeOf } from '../model/document.ts';

/** The problems of a document, as an editor shows them. Without validation the mistakes in the text itself remain. */
export function diagnostics(document: AslDocument, options: { readonly validation: boolean }): Diagnostic[] {
  const problems = options.validation ? findProblems(document) : [...textProblems(document)];
  return problems.map((problem) => diagnosticOf(document, problem));
}

function diagnosticOf(document: AslDocument, problem: Problem): Diagnostic {
  const { code, message, suggestion, related } = problem;
  const spec: (typeof CODES)[typeof code] & { readonly tag?: keyof typeof TAGS } = CODES[code];
  return {
    code,
    message,
    source: 'asl',
    severity: SEVERITIES[spec.severity],
    range: rangeOf(document, problem),
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
