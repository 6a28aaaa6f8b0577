import { isArray, isObject, type Json, type JsonObject } from '../../base/json.ts';
import { isKey } from '../../base/lookup.ts';
import { COMBINATORS, OPERATORS } from '../../spec/operators.ts';
import { hasPlaceholder } from '../../syntax/node.ts';
import {
  atom,
  BINDING,
  chain,
  constant,
  type Expression,
  literal,
  operand,
  operation,
  textOf,
  type Value,
} from './expression.ts';
import { inPattern } from './intrinsics.ts';
import { type ConversionScope, convertPathText } from './paths.ts';

/** The condition of a Choice rule, which holds where the rule does; undefined where there is none. */
export function convertRule(rule: JsonObject, scope: ConversionScope): Expression | undefined {
  const { And, Or, Not } = rule;
  if (isArray(And)) return combined(And, 'and', BINDING.and, scope);
  if (isArray(Or)) return combined(Or, 'or', BINDING.or, scope);
  if (isObject(Not)) {
    const condition = convertRule(Not, scope);
    return condition && negated(condition);
  }
  const operator = Object.keys(rule).find((key) => isKey(OPERATORS, key));
  if (operator === undefined || typeof rule.Variable !== 'string') return undefined;
  const value = convertPathText(rule.Variable, scope);
  return value && comparison(operator, value, rule[operator] ?? null, scope);
}

/** The members of a rule that its condition stands for. */
export function isConditionField(key: string): boolean {
  return key === 'Variable' || isKey(COMBINATORS, key) || isKey(OPERATORS, key);
}

function combined(
  rules: readonly Json[],
  word: 'and' | 'or',
  binding: number,
  scope: ConversionScope,
): Expression | undefined {
  const list = word === 'or' ? oneOf(rules, scope) : undefined;
  if (list) return list;
  const conditions: Expression[] = [];
  for (const rule of rules) {
    const condition = isObject(rule) ? convertRule(rule, scope) : undefined;
    if (!condition) return undefined;
    conditions.push(condition);
  }
  const [only] = conditions;
  if (conditions.length <= 1) return only;
  const texts = new Set(conditions.map((condition) => operand(condition, binding)));
  return operation(chain([...texts], word), binding, 'boolean');
}

/** Rules that ask whether one variable equals one of several constants. */
function oneOf(rules: readonly Json[], scope: ConversionScope): Expression | undefined {
  const [first] = rules;
  if (rules.length < 2 || !isObject(first) || typeof first.Variable !== 'string') return undefined;
  const constants: Json[] = [];
  for (const rule of rules) {
    if (!isObject(rule) || rule.Variable !== first.Variable) return undefined;
    const constant = rule.StringEquals ?? rule.NumericEquals;
    if (constant === undefined) return undefined;
    constants.push(constant);
  }
  const value = convertPathText(first.Variable, scope);
  const text = value && `${operand(value, BINDING.compare + 1)} in ${literal(constants)}`;
  return text === undefined ? undefined : operation(text, BINDING.compare, 'boolean');
}

function negated(condition: Expression): Expression {
  return atom(`$not(${condition.text})`, 'boolean');
}

function comparison(operator: string, value: Value, given: Json, scope: ConversionScope): Expression | undefined {
  const test = isTest(operator) ? TESTS[operator](textOf(value)) : undefined;
  if (test && typeof given !== 'boolean') return equals(operand(test.condition, BINDING.compare + 1), literal(given));
  if (test) return given ? test.condition : (test.otherwise ?? negated(test.condition));
  if (operator === 'StringMatches') return matches(value, String(given), scope);
  if (!operator.endsWith('Path')) return related(operator, value, constant(given));
  const other = typeof given === 'string' ? convertPathText(given, scope) : undefined;
  return other && related(operator.slice(0, -'Path'.length), value, other);
}

interface Test {
  readonly condition: Expression;
  readonly otherwise?: Expression;
}

const equals = (text: string, other: string) => operation(`${text} = ${other}`, BINDING.compare, 'boolean');
const differs = (text: string, other: string) => operation(`${text} != ${other}`, BINDING.compare, 'boolean');
const hasType = (text: string, type: string): Test => ({
  condition: equals(`$type(${text})`, literal(type)),
  otherwise: differs(`$type(${text})`, literal(type)),
});

