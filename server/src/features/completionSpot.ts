import { TextDocument } from 'vscode-languageserver-textdocument';
import { type AslDocument, analyse } from '../model/document.ts';
import { expressionLanguage, type Spot, spotAt } from '../model/target.ts';
import type { StringNode } from '../syntax/node.ts';
import { stringOffsets } from '../syntax/stringOffsets.ts';

/** Where something is being typed: what may stand there, and which text it takes the place of. */
export interface CompletionSpot {
  /** In `document`, which is the text with something whole in the place of what is half typed. */
  readonly spot: Spot;
  readonly document: AslDocument;
  readonly kind: 'key' | 'value';
  readonly token: Token;
  /** JSON: where the comma before a new member or item is missing. */
  readonly missingComma: number | undefined;
  /** JSON: a comma has to follow. */
  readonly commaAfter: boolean;
  /** Put before a value: the blank after a colon in YAML. */
  readonly prefix: string;
  /** The key has its value already. */
  readonly hasValue: boolean;
  /** Written with quotes and commas, as JSON or inside a flow collection of YAML that looks like JSON. */
  readonly style: 'json' | 'yaml';
}

/** What is being typed, in the document as it stands. */
export interface Token {
  readonly start: number;
  readonly end: number;
  readonly quote: '"' | "'" | undefined;
  readonly isClosed: boolean;
  /** What stands before the cursor, without the quote. */
  readonly typed: string;
}

/** What stands in for the half-typed text while the rest is analysed. */
export const MARKER = '\u2038cursor';

export function completionSpotAt(document: AslDocument, offset: number): CompletionSpot | undefined {
  const isJson = document.syntax === 'json' || /^(?:\s*#.*\n)*\s*\{/.test(document.source);
  return isJson ? jsonSpot(document, offset) : yamlSpot(document, offset);
}

interface Parts extends Omit<CompletionSpot, 'spot' | 'document'> {
  /** The marker as it is written here, and where in it the name begins. */
  readonly marker: string;
  readonly inset: number;
}

/** Analyses the text with the marker in the place of the token, and looks where the marker has come to stand. */
function analysed(original: AslDocument, { marker, inset, ...parts }: Parts): CompletionSpot | undefined {
  const { source, text } = original;
  const { start, end } = parts.token;
  const changed = source.slice(0, start) + marker + source.slice(end);
  const document = analyse(TextDocument.create(text.uri, text.languageId, text.version, changed));
  const spot = document.machine && spotAt(document.machine, start + inset + 1);
  if (!spot) return undefined;
  const isMarked = parts.kind === 'key' ? spot.onKey : spot.node?.kind === 'string';
  return isMarked ? { ...parts, spot, document } : undefined;
}

function jsonSpot(document: AslDocument, offset: number): CompletionSpot | undefined {
  const { source } = document;
  const token = jsonToken(source, offset);
  const before = lastIndexBefore(source, token.start);
  const after = firstIndexAfter(source, token.end);
  const previous = source[before] ?? '';
  const next = source[after] ?? '';
  if (token.quote && document.errors.length === 0) {
    const spot = document.machine && spotAt(document.machine, token.start + 1);
    if (!spot) return undefined;
    const kind = spot.onKey ? 'key' : 'value';
    const rest = { prefix: '', missingComma: undefined, commaAfter: false, style: 'json' } as const;
    return { spot, document, kind, token, hasValue: spot.onKey, ...rest };
  }
  if (previous === '') return undefined;
  const isMissingComma = !'{[,:'.includes(previous);
  // Directly behind a value nothing new begins.
  if (isMissingComma && (before + 1 === token.start || isKeyAt(source, before))) return undefined;
  const kind = previous === ':' ? 'value' : enclosing(source, token.start) === '[' ? 'value' : 'key';
  if (kind === 'key' && enclosing(source, token.start) === undefined) return undefined;
  const hasValue = kind === 'key' && next === ':';
  const nextIsKey = next === '"' && isFollowedByColon(source, after);
  const isBeforeValue = kind === 'value' && previous === ':' && !nextIsKey && !'},]'.includes(next) && next !== '';
  if (isBeforeValue) return undefined;
  const commaAfter = hasValue || previous === ':' ? nextIsKey : /["{[\w]/.test(next);
  const inset = isMissingComma ? 1 : 0;
  const name = JSON.stringify(MARKER);
  const whole = kind === 'key' && !hasValue ? `${name}: null` : name;
  const marker = `${isMissingComma ? ',' : ''}${whole}${commaAfter ? ',' : ''}`;
  const commas = { missingComma: isMissingComma ? before + 1 : undefined, commaAfter };
  return analysed(document, { kind, token, hasValue, marker, inset, prefix: '', style: 'json', ...commas });
}

/** The string or word around the offset. A string of JSON does not go over lines, so its line tells all. */
function jsonToken(source: string, offset: number): Token {
  const lineStart = lineStartAt(source, offset);
  let quote = -1;
  for (let i = lineStart; i < offset; i++) {
    if (quote >= 0 && source[i] === '\\') i++;
    else if (source[i] === '"') quote = quote < 0 ? i : -1;
  }
  if (quote >= 0) {
    let close = offset;
    while (close < source.length && source[close] !== '"' && source[close] !== '\n') {
      close += source[close] === '\\' ? 2 : 1;
    }
    const isClosed = source[close] === '"';
    const typed = source.slice(quote + 1, offset);
    return { start: quote, end: isClosed ? close + 1 : offset, quote: '"', isClosed, typed };
  }
  const typed = /[\w.$-]*$/.exec(source.slice(lineStart, offset))?.[0] ?? '';
  const rest = /^[\w.$-]*/.exec(source.slice(offset, offset + 200))?.[0] ?? '';
  return { start: offset - typed.length, end: offset + rest.length, quote: undefined, isClosed: false, typed };
}

function lineStartAt(source: string, offset: number): number {
  return offset === 0 ? 0 : source.lastIndexOf('\n', offset - 1) + 1;
}

/** The bracket that is open at the offset. Strings are read from their end, as one does going back. */
function enclosing(source: string, offset: number): '{' | '[' | undefined {
  let depth = 0;
  for (let i = offset - 1; i >= 0; i--) {
    const c = source[i];
    if (c === '"') i = openingQuote(source, i);
    else if (c === '}' || c === ']') depth++;
    else if ((c === '{' || c === '[') && depth-- === 0) return c;
  }
  return undefined;
}

/** The quote that opens the string that ends at `close`; `close` itself where the line has none. */
function openingQuote(source: string, close: number): number {
  for (let i = close - 1; i >= 0 && source[i] !== '\n'; i--) {
    if (source[i] !== '"') continue;
    let slashes = 0;
    while (source[i - 1 - slashes] === '\\') slashes++;
    if (slashes % 2 === 0) return i;
  }
  return close;
}

/** Whether the string that ends here is a key: then its colon and value come first. */
function isKeyAt(source: string, end: number): boolean {
  if (source[end] !== '"') return false;
  const open = openingQuote(source, end);
  const before = source[lastIndexBefore(source, open)];
  return before === '{' || (before === ',' && enclosing(source, open) === '{');
}

function isFollowedByColon(source: string, quote: number): boolean {
  return /^"(?:[^"\\\n]|\\.)*"\s*:/.test(source.slice(quote, quote + 500));
}

