import { expect, test } from 'vitest';
import { testState } from '../../server/src/index.ts';
import type { TestStateRequest } from '../../server/src/interpreter/testStateRequest.ts';

const task = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Next: 'Done' };

test('a Task with a mock shows every stage, also those without a field', async () => {
  const definition = { ...task, Parameters: { 'FunctionName.$': '$.name' }, ResultPath: '$.result' };
  const mock = { result: { StatusCode: 200 } };
  expect(await testState({ definition, input: { name: 'f' }, mock, inspectionLevel: 'DEBUG' })).toEqual({
    status: 'SUCCEEDED',
    output: { name: 'f', result: { StatusCode: 200 } },
    nextState: 'Done',
    inspectionData: {
      input: { name: 'f' },
      afterInputPath: { name: 'f' },
      afterParameters: { FunctionName: 'f' },
      result: { StatusCode: 200 },
      afterResultSelector: { StatusCode: 200 },
      afterResultPath: { name: 'f', result: { StatusCode: 200 } },
    },
  });
});

test('INFO shows the outcome alone; JSON may come as text', async () => {
  const definition = JSON.stringify({ Type: 'Pass', Result: { a: 1 }, End: true });
  expect(await testState({ definition, input: '{"x": 2}', inspectionLevel: 'INFO' })).toEqual({
    status: 'SUCCEEDED',
    output: { a: 1 },
  });
});

const failing = {
  ...task,
  Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 2, MaxAttempts: 2 }],
  Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Rescue' }],
};
const errorOutput = { error: 'Busy', cause: 'later' };

test.each([
  [0, { status: 'RETRIABLE', inspectionData: { errorDetails: { retryIndex: 0, retryBackoffIntervalSeconds: 2 } } }],
  [1, { status: 'RETRIABLE', inspectionData: { errorDetails: { retryIndex: 0, retryBackoffIntervalSeconds: 4 } } }],
  [
    2,
    {
      status: 'CAUGHT_ERROR',
      nextState: 'Rescue',
      output: { error: { Error: 'Busy', Cause: 'later' } },
      inspectionData: { errorDetails: { retryIndex: 0, catchIndex: 0 } },
    },
  ],
])('an error after %i attempts', async (retrierRetryCount, expected) => {
  const answer = await testState({
    definition: failing,
    input: {},
    mock: { errorOutput },
    stateConfiguration: { retrierRetryCount },
    inspectionLevel: 'TRACE',
  });
  expect(answer).toMatchObject({ error: 'Busy', cause: 'later', ...expected });
});

test('a state of a whole definition, with variables', async () => {
  const definition = {
    StartAt: 'Outer',
    States: {
      Outer: {
        Type: 'Parallel',
        Branches: [{ StartAt: 'Inner', States: { Inner: { Type: 'Pass', Parameters: { 'v.$': '$v' }, End: true } } }],
        End: true,
      },
    },
  };
  const answer = await testState({ definition, stateName: 'Inner', variables: { v: 3 }, inspectionLevel: 'DEBUG' });
  expect(answer).toMatchObject({ output: { v: 3 }, inspectionData: { variables: { v: 3 } } });
});

const map = {
  Type: 'Map',
  QueryLanguage: 'JSONata',
  Items: '{% $states.input %}',
  ItemProcessor: {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    StartAt: 'P',
    States: { P: { Type: 'Pass', End: true } },
  },
  ToleratedFailureCount: 1,
  End: true,
};

test.each([
  [1, { status: 'SUCCEEDED', output: ['a', 'b', 'c'] }],
  [2, { status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' }],
])('a Map of which %i iterations failed', async (mapIterationFailureCount, expected) => {
  const answer = await testState({
    definition: map,
    input: [1, 2, 3],
    mock: { result: ['a', 'b', 'c'] },
    stateConfiguration: { mapIterationFailureCount },
    inspectionLevel: 'DEBUG',
  });
  expect(answer).toMatchObject({ ...expected, inspectionData: { maxConcurrency: 0, toleratedFailureCount: 1 } });
});

const pass = { Type: 'Pass', End: true };
const writer = { Resource: 'arn:aws:states:::s3:putObject', Arguments: { Bucket: 'results' } };
const refusals: [string, TestStateRequest, string, string][] = [
  ['a mock of a Pass', { definition: pass, mock: { result: 1 } }, 'ValidationException', "State type 'Pass' is not"],
  ['a Map without a mock', { definition: map }, 'InvalidDefinition', 'does not support Map or Parallel states'],
  [
    'a mock of two kinds',
    { definition: task, mock: { result: {}, errorOutput: {} } },
    'ValidationException',
    'only one of the following fields: [result, errorOutput]',
  ],
  [
    'a Task with neither a mock nor a role',
    { definition: task },
    'ValidationException',
    'RoleArn must be specified when testing a Task state',
  ],
  [
    'a mock where secrets are to be revealed',
    { definition: task, mock: { result: {} }, revealSecrets: true },
    'ValidationException',
    'TestState does not support RevealSecrets when a mock is specified.',
  ],
  [
    'a result that no ResultWriter has',
    { definition: { ...map, ResultWriter: writer }, mock: { result: [] } },
    'ValidationException',
    'Mocked result must be a JSON object.',
  ],
  [
    'a result of a Parallel that is too short',
    {
      definition: { Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: pass } }], End: true },
      mock: { result: [] },
    },
    'ValidationException',
    'Mocked result must contain the same number of items as number of Parallel branches.',
  ],
  ['a result of a Map that is no list', { definition: map, mock: { result: 1 } }, 'ValidationException', 'an array'],
  [
    'an answer that Lambda never gives',
    { definition: task, mock: { result: { StatusCode: 'fine' } } },
    'ValidationException',
    "Field 'StatusCode' must be a number",
  ],
  [
    'an unknown state',
    { definition: { StartAt: 'A', States: { A: pass } }, stateName: 'B' },
    'ValidationException',
    'State not found',
  ],
  ['a state of no type', { definition: { Type: 'Nap' } }, 'InvalidDefinition', 'Type'],
];

