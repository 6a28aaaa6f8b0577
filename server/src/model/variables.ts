import { findValue, type Property } from '../syntax/node.ts';
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
export function* assignmentsOf(state: State): Generator<Assignment> {
  const lists = [fieldOf(state, 'Choices'), fieldOf(state, 'Catch')];
  const holders = [state.node, ...lists.flatMap((list) => (list?.kind === 'array' ? list.items : []))];
  for (const holder of holders) {
    const assign = findValue(holder, 'Assign');
    if (assign?.kind !== 'object') continue;
    for (const property of assign.properties) {
      const key = property.key.value;
      const name = state.language === 'JSONPath' && key.endsWith('.$') ? key.slice(0, -2) : key;
      yield { name, property, state };
    }
  }
}
