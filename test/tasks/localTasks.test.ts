import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findScenario, parseScenarios, type RunOptions, type RunResult, run } from '../../server/src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'asl-tasks-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const INVOKE = 'arn:aws:states:::lambda:invoke';
const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:price';

const FILES = {
  'src/price.mjs': `
    let calls = 0;
    export const handler = async (event, context) => {
      console.log('priced', event.sku);
      return { sku: event.sku, name: context.functionName, env: process.env.AWS_LAMBDA_FUNCTION_NAME, calls: ++calls,
        id: /^[0-9a-f-]{36}$/.test(context.awsRequestId), left: context.getRemainingTimeInMillis() > 1000 };
    };
    export const broken = async () => { throw Object.assign(new Error('no price'), { name: 'NoPrice' }); };
    export const text = async () => { throw 'just text'; };
    export const forever = () => { for (;;); };
    export const slow = (event) => new Promise((resolve) => setTimeout(resolve, event.ms, Date.now()));
    export const gone = () => process.exit(3);
    export const nothing = async () => {};
    export const sync = () => 5;
    export const circle = async () => { const a = {}; a.a = a; return a; };
    export const variable = async () => process.env.COLOUR;
  `,
  'src/old.cjs': `
    exports.handler = (event, context, callback) => setTimeout(callback, 1, null, { twice: event.n * 2 });
    exports.failing = (event, context, callback) => callback(new TypeError('wrong'));
  `,
  'src/price.py': `
import os
class NoPrice(Exception):
    pass
def handler(event, context):
    print('priced', event['sku'])
    return {'sku': event['sku'], 'name': context.function_name, 'env': os.environ['AWS_LAMBDA_FUNCTION_NAME']}
def broken(event, context):
    raise NoPrice('no price')
`,
  'src/syntax.mjs': 'export const handler = (',
  'child.asl.json': JSON.stringify({
    StartAt: 'Pause',
    States: {
      Pause: { Type: 'Wait', Seconds: 86400, Next: 'Price' },
      Price: { Type: 'Task', Resource: FUNCTION, End: true },
    },
  }),
  'child.scenarios.json': JSON.stringify({
    scenarios: {
      Priced: { answers: { Price: { return: { price: 5 } } } },
      Unpriced: { answers: { Price: { throw: { error: 'NoPrice', cause: 'sold out' } } } },
    },
  }),
  'loop.asl.json': JSON.stringify({
    StartAt: 'Again',
    States: { Again: { Type: 'Task', Resource: 'arn:aws:states:::states:startExecution.sync:2', End: true } },
  }),
  'loop.scenarios.json': JSON.stringify({
    scenarios: { A: { answers: { Again: { stateMachine: 'loop.asl.json' } } } },
  }),
  'mocks.json': JSON.stringify({
    StateMachines: { M: { TestCases: { Good: { Work: 'Answer' } } } },
    MockedResponses: { Answer: { '0-1': { Return: 'mocked' } } },
  }),
};

