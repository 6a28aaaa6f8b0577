import type { Json, JsonObject } from '../base/json.ts';
import { findState, machineOf, stateAt } from './compile.ts';
import { type Machine, type Program, ROOT, type State } from './program.ts';
import type { Frame, Run, Thread, WorkflowType } from './run.ts';

export interface StartOptions {
  readonly input: Json;
  /** Begin at this state, by name or pointer, and go on from there. */
  readonly startAt?: string | undefined;
  /** Run this state alone, by name or pointer. */
  readonly state?: string | undefined;
  /** The context object in place of the one the run would make. */
  readonly context?: JsonObject | undefined;
  readonly variables?: JsonObject | undefined;
  readonly type?: WorkflowType | undefined;
  /** Milliseconds since the epoch. */
  readonly startTime?: number | undefined;
  readonly seed?: number | undefined;
  readonly limits?: 'aws' | 'off' | undefined;
  readonly executionName?: string | undefined;
  readonly stateMachineName?: string | undefined;
}

/** A run that has not taken its first step. Throws a `RangeError` for a state that is not in the program. */
export function startRun(program: Program, options: StartOptions): Run {
  const wanted = options.state ?? options.startAt;
  const state = wanted === undefined ? undefined : (stateAt(program, wanted) ?? findState(program, wanted));
  if (wanted !== undefined && !state) throw new RangeError(`There is no state named "${wanted}"`);
  const machine = state ? machineOf(state.pointer) : ROOT;
  const name = state?.name ?? program.machines[ROOT]?.startAt ?? '';
  const variables = options.variables ?? {};
  const thread: Thread = {
    id: 1,
    parent: undefined,
    kind: 'machine',
    index: 0,
    machine,
    variables,
    outerVariables: {},
    history: undefined,
    begun: false,
    lastEventId: 0,
    frame: newFrame(name, pointerOf(program, machine, name), options.input),
  };
  return {
    program,
    settings: {
      type: options.type ?? 'STANDARD',
      limits: options.limits ?? 'aws',
      startTime: options.startTime ?? 0,
      executionName: options.executionName ?? 'local-execution',
      stateMachineName: options.stateMachineName ?? 'StateMachine',
      single: options.state !== undefined,
      context: options.context,
    },
    input: options.input,
    threads: [thread],
    clock: 0,
    random: { state: (options.seed ?? 0) | 0 },
    nextEventId: 1,
    nextThreadId: 2,
    invocations: {},
    childEventIds: {},
  };
}

const NONE: readonly number[] = [];

/** A state about to be entered. */
export function newFrame(state: string, pointer: string, input: Json): Frame {
  return {
    state,
    pointer,
    stage: undefined,
    data: { input },
    enteredEventId: 0,
    enteredAt: 0,
    retryCount: 0,
    retrierCounts: NONE,
    // All members from the start: frames that have the same ones are faster.
    waiting: undefined,
    token: undefined,
    failure: undefined,
    reading: undefined,
    fan: undefined,
    exit: undefined,
  };
}

export function pointerOf(program: Program, machine: string, state: string): string {
  return stateIn(program.machines[machine], state)?.pointer ?? `${machine}/States/${state}`;
}

// An object with a thousand members is slow to look up in.
const tables = new WeakMap<Machine, ReadonlyMap<string, State>>();

/** A state of a machine by its name. */
export function stateIn(machine: Machine | undefined, name: string): State | undefined {
  if (!machine) return undefined;
  let table = tables.get(machine);
  if (!table) {
    table = new Map(Object.entries(machine.states));
    tables.set(machine, table);
  }
  return table.get(name);
}
