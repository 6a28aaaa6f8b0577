import { isArray, isObject, type Json, type JsonObject } from '../base/json.ts';
import { lookup } from '../base/lookup.ts';
import { type QueryLanguage, STAGES, STATE_STAGES, type Stage } from '../spec/stages.ts';
import { isStateType, type StateType } from '../spec/states.ts';
import { type Machine, type Program, ROOT, type State } from './program.ts';

export type Compiled =
  | { readonly ok: true; readonly program: Program }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Deeper than this no definition of the service can be, and no JavaScript stack has to prove it. */
const MAX_DEPTH = 200;

/**
 * Makes a definition ready to run. Only what decides where the run can go is looked at here; a fault inside a state fails that state
 * when it is reached. Telling all faults is the task of the validator.
 */
export function compileProgram(definition: Json): Compiled {
  const problems: string[] = [];
  const machines: { [pointer: string]: Machine } = {};
  if (!isObject(definition)) return { ok: false, problems: ['A state machine must be a JSON object'] };
  const language: QueryLanguage = definition.QueryLanguage === 'JSONata' ? 'JSONata' : 'JSONPath';
  compileMachine(definition, ROOT, 0);
  if (problems.length > 0) return { ok: false, problems };
  const timeout = definition.TimeoutSeconds;
  return { ok: true, program: { machines, timeoutSeconds: typeof timeout === 'number' ? timeout : undefined } };

  function compileMachine(machine: Json | undefined, pointer: string, depth: number): string[] {
    const place = pointer === ROOT ? 'The state machine' : `The state machine at ${pointer}`;
    if (depth > MAX_DEPTH) {
      problems.push(`A state machine is nested more than ${MAX_DEPTH} levels deep`);
      return [];
    }
    if (!isObject(machine) || !isObject(machine.States) || typeof machine.StartAt !== 'string') {
      problems.push(`${place} must have the fields StartAt and States`);
      return [];
    }
    if (!Object.hasOwn(machine.States, machine.StartAt)) {
      problems.push(`${place} starts at "${machine.StartAt}", but there is no state named "${machine.StartAt}"`);
    }
    const states: [string, State][] = [];
    for (const [name, fields] of Object.entries(machine.States)) {
      const statePointer = `${pointer}/States/${escapePointer(name)}`;
      const state = compileState(name, fields, statePointer, depth);
      if (state) states.push([name, state]);
    }
    machines[pointer] = { pointer, startAt: machine.StartAt, states: Object.fromEntries(states) };
    return [pointer];
  }

  function compileState(name: string, fields: Json, pointer: string, depth: number): State | undefined {
    if (!isObject(fields)) {
      problems.push(`The state "${name}" must be a JSON object`);
      return undefined;
    }
    if (typeof fields.Type !== 'string' || !isStateType(fields.Type)) {
      problems.push(`The state "${name}" has no known Type`);
      return undefined;
    }
    const own = fields.QueryLanguage;
    const queryLanguage = own === 'JSONata' || own === 'JSONPath' ? own : language;
    const { Type: type } = fields;
    const all: readonly Stage[] = STATE_STAGES[type][queryLanguage];
    const stages = all.filter((stage) => doesSomething(type, fields, queryLanguage, stage));
    return { name, pointer, type, queryLanguage, fields, stages, machines: nested(fields, pointer, depth + 1) };
  }

  function nested(fields: JsonObject, pointer: string, depth: number): string[] {
    if (fields.Type === 'Parallel' && isArray(fields.Branches)) {
      return fields.Branches.flatMap((branch, i) => compileMachine(branch, `${pointer}/Branches/${i}`, depth));
    }
    if (fields.Type !== 'Map') return [];
    const key = fields.ItemProcessor === undefined && fields.Iterator !== undefined ? 'Iterator' : 'ItemProcessor';
    return compileMachine(fields[key], `${pointer}/${key}`, depth);
  }
}

function doesSomething(type: StateType, fields: JsonObject, queryLanguage: QueryLanguage, stage: Stage): boolean {
  switch (stage) {
    case 'input':
    case 'output':
      return true;
    case 'result':
      return type !== 'Pass' || fields.Result !== undefined;
    case 'afterItemsPath':
      // Next to an ItemReader the service does not look at ItemsPath.
      return (
        fields.ItemReader === undefined && fields[queryLanguage === 'JSONata' ? 'Items' : 'ItemsPath'] !== undefined
      );
    default: {
      const spec = STAGES[stage];
      const field = 'field' in spec ? fields[spec.field] : undefined;
      return field !== undefined && field !== '$';
    }
  }
}

/** The state at a pointer such as `/States/Outer/Branches/0/States/Inner`. */
export function stateAt(program: Program, pointer: string): State | undefined {
  const end = pointer.lastIndexOf('/States/');
  const machine = end < 0 ? undefined : lookup(program.machines, pointer.slice(0, end));
  return machine && lookup(machine.states, unescapePointer(pointer.slice(end + '/States/'.length)));
}

/** A state by its name, wherever it is nested; outer machines first. Names are unique in a definition. */
export function findState(program: Program, name: string): State | undefined {
  for (const machine of Object.values(program.machines).sort((a, b) => a.pointer.length - b.pointer.length)) {
    const state = lookup(machine.states, name);
    if (state) return state;
  }
  return undefined;
}

/** The pointer of the machine that a state belongs to. */
export function machineOf(statePointer: string): string {
  return statePointer.slice(0, statePointer.lastIndexOf('/States/'));
}

function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

function unescapePointer(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}
