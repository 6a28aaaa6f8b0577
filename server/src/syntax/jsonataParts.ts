import { type JsonataToken, jsonataTokens } from './jsonataTokens.ts';

/**
 * A part of a JSONata expression with its place, which the tree of the library does not tell. Where the text is half typed, a part ends
 * with it.
 */
export interface JsonataPart {
  readonly kind:
    | JsonataToken['kind']
    /** `left.right` */
    | 'step'
    /** `left[inside]`, `left^(terms)`, `left{pairs}`: what is inside is seen from each value of `left`, the first part. */
    | 'predicate'
    | 'order'
    | 'grouping'
    /** The function is the first part. */
    | 'call'
    /** `function(parameters){body}`; the body is the last part. */
    | 'function'
    /** `(first; second)` */
    | 'block'
    | 'array'
    | 'object'
    | 'condition'
    | 'bind'
    | 'transform'
    | 'binary'
    | 'unary'
    /** Nothing, where something should be. */
    | 'missing';
  readonly start: number;
  readonly end: number;
  readonly parts: readonly JsonataPart[];
}

/** Never throws. What follows a complete expression is left out. */
export function jsonataParts(text: string): JsonataPart {
  return new Reader(text).expression(0);
}

/** From the whole expression to the innermost part that touches `offset`. */
export function partsAround(root: JsonataPart, offset: number): readonly JsonataPart[] {
  const found: JsonataPart[] = [];
  let part: JsonataPart | undefined = root;
  while (part) {
    found.push(part);
    // Where two parts meet, the one on the left is meant.
    part = part.parts.find(({ start, end }) => start <= offset && offset <= end);
  }
  return found;
}

/** How tightly an operator binds what is on its left. */
const POWERS = new Map<string, number>([
  ...['[', '(', '@', '#'].map((name) => [name, 80] as const),
  ['.', 75],
  ['{', 70],
  ...['*', '/', '%'].map((name) => [name, 60] as const),
  ...['+', '-', '&'].map((name) => [name, 50] as const),
  ...['=', '!=', '<', '<=', '>', '>=', 'in', '^', '~>', '??', '?:'].map((name) => [name, 40] as const),
  ['and', 30],
  ['or', 25],
  ...['?', '..'].map((name) => [name, 20] as const),
  [':=', 10],
]);

const MAX_DEPTH = 200;

class Reader {
  readonly #tokens: readonly JsonataToken[];
  readonly #length: number;
  #position = 0;
  #depth = 0;

  constructor(text: string) {
    this.#tokens = jsonataTokens(text).filter(({ kind }) => kind !== 'comment');
    this.#length = text.length;
  }

  expression(power: number): JsonataPart {
    if (++this.#depth > MAX_DEPTH) {
      // Deeper than the service evaluates; the rest is not looked at.
      this.#position = this.#tokens.length;
      this.#depth--;
      return this.#missing();
    }
    let left = this.#prefix();
    for (;;) {
      const token = this.#peek();
      const own = token?.kind === 'operator' ? POWERS.get(token.text) : undefined;
      if (!token || own === undefined || own <= power) break;
      this.#position++;
      left = this.#infix(left, token.text, own);
    }
    this.#depth--;
    return left;
  }

  #prefix(): JsonataPart {
    const token = this.#peek();
    if (!token) return this.#missing();
    const { kind, text, start } = token;
    if (kind === 'lambda') return this.#lambda();
    if (kind !== 'operator') {
      this.#position++;
      return { kind, start, end: token.end, parts: [] };
    }
    switch (text) {
      case '(':
        this.#position++;
        return this.#enclosed('block', start, [], ')', ';');
      case '[':
        this.#position++;
        return this.#enclosed('array', start, [], ']', ',');
      case '{':
        this.#position++;
        return this.#enclosed('object', start, [], '}', ',');
      case '-': {
        this.#position++;
        const operand = this.expression(70);
        return { kind: 'unary', start, end: operand.end, parts: [operand] };
      }
      case '|':
        return this.#transform();
      case '*':
      case '**':
      case '%':
      case '?':
        this.#position++;
        return { kind: 'name', start, end: token.end, parts: [] };
      default:
        return this.#missing();
    }
  }

  #infix(left: JsonataPart, operator: string, power: number): JsonataPart {
    const { start } = left;
    switch (operator) {
      case '(':
        return this.#enclosed('call', start, [left], ')', ',');
      case '[':
        return this.#enclosed('predicate', start, [left], ']', ',');
      case '{':
        return this.#enclosed('grouping', start, [left], '}', ',');
      case '^':
        if (this.#take('(')) return this.#enclosed('order', start, [left], ')', ',');
        return this.#joined('order', left, power);
      case '?': {
        const then = this.expression(0);
        const parts = [left, then, ...(this.#take(':') ? [this.expression(0)] : [])];
        return { kind: 'condition', start, end: parts.at(-1)?.end ?? then.end, parts };
      }
      case '.':
        return this.#joined('step', left, power);
      case ':=':
        // Binds to the right.
        return this.#joined('bind', left, power - 1);
      default:
        return this.#joined('binary', left, power);
    }
  }

  #joined(kind: JsonataPart['kind'], left: JsonataPart, power: number): JsonataPart {
    const right = this.expression(power);
    return { kind, start: left.start, end: right.end, parts: [left, right] };
  }

  /** What follows an opening bracket, up to and with the closing one. */
  #enclosed(
    kind: JsonataPart['kind'],
    start: number,
    before: readonly JsonataPart[],
    close: string,
    separator: string,
  ): JsonataPart {
    const parts = [...before];
    for (;;) {
      const token = this.#peek();
      if (!token) return { kind, start, end: this.#length, parts };
      if (token.kind === 'operator' && token.text === close) {
        this.#position++;
        return { kind, start, end: token.end, parts };
      }
      const before = this.#position;
      // The terms of an order begin with their direction.
      if (!this.#take(separator) && !this.#take(':') && !(kind === 'order' && (this.#take('<') || this.#take('>')))) {
        parts.push(this.expression(0));
      } else if (!this.#peek()) {
        parts.push(this.#missing());
      }
      if (this.#position === before) this.#position++;
    }
  }

  #lambda(): JsonataPart {
    const { start } = this.#tokens[this.#position++] as JsonataToken;
    const parts: JsonataPart[] = [];
    if (this.#take('(')) parts.push(...this.#enclosed('block', start, [], ')', ',').parts);
    if (this.#take('<')) while (this.#peek() && !this.#take('>')) this.#position++;
    const open = this.#peek();
    if (open && this.#take('{')) parts.push(this.#enclosed('block', open.start, [], '}', ';'));
    return { kind: 'function', start, end: parts.at(-1)?.end ?? this.#end(), parts };
  }

  /** `|location|update, delete|` */
  #transform(): JsonataPart {
    const { start } = this.#tokens[this.#position++] as JsonataToken;
    const parts = [this.expression(0)];
    if (this.#take('|')) {
      parts.push(this.expression(0));
      if (this.#take(',')) parts.push(this.expression(0));
      this.#take('|');
    }
    return { kind: 'transform', start, end: this.#end(), parts };
  }

  #peek(): JsonataToken | undefined {
    return this.#tokens[this.#position];
  }

  #take(text: string): boolean {
    const token = this.#peek();
    if (token?.kind !== 'operator' || token.text !== text) return false;
    this.#position++;
    return true;
  }

  #end(): number {
    return this.#tokens[this.#position - 1]?.end ?? 0;
  }

  #missing(): JsonataPart {
    const at = this.#peek()?.start ?? this.#length;
    return { kind: 'missing', start: at, end: at, parts: [] };
  }
}
