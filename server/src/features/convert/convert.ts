import { isArray, isObject, type Json, type JsonObject } from '../../base/json.ts';
import { pointerStep } from '../../model/machine.ts';
import { convertStateFields } from './states.ts';

/** Something that has no exact translation: the `Comment` of the state says so too. */
export interface ConversionNote {
  /** JSON Pointer of the state. */
  readonly pointer: string;
  readonly message: string;
}

/** A whole state machine in JSONata, with all the machines inside. A machine in JSONata stays as it is. */
export function convertDefinition(definition: Json): {
  readonly definition: Json;
  readonly notes: readonly ConversionNote[];
} {
  if (!isObject(definition) || definition.QueryLanguage === 'JSONata') return { definition, notes: [] };
  const notes: ConversionNote[] = [];
  const machine = convertMachine(definition, '', { notes, variables: assignedNames(definition) });
  return { definition: withQueryLanguage(machine, ['Comment', 'QueryLanguage']), notes };
}

/** One state in JSONata, inside a machine in JSONPath; the states inside it stay as they are. `variables` are those of the machine. */
export function convertState(
  state: JsonObject,
  pointer = '',
  variables: ReadonlySet<string> = assignedNames(state),
): { readonly state: JsonObject; readonly notes: readonly ConversionNote[] } {
  if (state.QueryLanguage === 'JSONata') return { state, notes: [] };
  const notes: ConversionNote[] = [];
  return {
    state: withQueryLanguage(convertOne(state, pointer, { notes, variables }), ['Type', 'QueryLanguage']),
    notes,
  };
}

/** The names of the variables that are assigned anywhere inside. */
export function assignedNames(definition: Json): ReadonlySet<string> {
  const names = new Set<string>();
  const stack = [definition];
  for (let value = stack.pop(); value !== undefined; value = stack.pop()) {
    if (isArray(value)) stack.push(...value);
    if (!isObject(value)) continue;
    if (isObject(value.Assign)) for (const key of Object.keys(value.Assign)) names.add(key.replace(/\.\$$/, ''));
    stack.push(...Object.values(value));
  }
  return names;
}

interface Conversion {
  readonly notes: ConversionNote[];
  readonly variables: ReadonlySet<string>;
}

function convertMachine(machine: JsonObject, pointer: string, run: Conversion): JsonObject {
  const { States } = machine;
  if (!isObject(States)) return machine;
  const converted = Object.entries(States).map(([name, state]): [string, Json] => {
    const at = `${pointer}/States${pointerStep(name)}`;
    return [
      name,
      isObject(state) ? withoutQueryLanguage(convertNested(convertWithin(state, at, run), at, run)) : state,
    ];
  });
  return replaced(machine, { States: Object.fromEntries(converted) });
}

function convertWithin(state: JsonObject, pointer: string, run: Conversion): JsonObject {
  return state.QueryLanguage === 'JSONata' ? state : convertOne(state, pointer, run);
}

function convertOne(state: JsonObject, pointer: string, run: Conversion): JsonObject {
  const converted = convertStateFields(state);
  const messages = [...converted.notes, ...hiddenFunctions(converted.state, run.variables)];
  if (messages.length === 0) return converted.state;
  run.notes.push(...messages.map((message) => ({ pointer, message })));
  const check = `Check: ${messages.join('; ')}`;
  const { Comment } = converted.state;
  if (typeof Comment === 'string') return replaced(converted.state, { Comment: `${Comment} ${check}` });
  return after(converted.state, 'Type', 'Comment', check);
}

const MACHINES: ReadonlySet<string> = new Set(['Branches', 'ItemProcessor', 'Iterator']);

/** A variable hides the function of its name. */
function hiddenFunctions(state: JsonObject, variables: ReadonlySet<string>): readonly string[] {
  if (variables.size === 0) return [];
  const own = Object.entries(state).filter(([key]) => !MACHINES.has(key));
  const called = new Set([...JSON.stringify(own).matchAll(/\$(\w+)\(/g)].map(([, name]) => name ?? ''));
  return [...called]
    .filter((name) => variables.has(name))
    .map((name) => `the variable $${name} hides the function $${name}`);
}

function convertNested(state: JsonObject, pointer: string, run: Conversion): JsonObject {
  const nested: { [field: string]: Json } = {};
  if (isArray(state.Branches)) {
    nested.Branches = state.Branches.map((branch, i) =>
      isObject(branch) ? convertMachine(branch, `${pointer}/Branches/${i}`, run) : branch,
    );
  }
  for (const name of ['ItemProcessor', 'Iterator'] as const) {
    const machine = state[name];
    if (isObject(machine)) nested[name] = convertMachine(machine, `${pointer}/${name}`, run);
  }
  return replaced(state, nested);
}

/** The same members in the same order, some with other values. */
function replaced(object: JsonObject, values: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key, Object.hasOwn(values, key) ? (values[key] as Json) : value]),
  );
}

function withoutQueryLanguage(state: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(state).filter(([key]) => key !== 'QueryLanguage'));
}

/** The object with `QueryLanguage`, behind the first of the names that is there. */
function withQueryLanguage(object: JsonObject, names: readonly string[]): JsonObject {
  if (object.QueryLanguage !== undefined) return replaced(object, { QueryLanguage: 'JSONata' });
  const name = names.find((candidate) => object[candidate] !== undefined);
  return after(object, name, 'QueryLanguage', 'JSONata');
}

function after(object: JsonObject, name: string | undefined, key: string, value: Json): JsonObject {
  const entries = Object.entries(object);
  const at = entries.findIndex(([candidate]) => candidate === name) + 1;
  return Object.fromEntries([...entries.slice(0, at), [key, value], ...entries.slice(at)]);
}
