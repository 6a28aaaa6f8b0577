import { isArray, isObject, type Json, type JsonObject } from '../base/json.ts';
import { isStateType } from '../spec/states.ts';

/**
 * A definition that is still being written, as far as it can be run: a state that says too little stands for a task that nobody answers,
 * and a machine without a valid start begins with its first state.
 */
export function asFarAsWritten(definition: Json): Json {
  return machineOf(definition) ?? definition;
}

function machineOf(machine: Json | undefined): JsonObject | undefined {
  if (!isObject(machine) || !isObject(machine.States)) return undefined;
  const { StartAt: start, States: states } = machine;
  const [first] = Object.keys(states);
  if (first === undefined) return undefined;
  return {
    ...machine,
    StartAt: typeof start === 'string' && Object.hasOwn(states, start) ? start : first,
    States: Object.fromEntries(Object.entries(states).map(([name, state]) => [name, stateOf(state)])),
  };
}

function stateOf(state: Json): JsonObject {
  if (!isObject(state)) return { Type: 'Task' };
  const unanswered = { ...state, Type: 'Task' };
  switch (state.Type) {
    case 'Map': {
      const key = state.ItemProcessor === undefined && state.Iterator !== undefined ? 'Iterator' : 'ItemProcessor';
      const inner = machineOf(state[key]);
      return inner ? { ...state, [key]: inner } : unanswered;
    }
    case 'Parallel': {
      const branches = isArray(state.Branches) ? state.Branches.map(machineOf) : [];
      return branches.every((branch) => branch !== undefined) ? { ...state, Branches: branches } : unanswered;
    }
    default:
      return typeof state.Type === 'string' && isStateType(state.Type) ? state : unanswered;
  }
}
