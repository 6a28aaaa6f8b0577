import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { buildGraph, collapsed } from '../../server/src/features/graph.ts';
import { analyseText } from '../../server/src/model/document.ts';
import type { Graph } from '../../server/src/protocol/graph.ts';

const EXAMPLES = 'examples';

describe('buildGraph', () => {
  test('draws every kind of transition', () => {
    const graph = graphOf({
      StartAt: 'Verify',
      States: {
        Verify: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Catch: [{ ErrorEquals: ['Slow', 'States.Timeout'], Next: 'Stop' }],
          Next: 'Good?',
        },
        'Good?': {
          Type: 'Choice',
          Choices: [{ Variable: '$.total', NumericGreaterThan: 100, Next: 'Wait' }],
          Default: 'Done',
        },
        Wait: { Type: 'Wait', Seconds: 30, End: true },
        Done: { Type: 'Succeed' },
        Stop: { Type: 'Fail', Error: 'Stopped' },
      },
    });
    expect(nodesOf(graph)).toEqual([
      'start',
      'Task Verify (Lambda: Invoke)',
      'Choice Good?',
      'Wait Wait (30 s)',
      'Succeed Done',
      'Fail Stop (Stopped)',
      'end',
    ]);
    expect(edgesOf(graph)).toEqual(
      [
        'start: #start -> Verify',
        'next: Verify -> Good?',
        'catch: Verify -> Stop (Slow, States.Timeout)',
        'choice: Good? -> Wait ($.total > 100)',
        'default: Good? -> Done',
        'end: Done -> #end',
        'end: Wait -> #end',
      ].sort(),
    );
  });

  test('draws branches and processors inside their states', () => {
    const one = (name: string) => ({ StartAt: name, States: { [name]: { Type: 'Pass', End: true } } });
    const graph = graphOf({
      StartAt: 'Both',
      States: {
        Both: { Type: 'Parallel', Branches: [one('Left'), one('Right'), {}], Next: 'Single' },
        Single: { Type: 'Parallel', Branches: [one('Only')], Next: 'Each' },
        Each: { Type: 'Map', ItemsPath: '$.items', ItemProcessor: one('a/b~c'), End: true },
      },
    });
    expect(parentsOf(graph)).toEqual([
      '/States/Both',
      '/States/Both/Branches/0 in /States/Both',
      '/States/Both/Branches/0/States/Left in /States/Both/Branches/0',
      '/States/Both/Branches/1 in /States/Both',
      '/States/Both/Branches/1/States/Right in /States/Both/Branches/1',
      '/States/Single',
      '/States/Single/Branches/0/States/Only in /States/Single',
      '/States/Each',
      '/States/Each/ItemProcessor/States/a~1b~0c in /States/Each',
    ]);
    expect(nodesOf(graph)).toContain('Map Each (each of $.items)');
    expect(edgesOf(graph)).toEqual([
      'end: Each -> #end',
      'next: Both -> Single',
      'next: Single -> Each',
      'start: #start -> Both',
    ]);
  });

  test('lists nodes in the order of the flow, whatever the order of the document', () => {
    const graph = graphOf({
      StartAt: 'First',
      States: {
        Alone: { Type: 'Pass', Next: 'Last' },
        Last: { Type: 'Pass', End: true },
        Middle: { Type: 'Choice', Choices: [{ Next: 'First' }], Default: 'Last' },
        First: { Type: 'Pass', Next: 'Middle' },
      },
    });
    expect(nodesOf(graph)).toEqual(['start', 'Pass First', 'Choice Middle', 'Pass Last', 'Pass Alone', 'end']);
  });

  test.each([
    [{ Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:Charge' }, 'Lambda: Charge'],
    [{ Type: 'Task', Resource: 'arn:aws:states:us-east-1:123456789012:activity:Approve' }, 'Activity: Approve'],
    [{ Type: 'Task', Resource: 'arn:aws:states:::dynamodb:putItem' }, 'DynamoDB: PutItem'],
    [{ Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:s3:listBuckets' }, 'S3: ListBuckets'],
    [{ Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:sfn:listExecutions' }, 'Step Functions: ListExecutions'],
    [{ Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken' }, 'SQS: SendMessage'],
    [{ Type: 'Task', Resource: 'arn:aws:states:::constructor:call' }, 'Constructor: Call'],
    [{ Type: 'Task', Resource: `$${'{ChargeFunction}'}` }, `$${'{ChargeFunction}'}`],
    [{ Type: 'Task', Resource: 'arn:aws:states:::ecs' }, 'ECS'],
    [{ Type: 'Task', Resource: '' }, undefined],
    [{ Type: 'Task' }, undefined],
    [{ Type: 'Wait', SecondsPath: '$.pause' }, '$.pause s'],
    [{ Type: 'Wait', Timestamp: '2030-01-01T00:00:00Z' }, 'until 2030-01-01T00:00:00Z'],
    [{ Type: 'Wait', TimestampPath: '$.t' }, 'until $.t'],
    [{ Type: 'Wait', Seconds: '{% $pause * 2 %}', QueryLanguage: 'JSONata' }, '$pause * 2 s'],
    [{ Type: 'Fail', ErrorPath: '$.error' }, '$.error'],
    [{ Type: 'Map' }, 'each of $'],
    [{ Type: 'Map', Items: '{% $states.input.a %}', QueryLanguage: 'JSONata' }, 'each of $states.input.a'],
    [{ Type: 'Map', Items: [1, 2], QueryLanguage: 'JSONata' }, 'each of 2 items'],
    [{ Type: 'Map', ItemReader: { Resource: 'arn:aws:states:::s3:listObjectsV2' } }, 'each S3 object'],
    [{ Type: 'Map', ItemsPath: `$.${'x'.repeat(200)}` }, `each of $.${'x'.repeat(69)}…`],
    [{ Type: 'Pass', Result: 1 }, undefined],
    [{ Type: 'Pas' }, undefined],
  ])('says what %j does', (state, detail) => {
    expect(graphOf({ StartAt: 'A', States: { A: state } })?.nodes.find(({ name }) => name === 'A')?.detail).toBe(
      detail,
    );
  });

  test.each([
    ['{', undefined],
    ['[]', undefined],
    ['{"States": {}}', undefined],
    ['{"States": {"A": {', ['unknown A']],
    ['{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B', ['start', 'Pass A']],
    ['{"StartAt": "B", "States": {"A": {"Type": "Parallel", "Branches": [{"StartAt": ', ['Parallel A']],
    [
      '{"StartAt": "A", "States": {"A": {"Type": "Choice", "Choices": [{"Next": 1}, 2], "Catch": 3',
      ['start', 'Choice A'],
    ],
  ])('draws what is there while it is typed: %s', (source, nodes) => {
    const graph = buildGraph(analyseText(source));
    expect(graph && nodesOf(graph)).toEqual(nodes);
    expect(graph?.edges.filter(({ kind }) => kind !== 'start') ?? []).toEqual([]);
  });

  test('knows where a state is in the document', () => {
    const graph = buildGraph(analyseText('{ "States": {\n  "A": { "Type": "Pass" }\n} }'));
    expect(graph?.nodes).toEqual([
      {
        id: '/States/A',
        kind: 'Pass',
        name: 'A',
        range: { start: { line: 1, character: 2 }, end: { line: 1, character: 25 } },
        nameRange: { start: { line: 1, character: 2 }, end: { line: 1, character: 5 } },
      },
    ]);
  });

  test.each(readdirSync(EXAMPLES).filter((name) => /\.asl\./.test(name)))(
    'has unique ids and no loose ends: %s',
    (name) => {
      const graph = buildGraph(analyseText(readFileSync(`${EXAMPLES}/${name}`, 'utf8'), name));
      const ids = graph?.nodes.map(({ id }) => id) ?? [];
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.length).toBeGreaterThan(3);
      expect(new Set(graph?.edges.map(({ id }) => id)).size).toBe(graph?.edges.length);
      for (const { from, to } of graph?.edges ?? []) expect(ids).toEqual(expect.arrayContaining([from, to]));
    },
  );
});

function graphOf(definition: object): Graph | undefined {
  return buildGraph(analyseText(JSON.stringify(definition)));
}

function nodesOf(graph: Graph | undefined): string[] {
  return (graph?.nodes ?? []).map(({ kind, name, detail }) =>
    [kind, name, detail && `(${detail})`].filter(Boolean).join(' '),
  );
}

function parentsOf(graph: Graph | undefined): string[] {
  const states = graph?.nodes.filter(({ kind }) => kind !== 'start' && kind !== 'end') ?? [];
  return states.map(({ id, parent }) => (parent ? `${id} in ${parent}` : id));
}

function edgesOf(graph: Graph | undefined): string[] {
  const name = (id: string) => id.replace(/^\/States\//, '');
  return (graph?.edges ?? [])
    .map(({ kind, from, to, label }) => `${kind}: ${name(from)} -> ${name(to)}${label ? ` (${label})` : ''}`)
    .sort();
}

describe('a state in detail', () => {
  const text = JSON.stringify({
    StartAt: 'Call',
    States: {
      Call: {
        Type: 'Task',
        Comment: 'Asks the bank.',
        Resource: 'arn:aws:states:::lambda:invoke',
        Retry: [
          { ErrorEquals: ['Busy', 'Slow'], IntervalSeconds: 2, MaxAttempts: 6, BackoffRate: 1 },
          { ErrorEquals: ['States.ALL'] },
        ],
        Next: 'Each',
      },
      Each: {
        Type: 'Map',
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED' },
          StartAt: 'Both',
          States: {
            Both: {
              Type: 'Parallel',
              Branches: ['L', 'R'].map((name) => ({ StartAt: name, States: { [name]: { Type: 'Pass', End: true } } })),
              End: true,
            },
          },
        },
        End: true,
      },
    },
  });
  const graph = buildGraph(analyseText(text, 'a.asl.json')) as Graph;
  const node = (name: string, { nodes }: Graph = graph) => nodes.find((candidate) => candidate.name === name);

  test('has its retriers, comment and resource', () => {
    expect(node('Call')).toMatchObject({
      attempts: 6,
      retries: ['Busy, Slow: up to 6 times, after 2 s', 'States.ALL: up to 3 times, after 1 s, each 2 times as long'],
      comment: 'Asks the bank.',
      resource: 'arn:aws:states:::lambda:invoke',
    });
  });

  test('tells a distributed Map', () => {
    expect(node('Each')).toMatchObject({ distributed: true });
    expect(node('Both')?.distributed).toBeUndefined();
  });

  test('a collapsed container is drawn as one state', () => {
    const outer = node('Each')?.id ?? '';
    const inner = node('Both')?.id ?? '';
    const folded = collapsed(graph, [inner, outer]);
    expect(folded.nodes.map(({ name }) => name)).toEqual(['', 'Call', 'Each', '']);
    expect(node('Each', folded)?.collapsed).toBe(3);
    expect(collapsed(graph, [inner]).nodes.map(({ name }) => name)).toEqual(['', 'Call', 'Each', 'Both', '']);
    expect(node('Both', collapsed(graph, [inner]))?.collapsed).toBe(2);
    expect(folded.edges.every(({ from, to }) => [from, to].every((id) => folded.nodes.some((n) => n.id === id)))).toBe(
      true,
    );
  });
});
