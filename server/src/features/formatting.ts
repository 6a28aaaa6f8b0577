import { format } from 'jsonc-parser';
import type { FormattingOptions, Range, TextEdit } from 'vscode-languageserver-types';
import { type AslDocument, rangeOf } from '../model/document.ts';

/** The edits that lay out a JSON document, or a part of it. YAML stays as its author laid it out. */
export function formatting(document: AslDocument, options: FormattingOptions, range?: Range): TextEdit[] {
  const { text, source, syntax } = document;
  if (syntax !== 'json') return [];
  const start = range ? text.offsetAt(range.start) : 0;
  const end = range ? text.offsetAt(range.end) : source.length;
  const edits = format(source, range && { offset: start, length: end - start }, {
    tabSize: options.tabSize,
    insertSpaces: options.insertSpaces,
    insertFinalNewline: options.insertFinalNewline ?? false,
    eol: source.includes('\r\n') ? '\r\n' : '\n',
  });
  return edits.map(({ offset, length, content }) => ({
    range: rangeOf(document, { start: offset, end: offset + length }),
    newText: content,
  }));
}
