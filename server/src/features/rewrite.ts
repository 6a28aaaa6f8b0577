import { stringify } from 'yaml';
import { equal, isArray, isObject, type Json, type JsonObject } from '../base/json.ts';
import type { AslDocument } from '../model/document.ts';
import { parseJsonTree } from '../syntax/json.ts';
import { type ArrayNode, findProperty, type Node, type ObjectNode, type Property } from '../syntax/node.ts';
import { parseYamlTree } from '../syntax/yaml.ts';

/** The value of a node. A placeholder becomes a mark, which `rewrite` turns back into what stood there. */
export function markedValue(node: Node | undefined): Json {
  if (!node) return null;
  switch (node.kind) {
    case 'null':
      return null;
    case 'placeholder':
      return `${MARK_NAME}${node.start}_${node.end}_`;
    case 'object':
      return Object.fromEntries(node.properties.map(({ key, value }) => [key.value, markedValue(value)]));
    case 'array':
      return node.items.map(markedValue);
    default:
      return node.value;
  }
}

// Letters that need no quotes in YAML, and no escapes anywhere.
const MARK_NAME = '_asl_placeholder_';

/** What a member of `object` may have been called before; it then keeps the layout it had. */
export type FormerNames = (key: string, object: JsonObject) => readonly string[];

/** What `rewrite` writes anew. In YAML a node reaches up to the next one, and a comment behind its last line belongs to it. */
export function rewrittenSpan({ source, syntax }: AslDocument, { start, end }: Node): { start: number; end: number } {
  if (syntax === 'json') return { start, end };
  const last = start + source.slice(start, end).trimEnd().length;
  return { start, end: last + commentAt(source, last).length };
}

function commentAt(source: string, offset: number): string {
  const lineEnd = source.indexOf('\n', offset);
  const rest = source.slice(offset, lineEnd < 0 ? undefined : lineEnd);
  return /^[ \t]+#[^\r]*/.exec(rest)?.[0] ?? '';
}

/**
 * The text of `value` in the place of `node`: laid out like the document, and as it stood where it stays the same. Undefined where a
 * placeholder stands where it can not be.
 */
export function rewrite(
  document: AslDocument,
  node: Node,
  value: Json,
  formerNames: FormerNames = () => [],
): string | undefined {
  const printer = new Printer(document, formerNames);
  for (const text of [printer.print(node, value), printer.plain(node, value)]) {
    const restored = restoredText(document, text);
    if (restored !== undefined && readsAs(document, node, restored, value)) return restored;
  }
  return undefined;
}

const MARK = /_asl_placeholder_(\d+)_(\d+)_/g;
const MARK_IN_EXPRESSION = /'_asl_placeholder_(\d+)_(\d+)_'/g;

/** With what stood in the document for each mark; undefined where it can not stand there. */
function restoredText({ source, syntax }: AslDocument, text: string): string | undefined {
  const slice = (_: string, start: string, end: string) => source.slice(Number(start), Number(end));
  const restored =
    syntax === 'json'
      ? text.replace(/"_asl_placeholder_(\d+)_(\d+)_"/g, slice).replace(MARK_IN_EXPRESSION, slice)
      : text.replace(/(?<=[:-] )_asl_placeholder_(\d+)_(\d+)_$/gm, slice);
  return restored.search(MARK) < 0 ? restored : undefined;
}

/** Layout is not worth a mistake: what was written is read again. Marks are compared as what they stand for. */
function readsAs(document: AslDocument, node: Node, text: string, value: Json): boolean {
  const indented = document.syntax === 'yaml' ? ' '.repeat(columnOf(document, node.start)) + text : text;
  const { root, errors } = document.syntax === 'yaml' ? parseYamlTree(indented) : parseJsonTree(indented);
  return errors.every(({ code }) => code === 'comment') && equal(unmarked(markedValue(root)), unmarked(value));
}

function unmarked(value: Json): Json {
  if (typeof value === 'string') return value.search(MARK) < 0 && !value.includes('${') ? value : null;
  if (isArray(value)) return value.map(unmarked);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, unmarked(member)]));
}

function columnOf({ source }: AslDocument, offset: number): number {
  return offset - (source.lastIndexOf('\n', offset - 1) + 1);
}

const WIDTH = 100;

interface Span {
  readonly start: number;
  readonly end: number;
}

interface Part {
  readonly text: string;
  /** What stands behind it on its line, and behind the comma. */
  readonly comment: string;
}

