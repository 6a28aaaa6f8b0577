import { type JSONVisitor, printParseErrorCode, visit } from 'jsonc-parser';
import { assertNever } from '../base/assertNever.ts';
import {
  type ArrayNode,
  type Node,
  type ObjectNode,
  type ParseResult,
  type Property,
  repeatedKeys,
  type StringNode,
  type SyntaxProblem,
} from './node.ts';
import { readStrictJson } from './strictJson.ts';

/** How deep a document may nest; what is deeper is left out, and said. AWS refuses far less. */
const MAX_DEPTH = 500;

/** A text that is no JSON at all has a mistake in every line; nobody reads them all. */
const MAX_ERRORS = 100;

interface OpenObject {
  readonly kind: 'object';
  readonly start: number;
  readonly properties: Property[];
  key: StringNode | undefined;
}

interface OpenArray {
  readonly kind: 'array';
  readonly start: number;
  readonly items: Node[];
}

/**
 * Reads a JSON text into a tree. Never throws: broken text gives errors and as much of the tree as can be understood.
 * `${…}` outside strings, which deployment tools substitute, stands for any value.
 */
export function parseJsonTree(text: string): ParseResult {
  // A byte order mark says nothing about the JSON after it.
  const source = text.startsWith('\ufeff') ? ` ${text.slice(1)}` : text;
  const repeated: SyntaxProblem[] = [];
  const root = readStrictJson(source, MAX_DEPTH, (properties) => {
    for (const problem of repetitions(properties)) repeated.push(problem);
  });
  return root ? { root, errors: repeated } : parsePatiently(source);
}

/** The last of two properties with one name counts. */
function repetitions(properties: readonly Property[]): readonly SyntaxProblem[] {
  return repeatedKeys(properties).map(({ value, start, end }) => {
    const message = `"${value}" is given twice in this object; only the last one counts`;
    return { code: 'duplicate-key', message, start, end };
  });
}

function parsePatiently(source: string): ParseResult {
  const { text, masked } = maskPlaceholders(source);
  const errors: SyntaxProblem[] = [];
  const open: (OpenObject | OpenArray)[] = [];
  let root: Node | undefined;
  let ignored = 0;

  const add = (node: Node) => {
    const parent = open.at(-1);
    if (!parent) {
      root ??= node;
    } else if (parent.kind === 'array') {
      parent.items.push(node);
    } else if (parent.key) {
      parent.properties.push({ key: parent.key, value: node, start: parent.key.start, end: node.end });
      parent.key = undefined;
    }
  };
  const begin = (container: OpenObject | OpenArray, length: number): boolean => {
    if (open.length >= MAX_DEPTH) {
      if (ignored++ === 0) {
        const { start } = container;
        errors.push({ code: 'json-syntax', message: 'The document is nested too deeply', start, end: start + length });
      }
      return false;
    }
    open.push(container);
    return true;
  };
  const finish = (end: number) => {
    if (ignored > 0) {
      ignored--;
      return;
    }
    const container = open.pop();
    if (!container) return;
    flushKey(container);
    if (container.kind === 'object') {
      for (const problem of repetitions(container.properties)) errors.push(problem);
    }
    add(close(container, end));
  };

  const visitor: JSONVisitor = {
    onObjectBegin: (start, length) => begin({ kind: 'object', start, properties: [], key: undefined }, length),
    onObjectProperty: (value, start, length) => {
      const parent = open.at(-1);
      if (parent?.kind !== 'object') return;
      flushKey(parent);
      parent.key = { kind: 'string', value, start, end: start + length, style: 'json' };
    },
    onObjectEnd: (offset, length) => finish(offset + length),
    onArrayBegin: (start, length) => begin({ kind: 'array', start, items: [] }, length),
    onArrayEnd: (offset, length) => finish(offset + length),
    onLiteralValue: (value: unknown, start, length) => {
      if (ignored > 0) return;
      const end = start + length;
      if (masked.has(start)) add({ kind: 'placeholder', start, end });
      else add(literal(value, start, end));
    },
    onComment: (start, length) => {
      errors.push({ code: 'comment', message: 'JSON has no comments', start, end: start + length });
    },
    onError: (code, start, length) => {
      if (errors.length >= MAX_ERRORS) return;
      const error = syntaxError(source, printParseErrorCode(code), start, length);
      // One mistake often gives two errors in one place; the first one says it.
      if (errors.at(-1)?.start !== error.start) errors.push(error);
    },
  };
  try {
    visit(text, visitor, { allowTrailingComma: false, disallowComments: false, allowEmptyContent: true });
  } catch (error) {
    // The scanner recurses: hostile nesting ends it before it ends the text.
    if (!(error instanceof RangeError)) throw error;
  }
  // What the end of the text left open still counts: that is what typing looks like.
  ignored = 0;
  while (open.length > 0) finish(source.length);
  return { root, errors };
}

