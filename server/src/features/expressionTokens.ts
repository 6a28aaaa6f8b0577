import { lookup } from '../base/lookup.ts';
import { JSONATA_FUNCTIONS } from '../spec/jsonataFunctions.ts';
import { type IntrinsicArgument, type IntrinsicCall, parseIntrinsic } from '../syntax/intrinsic.ts';
import { type JsonataToken, jsonataTokens } from '../syntax/jsonataTokens.ts';
import { type Condition, type JsonPath, type Operand, type PathStep, parsePath } from '../syntax/jsonpath.ts';

/** A word of an expression, for colours. Offsets are in the text of the expression. */
export interface ExpressionToken {
  readonly type: TokenType;
  /** `$`, `$$`, `$states` and the functions that are there by themselves. */
  readonly builtIn?: boolean;
  readonly start: number;
  readonly end: number;
}

/** Types of LSP, which every theme has colours for. The order is that of the legend. */
export const TOKEN_TYPES = [
  'variable',
  'property',
  'function',
  'string',
  'number',
  'keyword',
  'operator',
  'regexp',
  'comment',
  'macro',
] as const;
export type TokenType = (typeof TOKEN_TYPES)[number];

type Language = 'path' | 'intrinsic' | 'jsonata';

/** The words of an expression, in their order, without overlap. */
export function expressionTokens(language: Language, text: string): readonly ExpressionToken[] {
  switch (language) {
    case 'path': {
      const { path } = parsePath(text);
      return path ? [...pathTokens(path, text)] : [];
    }
    case 'intrinsic': {
      const { call } = parseIntrinsic(text);
      return call ? [...callTokens(call, text)] : [];
    }
    case 'jsonata':
      return jsonataTokens(text).flatMap((token, index, all) => jsonataToken(token, all[index + 1], all[index - 1]));
  }
}

function* callTokens(call: IntrinsicCall, text: string): Generator<ExpressionToken> {
  yield { type: 'function', builtIn: true, start: call.name.start, end: call.name.end };
  for (const argument of call.arguments) yield* argumentTokens(argument, text);
}

function* argumentTokens(argument: IntrinsicArgument, text: string): Generator<ExpressionToken> {
  const { start, end } = argument;
  switch (argument.kind) {
    case 'call':
      yield* callTokens(argument, text);
      break;
    case 'path':
      yield* pathTokens(argument.path, text);
      break;
    case 'string':
    case 'number':
      yield { type: argument.kind, start, end };
      break;
    case 'boolean':
    case 'null':
      yield { type: 'keyword', start, end };
      break;
  }
}

function* pathTokens({ root, steps }: JsonPath, text: string): Generator<ExpressionToken> {
  yield { type: 'variable', builtIn: root.kind !== 'variable', start: root.start, end: root.end };
  for (const step of steps) yield* stepTokens(step, text);
}

function* stepTokens(step: PathStep, text: string): Generator<ExpressionToken> {
  const { kind, start, end } = step;
  if (kind === 'filter') {
    for (const condition of step.anyOf.flat()) yield* conditionTokens(condition, text);
  } else if (text[start] === '[') {
    for (const { 0: word, index } of text.slice(start, end).matchAll(/'[^']*'|-?\d+|[*@:]|\b(?:length|size)\b/g)) {
      const at = start + index;
      yield { type: bracketType(word), start: at, end: at + word.length };
    }
  } else {
    const from = kind === 'name' && text[start] === '.' ? start + 1 : start;
    if (from < end) yield { type: kind === 'name' ? 'property' : 'operator', start: from, end };
  }
}

function bracketType(word: string): TokenType {
  if (word.startsWith("'")) return 'property';
  if (/\d/.test(word)) return 'number';
  if (word === '@') return 'variable';
  return word === '*' || word === ':' ? 'operator' : 'property';
}

function* conditionTokens(condition: Condition, text: string): Generator<ExpressionToken> {
  const { start } = condition;
  if (condition.kind === 'exists') {
    if (condition.negated) yield { type: 'operator', start, end: start + 1 };
    yield* pathTokens(condition.path, text);
    return;
  }
  const { left, right, operator } = condition;
  const at = text.indexOf(operator, left.end);
  yield* operandTokens(left, text);
  if (at >= 0 && at < right.start) yield { type: 'operator', start: at, end: at + operator.length };
  yield* operandTokens(right, text);
}

function* operandTokens(operand: Operand, text: string): Generator<ExpressionToken> {
  const { start, end } = operand;
  if (start >= end) return;
  if (operand.kind === 'path') yield* pathTokens(operand.path, text);
  else if (operand.kind === 'pattern') yield { type: 'regexp', start, end };
  else yield { type: literalType(text.slice(start, end)), start, end };
}

function literalType(text: string): TokenType {
  if (/^(?:true|false|null)$/.test(text)) return 'keyword';
  return /^-?[\d.]+$/.test(text) ? 'number' : 'string';
}

const JSONATA_TYPES: { readonly [K in JsonataToken['kind']]: TokenType } = {
  name: 'property',
  variable: 'variable',
  string: 'string',
  number: 'number',
  literal: 'keyword',
  lambda: 'keyword',
  regex: 'regexp',
  operator: 'operator',
  comment: 'comment',
};

function jsonataToken(
  { kind, text, start, end }: JsonataToken,
  next: JsonataToken | undefined,
  previous: JsonataToken | undefined,
): ExpressionToken[] {
  // Brackets and dots keep the colour of the text around them.
  if (kind === 'operator' && /^[()[\]{}.,;]$/.test(text)) return [];
  if (kind === 'variable') {
    const isKnown = lookup(JSONATA_FUNCTIONS, text.slice(1)) !== undefined;
    const isFunction = next?.text === '(' || (previous?.text === '~>' && isKnown);
    if (isFunction) return [{ type: 'function', builtIn: isKnown, start, end }];
    return [{ type: 'variable', builtIn: text === '$' || text === '$$' || text === '$states', start, end }];
  }
  const isWord = kind === 'operator' && /^\w/.test(text);
  return [{ type: isWord ? 'keyword' : JSONATA_TYPES[kind], start, end }];
}
