/** What the JSON parser of AWS, Jackson, says of a text that is not JSON. */
export interface JacksonError {
  /** Ends with the location, on a line of its own. */
  readonly message: string;
  /** `[Source: (String)"…"; line: 1, column: 4]` */
  readonly location: string;
}

/** The first mistake, in the words of Jackson 2; undefined where it finds none. What comes after the value is not its business. */
export function findJacksonError(source: string): JacksonError | undefined {
  const reader = new Reader(source);
  try {
    reader.read();
    return undefined;
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    const location = locationText(source, reader.place());
    return { message: `${error.message}\n at ${location}`, location };
  }
}

class Mistake extends Error {}

/** From 1. */
interface Place {
  readonly line: number;
  readonly column: number;
}

const MAX_SOURCE = 500;

function locationText(source: string, { line, column }: Place): string {
  const cut = source.length > MAX_SOURCE ? `[truncated ${source.length - MAX_SOURCE} chars]` : '';
  return `[Source: (String)"${source.slice(0, MAX_SOURCE)}"${cut}; line: ${line}, column: ${column}]`;
}

type Scope = 'Object' | 'Array';

interface OpenScope {
  readonly kind: Scope;
  readonly start: Place;
  isEmpty: boolean;
}

const VALUES = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
const CLOSERS: { readonly [kind in Scope]: string } = { Object: '}', Array: ']' };
const WORDS: { readonly [first: string]: string } = { t: 'true', f: 'false', n: 'null' };
const NAME_START = /[\p{L}\p{Nl}\p{Sc}\p{Pc}]/u;
const NAME_PART = /[\p{L}\p{Nl}\p{Sc}\p{Pc}\p{Nd}\p{Mn}\p{Mc}]/u;
const MAX_TOKEN = 256;

class Reader {
  readonly #source: string;
  #at = 0;
  #line = 1;
  #lineStart = 0;
  readonly #open: OpenScope[] = [];

  constructor(source: string) {
    this.#source = source;
  }

  read(): void {
    const first = this.#next();
    if (first === undefined) return;
    this.#value(first);
    for (let scope = this.#open.at(-1); scope; scope = this.#open.at(-1)) this.#entry(scope);
  }

  /** One entry of an object or array, or its end. */
  #entry(scope: OpenScope): void {
    let char = this.#next();
    if (char === undefined) {
      const where = `start marker at ${this.#begin(scope)}`;
      this.#fail(`Unexpected end-of-input: expected close marker for ${scope.kind} (${where})`);
    }
    if (char === '}' || char === ']') {
      this.#close(scope, char);
      return;
    }
    if (!scope.isEmpty) {
      if (char !== ',') this.#unexpected(char, `was expecting comma to separate ${scope.kind} entries`);
      char = this.#within(scope);
    }
    scope.isEmpty = false;
    if (scope.kind === 'Object') {
      if (char !== '"') this.#unexpected(char, 'was expecting double-quote to start field name');
      this.#text('name', ' in field name');
      const colon = this.#within(scope);
      if (colon !== ':') this.#unexpected(colon, 'was expecting a colon to separate field name and value');
      char = this.#within(scope);
    }
    this.#value(char);
  }

