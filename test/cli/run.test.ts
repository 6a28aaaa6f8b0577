import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { asl } from '../support/cli.ts';

const machine = {
  StartAt: 'Charge',
  States: {
    Charge: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 3 }],
      ResultPath: '$.charge',
      Next: 'Pause',
    },
    Pause: { Type: 'Wait', Seconds: 60, Next: 'Done' },
    Done: { Type: 'Succeed' },
  },
};

const files = {
  'order.asl.json': machine,
  'order.scenarios.json': {
    scenarios: {
      Paid: { input: { id: 1 }, answers: { Charge: { return: 'ok' } } },
      'Busy at first': {
        input: { id: 2 },
        answers: { Charge: [{ throw: { error: 'Busy', cause: 'later' } }, { return: 'ok' }] },
      },
      Refused: { answers: { Charge: { throw: { error: 'Refused', cause: 'no money' } } } },
    },
  },
  'mocks.json': {
    StateMachines: { order: { TestCases: { Mocked: { Charge: 'Mock' } } } },
    MockedResponses: { Mock: { '0': { Return: 'mocked' } } },
  },
  'pass.asl.yaml': 'StartAt: A\nStates:\n  A:\n    Type: Pass\n    End: true\n',
};

const run = (...args: string[]) => asl(['run', ...args], files);

