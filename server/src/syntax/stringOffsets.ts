import type { StringNode } from './node.ts';

/**
 * Where each character of a string's value is in the document: `offsets[i]` for character `i`, and one more for the end.
 * Escapes and folded lines make value and text differ.
 */
export function stringOffsets(node: StringNode, source: string): readonly number[] {
  const quoted = node.style === 'json' || node.style === 'double' || node.style === 'single';
  const start = node.start + (quoted ? 1 : 0);
  const end = Math.max(start, node.end - (quoted && isClosed(node, source) ? 1 : 0));
  const length = node.value.length;
  if (end - start === length && (quoted ? source.startsWith(node.value, start) : true)) {
    const plain: number[] = [];
    for (let i = 0; i <= length; i++) plain.push(start + i);
    return plain;
  }
  const offsets: number[] = [];
  let at = node.style === 'block' ? afterLine(source, start) : start;
  for (let i = 0; i < length; ) {
    const escaped = node.style === 'json' || node.style === 'double' ? escapeLength(source, at) : 0;
    if (escaped > 0) {
      // A long escape such as \U0001F600 makes two characters.
      const made = escaped > 6 && i + 1 < length && isHighSurrogate(node.value.charCodeAt(i)) ? 2 : 1;
      for (let k = 0; k < made; k++) offsets.push(at);
      i += made;
      at += escaped;
      continue;
    }
    at = skipTo(source, at, end, node.value[i] ?? '');
    offsets.push(Math.min(at, end));
    at += node.style === 'single' && node.value[i] === "'" ? 2 : 1;
    i++;
  }
  offsets.push(Math.min(Math.max(at, start), end));
  return offsets;
}

/** The span of a piece of a string's value in the document. An empty span grows to the character before it. */
export function spanIn(
  node: StringNode,
  { start, end }: { readonly start: number; readonly end: number },
  source: string,
): { start: number; end: number } {
  const offsets = stringOffsets(node, source);
  const last = offsets.length - 1;
  const from = offsets[Math.min(start, last)] ?? node.start;
  const to = offsets[Math.min(end, last)] ?? node.end;
  if (to > from) return { start: from, end: to };
  return from > node.start + 1 ? { start: from - 1, end: from } : { start: node.start, end: node.end };
}

function isClosed(node: StringNode, source: string): boolean {
  return node.end - node.start >= 2 && source[node.end - 1] === source[node.start];
}

/** The position of the next `char`, over the indentation and line breaks that YAML folds away. */
function skipTo(source: string, from: number, end: number, char: string): number {
  // A line break that was folded into a blank.
  if (source[from] === char || (char === ' ' && /[\r\n]/.test(source[from] ?? ''))) return from;
  let at = from;
  while (at < end && /\s/.test(source[at] ?? '') && source[at] !== char) at++;
  return source[at] === char || !/[ \n]/.test(char) ? at : from;
}

function escapeLength(source: string, at: number): number {
  if (source[at] !== '\\') return 0;
  switch (source[at + 1]) {
    case 'u':
      return 6;
    case 'U':
      return 10;
    case 'x':
      return 4;
    default:
      return 2;
  }
}

function afterLine(source: string, from: number): number {
  const line = source.indexOf('\n', from);
  return line < 0 ? source.length : line + 1;
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}
