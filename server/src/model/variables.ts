import { findValue, type Node, type Property } from '../syntax/node.ts';
import { fieldOf, isDistributed, type State } from './machine.ts';

/** A place that sets a workflow variable. */
export interface Assignment {
  readonly name: string;
  readonly property: Property;
  readonly state: State;
}

/** What `state` may read: the variables of its machine and of those around it, the innermost first. */
export function* assignmentsFor(state: State): Generator<Assignment> {
  for (let scope: State | undefined = state; scope; scope = scope.machine.parent) {
    if (scope !== state && isDistributed(scope)) return;
    for (const other of scope.machine.states.values()) yield* assignmentsOf(other);
  }
}

/** What a state sets, itself or in one of its rules and catchers. */
export function assignmentsOf(state: State): readonly Assignment[] {
  const assignments: Assignment[] = [];
  addAssignments(state.node, state, assignments);
  for (const field of ['Choices', 'Catch']) {
    const list = fieldOf(state, field);
    if (list?.kind === 'array') for (const holder of list.items) addAssignments(holder, state, assignments);
  }
  return assignments;
}

function addAssignments(holder: Node, state: State, assignments: Assignment[]): void {
  const assign = findValue(holder, 'Assign');
  if (assign?.kind !== 'object') return;
  for (const property of assign.properties) {
    const key = property.key.value;
    const name = state.language === 'JSONPath' && key.endsWith('.$') ? key.slice(0, -2) : key;
    assignments.push({ name, property, state });
  }
}
