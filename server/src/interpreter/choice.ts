import { type Awaitable, whenDone } from '../base/awaitable.ts';
import { isArray, isObject, type Json, type JsonObject } from '../base/json.ts';
import { isKey } from '../base/lookup.ts';
import { isJsonata, jsonataOf, unexpectedType } from '../evaluate/jsonata.ts';
import { StatesError } from '../spec/errors.ts';
import type { ComparisonOperator } from '../spec/operators.ts';
import { parseTimestamp } from '../spec/timestamp.ts';
import { effectiveInput, findValue, jsonataValue, type Moment, pathValue } from './moment.ts';
import type { Work } from './work.ts';

/** The first rule that holds decides. */
export function executeChoice(moment: Moment): Awaitable<Work> {
  const { fields, queryLanguage } = moment.state;
  const rules = isArray(fields.Choices) ? fields.Choices : [];
  if (queryLanguage === 'JSONata') return whenDone(findJsonata(moment, rules), (index) => chosen(moment, rules, index));
  const index = rules.findIndex((rule) => isObject(rule) && holdsJsonPath(moment, rule));
  return chosen(moment, rules, index);
}

function chosen({ state }: Moment, rules: readonly Json[], index: number): Work {
  const rule = rules[index];
  if (isObject(rule)) return { kind: 'done', choice: { next: String(rule.Next), rule: index } };
  const otherwise = state.fields.Default;
  if (typeof otherwise === 'string') return { kind: 'done', choice: { next: otherwise, rule: undefined } };
  throw new StatesError('States.NoChoiceMatched', 'No choice rule matched, and the state has no Default');
}

async function findJsonata(moment: Moment, rules: readonly Json[]): Promise<number> {
  for (const [i, rule] of rules.entries()) {
    if (isObject(rule) && (await holdsJsonata(moment, rule, i))) return i;
  }
  return -1;
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
  const operator = Object.keys(rule).find((key) => isKey(COMPARISONS, plainName(key)));
  if (operator === undefined || typeof rule.Variable !== 'string') return false;
  const plain = plainName(operator);
  const compare = isKey(COMPARISONS, plain) ? COMPARISONS[plain] : () => false;
  const data = effectiveInput(moment.frame.data);
  if (operator === 'IsPresent') return (findValue(moment, rule.Variable, data) !== undefined) === rule.IsPresent;
  const value = pathValue(moment, rule.Variable, data);
  const operand = rule[operator] ?? null;
  return compare(value, plain === operator ? operand : pathValue(moment, String(operand), data));
}

/** The operator whose operand stands at a path under this name. */
function plainName(operator: string): string {
  return operator.replace(/Path$/, '');
}

type Comparison = (value: Json, operand: Json) => boolean;

/** An operator that takes its operand as it stands. */
type PlainOperator = Exclude<ComparisonOperator, `${string}Path`>;

/** Every comparison; a value of another type than the operator's makes it false. */
const COMPARISONS: { readonly [O in PlainOperator]: Comparison } = {
  StringEquals: strings((order) => order === 0),
  StringLessThan: strings((order) => order < 0),
  StringGreaterThan: strings((order) => order > 0),
  StringLessThanEquals: strings((order) => order <= 0),
  StringGreaterThanEquals: strings((order) => order >= 0),
  NumericEquals: numbers((order) => order === 0),
  NumericLessThan: numbers((order) => order < 0),
  NumericGreaterThan: numbers((order) => order > 0),
  NumericLessThanEquals: numbers((order) => order <= 0),
  NumericGreaterThanEquals: numbers((order) => order >= 0),
  TimestampEquals: timestamps((order) => order === 0),
  TimestampLessThan: timestamps((order) => order < 0),
  TimestampGreaterThan: timestamps((order) => order > 0),
  TimestampLessThanEquals: timestamps((order) => order <= 0),
  TimestampGreaterThanEquals: timestamps((order) => order >= 0),
  BooleanEquals: (value, operand) => typeof value === 'boolean' && value === operand,
  StringMatches: (value, operand) =>
    typeof value === 'string' && typeof operand === 'string' && matchesPattern(value, operand),
  IsNull: (value, operand) => (value === null) === operand,
  IsPresent: (_, operand) => operand === true,
  IsNumeric: (value, operand) => (typeof value === 'number') === operand,
  IsString: (value, operand) => (typeof value === 'string') === operand,
  IsBoolean: (value, operand) => (typeof value === 'boolean') === operand,
  IsTimestamp: (value, operand) => (timestampOf(value) !== undefined) === operand,
};

type Accepts = (order: number) => boolean;

function strings(accepts: Accepts): Comparison {
  return ordered((value) => (typeof value === 'string' ? value : undefined), accepts);
}

function numbers(accepts: Accepts): Comparison {
  return ordered((value) => (typeof value === 'number' ? value : undefined), accepts);
}

function timestamps(accepts: Accepts): Comparison {
  return ordered(timestampOf, accepts);
}

function timestampOf(value: Json): number | undefined {
  return typeof value === 'string' ? parseTimestamp(value) : undefined;
}

function ordered(read: (value: Json) => string | number | undefined, accepts: Accepts): Comparison {
  return (value, operand) => {
    const left = read(value);
    const right = read(operand);
    if (left === undefined || right === undefined) return false;
    return accepts(left < right ? -1 : left > right ? 1 : 0);
  };
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
