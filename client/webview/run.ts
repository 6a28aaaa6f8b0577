import type { NodeStatus, PlacedEdge, RunStep } from '../../server/src/protocol/graph.ts';

/** What a run has made of a state, beside its status. */
export interface Tally {
  readonly status: NodeStatus;
  readonly visits: number;
  readonly retries: number;
  readonly iterations?: { readonly ended: number; readonly failed: number; readonly total: number } | undefined;
}

/** One time that a state was entered, and how it ended. */
export interface Visit {
  readonly began: RunStep;
  readonly ended?: RunStep;
  readonly retries: number;
}

/** What a run has come to after some of its steps. */
export interface RunState {
  readonly tallies: ReadonlyMap<string, Tally>;
  readonly visits: ReadonlyMap<string, readonly Visit[]>;
  /** How often the run went from one state to another; `catch` tells apart the ways between the same two. */
  readonly ways: ReadonlyMap<string, number>;
}

export function runAfter(steps: readonly RunStep[], count = steps.length): RunState {
  const tallies = new Map<string, Tally>();
  const visits = new Map<string, Visit[]>();
  const ways = new Map<string, number>();
  for (const step of steps.slice(0, count)) {
    const { node, status, iterations } = step;
    const tally = tallies.get(node) ?? { status, visits: 0, retries: 0 };
    if (iterations) {
      tallies.set(node, { ...tally, iterations });
      continue;
    }
    const list = visits.get(node) ?? [];
    visits.set(node, list);
    const last = list.at(-1);
    const isNew =
      status === 'running' && (last === undefined || last.ended !== undefined || tally.status !== 'retrying');
    if (isNew) list.push({ began: step, retries: 0 });
    else if (last && status === 'retrying') list[list.length - 1] = { ...last, retries: last.retries + 1 };
    else if (last && status !== 'running') close(list, step);
    tallies.set(node, {
      ...tally,
      status,
      visits: tally.visits + (isNew ? 1 : 0),
      retries: tally.retries + (status === 'retrying' ? 1 : 0),
    });
    if (step.to !== undefined) {
      const way = wayOf(node, step.to, status === 'caught');
      ways.set(way, (ways.get(way) ?? 0) + 1);
    }
  }
  return { tallies, visits, ways };
}

/** Iterations run side by side: what ends is the first that has not ended. */
function close(visits: Visit[], step: RunStep): void {
  const open = visits.findIndex(({ ended }) => ended === undefined);
  const visit = visits[open];
  if (visit) visits[open] = { ...visit, ended: step };
  // The error was told before the catcher took it.
  else if (step.status === 'caught' && visits.at(-1)) {
    const last = visits[visits.length - 1] as Visit;
    visits[visits.length - 1] = { ...last, ended: { ...last.ended, ...step } };
  }
}

/** The edges that have been taken: of several between two states the first that fits. */
export function takenEdges(edges: readonly PlacedEdge[], { ways, tallies }: RunState): Map<string, number> {
  const taken = new Map<string, number>();
  const used = new Set<string>();
  const started = tallies.size > 0;
  for (const { id, from, to, kind } of edges) {
    const way = wayOf(from, to, kind === 'catch');
    const count =
      kind === 'start'
        ? Number(started && tallies.has(to))
        : kind === 'end'
          ? Number(tallies.get(from)?.status === 'succeeded')
          : ways.get(way);
    if (!count || used.has(way)) continue;
    used.add(way);
    taken.set(id, count);
  }
  return taken;
}

function wayOf(from: string, to: string, caught: boolean): string {
  return `${from}\n${to}${caught ? '\ncatch' : ''}`;
}

/** `7/10 ✗2` iterations, `×3` visits, `↻2` retries. */
export function countOf({ visits, retries, iterations }: Tally): string {
  const parts = [
    ...(iterations ? [`${iterations.ended}/${iterations.total}`] : []),
    ...(iterations && iterations.failed > 0 ? [`✗${iterations.failed}`] : []),
    ...(visits > 1 ? [`×${visits}`] : []),
    ...(retries > 0 ? [`↻${retries}`] : []),
  ];
  return parts.join(' ');
}

/** `1 h 2 min`, `3.2 s`, `40 ms`. */
export function spanText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${Number((ms / 1000).toFixed(1))} s`;
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
  return `${Math.floor(ms / 3_600_000)} h ${Math.round((ms % 3_600_000) / 60_000)} min`;
}

export function sizeText(characters: number): string {
  return characters < 1000 ? `${characters} B` : `${Number((characters / 1000).toFixed(1))} kB`;
}
