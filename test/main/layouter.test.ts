import { afterEach, expect, test } from 'vitest';
import { createLayouter, type Layouter } from '../../server/src/main/layouter.ts';
import type { Graph } from '../../server/src/protocol/graph.ts';

// A thread that answers with the size of the graph, and fails where there is no node.
const THREAD = `
  import { parentPort } from 'node:worker_threads';
  parentPort.on('message', ({ kind, id, graph }) => kind === 'layout' && setTimeout(() => parentPort.postMessage(
    graph.nodes.length === 0
      ? { kind: 'failed', id, error: 'empty' }
      : { kind: 'placed', id, placed: { nodes: [], edges: [], width: graph.nodes.length, height: 0 } },
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

const layout = (key: string, count: number, signal?: AbortSignal) =>
  layouter.layout({ key, graph: graph(count), direction: 'DOWN', ...(signal && { signal }) });

const widths = async (
  ...requests: readonly (readonly [key: string, count: number])[]
): Promise<(number | undefined)[]> =>
  Promise.all(requests.map(async ([key, count]) => (await layout(key, count))?.width));

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
  await expect(layout('a', 0)).rejects.toThrow('could not be laid out: empty');
  expect(await widths(['a', 1])).toEqual([1]);
});

test('a thread that dies is replaced', async () => {
  start(`import { parentPort } from 'node:worker_threads'; parentPort.on('message', ({ graph, id }) => {
    if (graph.nodes.length === 1) throw new Error('gone');
    parentPort.postMessage({ kind: 'placed', id, placed: { nodes: [], edges: [], width: graph.nodes.length, height: 0 } });
  });`);
  await expect(layout('a', 1)).rejects.toThrow('gone');
  expect(await widths(['a', 2])).toEqual([2]);
});

test('what still waits when the server ends is answered with nothing', async () => {
  start();
  const waiting = widths(['a', 1], ['b', 2]);
  layouter.dispose();
  expect(await waiting).toEqual([undefined, undefined]);
});

test('a thread that does not stop when told to is ended', async () => {
  start(`import { parentPort } from 'node:worker_threads'; parentPort.on('message', ({ graph, id }) => {
    while (graph.nodes.length === 1);
    parentPort.postMessage({ kind: 'placed', id, placed: { nodes: [], edges: [], width: graph.nodes.length, height: 0 } });
  });`);
  const cancelling = new AbortController();
  const cancelled = layout('a', 1, cancelling.signal);
  const other = layout('b', 2);
  cancelling.abort();
  expect([await cancelled, (await other)?.width]).toEqual([undefined, 2]);
});

test('tells how far it is', async () => {
  start(`import { parentPort } from 'node:worker_threads'; parentPort.on('message', ({ id, graph }) => {
    parentPort.postMessage({ kind: 'progress', id, done: 1, total: 2 });
    parentPort.postMessage({ kind: 'placed', id, placed: { nodes: [], edges: [], width: 2, height: 0 } });
  });`);
  const told: number[][] = [];
  await layouter.layout({ key: 'a', graph: graph(2), direction: 'DOWN', progress: (...at) => told.push(at) });
  expect(told).toEqual([[1, 2]]);
});