beforeAll(() => {
  for (const [name, content] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
});

/** Runs one Task state with an answer. */
function answered(
  answer: unknown,
  task: object = { Resource: FUNCTION },
  options: RunOptions & { input?: unknown } = {},
) {
  const definition = { StartAt: 'Work', States: { Work: { Type: 'Task', ...task, End: true } } };
  return runScenario(definition, { answers: { Work: answer } }, options);
}

function runScenario(
  definition: object,
  scenario: object,
  { input = { sku: 'tea' }, ...options }: RunOptions & { input?: unknown } = {},
): Promise<RunResult> {
  const { file, errors } = parseScenarios(JSON.stringify({ scenarios: { Only: scenario } }));
  expect(errors).toEqual([]);
  const found = file && findScenario(file);
  return run(definition, input, { scenario: found, folder, ...options });
}

const outcome = ({ status, output, error, cause }: RunResult) => ({ status, output, error, cause });

describe('local functions', () => {
  test('a JavaScript module is called as Lambda calls it', async () => {
    const lines: string[] = [];
    const result = await answered({ lambda: 'src/price.mjs#handler' }, undefined, {
      onLine: ({ state, text: line }) => lines.push(`${state}: ${line}`),
    });
    const output = { sku: 'tea', name: 'price', env: 'price', calls: 1, id: true, left: true };
    expect(outcome(result)).toMatchObject({ status: 'SUCCEEDED', output });
    expect(lines).toEqual(['Work: priced tea']);
  });

  test('lambda:invoke has the answer in its Payload', async () => {
    const task = { Resource: INVOKE, Parameters: { FunctionName: '${Price}', 'Payload.$': '$' } };
    const { output } = await answered({ lambda: 'src/price.mjs#handler' }, task);
    expect(output).toMatchObject({
      ExecutedVersion: '$LATEST',
      Payload: { sku: 'tea', name: 'price' },
      SdkHttpMetadata: { HttpStatusCode: 200 },
      StatusCode: 200,
    });
  });

  test.each([
    ['src/old.cjs#handler', { n: 4 }, { twice: 8 }],
    ['src/price.mjs#nothing', {}, null],
    ['src/price.mjs#sync', {}, null],
    ['src/price.py#handler', { sku: 'tea' }, { sku: 'tea', name: 'price', env: 'price' }],
  ])('%s on %j', async (lambda, input, output) => {
    expect(outcome(await answered({ lambda }, undefined, { input }))).toMatchObject({ status: 'SUCCEEDED', output });
  });

  test('has the variables and the timeout of its answer', async () => {
    const { output } = await answered({ lambda: 'src/price.mjs#variable', environment: { COLOUR: 'red' } });
    expect(output).toBe('red');
    const late = await answered({ lambda: 'src/price.mjs#forever', timeout: 0.3 });
    expect(late).toMatchObject({ error: 'Lambda.Unknown', cause: expect.stringContaining('timed out after 0.30') });
  });

  test.each([
    ['src/price.mjs#broken', 'NoPrice', { errorType: 'NoPrice', errorMessage: 'no price', trace: expect.any(Array) }],
    ['src/price.mjs#text', 'string', { errorType: 'string', errorMessage: 'just text', trace: [] }],
    ['src/old.cjs#failing', 'TypeError', { errorType: 'TypeError', errorMessage: 'wrong' }],
    ['src/price.mjs#gone', 'Runtime.ExitError', { errorMessage: expect.stringContaining('exit status 3') }],
    ['src/price.mjs#missing', 'Runtime.HandlerNotFound', { errorMessage: 'missing is undefined or not exported' }],
    ['src/price.mjs#circle', 'Runtime.MarshalError', {}],
    ['src/syntax.mjs#handler', 'Runtime.UserCodeSyntaxError', {}],
    [
      'src/nowhere.mjs#handler',
      'Runtime.ImportModuleError',
      { errorMessage: expect.stringContaining('There is no file') },
    ],
    [
      'src/price.py#broken',
      'NoPrice',
      { errorMessage: 'no price', requestId: expect.any(String), stackTrace: [expect.stringContaining('in broken')] },
    ],
  ])('%s fails as %s', async (lambda, error, cause) => {
    const result = await answered({ lambda });
    expect(result).toMatchObject({ status: 'FAILED', error });
    expect(JSON.parse(result.cause ?? '')).toMatchObject(cause);
  });

  test('an endless function is ended when the task times out', async () => {
    const result = await answered({ lambda: 'src/price.mjs#forever' }, { Resource: FUNCTION, TimeoutSeconds: 1 });
    expect(outcome(result)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(result.events.map(({ type }) => type)).toContain('LambdaFunctionTimedOut');
  });

  test('several work at the same time, and one after the other stays warm', async () => {
    const each = (answer: unknown, MaxConcurrency: number) =>
      runScenario(
        {
          StartAt: 'Each',
          States: {
            Each: {
              Type: 'Map',
              MaxConcurrency,
              ItemProcessor: {
                StartAt: 'Work',
                States: { Work: { Type: 'Task', Resource: FUNCTION, End: true } },
              },
              End: true,
            },
          },
        },
        { answers: { Work: answer } },
        { input: [{ ms: 400 }, { ms: 400 }] },
      );
    const began = Date.now();
    const { output } = await each({ lambda: 'src/price.mjs#slow' }, 2);
    const [first = 0, second = 0] = output as number[];
    expect(Math.abs(first - second)).toBeLessThan(400);
    expect(first).toBeGreaterThan(began);
    const warm = await each({ lambda: 'src/price.mjs#handler' }, 1);
    expect(warm.output).toMatchObject([{ calls: 1 }, { calls: 2 }]);
  });

  test('ends with the run that is aborted', async () => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 200);
    const began = Date.now();
    const result = await answered({ lambda: 'src/price.mjs#forever' }, undefined, { signal: abort.signal });
    expect(result.status).toBe('ABORTED');
    expect(Date.now() - began).toBeLessThan(3000);
  });

  test('is not run where nobody says where it is', async () => {
    const result = await answered({ lambda: 'src/price.mjs#handler' }, undefined, { folder: undefined });
    expect(result).toMatchObject({ status: 'FAILED', cause: expect.stringContaining('not allowed here') });
  });
});

