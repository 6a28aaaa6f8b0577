import { findValue, type StringNode } from '../syntax/node.ts';
import { fieldOf, type State, type StateMachine, statesIn } from './machine.ts';

/** A place that names a state of the same machine. */
export interface Reference {
  readonly kind: 'StartAt' | 'Next' | 'Default' | 'choice' | 'catch';
  readonly target: string;
  readonly node: StringNode;
  readonly machine: StateMachine;
  /** The state that refers; absent for `StartAt`. */
  readonly from: State | undefined;
  /** The index of the Choice rule or catcher. */
  readonly index?: number;
}

/** All references of a machine to its own states, in the order of the document; nested machines have their own. */
export function* referencesOf(machine: StateMachine): Generator<Reference> {
  if (machine.startAt) {
    yield { kind: 'StartAt', target: machine.startAt.value, node: machine.startAt, machine, from: undefined };
  }
  for (const state of machine.states.values()) yield* referencesFrom(state);
}

const found = new WeakMap<State, readonly Reference[]>();

/** Where a state leads. Only fields that its type has are ways on. Found once for each state, for many ask. */
export function referencesFrom(state: State): readonly Reference[] {
  const known = found.get(state);
  if (known) return known;
  const references = findReferences(state);
  found.set(state, references);
  return references;
}

function findReferences(state: State): readonly Reference[] {
  const { machine } = state;
  const references: Reference[] = [];
  const next = fieldOf(state, 'Next');
  if (next?.kind === 'string' && hasNext(state)) {
    references.push({ kind: 'Next', target: next.value, node: next, machine, from: state });
  }
  for (const kind of ['choice', 'catch'] as const) {
    const list = fieldOf(state, kind === 'choice' ? 'Choices' : 'Catch');
    if (list?.kind !== 'array') continue;
    for (const [index, item] of list.items.entries()) {
      const target = findValue(item, 'Next');
      if (target?.kind === 'string')
        references.push({ kind, target: target.value, node: target, machine, from: state, index });
    }
  }
  const fallback = fieldOf(state, 'Default');
  if (fallback?.kind === 'string') {
    references.push({ kind: 'Default', target: fallback.value, node: fallback, machine, from: state });
  }
  return references;
}

/** The states that `state` is referred to by, `StartAt` included. */
export function* referencesTo(state: State): Generator<Reference> {
  for (const reference of referencesOf(state.machine)) if (reference.target === state.name) yield reference;
}

/** Whether a state ends its machine. */
export function isTerminal(state: State): boolean {
  if (state.type === 'Succeed' || state.type === 'Fail') return true;
  const end = fieldOf(state, 'End');
  return end?.kind === 'boolean' && end.value;
}

/** The states that can be reached from `StartAt`; undefined where `StartAt` leads nowhere. */
export function reachableStates(machine: StateMachine): ReadonlySet<State> | undefined {
  const known = reachable.get(machine);
  if (known) return known;
  const start = machine.startAt && machine.states.get(machine.startAt.value);
  if (!start) return undefined;
  const reached = new Set<State>([start]);
  for (const state of reached) {
    for (const { target } of referencesFrom(state)) {
      const next = machine.states.get(target);
      if (next) reached.add(next);
    }
  }
  reachable.set(machine, reached);
  return reached;
}

const reachable = new WeakMap<StateMachine, ReadonlySet<State>>();

/** Finds a state by its JSON Pointer. */
export function findState(machine: StateMachine, pointer: string): State | undefined {
  for (const state of statesIn(machine)) if (state.pointer === pointer) return state;
  return undefined;
}

function hasNext(state: State): boolean {
  return state.type !== 'Choice' && state.type !== 'Succeed' && state.type !== 'Fail';
}
