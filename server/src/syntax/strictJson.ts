import type { Node, Property, StringNode } from './node.ts';

/**
 * Reads a text that is valid JSON; gives up, with `undefined`, at the first thing that is not, for the patient reader to say what is
 * wrong. Most texts are valid, and this takes a third of the time.
 *
 * @param closed is told the properties of every object, the inner ones first.
 */
export function readStrictJson(
  source: string,
  maxDepth: number,
  closed: (properties: readonly Property[]) => void,
): Node | undefined {
  let at = 0;
  const root = value(0);
  skipSpace();
  return root && at === source.length ? root : undefined;

  function value(depth: number): Node | undefined {
    skipSpace();
    const start = at;
    switch (source.charCodeAt(at)) {
      case QUOTE:
        return text();
      case OPEN_BRACE:
        return depth < maxDepth ? object(start, depth + 1) : undefined;
      case OPEN_BRACKET:
        return depth < maxDepth ? array(start, depth + 1) : undefined;
      case LOWER_T:
        return word('true') ? { kind: 'boolean', value: true, start, end: at } : undefined;
      case LOWER_F:
        return word('false') ? { kind: 'boolean', value: false, start, end: at } : undefined;
      case LOWER_N:
        return word('null') ? { kind: 'null', start, end: at } : undefined;
      default:
        return number(start);
    }
  }

  function object(start: number, depth: number): Node | undefined {
    const properties: Property[] = [];
    at++;
    skipSpace();
    if (source.charCodeAt(at) === CLOSE_BRACE) at++;
    else {
      for (;;) {
        skipSpace();
        const key = source.charCodeAt(at) === QUOTE ? text() : undefined;
        skipSpace();
        if (!key || source.charCodeAt(at++) !== COLON) return undefined;
        const member = value(depth);
        if (!member) return undefined;
        properties.push({ key, value: member, start: key.start, end: member.end });
        skipSpace();
        const next = source.charCodeAt(at++);
        if (next === CLOSE_BRACE) break;
        if (next !== COMMA) return undefined;
      }
    }
    closed(properties);
    return { kind: 'object', properties, start, end: at };
  }

  function array(start: number, depth: number): Node | undefined {
    const items: Node[] = [];
    at++;
    skipSpace();
    if (source.charCodeAt(at) === CLOSE_BRACKET) at++;
    else {
      for (;;) {
        const item = value(depth);
        if (!item) return undefined;
        items.push(item);
        skipSpace();
        const next = source.charCodeAt(at++);
        if (next === CLOSE_BRACKET) break;
        if (next !== COMMA) return undefined;
      }
    }
    return { kind: 'array', items, start, end: at };
  }

  function text(): StringNode | undefined {
    const start = at++;
    let escapes = false;
    for (;;) {
      const code = source.charCodeAt(at++);
      if (code === QUOTE) break;
      // At the end of the text it is NaN.
      if (!(code >= BLANK)) return undefined;
      if (code === BACKSLASH) {
        escapes = true;
        at++;
      }
    }
    const read = escapes ? unescaped(source.slice(start, at)) : source.slice(start + 1, at - 1);
    return read === undefined ? undefined : { kind: 'string', value: read, start, end: at, style: 'json' };
  }

  function number(start: number): Node | undefined {
    NUMBER.lastIndex = start;
    if (!NUMBER.test(source)) return undefined;
    at = NUMBER.lastIndex;
    return { kind: 'number', value: Number(source.slice(start, at)), start, end: at };
  }

  function word(expected: string): boolean {
    if (!source.startsWith(expected, at)) return false;
    at += expected.length;
    return true;
  }

  function skipSpace(): void {
    for (let code = source.charCodeAt(at); isSpace(code); ) code = source.charCodeAt(++at);
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const LOWER_F = 102;
const LOWER_N = 110;
const LOWER_T = 116;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const BLANK = 32;

function isSpace(code: number): boolean {
  return code === BLANK || code === 10 || code === 13 || code === 9;
}

/** Undefined for escapes that JSON does not have. */
function unescaped(quoted: string): string | undefined {
  try {
    return JSON.parse(quoted);
  } catch {
    return undefined;
  }
}
