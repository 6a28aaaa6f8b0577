import type { ExpressionError } from './expressionError.ts';
import { type JsonPath, parsePathWithin } from './jsonpath.ts';

interface Span {
  readonly start: number;
  readonly end: number;
}

/** A call such as `States.Format('{}', $.name)`. Offsets are in the text it was parsed from. */
export interface IntrinsicCall extends Span {
  readonly kind: 'call';
  /** The call as it is written. */
  readonly text: string;
  readonly name: Span & { readonly value: string };
  readonly arguments: readonly IntrinsicArgument[];
}

export type IntrinsicArgument =
  /** `value` is the text without escapes; `template` still has those of braces, for `States.Format`. */
  | (Span & { readonly kind: 'string'; readonly value: string; readonly template: string })
  | (Span & { readonly kind: 'number'; readonly value: number })
  | (Span & { readonly kind: 'boolean'; readonly value: boolean })
  | (Span & { readonly kind: 'null' })
  | (Span & { readonly kind: 'path'; readonly path: JsonPath })
  | IntrinsicCall;

/** How deep calls may be nested in each other. */
export const MAX_NESTING = 10;

/** Whether a text is meant as an intrinsic call; it may still be a wrong one. */
export function isIntrinsic(text: string): boolean {
  return /^\s*States\./.test(text);
}

/** Never throws: on an error, `call` has the arguments before it. */
export function parseIntrinsic(text: string): {
  readonly call?: IntrinsicCall;
  readonly errors: readonly ExpressionError[];
} {
  const reader = new Reader(text);
  const call = reader.call(1);
  if (call) reader.expectEnd();
  return call ? { call, errors: reader.errors } : { errors: reader.errors };
}

/** The paths among the arguments of a call, and of the calls in it. */
export function* pathsIn(call: IntrinsicCall): Generator<JsonPath> {
  for (const argument of call.arguments) {
    if (argument.kind === 'path') yield argument.path;
    else if (argument.kind === 'call') yield* pathsIn(argument);
  }
}

const NAME = /[A-Za-z_][\w.]*/y;
const NUMBER = /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
const WORD = /(true|false|null)(?![\w.])/y;

class Reader {
  readonly errors: ExpressionError[] = [];
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  call(depth: number): IntrinsicCall | undefined {
    this.#skipSpace();
    const start = this.#position;
    const name = this.#match(NAME);
    if (name === undefined) return this.#fail('A function name such as States.Format is expected', start);
    const nameEnd = this.#position;
    if (depth > MAX_NESTING) {
      return this.#fail(`Calls can be nested at most ${MAX_NESTING} deep`, start, nameEnd);
    }
    const found: IntrinsicArgument[] = [];
    const call = (): IntrinsicCall => ({
      kind: 'call',
      text: this.#text.slice(start, this.#position),
      name: { value: name, start, end: nameEnd },
      arguments: found,
      start,
      end: this.#position,
    });
    this.#skipSpace();
    if (!this.#take('(')) {
      this.#fail(`( is expected after ${name}`, nameEnd);
      return call();
    }
    this.#skipSpace();
    if (this.#take(')')) return call();
    while (this.errors.length === 0) {
      const argument = this.#argument(depth);
      if (argument) found.push(argument);
      if (this.errors.length > 0) break;
      this.#skipSpace();
      if (this.#take(')')) break;
      if (!this.#take(',')) this.#fail(', or ) is expected', this.#position);
    }
    return call();
  }

  expectEnd(): void {
    this.#skipSpace();
    if (this.errors.length === 0 && this.#position < this.#text.length) {
      this.#fail('Nothing can follow the call', this.#position, this.#text.length);
    }
  }

  #argument(depth: number): IntrinsicArgument | undefined {
    this.#skipSpace();
    const start = this.#position;
    const first = this.#text[start];
    if (first === "'") return this.#string(start);
    if (first === '$') return this.#path(start);
    const word = this.#match(WORD);
    if (word === 'null') return { kind: 'null', start, end: this.#position };
    if (word !== undefined) return { kind: 'boolean', value: word === 'true', start, end: this.#position };
    const number = this.#match(NUMBER);
    if (number !== undefined) return { kind: 'number', value: Number(number), start, end: this.#position };
    NAME.lastIndex = start;
    if (NAME.test(this.#text)) return this.call(depth + 1);
    return this.#fail("An argument is expected: a path, a 'string', a number, true, false, null or a call", start);
  }

  #string(start: number): IntrinsicArgument | undefined {
    let value = '';
    let template = '';
    for (let i = start + 1; i < this.#text.length; i++) {
      const c = this.#text[i] as string;
      if (c === "'") {
        this.#position = i + 1;
        return { kind: 'string', value, template, start, end: i + 1 };
      }
      if (c !== '\\') {
        value += c;
        template += c;
        continue;
      }
      const escaped = this.#text[++i];
      if (escaped === undefined) break;
      if (!"'{}\\".includes(escaped)) {
        return this.#fail(`\\${escaped} is no escape; there are \\', \\{, \\} and \\\\`, i - 1, i + 1);
      }
      value += escaped;
      template += escaped === "'" ? escaped : `\\${escaped}`;
    }
    return this.#fail('The string is not closed', start, this.#text.length);
  }

  /** A path ends at the first comma, parenthesis or space that is not in brackets. */
  #path(start: number): IntrinsicArgument | undefined {
    let depth = 0;
    let end = start;
    for (; end < this.#text.length; end++) {
      const c = this.#text[end] as string;
      if (c === '[') depth++;
      else if (c === ']') depth--;
      else if (depth === 0 && /[,)\s]/.test(c)) break;
    }
    const { path, errors } = parsePathWithin(this.#text, start, end);
    this.errors.push(...errors);
    this.#position = end;
    return path && { kind: 'path', path, start, end };
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#position;
    const found = pattern.exec(this.#text)?.[0];
    this.#position += found?.length ?? 0;
    return found;
  }

  #take(c: string): boolean {
    if (this.#text[this.#position] !== c) return false;
    this.#position++;
    return true;
  }

  #skipSpace(): void {
    while (/\s/.test(this.#text[this.#position] ?? '')) this.#position++;
  }

  #fail(message: string, start: number, end = Math.min(start + 1, this.#text.length)): undefined {
    this.errors.push({ message, start, end });
    return undefined;
  }
}
