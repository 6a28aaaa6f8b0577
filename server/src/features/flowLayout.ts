import type { Point } from '../protocol/graph.ts';
import { placePiece } from './elk.ts';
import { type FarEdge, nearEdges, routeFar } from './farEdges.ts';
import type { Box, Flow, FlowEdge, FlowNode, LayoutCache, PlacedFlow, Route } from './flow.ts';

/** Up to this size a machine is left to ELK as a whole, which gives the best picture. */
const SMALL = 32;
/** A piece is no smaller than this, where there is a choice: a state costs little, a call of ELK more. */
const PIECE = 14;
/** Between what can be reached and what cannot. */
const APART = 48;

/**
 * Places one machine. ELK's time grows with the square of the number of states and with the layers that edges cross. So, in a
 * large machine, far edges are led along the side, and the rest is placed piece by piece, cut at states that all paths go through.
 */
export async function placeFlow(flow: Flow, cache: LayoutCache, progress: (done: number) => void): Promise<PlacedFlow> {
  if (flow.nodes.length <= SMALL) return placePiece(flow, cache, {});
  const near = nearEdges(flow);
  const main = reachable(flow, near);
  const islands = [...flow.nodes.keys()].filter((node) => !main.includes(node));
  const parts: Part[] = [];
  let bottom = 0;
  for (const members of [main, islands]) {
    if (members.length === 0) continue;
    const part = partOf(flow, members, near);
    const pieces = members === main ? cut(part.flow) : [];
    const share = main.length / part.flow.nodes.length;
    const placed = await placePieces(part.flow, pieces, cache, (count) => {
      if (members === main) progress(Math.floor(count * share));
    });
    parts.push({ ...part, placed: lowered(placed, bottom) });
    bottom += placed.height + APART;
  }
  return assembled(flow, parts);
}

/** Some of the nodes, with a stub for each far edge that leaves them: room for its label, and for it to set out. */
interface Part {
  readonly flow: Flow;
  /** What each node and edge of it is in the whole. A stub is no node there. */
  readonly nodes: readonly (number | undefined)[];
  readonly edges: readonly number[];
  /** The place of its stub, by far edge. */
  readonly stubs: ReadonlyMap<number, number>;
  readonly placed: PlacedFlow;
}

/** The nodes that near edges lead to from the first one, in the order of flow. */
function reachable({ nodes, edges }: Flow, near: ReadonlySet<number>): number[] {
  const reached = new Set([0]);
  const forward = [...near].flatMap((index) => edges[index] ?? []).sort((a, b) => a.from - b.from);
  for (const { from, to } of forward) if (from < to && reached.has(from)) reached.add(to);
  return [...nodes.keys()].filter((node) => reached.has(node));
}

function partOf(flow: Flow, members: readonly number[], near: ReadonlySet<number>): Omit<Part, 'placed'> {
  const isMember = new Set(members);
  const nodes: (number | undefined)[] = [];
  const items: FlowNode[] = [];
  const stubs = new Map<number, number>();
  const places = new Map<number, number>();
  const far = new Map<number, number[]>();
  for (const [index, { from, to }] of flow.edges.entries()) {
    if (isMember.has(from) && !(near.has(index) && isMember.has(to))) far.set(from, [...(far.get(from) ?? []), index]);
  }
  for (const member of members) {
    places.set(member, items.length);
    nodes.push(member);
    items.push(flow.nodes[member] as FlowNode);
    for (const index of far.get(member) ?? []) {
      stubs.set(index, items.length);
      nodes.push(undefined);
      items.push({ kind: 'state', ...(flow.edges[index]?.label ?? { width: 4, height: 4 }) });
    }
  }
  const edges: number[] = [];
  const inner: FlowEdge[] = [];
  for (const [index, edge] of flow.edges.entries()) {
    const from = places.get(edge.from);
    const stub = stubs.get(index);
    const to = stub ?? places.get(edge.to);
    if (from === undefined || to === undefined) continue;
    edges.push(index);
    inner.push(stub === undefined ? { ...edge, from, to } : { from, to, minor: true });
  }
  return { flow: { nodes: items, edges: inner }, nodes, edges, stubs };
}

/** The nodes that every path goes through, far enough apart: no edge leads past one of them. */
function cut({ nodes, edges }: Flow): number[] {
  // How many edges begin less those that end, by place.
  const turns = new Array<number>(nodes.length + 1).fill(0);
  const isLeaf = nodes.map(() => true);
  for (const { from, to } of edges) {
    const [first, last] = [Math.min(from, to), Math.max(from, to)];
    isLeaf[from] = false;
    if (last - first < 2) continue;
    turns[first + 1] = (turns[first + 1] ?? 0) + 1;
    turns[last] = (turns[last] ?? 0) - 1;
  }
  const cuts: number[] = [];
  let passing = 0;
  for (const node of nodes.keys()) {
    passing += turns[node] ?? 0;
    const large = node - (cuts.at(-1) ?? 0) >= PIECE && nodes.length - node >= PIECE / 2;
    if (passing === 0 && large && !isLeaf[node]) cuts.push(node);
  }
  return cuts;
}

