import { describe, expect, test } from 'vitest';
import { debugging, MACHINE, SCENARIOS, TestClient } from './testClient.ts';

const MACHINE_TEXT = '{ "StartAt": "Begin",\n  "States": {\n    "Begin": { "Type": "Pass", "End": true } } }';

/** The message of a launch that fails. */
async function refused(files: { [path: string]: string }, attributes: object): Promise<string> {
  const debug = new TestClient(files);
  return debug.prepare(attributes).then(
    () => 'launched',
    (error: Error) => error.message,
  );
}

describe('a launch that cannot be says what to change', () => {
  const files = {
    [MACHINE]: MACHINE_TEXT,
    [SCENARIOS]: '{ "scenarios": { "Good day": {}, "Bad day": {} } }',
    '/project/broken.asl.json': '{ "StartAt": "A",\n  "States" { } }',
    '/project/broken.asl.yaml': 'StartAt: A\nStates:\n  A: {Type: Pass',
    '/project/empty.asl.json': '',
    '/project/list.asl.json': '[]',
    '/project/lost.asl.json': '{ "StartAt": "Nowhere", "States": { "A": { "Type": "Pass", "End": true } } }',
    '/project/odd.asl.json': MACHINE_TEXT,
    '/project/odd.scenarios.json': '{ "scenarios": {\n "A": 1 } }',
    '/project/broken.json': '{',
  };

  test.each([
    ['no state machine', { stateMachine: '' }, /^Which state machine\? Set "stateMachine"/],
    ['no file', { stateMachine: '/project/no.asl.json' }, /^There is no state machine file .*no\.asl\.json\.$/],
    [
      'broken JSON',
      { stateMachine: '/project/broken.asl.json' },
      /^broken\.asl\.json, line 2, column 12: Expected a colon/,
    ],
    ['broken YAML', { stateMachine: '/project/broken.asl.yaml' }, /^broken\.asl\.yaml, line 3, column \d+: /],
    ['an empty file', { stateMachine: '/project/empty.asl.json' }, /^empty\.asl\.json is empty/],
    [
      'no object',
      { stateMachine: '/project/list.asl.json' },
      /^list\.asl\.json cannot be run\. A state machine must be/,
    ],
    ['a start nowhere', { stateMachine: '/project/lost.asl.json' }, /there is no state named "Nowhere"/],
    [
      'an unknown state',
      { state: 'Begni' },
      /^There is no state named "Begni" in orders\.asl\.json\. Did you mean "Begin"\?/,
    ],
    [
      'an unknown scenario',
      { scenario: 'Godd day' },
      /^There is no scenario "Godd day" in .*Did you mean "Good day"\?/,
    ],
    ['another unknown scenario', { scenario: 'X' }, /There are: "Good day", "Bad day"\.$/],
    ['broken scenarios', { stateMachine: '/project/odd.asl.json' }, /^odd\.scenarios\.json, line 2: /],
    ['a scenario without a file', { stateMachine: '/project/lost.asl.json', scenario: 'X' }, /"Nowhere"/],
    ['no input file', { input: 'none.json' }, /^There is no input file \/project\/none\.json\.$/],
    ['a broken input file', { input: 'broken.json' }, /^The input file \/project\/broken\.json is not JSON/],
  ])('%s', async (_, attributes, message) => {
    expect(await refused(files, attributes)).toMatch(message);
  });

  test('the session stays usable, and configurationDone is answered', async () => {
    const debug = debugging(MACHINE_TEXT);
    await expect(debug.prepare({ state: 'No' })).rejects.toThrow('There is no state named "No"');
    await debug.configurationDoneRequest();
    expect(await debug.threadNames()).toEqual([]);
    expect(await debug.stopAfter(() => debug.launchRequest({ stateMachine: MACHINE } as object))).toBe('terminated');
  });
});

