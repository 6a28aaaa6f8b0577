import ElkConstructor from 'elkjs/lib/elk.bundled.js';
import type { ELK, ElkExtendedEdge, ElkNode, LayoutOptions } from 'elkjs/lib/elk-api.js';
import type { Graph, GraphEdge, GraphNode, PlacedEdge, PlacedGraph, PlacedNode } from '../protocol/graph.ts';

export interface LayoutSettings {
  readonly direction?: 'DOWN' | 'RIGHT';
}

const NODE = { height: 48, minWidth: 132, maxWidth: 264, beside: 62 };
const LABEL = { height: 20, maxWidth: 200, beside: 14 };
const CIRCLE = 20;
/** Room around the content of a container; above it stands its name. */
const FRAME = { top: 56, side: 16, bottom: 16 };
const MARGIN = 24;

/** Places a graph: layers from the start to the end, nested machines inside their containers, edges at right angles. */
export async function layoutGraph(graph: Graph, settings: LayoutSettings = {}): Promise<PlacedGraph> {
  if (graph.nodes.length === 0) return { nodes: [], edges: [], width: 0, height: 0 };
  const placed = await elk().layout(elkGraph(graph, settings));
  return placedGraph(graph, placed);
}

let shared: ELK | undefined;
function elk(): ELK {
  shared ??= new ElkConstructor();
  return shared;
}

// With `ROOT` coordinates nothing has to be added up over nested containers.
const ROOT_OPTIONS: LayoutOptions = {
  'elk.algorithm': 'layered',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.json.shapeCoords': 'ROOT',
  'elk.json.edgeCoords': 'ROOT',
  'elk.padding': padding(MARGIN, MARGIN, MARGIN),
};

const CONTENT_OPTIONS: LayoutOptions = {
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.cycleBreaking.strategy': 'MODEL_ORDER',
  'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
  'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED',
  'elk.layered.spacing.nodeNodeBetweenLayers': '36',
  'elk.layered.spacing.edgeNodeBetweenLayers': '18',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '14',
  'elk.spacing.nodeNode': '32',
  'elk.spacing.edgeNode': '20',
  'elk.spacing.edgeEdge': '14',
  'elk.spacing.edgeLabel': '4',
};

function elkGraph(graph: Graph, { direction = 'DOWN' }: LayoutSettings): ElkNode {
  const children = new Map<string | undefined, GraphNode[]>();
  for (const node of inFlowOrder(graph)) {
    const siblings = children.get(node.parent);
    if (siblings) siblings.push(node);
    else children.set(node.parent, [node]);
  }
  const content = { ...CONTENT_OPTIONS, 'elk.direction': direction };
  const elkNode = (node: GraphNode): ElkNode => {
    const inner = children.get(node.id);
    if (!inner) return { id: node.id, ...sizeOf(node), layoutOptions: constraintOf(node) };
    const { top, side, bottom } = node.kind === 'machine' ? { top: 8, side: 8, bottom: 8 } : FRAME;
    const minimum = node.kind === 'machine' ? 0 : sizeOf(node).width;
    return {
      id: node.id,
      children: inner.map(elkNode),
      layoutOptions: {
        ...content,
        'elk.padding': padding(top, side, bottom),
        'elk.nodeSize.constraints': 'MINIMUM_SIZE',
        'elk.nodeSize.minimum': `(${minimum}, 0)`,
      },
    };
  };
  return {
    id: 'root',
    children: (children.get(undefined) ?? []).map(elkNode),
    edges: drawableEdges(graph).map(elkEdge),
    layoutOptions: { ...content, ...ROOT_OPTIONS },
  };
}

/**
 * The nodes as a run meets them, whatever their order in the text: moving a state in the document does not move it in the picture.
 * Unreachable states come last, in document order.
 */
function inFlowOrder({ nodes, edges }: Graph): GraphNode[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const outgoing = new Map<string, string[]>();
  for (const edge of edges) {
    const targets = outgoing.get(edge.from);
    if (targets) targets.push(edge.to);
    else outgoing.set(edge.from, [edge.to]);
  }
  // Reverse postorder of a depth-first walk: every node after those that lead to it, but for the edges that go back.
  const seen = new Set<string>();
  const finished: GraphNode[] = [];
  const roots = [...nodes.filter(({ kind }) => kind === 'start'), ...nodes];
  for (const root of [...roots].reverse()) {
    if (root.kind !== 'start') continue;
    visit(root.id);
  }
  const reached = finished.reverse();
  return [...reached, ...nodes.filter(({ id }) => !seen.has(id))];

  // Iterative: a chain of some thousand states must not overflow the stack.
  function visit(start: string): void {
    if (seen.has(start)) return;
    seen.add(start);
    const stack = [{ id: start, rest: [...(outgoing.get(start) ?? [])] }];
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      // The last target first, so that reversing puts the first one first.
      const next = top.rest.pop();
      if (next === undefined) {
        const node = byId.get(top.id);
        if (node) finished.push(node);
        stack.pop();
      } else if (!seen.has(next)) {
        seen.add(next);
        stack.push({ id: next, rest: [...(outgoing.get(next) ?? [])] });
      }
    }
  }
}