  #close(scope: OpenScope, char: string): void {
    const closer = CLOSERS[scope.kind];
    if (char !== closer) {
      const where = `for ${scope.kind} starting at ${this.#begin(scope)}`;
      this.#fail(`Unexpected close marker '${char}': expected '${closer}' (${where})`);
    }
    this.#open.pop();
  }

  #begin({ start }: OpenScope): string {
    return locationText(this.#source, start);
  }

  #value(char: string): void {
    if (char === '{' || char === '[') {
      const start = this.place(this.#at - 1);
      this.#open.push({ kind: char === '{' ? 'Object' : 'Array', start, isEmpty: true });
    } else if (char === '"') {
      this.#text('string value', ': was expecting closing quote for a string value');
    } else if (char === '-' || isDigit(char)) {
      this.#number(char);
    } else if (char === '}') {
      this.#unexpected(char, 'expected a value');
    } else {
      this.#word(char);
    }
  }

  #word(char: string): void {
    const word = WORDS[char];
    if (word === undefined && !NAME_START.test(char)) this.#unexpected(char, `expected a valid value ${VALUES}`);
    const begin = this.#at - 1;
    if (word !== undefined) {
      for (let i = 1; i < word.length && this.#source[this.#at] === word[i]; i++) this.#at++;
      if (this.#at - begin === word.length && !this.#isNamePart()) return;
    }
    while (this.#isNamePart() && this.#at - begin < MAX_TOKEN) this.#at++;
    this.#fail(`Unrecognized token '${this.#source.slice(begin, this.#at)}': was expecting ${VALUES}`);
  }

  #isNamePart(): boolean {
    return NAME_PART.test(this.#source[this.#at] ?? '');
  }

  #number(first: string): void {
    let char: string | undefined = first;
    if (char === '-') {
      char = this.#source[this.#at++];
      if (!isDigit(char)) this.#badNumber(char, 'expected digit (0-9) to follow minus sign, for valid numeric value');
    }
    if (char === '0' && isDigit(this.#source[this.#at])) {
      this.#fail('Invalid numeric value: Leading zeroes not allowed');
    }
    this.#digits();
    if (this.#source[this.#at] === '.') {
      this.#at++;
      if (!this.#digits()) this.#badNumber(this.#source[this.#at++], 'Decimal point not followed by a digit');
    }
    if (/[eE]/.test(this.#source[this.#at] ?? '')) {
      this.#at++;
      if (/[+-]/.test(this.#source[this.#at] ?? '')) this.#at++;
      if (!this.#digits()) this.#badNumber(this.#source[this.#at++], 'Exponent indicator not followed by a digit');
    }
  }

  #digits(): boolean {
    const start = this.#at;
    while (isDigit(this.#source[this.#at])) this.#at++;
    return this.#at > start;
  }

  #badNumber(char: string | undefined, reason: string): never {
    if (char === undefined) this.#fail('Unexpected end-of-input in a Number value');
    this.#fail(`Unexpected character (${described(char)}) in numeric value: ${reason}`);
  }

  #text(what: string, atEnd: string): void {
    for (;;) {
      const char = this.#source[this.#at++];
      if (char === undefined) this.#fail(`Unexpected end-of-input${atEnd}`);
      if (char === '"') return;
      if (char < ' ') {
        const advice = `has to be escaped using backslash to be included in ${what}`;
        this.#fail(`Illegal unquoted character (${described(char)}): ${advice}`);
      }
      if (char === '\\') this.#escape();
    }
  }

  #escape(): void {
    const char = this.#escaped();
    if (char === 'u') {
      for (let i = 0; i < 4; i++) {
        const digit = this.#escaped();
        if (!/[\da-fA-F]/.test(digit)) {
          this.#unexpected(digit, 'expected a hex-digit for character escape sequence');
        }
      }
    } else if (!'"\\/bfnrt'.includes(char)) {
      this.#fail(`Unrecognized character escape ${described(char)}`);
    }
  }

  #escaped(): string {
    const char = this.#source[this.#at++];
    return char ?? this.#fail('Unexpected end-of-input in character escape sequence');
  }

  /** The next character that is no white space, where there has to be one. */
  #within({ kind }: OpenScope): string {
    return this.#next() ?? this.#fail(`Unexpected end-of-input within/between ${kind} entries`);
  }

  #next(): string | undefined {
    for (;;) {
      const char = this.#source[this.#at++];
      if (char === '\n' || (char === '\r' && this.#source[this.#at] !== '\n')) {
        this.#line++;
        this.#lineStart = this.#at;
      } else if (char === undefined || !/[ \t\r]/.test(char)) {
        return char;
      }
    }
  }

  /** One beyond what has been read. A line break inside of a text does not begin a line. */
  place(at = Math.min(this.#at, this.#source.length)): Place {
    return { line: this.#line, column: at - this.#lineStart + 1 };
  }

  #unexpected(char: string, comment: string): never {
    const advice =
      char === '/'
        ? "maybe a (non-standard) comment? (not recognized as one since Feature 'ALLOW_COMMENTS' not enabled for parser)"
        : comment;
    this.#fail(`Unexpected character (${described(char)}): ${advice}`);
  }

  #fail(message: string): never {
    throw new Mistake(message);
  }
}

function isDigit(char: string | undefined): boolean {
  return char !== undefined && char >= '0' && char <= '9';
}

function described(char: string): string {
  const code = char.charCodeAt(0);
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return `(CTRL-CHAR, code ${code})`;
  const hexadecimal = code > 255 ? ` / 0x${code.toString(16)}` : '';
  return `'${char}' (code ${code}${hexadecimal})`;
}
