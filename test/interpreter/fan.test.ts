import { expect, test } from 'vitest';
import type { Json } from '../../server/src/base/json.ts';
import { runDefinition } from '../../server/src/interpreter/drive.ts';
import { story } from '../support/story.ts';

const task = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true };

function mapOf(states: { readonly [name: string]: Json }, fields: { readonly [name: string]: Json } = {}): Json {
  const StartAt = Object.keys(states)[0] ?? '';
  const map = { Type: 'Map', ItemProcessor: { StartAt, States: states }, End: true, ...fields };
  return { StartAt: 'Map', States: { Map: map } };
}

test('an inline Map runs as many iterations at a time as allowed', async () => {
  const machine = mapOf({ W: { Type: 'Wait', SecondsPath: '$', End: true } }, { MaxConcurrency: 2 });
  expect(await story(machine, [3, 1, 1])).toEqual([
    '0s started',
    '0s > Map [3,1,1]',
    '0s [0] started',
    '0s [1] started',
    '0s > W 3',
    '0s > W 1',
    '1s < W 1',
    '1s [2] started',
    '1s > W 1',
    '2s < W 1',
    '3s < W 3',
    '3s < Map [3,1,1]',
    '3s succeeded [3,1,1]',
  ]);
});

test('ItemSelector sees the item in the context object', async () => {
  const machine = mapOf(
    { P: { Type: 'Pass', End: true } },
    {
      ItemsPath: '$.items',
      ItemSelector: { 'all.$': '$.shop', 'i.$': '$$.Map.Item.Index', 'item.$': '$$.Map.Item.Value' },
    },
  );
  expect((await story(machine, { shop: 'S', items: ['a', 'b'] })).at(-1)).toBe(
    '0s succeeded [{"all":"S","i":0,"item":"a"},{"all":"S","i":1,"item":"b"}]',
  );
});

test('a failing iteration stops the others and fails the Map', async () => {
  const machine = mapOf(
    {
      C: { Type: 'Choice', Choices: [{ Variable: '$', NumericEquals: 2, Next: 'F' }], Default: 'W' },
      W: { Type: 'Wait', Seconds: 10, End: true },
      F: { Type: 'Fail', Error: 'Two', Cause: 'was two' },
    },
    { Catch: [{ ErrorEquals: ['Two'], Next: 'Caught' }] },
  );
  const withCatcher = {
    ...(machine as object),
    States: { ...(machine as { States: object }).States, Caught: { Type: 'Succeed' } },
  };
  const lines = await story(withCatcher as Json, [1, 2]);
  expect(lines.slice(6)).toEqual([
    '0s > W 1',
    '0s > C 2',
    '0s < C 2',
    '0s > F 2',
    '0s [0] aborted',
    '0s [1] failed',
    '0s < Map {"Error":"Two","Cause":"was two"}',
    '0s > Caught {"Error":"Two","Cause":"was two"}',
    '0s < Caught {"Error":"Two","Cause":"was two"}',
    '0s succeeded {"Error":"Two","Cause":"was two"}',
  ]);
});

test('a Map of nothing gives nothing', async () => {
  expect((await story(mapOf({ P: { Type: 'Pass', End: true } }), [])).at(-1)).toBe('0s succeeded []');
});

test('items that are no list fail the Map', async () => {
  const lines = await story(mapOf({ P: { Type: 'Pass', End: true } }, { ItemsPath: '$.a' }), { a: 1 });
  expect(lines.at(-1)).toContain('Reference path "$.a" must point to array.');
});

test('the branches of a Parallel share the clock', async () => {
  const wait = (Seconds: number) => ({
    StartAt: `W${Seconds}`,
    States: { [`W${Seconds}`]: { Type: 'Wait', Seconds, End: true } },
  });
  const machine = { StartAt: 'P', States: { P: { Type: 'Parallel', Branches: [wait(5), wait(3)], End: true } } };
  expect(await story(machine, 1)).toEqual([
    '0s started',
    '0s > P 1',
    '0s > W5 1',
    '0s > W3 1',
    '3s < W3 1',
    '5s < W5 1',
    '5s < P [1,1]',
    '5s succeeded [1,1]',
  ]);
});

