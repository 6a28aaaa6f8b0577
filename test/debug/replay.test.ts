import { describe, expect, test } from 'vitest';
import type { Json } from '../../server/src/base/json.ts';
import { runDefinition } from '../../server/src/interpreter/drive.ts';
import { debugging } from './testClient.ts';

const HISTORY = '/project/history.json';

const task = (more: object) => ({ Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', ...more });

const ORDER = {
  StartAt: 'Price',
  States: {
    Price: task({
      Parameters: { 'id.$': '$.id' },
      ResultSelector: { 'total.$': '$.Payload' },
      Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 2 }],
      Next: 'Which',
    }),
    Which: {
      Type: 'Choice',
      Choices: [{ Variable: '$.total', NumericGreaterThan: 10, Next: 'Each' }],
      Default: 'Cheap',
    },
    Cheap: { Type: 'Pass', Result: 'cheap', End: true },
    Each: {
      Type: 'Map',
      ItemsPath: '$.items',
      Next: 'Done',
      Parameters: { 'n.$': '$$.Map.Item.Value' },
      Iterator: { StartAt: 'Item', States: { Item: { Type: 'Pass', OutputPath: '$.n', End: true } } },
    },
    Done: { Type: 'Pass', Parameters: { 'id.$': 'States.UUID()' }, End: true },
  },
};

/** An execution as `get-execution-history` prints it; what it did is told in answers. */
async function recorded(definition: Json, input: Json, mocks: Json): Promise<string> {
  const { events } = await runDefinition(definition, input, { mocks, seed: 7 });
  return JSON.stringify({ events });
}

const PRICED = { total: 12, items: [1, 2] };
const MOCKS = { Price: [{ Throw: { Error: 'Busy' } }, { Return: { Payload: 12 } }] };

async function replaying(definition: object = ORDER, history?: string) {
  const debug = debugging(definition);
  debug.files[HISTORY] = history ?? (await recorded(RECORDED, { id: 1 }, MOCKS));
  return debug;
}

/** The execution was one of a definition with `items` in the result. */
const RECORDED = {
  ...ORDER,
  States: {
    ...ORDER.States,
    Price: { ...ORDER.States.Price, ResultSelector: { 'total.$': '$.Payload', items: [1, 2] } },
  },
};

