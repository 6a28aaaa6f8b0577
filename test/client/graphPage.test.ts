import { describe, expect, test } from 'vitest';
import { cardLines } from '../../client/webview/cardLines.ts';
import { findStates } from '../../client/webview/findStates.ts';
import type { PlacedNode } from '../../server/src/protocol/graph.ts';

const node = (name: string, rest: Partial<PlacedNode> = {}): PlacedNode => ({
  ...{ id: name, name, kind: 'Task', x: 0, y: 0, width: 1, height: 1 },
  ...rest,
});

describe('findStates', () => {
  const nodes = [
    node('Save order', { resource: 'arn:aws:states:::dynamodb:putItem', detail: 'DynamoDB: PutItem' }),
    node('Wait a bit', { kind: 'Wait', detail: '30 s' }),
    node('', { kind: 'end' }),
  ];
  test.each([
    ['', []],
    ['ORDER', ['Save order']],
    ['wait', ['Wait a bit']],
    ['putitem save', ['Save order']],
    ['states:::dynamodb', ['Save order']],
    ['end', []],
  ])('%j', (query, names) => expect(findStates(nodes, query).map(({ name }) => name)).toEqual(names));
});

test('the card tells what a state is, and what the run came to', () => {
  const lines = cardLines({
    node: node('Save', {
      detail: 'DynamoDB: PutItem',
      comment: 'Keeps it.',
      retries: ['Busy: up to 3 times, after 1 s'],
    }),
    type: 'Task state',
    edges: [{ id: 'e', from: 'Save', to: 'B', kind: 'catch', label: 'States.ALL', points: [] }],
    problems: [],
    visits: [
      {
        began: { node: 'Save', status: 'running', at: 1000, size: 12 },
        ended: { node: 'Save', status: 'caught', at: 1500, error: 'Busy', cause: 'Too much' },
        retries: 2,
      },
    ],
  });
  expect(lines).toEqual([
    ['', 'Task state: DynamoDB: PutItem'],
    ['', 'Keeps it.'],
    ['Retries', 'Busy: up to 3 times, after 1 s'],
    ['Catches', 'States.ALL'],
    ['Run', 'at 1 s, took 500 ms'],
    ['Retried', '2 times'],
    ['Input', '12 B'],
    ['Error', 'Busy: Too much'],
  ]);
});
