import { basename } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { parseHitCondition, type StateBreakpoint } from './breakpoint.ts';
import {
  type Client,
  fromClientColumn,
  fromClientLine,
  isSamePath,
  pathKey,
  toClientLocation,
  toClientPlace,
} from './client.ts';
import type { Launched } from './launch.ts';
import { findSpotNear, placeOfState, type SourceMap } from './sourceMap.ts';

type NamedBreakpoint = StateBreakpoint & { readonly name: string };

/** What is known of a file that breakpoints are set in. */
export interface FileMap {
  readonly map?: SourceMap;
  /** Why there is no map. */
  readonly problem?: string;
  /** Whether a state, by its pointer, is part of what runs; absent before the launch. */
  readonly runs?: (pointer: string) => boolean;
}

/** The breakpoints that a client has set: on lines of files, and on names of states. */
export class BreakpointTable {
  readonly #lines = new Map<string, readonly StateBreakpoint[]>();
  #names: readonly NamedBreakpoint[] = [];
  #nextId = 1;

  /** Those of one file, in place of what it had. Without a map of the file, `problem` says why there can be none. */
  setLines(
    path: string,
    wanted: readonly DebugProtocol.SourceBreakpoint[],
    client: Client,
    { map, problem, runs }: FileMap,
  ): DebugProtocol.Breakpoint[] {
    const known: StateBreakpoint[] = [];
    const answers = wanted.map(({ line, column, ...details }): DebugProtocol.Breakpoint => {
      const id = this.#nextId++;
      const found = map && findSpotNear(map, fromClientLine(client, line), fromClientColumn(client, column));
      if (!found) return { id, verified: false, line, message: problem ?? 'There is no state here' };
      const { state, spot, place } = found;
      const isGone = runs !== undefined && !runs(state.pointer);
      const message = problemOf(details) ?? (isGone ? 'This state is new: restart to run it' : undefined);
      if (message !== undefined) return { id, verified: false, ...toClientPlace(client, place), message };
      known.push({ ...details, id, pointer: state.pointer, spot, place });
      return { id, verified: true, ...toClientPlace(client, place) };
    });
    this.#lines.set(pathKey(path), known);
    return answers;
  }

  setNames(
    wanted: readonly DebugProtocol.FunctionBreakpoint[],
    client: Client,
    launched: Launched | undefined,
  ): DebugProtocol.Breakpoint[] {
    this.#names = wanted.map((details) => ({
      ...details,
      id: this.#nextId++,
      spot: { kind: 'entered' },
      pointer: launched && pointerOf(launched, details.name),
    }));
    return this.#names.map((known) => describeNamed(known, client, launched));
  }

  /** What was set before the launch can be told for certain now; returns those that have changed by it. */
  verify(client: Client, launched: Launched): DebugProtocol.Breakpoint[] {
    const message = `${basename(launched.path)} is what is being debugged`;
    const elsewhere = [...this.#lines].flatMap(([key, known]) =>
      key === pathKey(launched.path) ? [] : known.map(({ id }) => ({ id, verified: false, message })),
    );
    this.#names = this.#names.map((known) => ({ ...known, pointer: pointerOf(launched, known.name) }));
    return [...elsewhere, ...this.#names.map((known) => describeNamed(known, client, launched))];
  }

  /** All that can be hit in a state machine. */
  in(path: string): readonly StateBreakpoint[] {
    const lines = [...this.#lines].flatMap(([key, known]) => (isSamePath(key, path) ? known : []));
    return [...lines, ...this.#names];
  }
}

function describeNamed(
  { id, name, pointer, hitCondition }: NamedBreakpoint,
  client: Client,
  launched: Launched | undefined,
): DebugProtocol.Breakpoint {
  if (!launched) return { id, verified: false, message: 'Nothing has been launched' };
  if (pointer === undefined) return { id, verified: false, message: `There is no state named "${name}"` };
  const message = problemOf({ hitCondition });
  if (message !== undefined) return { id, verified: false, message };
  return { id, verified: true, ...toClientLocation(client, launched.path, placeOfState(launched.map, pointer)) };
}

function pointerOf({ map }: Launched, name: string): string | undefined {
  return [...map.states.values()].find((state) => state.name === name)?.pointer;
}

/** Why a breakpoint can never be hit. */
function problemOf({ hitCondition }: Pick<StateBreakpoint, 'hitCondition'>): string | undefined {
  if (!hitCondition || parseHitCondition(hitCondition)) return undefined;
  return `"${hitCondition}" is no hit count: write a number, or >=, >, <, <=, == or % and a number`;
}
