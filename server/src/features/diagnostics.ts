import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver-types';
import { type AslDocument, rangeOf } from '../model/document.ts';

/** The problems of a document, as an editor shows them. */
export function diagnostics(document: AslDocument): Diagnostic[] {
  return document.errors.map(({ code, message, start, end }) => ({
    code,
    message,
    source: 'asl',
    severity: DiagnosticSeverity.Error,
    range: rangeOf(document, { start, end }),
  }));
}