/** A key without a value yet is a property all the same. */
function flushKey(container: OpenObject | OpenArray): void {
  if (container.kind !== 'object' || !container.key) return;
  const { key } = container;
  container.properties.push({ key, value: undefined, start: key.start, end: key.end });
  container.key = undefined;
}

function close(container: OpenObject | OpenArray, end: number): ObjectNode | ArrayNode {
  const { start } = container;
  switch (container.kind) {
    case 'object':
      return { kind: 'object', properties: container.properties, start, end };
    case 'array':
      return { kind: 'array', items: container.items, start, end };
    default:
      return assertNever(container);
  }
}

function literal(value: unknown, start: number, end: number): Node {
  switch (typeof value) {
    case 'string':
      return { kind: 'string', value, start, end, style: 'json' };
    case 'number':
      return { kind: 'number', value, start, end };
    case 'boolean':
      return { kind: 'boolean', value, start, end };
    default:
      return { kind: 'null', start, end };
  }
}

function syntaxError(source: string, code: string, start: number, length: number): SyntaxProblem {
  const before = source.slice(0, start).trimEnd();
  if (
    (code === 'PropertyNameExpected' || code === 'ValueExpected') &&
    before.endsWith(',') &&
    /[}\]]/.test(source[start] ?? '')
  ) {
    const message = `JSON allows no comma before "${source[start]}"`;
    return { code: 'json-syntax', message, start: before.length - 1, end: before.length };
  }
  return { code: 'json-syntax', message: MESSAGES[code] ?? FALLBACK, ...visible(source, start, length) };
}

/** An error at the very end, or of no length, is shown on the last character before it. */
function visible(source: string, start: number, length: number): { start: number; end: number } {
  if (length > 0 && start < source.length) return { start, end: Math.min(start + length, source.length) };
  const last = source.slice(0, start).trimEnd().length;
  return { start: Math.max(0, last - 1), end: Math.max(last, 0) };
}

const FALLBACK = 'This is not valid JSON';

const MESSAGES: { readonly [code: string]: string } = {
  InvalidSymbol: 'Expected a value: a string in double quotes, a number, true, false, null, an object or an array',
  InvalidNumberFormat: 'This is not a valid number',
  PropertyNameExpected: 'Expected a field name in double quotes',
  ValueExpected: 'Expected a value',
  ColonExpected: 'Expected a colon',
  CommaExpected: 'Expected a comma',
  CloseBraceExpected: 'Expected a closing brace "}"',
  CloseBracketExpected: 'Expected a closing bracket "]"',
  EndOfFileExpected: 'Expected the end of the document',
  InvalidCommentToken: 'JSON has no comments',
  UnexpectedEndOfComment: 'The comment has no end',
  UnexpectedEndOfString: 'The string has no closing quote',
  UnexpectedEndOfNumber: 'The number is incomplete',
  InvalidUnicode: 'The Unicode escape is incomplete: four hexadecimal digits follow \\u',
  InvalidEscapeCharacter: 'A string knows the escapes \\" \\\\ \\/ \\b \\f \\n \\r \\t and \\uXXXX only',
  InvalidCharacter: 'A string cannot hold a control character; write it as an escape',
};

const STRING_OR_PLACEHOLDER = /"(?:[^"\\\r\n]|\\.)*"?|[\w.+-]*(?:\$\{[^}\r\n]*\}[\w.+-]*)+/g;

/** The text with each unquoted placeholder written as a string of the same length, and where those are. */
function maskPlaceholders(source: string): { text: string; masked: ReadonlySet<number> } {
  if (!source.includes('${')) return { text: source, masked: new Set() };
  const masked = new Set<number>();
  const text = source.replace(STRING_OR_PLACEHOLDER, (match, offset: number) => {
    if (match.startsWith('"') || match.length < 2) return match;
    masked.add(offset);
    return `"${'_'.repeat(match.length - 2)}"`;
  });
  return { text, masked };
}