describe('other state machines', () => {
  const nested = (pattern: string) => ({
    Resource: `arn:aws:states:::states:startExecution${pattern}`,
    Parameters: {
      StateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:child',
      'Input.$': '$',
      Name: 'n',
    },
  });

  test.each([
    ['.sync', '{"price":5}'],
    ['.sync:2', { price: 5 }],
  ])('startExecution%s has their output', async (pattern, Output) => {
    const result = await answered({ stateMachine: 'child.asl.json' }, nested(pattern));
    expect(result.output).toMatchObject({
      ExecutionArn: 'arn:aws:states:us-east-1:123456789012:execution:child:n',
      Name: 'n',
      Output,
      OutputDetails: { Included: true },
      Status: 'SUCCEEDED',
    });
    const [start, end] = [result.events[0], result.events.at(-1)];
    expect(Date.parse(end?.timestamp ?? '') - Date.parse(start?.timestamp ?? '')).toBe(86_400_000);
  });

  test('startExecution alone says what was started', async () => {
    const { output } = await answered({ stateMachine: 'child.asl.json' }, nested(''));
    expect(output).toEqual({
      ExecutionArn: expect.stringContaining(':execution:child:n'),
      SdkHttpMetadata: expect.any(Object),
      SdkResponseMetadata: expect.any(Object),
      StartDate: expect.any(Number),
    });
  });

  test('their failure is that of the task', async () => {
    const result = await answered({ stateMachine: 'child.asl.json', scenario: 'Unpriced' }, nested('.sync:2'));
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' });
    expect(JSON.parse(result.cause ?? '')).toMatchObject({ Error: 'NoPrice', Cause: 'sold out', Status: 'FAILED' });
  });

  test.each([
    [{ stateMachine: 'nowhere.asl.json' }, 'There is no state machine'],
    [{ stateMachine: 'child.asl.json', scenario: 'Nope' }, 'There is no scenario "Nope"'],
  ])('%j cannot be started', async (answer, cause) => {
    expect((await answered(answer, nested('.sync'))).cause).toContain(cause);
  });

  test('do not start each other for ever', async () => {
    const result = await answered({ stateMachine: 'loop.asl.json' }, nested('.sync'));
    expect(result.cause).toContain('more than 10 levels deep');
  });
});