function textOf({ text }: Part): string {
  return text;
}

class Printer {
  readonly #source: string;
  readonly #document: AslDocument;
  readonly #unit: string;
  readonly #newLine: string;
  readonly #formerNames: FormerNames;

  constructor(document: AslDocument, formerNames: FormerNames) {
    this.#formerNames = formerNames;
    const { source, syntax } = document;
    this.#document = document;
    this.#source = source;
    this.#newLine = source.includes('\r\n') ? '\r\n' : '\n';
    const first = /^[ \t]+(?=\S)/m.exec(source)?.[0];
    this.#unit = first === undefined || (syntax === 'yaml' && first.includes('\t')) ? '  ' : first;
  }

  print(node: Node, value: Json): string {
    if (this.#document.syntax === 'json') return this.#json(value, node, this.#indentAt(node.start));
    return this.#isBlock(node) ? this.#yamlBlock(value, node) : this.#flow(value);
  }

  /** Without regard to how it was laid out. */
  plain(node: Node, value: Json): string {
    if (this.#document.syntax === 'json') return this.#json(value, undefined, this.#indentAt(node.start));
    return this.#lines(value, columnOf(this.#document, node.start)).trimStart();
  }

  #indentAt(offset: number): string {
    const line = this.#source.slice(this.#source.lastIndexOf('\n', offset - 1) + 1, offset);
    return /^[ \t]*/.exec(line)?.[0] ?? '';
  }

  #json(value: Json, node: Node | undefined, indent: string): string {
    if (node && equal(markedValue(node), value)) return this.#source.slice(node.start, node.end);
    const inner = indent + this.#unit;
    if (isArray(value)) {
      const items = value.map((item, i) => {
        const old = node?.kind === 'array' ? node.items[i] : undefined;
        return this.#commented(this.#json(item, old, inner), old, node, inner);
      });
      const onOneLine =
        !value.some((item) => isObject(item) || isArray(item)) && items.map(textOf).join(', ').length < WIDTH;
      return this.#enclosed('[', items, ']', indent, onOneLine);
    }
    if (!isObject(value)) return JSON.stringify(value);
    const members = Object.entries(value).map(([key, member]) => {
      const old = this.#former(node, key, value);
      return this.#commented(`${JSON.stringify(key)}: ${this.#json(member, old?.value, inner)}`, old, node, inner);
    });
    const onOneLine = node !== undefined && !this.#source.slice(node.start, node.end).includes('\n');
    return this.#enclosed('{', members, '}', indent, onOneLine);
  }

  /** A member or an item of JSON with the comments above and behind what it was. */
  #commented(text: string, old: Span | undefined, within: Span | undefined, indent: string): Part {
    if (!old || !within) return { text, comment: '' };
    const behind = /^,?([ \t]*\/\/[^\r\n]*)/.exec(this.#source.slice(old.end));
    return { text: this.#commentsBefore(old.start, within.start, indent) + text, comment: behind?.[1] ?? '' };
  }

  #enclosed(open: string, parts: readonly Part[], close: string, indent: string, onOneLine: boolean): string {
    if (parts.length === 0) return open + close;
    const isPlain = parts.every(({ text, comment }) => comment === '' && !text.startsWith('//'));
    if (onOneLine && isPlain) {
      const inside = parts.map(textOf).join(', ');
      return open === '[' ? `[${inside}]` : `{ ${inside} }`;
    }
    const lines = parts.map(({ text, comment }, i) => text + (i < parts.length - 1 ? ',' : '') + comment);
    const start = `${this.#newLine}${indent}${this.#unit}`;
    return `${open}${start}${lines.join(start)}${this.#newLine}${indent}${close}`;
  }

