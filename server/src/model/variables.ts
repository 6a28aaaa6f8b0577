import { findValue, type Node, type Property } from '../syntax/node.ts';
import { type ExpressionSite, expressionsOf } from './expressions.ts';
import { fieldOf, isDistributed, type State, type StateMachine } from './machine.ts';
import { type Named, namesIn } from './names.ts';
import { placesIn } from './places.ts';

/** A place that sets a workflow variable. */
export interface Assignment {
  readonly name: string;
  readonly property: Property;
  readonly state: State;
  /** JSON Pointer of the `Assign`. */
  readonly pointer: string;
}

/** What `state` may read: the variables of its machine and of those around it, the innermost first. */
export function* assignmentsFor(state: State): Generator<Assignment> {
  for (let scope: State | undefined = state; scope; scope = scope.machine.parent) {
    if (scope !== state && isDistributed(scope)) return;
    for (const other of scope.machine.states.values()) yield* assignmentsOf(other);
  }
}

/** A workflow variable: a name, and the machine that assigns it. */
export interface Variable {
  readonly name: string;
  readonly machine: StateMachine;
}

/** A place that reads a workflow variable. */
export interface VariableRead {
  readonly site: ExpressionSite;
  readonly named: Named;
}

/** The variable that `state` means by a name: that of its machine, or of the nearest one around that assigns it. */
export function findVariable(state: State, name: string): Variable | undefined {
  for (const assignment of assignmentsFor(state)) {
    if (assignment.name === name) return { name, machine: assignment.state.machine };
  }
  return undefined;
}

/** Every place that assigns a variable; only its own machine can. */
export function assignmentsTo({ name, machine }: Variable): readonly Assignment[] {
  return [...machine.states.values()].flatMap(assignmentsOf).filter((assignment) => assignment.name === name);
}

/** Every place that reads a variable, in its machine and in those inside; between placeholders too. */
export function* readsOf({ name, machine }: Variable): Generator<VariableRead> {
  for (const place of placesIn(machine)) {
    const { state } = place;
    for (const site of expressionsOf(place, (text) => text.includes(`$${name}`))) {
      if (!state || findVariable(state, name)?.machine !== machine) break;
      for (const named of namesIn(site)) if (named.kind !== 'context' && named.name === name) yield { site, named };
    }
  }
}

const found = new WeakMap<State, readonly Assignment[]>();

/** What a state sets, itself or in one of its rules and catchers. Found once for each state, for many ask. */
export function assignmentsOf(state: State): readonly Assignment[] {
  const known = found.get(state);
  if (known) return known;
  const assignments = findAssignments(state);
  found.set(state, assignments);
  return assignments;
}

function findAssignments(state: State): readonly Assignment[] {
  const assignments: Assignment[] = [];
  addAssignments(state.node, state, state.pointer, assignments);
  for (const field of ['Choices', 'Catch']) {
    const list = fieldOf(state, field);
    if (list?.kind !== 'array') continue;
    for (const [i, holder] of list.items.entries()) {
      addAssignments(holder, state, `${state.pointer}/${field}/${i}`, assignments);
    }
  }
  return assignments;
}

function addAssignments(holder: Node, state: State, pointer: string, assignments: Assignment[]): void {
  const assign = findValue(holder, 'Assign');
  if (assign?.kind !== 'object') return;
  for (const property of assign.properties) {
    const key = property.key.value;
    const name = state.language === 'JSONPath' && key.endsWith('.$') ? key.slice(0, -2) : key;
    assignments.push({ name, property, state, pointer: `${pointer}/Assign` });
  }
}
