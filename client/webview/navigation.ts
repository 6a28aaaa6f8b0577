import type { Direction, PlacedNode } from '../../server/src/protocol/graph.ts';

const DIRECTIONS: { readonly [key: string]: readonly [number, number] } = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};

/** The nearest state in the direction of an arrow key: along the flow to the next layer, across it within the layer. */
export function neighbour(
  nodes: readonly PlacedNode[],
  from: PlacedNode,
  key: string,
  flow: Direction = 'DOWN',
): PlacedNode | undefined {
  const direction = Object.hasOwn(DIRECTIONS, key) ? DIRECTIONS[key] : undefined;
  if (!direction) return undefined;
  const [dx, dy] = direction;
  let best: { node: PlacedNode; cost: number } | undefined;
  for (const node of nodes) {
    if (node.id === from.id) continue;
    const x = middle(node).x - middle(from).x;
    const y = middle(node).y - middle(from).y;
    const ahead = x * dx + y * dy;
    const aside = Math.abs(x * dy) + Math.abs(y * dx);
    if (ahead <= 1) continue;
    const cost = (dx === 0) === (flow === 'DOWN') ? 2 * ahead + aside : ahead + 3 * aside;
    if (!best || cost < best.cost) best = { node, cost };
  }
  return best?.node;
}

/** Of a container the name counts, which is what has the focus. */
function middle({ x, y, width, height }: PlacedNode): { x: number; y: number } {
  return { x: x + width / 2, y: y + Math.min(height, 48) / 2 };
}
