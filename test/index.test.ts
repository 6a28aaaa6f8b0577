import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { evaluate, findScenario, parseScenarios, run } from '../server/src/index.ts';

const machine = {
  StartAt: 'Charge',
  States: {
    Charge: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { 'Payload.$': '$' },
      Retry: [{ ErrorEquals: ['Busy'] }],
      OutputPath: '$.Payload',
      End: true,
    },
  },
};

test('run with mocks', async () => {
  const mocks = { Charge: [{ Throw: { Error: 'Busy' } }, { Return: { Payload: 'paid' } }] };
  expect(await run(machine, { id: 1 }, { mocks })).toMatchObject({ status: 'SUCCEEDED', output: 'paid' });
});

test('run a scenario, with its input', async () => {
  const { file } = parseScenarios(
    '{"scenarios": {"Paid": {"input": {"id": 2}, "answers": {"Charge": {"return": {"Payload": "yes"}}}}}}',
  );
  const scenario = file && findScenario(file);
  const { output, events } = await run(machine, undefined, { scenario });
  expect(output).toBe('yes');
  expect(events[0]?.executionStartedEventDetails?.input).toBe('{"id":2}');
});

test('run with a mock configuration of Step Functions Local', async () => {
  const mockConfig = {
    StateMachines: { Pay: { TestCases: { Happy: { Charge: 'Ok' } } } },
    MockedResponses: { Ok: { '0': { Return: { Payload: 1 } } } },
  };
  expect((await run(machine, {}, { mockConfig, testCase: 'Happy' })).output).toBe(1);
  expect((await run(machine, {}, { mockConfig, testCase: 'Sad' })).cause).toContain('no test case named "Sad"');
});

test('run over files', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'objects-'));
  await mkdir(join(dataDir, 'bucket'));
  await writeFile(join(dataDir, 'bucket', 'items.jsonl'), '1\n2\n');
  const map = {
    Type: 'Map',
    ItemReader: {
      Resource: 'arn:aws:states:::s3:getObject',
      ReaderConfig: { InputType: 'JSONL' },
      Parameters: { Bucket: 'bucket', Key: 'items.jsonl' },
    },
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'P',
      States: { P: { Type: 'Pass', End: true } },
    },
    End: true,
  };
  expect((await run({ StartAt: 'M', States: { M: map } }, null, { dataDir })).output).toEqual([1, 2]);
  await rm(dataDir, { recursive: true });
});

test('null is an input', async () => {
  expect((await run({ StartAt: 'S', States: { S: { Type: 'Succeed' } } }, null)).output).toBeNull();
});

test.each([
  ['$.a[1]', { ok: true, value: 2 }],
  ["States.Format('{}!', $.b)", { ok: true, value: 'c!' }],
  ['{% $states.input.a[0] + $v %}', { ok: true, value: 11 }],
  ['$.none', { ok: false, error: 'States.Runtime' }],
  ['{% $sum("x") %}', { ok: false, error: 'States.QueryEvaluationError' }],
])('evaluate(%j)', async (expression, expected) => {
  expect(await evaluate(expression, { a: [1, 2], b: 'c' }, { variables: { v: 10 } })).toMatchObject(expected);
});
