import type { Direction, Graph, GraphEdge, GraphNode, PlacedEdge, PlacedGraph, Point } from '../protocol/graph.ts';
import type { Box, FlowEdge, FlowNode, LayoutCache, PlacedFlow, Route } from './flow.ts';
import { placeFlow } from './flowLayout.ts';

export interface LayoutSettings {
  readonly direction?: Direction;
  /** Machines that have been placed before, to be placed again without any work. */
  readonly cache?: LayoutCache;
  /** How much of the work is done, in states. */
  readonly progress?: (done: number, total: number) => void;
  /** Asked between two pieces of work: whether nobody wants the rest. */
  readonly cancelled?: () => boolean;
}

/** A graph for somebody who places graphs elsewhere, in a thread for instance. */
export interface LayoutRequest {
  readonly graph: Graph;
  readonly direction: Direction;
  /** Of several requests with the same key only the latest is of interest. */
  readonly key: string;
  readonly progress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

export class LayoutCancelled extends Error {}

const NODE = { height: 48, minWidth: 132, maxWidth: 264, beside: 62, step: 12 };
const LABEL = { height: 20, maxWidth: 200, beside: 16 };
const BADGE = 30;
const CIRCLE = 20;
/** Room around the content of a container; above it stands its name. */
const FRAME = { top: 56, side: 16, bottom: 16 };
const BRANCH = { top: 8, side: 8, bottom: 8 };
const MARGIN = 16;
/** Between branches, which stand side by side. */
const BESIDE = 28;

/**
 * Places a graph: layers from the start to the end, nested machines inside their containers, edges at right angles.
 * The order of the nodes is the order of flow: an edge to an earlier one is a loop, and drawn going back.
 *
 * All of it is thought of as going down. From left to right it is the same with the two axes changed over.
 */
export async function layoutGraph(graph: Graph, settings: LayoutSettings = {}): Promise<PlacedGraph> {
  if (graph.nodes.length === 0)
    return { nodes: [], edges: [], width: 0, height: 0, direction: settings.direction ?? 'DOWN' };
  const { direction = 'DOWN', cache = new Map() } = settings;
  const progress = (count: number): void => {
    if (settings.cancelled?.()) throw new LayoutCancelled();
    settings.progress?.(count, graph.nodes.length);
  };
  const turn =
    direction === 'DOWN' ? (box: Size) => box : ({ width, height }: Size) => ({ width: height, height: width });
  const children = groupByParent(graph.nodes);
  const edges = edgesByContainer(graph);
  const boxes = new Map<string, Box>();
  const routes = new Map<string, Route>();
  const contents = new Map<string | undefined, PlacedFlow>();
  let done = 0;

  // From the inside out: how large a container is depends on what is in it. A container comes before its content.
  const containers = graph.nodes.filter(({ id }) => children.has(id)).map(({ id }) => id);
  for (const container of [...containers.reverse(), undefined]) {
    const inner = children.get(container) ?? [];
    const nodes = inner.map((node): FlowNode => {
      const size = contents.has(node.id) ? sizeAround(node, contents.get(node.id) as PlacedFlow) : turn(sizeOf(node));
      return { kind: node.kind === 'start' || node.kind === 'end' ? node.kind : 'state', ...size };
    });
    const flow =
      inner[0]?.kind === 'machine'
        ? sideBySide(nodes)
        : await placeFlow({ nodes, edges: flowEdges(inner, edges.get(container) ?? []) }, cache, (count) =>
            progress(done + count),
          );
    contents.set(container, flow);
    done += inner.length;
    progress(done);
  }
  const outermost = contents.get(undefined) as PlacedFlow;
  settle(undefined, { x: MARGIN, y: MARGIN });
  return placedGraph(graph, boxes, routes, direction, {
    width: outermost.width + 2 * MARGIN,
    height: outermost.height + 2 * MARGIN,
  });

  function flowEdges(inner: readonly GraphNode[], own: readonly GraphEdge[]): FlowEdge[] {
    const places = new Map(inner.map(({ id }, index) => [id, index]));
    return own.map((edge) => {
      const text = labelOf(edge);
      return {
        from: places.get(edge.from) as number,
        to: places.get(edge.to) as number,
        minor: edge.kind === 'catch',
        ...(text && { label: turn(labelSize(text)) }),
      };
    });
  }

  function sizeAround(node: GraphNode, { width, height }: PlacedFlow): Size {
    const { before, after } = frameOf(node);
    const least = node.kind === 'machine' ? { width: 0, height: 0 } : turn(sizeOf(node));
    return {
      width: Math.max(width + before.x + after.x, least.width),
      height: Math.max(height + before.y + after.y, least.height),
    };
  }

  function frameOf({ kind }: GraphNode): { before: Point; after: Point } {
    const { top, side, bottom } = kind === 'machine' ? BRANCH : FRAME;
    return direction === 'DOWN'
      ? { before: { x: side, y: top }, after: { x: side, y: bottom } }
      : { before: { x: top, y: side }, after: { x: bottom, y: side } };
  }

  /** Gives what is in a container its place in the whole picture. */
  function settle(container: string | undefined, origin: Point): void {
    const flow = contents.get(container);
    for (const [i, node] of (children.get(container) ?? []).entries()) {
      const place = flow?.nodes[i];
      if (!place) continue;
      const box = moved(place, origin);
      boxes.set(node.id, box);
      const content = contents.get(node.id);
      if (!content) continue;
      const { before, after } = frameOf(node);
      // What is narrower than the name of its container stands in the middle of it.
      const spare = box.width - before.x - after.x - content.width;
      settle(node.id, { x: box.x + before.x + Math.max(0, spare / 2), y: box.y + before.y });
    }
    for (const [i, edge] of (edges.get(container) ?? []).entries()) {
      const route = flow?.edges[i];
      if (!route) continue;
      routes.set(edge.id, {
        points: route.points.map(({ x, y }) => ({ x: x + origin.x, y: y + origin.y })),
        ...(route.label && { label: moved(route.label, origin) }),
      });
    }
  }
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function moved({ x, y, width, height }: Box, by: Point): Box {
  return { x: x + by.x, y: y + by.y, width, height };
}

function groupByParent(nodes: readonly GraphNode[]): Map<string | undefined, GraphNode[]> {
  const children = new Map<string | undefined, GraphNode[]>();
  for (const node of nodes) {
    const siblings = children.get(node.parent);
    if (siblings) siblings.push(node);
    else children.set(node.parent, [node]);
  }
  return children;
}

/** The edges inside each container. An edge that leads nowhere, or into another machine, is a mistake, and not drawn. */
function edgesByContainer({ nodes, edges }: Graph): Map<string | undefined, GraphEdge[]> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const result = new Map<string | undefined, GraphEdge[]>();
  for (const edge of edges) {
    const from = byId.get(edge.from);
    const to = byId.get(edge.to);
    if (!from || !to || from.parent !== to.parent) continue;
    const siblings = result.get(from.parent);
    if (siblings) siblings.push(edge);
    else result.set(from.parent, [edge]);
  }
  return result;
}

/** Branches in rows: one, unless that were far wider than high. */
function sideBySide(nodes: readonly FlowNode[]): PlacedFlow {
  const area = nodes.reduce((sum, { width, height }) => sum + (width + BESIDE) * (height + BESIDE), 0);
  const most = nodes.length <= 8 ? Number.POSITIVE_INFINITY : Math.max(2400, 2 * Math.sqrt(area));
  const placed: Box[] = [];
  let x = 0;
  let y = 0;
  let rowHeight = 0;
  let width = 0;
  for (const node of nodes) {
    if (x > 0 && x + node.width > most) {
      x = 0;
      y += rowHeight + BESIDE;
      rowHeight = 0;
    }
    placed.push({ x, y, width: node.width, height: node.height });
    width = Math.max(width, x + node.width);
    rowHeight = Math.max(rowHeight, node.height);
    x += node.width + BESIDE;
  }
  return { nodes: placed, edges: [], width, height: y + rowHeight };
}

/** What an edge says in the picture; the page draws the same text. */
function labelOf({ kind, label }: GraphEdge): string | undefined {
  return label ?? (kind === 'default' ? 'Default' : undefined);
}

function labelSize(text: string): Size {
  return { width: Math.min(textWidth(text, 11) + LABEL.beside, LABEL.maxWidth), height: LABEL.height };
}

function sizeOf(node: GraphNode): Size {
  if (node.kind === 'start' || node.kind === 'end') return { width: CIRCLE, height: CIRCLE };
  const badges = (node.attempts ? BADGE : 0) + (node.collapsed ? BADGE : 0);
  const text = Math.max(textWidth(node.name, 13), textWidth(node.detail ?? node.kind, 11) + badges);
  // In steps, so that a name that gets a letter longer seldom moves anything.
  const wanted = Math.ceil((text + NODE.beside) / NODE.step) * NODE.step;
  return { width: Math.min(Math.max(wanted, NODE.minWidth), NODE.maxWidth), height: NODE.height };
}

/** A guess that errs on the wide side: the server has no fonts, and a label that is cut off shows in its tooltip. */
function textWidth(text: string, fontSize: number): number {
  let em = 0;
  for (const character of text) em += wide.test(character) ? 1.05 : /[MWmw@%]/.test(character) ? 0.85 : 0.65;
  return em * fontSize;
}

const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;

function placedGraph(
  graph: Graph,
  boxes: ReadonlyMap<string, Box>,
  routes: ReadonlyMap<string, Route>,
  direction: Direction,
  size: Size,
): PlacedGraph {
  const down = direction === 'DOWN';
  const point = ({ x, y }: Point): Point => (down ? { x: round(x), y: round(y) } : { x: round(y), y: round(x) });
  const area = ({ x, y, width, height }: Box): Box => ({
    ...point({ x, y }),
    ...(down ? { width, height } : { width: height, height: width }),
  });
  const edges = graph.edges.flatMap((edge): PlacedEdge[] => {
    const route = routes.get(edge.id);
    if (!route || route.points.length < 2) return [];
    const text = labelOf(edge);
    return [
      {
        ...edge,
        ...(text !== undefined && { label: text }),
        points: route.points.map(point),
        ...(route.label && { labelBox: area(route.label) }),
      },
    ];
  });
  return {
    nodes: graph.nodes.flatMap((node) => {
      const box = boxes.get(node.id);
      return box ? [{ ...node, ...area(box) }] : [];
    }),
    edges,
    ...(down ? size : { width: size.height, height: size.width }),
    direction,
  };
}

/** Half pixels are as fine as anybody sees, and short in a message. */
function round(n: number): number {
  return Math.round(n * 2) / 2;
}