function lastIndexBefore(source: string, offset: number): number {
  let i = offset - 1;
  while (i >= 0 && /\s/.test(source[i] ?? '')) i--;
  return i;
}

function firstIndexAfter(source: string, offset: number): number {
  let i = offset;
  while (i < source.length && /\s/.test(source[i] ?? '')) i++;
  return i;
}

const YAML_KEY = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#'"[\]{},][^#]*?)\s*:(?=\s|$)/;

function yamlSpot(document: AslDocument, offset: number): CompletionSpot | undefined {
  return textSpot(document, offset) ?? lineSpot(document, offset);
}

/** In a text that goes over lines, behind the first of them; and in an expression that is whole, wherever it stands. */
function textSpot(document: AslDocument, offset: number): CompletionSpot | undefined {
  const { machine, source, errors } = document;
  // The blanks behind a block are no part of it yet.
  const spot = machine && spotAt(machine, lastIndexBefore(source, offset) + 1);
  if (!spot) return undefined;
  const { node } = spot;
  if (node?.kind !== 'string') return undefined;
  const isSpread = source.slice(node.start, offset).includes('\n');
  if (!isSpread && (errors.length > 0 || expressionLanguage(spot, node.value) === undefined)) return undefined;
  const quote = node.style === 'double' ? '"' : node.style === 'single' ? "'" : undefined;
  const isBlock = node.style === 'block';
  const isInside = isBlock
    ? isSpread && indentAt(source, offset) > indentAt(source, node.start)
    : offset > node.start && offset < node.end + (quote ? 0 : 1);
  if (!isInside) return undefined;
  const written = source.slice(node.start + (quote ? 1 : 0), offset).replace(/\s*\n\s*/g, ' ');
  const typed = isBlock ? blockBefore(node, source, offset) : written;
  const token = { start: node.start, end: node.end, quote, isClosed: true, typed } as const;
  const rest = { prefix: '', missingComma: undefined, commaAfter: false, hasValue: false, style: 'yaml' } as const;
  return { spot, document, kind: 'value', token, ...rest };
}

function blockBefore(node: StringNode, source: string, offset: number): string {
  const lineStart = lineStartAt(source, offset);
  const above = stringOffsets(node, source).findIndex((at) => at >= lineStart);
  return node.value.slice(0, above < 0 ? undefined : above) + source.slice(lineStart, offset).trimStart();
}

/** How far in the line of an offset begins, as far as there. */
function indentAt(source: string, offset: number): number {
  return /^\s*/.exec(source.slice(lineStartAt(source, offset), offset))?.[0].length ?? 0;
}

