import { describe, expect, test } from 'vitest';
import { countOf, runAfter, sizeText, spanText, takenEdges } from '../../client/webview/run.ts';
import type { PlacedEdge, RunStep } from '../../server/src/protocol/graph.ts';

const STEPS: readonly RunStep[] = [
  { node: 'A', status: 'running', at: 0, data: '{}', size: 2 },
  { node: 'A', status: 'retrying', at: 10, error: 'Busy' },
  { node: 'A', status: 'running', at: 1010 },
  { node: 'A', status: 'caught', at: 1020, error: 'Gone' },
  { node: 'A', status: 'caught', at: 1020, to: 'Each', data: '1', size: 1 },
  { node: 'Each', status: 'running', at: 1020 },
  { node: 'In', status: 'running', at: 1020 },
  { node: 'In', status: 'running', at: 1020 },
  { node: 'In', status: 'succeeded', at: 1030 },
  { node: 'Each', status: 'running', at: 1030, iterations: { ended: 1, failed: 0, total: 2 } },
  { node: 'In', status: 'failed', at: 1040 },
  { node: 'Each', status: 'running', at: 1040, iterations: { ended: 2, failed: 1, total: 2 } },
  { node: 'Each', status: 'succeeded', at: 1050 },
];

const edge = (id: string, from: string, to: string, kind: PlacedEdge['kind']): PlacedEdge => ({
  ...{ id, from, to, kind },
  points: [],
});
const EDGES = [
  edge('start', '#start', 'A', 'start'),
  edge('next', 'A', 'Each', 'next'),
  edge('catch', 'A', 'Each', 'catch'),
  edge('end', 'Each', '#end', 'end'),
];

describe('a run, step by step', () => {
  test.each([
    [0, {}],
    [1, { A: 'running' }],
    [2, { A: 'retrying ↻1' }],
    [3, { A: 'running ↻1' }],
    [4, { A: 'caught ↻1' }],
    [9, { A: 'caught ↻1', Each: 'running', In: 'succeeded ×2' }],
    [13, { A: 'caught ↻1', Each: 'succeeded 2/2 ✗1', In: 'failed ×2' }],
  ])('after %i', (count, expected) => {
    const { tallies } = runAfter(STEPS, count);
    const told = [...tallies].map(([id, tally]) => [id, `${tally.status} ${countOf(tally)}`.trim()]);
    expect(Object.fromEntries(told)).toEqual(expected);
  });

  test('knows what went in and came out at each visit', () => {
    const { visits } = runAfter(STEPS);
    expect(visits.get('A')).toEqual([{ began: STEPS[0], ended: { ...STEPS[3], ...STEPS[4] }, retries: 1 }]);
    expect(visits.get('In')?.map(({ ended }) => ended?.status)).toEqual(['succeeded', 'failed']);
  });

  test('knows the edges it took', () => {
    expect([...takenEdges(EDGES, runAfter(STEPS)).keys()]).toEqual(['start', 'catch', 'end']);
    expect([...takenEdges(EDGES, runAfter(STEPS, 5)).keys()]).toEqual(['start', 'catch']);
    expect(takenEdges(EDGES, runAfter([])).size).toBe(0);
  });
});

test.each([
  [40, '40 ms'],
  [3200, '3.2 s'],
  [62_000, '1 min 2 s'],
  [3_720_000, '1 h 2 min'],
])('%i ms are %s', (ms, text) => expect(spanText(ms)).toBe(text));

test.each([
  [12, '12 B'],
  [2345, '2.3 kB'],
])('%i characters are %s', (size, text) => expect(sizeText(size)).toBe(text));
