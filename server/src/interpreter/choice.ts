import { type Awaitable, whenDone } from '../base/awaitable.ts';
import { isArray, isObject, type Json, type JsonObject } from '../base/json.ts';
import { isKey } from '../base/lookup.ts';
import { unexpectedType } from '../evaluate/jsonata.ts';
import { StatesError } from '../spec/errors.ts';
import { javaText } from '../spec/javaText.ts';
import type { ComparisonOperator } from '../spec/operators.ts';
import { parseTimestamp } from '../spec/timestamp.ts';
import { effectiveInput, findValue, jsonataValue, type Moment, unknownAt } from './moment.ts';
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
  if (isObject(rule)) return { kind: 'done', choice: { next: javaText(rule.Next ?? null), rule: index } };
  const otherwise = state.fields.Default;
  if (typeof otherwise === 'string') return { kind: 'done', choice: { next: otherwise, rule: undefined } };
  // The specification has States.NoChoiceMatched for this; the service says that it cannot go on.
  throw new StatesError(
    'States.Runtime',
    'Failed to transition out of the state. The state does not point to a next state.',
  );
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
  throw unexpectedType(condition, field, 'boolean', value);
}

function holdsJsonPath(moment: Moment, rule: JsonObject): boolean {
  return holds(moment, testOf(rule), effectiveInput(moment.frame.data));
}

/** A JSONPath rule as what is to be tested. */
type Test =
  | { readonly kind: 'and' | 'or'; readonly tests: readonly Test[] }
  | { readonly kind: 'not'; readonly test: Test }
  | { readonly kind: 'present'; readonly variable: string; readonly wanted: Json }
  | {
      readonly kind: 'compare';
      readonly variable: string;
      readonly compare: Comparison;
      readonly operand: Json;
      /** The operand stands at a path. */
      readonly at: boolean;
    }
  | { readonly kind: 'never' };

const known = new WeakMap<JsonObject, Test>();

function testOf(rule: JsonObject): Test {
  let test = known.get(rule);
  if (!test) {
    test = readTest(rule);
    known.set(rule, test);
  }
  return test;
}

function readTest(rule: Json): Test {
  if (!isObject(rule)) return { kind: 'never' };
  if (isArray(rule.And)) return { kind: 'and', tests: rule.And.map(readTest) };
  if (isArray(rule.Or)) return { kind: 'or', tests: rule.Or.map(readTest) };
  if (isObject(rule.Not)) return { kind: 'not', test: readTest(rule.Not) };
  const operator = Object.keys(rule).find((key) => isKey(COMPARISONS, plainName(key)));
  const variable = rule.Variable;
  if (operator === undefined || typeof variable !== 'string') return { kind: 'never' };
  if (operator === 'IsPresent') return { kind: 'present', variable, wanted: rule.IsPresent ?? null };
  const plain = plainName(operator);
  const compare = isKey(COMPARISONS, plain) ? COMPARISONS[plain] : () => false;
  return { kind: 'compare', variable, compare, operand: rule[operator] ?? null, at: plain !== operator };
}

function holds(moment: Moment, test: Test, data: Json): boolean {
  switch (test.kind) {
    case 'and':
      return test.tests.every((inner) => holds(moment, inner, data));
    case 'or':
      return test.tests.some((inner) => holds(moment, inner, data));
    case 'not':
      return !holds(moment, test.test, data);
    case 'present':
      refuseUnknown(moment, test.variable, data);
      return (findValue(moment, test.variable, data) !== undefined) === test.wanted;
    case 'compare': {
      const value = valueAt(moment, test.variable, data);
      return test.compare(value, test.at ? valueAt(moment, javaText(test.operand), data) : test.operand);
    }
    case 'never':
      return false;
  }
}

function valueAt(moment: Moment, path: string, data: Json): Json {
  refuseUnknown(moment, path, data);
  const value = findValue(moment, path, data);
  if (value !== undefined) return value;
  const cause = `Invalid path '${path}': The choice state's condition path references an invalid value.`;
  throw new StatesError('States.Runtime', cause);
}

function refuseUnknown(moment: Moment, path: string, data: Json): void {
  const what = unknownAt(moment, path, data);
  if (what !== undefined) throw new StatesError('States.Runtime', `The value at ${path} is unknown: ${what}`);
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

/** `*` stands for any run of characters, `\*` for a star. Linear in the text: no regular expression is made. */
export function matchesPattern(text: string, pattern: string): boolean {
  const parts = patternParts(pattern);
  const first = parts[0] ?? '';
  if (parts.length === 1) return text === first;
  const last = parts.at(-1) ?? '';
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let from = first.length;
  const to = text.length - last.length;
  for (const part of parts.slice(1, -1)) {
    const at = findPart(text, part, from, to);
    if (at < 0) return false;
    from = at + part.length;
  }
  return from <= to;
}

/** Where `part` is found between `from` and `to`, by the algorithm of Knuth, Morris and Pratt: `indexOf` may take part by text. */
function findPart(text: string, part: string, from: number, to: number): number {
  const borders = bordersOf(part);
  let matched = 0;
  if (part === '') return from;
  for (let i = from; i < to; i++) {
    while (matched > 0 && text[i] !== part[matched]) matched = borders[matched - 1] ?? 0;
    if (text[i] === part[matched]) matched++;
    if (matched === part.length) return i - matched + 1;
  }
  return -1;
}

/** For each beginning of a text, how much of it stands at its end again. */
function bordersOf(part: string): readonly number[] {
  const borders: number[] = part === '' ? [] : [0];
  for (let i = 1, length = 0; i < part.length; i++) {
    while (length > 0 && part[i] !== part[length]) length = borders[length - 1] ?? 0;
    if (part[i] === part[length]) length++;
    borders.push(length);
  }
  return borders;
}

/** The texts before, between and after the stars. */
function patternParts(pattern: string): string[] {
  const parts: string[] = [];
  let part = '';
  for (let i = 0; i < pattern.length; i++) {
    const letter = pattern[i] ?? '';
    if (letter === '*') {
      parts.push(part);
      part = '';
    } else if (letter !== '\\') {
      part += letter;
    } else {
      const escaped = pattern[++i];
      if (escaped !== '*' && escaped !== '\\') {
        throw new StatesError('States.Runtime', `The pattern '${pattern}' of StringMatches has an invalid escape`);
      }
      part += escaped;
    }
  }
  return [...parts, part];
}

/** Whether a comparison holds between two values, whether its operand stands at a path or not. Throws a `StatesError` for a wrong pattern. */
export function comparisonHolds(operator: string, value: Json, operand: Json): boolean {
  const plain = plainName(operator);
  return isKey(COMPARISONS, plain) && COMPARISONS[plain](value, operand);
}