/** ELK refuses a whole graph for one edge that leads nowhere. */
function drawableEdges({ nodes, edges }: Graph): GraphEdge[] {
  const ids = new Set(nodes.map(({ id }) => id));
  return edges.filter(({ from, to }) => ids.has(from) && ids.has(to));
}

function elkEdge(edge: GraphEdge): ElkExtendedEdge {
  const text = labelOf(edge);
  return {
    id: edge.id,
    sources: [edge.from],
    targets: [edge.to],
    ...(text && {
      labels: [
        {
          text,
          width: Math.min(textWidth(text, 11) + LABEL.beside, LABEL.maxWidth),
          height: LABEL.height,
          layoutOptions: { 'elk.edgeLabels.inline': 'true' },
        },
      ],
    }),
    layoutOptions: { 'elk.layered.priority.straightness': edge.kind === 'catch' ? '0' : '5' },
  };
}

/** What an edge says in the picture; the page draws the same text. */
function labelOf({ kind, label }: GraphEdge): string | undefined {
  return label ?? (kind === 'default' ? 'Default' : undefined);
}

function sizeOf(node: GraphNode): { width: number; height: number } {
  if (node.kind === 'start' || node.kind === 'end') return { width: CIRCLE, height: CIRCLE };
  const text = Math.max(textWidth(node.name, 13), textWidth(node.detail ?? node.kind, 11));
  return {
    width: Math.round(Math.min(Math.max(text + NODE.beside, NODE.minWidth), NODE.maxWidth)),
    height: NODE.height,
  };
}

/** A guess that errs on the wide side: the server has no fonts, and a label that is cut off shows in its tooltip. */
function textWidth(text: string, fontSize: number): number {
  let em = 0;
  for (const character of text) em += wide.test(character) ? 1.05 : /[MWmw@%]/.test(character) ? 0.85 : 0.57;
  return em * fontSize;
}

const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;

function constraintOf({ kind }: GraphNode): LayoutOptions {
  if (kind === 'start') return { 'elk.layered.layering.layerConstraint': 'FIRST' };
  if (kind === 'end') return { 'elk.layered.layering.layerConstraint': 'LAST' };
  return {};
}

function placedGraph(graph: Graph, root: ElkNode): PlacedGraph {
  const boxes = new Map<string, ElkNode>();
  const collect = (node: ElkNode): void => {
    boxes.set(node.id, node);
    node.children?.forEach(collect);
  };
  root.children?.forEach(collect);
  const routes = new Map((root.edges ?? []).map((edge) => [edge.id, edge]));

  const nodes = graph.nodes.flatMap((node): PlacedNode[] => {
    const box = boxes.get(node.id);
    return box ? [{ ...node, x: box.x ?? 0, y: box.y ?? 0, width: box.width ?? 0, height: box.height ?? 0 }] : [];
  });
  const edges = graph.edges.flatMap((edge): PlacedEdge[] => {
    const route = routes.get(edge.id);
    const points = (route?.sections ?? []).flatMap(({ startPoint, bendPoints, endPoint }) => [
      startPoint,
      ...(bendPoints ?? []),
      endPoint,
    ]);
    if (points.length < 2) return [];
    const text = labelOf(edge);
    const label = route?.labels?.[0];
    return [
      {
        ...edge,
        ...(text !== undefined && { label: text }),
        points: points.map(({ x, y }) => ({ x, y })),
        ...(label && {
          labelBox: { x: label.x ?? 0, y: label.y ?? 0, width: label.width ?? 0, height: label.height ?? 0 },
        }),
      },
    ];
  });
  return { nodes, edges, width: root.width ?? 0, height: root.height ?? 0 };
}

function padding(top: number, side: number, bottom: number): string {
  return `[top=${top},left=${side},bottom=${bottom},right=${side}]`;
}