describe('a history is replayed', () => {
  test('forwards and backwards, with the data of that time and the stages between', async () => {
    const debug = await replaying(RECORDED);
    expect(await debug.launchTo({ history: HISTORY, stopOnEntry: true })).toBe('entry at Price:4');
    expect(await debug.data()).toEqual({ Input: '{"id":1}' });
    expect(await debug.stepIn()).toBe('step at Price:7');
    expect(await debug.data()).toMatchObject({ 'After Parameters': '{"id":1}' });
    await debug.stepIn();
    expect((await debug.scopes()).Error).toMatchObject({ Error: '"Busy"' });
    expect(await debug.next()).toBe('step at Which:27');
    expect(await debug.next()).toBe('step at Each:43');
    expect(await debug.stepIn()).toBe('step at Each:45');
    expect(await debug.stepIn()).toBe('step at Item:53');
    expect(await debug.data()).toEqual({ Input: '{"n":1}' });
    expect(await debug.stepOut()).toMatch(/^step at (Item|Each):/);
    expect(await debug.stepBack()).toMatch(/^step at /);
    const reverse = await debug.stopAfter(() => debug.reverseContinueRequest({ threadId: 1 }));
    expect(reverse).toBe('entry at Price:4');
    expect(await debug.continue()).toBe('terminated');
    expect(debug.output('result')[0]).toMatch(/"id": "[0-9a-f-]{36}"/);
    expect(debug.exitCode).toBe(0);
  });

  test('on the clock of that time, with colours for the graph', async () => {
    const debug = await replaying(RECORDED);
    expect(await debug.launchTo({ history: HISTORY })).toBe('terminated');
    expect(debug.output('story')).toContain('2s < Price {"total":12,"items":[1,2]}');
    expect(debug.states.filter((state) => state.startsWith('Price'))).toEqual([
      'Price running',
      'Price retrying',
      'Price running',
      'Price succeeded',
    ]);
  });

  test('what was random then is as it was then', async () => {
    const history = await recorded(RECORDED, { id: 1 }, MOCKS);
    const output: string = JSON.parse(history).events.at(-1).executionSucceededEventDetails.output;
    const debug = await replaying(RECORDED, history);
    await debug.launchTo({ history: HISTORY });
    expect(JSON.parse(debug.output('result')[0] ?? '')).toEqual(JSON.parse(output));
    expect(debug.output('story').join('\n')).toContain('the output of "Done" would have been another');
  });

  test('where the definition has changed since then, what was recorded counts', async () => {
    const debug = await replaying(ORDER);
    expect(await debug.launchTo({ history: HISTORY }, 41)).toMatch(/^breakpoint at Each/);
    expect(await debug.data()).toMatchObject({ Input: JSON.stringify(PRICED) });
    expect(debug.output('story').join('\n')).toMatch(
      /The history differs from this definition\. Event \d+: the output of "Price"/,
    );
  });

  test('also where the definition would have ended, or failed', async () => {
    const before = {
      StartAt: 'A',
      States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Result: 'then', End: true } },
    };
    const history = await recorded(before, { a: 1 }, {});
    for (const A of [
      { Type: 'Pass', End: true },
      { Type: 'Pass', Parameters: { 'x.$': '$.missing' }, Next: 'B' },
    ]) {
      const debug = await replaying({ ...before, States: { ...before.States, A } }, history);
      await debug.prepare({ history: HISTORY });
      await debug.setExceptionBreakpointsRequest({ filters: [] });
      expect(await debug.run()).toBe('terminated');
      expect(debug.output('result')).toEqual(['"then"']);
      expect(debug.exitCode).toBe(0);
    }
  });

  test('breakpoints and errors stop it', async () => {
    const failing = { StartAt: 'A', States: { A: task({ End: true }) } };
    const history = await recorded(failing, {}, { A: [{ Throw: { Error: 'Broken', Cause: 'it is' } }] });
    const debug = await replaying(failing, history);
    expect(await debug.launchTo({ history: HISTORY }, 4)).toBe('breakpoint at A:4');
    expect(await debug.continue()).toBe('exception at A:6');
    const { body } = await debug.exceptionInfoRequest({ threadId: 1 });
    expect(body).toMatchObject({ exceptionId: 'Broken', description: 'it is' });
    expect(await debug.continue()).toBe('terminated');
    expect(debug.exitCode).toBe(1);
  });

  const PARALLEL = {
    StartAt: 'Both',
    States: {
      Both: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'L', States: { L: task({ End: true }) } },
          { StartAt: 'R', States: { R: { Type: 'Fail', Error: 'R' } } },
        ],
        Retry: [{ ErrorEquals: ['R'], MaxAttempts: 1 }],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Sorry' }],
        End: true,
      },
      Sorry: { Type: 'Pass', Result: 'sorry', End: true },
    },
  };

  test('branches that fail, are started again and are caught', async () => {
    const history = await recorded(PARALLEL, {}, { L: [{ Return: 1 }, { Return: 1 }] });
    const debug = await replaying(PARALLEL, history);
    expect(await debug.launchTo({ history: HISTORY })).toBe('terminated');
    expect(debug.output('result')).toEqual(['"sorry"']);
    expect(debug.output('story').join('\n')).not.toContain('differs');
  });

  test('an execution that was still running ends as a local run', async () => {
    const { events } = JSON.parse(await recorded(RECORDED, { id: 1 }, MOCKS));
    const debug = await replaying(RECORDED, JSON.stringify({ events: events.slice(0, 12) }));
    const stop = await debug.launchTo({ history: HISTORY });
    expect(stop).toMatch(/^pause at /);
    expect(debug.output('story')).toContain('The history ends here. From here on it is a local run.');
    expect(await debug.continue()).toBe('terminated');
  });
});

