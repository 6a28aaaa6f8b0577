import ElkConstructor from 'elkjs/lib/elk.bundled.js';
import type { ELK, ElkExtendedEdge, ElkNode, LayoutOptions } from 'elkjs/lib/elk-api.js';
import type { Graph, GraphEdge, GraphNode, PlacedEdge, PlacedGraph, PlacedNode } from '../protocol/graph.ts';

export interface LayoutSettings {
  readonly direction?: 'DOWN' | 'RIGHT';
}

const NODE = { height: 48, minWidth: 132, maxWidth: 264, beside: 62 };
const LABEL = { height: 20, maxWidth: 170, beside: 16 };
const CIRCLE = 20;
/** Room around the content of a container; above it stands its name. */
const FRAME = { top: 56, side: 16, bottom: 16 };
const MARGIN = 16;

/**
 * Places a graph: layers from the start to the end, nested machines inside their containers, edges at right angles.
 * The order of the nodes is the order of flow: an edge to an earlier one is a loop, and drawn going back.
 */
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

// With `ROOT` coordinates nothing has to be added up over nested containers. No transition leaves its machine, so that every
// machine is laid out for itself; `INCLUDE_CHILDREN` would be slower and trips over some graphs.
const ROOT_OPTIONS: LayoutOptions = {
  'elk.json.shapeCoords': 'ROOT',
  'elk.json.edgeCoords': 'ROOT',
  'elk.padding': padding(MARGIN, MARGIN, MARGIN),
};

const CONTENT_OPTIONS: LayoutOptions = {
  'elk.algorithm': 'layered',
  'elk.hierarchyHandling': 'SEPARATE_CHILDREN',
  'elk.separateConnectedComponents': 'false',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.cycleBreaking.strategy': 'MODEL_ORDER',
  'elk.layered.spacing.nodeNodeBetweenLayers': '36',
  'elk.layered.spacing.edgeNodeBetweenLayers': '18',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '14',
  'elk.spacing.nodeNode': '28',
  'elk.spacing.edgeNode': '16',
  'elk.spacing.edgeEdge': '14',
  'elk.spacing.edgeLabel': '4',
};

// Network simplex draws the straightest lines, and a balanced placement the neatest of the others; the time of both grows fast
// with the number of states.
function placementOf(count: number): LayoutOptions {
  return {
    'elk.layered.nodePlacement.strategy': count <= 30 ? 'NETWORK_SIMPLEX' : 'BRANDES_KOEPF',
    'elk.layered.nodePlacement.bk.fixedAlignment': count <= 100 ? 'BALANCED' : 'LEFTUP',
  };
}

function elkGraph(graph: Graph, { direction = 'DOWN' }: LayoutSettings): ElkNode {
  const children = new Map<string | undefined, GraphNode[]>();
  for (const node of graph.nodes) {
    const siblings = children.get(node.parent);
    if (siblings) siblings.push(node);
    else children.set(node.parent, [node]);
  }
  const edges = edgesByContainer(graph);
  const content = { ...CONTENT_OPTIONS, 'elk.direction': direction };
  const elkNode = (node: GraphNode): ElkNode => {
    const inner = children.get(node.id);
    if (node.kind === 'end') return elkEnd(node, direction);
    if (!inner) return { id: node.id, ...sizeOf(node), layoutOptions: constraintOf(node) };
    const { top, side, bottom } = node.kind === 'machine' ? { top: 8, side: 8, bottom: 8 } : FRAME;
    const minimum = node.kind === 'machine' ? 0 : sizeOf(node).width;
    return {
      id: node.id,
      children: inner.map(elkNode),
      edges: edges.get(node.id) ?? [],
      layoutOptions: {
        ...content,
        ...placementOf(inner.length),
        'elk.padding': padding(top, side, bottom),
        'elk.nodeSize.constraints': 'MINIMUM_SIZE',
        'elk.nodeSize.minimum': `(${minimum}, 0)`,
      },
    };
  };
  const top = children.get(undefined) ?? [];
  return {
    id: 'root',
    children: top.map(elkNode),
    edges: edges.get(undefined) ?? [],
    layoutOptions: { ...content, ...placementOf(top.length), ...ROOT_OPTIONS },
  };
}

/** The edges inside each container. An edge that leads nowhere, or into another machine, is a mistake: ELK would refuse the graph. */
function edgesByContainer({ nodes, edges }: Graph): Map<string | undefined, ElkExtendedEdge[]> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const result = new Map<string | undefined, ElkExtendedEdge[]>();
  for (const edge of edges) {
    const from = byId.get(edge.from);
    const to = byId.get(edge.to);
    if (!from || !to || from.parent !== to.parent) continue;
    const siblings = result.get(from.parent);
    const placed = elkEdge(edge, to.kind === 'end');
    if (siblings) siblings.push(placed);
    else result.set(from.parent, [placed]);
  }
  return result;
}

function elkEdge(edge: GraphEdge, intoEnd: boolean): ElkExtendedEdge {
  const text = labelOf(edge);
  return {
    id: edge.id,
    sources: [edge.from],
    targets: [intoEnd ? endPort(edge.to) : edge.to],
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
  for (const character of text) em += wide.test(character) ? 1.05 : /[MWmw@%]/.test(character) ? 0.85 : 0.65;
  return em * fontSize;
}

const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;

function constraintOf({ kind }: GraphNode): LayoutOptions {
  return kind === 'start' ? { 'elk.layered.layering.layerConstraint': 'FIRST' } : {};
}

/** All edges to the end meet in one point: side by side, their arrow heads would be wider than the circle. */
function elkEnd(node: GraphNode, direction: 'DOWN' | 'RIGHT'): ElkNode {
  const side = direction === 'DOWN' ? 'NORTH' : 'WEST';
  return {
    id: node.id,
    ...sizeOf(node),
    ports: [{ id: endPort(node.id), width: 0, height: 0, layoutOptions: { 'elk.port.side': side } }],
    layoutOptions: { 'elk.layered.layering.layerConstraint': 'LAST', 'elk.portConstraints': 'FIXED_SIDE' },
  };
}

function endPort(id: string): string {
  return `${id}/in`;
}

function placedGraph(graph: Graph, root: ElkNode): PlacedGraph {
  const boxes = new Map<string, ElkNode>();
  const routes = new Map<string, ElkExtendedEdge>();
  const collect = (node: ElkNode): void => {
    boxes.set(node.id, node);
    for (const edge of node.edges ?? []) routes.set(edge.id, edge);
    for (const child of node.children ?? []) collect(child);
  };
  collect(root);

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
