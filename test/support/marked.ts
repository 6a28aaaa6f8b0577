import type { Position, Range } from 'vscode-languageserver-textdocument';
import { type AslDocument, analyseText, rangeOf } from '../../server/src/model/document.ts';

export type Syntax = 'json' | 'yaml';

/** A text with its marks taken out: `<|>` is a cursor and `<|...|>` a range. */
export interface Marked {
  readonly document: AslDocument;
  readonly text: string;
  /** The first cursor. */
  readonly offset: number;
  readonly position: Position;
  readonly offsets: readonly number[];
  readonly ranges: readonly Range[];
}

export function marked(source: string, syntax: Syntax = 'json'): Marked {
  let text = '';
  const offsets: number[] = [];
  const spans: { start: number; end: number }[] = [];
  const open: number[] = [];
  for (let i = 0; i < source.length; ) {
    if (source.startsWith('<|>', i)) {
      offsets.push(text.length);
      i += 3;
    } else if (source.startsWith('<|', i)) {
      open.push(text.length);
      i += 2;
    } else if (source.startsWith('|>', i) && open.length > 0) {
      spans.push({ start: open.pop() ?? 0, end: text.length });
      i += 2;
    } else {
      text += source[i++];
    }
  }
  const document = documentOf(text, syntax);
  const offset = offsets[0] ?? spans[0]?.start ?? 0;
  spans.sort((a, b) => a.start - b.start);
  const ranges = spans.map((span) => rangeOf(document, span));
  return { document, text, offset, position: document.text.positionAt(offset), offsets, ranges };
}

export function documentOf(source: string, syntax: Syntax = 'json', name = 'machine'): AslDocument {
  return analyseText(source, `file:///work/${name}.asl.${syntax}`);
}

/** Two spaces per level, without the indentation of the test around it. */
export function dedent(source: string): string {
  const lines = source
    .replace(/^\n/, '')
    .replace(/\n\s*$/, '\n')
    .split('\n');
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
  const indent = Math.min(...indents);
  return lines.map((line) => line.slice(indent)).join('\n');
}

/** A machine of the given states, the first of which it begins with. */
export function machineOf(states: string, startAt = 'A'): string {
  return `{ "StartAt": "${startAt}", "States": { ${states} } }`;
}
