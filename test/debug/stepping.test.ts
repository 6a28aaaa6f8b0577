import { describe, expect, test } from 'vitest';
import { debugging } from './testClient.ts';

const THREE = `{
  "StartAt": "A",
  "States": {
    "A": {
      "Type": "Pass",
      "Next": "B" },
    "B": {
      "Type": "Pass",
      "InputPath": "$.b",
      "Parameters": { "c.$": "$.c" },
      "ResultPath": "$.result",
      "Next": "C" },
    "C": {
      "Type": "Succeed" }
  }
}`;
const INPUT = { b: { c: 1 } };

describe('stepping through states', () => {
  test('a breakpoint on a field that does nothing by itself moves to the name of its state', async () => {
    const debug = debugging(THREE);
    const breakpoints = await debug.prepare({ input: INPUT }, 8, 14);
    expect(breakpoints.map(({ verified, line, column }) => [verified, line, column])).toEqual([
      [true, 7, 5],
      [true, 13, 5],
    ]);
    expect(await debug.run()).toBe('breakpoint at B:7');
    expect(await debug.continue()).toBe('breakpoint at C:13');
    expect(await debug.continue()).toBe('terminated');
    expect(debug.exitCode).toBe(0);
  });

  test.each([
    [1, 4],
    [5, 4],
    [12, 12],
    [16, 13],
    [99, 13],
  ])('a breakpoint on line %i goes to line %i', async (line, expected) => {
    const [breakpoint] = await debugging(THREE).prepare({}, line);
    expect(breakpoint?.line).toBe(expected);
  });

  test('over: from state to state', async () => {
    const debug = debugging(THREE);
    expect(await debug.launchTo({ input: INPUT, stopOnEntry: true })).toBe('entry at A:4');
    expect(await debug.next()).toBe('step at B:7');
    expect(await debug.next()).toBe('step at C:13');
    expect(await debug.next()).toBe('terminated');
  });

  test('in: from stage to stage, at the fields that make them', async () => {
    const debug = debugging(THREE);
    expect(await debug.launchTo({ input: INPUT }, 7)).toBe('breakpoint at B:7');
    expect(await debug.stepIn()).toBe('step at B:9');
    expect(await debug.stepIn()).toBe('step at B:10');
    expect(await debug.stepIn()).toBe('step at B:11');
    expect(await debug.stepIn()).toBe('step at B:12');
    expect(await debug.stepIn()).toBe('step at C:13');
  });

  test('out: of a state that is under way, then of the machine', async () => {
    const debug = debugging(THREE);
    await debug.launchTo({ input: INPUT }, 7);
    await debug.stepIn();
    expect(await debug.stepOut()).toBe('step at C:13');
    expect(await debug.stepOut()).toBe('terminated');
  });

  test('in: to the rule of a Choice that holds, its Default, and what makes other outputs', async () => {
    const debug = debugging(`{
  "StartAt": "C",
  "States": {
    "C": {
      "Type": "Choice",
      "Choices": [
        { "Variable": "$.n", "NumericEquals": 1, "Next": "C" },
        { "Variable": "$.n", "NumericEquals": 2, "Next": "W" }
      ],
      "Default": "W" },
    "W": {
      "Type": "Wait",
      "Seconds": 3,
      "Next": "J" },
    "J": {
      "Type": "Pass",
      "QueryLanguage": "JSONata",
      "Output": "{% 1 %}",
      "End": true }
  }
}`);
    await debug.launchTo({ input: { n: 2 }, stopOnEntry: true });
    expect(await debug.stepIn()).toBe('step at C:8');
    await debug.stepIn();
    expect(await debug.stepIn()).toBe('step at W:13');
    await debug.stepIn();
    expect(await debug.stepIn()).toBe('step at J:18');
  });

  test('one state alone', async () => {
    const debug = debugging(THREE);
    expect(await debug.launchTo({ input: INPUT, state: 'B', stopOnEntry: true })).toBe('entry at B:7');
    expect(await debug.next()).toBe('terminated');
    expect(debug.output('result').join('\n')).toBe(JSON.stringify({ ...INPUT, result: { c: 1 } }, undefined, 2));
  });

  test('without debugging nothing stops', async () => {
    const debug = debugging(THREE);
    await debug.prepare({ input: INPUT, noDebug: true, stopOnEntry: true }, 7);
    expect(await debug.run()).toBe('terminated');
  });

  test('a state machine in YAML', async () => {
    const path = '/project/orders.asl.yaml';
    const yaml = `StartAt: A
States:
  A:
    Type: Pass
    Next: B

  # The last one.
  B:
    Type: Pass
    Parameters: {x: 1}
    End: true
`;
    const debug = debugging(yaml, undefined, path);
    expect(await debug.launchTo({ stateMachine: path }, 9)).toBe('breakpoint at B:8');
    expect(await debug.stepIn()).toBe('step at B:10');
    expect(await debug.continue()).toBe('terminated');
  });
});