const TESTS = {
  IsPresent: (text: string): Test => ({ condition: atom(`$exists(${text})`, 'boolean') }),
  IsNull: (text: string): Test => ({ condition: equals(text, 'null'), otherwise: differs(text, 'null') }),
  IsNumeric: (text: string): Test => hasType(text, 'number'),
  IsString: (text: string): Test => hasType(text, 'string'),
  IsBoolean: (text: string): Test => hasType(text, 'boolean'),
  IsTimestamp: (text: string): Test => ({ condition: isTimestamp(text) }),
};

function isTest(operator: string): operator is keyof typeof TESTS {
  return isKey(TESTS, operator);
}

const TIMESTAMP =
  '/^[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3])(:[0-5][0-9]){2}([.][0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$/';

function isTimestamp(text: string): Expression {
  return operation(`$type(${text}) = 'string' and $contains(${text}, ${TIMESTAMP})`, BINDING.and, 'boolean');
}

const SIGNS: readonly (readonly [suffix: string, sign: string])[] = [
  ['LessThanEquals', '<='],
  ['GreaterThanEquals', '>='],
  ['LessThan', '<'],
  ['GreaterThan', '>'],
  ['Equals', '='],
];

/** A value of another type than the operator's makes a comparison false. */
function related(operator: string, left: Value, right: Value): Expression | undefined {
  const [suffix, sign] = SIGNS.find(([name]) => operator.endsWith(name)) ?? ['', '='];
  const kind = operator.slice(0, -suffix.length);
  const operands = [left, right];
  if (kind === 'Timestamp') {
    const guards = operands.filter(isUnknown).map((value) => isTimestamp(textOf(value)).text);
    const compared = operands.map((value) => `$toMillis(${textOf(value)})`).join(` ${sign} `);
    return operation([...guards, compared].join(' and '), BINDING.and, 'boolean');
  }
  const type = kind === 'Numeric' ? 'number' : kind.toLowerCase();
  const unknown = operands.filter(isUnknown);
  // What is equal to a value of the type is of the type itself.
  const guarded = sign !== '=' ? unknown : unknown.length === 2 ? [left] : [];
  const guards = guarded.map((value) => `$type(${textOf(value)}) = ${literal(type)}`);
  const compared = operands.map((value) => operand(value, BINDING.compare + 1)).join(` ${sign} `);
  const binding = guards.length > 0 ? BINDING.and : BINDING.compare;
  return operation([...guards, compared].join(' and '), binding, 'boolean');
}

function isUnknown({ kind }: Value): boolean {
  return kind !== 'constant';
}

/** `*` stands for any run of characters, `\*` for a star. */
function matches(value: Value, pattern: string, scope: ConversionScope): Expression {
  const pieces = [''];
  for (const [piece, escaped] of pattern.matchAll(/\\(.)|./gs)) {
    if (piece === '*') pieces.push('');
    else pieces[pieces.length - 1] += escaped ?? piece;
  }
  const text = operand(value, BINDING.compare + 1);
  const [first = '', ...others] = pieces;
  if (others.length === 0) return equals(text, literal(first));
  const last = others.at(-1) ?? '';
  const middle = others.slice(0, -1).filter((piece) => piece !== '');
  const guard = `$type(${textOf(value)}) = 'string'`;
  if (first === '' && last === '' && middle.length === 0) return operation(guard, BINDING.compare, 'boolean');
  if (hasPlaceholder(pattern)) {
    // What is put in on deployment can not be escaped for a regular expression here.
    const prefix = literal(first);
    if (others.length > 1 || last !== '')
      scope.note('the pattern of StringMatches is compared up to its first star only');
    const text = `${guard} and $substring(${textOf(value)}, 0, $length(${prefix})) = ${prefix}`;
    return operation(text, BINDING.and, 'boolean');
  }
  const parts = [first === '' ? '' : `^${inPattern(first)}`, ...middle.map(inPattern)];
  parts.push(last === '' ? '' : `${inPattern(last)}$`);
  const searched =
    first === '' && last === '' && middle.length === 1
      ? literal(middle[0] ?? '')
      : `/${parts.filter((part) => part !== '').join('[\\s\\S]*')}/`;
  return operation(`${guard} and $contains(${textOf(value)}, ${searched})`, BINDING.and, 'boolean');
}
