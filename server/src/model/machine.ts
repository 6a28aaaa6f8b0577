import type { MachineName, QueryLanguage } from '../spec/fields.ts';
import { isStateType, type StateType } from '../spec/states.ts';
import {
  findProperty,
  findValue,
  hasPlaceholder,
  type Node,
  type ObjectNode,
  type Property,
  type StringNode,
} from '../syntax/node.ts';

/** A state machine: the definition itself, a branch of a Parallel state, or the item processor of a Map. */
export interface StateMachine {
  readonly kind: MachineName;
  readonly node: ObjectNode;
  /** JSON Pointer of the machine; empty for the definition itself. */
  readonly pointer: string;
  readonly startAt: StringNode | undefined;
  /** By name. Where a name is repeated, the last one counts, as for any reader of JSON. */
  readonly states: ReadonlyMap<string, State>;
  /** The Parallel or Map state around it. */
  readonly parent: State | undefined;
  /** The language of the states that don't choose one: that of the whole definition. */
  readonly language: QueryLanguage;
}

export interface State {
  readonly name: string;
  /** The key in `States`. */
  readonly key: StringNode;
  readonly node: ObjectNode;
  /** JSON Pointer, for example `/States/Outer/Branches/0/States/Inner`. */
  readonly pointer: string;
  /** Absent where `Type` is missing or unknown. */
  readonly type: StateType | undefined;
  readonly language: QueryLanguage;
  readonly machine: StateMachine;
  /** The branches, or the processor. */
  readonly machines: readonly StateMachine[];
}

/** The model of a definition; absent where the document is not an object. */
export function buildMachine(root: Node | undefined): StateMachine | undefined {
  if (root?.kind !== 'object') return undefined;
  const language = queryLanguage(root) ?? 'JSONPath';
  return machineOf(root, 'StateMachine', '', undefined, language);
}

/** All machines, the outermost first. */
export function* machinesIn(machine: StateMachine): Generator<StateMachine> {
  yield machine;
  for (const state of machine.states.values()) for (const nested of state.machines) yield* machinesIn(nested);
}

const statesOf = new WeakMap<StateMachine, readonly State[]>();

/** All states at every depth, in the order of the document. Found once for each machine. */
export function statesIn(machine: StateMachine): readonly State[] {
  const known = statesOf.get(machine);
  if (known) return known;
  const states: State[] = [];
  addStates(machine, states);
  statesOf.set(machine, states);
  return states;
}

/** A state, and every one inside it. */
export function statesWithin(state: State): readonly State[] {
  const states = [state];
  for (const nested of state.machines) addStates(nested, states);
  return states;
}

function addStates(machine: StateMachine, states: State[]): void {
  for (const state of machine.states.values()) {
    states.push(state);
    for (const nested of state.machines) addStates(nested, states);
  }
}

/** A field of a state, as it stands. */
export function fieldOf(state: State, name: string): Node | undefined {
  return findValue(state.node, name);
}

/** The item processor of a Map, also under its old name. */
export function processorOf(state: State): Property | undefined {
  return findProperty(state.node, 'ItemProcessor') ?? findProperty(state.node, 'Iterator');
}

export function isDistributed(state: State): boolean {
  const mode = findValue(findValue(processorOf(state)?.value, 'ProcessorConfig'), 'Mode');
  return mode?.kind === 'string' && mode.value === 'DISTRIBUTED';
}

/** One step of a JSON Pointer, escaped by RFC 6901. */
export function pointerStep(name: string): string {
  const isPlain = !name.includes('/') && !name.includes('~');
  return isPlain ? `/${name}` : `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function machineOf(
  node: ObjectNode,
  kind: MachineName,
  pointer: string,
  parent: State | undefined,
  language: QueryLanguage,
): StateMachine {
  const startAt = findValue(node, 'StartAt');
  const states = new Map<string, State>();
  const machine: StateMachine = {
    kind,
    node,
    pointer,
    startAt: startAt?.kind === 'string' ? startAt : undefined,
    states,
    parent,
    language,
  };
  const container = findValue(node, 'States');
  if (container?.kind === 'object') {
    for (const { key, value } of container.properties) {
      if (value?.kind === 'object') {
        states.set(key.value, stateOf(key, value, `${pointer}/States${pointerStep(key.value)}`, machine));
      }
    }
  }
  return machine;
}

function stateOf(key: StringNode, node: ObjectNode, pointer: string, machine: StateMachine): State {
  const type = findValue(node, 'Type');
  const machines: StateMachine[] = [];
  const state: State = {
    name: key.value,
    key,
    node,
    pointer,
    type: type?.kind === 'string' && isStateType(type.value) ? type.value : undefined,
    language: queryLanguage(node) ?? machine.language,
    machine,
    machines,
  };
  const nested = (value: Node | undefined, kind: MachineName, path: string) => {
    if (value?.kind === 'object') machines.push(machineOf(value, kind, pointer + path, state, machine.language));
  };
  const branches = findValue(node, 'Branches');
  if (branches?.kind === 'array') {
    for (const [i, item] of branches.items.entries()) nested(item, 'Branch', `/Branches/${i}`);
  }
  nested(findValue(node, 'ItemProcessor'), 'ItemProcessor', '/ItemProcessor');
  nested(findValue(node, 'Iterator'), 'ItemProcessor', '/Iterator');
  return state;
}

/** To AWS, whatever is not exactly `JSONPath` is JSONata, though it refuses another value. */
function queryLanguage(node: ObjectNode): QueryLanguage | undefined {
  const value = findValue(node, 'QueryLanguage');
  if (!value || value.kind === 'placeholder' || (value.kind === 'string' && hasPlaceholder(value.value)))
    return undefined;
  return value.kind === 'string' && value.value === 'JSONPath' ? 'JSONPath' : 'JSONata';
}
