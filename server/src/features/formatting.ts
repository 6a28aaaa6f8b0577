import type { FormattingOptions, Range, TextEdit } from 'vscode-languageserver-types';
import type { AslDocument } from '../model/document.ts';
import { jsonService } from './jsonService.ts';

/** The edits that lay out a JSON document, or a part of it. YAML stays as its author laid it out. */
export function formatting(
  { text, syntax }: AslDocument,
  { tabSize, insertSpaces, insertFinalNewline = false }: FormattingOptions,
  range?: Range,
): TextEdit[] {
  return syntax === 'json' ? jsonService.format(text, range, { tabSize, insertSpaces, insertFinalNewline }) : [];
}
