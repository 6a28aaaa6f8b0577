import { describe, expect, test } from 'vitest';
import { layoutGraph } from '../../server/src/features/layout.ts';
import type { Graph, GraphEdge, GraphNode, PlacedGraph, PlacedNode } from '../../server/src/protocol/graph.ts';

/** A graph from lines such as `A -> B`, `A -catch States.ALL-> B`; `Outer/A` is inside `Outer`. */
function graphOf(...lines: readonly string[]): Graph {
  const nodes = new Map<string, GraphNode>();
  const edges: GraphEdge[] = [];
  const node = (id: string): void => {
    if (nodes.has(id)) return;
    const slash = id.lastIndexOf('/');
    if (slash >= 0) node(id.slice(0, slash));
    const name = id.slice(slash + 1);
    const kind = name === 'start' || name === 'end' ? name : 'Pass';
    nodes.set(id, { id, name: kind === 'Pass' ? name : '', kind, ...(slash >= 0 && { parent: id.slice(0, slash) }) });
  };
  for (const line of lines) {
    const [, from = line, kind, label, to] = /^(\S+) -(?:(\w+) (.*)-)?> (\S+)$/.exec(line) ?? [];
    node(from);
    if (to === undefined) continue;
    node(to);
    edges.push({ id: line, from, to, kind: (kind as GraphEdge['kind']) ?? 'next', ...(label && { label }) });
  }
  return { nodes: [...nodes.values()], edges };
}

function nodeIn({ nodes }: PlacedGraph, id: string): PlacedNode {
  const node = nodes.find((candidate) => candidate.id === id);
  if (!node) throw new Error(`No node ${id}`);
  return node;
}

