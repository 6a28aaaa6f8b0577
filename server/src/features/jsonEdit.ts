import type { Node } from 'jsonc-parser';

/** A text with one more member at the end of an object, or one more item at the end of an array; all else stays as it was written. */
export function withEntry(text: string, container: Node, entry: (indent: string) => string): string {
  const last = container.children?.at(-1);
  const outer = indentAt(text, container.offset);
  if (!last) {
    const inner = outer + indentUnit(text);
    const inside = text.slice(container.offset + 1, container.offset + container.length - 1);
    const eol = eolOf(text);
    return spliced(
      text,
      container.offset + 1,
      inside.length,
      `${inside.trimEnd()}${eol}${inner}${entry(inner)}${eol}${outer}`,
    );
  }
  const end = last.offset + last.length;
  const isAlone = text.slice(lineStart(text, last.offset), last.offset).trim() === '';
  const inner = isAlone ? indentAt(text, last.offset) : outer + indentUnit(text);
  const added = isAlone ? `${eolOf(text)}${inner}${entry(inner)}` : ` ${entry(inner)}`;
  // A comma too many, which scenario files may have, is just the one that is needed.
  const comma = /^\s*,/.exec(text.slice(end))?.[0].length ?? 0;
  return comma > 0 ? spliced(text, end + comma, 0, added) : spliced(text, end, 0, `,${added}`);
}

/** The indentation of one level, as the text has it. */
export function indentUnit(text: string): string {
  return /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ';
}

function eolOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset), offset))?.[0] ?? '';
}

function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

function spliced(text: string, offset: number, length: number, inserted: string): string {
  return text.slice(0, offset) + inserted + text.slice(offset + length);
}