describe('over HTTP', () => {
  let server: Server;
  let url = '';
  const seen: { path: string | undefined; body: string; headers: IncomingMessage['headers'] }[] = [];

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const body = await text(request);
      seen.push({ path: request.url, body, headers: request.headers });
      if (request.url?.includes('/functions/broken/')) {
        response.writeHead(200, { 'X-Amz-Function-Error': 'Unhandled' });
        response.end('{"errorType":"NoPrice","errorMessage":"no price"}');
      } else if (request.url?.includes('/functions/absent/')) {
        response.writeHead(404, { 'x-amzn-ErrorType': 'ResourceNotFoundException' });
        response.end('{"Message":"Function not found"}');
      } else if (request.url?.startsWith('/missing')) {
        response.writeHead(404, { 'Content-Type': 'application/json' });
        response.end('{"no":1}');
      } else {
        response.writeHead(200, { 'Content-Type': 'application/json' });
        response.end(JSON.stringify({ got: body === '' ? null : body }));
      }
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  test.each([
    [FUNCTION, { status: 'SUCCEEDED', output: { got: '{"sku":"tea"}' } }],
    ['arn:aws:lambda:us-east-1:123456789012:function:broken', { status: 'FAILED', error: 'NoPrice' }],
    ['arn:aws:lambda:us-east-1:123456789012:function:absent', { error: 'Lambda.ResourceNotFoundException' }],
  ])('an endpoint answers for %s', async (Resource, expected) => {
    expect(await answered({ endpoint: url }, { Resource })).toMatchObject(expected);
    expect(seen.at(-1)?.path).toBe(`/2015-03-31/functions/${Resource.split(':').at(-1)}/invocations`);
  });

  const http = (ApiEndpoint: string, more: object = {}) => ({
    Resource: 'arn:aws:states:::http:invoke',
    Parameters: { ApiEndpoint, Method: 'POST', Authentication: { ConnectionArn: 'arn' }, ...more },
  });

  test('an HTTP task is sent to the address of the scenario', async () => {
    const task = http('https://${Host}/orders?a=1', {
      QueryParameters: { b: ['2', '3'] },
      Headers: { 'X-Shop': 'tea' },
      RequestBody: { id: 7 },
    });
    const { output } = await answered({ http: `${url}/v1` }, task);
    expect(output).toMatchObject({
      Headers: { 'content-type': ['application/json'] },
      ResponseBody: { got: '{"id":7}' },
      StatusCode: 200,
      StatusText: 'OK',
    });
    expect(seen.at(-1)).toMatchObject({ path: '/v1/orders?a=1&b=2&b=3', headers: { 'x-shop': 'tea' } });
  });

  test('the body may be a form', async () => {
    const Transform = { RequestBodyEncoding: 'URL_ENCODED', RequestEncodingOptions: { ArrayFormat: 'BRACKETS' } };
    await answered({ http: url }, http('https://a.example/f', { RequestBody: { a: [1, 2], b: 'c' }, Transform }));
    expect(seen.at(-1)?.body).toBe('a%5B%5D=1&a%5B%5D=2&b=c');
  });

  test('a status from 400 on is an error', async () => {
    const result = await answered({ http: url }, http('https://a.example/missing'));
    expect(result.error).toBe('States.Http.StatusCode.404');
    expect(JSON.parse(result.cause ?? '')).toMatchObject({ StatusCode: 404, ResponseBody: { no: 1 } });
  });

  test('nobody there is an error of the socket', async () => {
    const result = await answered({ http: 'http://127.0.0.1:9' }, http('https://a.example/'));
    expect(result.error).toBe('States.Http.Socket');
  });

  test.each(['http://example.com', 'http://127.0.0.1.example.com/', 'http://10.0.0.1'])(
    '%s is not called',
    async (at) => {
      const result = await answered({ http: at }, http('https://a.example/'));
      expect(result.cause).toContain('is not this machine');
    },
  );
});

