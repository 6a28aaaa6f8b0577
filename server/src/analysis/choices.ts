import { fieldOf, type State, type StateMachine, statesIn } from '../model/machine.ts';
import { placesIn } from '../model/places.ts';
import { findProperty, findValue, hasPlaceholder, type Node } from '../syntax/node.ts';
import type { Problem } from './problem.ts';

/** Rules of Choice states: those that an earlier one makes superfluous, and patterns with stray backslashes. */
export function* choiceProblems(definition: StateMachine): Generator<Problem> {
  for (const state of statesIn(definition)) if (state.type === 'Choice') yield* deadRules(state);
  for (const { kind, node } of placesIn(definition)) {
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
    if (isAlwaysTrue(findProperty(rule, 'Condition')?.value)) always ??= i;
    if (!seen.has(condition)) seen.set(condition, i);
  }
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