describe('a replay is left', () => {
  test('by changing the data: from there on it is a local run', async () => {
    const debug = await replaying(RECORDED);
    expect(await debug.launchTo({ history: HISTORY }, 27)).toBe('breakpoint at Which:27');
    const { parent } = await debug.variable('Data', 'Input', 'total');
    await debug.setVariableRequest({ variablesReference: parent, name: 'total', value: '3' });
    expect(await debug.continue()).toBe('terminated');
    expect(debug.output('result')).toEqual(['"cheap"']);
  });

  test('by a fork, in which a task is asked for again', async () => {
    const debug = await replaying(RECORDED);
    expect(await debug.launchTo({ history: HISTORY }, 4)).toBe('breakpoint at Price:4');
    await debug.customRequest('asl/fork');
    await expect(debug.customRequest('asl/fork')).rejects.toThrow('This is a local run already');
    expect(await debug.continue()).toBe('unanswered at Price:6');
    expect(await debug.stepBack()).toBe('step at Price:4');
  });

  test('by running a state again, and going back returns to it', async () => {
    const debug = await replaying(RECORDED);
    await debug.launchTo({ history: HISTORY }, 27);
    const { body } = await debug.stackTraceRequest({ threadId: 1 });
    const frameId = body.stackFrames[0]?.id ?? 0;
    expect(await debug.stopAfter(() => debug.restartFrameRequest({ frameId }))).toBe('breakpoint at Which:27');
    expect(await debug.stepBack()).toMatch(/^step at (Which|Price)/);
  });

  test('only where there is one', async () => {
    const debug = debugging(ORDER);
    await debug.launchTo({ stopOnEntry: true });
    await expect(debug.customRequest('asl/fork')).rejects.toThrow('Nothing is being replayed');
  });
});

describe('what AWS prints', () => {
  const PASS = { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } };
  const events = (timestamp: (seconds: number) => unknown) => [
    {
      id: 1,
      previousEventId: 0,
      type: 'ExecutionStarted',
      timestamp: timestamp(0),
      executionStartedEventDetails: { input: '{"a":1}', inputDetails: { truncated: false }, roleArn: 'r' },
    },
    {
      id: 2,
      previousEventId: 0,
      type: 'PassStateEntered',
      timestamp: timestamp(0),
      stateEnteredEventDetails: { name: 'A', input: '{"a":1}', inputDetails: { truncated: false } },
    },
    {
      id: 3,
      previousEventId: 2,
      type: 'PassStateExited',
      timestamp: timestamp(3),
      stateExitedEventDetails: { name: 'A', output: '{"a":1}', outputDetails: { truncated: false } },
    },
    {
      id: 4,
      previousEventId: 3,
      type: 'ExecutionSucceeded',
      timestamp: timestamp(3),
      executionSucceededEventDetails: { output: '{"a":1}', outputDetails: { truncated: false } },
    },
  ];

  test.each([
    ['seconds', (s: number) => 1_700_000_000.5 + s],
    ['ISO 8601', (s: number) => new Date(1_700_000_000_000 + s * 1000).toISOString()],
    ['ISO 8601 with an offset', (s: number) => `2026-01-01T02:00:0${s}.000000+02:00`],
  ])('timestamps in %s', async (_, timestamp) => {
    const debug = await replaying(PASS, JSON.stringify({ events: events(timestamp) }));
    expect(await debug.launchTo({ history: HISTORY })).toBe('terminated');
    expect(debug.output('story')).toContain('3s < A {"a":1}');
  });

  test('in reverse order, and as a bare list', async () => {
    const debug = await replaying(PASS, JSON.stringify(events((s) => s).reverse()));
    expect(await debug.launchTo({ history: HISTORY })).toBe('terminated');
    expect(debug.output('result')).toEqual(['{\n  "a": 1\n}']);
  });

  test.each([
    ['no JSON', '{', /^history\.json: The history is not JSON/],
    ['no events', '{}', /^history\.json: The history has no "events"/],
    ['an empty list', '{"events":[]}', /^history\.json: The history has no events/],
  ])('%s is refused', async (_, text, message) => {
    const debug = await replaying(PASS, text);
    await expect(debug.prepare({ history: HISTORY })).rejects.toThrow(message);
  });
});
