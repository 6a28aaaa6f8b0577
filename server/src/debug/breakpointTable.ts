import { basename } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { parseHitCondition, type StateBreakpoint } from './breakpoint.ts';
import { type Client, fromClientLine, isSamePath, pathKey, toClientLocation, toClientPlace } from './client.ts';
import type { Launched } from './launch.ts';
import { findStateNear, placeOfState, type SourceMap } from './sourceMap.ts';

type NamedBreakpoint = StateBreakpoint & { readonly name: string };

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
    { map, problem }: { readonly map?: SourceMap; readonly problem?: string },
  ): DebugProtocol.Breakpoint[] {
    const known: StateBreakpoint[] = [];
    const answers = wanted.map(({ line, ...details }): DebugProtocol.Breakpoint => {
      const id = this.#nextId++;
      const state = map && findStateNear(map, fromClientLine(client, line));
      if (!map || !state) return { id, verified: false, line, message: problem ?? 'There is no state here' };
      const place = toClientPlace(client, placeOfState(map, state.pointer));
      const message = problemOf(details);
      if (message !== undefined) return { id, verified: false, ...place, message };
      known.push({ ...details, id, pointer: state.pointer });
      return { id, verified: true, ...place };
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