describe('task tokens', () => {
  const wait = {
    Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
    Parameters: { 'T.$': '$$.Task.Token' },
  };
  const told = /Waits for .*task token ([\w-]+), at (http:\S+)/;

  /** Answers the token that the run waits for. */
  function callBack(action: string, body: (token: string) => object) {
    return ({ text: line }: { readonly text: string }) => {
      const [, token = '', url = ''] = told.exec(line) ?? [];
      void send(url, action, body(token));
    };
  }

  function send(url: string, action: string, body: object): Promise<Response> {
    return fetch(url, {
      method: 'POST',
      headers: { 'X-Amz-Target': `AWSStepFunctions.${action}`, 'Content-Type': 'application/x-amz-json-1.0' },
      body: JSON.stringify(body),
    });
  }

  test.each([
    ['SendTaskSuccess', { output: '{"ok":1}' }, { status: 'SUCCEEDED', output: { ok: 1 } }],
    ['SendTaskFailure', { error: 'No', cause: 'never' }, { status: 'FAILED', error: 'No', cause: 'never' }],
  ])('%s is heard', async (action, body, expected) => {
    const onLine = callBack(action, (taskToken) => ({ taskToken, ...body }));
    expect(await answered({ callback: true }, wait, { onLine })).toMatchObject(expected);
  });

  test('a heartbeat keeps the task alive', async () => {
    const onLine = ({ text: line }: { readonly text: string }) => {
      const [, taskToken = '', url = ''] = told.exec(line) ?? [];
      setTimeout(() => void send(url, 'SendTaskHeartbeat', { taskToken }), 600);
      setTimeout(() => void send(url, 'SendTaskSuccess', { taskToken, output: '1' }), 1300);
    };
    const task = { ...wait, HeartbeatSeconds: 1, TimeoutSeconds: 30 };
    expect(await answered({ callback: true }, task, { onLine })).toMatchObject({ status: 'SUCCEEDED' });
  });

  test('a missed heartbeat is a timeout', async () => {
    const result = await answered({ callback: true }, { ...wait, HeartbeatSeconds: 1, TimeoutSeconds: 30 });
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });

  test('a worker is given the task of its activity', async () => {
    const arn = 'arn:aws:states:us-east-1:123456789012:activity:pick';
    const onLine = async ({ text: line }: { readonly text: string }) => {
      const url = /at (http:\S+)/.exec(line)?.[1] ?? '';
      const answer = await send(url, 'GetActivityTask', { activityArn: arn });
      const task = (await answer.json()) as { taskToken: string; input: string };
      await send(url, 'SendTaskSuccess', { taskToken: task.taskToken, output: task.input });
    };
    const result = await answered({ callback: true }, { Resource: arn }, { onLine: (line) => void onLine(line) });
    expect(result.output).toEqual({ sku: 'tea' });
  });

  test('what is wrong with a call is said as the API says it', async () => {
    const answers: unknown[] = [];
    const onLine = async ({ text: line }: { readonly text: string }) => {
      const [, taskToken = '', url = ''] = told.exec(line) ?? [];
      const calls = [
        await send(url, 'SendTaskSuccess', { taskToken: 'other', output: '1' }),
        await send(url, 'SendTaskSuccess', { taskToken, output: '{' }),
        await send(url, 'DeleteStateMachine', {}),
        await fetch(url),
      ];
      for (const call of calls) answers.push([call.status, ((await call.json()) as { __type: string }).__type]);
      await send(url, 'SendTaskSuccess', { taskToken, output: 'true' });
    };
    await answered({ callback: true }, wait, { onLine: (line) => void onLine(line) });
    expect(answers).toEqual([
      [400, 'TaskDoesNotExist'],
      [400, 'InvalidOutput'],
      [400, 'UnknownOperationException'],
      [400, 'UnknownOperationException'],
    ]);
  });
});

describe('a scenario', () => {
  test('takes answers from a mock configuration', async () => {
    const definition = { StartAt: 'Work', States: { Work: { Type: 'Task', Resource: FUNCTION, End: true } } };
    const mockConfig = { file: 'mocks.json', stateMachine: 'M', testCase: 'Good' };
    expect((await runScenario(definition, { mockConfig })).output).toBe('mocked');
    const wrong = await runScenario(definition, { mockConfig: { ...mockConfig, testCase: 'Goood' } });
    expect(wrong.cause).toContain('did you mean "Good"?');
  });

  test('names the folder that stands for Amazon S3', async () => {
    mkdirSync(join(folder, 's3/orders'), { recursive: true });
    writeFileSync(join(folder, 's3/orders/today.json'), '[1, 2]');
    const definition = {
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
    };
    expect((await runScenario(definition, { s3: 's3' })).output).toEqual([1, 2]);
  });
});
