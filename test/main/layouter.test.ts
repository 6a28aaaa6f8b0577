import { afterEach, expect, test } from 'vitest';
import { createLayouter, type Layouter } from '../../server/src/main/layouter.ts';
import type { Graph } from '../../server/src/protocol/graph.ts';

// A thread that answers with the size of the graph, and fails where there is no node.
const THREAD = `
  import { parentPort } from 'node:worker_threads';
  parentPort.on('message', ({ id, graph }) => setTimeout(() => parentPort.postMessage(
    graph.nodes.length === 0 ? { id, error: 'empty' } : { id, placed: { nodes: [], edges: [], width: graph.nodes.length, height: 0 } },
  ), 5));
`;

let layouter: Layouter;
const start = (code = THREAD): void => {
  layouter = createLayouter(new URL(`data:text/javascript,${encodeURIComponent(code)}`));
};
afterEach(() => layouter.dispose());

function graph(count: number): Graph {
  return { nodes: Array.from({ length: count }, (_, i) => ({ id: `${i}`, kind: 'Pass', name: `${i}` })), edges: [] };
}

const widths = async (
  ...requests: readonly (readonly [key: string, count: number])[]
): Promise<(number | undefined)[]> =>
  Promise.all(requests.map(async ([key, count]) => (await layouter.layout(key, graph(count)))?.width));

test('of several requests for a document only the latest is answered', async () => {
  start();
  expect(await widths(['a', 1], ['a', 2], ['a', 3])).toEqual([undefined, undefined, 3]);
});

test('documents do not take the place of each other', async () => {
  start();
  expect(await widths(['a', 1], ['b', 2], ['c', 3], ['b', 4])).toEqual([1, undefined, 3, 4]);
});

test('a failure costs one answer', async () => {
  start();
  await expect(layouter.layout('a', graph(0))).rejects.toThrow('could not be laid out: empty');
  expect(await widths(['a', 1])).toEqual([1]);
});

test('a thread that dies is replaced', async () => {
  start(`import { parentPort } from 'node:worker_threads'; parentPort.on('message', ({ graph, id }) => {
    if (graph.nodes.length === 1) throw new Error('gone');
    parentPort.postMessage({ id, placed: { nodes: [], edges: [], width: graph.nodes.length, height: 0 } });
  });`);
  await expect(layouter.layout('a', graph(1))).rejects.toThrow('gone');
  expect(await widths(['a', 2])).toEqual([2]);
});

test('what still waits when the server ends is answered with nothing', async () => {
  start();
  const waiting = widths(['a', 1], ['b', 2]);
  layouter.dispose();
  expect(await waiting).toEqual([undefined, undefined]);
});