function lineSpot(document: AslDocument, offset: number): CompletionSpot | undefined {
  const { source } = document;
  const lineStart = lineStartAt(source, offset);
  const lineBreak = source.indexOf('\n', offset);
  const lineEnd = lineBreak < 0 ? source.length : lineBreak - (source[lineBreak - 1] === '\r' ? 1 : 0);
  const line = source.slice(lineStart, Math.max(offset, lineEnd));
  const before = source.slice(lineStart, offset);
  // A comment around the cursor, or directly behind it.
  if (line[before.length] === '#' || /^\s*#/.test(before) || /\s#/.test(before.replace(/"[^"]*"|'[^']*'/g, '')))
    return undefined;
  const indent = /^\s*(?:-\s+)*/.exec(line)?.[0].length ?? 0;
  const start = lineStart + Math.min(indent, before.length);
  const key = YAML_KEY.exec(line.slice(indent))?.[0];
  if (key === undefined || offset <= lineStart + indent + key.length - 1) {
    // A name of a key; a line without a colon may become one.
    const end = key === undefined ? Math.max(offset, lineEnd) : lineStart + indent + key.length - 1;
    const flow = key === undefined && yamlFlow(source, start, offset, lineEnd);
    return flow
      ? yamlValue(document, flow, '')
      : yamlKey(document, yamlToken(source, start, offset, end), key !== undefined);
  }
  const colon = lineStart + indent + key.length;
  if (offset < colon) return undefined;
  const valueStart = colon + (/^\s*/.exec(source.slice(colon, offset))?.[0].length ?? 0);
  const flow = yamlFlow(source, valueStart, offset, lineEnd);
  if (flow) return yamlValue(document, flow, '');
  if (/^[[{]/.test(source.slice(valueStart, offset))) return undefined;
  const token = yamlToken(source, valueStart, offset, Math.max(offset, lineEnd));
  return yamlValue(document, token, valueStart === colon ? ' ' : '');
}

function yamlKey(document: AslDocument, token: Token, hasValue: boolean, prefix = ''): CompletionSpot | undefined {
  const commas = { missingComma: undefined, commaAfter: false };
  const marker = prefix + (hasValue ? MARKER : `${MARKER}: null`);
  const inset = prefix.length;
  return analysed(document, { kind: 'key', token, hasValue, marker, inset, prefix, style: 'yaml', ...commas });
}

/**
 * YAML: under the dash of the line before, where Enter leaves the cursor in some editors, the next field of that item may be
 * meant, which stands further in.
 */
export function itemSpotAt(document: AslDocument, offset: number): CompletionSpot | undefined {
  if (document.syntax === 'json') return undefined;
  const { source } = document;
  const lineStart = lineStartAt(source, offset);
  const lineEnd = /^[^\r\n]*/.exec(source.slice(offset))?.[0].length ?? 0;
  const [, indent, word] = /^( *)(\w*)\s*$/.exec(source.slice(lineStart, offset + lineEnd)) ?? [];
  if (indent === undefined || word === undefined || offset < lineStart + indent.length) return undefined;
  const above = source.slice(0, lineStart).trimEnd();
  const [, outer, gap = ''] =
    /^( *)-( +)(?![-#])\S.*:(?:\s|$)/.exec(above.slice(lineStartAt(above, above.length))) ?? [];
  if (outer !== indent) return undefined;
  const start = lineStart + indent.length;
  return yamlKey(document, yamlToken(source, start, offset, start + word.length), false, ` ${gap}`);
}

function yamlValue(document: AslDocument, token: Token, prefix: string): CompletionSpot | undefined {
  const rest = { missingComma: undefined, commaAfter: false, hasValue: false, style: 'yaml' } as const;
  const marker = prefix + MARKER;
  return analysed(document, { kind: 'value', token, marker, inset: prefix.length, prefix, ...rest });
}

function yamlToken(source: string, start: number, offset: number, end: number): Token {
  const first = source[start];
  const quote = start < offset && (first === '"' || first === "'") ? first : undefined;
  if (!quote) {
    const text = source.slice(start, end).trimEnd();
    return {
      start,
      end: Math.max(offset, start + text.length),
      quote,
      isClosed: false,
      typed: source.slice(start, offset),
    };
  }
  const close = source.slice(offset, end).indexOf(quote);
  const typed = source.slice(start + 1, offset);
  return { start, end: close < 0 ? offset : offset + close + 1, quote, isClosed: close >= 0, typed };
}

/** An item of a list in brackets, `[States.ALL, …]`, on one line. */
function yamlFlow(source: string, start: number, offset: number, lineEnd: number): Token | undefined {
  const before = source.slice(start, offset);
  if (!before.startsWith('[') || before.includes('{')) return undefined;
  const item = Math.max(before.lastIndexOf('['), before.lastIndexOf(','));
  if (before.lastIndexOf(']') > item) return undefined;
  const from = start + item + 1 + (/^\s*/.exec(before.slice(item + 1))?.[0].length ?? 0);
  const to = /^[^,\]\n]*/.exec(source.slice(offset, lineEnd))?.[0].length ?? 0;
  return yamlToken(source, from, offset, offset + to);
}
