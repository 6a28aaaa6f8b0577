import type { Json } from '../base/json.ts';

interface Span {
  /** Offsets in the document, `[start, end)`. */
  readonly start: number;
  readonly end: number;
}

export interface ObjectNode extends Span {
  readonly kind: 'object';
  readonly properties: readonly Property[];
}

export interface Property extends Span {
  readonly key: StringNode;
  /** Absent while it is being typed. */
  readonly value: Node | undefined;
}

export interface ArrayNode extends Span {
  readonly kind: 'array';
  readonly items: readonly Node[];
}

/** How a string is written, which decides where each of its characters is. */
export type StringStyle = 'json' | 'plain' | 'single' | 'double' | 'block';

export interface StringNode extends Span {
  readonly kind: 'string';
  readonly value: string;
  readonly style: StringStyle;
}

export interface NumberNode extends Span {
  readonly kind: 'number';
  readonly value: number;
}

export interface BooleanNode extends Span {
  readonly kind: 'boolean';
  readonly value: boolean;
}

export interface NullNode extends Span {
  readonly kind: 'null';
}

/** A value that is not known before deployment: `${wait}` without quotes, `!Ref Queue`. Nothing is checked about it. */
export interface PlaceholderNode extends Span {
  readonly kind: 'placeholder';
}

/** A value of a document, JSON or YAML, with its place. */
export type Node = ObjectNode | ArrayNode | StringNode | NumberNode | BooleanNode | NullNode | PlaceholderNode;

/** A mistake in the text itself. */
export interface SyntaxProblem extends Span {
  readonly code: 'json-syntax' | 'yaml-syntax' | 'duplicate-key' | 'comment';
  readonly message: string;
}

export interface ParseResult {
  /** Absent for a blank text. Where the text is broken, what could be understood of it. */
  readonly root: Node | undefined;
  readonly errors: readonly SyntaxProblem[];
}

/** The last property named `name`: where a key is repeated, the last one counts. */
export function findProperty(node: Node | undefined, name: string): Property | undefined {
  if (node?.kind !== 'object') return undefined;
  const { properties } = node;
  for (let i = properties.length - 1; i >= 0; i--) {
    const property = properties[i];
    if (property?.key.value === name) return property;
  }
  return undefined;
}

export function findValue(node: Node | undefined, name: string): Node | undefined {
  return findProperty(node, name)?.value;
}

/** The keys of an object that have been used before in it. */
export function repeatedKeys(properties: readonly Property[]): readonly StringNode[] {
  if (properties.length < FEW && !hasRepetition(properties)) return NONE;
  const seen = new Set<string>();
  return properties.flatMap(({ key }) => (seen.size === seen.add(key.value).size ? [key] : []));
}

/** Most objects have few properties: comparing them all is faster than a set. */
const FEW = 16;
const NONE: readonly StringNode[] = [];

function hasRepetition(properties: readonly Property[]): boolean {
  for (let i = 1; i < properties.length; i++) {
    const name = properties[i]?.key.value;
    for (let k = 0; k < i; k++) if (properties[k]?.key.value === name) return true;
  }
  return false;
}

/** Whether `offset` is inside, or directly at the end of, a node. */
export function contains(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}

/** The plain value of a node. What is absent or a placeholder becomes the given text. */
export function toJson(node: Node | undefined, source: string): Json {
  if (!node) return null;
  switch (node.kind) {
    case 'null':
      return null;
    case 'placeholder':
      return source.slice(node.start, node.end);
    case 'object':
      return Object.fromEntries(node.properties.map(({ key, value }) => [key.value, toJson(value, source)]));
    case 'array':
      return node.items.map((item) => toJson(item, source));
    default:
      return node.value;
  }
}

/** Whether deployment puts another value in place of this one: a placeholder, or a function of a template, `{ "Fn::GetAtt": ["Queue", "Arn"] }`. */
export function isFilledIn(node: Node): boolean {
  if (node.kind === 'placeholder') return true;
  if (node.kind === 'string') return hasPlaceholder(node.value);
  if (node.kind !== 'object' || node.properties.length !== 1) return false;
  const name = node.properties[0]?.key.value ?? '';
  return name === 'Ref' || name.startsWith('Fn::');
}

const PLACEHOLDER = /\$\{[^}]*\}/;

/** Whether a text has a `${…}` that SAM, CloudFormation or Terraform substitutes before AWS sees it. */
export function hasPlaceholder(text: string): boolean {
  return text.includes('${') && PLACEHOLDER.test(text);
}
