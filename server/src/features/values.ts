import { isArray, isObject, type Json, typeOf } from '../base/json.ts';
import { legible, unknownIn } from '../evaluate/unknown.ts';

const MAX_LINES = 16;
const MAX_WIDTH = 90;

/** A value as Markdown: its type and size, and the JSON of it, shortened where it is long. */
export function describeValue(value: Json): string {
  return `${sizeOf(value)}\n\n${block(prettyJson(value), 'json')}`;
}

/** `array of 3 items, 120 bytes` */
export function sizeOf(value: Json): string {
  if (isArray(value)) return `array of ${count(value.length, 'item')}, ${bytes(value)}`;
  if (isObject(value)) return `object of ${count(Object.keys(value).length, 'member')}, ${bytes(value)}`;
  if (typeof value === 'string') return `string of ${count([...value].length, 'character')}`;
  return typeOf(value);
}

/** A value in one short line. */
export function shortJson(value: Json, width = 60): string {
  const text = legible(JSON.stringify(value));
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

/** A fenced block; a text cannot get out of it. */
export function block(text: string, language = ''): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

/** Text of the user inside Markdown. */
export function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${fence}${space}${text.replaceAll('\n', ' ')}${space}${fence}`;
}

/** JSON of at most so many lines: what fits in one line stays in one. */
export function prettyJson(value: Json): string {
  const lines: string[] = [];
  write(value, '', '', '', lines);
  return legible(lines.join('\n'));
}

function write(value: Json, indent: string, prefix: string, suffix: string, lines: string[]): void {
  if (lines.length >= MAX_LINES) return;
  const flat = flatJson(value, MAX_WIDTH - indent.length - prefix.length);
  if (flat !== undefined) {
    lines.push(`${indent}${prefix}${flat}${suffix}`);
    return;
  }
  if (typeof value === 'string') {
    lines.push(`${indent}${prefix}${JSON.stringify(value).slice(0, MAX_WIDTH)}…${suffix}`);
    return;
  }
  const entries: [string, Json][] = isArray(value)
    ? value.slice(0, MAX_LINES).map((item) => ['', item])
    : Object.entries(isObject(value) ? value : {}).map(([key, member]) => [`${JSON.stringify(key)}: `, member]);
  const [open, close] = isArray(value) ? '[]' : '{}';
  lines.push(`${indent}${prefix}${open}`);
  const total = isArray(value) ? value.length : entries.length;
  for (const [i, [key, member]] of entries.entries()) {
    if (lines.length >= MAX_LINES - 2) {
      lines.push(`${indent}  … ${total - i} more`);
      break;
    }
    write(member, `${indent}  `, key, i < total - 1 ? ',' : '', lines);
  }
  lines.push(`${indent}${close}${suffix}`);
}

/** The value in one line, with spaces; undefined where it is wider. A large value is not written out to find that. */
function flatJson(value: Json, width: number): string | undefined {
  if (width < 0) return undefined;
  if (typeof value !== 'object' || value === null) {
    if (typeof value === 'string' && value.length > width) return undefined;
    const text = JSON.stringify(value);
    return text.length <= width ? text : undefined;
  }
  const members = isArray(value) ? value.map((item) => ['', item] as const) : Object.entries(value);
  if (members.length * 2 > width) return undefined;
  const parts: string[] = [];
  let used = 2;
  for (const [key, member] of members) {
    const name = isArray(value) ? '' : `${JSON.stringify(key)}: `;
    const text = flatJson(member as Json, width - used - name.length);
    if (text === undefined) return undefined;
    parts.push(name + text);
    used += name.length + text.length + 2;
    if (used > width) return undefined;
  }
  if (isArray(value)) return `[${parts.join(', ')}]`;
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

function bytes(value: Json): string {
  if (unknownIn(value) !== undefined) return 'not all of it known';
  const size = new TextEncoder().encode(JSON.stringify(value)).length;
  return size < 10_000 ? count(size, 'byte') : `${Math.round(size / 1024)} KiB`;
}

/** Text of the user, which is not Markdown. */
export function plainText(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!<>|~]/g, '\\$&');
}