  #isBlock(node: Node): node is ObjectNode | ArrayNode {
    const first = this.#source[node.start];
    return (node.kind === 'object' || node.kind === 'array') && first !== '{' && first !== '[';
  }

  /** From the first key, or the first dash, on; further lines have the indentation of the first. */
  #yamlBlock(value: Json, node: ObjectNode | ArrayNode): string {
    const column = columnOf(this.#document, node.start);
    const indent = ' '.repeat(column);
    if (node.kind === 'object' && isObject(value)) return this.#blockMap(value, node, indent);
    if (node.kind === 'array' && isArray(value)) return this.#blockSequence(value, node, indent);
    return this.#lines(value, column).trimStart();
  }

  #blockMap(value: JsonObject, node: ObjectNode, indent: string): string {
    const parts = Object.entries(value).map(([key, member]) => {
      const property = this.#former(node, key, value);
      if (!property) return this.#key(key) + this.#yamlValue(member, undefined, indent);
      const own = this.#own(property, node);
      const before = this.#commentsBefore(property.start, node.start, indent);
      const same = property.key.value === key;
      if (same && own && equal(markedValue(own), member)) return before + this.#slice(property.start, own.end);
      const keyText = same ? `${this.#source.slice(property.key.start, property.key.end)}:` : this.#key(key);
      return before + keyText + this.#yamlValue(member, own, indent, property.key.end);
    });
    return parts.join(this.#newLine + indent);
  }

  #blockSequence(value: readonly Json[], node: ArrayNode, indent: string): string {
    const parts = value.map((item, i) => {
      const old = node.items[i];
      if (!old || old.start < node.start || old.end > node.end) return `-${this.#yamlItem(item, undefined, indent)}`;
      const dash = this.#source.lastIndexOf('-', old.start);
      const before = this.#commentsBefore(dash, node.start, indent);
      if (equal(markedValue(old), item)) return before + this.#slice(dash, old.end);
      return `${before}-${this.#yamlItem(item, old, indent, dash + 1)}`;
    });
    return parts.join(this.#newLine + indent);
  }

  #yamlItem(value: Json, old: Node | undefined, indent: string, dashEnd = 0): string {
    if (old && this.#isBlock(old)) return this.#source.slice(dashEnd, old.start) + this.#yamlBlock(value, old);
    if (!isObject(value) && !isArray(value)) return ` ${this.#flow(value)}`;
    return ` ${this.#lines(value, indent.length + 2).trimStart()}`;
  }

  #yamlValue(value: Json, old: Node | undefined, indent: string, keyEnd = 0): string {
    if (old && this.#isBlock(old) && (isObject(value) || isArray(value))) {
      // From the colon on: there may be comments before the first key.
      const between = this.#source.slice(keyEnd, old.start).replace(/^\s*:/, '');
      return between + this.#yamlBlock(value, old);
    }
    const isEmpty = isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
    if (isEmpty || (!isObject(value) && !isArray(value))) return ` ${this.#flow(value)}${this.#commentBehind(old)}`;
    return this.#newLine + this.#lines(value, indent.length + this.#unit.length);
  }

  /** The property that a member was before. */
  #former(node: Node | undefined, key: string, object: JsonObject): Property | undefined {
    const names = [key, ...this.#formerNames(key, object)];
    for (const name of names) {
      const property = findProperty(node, name);
      if (property) return property;
    }
    return undefined;
  }

  /** The value of a property, unless it is an alias for what stands elsewhere. */
  #own({ key, value }: Property, node: ObjectNode): Node | undefined {
    return value && value.start >= key.end && value.end <= node.end ? value : undefined;
  }

  /** The text with the comment behind it. */
  #slice(start: number, end: number): string {
    const text = this.#source.slice(start, end).trimEnd();
    return text + commentAt(this.#source, start + text.length);
  }

  #commentBehind(node: Node | undefined): string {
    return node && node.kind !== 'object' && node.kind !== 'array' ? commentAt(this.#source, node.end) : '';
  }

  /** The lines of comment above a place, ready to stand before what is there. */
  #commentsBefore(offset: number, from: number, indent: string): string {
    const lines: string[] = [];
    const above = this.#source.slice(from, offset).split(/\r?\n/).slice(1, -1);
    const mark = this.#document.syntax === 'yaml' ? '#' : '//';
    for (let line = above.pop(); line?.trim().startsWith(mark); line = above.pop()) {
      lines.unshift(line.trim());
    }
    return lines.map((line) => line + this.#newLine + indent).join('');
  }

  #key(key: string): string {
    return `${stringify(key, { lineWidth: 0 }).trimEnd()}:`;
  }

  #flow(value: Json): string {
    if (typeof value === 'string')
      return value.includes('\n') ? JSON.stringify(value) : stringify(value, { lineWidth: 0 }).trimEnd();
    return JSON.stringify(value);
  }

  #lines(value: Json, column: number): string {
    const text = stringify(value, { lineWidth: 0, indent: this.#unit.length });
    return text
      .trimEnd()
      .split('\n')
      .map((line) => (line === '' ? line : ' '.repeat(column) + line))
      .join(this.#newLine);
  }
}
