import { expect, test } from 'vitest';
import { asl } from '../support/cli.ts';

const files = {
  'm.asl.json': {
    StartAt: 'Charge',
    States: {
      Charge: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Parameters: { FunctionName: 'charge', 'Payload.$': '$' },
        ResultSelector: { 'ok.$': '$.Payload.ok' },
        Retry: [{ ErrorEquals: ['Busy'] }],
        Catch: [{ ErrorEquals: ['Refused'], Next: 'Done' }],
        Next: 'Done',
      },
      Add: { Type: 'Pass', Parameters: { 'n.$': 'States.MathAdd($n, 1)', 'name.$': '$$.State.Name' }, Next: 'Done' },
      Done: { Type: 'Succeed' },
    },
  },
  'done.json': { Type: 'Succeed' },
  'pass.json': { Type: 'Pass', Result: 5, End: true },
  'mock.json': { result: { Payload: { ok: true }, StatusCode: 200 } },
};

const testState = (...args: string[]) => asl(['test-state', ...args], files);

test('tells the outcome of a state, and where it goes', async () => {
  const { code, out } = await testState(
    'm.asl.json',
    '--state',
    'Charge',
    '--input',
    '{"id":1}',
    '--mock',
    'mock.json',
  );
  expect({ code, out }).toEqual({ code: 0, out: 'succeeded next: Done\n{\n  "ok": true\n}\n' });
});

test.each([
  [['pass.json'], 0, { status: 'SUCCEEDED', output: 5 }],
  [['done.json', '--input', '"text"'], 0, { status: 'SUCCEEDED', output: 'text' }],
  [
    ['m.asl.json', '--state', 'Add', '--variables', '{"n":2}', '--context', '{"State":{"Name":"X"}}'],
    0,
    { status: 'SUCCEEDED', output: { n: 3, name: 'X' }, nextState: 'Done' },
  ],
  [['m.asl.json', '--state', 'Charge', '--mock', '{"errorOutput":{"error":"Busy"}}'], 1, { status: 'RETRIABLE' }],
  [['m.asl.json', '--state', 'Charge', '--mock', '{"errorOutput":{"error":"Refused"}}'], 0, { status: 'CAUGHT_ERROR' }],
  [['m.asl.json', '--state', 'Charge', '--mock', '{"errorOutput":{"error":"E"}}'], 1, { status: 'FAILED', error: 'E' }],
  [['pass.json', '--inspection-level', 'DEBUG'], 0, { inspectionData: { input: {}, afterResultPath: 5 } }],
])('asl test-state %j', async (args, code, answer) => {
  const call = await testState(...args, '--format', 'json');
  expect(call.code).toBe(code);
  expect(JSON.parse(call.out)).toMatchObject(answer);
});

test('shows every stage', async () => {
  const { out } = await testState('pass.json', '--input', '{"a":1}', '--inspection-level', 'trace');
  expect(out).toContain('input: {"a":1}\n');
  expect(out).toMatch(/\n\nsucceeded\n5\n$/);
});

test.each([
  [['m.asl.json'], '--state says which of its states'],
  [['m.asl.json', '--state', 'Chrage'], 'did you mean "Charge"?'],
  [['m.asl.json', '--state', 'Charge'], '--mock says what it answers'],
  [['pass.json', '--inspection-level', 'ALL'], '--inspection-level must be one of'],
  [['pass.json', '--mock', '{"result":1}'], "ValidationException: State type 'Pass' is not supported"],
  [['pass.json', '--mock', '[]'], 'ValidationException: mock must be an object'],
  [['pass.json', '--variables', '[1]'], 'ValidationException: variables must be a JSON object'],
  [['pass.json', '--context', '"x"'], 'ValidationException: context must be a JSON object'],
  [['pass.json', '--state-configuration', '{"retries":1}'], "stateConfiguration has no member 'retries'"],
])('asl test-state %j is wrong use', async (args, message) => {
  const { code, err } = await testState(...args);
  expect(code).toBe(2);
  expect(err).toContain(message);
});
