import { isKey, lookup } from '../base/lookup.ts';
import { type ComparisonOperator, OPERATORS } from '../spec/operators.ts';
import { findValue, type Node, type Property } from '../syntax/node.ts';

/** A Choice rule in a few words: `$.total > 100 and not ($.status is present)`. Undefined while there is too little of it. */
export function describeCondition(rule: Node): string | undefined {
  if (rule.kind !== 'object') return undefined;
  const condition = findValue(rule, 'Condition');
  if (condition?.kind === 'string') return expressionText(condition.value);
  if (condition?.kind === 'boolean') return String(condition.value);
  for (const [field, word] of JOINED) {
    const rules = findValue(rule, field);
    if (rules?.kind === 'array') return joined(rules.items, word);
  }
  const negated = findValue(rule, 'Not');
  if (negated) {
    const text = describeCondition(negated);
    return text && `not (${text})`;
  }
  const comparison = rule.properties.find(({ key }) => isKey(OPERATORS, key.value));
  const variable = findValue(rule, 'Variable');
  if (!comparison || variable?.kind !== 'string') return undefined;
  return compared(variable.value, comparison);
}

/** The text inside `{% … %}`, in one line; any other text as it is. */
export function expressionText(text: string): string {
  const inside = /^\{%([\s\S]*)%\}$/.exec(text)?.[1];
  return inside === undefined ? text : inside.trim().replace(/\s+/g, ' ');
}

const JOINED = [
  ['And', 'and'],
  ['Or', 'or'],
] as const;

function joined(rules: readonly Node[], word: 'and' | 'or'): string | undefined {
  const texts = rules.flatMap((rule) => {
    const text = describeCondition(rule);
    if (text === undefined) return [];
    // A rule that joins others itself needs parentheses to be read the right way.
    const mixed = rules.length > 1 && JOINED.some(([field]) => findValue(rule, field)?.kind === 'array');
    return [mixed ? `(${text})` : text];
  });
  return texts.length > 0 ? texts.join(` ${word} `) : undefined;
}

const SIGNS: { readonly [relation: string]: string } = {
  Equals: '=',
  LessThan: '<',
  GreaterThan: '>',
  LessThanEquals: '≤',
  GreaterThanEquals: '≥',
};

const TESTS: { readonly [operator in Extract<ComparisonOperator, `Is${string}`>]: string } = {
  IsNull: 'null',
  IsPresent: 'present',
  IsNumeric: 'a number',
  IsString: 'a string',
  IsBoolean: 'a boolean',
  IsTimestamp: 'a timestamp',
};

function compared(variable: string, { key, value }: Property): string {
  const test = lookup(TESTS, key.value);
  if (test) return `${variable} is ${value?.kind === 'boolean' && !value.value ? 'not ' : ''}${test}`;
  const relation = /^(?:String|Numeric|Timestamp|Boolean)(.+?)(Path)?$/.exec(key.value);
  const sign = lookup(SIGNS, relation?.[1] ?? '') ?? 'matches';
  return `${variable} ${sign} ${operand(value, relation?.[2] !== undefined)}`;
}

function operand(value: Node | undefined, isPath: boolean): string {
  switch (value?.kind) {
    case 'string':
      return isPath ? value.value : JSON.stringify(value.value);
    case 'number':
    case 'boolean':
      return String(value.value);
    default:
      return '…';
  }
}