describe('the input', () => {
  const scenarios = { First: { input: { from: 'first' } }, Second: { input: { from: 'second' } } };

  test.each([
    ['a value', { input: { a: 1 } }, { a: 1 }],
    ['JSON text', { input: '[1]' }, [1]],
    ['a file', { input: 'inputs/one.json' }, { from: 'file' }],
    ['null', { input: null }, null],
    ['that of the first scenario', {}, { from: 'first' }],
    ['that of the scenario', { scenario: 'Second' }, { from: 'second' }],
  ])('is %s', async (_, attributes, expected) => {
    const debug = debugging(MACHINE_TEXT, scenarios);
    debug.files['/project/inputs/one.json'] = '{"from":"file"}';
    expect(await debug.launchTo(attributes)).toBe('terminated');
    expect(JSON.parse(debug.output('result')[0] ?? '')).toEqual(expected);
  });

  test('is an empty object without a scenario', async () => {
    const debug = debugging(MACHINE_TEXT);
    await debug.launchTo({});
    expect(debug.output('result')).toEqual(['{}']);
  });
});

describe('where a run begins', () => {
  const Pass = (more: object) => ({ Type: 'Pass', ...more });
  const ABC = {
    StartAt: 'A',
    States: {
      A: Pass({ Next: 'B' }),
      B: Pass({ Parameters: { 'sum.$': 'States.MathAdd($.n, $rate)' }, Next: 'C' }),
      C: Pass({ End: true }),
    },
  };

  test('at a state, with variables that were assigned before, and then on', async () => {
    const debug = debugging(ABC);
    const attributes = { startAt: 'B', input: { n: 1 }, variables: { rate: 2 }, stopOnEntry: true };
    expect(await debug.launchTo(attributes)).toBe('entry at B:8');
    expect(await debug.next()).toBe('step at C:15');
    expect(await debug.data()).toEqual({ Input: '{"sum":3}' });
    expect(await debug.continue()).toBe('terminated');
  });

  test.each([
    ['an unknown state', { startAt: 'X' }, /^There is no state named "X" in orders\.asl\.json\./],
    ['one state, and from one on', { startAt: 'A', state: 'A' }, /^"state" runs one state alone/],
    ['variables that are none', { variables: [1] }, /^"variables" has to be an object/],
    ['a folder that is none', { dataDir: 1 as unknown as string }, /^"dataDir" has to be a path/],
  ])('not with %s', async (_, attributes, message) => {
    await expect(debugging(ABC).prepare(attributes)).rejects.toThrow(message);
  });

  const READER = {
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        ItemReader: {
          Resource: 'arn:aws:states:::s3:getObject',
          ReaderConfig: { InputType: 'JSON' },
          Parameters: { Bucket: 'orders', Key: 'all.json' },
        },
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
          StartAt: 'Item',
          States: { Item: { Type: 'Pass', End: true } },
        },
        End: true,
      },
    },
  };

  test('a folder stands for Amazon S3, beside the state machine', async () => {
    const debug = debugging(READER);
    debug.files['/project/data/orders/all.json'] = '[1, 2]';
    expect(await debug.launchTo({ dataDir: 'data' }, 6)).toBe('breakpoint at Each:6');
    expect(await debug.continue()).toBe('terminated');
    expect(JSON.parse(debug.output('result')[0] ?? '')).toEqual([1, 2]);
  });

  test('without one the reader fails, and says why', async () => {
    const debug = debugging(READER);
    expect(await debug.launchTo({})).toBe('exception at Each:16');
    const { body } = await debug.exceptionInfoRequest({ threadId: 1 });
    expect(body.description).toContain('There is no folder that stands for the bucket "orders"');
  });
});

