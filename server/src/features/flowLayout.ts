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

/** Some of the nodes, with room beside them for the far edges that leave them, and their labels. */
interface Part {
  readonly flow: Flow;
  /** What each node and edge of it is in the whole. */
  readonly nodes: readonly number[];
  readonly edges: readonly number[];
  /** By node of the whole. */
  readonly far: ReadonlyMap<number, readonly number[]>;
  readonly placed: PlacedFlow;
}

/** Before and after the label of a far edge, and between two of them. */
const STUB = { before: 14, after: 12, apart: 4, step: 5, least: 8 };

/** The nodes that near edges lead to from the first one, in the order of flow. */
function reachable({ nodes, edges }: Flow, near: ReadonlySet<number>): number[] {
  const reached = new Set([0]);
  const forward = [...near].flatMap((index) => edges[index] ?? []).sort((a, b) => a.from - b.from);
  for (const { from, to } of forward) if (from < to && reached.has(from)) reached.add(to);
  return [...nodes.keys()].filter((node) => reached.has(node));
}

function partOf(flow: Flow, members: readonly number[], near: ReadonlySet<number>): Omit<Part, 'placed'> {
  const places = new Map(members.map((member, place) => [member, place]));
  const far = new Map<number, number[]>();
  const edges: number[] = [];
  const inner: FlowEdge[] = [];
  for (const [index, edge] of flow.edges.entries()) {
    const [from, to] = [places.get(edge.from), places.get(edge.to)];
    if (from === undefined) continue;
    if (to === undefined || !near.has(index)) {
      far.set(edge.from, [...(far.get(edge.from) ?? []), index]);
      continue;
    }
    edges.push(index);
    inner.push({ ...edge, from, to });
  }
  const nodes = members.map((member): FlowNode => {
    const own = far.get(member);
    const node = flow.nodes[member] as FlowNode;
    return own ? { ...node, beside: roomFor(own.map((index) => flow.edges[index]?.label)) } : node;
  });
  return { flow: { nodes, edges: inner }, nodes: members, edges, far };
}

function roomFor(labels: readonly FlowEdge['label'][]): { width: number; height: number } {
  const widths = labels.map((label) => label?.width ?? 0);
  const heights = labels.map((label) => label?.height ?? STUB.least);
  return {
    width: STUB.before + Math.max(...widths) + STUB.after + labels.length * STUB.step,
    height: heights.reduce((sum, height) => sum + height + STUB.apart, -STUB.apart),
  };
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
  const taken: Box[] = [];
  for (const { nodes: own, edges: inner, placed } of parts) {
    for (const [k, node] of own.entries()) nodes[node] = placed.nodes[k] as Box;
    for (const [k, index] of inner.entries()) edges[index] = placed.edges[k] ?? { points: [] };
    taken.push(...placed.nodes, ...placed.edges.flatMap(({ label }) => label ?? []));
  }
  const stubs = parts.flatMap(({ far }) => [...far].flatMap(([node, own]) => stubsOf(nodes[node] as Box, own, flow)));
  taken.push(...stubs.flatMap(({ label }) => label ?? []));
  const lines = edges.flatMap(({ points }) => points.slice(1).map((point, i) => boxAround(points[i] ?? point, point)));
  const ways = routeFar(
    stubs.map(({ index, end }): FarEdge => {
      const target = flow.edges[index]?.to ?? 0;
      return { from: end, to: nodes[target] as Box, target };
    }),
    taken,
    [...lines, ...stubs.map(({ end }) => boxAround(end, end))],
  );
  for (const [k, { index, start, label }] of stubs.entries()) {
    edges[index] = { points: straightened([...start, ...(ways[k] ?? [])]), ...(label && { label }) };
  }
  return fromCorner(nodes, edges);
}

function boxAround(a: Point, b: Point): Box {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  return { x, y, width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) };
}

/** A far edge on the first bit of its way: out of its state to the right, through its label, to where it turns down. */
interface Stub {
  readonly index: number;
  readonly start: readonly Point[];
  readonly end: Point;
  readonly label: Box | undefined;
}

function stubsOf(node: Box, far: readonly number[], { edges }: Flow): Stub[] {
  const labels = far.map((index) => edges[index]?.label);
  const room = roomFor(labels);
  let top = node.y + (node.height - room.height) / 2;
  return far.map((index, i) => {
    const label = labels[i];
    const height = label?.height ?? STUB.least;
    const y = top + height / 2;
    // More of them than the state is high all leave it within its height.
    const x = node.x + node.width;
    const box = label && { x: x + STUB.before, y: top, width: label.width, height };
    top += height + STUB.apart;
    // More of them than the state is high all leave it within its height. An upper one turns down outside the lower ones.
    const startY = Math.max(node.y + 6, Math.min(y, node.y + node.height - 6));
    const start = startY === y ? [{ x, y }] : [startY, y].map((side) => ({ x: x + STUB.before / 2, y: side }));
    if (startY !== y) start.unshift({ x, y: startY });
    const turn = x + room.width - STUB.after / 2 - (i + 1) * STUB.step;
    return { index, start, end: { x: turn, y }, label: box };
  });
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