/** Places a flow between its cuts, one piece below the other: the last node of a piece is the first of the next. */
async function placePieces(
  flow: Flow,
  cuts: readonly number[],
  cache: LayoutCache,
  progress: (done: number) => void,
): Promise<PlacedFlow> {
  const nodes: Box[] = [];
  const edges: Route[] = [];
  const inside = edgesBetween(flow, cuts);
  let first = 0;
  let bottom = 0;
  for (const [i, last] of [...cuts, flow.nodes.length - 1].entries()) {
    const own = inside[i] ?? [];
    const piece = await placePiece(
      {
        nodes: flow.nodes.slice(first, last + 1),
        edges: own.map((index) => {
          const edge = flow.edges[index] as FlowEdge;
          return { ...edge, from: edge.from - first, to: edge.to - first };
        }),
      },
      cache,
      { first: i > 0, last: i < cuts.length },
    );
    const join = nodes[first];
    const hook = piece.nodes[0] as Box;
    const edge = hook.y + hook.height;
    const dx = join ? join.x - hook.x : 0;
    const above = join ? join.y - hook.y : 0;
    // Beside the node that both have there may be a larger one: what follows begins below it.
    const below = join ? Math.max(above, bottom - edge) : 0;
    const shift = ({ x, y }: Point): Point => ({ x: x + dx, y: y + (y <= edge + 0.5 ? above : below) });
    const shiftBox = (box: Box): Box => ({ ...box, ...shift(box) });
    for (const [k, box] of piece.nodes.entries()) nodes[first + k] ??= shiftBox(box);
    for (const [k, index] of own.entries()) {
      const { points = [], label } = piece.edges[k] ?? {};
      edges[index] = { points: points.map(shift), ...(label && { label: shiftBox(label) }) };
    }
    bottom = piece.height + below;
    first = last;
    progress(last);
  }
  return fromCorner(nodes, edges);
}

/** The edges of each piece. One from a node at a cut to itself belongs to the piece that begins there. */
function edgesBetween({ edges }: Flow, cuts: readonly number[]): number[][] {
  const inside: number[][] = [...cuts, 0].map(() => []);
  for (const [index, { from, to }] of edges.entries()) {
    const [first, last] = [Math.min(from, to), Math.max(from, to)];
    let piece = 0;
    while (piece < cuts.length && (cuts[piece] as number) <= first) piece++;
    if (last <= (cuts[piece] ?? Number.POSITIVE_INFINITY)) inside[piece]?.push(index);
  }
  return inside;
}

function assembled(flow: Flow, parts: readonly Part[]): PlacedFlow {
  const nodes: Box[] = [];
  const edges: Route[] = [];
  const far: { index: number; edge: FarEdge; start: readonly Point[]; label: Box }[] = [];
  const all = parts.flatMap(({ placed }) => [...placed.nodes, ...placed.edges.flatMap(({ label }) => label ?? [])]);
  for (const part of parts) {
    for (const [k, node] of part.nodes.entries()) {
      if (node !== undefined) nodes[node] = part.placed.nodes[k] as Box;
    }
  }
  for (const { edges: own, placed, stubs } of parts) {
    for (const [k, index] of own.entries()) {
      const route = placed.edges[k] ?? { points: [] };
      const stub = stubs.get(index);
      if (stub === undefined) {
        edges[index] = route;
        continue;
      }
      const target = flow.edges[index]?.to ?? 0;
      const box = placed.nodes[stub] as Box;
      const from = { x: box.x + box.width / 2, y: box.y + box.height };
      far.push({ index, edge: { from, to: nodes[target] as Box, target }, start: route.points, label: box });
    }
  }
  const right = [...all, ...edges.flatMap(({ points }) => points.map(({ x }) => ({ x, width: 0 })))].reduce(
    (most, { x, width }) => Math.max(most, x + width),
    0,
  );
  const ways = routeFar(
    far.map(({ edge }) => edge),
    all,
    right,
  );
  for (const [k, { index, start, label }] of far.entries()) {
    const labelled = flow.edges[index]?.label !== undefined;
    edges[index] = { points: straightened([...start, ...(ways[k] ?? [])]), ...(labelled && { label }) };
  }
  return fromCorner(nodes, edges);
}

/** Without the points that lie on a line between those around them. */
function straightened(points: readonly Point[]): Point[] {
  return points.filter((point, i) => {
    const [before, after] = [points[i - 1], points[i + 1]];
    if (!before || !after) return true;
    const across = (point.x - before.x) * (after.y - point.y) - (point.y - before.y) * (after.x - point.x);
    return Math.abs(across) > 0.5;
  });
}

function lowered({ nodes, edges, ...size }: PlacedFlow, by: number): PlacedFlow {
  if (by === 0) return { nodes, edges, ...size };
  const down = <T extends Point>(point: T): T => ({ ...point, y: point.y + by });
  return {
    ...size,
    nodes: nodes.map(down),
    edges: edges.map(({ points, label }) => ({ points: points.map(down), ...(label && { label: down(label) }) })),
  };
}

/** Shifts all of it so that it begins at 0, 0. */
function fromCorner(nodes: readonly Box[], edges: readonly Route[]): PlacedFlow {
  let [left, top, right, bottom] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0, 0];
  const around = ({ x, y, width = 0, height = 0 }: Point & Partial<Box>): void => {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + width);
    bottom = Math.max(bottom, y + height);
  };
  for (const node of nodes) around(node);
  for (const { points, label } of edges) {
    for (const point of points) around(point);
    if (label) around(label);
  }
  const shift = <T extends Point>(point: T): T => ({ ...point, x: point.x - left, y: point.y - top });
  return {
    nodes: nodes.map(shift),
    edges: edges.map(({ points, label }) => ({ points: points.map(shift), ...(label && { label: shift(label) }) })),
    width: right - left,
    height: bottom - top,
  };
}
