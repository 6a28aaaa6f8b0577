import type { Node, Property, StringNode } from './node.ts';

/** What can be wrong with a JSON text. */
export type JsonFault =
  | 'InvalidSymbol'
  | 'PropertyNameExpected'
  | 'ValueExpected'
  | 'ColonExpected'
  | 'CommaExpected'
  | 'CloseBraceExpected'
  | 'CloseBracketExpected'
  | 'EndOfFileExpected'
  | 'UnexpectedEndOfComment'
  | 'UnexpectedEndOfString'
  | 'UnexpectedEndOfNumber'
  | 'InvalidUnicode'
  | 'InvalidEscapeCharacter'
  | 'InvalidCharacter'
  | 'TooDeep';

/** Is told of what the tree does not say, in the order of the text. */
export interface JsonListener {
  fault(fault: JsonFault, start: number, end: number): void;
  comment(start: number, end: number): void;
  /** The properties of an object that has been read to its end. */
  closed(properties: readonly Property[]): void;
}

/**
 * Reads a JSON text, whole or broken. What is missing is reported and taken as read; what cannot stand where it stands is reported and
 * left out, up to the next comma or closing bracket. A string ends with its line. What nests deeper than `maxDepth` is left out.
 */
export function readJson(source: string, maxDepth: number, listener: JsonListener): Node | undefined {
  const hasPlaceholders = source.includes('${');
  /** The token: its first character, where that is, and what it says. `at` is behind it. */
  let token = END;
  let start = 0;
  let scalar: Node | undefined;
  let at = 0;

  next();
  if (token === END) return undefined;
  const root = value(0, END);
  if (root && token !== END) fault('EndOfFileExpected');
  return root;

  /** Without a value, what comes before `close` is left out. */
  function value(depth: number, close: number): Node | undefined {
    switch (token) {
      case SCALAR: {
        const node = scalar;
        next();
        return node;
      }
      case OPEN_BRACE:
        return depth < maxDepth ? object(depth + 1) : leaveOut();
      case OPEN_BRACKET:
        return depth < maxDepth ? array(depth + 1) : leaveOut();
      default:
        fault('ValueExpected');
        if (close !== END) skipTo(close);
        return undefined;
    }
  }

  function object(depth: number): Node {
    const from = start;
    const properties: Property[] = [];
    next();
    for (let isFirst = true; token !== CLOSE_BRACE && token !== END; isFirst = false) {
      separator(isFirst);
      const read = property(depth);
      if (read) properties.push(read);
    }
    listener.closed(properties);
    const end = close('CloseBraceExpected');
    return { kind: 'object', properties, start: from, end };
  }

  function property(depth: number): Property | undefined {
    const key = token === SCALAR ? keyOf(scalar) : undefined;
    if (!key) {
      fault('PropertyNameExpected');
      skipTo(CLOSE_BRACE);
      fault('ValueExpected');
      return undefined;
    }
    next();
    if (token !== COLON) {
      fault('ColonExpected');
      skipTo(CLOSE_BRACE);
      return { key, value: undefined, start: key.start, end: key.end };
    }
    next();
    const member = value(depth, CLOSE_BRACE);
    return { key, value: member, start: key.start, end: member ? member.end : key.end };
  }

  function keyOf(node: Node | undefined): StringNode | undefined {
    if (node?.kind === 'string') return node;
    return node?.kind === 'placeholder' ? string(source.slice(start, at)) : undefined;
  }

  function array(depth: number): Node {
    const from = start;
    const items: Node[] = [];
    next();
    for (let isFirst = true; token !== CLOSE_BRACKET && token !== END; isFirst = false) {
      separator(isFirst);
      const item = value(depth, CLOSE_BRACKET);
      if (item) items.push(item);
    }
    const end = close('CloseBracketExpected');
    return { kind: 'array', items, start: from, end };
  }

  function separator(isFirst: boolean): void {
    if (token === COMMA) {
      if (isFirst) fault('ValueExpected');
      next();
    } else if (!isFirst) {
      fault('CommaExpected');
    }
  }

  /** Goes on behind the bracket that closes, and gives the offset there. */
  function close(missing: JsonFault): number {
    const end = at;
    if (token === END) fault(missing);
    else next();
    return end;
  }

  function skipTo(close: number): void {
    while (token !== close && token !== COMMA && token !== END) next();
  }

  function leaveOut(): undefined {
    listener.fault('TooDeep', start, at);
    let open = 0;
    do {
      if (token === OPEN_BRACE || token === OPEN_BRACKET) open++;
      else if (token === CLOSE_BRACE || token === CLOSE_BRACKET) open--;
      next();
    } while (open > 0 && token !== END);
  }

  function fault(code: JsonFault): void {
    listener.fault(code, start, at);
  }

  function next(): void {
    for (;;) {
      let code = source.charCodeAt(at);
      while (code === BLANK || code === LINE_FEED || code === CARRIAGE_RETURN || code === TAB) {
        code = source.charCodeAt(++at);
      }
      start = at;
      switch (code) {
        case QUOTE:
          scalar = text();
          token = SCALAR;
          return;
        case COMMA:
        case COLON:
        case OPEN_BRACE:
        case CLOSE_BRACE:
        case OPEN_BRACKET:
        case CLOSE_BRACKET:
          at++;
          token = code;
          return;
        default:
          if (at >= source.length) {
            token = END;
            return;
          }
          if (code === SLASH && comment()) continue;
          scalar = word();
          if (!scalar) continue;
          token = SCALAR;
          return;
      }
    }
  }

  function text(): StringNode {
    at++;
    let hasEscapes = false;
    for (let code = source.charCodeAt(at); code !== QUOTE; code = source.charCodeAt(++at)) {
      // At the end of the text it is NaN.
      if (!(code >= BLANK)) return string(brokenText());
      if (code === BACKSLASH) {
        hasEscapes = true;
        at++;
      }
    }
    at++;
    return string(hasEscapes ? (parsed(source.slice(start, at)) ?? brokenText()) : source.slice(start + 1, at - 1));
  }

  function string(read: string): StringNode {
    return { kind: 'string', value: read, start, end: at, style: 'json' };
  }

  /** A string with something in it, or missing at its end, that JSON does not allow. Of several faults it tells the last. */
  function brokenText(): string {
    let read = '';
    let wrong: JsonFault | undefined;
    at = start + 1;
    for (let c = source[at]; c !== '"'; c = source[at]) {
      if (c === undefined || c === '\n' || c === '\r') {
        listener.fault('UnexpectedEndOfString', start, at);
        return read;
      }
      const piece = c === '\\' ? (matchAt(ESCAPE, source, at) ?? c) : c;
      at += piece.length;
      if (piece !== c) {
        const meant = parsed(`"${piece}"`);
        if (meant === undefined) wrong = piece.startsWith('\\u') ? 'InvalidUnicode' : 'InvalidEscapeCharacter';
        read += meant ?? '';
      } else if (c !== '\\') {
        if (c < ' ') wrong = 'InvalidCharacter';
        read += c;
      }
    }
    at++;
    if (wrong) fault(wrong);
    return read;
  }

  /** A number, `true`, `false`, `null` or a placeholder. Anything else is reported and left out. */
  function word(): Node | undefined {
    const placeholder = hasPlaceholders ? matchAt(PLACEHOLDER, source, at) : undefined;
    if (placeholder !== undefined) {
      at += placeholder.length;
      return { kind: 'placeholder', start, end: at };
    }
    const digits = matchAt(NUMBER, source, at);
    if (digits !== undefined) {
      at += digits.length;
      const rest = matchAt(INCOMPLETE, source, at);
      if (rest !== undefined) {
        at += rest.length;
        fault('UnexpectedEndOfNumber');
      }
      return { kind: 'number', value: Number(digits), start, end: at };
    }
    const symbol = matchAt(SYMBOL, source, at) ?? source.charAt(at);
    at += symbol.length;
    if (symbol === 'true' || symbol === 'false') return { kind: 'boolean', value: symbol === 'true', start, end: at };
    if (symbol === 'null') return { kind: 'null', start, end: at };
    fault('InvalidSymbol');
    return undefined;
  }

  function comment(): boolean {
    const second = source.charCodeAt(at + 1);
    if (second === SLASH) {
      at += matchAt(REST_OF_LINE, source, at)?.length ?? 0;
    } else if (second === STAR) {
      const end = source.indexOf('*/', at + 2);
      at = end < 0 ? source.length : end + 2;
      if (end < 0) fault('UnexpectedEndOfComment');
    } else {
      return false;
    }
    listener.comment(start, at);
    return true;
  }
}

/** Undefined for escapes that JSON does not have. */
function parsed(quoted: string): string | undefined {
  try {
    return JSON.parse(quoted);
  } catch {
    return undefined;
  }
}

function matchAt(pattern: RegExp, source: string, offset: number): string | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(source)?.[0];
}

const ESCAPE = /\\(?:u[\da-fA-F]{0,4}|[\s\S])/y;
const PLACEHOLDER = /[\w.+-]*(?:\$\{[^}\r\n]*\}[\w.+-]*)+/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const INCOMPLETE = /\.|[eE][+-]?/y;
/** What is read as one word, right or wrong; a placeholder behind it is one of its own. */
const SYMBOL = /(?:(?!\$\{)[^ \t\r\n{}[\]:,"/])+/y;
const REST_OF_LINE = /[^\r\n]*/y;

/** What a token is told by: its character, but for these. */
const END = -1;
const SCALAR = 0;

const TAB = 9;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const BLANK = 32;
const QUOTE = 34;
const STAR = 42;
const COMMA = 44;
const SLASH = 47;
const COLON = 58;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
