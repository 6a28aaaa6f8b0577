import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { evaluate, findScenario, parseScenarios, type RunOptions, run } from '../server/src/index.ts';
import { MOST_EVENTS } from '../server/src/interpreter/drive.ts';

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
  ['$states.input.a', { ok: false, cause: '$states is of JSONata: write {% $states.input.a %}' }],
  ['{% 1', { ok: false, cause: 'The expression is not closed: %} is missing' }],
  ['1 %}', { ok: false, cause: 'The expression is not opened: {% is missing' }],
  ['{% $sum("x") %}', { ok: false, error: 'States.QueryEvaluationError' }],
])('evaluate(%j)', async (expression, expected) => {
  expect(await evaluate(expression, { a: [1, 2], b: 'c' }, { variables: { v: 10 } })).toMatchObject(expected);
});

describe('arguments of another type', () => {
  const circle: { self?: object } = {};
  circle.self = circle;
  const call = (options: unknown) => () => run(machine, {}, options as RunOptions);

  test.each<[string, () => Promise<unknown>, string]>([
    ['a number', () => evaluate(5 as unknown as string), 'evaluate: the expression must be text'],
    ['a function', () => evaluate('$', () => 1), 'evaluate: the input must be JSON: it has a function'],
    ['variables', () => evaluate('$', {}, { variables: [] as never }), 'evaluate: the option variables must be a JSON'],
    ['a name', call({ scenario: 'nope' }), 'run: the option scenario must be a scenario that parseScenarios has read'],
    ['no options', call(null), 'run: the options must be an object'],
    ['a word', call({ limits: 'none' }), 'run: the option limits must be aws or off'],
    ['a BigInt', () => run(machine, { n: 1n }), 'run: the input must be JSON: it has a BigInt'],
    ['a circle', () => run(machine, circle), 'run: the input must be JSON: it has a circle: it holds itself'],
  ])('%s', async (_what, run, message) => {
    const error: unknown = await run().catch((e: unknown) => e);
    expect(error).toBeInstanceOf(TypeError);
    expect(String(error)).toContain(message);
  });

  test('an object that is there twice is no circle', async () => {
    const twice = { a: 1 };
    expect(await evaluate('$.y.a', { x: twice, y: twice })).toEqual({ ok: true, value: 1 });
  });
});

test.each([
  ['JSON', JSON.stringify(machine)],
  ['YAML', 'StartAt: Charge\nStates:\n  Charge: {Type: Succeed}\n'],
])('a definition as text: %s', async (_, text) => {
  const mocks = { Charge: { Return: { Payload: 'paid' } } };
  expect((await run(text, {}, { mocks })).status).toBe('SUCCEEDED');
});

test('a definition as text that is none', async () => {
  const { error, cause } = await run('{"StartAt": }');
  expect({ error, cause }).toEqual({
    error: 'Workbench.InvalidDefinition',
    cause: expect.stringMatching(/^Line 1, column 13 of the definition: /),
  });
});

test.each([
  [{ Charge: [{ Retrun: 1 }] }, 'The mocks of the state "Charge": answer 1 must have exactly one of Return and Throw'],
  [{ Charge: { Throw: 'Busy' } }, 'The mocks of the state "Charge": answer must have exactly one of'],
  [[], 'The mocks must be an object'],
])('the mocks %j', async (mocks, problem) => {
  const { error, cause } = await run(machine, {}, { mocks });
  expect({ error, cause }).toEqual({ error: 'Workbench.InvalidAnswers', cause: expect.stringContaining(problem) });
});

test('a mock in no list is the answer to every attempt', async () => {
  const mocks = { Charge: { Throw: { Error: 'Busy' } } };
  const { error, events } = await run(machine, {}, { mocks });
  expect(error).toBe('Busy');
  expect(events.filter(({ type }) => type === 'TaskFailed')).toHaveLength(4);
});

test('events are kept up to a number', async () => {
  const abort = new AbortController();
  const States = { A: { Type: 'Pass', Next: 'A' } };
  let seen = 0;
  const onEvent = () => {
    if (++seen === MOST_EVENTS + 10) abort.abort();
  };
  const result = await run({ StartAt: 'A', States }, {}, { limits: 'off', signal: abort.signal, onEvent });
  expect(result.events).toHaveLength(MOST_EVENTS);
  expect(result.droppedEvents).toBe(seen - MOST_EVENTS);
});
