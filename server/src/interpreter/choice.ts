import { isArray, isObject, type Json, type JsonObject } from '../base/json.ts';
import { isJsonata, jsonataOf, unexpectedType } from '../evaluate/jsonata.ts';
import { StatesError } from '../spec/errors.ts';
import { effectiveInput, findValue, jsonataValue, type Moment, pathValue } from './moment.ts';
import { parseTimestamp } from './timestamp.ts';
import type { Work } from './work.ts';

/** The first rule that holds decides. */
export async function executeChoice(moment: Moment): Promise<Work> {
  const { state } = moment;
  const rules = isArray(state.fields.Choices) ? state.fields.Choices : [];
  for (const [i, rule] of rules.entries()) {
    if (!isObject(rule)) continue;
    const holds = state.queryLanguage === 'JSONata' ? await holdsJsonata(moment, rule, i) : holdsJsonPath(moment, rule);
    if (holds) return { kind: 'done', choice: { next: String(rule.Next), rule: i } };
  }
  const otherwise = state.fields.Default;
  if (typeof otherwise === 'string') return { kind: 'done', choice: { next: otherwise, rule: undefined } };
  throw new StatesError('States.NoChoiceMatched', 'No choice rule matched, and the state has no Default');
}

async function holdsJsonata(moment: Moment, rule: JsonObject, index: number): Promise<boolean> {
  const condition = rule.Condition ?? false;
  if (typeof condition === 'boolean') return condition;
  const field = `Choices[${index}]/Condition`;
  const value = await jsonataValue(moment, condition, field);
  if (typeof value === 'boolean') return value;
  const text = typeof condition === 'string' && isJsonata(condition) ? jsonataOf(condition) : String(condition);
  throw unexpectedType(text, field, 'boolean', value);
}

function holdsJsonPath(moment: Moment, rule: JsonObject): boolean {
  if (isArray(rule.And)) return rule.And.every((r) => isObject(r) && holdsJsonPath(moment, r));
  if (isArray(rule.Or)) return rule.Or.some((r) => isObject(r) && holdsJsonPath(moment, r));
  if (isObject(rule.Not)) return !holdsJsonPath(moment, rule.Not);
  const operator = Object.keys(rule).find((key) => Object.hasOwn(COMPARISONS, key.replace(/Path$/, '')));
  if (operator === undefined || typeof rule.Variable !== 'string') return false;
  const data = effectiveInput(moment.frame.data);
  if (operator === 'IsPresent') return (findValue(moment, rule.Variable, data) !== undefined) === rule.IsPresent;
  const value = pathValue(moment, rule.Variable, data);
  const operand = rule[operator] ?? null;
  if (!operator.endsWith('Path')) return compare(operator, value, operand);
  return compare(operator.slice(0, -'Path'.length), value, pathValue(moment, String(operand), data));
}

function compare(operator: string, value: Json, operand: Json): boolean {
  return COMPARISONS[operator]?.(value, operand) ?? false;
}

type Comparison = (value: Json, operand: Json) => boolean;

const ORDERS = {
  Equals: (order: number) => order === 0,
  LessThan: (order: number) => order < 0,
  GreaterThan: (order: number) => order > 0,
  LessThanEquals: (order: number) => order <= 0,
  GreaterThanEquals: (order: number) => order >= 0,
};

/** Every comparison; a value of another type than the operator's makes it false. */
const COMPARISONS: { readonly [operator: string]: Comparison } = {
  ...ordered('String', (value) => (typeof value === 'string' ? value : undefined)),
  ...ordered('Numeric', (value) => (typeof value === 'number' ? value : undefined)),
  ...ordered('Timestamp', (value) => (typeof value === 'string' ? parseTimestamp(value) : undefined)),
  BooleanEquals: (value, operand) => typeof value === 'boolean' && value === operand,
  StringMatches: (value, operand) =>
    typeof value === 'string' && typeof operand === 'string' && matchesPattern(value, operand),
  IsNull: (value, operand) => (value === null) === operand,
  IsPresent: (_, operand) => operand === true,
  IsNumeric: (value, operand) => (typeof value === 'number') === operand,
  IsString: (value, operand) => (typeof value === 'string') === operand,
  IsBoolean: (value, operand) => (typeof value === 'boolean') === operand,
  IsTimestamp: (value, operand) => (typeof value === 'string' && parseTimestamp(value) !== undefined) === operand,
};

function ordered(prefix: string, read: (value: Json) => string | number | undefined): Record<string, Comparison> {
  const comparisons = Object.entries(ORDERS).map(([suffix, accepts]): [string, Comparison] => [
    prefix + suffix,
    (value, operand) => {
      const left = read(value);
      const right = read(operand);
      if (left === undefined || right === undefined) return false;
      return accepts(left < right ? -1 : left > right ? 1 : 0);
    },
  ]);
  return Object.fromEntries(comparisons);
}

type PatternPart = { readonly any: true } | { readonly any: false; readonly text: string };

/** `*` stands for any run of characters, `\*` for a star. Linear in the text: no regular expression is made. */
export function matchesPattern(text: string, pattern: string): boolean {
  const parts = patternParts(pattern);
  let t = 0;
  let p = 0;
  let star = -1;
  let retryAt = 0;
  while (t < text.length || p < parts.length) {
    const part = parts[p];
    if (part?.any) {
      star = p++;
      retryAt = t;
    } else if (part && text.startsWith(part.text, t)) {
      t += part.text.length;
      p++;
    } else if (star >= 0 && retryAt < text.length) {
      t = ++retryAt;
      p = star + 1;
    } else {
      return false;
    }
  }
  return true;
}

function patternParts(pattern: string): PatternPart[] {
  const parts: PatternPart[] = [];
  for (let i = 0; i < pattern.length; i++) {
    const letter = pattern[i] ?? '';
    if (letter === '*') {
      parts.push({ any: true });
    } else if (letter !== '\\') {
      parts.push({ any: false, text: letter });
    } else {
      const escaped = pattern[++i];
      if (escaped !== '*' && escaped !== '\\') {
        throw new StatesError('States.Runtime', `The pattern '${pattern}' of StringMatches has an invalid escape`);
      }
      parts.push({ any: false, text: escaped });
    }
  }
  return parts;
}
