import { type ParseResult, type Property, repeatedKeys, type SyntaxProblem } from './node.ts';
import { type JsonFault, readJson } from './readJson.ts';

/** How deep a document may nest; what is deeper is left out, and said. AWS refuses far less. */
const MAX_DEPTH = 500;

/** A text that is no JSON at all has a mistake in every line; nobody reads them all. */
const MAX_ERRORS = 100;

/**
 * Reads a JSON text into a tree. Never throws: broken text gives errors and as much of the tree as can be understood.
 * `${…}` outside strings, which deployment tools substitute, stands for any value.
 */
export function parseJsonTree(text: string): ParseResult {
  // A byte order mark says nothing about the JSON after it.
  const source = text.startsWith('\ufeff') ? ` ${text.slice(1)}` : text;
  const errors: SyntaxProblem[] = [];
  let isTooDeep = false;
  const root = readJson(source, MAX_DEPTH, {
    fault: (fault, start, end) => {
      if (fault === 'TooDeep' ? isTooDeep : errors.length >= MAX_ERRORS) return;
      isTooDeep ||= fault === 'TooDeep';
      const error = syntaxError(source, fault, start, end);
      // One mistake often gives two errors in one place; the first one says it.
      if (errors.at(-1)?.start !== error.start) errors.push(error);
    },
    comment: (start, end) => {
      errors.push({ code: 'comment', message: 'JSON has no comments', start, end });
    },
    closed: (properties) => {
      for (const problem of repetitions(properties)) errors.push(problem);
    },
  });
  return { root, errors };
}

/** The last of two properties with one name counts. */
function repetitions(properties: readonly Property[]): readonly SyntaxProblem[] {
  return repeatedKeys(properties).map(({ value, start, end }) => {
    const message = `"${value}" is given twice in this object; only the last one counts`;
    return { code: 'duplicate-key', message, start, end };
  });
}

function syntaxError(source: string, fault: JsonFault, start: number, end: number): SyntaxProblem {
  const before = source.slice(0, start).trimEnd();
  if (
    (fault === 'PropertyNameExpected' || fault === 'ValueExpected') &&
    before.endsWith(',') &&
    /[}\]]/.test(source[start] ?? '')
  ) {
    const message = `JSON allows no comma before "${source[start]}"`;
    return { code: 'json-syntax', message, start: before.length - 1, end: before.length };
  }
  return { code: 'json-syntax', message: MESSAGES[fault], ...visible(source, start, end) };
}

/** An error at the very end, or of no length, is shown on the last character before it. */
function visible(source: string, start: number, end: number): { start: number; end: number } {
  if (end > start) return { start, end };
  const last = source.slice(0, start).trimEnd().length;
  return { start: Math.max(0, last - 1), end: Math.max(last, 0) };
}

const MESSAGES: { readonly [fault in JsonFault]: string } = {
  InvalidSymbol: 'Expected a value: a string in double quotes, a number, true, false, null, an object or an array',
  PropertyNameExpected: 'Expected a field name in double quotes',
  ValueExpected: 'Expected a value',
  ColonExpected: 'Expected a colon',
  CommaExpected: 'Expected a comma',
  CloseBraceExpected: 'Expected a closing brace "}"',
  CloseBracketExpected: 'Expected a closing bracket "]"',
  EndOfFileExpected: 'Expected the end of the document',
  UnexpectedEndOfComment: 'The comment has no end',
  UnexpectedEndOfString: 'The string has no closing quote',
  UnexpectedEndOfNumber: 'The number is incomplete',
  InvalidUnicode: 'The Unicode escape is incomplete: four hexadecimal digits follow \\u',
  InvalidEscapeCharacter: 'A string knows the escapes \\" \\\\ \\/ \\b \\f \\n \\r \\t and \\uXXXX only',
  InvalidCharacter: 'A string cannot hold a control character; write it as an escape',
  TooDeep: 'The document is nested too deeply',
};
