import { describe, expect, test } from 'vitest';
import { asl } from '../support/cli.ts';

const MACHINE = {
  StartAt: 'Save "it"',
  States: {
    'Save "it"': {
      Type: 'Task',
      Resource: 'arn:aws:states:::dynamodb:putItem',
      Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 4 }],
      Catch: [{ ErrorEquals: ['A<B'], Next: 'Each' }],
      Next: 'Good?',
    },
    'Good?': { Type: 'Choice', Choices: [{ Variable: '$.n', NumericGreaterThan: 1, Next: 'Each' }], Default: 'Done' },
    Each: {
      Type: 'Map',
      ItemProcessor: { StartAt: 'Inner', States: { Inner: { Type: 'Pass', End: true } } },
      End: true,
    },
    Done: { Type: 'Succeed' },
  },
};
const files = { 'm.asl.json': MACHINE };

describe('asl graph', () => {
  test('draws an SVG that stands alone', async () => {
    const { code, out } = await asl(['graph', 'm.asl.json'], files);
    expect(code).toBe(0);
    expect(out).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="\d+" height="\d+"/);
    expect(out.match(/class="state /g)).toHaveLength(5);
    expect(out.match(/class="edge /g)).toHaveLength(7);
    for (const text of ['Save &quot;it&quot;', 'DynamoDB: PutItem', '$.n &gt; 1', 'A&lt;B', 'Default', '↻ 4']) {
      expect(out).toContain(`>${text}</text>`);
    }
    expect(out).not.toMatch(/var\(|color-mix|tabindex|https?:\/\/(?!www\.w3\.org)/);
  });

  test('in the other direction and theme', async () => {
    const { out } = await asl(['graph', 'm.asl.json', '--direction', 'left-right', '--theme', 'dark'], files);
    const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(out) ?? [];
    expect(Number(width)).toBeGreaterThan(Number(height));
    expect(out).toContain('#1f1f1f');
  });

  test('for Mermaid', async () => {
    const { out } = await asl(['graph', 'm.asl.json', '--format', 'mermaid'], files);
    expect(out).toBe(`flowchart TD
  n0((" "))
  n1["Save #34;it#34;<br/><small>DynamoDB: PutItem</small>"]
  n2{"Good?"}
  n3(["Done"])
  subgraph n4["Each"]
    n5["Inner"]
  end
  n6(((" ")))
  n0 --> n1
  n1 --> n2
  n1 -.->|"A#60;B"| n4
  n2 -->|"$.n #62; 1"| n4
  n2 -->|"Default"| n3
  n4 --> n6
  n3 --> n6
`);
  });

  test('for Graphviz', async () => {
    const { out } = await asl(['graph', 'm.asl.json', '--format', 'dot', '--direction', 'left-right'], files);
    expect(out).toContain('rankdir=LR');
    expect(out).toContain('n1 [label="Save \\"it\\"\\nDynamoDB: PutItem"]');
    expect(out).toContain('  subgraph cluster_n4 {\n    n4 [label="Each\\neach of $"]\n    n5 [label="Inner"]\n  }');
    expect(out).toContain('n1 -> n4 [label="A<B", style=dashed, color=red, fontcolor=red]');
  });

  test.each([
    [['graph'], 2, 'The file is missing'],
    [['graph', 'm.asl.json', '--format', 'gif'], 2, '--format must be svg, mermaid, dot, not "gif"'],
    [['graph', 'empty.asl.json'], 1, 'empty.asl.json has no states to draw'],
  ])('%j', async (args, code, message) => {
    const call = await asl(args, { ...files, 'empty.asl.json': {} });
    expect(call.code).toBe(code);
    expect(call.err).toContain(message);
  });
});
