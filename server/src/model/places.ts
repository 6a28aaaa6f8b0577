import { lookup } from '../base/lookup.ts';
import type { FieldSpec, Fields, ObjectName, ObjectSpec, QueryLanguage } from '../spec/fields.ts';
import { OBJECTS } from '../spec/objects.ts';
import { STATES, type StateType } from '../spec/states.ts';
import { contains, type Node, type ObjectNode, type Property } from '../syntax/node.ts';
import { pointerStep, type State, type StateMachine } from './machine.ts';

/** An object of the definition that the spec describes: a machine, a state, a retrier, a Choice rule … */
export interface Place {
  readonly kind: ObjectName | StateType | 'UnknownState';
  readonly node: ObjectNode;
  readonly spec: ObjectSpec;
  /** JSON Pointer of the object. */
  readonly pointer: string;
  readonly machine: StateMachine;
  /** The innermost state around, or at, this object. */
  readonly state: State | undefined;
  readonly language: QueryLanguage;
}

/** A field of a place: what is written, and what the spec says about it. */
export interface FieldPlace {
  readonly place: Place;
  readonly property: Property;
  /** Absent for a field that this kind of object does not have. */
  readonly spec: FieldSpec | undefined;
}

/** What a state whose `Type` is not known (yet) may have: what any state may have. */
const UNKNOWN_STATE: ObjectSpec = {
  doc: 'A state. Its `Type` decides which fields it has.',
  fields: Object.assign({}, ...Object.values(STATES).map(({ fields }) => fields)) as Fields,
};

export function machinePlace(machine: StateMachine): Place {
  const { node, pointer, parent, language } = machine;
  return { kind: machine.kind, node, spec: OBJECTS[machine.kind], pointer, machine, state: parent, language };
}

export function statePlace(state: State): Place {
  const { node, pointer, machine, language, type } = state;
  const spec: ObjectSpec = type ? STATES[type] : UNKNOWN_STATE;
  return { kind: type ?? 'UnknownState', node, spec, pointer, machine, state, language };
}

const places = new WeakMap<StateMachine, readonly Place[]>();

/** Every object of the definition that the spec describes, each before those inside it. Found once for each machine. */
export function placesIn(machine: StateMachine): readonly Place[] {
  const known = places.get(machine);
  if (known) return known;
  const found = placesWithin(machinePlace(machine));
  places.set(machine, found);
  return found;
}

/** An object, and every one inside it. */
export function placesWithin(outermost: Place): readonly Place[] {
  const found: Place[] = [];
  const stack = [outermost];
  for (let place = stack.pop(); place; place = stack.pop()) {
    found.push(place);
    // One by one: a call takes only so many arguments.
    for (const child of [...childrenOf(place)].reverse()) stack.push(child);
  }
  return found;
}

/** The innermost object around `offset`, and the field of it at `offset`. */
export function findPlace(
  machine: StateMachine,
  offset: number,
): { place: Place; field: FieldPlace | undefined } | undefined {
  let place = machinePlace(machine);
  if (!contains(place.node, offset)) return undefined;
  for (;;) {
    const inner = find(childrenOf(place), (child) => contains(child.node, offset));
    if (!inner) break;
    place = inner;
  }
  const property = place.node.properties.find((candidate) => contains(candidate, offset));
  return { place, field: property && fieldAt(place, property) };
}

export function fieldAt(place: Place, property: Property): FieldPlace {
  return { place, property, spec: specOf(place, property) };
}

/** What the spec says about a field; absent where this kind of object does not have it. */
export function specOf(place: Place, property: Property): FieldSpec | undefined {
  return lookup(place.spec.fields, property.key.value);
}

/** The objects directly inside. Repeated keys are all visited. */
export function* childrenOf(place: Place): Generator<Place> {
  for (const property of place.node.properties) {
    const { value, key } = property;
    if (value?.kind !== 'object' && value?.kind !== 'array') continue;
    const spec = lookup(place.spec.fields, key.value)?.value;
    if (!spec) continue;
    if (spec.kind === 'states') {
      yield* statesOf(place, value);
    } else if (spec.kind === 'object' && value.kind === 'object') {
      const child = objectPlace(place, spec.of, value, place.pointer + pointerStep(key.value));
      if (child) yield child;
    } else if (spec.kind === 'array' && value.kind === 'array') {
      const pointer = place.pointer + pointerStep(key.value);
      for (const [i, item] of value.items.entries()) {
        const child = item.kind === 'object' && objectPlace(place, spec.of, item, `${pointer}/${i}`);
        if (child) yield child;
      }
    }
  }
}

function* statesOf(place: Place, container: Node): Generator<Place> {
  const machine = place.machine;
  if (container.kind !== 'object') return;
  for (const { key, value } of container.properties) {
    const state = machine.states.get(key.value);
    if (state && value === state.node) yield statePlace(state);
  }
}

function objectPlace(parent: Place, name: ObjectName, node: ObjectNode, pointer: string): Place | undefined {
  if (name === 'Branch' || name === 'ItemProcessor') {
    const machine = parent.state?.machines.find((candidate) => candidate.node === node);
    return machine && machinePlace(machine);
  }
  return { ...parent, kind: name, node, spec: OBJECTS[name], pointer };
}

function find<T>(items: Iterable<T>, test: (item: T) => boolean): T | undefined {
  for (const item of items) if (test(item)) return item;
  return undefined;
}
