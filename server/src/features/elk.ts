import ElkConstructor from 'elkjs/lib/elk.bundled.js';
import type { ELK, ElkExtendedEdge, ElkNode, LayoutOptions } from 'elkjs/lib/elk-api.js';
import type { Box, Flow, FlowEdge, FlowNode, LayoutCache, PlacedFlow, Route } from './flow.ts';

/** Whether the flow goes on before its first node or after its last one, which then stand alone at its edge. */
interface Cuts {
  readonly first?: boolean;
  readonly last?: boolean;
}

const CACHED = 500;

/** Places a flow with ELK, as a whole. */
export async function placePiece(flow: Flow, cache: LayoutCache, cuts: Cuts): Promise<PlacedFlow> {
  const graph = elkGraph(flow, cuts);
  // Names are no part of it: what is only renamed stays where it is.
  const key = JSON.stringify(graph);
  const known = cache.get(key);
  if (known) {
    cache.delete(key);
    cache.set(key, known);
    return known;
  }
  const placed = placedFlow(flow, await elk().layout(graph));
  cache.set(key, placed);
  for (const oldest of cache.keys()) {
    if (cache.size <= CACHED) break;
    cache.delete(oldest);
  }
  return placed;
}

let shared: ELK | undefined;
function elk(): ELK {
  shared ??= new ElkConstructor();
  return shared;
}

const OPTIONS: LayoutOptions = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.padding': '[top=0,left=0,bottom=0,right=0]',
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
  'elk.spacing.labelNode': '0',
};

const BESIDE: LayoutOptions = { 'elk.nodeLabels.placement': '[OUTSIDE, H_RIGHT, V_CENTER]' };

// Network simplex draws the straightest lines, and a balanced placement the neatest of the others; the time of both grows fast
// with the number of states.
function placementOf(count: number): LayoutOptions {
  return {
    'elk.layered.nodePlacement.strategy': count <= 36 ? 'NETWORK_SIMPLEX' : 'BRANDES_KOEPF',
    'elk.layered.nodePlacement.bk.fixedAlignment': count <= 100 ? 'BALANCED' : 'LEFTUP',
  };
}

function elkGraph({ nodes, edges }: Flow, { first, last }: Cuts): ElkNode {
  return {
    id: 'flow',
    children: nodes.map((node, i) => {
      if (node.kind === 'end') return elkEnd(node, i);
      const isFirst = node.kind === 'start' || (i === 0 && first);
      const constraint = isFirst ? 'FIRST' : last && i === nodes.length - 1 ? 'LAST' : undefined;
      return {
        id: `${i}`,
        width: node.width,
        height: node.height,
        ...(node.beside && { labels: [{ text: '·', ...node.beside, layoutOptions: BESIDE }] }),
        ...(constraint && { layoutOptions: { 'elk.layered.layering.layerConstraint': constraint } }),
      };
    }),
    edges: edges.map((edge, i) => elkEdge(edge, i, nodes[edge.to])),
    layoutOptions: { ...OPTIONS, ...placementOf(nodes.length) },
  };
}

function elkEdge({ from, to, minor, label }: FlowEdge, index: number, target: FlowNode | undefined): ElkExtendedEdge {
  return {
    id: `e${index}`,
    sources: [`${from}`],
    targets: [target?.kind === 'end' ? `${to}/in` : `${to}`],
    ...(label && { labels: [{ text: '·', ...label, layoutOptions: { 'elk.edgeLabels.inline': 'true' } }] }),
    layoutOptions: { 'elk.layered.priority.straightness': minor ? '0' : '5' },
  };
}

/** All edges to the end meet in one point: side by side, their arrow heads would be wider than the circle. */
function elkEnd({ width, height }: FlowNode, index: number): ElkNode {
  return {
    id: `${index}`,
    width,
    height,
    ports: [{ id: `${index}/in`, width: 0, height: 0, layoutOptions: { 'elk.port.side': 'NORTH' } }],
    layoutOptions: { 'elk.layered.layering.layerConstraint': 'LAST', 'elk.portConstraints': 'FIXED_SIDE' },
  };
}

function placedFlow({ nodes, edges }: Flow, root: ElkNode): PlacedFlow {
  return {
    nodes: nodes.map((_, i) => boxOf(root.children?.[i])),
    edges: edges.map((_, i): Route => {
      const { sections = [], labels: [label] = [] } = root.edges?.[i] ?? {};
      const points = sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [
        ...[startPoint, ...bendPoints, endPoint].map(({ x, y }) => ({ x, y })),
      ]);
      return { points, ...(label && { label: boxOf(label) }) };
    }),
    width: root.width ?? 0,
    height: root.height ?? 0,
  };
}

function boxOf({ x = 0, y = 0, width = 0, height = 0 }: Partial<Box> = {}): Box {
  return { x, y, width, height };
}