test('a retried Parallel runs all its branches again', async () => {
  const branch = { StartAt: 'T', States: { T: task } };
  const machine = {
    StartAt: 'P',
    States: { P: { Type: 'Parallel', Branches: [branch], Retry: [{ ErrorEquals: ['E'] }], End: true } },
  };
  const lines = await story(machine, {}, { mocks: { T: [{ Throw: { Error: 'E' } }, { Return: 1 }] } });
  expect(lines).toEqual([
    '0s started',
    '0s > P {}',
    '0s > T {}',
    '0s x E',
    '1s > T {}',
    '1s < T 1',
    '1s < P [1]',
    '1s succeeded [1]',
  ]);
});

test('variables of a branch stay in it, and those around are seen', async () => {
  const inner = { Type: 'Pass', Parameters: { 'outer.$': '$x' }, Assign: { y: 2 }, End: true };
  const machine = {
    StartAt: 'A',
    States: {
      A: { Type: 'Pass', Assign: { x: 1 }, Next: 'P' },
      P: { Type: 'Parallel', Branches: [{ StartAt: 'B', States: { B: inner } }], Next: 'C' },
      C: { Type: 'Pass', Parameters: { 'y.$': '$y' }, End: true },
    },
  };
  const lines = await story(machine, {});
  expect(lines).toContain('0s < P [{"outer":1}]');
  expect(lines.at(-1)).toContain('failed States.Runtime');
});

const distributed = { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } };

function distributedMap(processor: object, fields: object): Json {
  const map = { Type: 'Map', ItemProcessor: { ...distributed, ...processor }, End: true, ...fields };
  return { StartAt: 'Map', States: { Map: map } } as Json;
}

const echo = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } };
const failing = {
  StartAt: 'C',
  States: {
    C: { Type: 'Choice', Choices: [{ Variable: '$', NumericGreaterThan: 2, Next: 'F' }], Default: 'S' },
    S: { Type: 'Succeed' },
    F: { Type: 'Fail', Error: 'TooBig' },
  },
};

test('the children of a distributed Map have histories of their own', async () => {
  const { events, output } = await runDefinition(distributedMap(echo, {}), [1, 2]);
  expect(output).toEqual([1, 2]);
  expect(events.map((e) => e.type)).toEqual([
    'ExecutionStarted',
    'MapStateEntered',
    'MapStateStarted',
    'MapRunStarted',
    'MapRunSucceeded',
    'MapStateSucceeded',
    'MapStateExited',
    'ExecutionSucceeded',
  ]);
});

test.each([
  ['none tolerated', {}, 'FAILED'],
  ['by count', { ToleratedFailureCount: 1 }, 'SUCCEEDED'],
  ['by percentage', { ToleratedFailurePercentage: 40 }, 'SUCCEEDED'],
  ['either is enough to fail', { ToleratedFailureCount: 1, ToleratedFailurePercentage: 10 }, 'FAILED'],
])('one failed item of three: %s', async (_, fields, status) => {
  const result = await runDefinition(distributedMap(failing, fields), [1, 2, 3]);
  expect(result.status).toBe(status);
  if (status === 'FAILED') expect(result.error).toBe('States.ExceedToleratedFailureThreshold');
});

test('batches hold no more items than allowed, and a common part', async () => {
  const machine = distributedMap(echo, {
    ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { 'shop.$': '$$.Execution.Name' } },
  });
  const { output } = await runDefinition(machine, [1, 2, 3]);
  expect(output).toEqual([
    { BatchInput: { shop: 'local-execution' }, Items: [1, 2] },
    { BatchInput: { shop: 'local-execution' }, Items: [3] },
  ]);
});

test('the entries of an object are items of a distributed Map', async () => {
  const machine = distributedMap(echo, { ItemSelector: { 'key.$': '$$.Map.Item.Key' } });
  expect((await runDefinition(machine, { a: 1, b: 2 })).output).toEqual([{ key: 'a' }, { key: 'b' }]);
});

test('a child execution has an input of its own in the context object', async () => {
  const processor = {
    StartAt: 'P',
    States: { P: { Type: 'Pass', Parameters: { 'i.$': '$$.Execution.Input' }, End: true } },
  };
  expect((await runDefinition(distributedMap(processor, {}), ['a', 'b'])).output).toEqual([{ i: 'a' }, { i: 'b' }]);
});
