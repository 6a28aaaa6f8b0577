import type { Point } from '../protocol/graph.ts';
import type { Box, Flow } from './flow.ts';

/** An edge over more layers than this is led around the others, along the side. */
const FAR = 5;

/** The edges, by place, that are drawn between the states; the others are far. Every state keeps one that leads to it. */
export function nearEdges({ nodes, edges }: Flow): ReadonlySet<number> {
  let near = new Set(edges.keys());
  // An edge that is taken out lets states move up, which makes others longer.
  for (let round = 0; round < 3; round++) {
    const ranks = layersOf(nodes, edges, near);
    const span = (index: number): number => {
      const { from = 0, to = 0 } = edges[index] ?? {};
      return Math.abs((ranks[to] ?? 0) - (ranks[from] ?? 0));
    };
    const shortest = new Map<number, number>();
    for (const [index, { from, to }] of edges.entries()) {
      const best = shortest.get(to);
      if (from < to && (best === undefined || span(index) <= span(best))) shortest.set(to, index);
    }
    const kept = new Set(shortest.values());
    near = new Set([...edges.keys()].filter((index) => kept.has(index) || span(index) <= FAR));
  }
  return near;
}

/** The layer each node would stand in: one below the lowest that leads to it. */
function layersOf(nodes: Flow['nodes'], edges: Flow['edges'], near: ReadonlySet<number>): number[] {
  const layers = nodes.map(() => 0);
  const byTarget = [...near].flatMap((index) => edges[index] ?? []).sort((a, b) => a.to - b.to);
  for (const { from, to } of byTarget) {
    if (from < to) layers[to] = Math.max(layers[to] ?? 0, (layers[from] ?? 0) + 1);
  }
  const end = nodes.findIndex(({ kind }) => kind === 'end');
  if (end >= 0) layers[end] = layers.reduce((most, layer) => Math.max(most, layer), 0) + 1;
  return layers;
}

/** A far edge: where it leaves the states around it, and the node it leads to. */
export interface FarEdge {
  readonly from: Point;
  readonly to: Box;
  /** Those with the same target share a lane. */
  readonly target: number;
}

const LANE = { first: 18, step: 12 };
/** Next to a node, where no other edge turns. */
const CLEAR = { near: 6, step: 3, steps: 4 };

/**
 * Leads each edge through the gap below its start to a lane at the right, along it, and through the gap above its target.
 * `boxes` is all that is not to be crossed; a gap is a height where none of it is. Lanes keep to the right of `lines` as well.
 */
export function routeFar(edges: readonly FarEdge[], boxes: readonly Box[], lines: readonly Box[]): Point[][] {
  const bands = bandsOf(boxes);
  const spans = new Map<number, { top: number; bottom: number }>();
  const sides = edges.map(({ from, to, target }) => {
    const order = (target % CLEAR.steps) * CLEAR.step;
    const out = bandAt(bands, from.y).bottom + CLEAR.near + order;
    const into = bandAt(bands, to.y).top - CLEAR.near - order;
    const span = spans.get(target) ?? { top: into, bottom: into };
    spans.set(target, { top: Math.min(span.top, out), bottom: Math.max(span.bottom, out) });
    return { out, into };
  });
  const lanes = lanesOf(spans, [...boxes, ...lines]);
  return edges.map(({ from, to, target }, i) => {
    const { out = 0, into = 0 } = sides[i] ?? {};
    const lane = lanes.get(target) ?? 0;
    const x = to.width > 40 ? to.x + to.width - 14 : to.x + to.width / 2;
    return [from, { x: from.x, y: out }, { x: lane, y: out }, { x: lane, y: into }, { x, y: into }, { x, y: to.y }];
  });
}

/** The stretches from top to bottom that some box takes up. */
function bandsOf(boxes: readonly Box[]): { top: number; bottom: number }[] {
  const bands: { top: number; bottom: number }[] = [];
  for (const { y, height } of [...boxes].sort((a, b) => a.y - b.y)) {
    const last = bands.at(-1);
    if (last && y <= last.bottom) last.bottom = Math.max(last.bottom, y + height);
    else bands.push({ top: y, bottom: y + height });
  }
  return bands;
}

function bandAt(bands: readonly { top: number; bottom: number }[], y: number): { top: number; bottom: number } {
  let low = 0;
  let high = bands.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bands[middle]?.bottom ?? 0) < y) low = middle + 1;
    else high = middle;
  }
  return bands[low] ?? { top: y, bottom: y };
}

/** Where each lane is: right of all that stands along it. Short ones are inside, long ones outside, and none is over another. */
function lanesOf(
  spans: ReadonlyMap<number, { top: number; bottom: number }>,
  obstacles: readonly Box[],
): Map<number, number> {
  const taken: { top: number; bottom: number; x: number }[] = [];
  const lanes = new Map<number, number>();
  const shortFirst = [...spans].sort(([, a], [, b]) => a.bottom - a.top - (b.bottom - b.top));
  for (const [target, { top, bottom }] of shortFirst) {
    let x = 0;
    for (const box of obstacles) {
      if (box.y <= bottom && box.y + box.height >= top) x = Math.max(x, box.x + box.width + LANE.first);
    }
    const beside = taken.filter((lane) => lane.top <= bottom && top <= lane.bottom).sort((a, b) => a.x - b.x);
    for (const lane of beside) if (Math.abs(lane.x - x) < LANE.step) x = lane.x + LANE.step;
    taken.push({ top, bottom, x });
    lanes.set(target, x);
  }
  return lanes;
}
