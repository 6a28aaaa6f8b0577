import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  Scalar,
  type Node as YamlNode,
} from 'yaml';
import {
  type Node,
  type ParseResult,
  type Property,
  repeatedKeys,
  type StringNode,
  type StringStyle,
  type SyntaxProblem,
} from './node.ts';

/** Aliases can make a small text expand without end; what is beyond this many nodes is left out. */
const MAX_NODES = 200_000;
const MAX_DEPTH = 500;

/**
 * Reads a YAML 1.2 text all at once. Never throws. Values with a tag of their own (`!Ref Queue`,
 * `!Sub …`) and aliases are understood; a tagged value stands for any value.
 */
export function readYaml(source: string): ParseResult {
  const errors: SyntaxProblem[] = [];
  let document: Document.Parsed;
  try {
    document = parseDocument(source, {
      version: '1.2',
      uniqueKeys: false,
      strict: false,
      lineCounter: new LineCounter(),
      prettyErrors: false,
      keepSourceTokens: false,
      logLevel: 'error',
      customTags: (tags) => tags,
    });
  } catch (error) {
    // The parser gives up on hostile nesting.
    return {
      root: undefined,
      errors: [{ code: 'yaml-syntax', message: messageOf(error), start: 0, end: Math.min(1, source.length) }],
    };
  }
  for (const { message, pos } of document.errors) {
    const start = Math.min(pos[0], source.length);
    const end = Math.min(Math.max(pos[1], start + 1), source.length);
    errors.push({ code: 'yaml-syntax', message, start: start === end ? Math.max(0, start - 1) : start, end });
  }
  const reader = new Reader(document, source);
  const root = document.contents ? reader.node(document.contents, 0) : undefined;
  return { root, errors: [...errors, ...reader.errors] };
}

function messageOf(error: unknown): string {
  if (error instanceof RangeError) return 'The document is nested too deeply';
  return error instanceof Error ? error.message : String(error);
}

/** Turns the nodes of the YAML library into ours, and counts them. */
class Reader {
  readonly errors: SyntaxProblem[] = [];
  readonly #document: Document.Parsed;
  readonly #source: string;
  /** What aliases stand for at the moment. */
  readonly #expanding = new Set<unknown>();
  #count = 0;

  constructor(document: Document.Parsed, source: string) {
    this.#document = document;
    this.#source = source;
  }

  node(node: unknown, depth: number): Node | undefined {
    if (depth > MAX_DEPTH || ++this.#count > MAX_NODES) return undefined;
    if (isAlias(node)) return this.#alias(node, depth);
    if (isScalar(node)) return this.#scalar(node);
    if (isMap(node)) {
      if (isCustom(node.tag)) return { kind: 'placeholder', ...this.#span(node) };
      const properties = node.items.flatMap((pair) => this.#property(pair, depth));
      this.errors.push(...repetitions(properties));
      return { kind: 'object', properties, ...this.#span(node) };
    }
    if (isSeq(node)) {
      if (isCustom(node.tag)) return { kind: 'placeholder', ...this.#span(node) };
      const items = node.items.flatMap((item) => this.node(item, depth + 1) ?? []);
      return { kind: 'array', items, ...this.#span(node) };
    }
    return undefined;
  }

  #alias(alias: Alias, depth: number): Node | undefined {
    const span = this.#span(alias);
    const target = alias.resolve(this.#document);
    if (!target || this.#expanding.has(target)) {
      const message = target
        ? `The alias *${alias.source} stands inside what it refers to`
        : `There is no anchor named "${alias.source}" before this`;
      this.errors.push({ code: 'yaml-syntax', message, ...span });
      return { kind: 'null', ...span };
    }
    this.#expanding.add(target);
    const node = this.node(target, depth + 1);
    this.#expanding.delete(target);
    return node;
  }

  #property(pair: unknown, depth: number): Property[] {
    if (!isPair(pair) || !isScalar(pair.key)) return [];
    const span = this.#span(pair.key);
    // Keys are names, whatever they look like: `on`, `1`, `null`.
    const value = typeof pair.key.value === 'string' ? pair.key.value : this.#source.slice(span.start, span.end);
    const key: StringNode = { kind: 'string', value, style: styleOf(pair.key), ...span };
    const child = pair.value === null ? undefined : this.node(pair.value, depth + 1);
    // `Key:` with nothing behind it is null in YAML, and a field that is being typed to us.
    if (child?.kind === 'null' && child.start === child.end) return [{ key, value: undefined, ...span }];
    return [{ key, value: child, start: span.start, end: Math.max(child?.end ?? 0, span.end) }];
  }

  #scalar(node: Scalar): Node {
    const span = this.#span(node);
    if (isCustom(node.tag)) return { kind: 'placeholder', ...span };
    switch (typeof node.value) {
      case 'string':
        return { kind: 'string', value: node.value, style: styleOf(node), ...span };
      case 'number':
        if (!Number.isFinite(node.value)) {
          this.errors.push({
            code: 'yaml-syntax',
            message: 'JSON, which is what AWS gets, has no such number',
            ...span,
          });
        }
        return { kind: 'number', value: node.value, ...span };
      case 'boolean':
        return { kind: 'boolean', value: node.value, ...span };
      default:
        return { kind: 'null', ...span };
    }
  }

  #span(node: YamlNode): { start: number; end: number } {
    const [start, end] = node.range ?? [0, 0];
    // A block ends with its text, not with the line break behind it.
    const isBlock = isScalar(node) && styleOf(node) === 'block';
    return { start, end: isBlock ? start + this.#source.slice(start, end).trimEnd().length : Math.max(start, end) };
  }
}

/** YAML has no two keys of one name in a mapping. */
export function repetitions(properties: readonly Property[]): readonly SyntaxProblem[] {
  return repeatedKeys(properties).map(({ value, start, end }) => {
    return { code: 'yaml-syntax', message: `"${value}" is given twice in this mapping`, start, end };
  });
}

function isCustom(tag: string | undefined): boolean {
  return tag !== undefined && !tag.startsWith('tag:yaml.org,2002:');
}

function styleOf(node: Scalar): StringStyle {
  switch (node.type) {
    case Scalar.QUOTE_DOUBLE:
      return 'double';
    case Scalar.QUOTE_SINGLE:
      return 'single';
    case Scalar.BLOCK_FOLDED:
    case Scalar.BLOCK_LITERAL:
      return 'block';
    default:
      return 'plain';
  }
}
