import { expect, test } from 'vitest';
import { neighbour } from '../../client/webview/navigation.ts';
import type { PlacedNode } from '../../server/src/protocol/graph.ts';

//        Top
//  Left      Right
//      Bottom
const nodes = [node('Top', 100, 0), node('Left', 0, 100), node('Right', 220, 100), node('Bottom', 60, 200)];

function node(id: string, x: number, y: number): PlacedNode {
  return { id, name: id, kind: 'Pass', x, y, width: 80, height: 40 };
}

test.each([
  ['Top', 'ArrowDown', 'Left'],
  ['Left', 'ArrowRight', 'Right'],
  ['Right', 'ArrowLeft', 'Left'],
  ['Left', 'ArrowDown', 'Bottom'],
  ['Bottom', 'ArrowUp', 'Left'],
  ['Right', 'ArrowUp', 'Top'],
  ['Top', 'ArrowUp', undefined],
  ['Top', 'constructor', undefined],
])('from %s %s leads to %s', (from, key, to) => {
  const start = nodes.find(({ id }) => id === from);
  expect(start && neighbour(nodes, start, key)?.id).toBe(to);
});
