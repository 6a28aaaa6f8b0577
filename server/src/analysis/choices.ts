import { lookup } from '../base/lookup.ts';
import { fieldOf, type State } from '../model/machine.ts';
import { findProperty, findValue, hasPlaceholder, type Node } from '../syntax/node.ts';
import type { Part, Problem } from './problem.ts';

/** Rules of Choice states: those that an earlier one makes superfluous, and patterns with stray backslashes. */
export function* choiceProblems({ states, places }: Part): Generator<Problem> {
  for (const state of states) if (state.type === 'Choice') yield* deadRules(state);
  for (const { kind, node } of places) {
    if (kind !== 'ChoiceRule' && kind !== 'NestedRule') continue;
    const pattern = findValue(node, 'StringMatches');
    if (pattern?.kind !== 'string' || !/(?<!\\)(?:\\\\)*\\(?![\\*])/.test(pattern.value)) continue;
    const message = 'In a pattern a backslash stands before "*" or another backslash; any other fails at run time';
    yield { code: 'pattern-escape', message, start: pattern.start, end: pattern.end };
  }
}

const NOT_CONDITION = new Set(['Next', 'Comment', 'Assign', 'Output']);

function* deadRules(state: State): Generator<Problem> {
  const rules = fieldOf(state, 'Choices');
  if (rules?.kind !== 'array') return;
  const seen = new Map<string, number>();
  let always: number | undefined;
  for (const [i, rule] of rules.items.entries()) {
    if (rule.kind !== 'object') continue;
    const condition = canonical(rule, true);
    const earlier = always ?? seen.get(condition);
    const key = rule.properties.find(
      (property) => !NOT_CONDITION.has(property.key.value) && property.key.value !== 'Variable',
    )?.key;
    if (earlier !== undefined && key && !hasPlaceholder(condition)) {
      const message = `This rule is never taken: rule ${earlier + 1} ${always === undefined ? 'has the same condition' : 'always holds'}`;
      yield { code: 'dead-rule', message, start: key.start, end: key.end };
    }
    const implied = earlier === undefined ? rules.items.slice(0, i).findIndex((other) => implies(rule, other)) : -1;
    if (implied >= 0 && key) {
      const message = `This rule is never taken: whatever it holds for, rule ${implied + 1} holds for before`;
      yield { code: 'dead-rule', message, start: key.start, end: key.end };
    }
    if (isAlwaysTrue(findProperty(rule, 'Condition')?.value)) always ??= i;
    if (!seen.has(condition)) seen.set(condition, i);
  }
}

/** The numbers for which a comparison with a constant holds: `lower` to `upper`, each included or not. */
interface Interval {
  readonly variable: string;
  readonly lower: number;
  readonly upper: number;
  readonly includes: boolean;
}

/** Whether `earlier` holds for every number for which `later` does. */
function implies(later: Node, earlier: Node): boolean {
  const inner = intervalOf(later);
  const outer = inner && intervalOf(earlier);
  if (!inner || !outer || inner.variable !== outer.variable) return false;
  const reaches = (limit: number, edge: number, beyond: boolean) =>
    beyond || (limit === edge && (outer.includes || !inner.includes || !Number.isFinite(limit)));
  return (
    reaches(inner.lower, outer.lower, inner.lower > outer.lower) &&
    reaches(inner.upper, outer.upper, inner.upper < outer.upper)
  );
}

const NO_LIMIT = Number.POSITIVE_INFINITY;

const INTERVALS: { readonly [operator: string]: (operand: number) => Omit<Interval, 'variable'> } = {
  NumericEquals: (n) => ({ lower: n, upper: n, includes: true }),
  NumericGreaterThan: (n) => ({ lower: n, upper: NO_LIMIT, includes: false }),
  NumericGreaterThanEquals: (n) => ({ lower: n, upper: NO_LIMIT, includes: true }),
  NumericLessThan: (n) => ({ lower: -NO_LIMIT, upper: n, includes: false }),
  NumericLessThanEquals: (n) => ({ lower: -NO_LIMIT, upper: n, includes: true }),
};

/** A rule that compares one variable with one number, and nothing else. */
function intervalOf(rule: Node): Interval | undefined {
  if (rule.kind !== 'object') return undefined;
  const [first, second, more] = rule.properties.filter(({ key }) => !NOT_CONDITION.has(key.value));
  if (!first || !second || more) return undefined;
  const [variable, comparison] = first.key.value === 'Variable' ? [first, second] : [second, first];
  const interval = lookup(INTERVALS, comparison.key.value);
  if (variable.key.value !== 'Variable' || variable.value?.kind !== 'string') return undefined;
  if (!interval || comparison.value?.kind !== 'number') return undefined;
  return { variable: variable.value.value, ...interval(comparison.value.value) };
}

function isAlwaysTrue(condition: Node | undefined): boolean {
  if (condition?.kind === 'boolean') return condition.value;
  return condition?.kind === 'string' && /^\{%\s*true\s*%\}$/.test(condition.value);
}

/** A text that is the same for conditions that are the same whatever the order of their fields. */
function canonical(node: Node | undefined, isRule = false): string {
  if (!node) return '';
  switch (node.kind) {
    case 'object': {
      const members = node.properties.filter(({ key }) => !isRule || !NOT_CONDITION.has(key.value));
      return `{${members
        .map(({ key, value }) => `${JSON.stringify(key.value)}:${canonical(value)}`)
        .sort()
        .join()}}`;
    }
    case 'array':
      return `[${node.items.map((item) => canonical(item)).join()}]`;
    case 'null':
    case 'placeholder':
      return node.kind;
    default:
      return JSON.stringify(node.value);
  }
}