describe('asl run', () => {
  test('tells the story of a run, then its result', async () => {
    expect(await run('order.asl.json', '--scenario', 'Busy at first')).toEqual({
      code: 0,
      err: '',
      out: `Scenario: Busy at first

       0 s  > Charge {"id":2}
       0 s  ! Busy later
       3 s  ~ tried again
       3 s  < Charge {"id":2,"charge":"ok"}
       3 s  > Pause {"id":2,"charge":"ok"}
      63 s  < Pause {"id":2,"charge":"ok"}
      63 s  > Done {"id":2,"charge":"ok"}
      63 s  < Done {"id":2,"charge":"ok"}

succeeded
{
  "id": 2,
  "charge": "ok"
}
`,
    });
  });

  test('tells in which iteration something happens', async () => {
    const inner = { StartAt: 'Each', States: { Each: { Type: 'Pass', End: true } } };
    const { out } = await asl(['run', 'map.asl.json', '--input', '[7,8]'], {
      'map.asl.json': { StartAt: 'All', States: { All: { Type: 'Map', ItemProcessor: inner, End: true } } },
    });
    expect(out.split('\n').filter((line) => line.includes('> Each'))).toEqual([
      '       0 s    > Each [0] 7',
      '       0 s    > Each [1] 8',
    ]);
    expect(out).toContain('  0 s  < All [7,8]');
  });

  test('prints nothing but the result as JSON', async () => {
    const { code, out, err } = await run('order.asl.json', '--format', 'json', '--no-wait');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const { events, ...result } = JSON.parse(out);
    expect(result).toEqual({ status: 'SUCCEEDED', output: { id: 1, charge: 'ok' } });
    expect(events[0]).toMatchObject({ id: 1, type: 'ExecutionStarted' });
    expect(events.at(-1)).toMatchObject({ type: 'ExecutionSucceeded' });
  });

  test('is the same again with the same seed', async () => {
    const twice = () => run('order.asl.json', '--seed', '7', '--type', 'express', '--format', 'json');
    const [first, second] = [await twice(), await twice()];
    expect(first.out).toBe(second.out);
    expect(JSON.parse(first.out).events[0].timestamp).toBe('2025-01-01T00:00:00.000Z');
  });

  test('fails with the execution', async () => {
    const { code, out } = await run('order.asl.json', '--scenario', 'Refused');
    expect(code).toBe(1);
    expect(out).toContain('! Refused no money\n');
    expect(out).toMatch(/\nfailed Refused: no money\n$/);
  });

  test.each([
    [['order.asl.json', '--input', '{"id":9}'], { id: 9, charge: 'ok' }],
    [['order.asl.json', '--mocks', 'mocks.json'], { charge: 'mocked' }],
    [['order.asl.json', '--mocks', 'mocks.json', '--scenario', 'Mocked'], { charge: 'mocked' }],
    [['order.asl.json', '--mocks', 'mocks.json', '--scenario', 'Paid'], { id: 1, charge: 'mocked' }],
    [['order.asl.json', '--state', 'Done', '--input', '5'], 5],
    [['pass.asl.yaml', '--input', '"x"'], 'x'],
    [['pass.asl.yaml'], {}],
  ])('asl run %j', async (args, output) => {
    const { code, out } = await run(...args, '--format', 'json');
    expect({ code, output: JSON.parse(out).output }).toEqual({ code: 0, output });
  });

  test('reads the items of a distributed Map from a folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'asl-data-'));
    mkdirSync(join(folder, 'orders'));
    writeFileSync(join(folder, 'orders', 'today.json'), '[1, 2]');
    const { code, out } = await asl(['run', 'map.asl.json', '--data', folder, '--format', 'json'], {
      'map.asl.json': {
        StartAt: 'Each',
        States: {
          Each: {
            Type: 'Map',
            ItemReader: {
              Resource: 'arn:aws:states:::s3:getObject',
              ReaderConfig: { InputType: 'JSON' },
              Parameters: { Bucket: 'orders', Key: 'today.json' },
            },
            ItemProcessor: {
              ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
              StartAt: 'A',
              States: { A: { Type: 'Pass', End: true } },
            },
            End: true,
          },
        },
      },
    });
    rmSync(folder, { recursive: true });
    expect({ code, output: JSON.parse(out).output }).toEqual({ code: 0, output: [1, 2] });
  });

  const scenarios = (answers: object) => ({ 'order.scenarios.json': { scenarios: { S: { answers } } } });

  test.each([
    [
      {},
      'Add a scenario with an answer to order.scenarios.json; make the file if there is none:',
      '{"scenarios": {"Default": {"answers": {"Charge": {"return": {}}}}}}',
    ],
    [
      scenarios({}),
      'Add an answer to the scenario "S" in order.scenarios.json:',
      '"answers": {"Charge": {"return": {}}}',
    ],
    [
      scenarios({ Charge: [{ throw: { error: 'Busy' } }] }),
      'Add an answer to the scenario "S" in order.scenarios.json:',
      '"answers": {"Charge": […, {"return": {}}]}',
    ],
  ])('says which task has no answer, and where to write it: %#', async (more, what, text) => {
    const { code, out, err } = await asl(['run', 'order.asl.json'], { 'order.asl.json': machine, ...more });
    expect({ code, err }).toEqual({ code: 1, err: `${what}\n  ${text}\n` });
    expect(out).toContain('The Task state "Charge" has no answer');
  });

  test.each([
    [{ status: 'SUCCEEDED', output: { id: 1, charge: 'ok' }, path: ['Charge', 'Pause', 'Done'] }, 'meets expect\n'],
    [{ output: { id: 1, charge: 'no' } }, 'does not meet expect: output.charge is "ok", expected "no"\n'],
    [{ path: ['Charge'] }, 'does not meet expect: path is ["Charge","Pause","Done"], expected ["Charge"]\n'],
    [{ error: 'E' }, 'does not meet expect: error is absent, expected "E"\n'],
  ])('tells whether it came to what is expected: %j', async (expected, told) => {
    const scenario = { input: { id: 1 }, answers: { Charge: { return: 'ok' } }, expect: expected };
    const all = { 'order.asl.json': machine, 'order.scenarios.json': { scenarios: { S: scenario } } };
    const { code, out } = await asl(['run', 'order.asl.json'], all);
    expect(code).toBe(0);
    expect(out.slice(-told.length)).toBe(told);
    const json = await asl(['run', 'order.asl.json', '--format', 'json'], all);
    expect({ keys: Object.keys(JSON.parse(json.out)), err: json.err }).toEqual({
      keys: ['status', 'output', 'events'],
      err: told,
    });
  });

  test.each([
    [{ StateMachines: {} }, 'm.json: The mock configuration has no state machine'],
    [{ StateMachines: { order: { TestCases: { A: {}, B: {} } } } }, 'm.json: The mock configuration has several test'],
    [
      { StateMachines: { order: { TestCases: { A: { Charge: 'Nope' } } } } },
      'm.json: There is no mocked response named "Nope"',
    ],
  ])('a mock file with a mistake is wrong use: %j', async (config, message) => {
    const { code, out, err } = await asl(['run', 'order.asl.json', '--mocks', 'm.json'], {
      ...files,
      'm.json': config,
    });
    expect({ code, out, err }).toEqual({ code: 2, out: '', err: expect.stringContaining(message) });
  });

  test('warns of a test case that names a state which is not there', async () => {
    const config = {
      StateMachines: { order: { TestCases: { A: { Charge: 'Ok', Chagre: 'Ok' } } } },
      MockedResponses: { Ok: { 0: { Return: 1 } } },
    };
    const { code, err } = await asl(['run', 'order.asl.json', '--mocks', 'm.json'], { ...files, 'm.json': config });
    expect({ code, err }).toEqual({
      code: 0,
      err: 'asl: m.json: warning: There is no state "Chagre"; did you mean "Charge"?\n',
    });
  });

  test('reads YAML from the standard input', async () => {
    const input = files['pass.asl.yaml'];
    expect((await asl(['run', '-', '--format', 'json'], {}, { input })).code).toBe(0);
    const named = await asl(['run', '-', '--stdin-name', 'order.asl.json'], files, { input: JSON.stringify(machine) });
    expect(named.out).toMatch(/^Scenario: Paid\n/);
  });

  test.each([
    [['nowhere.asl.json'], 'nowhere.asl.json: There is no such file'],
    [['broken.asl.json'], 'broken.asl.json:1:13: '],
    [['order.asl.json', '--scenario', 'Pais'], 'There is no scenario "Pais"; did you mean "Paid"?'],
    [['pass.asl.yaml', '--scenario', 'Paid'], 'There is no scenario "Paid": pass.scenarios.json cannot be read'],
    [['order.asl.json', '--state', 'Doen'], 'There is no state "Doen"; did you mean "Done"?'],
    [['order.asl.json', '--mocks', 'mocks.json', '--scenario', 'Nope'], '(there are: Mocked, Paid, '],
    [['order.asl.json', '--no-wait', '--wall-clock'], '--no-wait and --wall-clock exclude each other'],
    [['order.asl.json', '--seed', 'x'], '--seed must be a whole number'],
    [['order.asl.json', '--type', 'quick'], '--type must be standard or express'],
    [['order.asl.json', '--limits', 'none'], '--limits must be aws or off'],
    [['order.asl.json', '--data', 'nowhere'], '--data nowhere: There is no such folder'],
    [['faulty.asl.json'], 'faulty.scenarios.json:1:40: An answer must have exactly one of'],
  ])('asl run %j is wrong use', async (args, message) => {
    const { code, out, err } = await asl(['run', ...args], {
      ...files,
      'broken.asl.json': '{ "StartAt" }',
      'faulty.asl.json': machine,
      'faulty.scenarios.json': '{"scenarios":{"A":{"answers":{"Charge":{}}}}}',
    });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });

  test('is aborted by Ctrl-C', async () => {
    const abort = new AbortController();
    const call = asl(['run', 'order.asl.json', '--wall-clock', '--format', 'json'], files, {
      interrupts: () => abort.signal,
    });
    setTimeout(() => abort.abort(), 20);
    const { code, out } = await call;
    expect({ code, status: JSON.parse(out).status }).toEqual({ code: 1, status: 'ABORTED' });
  });
});
