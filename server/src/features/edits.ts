import { stringify } from 'yaml';
import type { Json } from '../base/json.ts';
import type { AslDocument } from '../model/document.ts';
import type { ArrayNode, Node, ObjectNode, Property, StringNode } from '../syntax/node.ts';
import { stringText } from '../syntax/stringText.ts';

/** Puts a text in place of `[start, end)`. */
export interface Change {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/** A property after another one, by default the last, in the way in which the object is written. */
export function addProperty(
  document: AslDocument,
  object: ObjectNode,
  name: string,
  value: Json,
  after: Property | undefined = object.properties.at(-1),
): Change {
  const { source } = document;
  if (!after) {
    const inside = `${stringText(name, 'json')}: ${lineOf(value)}`;
    return { start: object.start, end: object.end, newText: `{ ${inside} }` };
  }
  if (isBlock(document, object)) {
    const at = endOfLine(source, endOf(source, after));
    const text = stringify({ [name]: value }, { lineWidth: 0 }).trimEnd();
    return insertion(at, `\n${indented(text, columnOf(source, after.key.start))}`);
  }
  const key = stringText(name, after.key.style);
  const onOwnLine = isFirstInLine(source, after.start);
  if (!onOwnLine) return insertion(after.end, `, ${key}: ${lineOf(value)}`);
  const indent = indentAt(source, after.start);
  return insertion(after.end, `,\n${indent}${key}: ${textOf(value, indent, unitOf(document, object, indent))}`);
}

/** Takes a property out, with the comma or the line that it leaves behind. */
export function removeProperty(document: AslDocument, object: ObjectNode, property: Property): Change {
  const { source } = document;
  const index = object.properties.indexOf(property);
  const previous = object.properties[index - 1];
  const next = object.properties[index + 1];
  const end = endOf(source, property);
  if (isBlock(document, object)) {
    // After a dash the next property takes its place.
    if (!isFirstInLine(source, property.start)) return { start: property.start, end: next?.start ?? end, newText: '' };
    const lineStart = source.lastIndexOf('\n', property.start - 1) + 1;
    return { start: lineStart, end: Math.min(endOfLine(source, end) + 1, source.length), newText: '' };
  }
  if (previous) return { start: previous.end, end, newText: '' };
  return { start: property.start, end: next?.start ?? end, newText: '' };
}

export function renameKey({ start, end, style }: StringNode, name: string): Change {
  return { start, end, newText: stringText(name, style) };
}

/** One more item at the end of a list. */
export function addItem(document: AslDocument, list: ArrayNode, value: Json): Change {
  const { source } = document;
  const last = list.items.at(-1);
  if (!last) return { start: list.start, end: list.end, newText: `[${lineOf(value)}]` };
  if (document.syntax === 'yaml' && source[list.start] !== '[') {
    const dash = source.lastIndexOf('-', last.start);
    const text = stringify([value], { lineWidth: 0 }).trimEnd();
    return insertion(endOfLine(source, endOf(source, last)), `\n${indented(text, columnOf(source, dash))}`);
  }
  if (!isFirstInLine(source, last.start)) return insertion(last.end, `, ${lineOf(value)}`);
  const indent = indentAt(source, last.start);
  return insertion(last.end, `,\n${indent}${textOf(value, indent, '  ')}`);
}

/** Moves an item to the end of its list; what stands between the items stays where it is. */
export function moveToEnd(document: AslDocument, list: ArrayNode, index: number): Change | undefined {
  const { source } = document;
  const moved = list.items.slice(index);
  const [first] = moved;
  const last = moved.at(-1);
  if (!first || !last || moved.length < 2) return undefined;
  const texts = moved.map((item) => source.slice(item.start, endOf(source, item)));
  const order = [...texts.slice(1), ...texts.slice(0, 1)];
  const between = moved.map((item, i) => source.slice(endOf(source, item), moved[i + 1]?.start ?? endOf(source, item)));
  return { start: first.start, end: endOf(source, last), newText: order.map((text, i) => text + between[i]).join('') };
}

/** The value written in one line, as in `{ "a": [1, 2] }`. */
export function lineOf(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(lineOf).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}: ${lineOf(member)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

const MAX_LINE = 80;

function textOf(value: Json, indent: string, unit: string): string {
  const line = lineOf(value);
  if (line.length <= MAX_LINE) return line;
  return JSON.stringify(value, null, unit).replaceAll('\n', `\n${indent}`);
}

function insertion(at: number, newText: string): Change {
  return { start: at, end: at, newText };
}

function isBlock({ syntax, source }: AslDocument, object: ObjectNode): boolean {
  return syntax === 'yaml' && source[object.start] !== '{';
}

/** Where a node's own text ends: block scalars and block collections of YAML take the white space behind them along. */
function endOf(source: string, { start, end }: Node | Property): number {
  return start + source.slice(start, end).trimEnd().length;
}

function endOfLine(source: string, offset: number): number {
  const end = source.indexOf('\n', offset);
  if (end < 0) return source.length;
  return source[end - 1] === '\r' ? end - 1 : end;
}

function columnOf(source: string, offset: number): string {
  return ' '.repeat(offset - (source.lastIndexOf('\n', offset - 1) + 1));
}

/** The white space at the beginning of the line. */
export function indentAt(source: string, offset: number): string {
  const start = source.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(source.slice(start, offset))?.[0] ?? '';
}

function isFirstInLine(source: string, offset: number): boolean {
  return (
    source.slice(source.lastIndexOf('\n', offset - 1) + 1, offset).trim() === '' &&
    source.lastIndexOf('\n', offset - 1) >= 0
  );
}

function unitOf({ source }: AslDocument, object: ObjectNode, indent: string): string {
  const outer = indentAt(source, object.start);
  return indent.startsWith(outer) && indent.length > outer.length ? indent.slice(outer.length) : '  ';
}

function indented(text: string, indent: string): string {
  return text
    .split('\n')
    .map((line) => indent + line)
    .join('\n');
}