test.each(refusals)('refuses %s', async (_, request, code, message) => {
  await expect(testState(request)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
});

test.each([
  ['STRICT', "Required field 'ExecutionArn' is missing"],
  ['PRESENT', undefined],
  ['NONE', undefined],
] as const)('field validation: %s', async (fieldValidationMode, problem) => {
  const definition = { Type: 'Task', Resource: 'arn:aws:states:::states:startExecution', End: true };
  const call = testState({ definition, input: {}, mock: { result: {}, fieldValidationMode } });
  if (problem === undefined) expect(await call).toMatchObject({ status: 'SUCCEEDED' });
  else await expect(call).rejects.toThrow(problem);
});

const missing = { 'x.$': '$.missing' };
const lambda = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true };

test.each<[string, object, readonly string[]]>([
  ['InputPath', { ...pass, InputPath: '$.missing', Result: 1 }, ['input']],
  ['Parameters', { ...pass, Parameters: missing }, ['input', 'afterInputPath']],
  ['Parameters of a Task', { ...lambda, Parameters: { FunctionName: 'f', ...missing } }, ['input', 'afterInputPath']],
  ['ResultSelector', { ...lambda, ResultSelector: missing }, ['input', 'afterInputPath', 'afterParameters', 'result']],
  ['Arguments', { ...lambda, QueryLanguage: 'JSONata', Arguments: '{% $states.input.missing %}' }, ['input']],
  [
    'OutputPath',
    { ...pass, OutputPath: '$.missing' },
    ['input', 'afterInputPath', 'afterParameters', 'afterResultSelector', 'afterResultPath'],
  ],
])('a failure in %s shows the stages before it', async (_, definition, stages) => {
  const { Type } = definition as { readonly Type: string };
  const mocked = Type === 'Task' ? { mock: { result: { StatusCode: 200 } } } : {};
  const answer = await testState({ definition, ...mocked, inspectionLevel: 'TRACE' });
  expect(answer.status).toBe('FAILED');
  expect(Object.keys(answer.inspectionData ?? {})).toEqual(stages);
});

test.each<[unknown, string]>([
  [undefined, 'The request must be an object'],
  [{ mock: [] }, 'mock must be an object'],
  [{ mock: {} }, 'one of the following fields: [result, errorOutput]'],
  [{ mock: { error: 'E' } }, "mock has no member 'error'"],
  [{ mock: { errorOutput: 'x' } }, 'mock.errorOutput must be an object'],
  [{ mock: { errorOutput: { error: 1 } } }, 'mock.errorOutput.error must be a string'],
  [{ mock: { result: {}, fieldValidationMode: 'LAX' } }, 'mock.fieldValidationMode must be one of'],
  [{ variables: [1] }, 'variables must be a JSON object'],
  [{ variables: '[1]' }, 'variables must be a JSON object'],
  [{ context: '"x"' }, 'context must be a JSON object'],
  [{ stateConfiguration: { retrierRetryCount: -2 } }, 'stateConfiguration.retrierRetryCount must be a whole number'],
  [{ stateConfiguration: { retries: 2 } }, "stateConfiguration has no member 'retries'"],
  [{ inspectionLevel: 'X' }, 'inspectionLevel must be one of [INFO, DEBUG, TRACE]'],
  [{ stateName: 5 }, 'stateName must be a string'],
  [{ input: '{' }, 'input: this text is not JSON'],
  [{ input: { f: () => 1 } }, 'input must be JSON: it has a function'],
])('a request with %j is refused', async (members, message) => {
  const request = members === undefined ? members : { definition: lambda, ...(members as object) };
  const call = testState(request as TestStateRequest);
  await expect(call).rejects.toMatchObject({ code: 'ValidationException', message: expect.stringContaining(message) });
});