function edgeIn({ edges }: PlacedGraph, id: string) {
  const edge = edges.find((candidate) => candidate.id === id);
  if (!edge) throw new Error(`No edge ${id}`);
  return edge;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const inside = (inner: Box, outer: Box): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

const apart = (a: Box, b: Box): boolean =>
  a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;

const FORK = ['start -> Ask', 'Ask -choice $.ok = true-> Yes', 'Ask -default -> No', 'Yes -> end', 'No -> end'];
const NESTED = [
  'start -> Both',
  'Both/0/A -> Both/0/B',
  'Both/1/C -> Both/1/D',
  'Both -> After',
  'Both -catch States.ALL-> Failed',
  'After -> end',
];

describe('layoutGraph', () => {
  test('draws a chain straight down', async () => {
    const placed = await layoutGraph(graphOf('start -> A', 'A -> B', 'B -> end'));
    const chain = ['start', 'A', 'B', 'end'].map((id) => nodeIn(placed, id));
    expect(chain.map(({ y }) => y)).toEqual(chain.map(({ y }) => y).sort((a, b) => a - b));
    expect(new Set(chain.map(({ x, width }) => x + width / 2)).size).toBe(1);
    expect(edgeIn(placed, 'A -> B').points).toHaveLength(2);
  });

  test('draws from left to right where asked to', async () => {
    const placed = await layoutGraph(graphOf('start -> A', 'A -> B', 'B -> end'), { direction: 'RIGHT' });
    expect(nodeIn(placed, 'A').x).toBeLessThan(nodeIn(placed, 'B').x);
    expect(nodeIn(placed, 'A').y).toBe(nodeIn(placed, 'B').y);
  });

  test.each([
    ['a fork', FORK],
    ['nested machines', NESTED],
    ['a loop', ['start -> A', 'A -> B', 'B -choice again-> A', 'B -> end']],
    ['a state that leads to itself', ['start -> A', 'A -catch States.Timeout-> A', 'A -> end']],
    ['unreachable states', ['start -> A', 'A -> end', 'Lost -> Island', 'Alone']],
    ['no start', ['A -> B', 'B -> A']],
    ['two edges between the same states', ['start -> A', 'A -choice one-> B', 'A -choice two-> B']],
  ])('keeps states and labels of %s apart', async (_, lines) => {
    const graph = graphOf(...lines);
    const placed = await layoutGraph(graph);
    expect(placed.nodes.map(({ id }) => id)).toEqual(graph.nodes.map(({ id }) => id));
    expect(placed.edges.map(({ id }) => id)).toEqual(graph.edges.map(({ id }) => id));
    const labels = placed.edges.flatMap(({ labelBox }) => (labelBox ? [labelBox] : []));
    const parents = new Set(placed.nodes.map(({ parent }) => parent));
    const boxes = [...placed.nodes.filter(({ id }) => !parents.has(id)), ...labels];
    for (const [i, box] of boxes.entries()) {
      expect(inside(box, { x: 0, y: 0, width: placed.width, height: placed.height })).toBe(true);
      for (const other of boxes.slice(i + 1)) expect(apart(box, other)).toBe(true);
    }
  });

  test('puts the states of a branch inside it, and branches side by side', async () => {
    const placed = await layoutGraph(graphOf(...NESTED));
    for (const node of placed.nodes) {
      if (node.parent !== undefined) expect(inside(node, nodeIn(placed, node.parent))).toBe(true);
    }
    const [left, right] = [nodeIn(placed, 'Both/0'), nodeIn(placed, 'Both/1')];
    expect(left.x + left.width).toBeLessThanOrEqual(right.x);
    expect(left.y).toBe(right.y);
    // The name of a container stands above what is in it.
    expect(left.y - nodeIn(placed, 'Both').y).toBeGreaterThanOrEqual(48);
  });

  test('leads every edge from its state to its target, inside containers too', async () => {
    const placed = await layoutGraph(graphOf(...NESTED));
    for (const { from, to, points } of placed.edges) {
      const [source, target] = [nodeIn(placed, from), nodeIn(placed, to)];
      expect(points[0]?.y).toBeCloseTo(source.y + source.height);
      expect(points.at(-1)?.y).toBeCloseTo(target.y);
    }
  });

  test('labels the edges: conditions, error names, and the default', async () => {
    const placed = await layoutGraph(graphOf(...FORK, 'Yes -catch States.ALL-> No'));
    expect(placed.edges.flatMap(({ label, labelBox }) => (labelBox ? [label] : []))).toEqual([
      '$.ok = true',
      'Default',
      'States.ALL',
    ]);
  });

  test('leaves out an edge that leads nowhere or into another machine', async () => {
    const graph = graphOf(...NESTED);
    const wrong = [
      { id: 'nowhere', from: 'After', to: 'Gone', kind: 'next' as const },
      { id: 'across', from: 'Both/0/A', to: 'After', kind: 'next' as const },
    ];
    const placed = await layoutGraph({ ...graph, edges: [...graph.edges, ...wrong] });
    expect(placed.edges.map(({ id }) => id)).toEqual(graph.edges.map(({ id }) => id));
  });

  test.each([
    ['nothing', graphOf(), 0],
    ['a single state', graphOf('A'), 1],
  ])('draws %s', async (_, graph, count) => {
    expect((await layoutGraph(graph)).nodes).toHaveLength(count);
  });

  test('is the same for the same graph', async () => {
    expect(await layoutGraph(graphOf(...NESTED))).toEqual(await layoutGraph(graphOf(...NESTED)));
  });

  test('a state added at the end leaves the others where they are', async () => {
    const before = await layoutGraph(graphOf('start -> A', 'A -> B'));
    const after = await layoutGraph(graphOf('start -> A', 'A -> B', 'B -> C'));
    for (const id of ['start', 'A', 'B']) expect(nodeIn(after, id)).toEqual(nodeIn(before, id));
  });
});

/** What is wrong with a picture: nodes over each other, and lines that go through a node or askew. */
function flaws({ nodes, edges }: PlacedGraph): string[] {
  const parents = new Set(nodes.map(({ parent }) => parent));
  const leaves = nodes.filter(({ id }) => !parents.has(id));
  const labels = edges.flatMap(({ id, labelBox }) => (labelBox ? [{ id: `label of ${id}`, ...labelBox }] : []));
  const found: string[] = [];
  const boxes = [...leaves, ...labels];
  for (const [i, a] of boxes.entries()) {
    for (const b of boxes.slice(i + 1)) if (!apart(a, b)) found.push(`${a.id} over ${b.id}`);
  }
  for (const { id, from, to, points } of edges) {
    for (const [i, b] of points.entries()) {
      const a = points[i - 1];
      if (!a) continue;
      if (Math.abs(a.x - b.x) > 1 && Math.abs(a.y - b.y) > 1) found.push(`${id} askew`);
      const line = {
        x: Math.min(a.x, b.x),
        y: Math.min(a.y, b.y),
        width: Math.abs(a.x - b.x),
        height: Math.abs(a.y - b.y),
      };
      for (const node of leaves) {
        if (node.id === from || node.id === to || apart(line, node)) continue;
        found.push(`${id} through ${node.id}`);
      }
    }
  }
  return found;
}

/** Tasks in a row that all lead to one handler where they fail, with choices that skip some and loops. */
function longRow(count: number): string[] {
  const step = (i: number): string => `S${Math.min(i, count - 1)}`;
  const rows = Array.from({ length: count - 1 }, (_, i) => {
    const choice = [`S${i} -choice skip-> ${step(i + 2 + (i % 5))}`, `S${i} -default -> ${step(i + 1)}`];
    const loop = i > 20 && i % 23 === 0 ? [`S${i} -choice again-> S${i - 20}`] : [];
    if (i % 6 === 0) return [...choice, ...loop];
    return [`S${i} -> ${step(i + 1)}`, ...(i % 3 === 1 ? [`S${i} -catch States.ALL-> Handler${i % 2}`] : [])];
  });
  // The nodes first, in the order of flow.
  const names = ['start', ...Array.from({ length: count }, (_, i) => step(i)), 'Handler0', 'Handler1', 'end'];
  return [
    ...names,
    'start -> S0',
    ...rows.flat(),
    'Handler0 -> end',
    'Handler1 -> end',
    `S${count - 1} -> end`,
    'Lost -> Lost2',
    'Lost2 -> S9',
  ];
}

describe('a large machine', () => {
  test.each(['DOWN', 'RIGHT'] as const)('has no lines through states, going %s', async (direction) => {
    const graph = graphOf(...longRow(120));
    const placed = await layoutGraph(graph, { direction });
    expect(placed.edges).toHaveLength(graph.edges.length);
    expect(flaws(placed)).toEqual([]);
  });

  test('far edges with the same target share a line along the side', async () => {
    const placed = await layoutGraph(graphOf(...longRow(120)));
    const longest = placed.edges
      .filter(({ to, points }) => to === 'Handler0' && points.length > 4)
      .map(({ points }) => Math.max(...points.map(({ x }) => x)));
    expect(longest.length).toBeGreaterThan(10);
    expect(new Set(longest).size).toBe(1);
  });

  test('a renamed state, a changed label and a state at the end shuffle nothing', async () => {
    const lines = longRow(120);
    const before = await layoutGraph(graphOf(...lines));
    const edits: readonly (readonly string[])[] = [
      lines.map((line) => line.replace('S61 -catch States.ALL', 'S61 -catch States.Timeout')),
      lines.map((line) => line.replaceAll(/\bS50\b/g, 'Renamed')),
      lines.flatMap((line) => (line === 'S119 -> end' ? ['S119 -> New', 'New -> end'] : [line])),
    ];
    for (const edited of edits) {
      const after = await layoutGraph(graphOf(...edited));
      const kept = after.nodes.filter(({ id }) => before.nodes.some((node) => node.id === id));
      const origin = nodeIn(after, 'S0').x - nodeIn(before, 'S0').x;
      expect(kept.length).toBeGreaterThan(120);
      const off = kept.filter(({ id, x, kind }) => kind !== 'end' && Math.abs(x - origin - nodeIn(before, id).x) > 60);
      expect(off.map(({ id }) => id)).toEqual([]);
    }
  });

  test('what has been placed before is not placed again', async () => {
    const cache = new Map();
    const done: number[] = [];
    await layoutGraph(graphOf(...longRow(120)), { cache, progress: (count) => done.push(count) });
    const pieces = cache.size;
    expect(pieces).toBeGreaterThan(2);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    await layoutGraph(graphOf(...longRow(120).map((line) => line.replaceAll(/\bS119\b/g, 'Last'))), { cache });
    expect(cache.size).toBe(pieces);
  });
});
