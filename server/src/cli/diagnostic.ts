import { PAGES } from '../analysis/pages.ts';
import type { Diagnostic } from '../index.ts';
import { counted, type Style } from './style.ts';

/** A problem as a compiler prints it: where and what, then the line with the place underlined, and what to do about it. */
export function describeDiagnostic(
  { range, severity, code, message }: Diagnostic,
  file: string,
  lines: readonly string[],
  columns: number,
  style: Style,
): string {
  const colour = COLOURS[severity];
  const place = `${file}:${range.start.line + 1}:${range.start.character + 1}`;
  const line = lines[range.start.line] ?? '';
  // A range over several lines is underlined to the end of the first.
  const end = range.end.line === range.start.line ? range.end.character : line.length;
  const shown = windowOn(line, range.start.character, end, Math.max(40, columns - GUTTER));
  const number = String(range.start.line + 1);
  const gutter = ' '.repeat(number.length);
  const marks = style[colour]('^'.repeat(Math.max(1, shown.end - shown.start)));
  // Where it is known what was meant, the message says so.
  const help = message.includes('did you mean') ? [] : [`${style.blue(`${gutter} =`)} ${PAGES[code].mend}`];
  return [
    `${style.bold(`${place}:`)} ${style[colour](`${severity}[${code}]`)} ${message}`,
    `${style.blue(`${number} |`)} ${shown.text}`,
    `${style.blue(`${gutter} |`)} ${indentOf(shown.text.slice(0, shown.start))}${marks}`,
    ...help,
  ].join('\n');
}

/** `2 errors and 1 warning in 1 file` */
export function summary(reports: readonly { readonly diagnostics: readonly Diagnostic[] }[]): string {
  const severities = reports.flatMap(({ diagnostics }) => diagnostics.map(({ severity }) => severity));
  const counts = (Object.keys(COLOURS) as Diagnostic['severity'][]).flatMap((severity) => {
    const count = severities.filter((other) => other === severity).length;
    return count === 0 ? [] : [counted(count, NOUNS[severity])];
  });
  const files = counted(reports.length, 'file');
  if (counts.length === 0) return `No problems in ${files}`;
  return `${new Intl.ListFormat('en').format(counts)} in ${files}`;
}

const COLOURS = { error: 'red', warning: 'yellow', information: 'blue', hint: 'dim' } as const satisfies {
  readonly [severity in Diagnostic['severity']]: keyof Style;
};

const NOUNS = { error: 'error', warning: 'warning', information: 'remark', hint: 'hint' } as const satisfies {
  readonly [severity in Diagnostic['severity']]: string;
};

const GUTTER = 8;

/** As much of a line as fits, with `[start, end)` in it: a definition may stand in one line of many thousand characters. */
function windowOn(
  line: string,
  start: number,
  end: number,
  width: number,
): { text: string; start: number; end: number } {
  if (line.length <= width) return { text: line, start, end };
  const from = Math.max(0, Math.min(start - Math.floor(width / 3), line.length - width));
  const to = Math.min(line.length, from + width);
  const before = from > 0 ? '…' : '';
  return {
    text: `${before}${line.slice(from, to)}${to < line.length ? '…' : ''}`,
    start: start - from + before.length,
    end: Math.min(end, to) - from + before.length,
  };
}

/** Blanks as wide as the text; a tab stays one, for its width is that of the terminal. */
function indentOf(text: string): string {
  return text.replace(/[^\t]/g, ' ');
}