describe('stepping into nested states', () => {
  const NESTED = `{
  "StartAt": "Both",
  "States": {
    "Both": {
      "Type": "Parallel",
      "Branches": [
        { "StartAt": "L1", "States": {
          "L1": { "Type": "Pass", "Next": "L2" },
          "L2": { "Type": "Pass", "End": true } } },
        { "StartAt": "R", "States": {
          "R": { "Type": "Pass", "End": true } } }
      ],
      "Next": "Each" },
    "Each": {
      "Type": "Map",
      "ItemsPath": "$[0]",
      "MaxConcurrency": 2,
      "ItemProcessor": { "StartAt": "Item", "States": {
        "Item": { "Type": "Pass", "End": true } } },
      "End": true }
  }
}`;
  const input = [1, 2, 3];

  test('into each branch, and out of them', async () => {
    const debug = debugging(NESTED);
    expect(await debug.launchTo({ input, stopOnEntry: true })).toBe('entry at Both:4');
    expect(await debug.stepIn()).toBe('step at L1:8');
    expect(await debug.frames()).toEqual(['L1:8', 'Both[0]:4', 'orders:2']);
    expect(await debug.threadNames()).toEqual(['orders', 'Both[0] > L1', 'Both[1] > R']);
    expect(await debug.next()).toBe('step at L2:9');
    expect(await debug.next()).toBe('step at R:11');
    expect(await debug.stepOut()).toBe('step at Both:6');
    expect(await debug.next()).toBe('step at Each:14');
  });

  test('over a state goes over all inside it', async () => {
    const debug = debugging(NESTED);
    await debug.launchTo({ input, stopOnEntry: true });
    expect(await debug.next()).toBe('step at Each:14');
    expect(await debug.next()).toBe('terminated');
  });

  test('iterations are threads', async () => {
    const debug = debugging(NESTED);
    expect(await debug.launchTo({ input }, 19)).toBe('breakpoint at Item:19');
    expect(await debug.threadNames()).toEqual(['orders', 'Each[0] > Item', 'Each[1] > Item']);
    expect(await debug.frames()).toEqual(['Item:19', 'Each[0]:14', 'orders:2']);
    expect((await debug.scopes(1)).Iterations).toMatchObject({ Total: '3', Started: '2', Ended: '0' });
    expect(await debug.continue()).toBe('breakpoint at Item:19');
    expect(await debug.continue()).toBe('breakpoint at Item:19');
    expect(await debug.frames()).toEqual(['Item:19', 'Each[2]:14', 'orders:2']);
    expect(await debug.continue()).toBe('terminated');
  });

  test('the next iteration follows the last state of one', async () => {
    const debug = debugging(NESTED);
    await debug.launchTo({ input }, 14);
    expect(await debug.stepIn()).toBe('step at Each:16');
    expect(await debug.stepIn()).toBe('step at Item:19');
    expect(await debug.next()).toBe('step at Item:19');
    expect(await debug.frames()).toEqual(['Item:19', 'Each[1]:14', 'orders:2']);
    expect(await debug.stepOut()).toBe('step at Each:18');
  });

  test('breakpoints on nested states, and their locations', async () => {
    const debug = debugging(NESTED);
    const breakpoints = await debug.prepare({ input }, 6, 9, 11);
    expect(breakpoints.map(({ line }) => line)).toEqual([6, 9, 11]);
    const { body } = await debug.customRequest('breakpointLocations', {
      source: { path: '/project/orders.asl.json' },
      line: 7,
      endLine: 11,
    });
    expect(body.breakpoints.map(({ line }: { line: number }) => line)).toEqual([8, 8, 9, 9, 11, 11]);
  });
});

describe('breakpoints with more to say', () => {
  const EACH = `{
  "StartAt": "Each",
  "States": {
    "Each": {
      "Type": "Map",
      "MaxConcurrency": 1,
      "ItemProcessor": { "StartAt": "Item", "States": {
        "Item": { "Type": "Pass", "End": true } } },
      "End": true }
  }
}`;

  /** The inputs of the states at which the breakpoint stops, and what it prints. */
  async function stops(details: object, ...input: readonly number[]): Promise<string[]> {
    const debug = debugging(EACH);
    await debug.prepare({ input });
    const source = { path: '/project/orders.asl.json' };
    await debug.setBreakpointsRequest({ source, breakpoints: [{ line: 8, ...details }] });
    const story: string[] = [];
    for (let stop = await debug.run(); stop !== 'terminated'; stop = await debug.continue()) {
      story.push((await debug.data()).Input ?? '');
    }
    const said = debug.printed.filter(({ text }) => text.startsWith('The condition') || text.startsWith('item'));
    return [...story, ...said.map(({ text }) => text)];
  }

  test.each([
    ['none', {}, ['1', '2', '3']],
    ['a JSONata condition', { condition: '{% $states.input > 1 %}' }, ['2', '3']],
    [
      'a condition that fails',
      { condition: '$.x' },
      Array(3).fill(expect.stringMatching(/^The condition \$\.x of a breakpoint fails/)),
    ],
    ['a hit count', { hitCondition: '2' }, ['2', '3']],
    ['a precise hit count', { hitCondition: '== 2' }, ['2']],
    ['both', { condition: '{% $states.input > 1 %}', hitCondition: '2' }, ['3']],
    [
      'a message',
      { logMessage: 'item {$$.Map.Item.Index} is {{% $states.input * 10 %}}' },
      ['item 0 is 10', 'item 1 is 20', 'item 2 is 30'],
    ],
  ])('%s', async (_, details, expected) => {
    expect(await stops(details, 1, 2, 3)).toEqual(expected);
  });

  test('a hit count that is none is refused', async () => {
    const debug = debugging(EACH);
    await debug.prepare({ input: [] });
    const source = { path: '/project/orders.asl.json' };
    const { body } = await debug.setBreakpointsRequest({ source, breakpoints: [{ line: 8, hitCondition: 'often' }] });
    expect(body.breakpoints).toMatchObject([
      { verified: false, message: expect.stringMatching(/^"often" is no hit count/) },
    ]);
  });
});
