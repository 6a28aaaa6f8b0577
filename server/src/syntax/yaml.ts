import { ownText } from '../base/ownText.ts';
import type { Node, ParseResult, Property, StringNode, SyntaxProblem } from './node.ts';
import { readYaml, repetitions } from './readYaml.ts';

/** Reading a text of this size takes as long as a keystroke may. */
const LARGE = 10_000;

interface Entry {
  /** Where in its text the entry begins. */
  readonly from: number;
  readonly result: ParseResult;
}

/** The entries of the last large text: a keystroke leaves all but one as they were, though it may move them. */
let known: ReadonlyMap<string, Entry> = new Map();

/**
 * Reads a YAML 1.2 text into the same tree as JSON. Never throws. A large mapping in block style is read entry by entry, for entries do
 * not depend on each other. So a mistake in one leaves the others as they are, too.
 */
export function parseYamlTree(source: string): ParseResult {
  if (source.length < LARGE || mayHaveAnchors(source) || NEXT_DOCUMENT.test(source)) return readYaml(source);
  const entries = new Entries(source, known);
  const result = entries.mapping(HEADER.exec(source)?.[0].length ?? 0, source.length);
  if (!result) return readYaml(source);
  known = entries.read;
  return result;
}

/** Whether there may be an anchor, which any other part of the text may refer to. */
export function mayHaveAnchors(source: string): boolean {
  return /[\s,:[{]&[^\s&]/.test(source);
}

const NEXT_DOCUMENT = /\n(?:---|\.\.\.)\s/;

/** What may stand before the first entry. */
const HEADER = /^\uFEFF?(?:[ \t]*(?:#.*)?\r?\n)*(?:---[ \t]*\r?\n)?/;

class Entries {
  readonly read = new Map<string, Entry>();
  readonly #source: string;
  readonly #known: ReadonlyMap<string, Entry>;

  constructor(source: string, known: ReadonlyMap<string, Entry>) {
    this.#source = source;
    this.#known = known;
  }

  /** Undefined where that part of the text is not certain to be a mapping in block style. */
  mapping(from: number, to: number): ParseResult | undefined {
    const starts = entryStarts(this.#source, from, to);
    const properties: Property[] = [];
    const errors: SyntaxProblem[] = [];
    let end = 0;
    for (const [i, start] of starts.entries()) {
      const { root, errors: found } = this.#entry(start, starts[i + 1] ?? to);
      if (root?.kind !== 'object') return undefined;
      for (const property of root.properties) properties.push(property);
      for (const error of found) errors.push(error);
      end = root.end;
    }
    const [first] = properties;
    if (!first) return undefined;
    const root: Node = { kind: 'object', properties, start: first.start, end };
    return { root, errors: [...errors, ...repetitions(properties)] };
  }

  #entry(from: number, to: number): ParseResult {
    const large = to - from < LARGE ? undefined : this.#largeEntry(from, to);
    if (large) return large;
    const text = this.#source.slice(from, to);
    const found = this.#known.get(text) ?? { from: 0, result: readYaml(ownText(text)) };
    const result = moved(found.result, from - found.from);
    this.read.set(text, { from, result });
    return result;
  }

  /** A key, and a mapping below it. */
  #largeEntry(from: number, to: number): ParseResult | undefined {
    LONE_KEY.lastIndex = from;
    const head = LONE_KEY.exec(this.#source)?.[0];
    const inner = head === undefined ? undefined : this.mapping(from + head.length, to);
    const key = head === undefined || !inner?.root ? undefined : moved(readYaml(head), from).root;
    if (key?.kind !== 'object' || !inner?.root) return undefined;
    const { root: value, errors } = inner;
    const properties = key.properties.map((property) => ({ ...property, value, end: value.end }));
    return { root: { ...key, properties, end: value.end }, errors };
  }
}

const KEY = /(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\n]|'')*'|[^\s#'"[\]{},&*!|>%@`?-][^#\n]*?)[ \t]*:/.source;
const ENTRY = new RegExp(`${KEY}(?=\\s|$)`, 'y');
const LONE_KEY = new RegExp(` *${KEY}[ \\t]*(?:#.*)?\\r?\\n`, 'y');

/** Where the lines of the entries of a mapping begin; none where the lines may mean something else. */
function entryStarts(source: string, from: number, to: number): readonly number[] {
  const starts: number[] = [];
  let indent: number | undefined;
  for (let line = from; line < to; line = nextLine(source, line)) {
    let at = line;
    while (source.charCodeAt(at) === BLANK) at++;
    const first = source[at] ?? '\n';
    if (first === '\n' || first === '\r' || first === '#') continue;
    indent ??= at - line;
    if (first === '\t' || at - line < indent) return [];
    if (at - line > indent) continue;
    ENTRY.lastIndex = at;
    if (ENTRY.test(source)) starts.push(line);
    // A list, or what is half typed, belongs to the entry before it. The end of a collection in brackets tells of other styles.
    else if (starts.length === 0 || !/[\w-]/.test(first)) return [];
  }
  return starts;
}

const BLANK = 32;

function nextLine(source: string, from: number): number {
  const found = source.indexOf('\n', from);
  return found < 0 ? source.length : found + 1;
}

/** The same further on in a text. */
function moved(result: ParseResult, by: number): ParseResult {
  if (by === 0) return result;
  const { root, errors } = result;
  return {
    root: root && movedNode(root, by),
    errors: errors.map((error) => ({ ...error, start: error.start + by, end: error.end + by })),
  };
}

function movedNode(node: Node, by: number): Node {
  const start = node.start + by;
  const end = node.end + by;
  switch (node.kind) {
    case 'object':
      return { kind: 'object', properties: node.properties.map((property) => movedProperty(property, by)), start, end };
    case 'array':
      return { kind: 'array', items: node.items.map((item) => movedNode(item, by)), start, end };
    case 'string':
      return movedString(node, by);
    default:
      return { ...node, start, end };
  }
}

function movedString({ kind, value, start, end, style }: StringNode, by: number): StringNode {
  return { kind, value, start: start + by, end: end + by, style };
}

function movedProperty({ key, value, start, end }: Property, by: number): Property {
  return {
    key: movedString(key, by),
    value: value && movedNode(value, by),
    start: start + by,
    end: end + by,
  };
}
