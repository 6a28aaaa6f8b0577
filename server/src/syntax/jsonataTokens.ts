export interface JsonataToken {
  readonly kind: JsonataTokenKind;
  /** As it is written. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export type JsonataTokenKind =
  | 'name'
  /** `$name`, `$` or `$$` */
  | 'variable'
  | 'string'
  | 'number'
  /** `true`, `false`, `null` */
  | 'literal'
  | 'regex'
  /** `function` or `λ` */
  | 'lambda'
  | 'operator'
  | 'comment';

const SPACE = /\s+/y;
const COMMENT = /\/\*[\s\S]*?(?:\*\/|$)/y;
const STRING = /"(?:\\[\s\S]|[^"\\])*(?:"|\\?$)|'(?:\\[\s\S]|[^'\\])*(?:'|\\?$)/y;
const QUOTED_NAME = /`[^`]*(?:`|$)/y;
const NUMBER = /\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
const REGEX = /\/(?:\\[\s\S]|[^\\/])+\/[im]*/y;
const WORD = /[^\s.[\]{}(),@#;:?+\-*/%|=<>^&!~"'`]+/y;
const OPERATOR = /\.\.|:=|!=|>=|<=|\*\*|~>|\?:|\?\?|[^\s]/y;

/** The words of a JSONata expression. Never throws: what is not closed goes on to the end. */
export function jsonataTokens(text: string): readonly JsonataToken[] {
  const tokens: JsonataToken[] = [];
  let operand = false;
  for (let at = 0; at < text.length; ) {
    const [kind, end] = readToken(text, at, operand);
    if (kind) {
      const token = { kind, text: text.slice(at, end), start: at, end };
      tokens.push(token);
      if (kind !== 'comment') operand = kind === 'operator' ? ')]}'.includes(token.text) : kind !== 'lambda';
    }
    at = end;
  }
  return tokens;
}

function readToken(text: string, at: number, operand: boolean): [JsonataTokenKind | undefined, end: number] {
  const match = (pattern: RegExp): number => {
    pattern.lastIndex = at;
    return pattern.test(text) ? pattern.lastIndex : 0;
  };
  const blank = match(SPACE);
  if (blank) return [undefined, blank];
  const comment = match(COMMENT);
  if (comment) return ['comment', comment];
  const string = match(STRING);
  if (string) return ['string', string];
  const quoted = match(QUOTED_NAME);
  if (quoted) return ['name', quoted];
  const number = match(NUMBER);
  if (number) return ['number', number];
  // Behind a value a slash divides.
  const regex = operand ? 0 : match(REGEX);
  if (regex) return ['regex', regex];
  const word = match(WORD);
  if (word) return [wordKind(text.slice(at, word), operand), word];
  return ['operator', match(OPERATOR) || at + 1];
}

function wordKind(word: string, operand: boolean): JsonataTokenKind {
  if (word.startsWith('$')) return 'variable';
  if (word === 'true' || word === 'false' || word === 'null') return 'literal';
  if (word === 'function' || word === 'λ') return 'lambda';
  // At the beginning of an operand these are names.
  return operand && (word === 'and' || word === 'or' || word === 'in') ? 'operator' : 'name';
}