describe('what clients differ in', () => {
  test('lines and columns from 0, paths as URIs', async () => {
    const debug = debugging(MACHINE_TEXT);
    await debug.initializeRequest({
      adapterID: 'asl',
      linesStartAt1: false,
      columnsStartAt1: false,
      pathFormat: 'uri',
    });
    await debug.launchRequest({ stateMachine: MACHINE } as object);
    const source = { path: 'file:///project/orders.asl.json' };
    const { body } = await debug.setBreakpointsRequest({ source, breakpoints: [{ line: 2 }] });
    expect(body.breakpoints).toMatchObject([{ verified: true, line: 2, column: 4 }]);
    expect(await debug.run()).toBe('breakpoint at Begin:2');
    const stack = await debug.stackTraceRequest({ threadId: 1 });
    expect(stack.body.stackFrames[0]?.source?.path).toBe(source.path);
  });

  test('breakpoints set before the launch hold; those in other files are taken back', async () => {
    const debug = debugging(MACHINE_TEXT);
    debug.files['/project/other.asl.json'] = MACHINE_TEXT;
    await debug.initializeRequest();
    const changed: unknown[] = [];
    debug.on('breakpoint', ({ body }) => changed.push(body.breakpoint));
    for (const path of [MACHINE, '/project/other.asl.json']) {
      const { body } = await debug.setBreakpointsRequest({ source: { path }, breakpoints: [{ line: 3 }] });
      expect(body.breakpoints).toMatchObject([{ verified: true, line: 3 }]);
    }
    await debug.setFunctionBreakpointsRequest({ breakpoints: [{ name: 'Nobody' }] });
    await debug.launchRequest({ stateMachine: MACHINE } as object);
    expect(changed).toMatchObject([
      { id: 2, verified: false },
      { id: 3, verified: false },
    ]);
    expect(await debug.run()).toBe('breakpoint at Begin:3');
    const later = await debug.setBreakpointsRequest({ source: { path: '/x.asl.json' }, breakpoints: [{ line: 1 }] });
    expect(later.body.breakpoints[0]?.message).toBe('x.asl.json is not the state machine that is being debugged');
  });

  test('breakpoints by name set before the launch hold', async () => {
    const debug = debugging(MACHINE_TEXT);
    await debug.initializeRequest();
    const { body } = await debug.setFunctionBreakpointsRequest({ breakpoints: [{ name: 'Begin' }] });
    expect(body.breakpoints).toMatchObject([{ verified: false }]);
    await debug.launchRequest({ stateMachine: MACHINE } as object);
    expect(await debug.run()).toBe('breakpoint at Begin:3');
  });

  test('a restart reads the state machine again; one that cannot be leaves all as it was', async () => {
    const debug = debugging(MACHINE_TEXT);
    await debug.launchTo({ stopOnEntry: true });
    debug.files[MACHINE] = '{';
    await expect(debug.restartRequest({})).rejects.toThrow(/^orders\.asl\.json, line 1/);
    expect(await debug.frames(1)).toEqual(['Begin:3', 'orders:1']);
    debug.files[MACHINE] = MACHINE_TEXT.replaceAll('Begin', 'Start');
    expect(await debug.stopAfter(() => debug.restartRequest({}))).toBe('entry at Start:3');
  });

  test('breakpoints by the name of a state', async () => {
    const debug = debugging(MACHINE_TEXT);
    await debug.prepare({});
    const { body } = await debug.setFunctionBreakpointsRequest({ breakpoints: [{ name: 'Begin' }] });
    expect(body.breakpoints).toMatchObject([{ verified: true, line: 3 }]);
    expect(await debug.run()).toBe('breakpoint at Begin:3');
  });

  test('a request that is not known, or makes no sense now, has an answer', async () => {
    const debug = debugging(MACHINE_TEXT);
    await expect(debug.continueRequest({ threadId: 1 })).rejects.toThrow('Nothing has been launched');
    await expect(debug.customRequest('constructor')).rejects.toThrow('The request "constructor" is not known');
    await debug.prepare({ stopOnEntry: true });
    await expect(debug.stackTraceRequest({ threadId: 1 })).rejects.toThrow('The execution does not stand still');
    await debug.run();
    await expect(debug.scopesRequest({ frameId: 99 })).rejects.toThrow('This frame is not there any more');
    await expect(debug.exceptionInfoRequest({ threadId: 1 })).rejects.toThrow('There is no error');
  });
});
