import { describe, expect, test } from 'vitest';
import { debugging, SCENARIOS } from './testClient.ts';

const task = (more: object) => ({ Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', ...more });
const machine = (states: object) => ({ StartAt: Object.keys(states)[0], States: states });

describe('tasks', () => {
  const ONE = machine({ Send: task({ End: true }) });

  test('a task without an answer stops, and takes the answer that is written meanwhile', async () => {
    const debug = debugging(ONE);
    const unanswered = new Promise((resolve) => debug.once('asl.unanswered', ({ body }) => resolve(body)));
    expect(await debug.launchTo({})).toBe('unanswered at Send:6');
    expect(await unanswered).toMatchObject({
      stateMachine: '/project/orders.asl.json',
      state: 'Send',
      file: SCENARIOS,
      resource: 'arn:aws:states:::sqs:sendMessage',
      parameters: {},
      example: { MessageId: '' },
    });
    const [message] = debug.output('stderr');
    expect(message).toContain(`The Task state "Send" has no answer. Create a scenario in ${SCENARIOS}`);
    expect(message).toContain('{ "scenarios": { "Default": { "answers": { "Send": { "return": { } } } } } }');

    expect(await debug.stepBack()).toBe('step at Send:4');
    expect(await debug.continue()).toBe('unanswered at Send:6');
    debug.files[SCENARIOS] =
      '{ "scenarios": { "Default": { "answers": { "Send": { "return": { "done": true } } } } } }';
    expect(await debug.continue()).toBe('terminated');
    expect(debug.output('result')).toEqual(['{\n  "done": true\n}']);
  });

  test('a half written scenario file leaves the answers as they were', async () => {
    const debug = debugging(ONE, { Known: { answers: { Send: { return: 1 } } } });
    await debug.launchTo({ stopOnEntry: true });
    debug.files[SCENARIOS] = '{ "scenarios": {';
    expect(await debug.continue()).toBe('terminated');
    expect(debug.output('result')).toEqual(['1']);
    expect(debug.output('stderr')[0]).toMatch(/^orders.scenarios.json, line 1: /);
  });

  test('a list of answers that is used up says for which invocation one is missing', async () => {
    const loop = machine({ Send: task({ Next: 'Again' }), Again: { Type: 'Pass', Next: 'Send' } });
    const debug = debugging(loop, { Twice: { answers: { Send: [{ return: 1 }, { return: 2 }] } } });
    expect(await debug.launchTo({})).toBe('unanswered at Send:6');
    expect(debug.output('stderr')[0]).toContain('has no answer for invocation 3. Add one to the scenario "Twice"');
  });

  test('without debugging it fails the execution', async () => {
    const debug = debugging(ONE);
    await debug.prepare({ noDebug: true });
    expect(await debug.run()).toBe('terminated');
    expect(debug.exitCode).toBe(1);
    expect(debug.output('stderr').join('\n')).toContain('Workbench.NoAnswer: The Task state "Send" has no answer');
  });
});

describe('errors', () => {
  const busy = { throw: { error: 'Busy', cause: 'later' } };
  const HANDLED = machine({
    Send: task({
      Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 2, MaxAttempts: 1 }],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Sorry' }],
      End: true,
    }),
    Sorry: { Type: 'Fail', Error: 'Sorry' },
  });
  const scenarios = { Busy: { answers: { Send: busy } } };

  test('a retry and a catch are told; the error at the end stops', async () => {
    const debug = debugging(HANDLED, scenarios);
    expect(await debug.launchTo({})).toBe('exception at Sorry:28');
    expect(debug.output('story')).toEqual([
      '0s > Send {}',
      '0s ! Send: Busy: later (retry 1 in 2s)',
      '2s ! Send: Busy: later (caught, next is "Sorry")',
      '2s < Send {"Error":"Busy","Cause":"later"}',
      '2s > Sorry {"Error":"Busy","Cause":"later"}',
    ]);
    expect(await debug.continue()).toBe('terminated');
    expect(debug.output('stderr')).toEqual(['2s ! Sorry: Sorry', 'Sorry']);
    expect(debug.output('story').at(-1)).toMatch(
      /^Failed after 2s: 2 states, 3 state transitions, \d+ history events\.$/,
    );
    expect(debug.exitCode).toBe(1);
  });

  test('step in shows the retrier and the catcher', async () => {
    const debug = debugging(HANDLED, scenarios);
    await debug.launchTo({ stopOnEntry: true });
    expect(await debug.stepIn()).toBe('step at Send:8');
    expect((await debug.scopes()).Error).toMatchObject({ Error: '"Busy"', Cause: '"later"' });
    expect((await debug.scopes()).Retry).toEqual({
      Attempt: '2',
      'Next delay in seconds': '2',
      Why: '"Retrier 0 takes Busy"',
      'Retrier 0': '{"ErrorEquals":["Busy"],"used":1,"most":1}',
    });
    expect(await debug.stepIn()).toBe('step at Send:17');
    expect((await debug.scopes()).Error).toMatchObject({ Next: '"Sorry"' });
    expect(await debug.stepIn()).toBe('step at Sorry:26');
  });

  test('all errors, also those that are handled', async () => {
    const debug = debugging(HANDLED, scenarios);
    await debug.prepare({});
    await debug.setExceptionBreakpointsRequest({ filters: ['all'] });
    expect(await debug.run()).toBe('exception at Send:6');
    const { body } = await debug.exceptionInfoRequest({ threadId: 1 });
    expect(body).toMatchObject({ exceptionId: 'Busy', description: 'later', breakMode: 'always' });
    expect(await debug.continue()).toBe('exception at Send:6');
    expect(await debug.continue()).toBe('exception at Sorry:28');
    expect(await debug.continue()).toBe('terminated');
  });

  test('no errors', async () => {
    const debug = debugging(HANDLED, scenarios);
    await debug.prepare({});
    await debug.setExceptionBreakpointsRequest({ filters: [] });
    expect(await debug.run()).toBe('terminated');
  });

  test('a state that fails on its data stops at the field that fails', async () => {
    const debug = debugging(machine({ A: { Type: 'Pass', Parameters: { 'x.$': '$.missing' }, End: true } }));
    expect(await debug.launchTo({})).toBe('exception at A:6');
    const { body } = await debug.exceptionInfoRequest({ threadId: 1 });
    expect(body).toMatchObject({ exceptionId: 'States.Runtime', breakMode: 'unhandled' });
    expect(body.description).toContain("The JSONPath '$.missing'");
  });

  const inner = machine({ Inner: { Type: 'Fail', Error: 'Inner' } });

  test('an error in a branch that the Parallel catches does not stop', async () => {
    const Catch = [{ ErrorEquals: ['Inner'], Next: 'Ok' }];
    const debug = debugging(
      machine({ P: { Type: 'Parallel', Branches: [inner], Catch, End: true }, Ok: { Type: 'Succeed' } }),
    );
    expect(await debug.launchTo({})).toBe('terminated');
    expect(debug.exitCode).toBe(0);
  });

  test('one that nothing catches stops once, where it arises', async () => {
    const debug = debugging(machine({ M: { Type: 'Map', ItemProcessor: inner, End: true } }));
    expect(await debug.launchTo({ input: [1] })).toBe('exception at Inner:11');
    expect(await debug.frames()).toEqual(['Inner:11', 'M[0]:4', 'orders:2']);
    expect(await debug.continue()).toBe('terminated');
  });

  test('an error can be undone by changing the data', async () => {
    const debug = debugging(machine({ A: { Type: 'Pass', Parameters: { 'x.$': '$.x' }, End: true } }));
    await debug.launchTo({ input: { y: 1 } });
    const { parent } = await debug.variable('Data', 'Input');
    await debug.setVariableRequest({ variablesReference: parent, name: 'Input', value: '{"x":2}' });
    expect(await debug.continue()).toBe('terminated');
    expect(debug.exitCode).toBe(0);
  });
});

describe('the course of a run', () => {
  const WAIT = machine({ A: { Type: 'Wait', Seconds: 90, Next: 'B' }, B: { Type: 'Pass', End: true } });

  test('is told on the virtual clock, with a summary at the end', async () => {
    const debug = debugging(WAIT, { S: { input: { id: 7 } } });
    expect(await debug.launchTo({})).toBe('terminated');
    expect(debug.output('story')).toEqual([
      '0s > A {"id":7}',
      '1m 30s < A {"id":7}',
      '1m 30s > B {"id":7}',
      '1m 30s < B {"id":7}',
      'Path: A > B',
      'Succeeded after 1m 30s: 2 states, 2 state transitions, 6 history events.',
    ]);
    expect(debug.output('result')).toEqual(['{\n  "id": 7\n}']);
  });

  test('is told to the graph', async () => {
    const debug = debugging(WAIT);
    await debug.launchTo({ stopOnEntry: true });
    await debug.continue();
    expect(debug.states).toEqual(['A running', 'A stopped', 'A running', 'A succeeded', 'B running', 'B succeeded']);
  });

  test('really waits with wallClock, and can be paused meanwhile', async () => {
    const debug = debugging(WAIT);
    await debug.prepare({ wallClock: true });
    await debug.configurationDoneRequest();
    expect(await debug.stopAfter(() => debug.pauseRequest({ threadId: 1 }))).toBe('pause at A:4');
    expect(await debug.stopAfter(() => debug.terminateRequest())).toBe('terminated');
    expect(debug.output('story').at(-1)).toMatch(/^Aborted after /);
  });

  test('an endless loop can be paused', async () => {
    const debug = debugging(machine({ A: { Type: 'Pass', Next: 'A' } }));
    await debug.prepare({});
    await debug.configurationDoneRequest();
    expect(await debug.stopAfter(() => debug.pauseRequest({ threadId: 1 }))).toMatch(/^pause at A:/);
    await debug.disconnectRequest();
    expect(debug.exited).toBe(true);
  });

  test('payloads near the limit are named at the end, and going back counts nothing twice', async () => {
    const debug = debugging(machine({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', End: true } }));
    await debug.launchTo({ input: ['x'.repeat(220 * 1024)] }, 8);
    await debug.stepBack();
    await debug.continue();
    await debug.continue();
    const said = debug.output('stderr');
    expect(said).toEqual([
      'The input of "A" has 220 KiB, near the limit of 256 KiB.',
      'The input of "B" has 220 KiB, near the limit of 256 KiB.',
    ]);
    expect(debug.output('story').slice(-2)).toEqual([
      'Path: A > B',
      'Succeeded after 0s: 2 states, 2 state transitions, 6 history events.',
    ]);
  });

  test('threads can be filtered by their names', async () => {
    const Each = { Type: 'Map', ItemProcessor: machine({ Item: { Type: 'Pass', End: true } }), End: true };
    const debug = debugging(machine({ Each }));
    await debug.launchTo({ input: Array.from({ length: 100 }, (_, i) => i) }, 10);
    await debug.stepIn();
    const all = await debug.threadNames();
    expect(all.length).toBeGreaterThan(2);
    const filtered = await debug.customRequest('asl/filterThreads', { filter: 'each[1]' });
    expect(filtered.body).toEqual({ shown: 2, total: all.length });
    expect(await debug.threadNames()).toEqual([
      `orders (${all.length - 2 - 1} more threads)`,
      'Each[1] > Item',
      'Each[0] > Item',
    ]);
    await debug.customRequest('asl/filterThreads', { filter: '' });
    expect(await debug.threadNames()).toEqual(all);
  });

  test('a large Map says little', async () => {
    const Each = { Type: 'Map', ItemProcessor: machine({ Item: { Type: 'Pass', End: true } }), End: true };
    const debug = debugging(machine({ Each }));
    expect(await debug.launchTo({ input: Array.from({ length: 2000 }, (_, i) => i) })).toBe('terminated');
    expect(debug.output('story').length).toBeLessThan(210);
    expect(debug.output('story')).toContain('0s … the iterations of Each from number 100 on are not listed');
    expect(debug.states.at(-1)).toBe('Each succeeded');
  });
});

describe('going back', () => {
  const ABC = machine({
    A: { Type: 'Pass', Result: 1, Next: 'B' },
    B: { Type: 'Pass', Result: 2, Next: 'C' },
    C: { Type: 'Pass', Result: 3, End: true },
  });

  test('state by state', async () => {
    const debug = debugging(ABC);
    expect(await debug.launchTo({}, 14)).toBe('breakpoint at C:14');
    expect(await debug.data()).toEqual({ Input: '2' });
    expect(await debug.stepBack()).toBe('step at B:9');
    expect(await debug.data()).toEqual({ Input: '1' });
    await debug.stepIn();
    expect(await debug.stepBack()).toBe('step at B:9');
    expect(await debug.stepBack()).toBe('step at A:4');
    expect(await debug.stepBack()).toBe('entry at A:4');
    expect(await debug.next()).toBe('step at B:9');
    expect(await debug.continue()).toBe('breakpoint at C:14');
    expect(await debug.continue()).toBe('terminated');
  });

  test('to the last breakpoint, or to the start', async () => {
    const debug = debugging(ABC);
    await debug.launchTo({}, 9, 14);
    expect(await debug.continue()).toBe('breakpoint at C:14');
    const reverse = () => debug.stopAfter(() => debug.reverseContinueRequest({ threadId: 1 }));
    expect(await reverse()).toBe('breakpoint at B:9');
    expect(await reverse()).toBe('entry at A:4');
  });

  test('restart a state, restart all, and jump', async () => {
    const debug = debugging(ABC);
    await debug.launchTo({}, 9);
    await debug.stepIn();
    const { body } = await debug.stackTraceRequest({ threadId: 1 });
    const frameId = body.stackFrames[0]?.id ?? 0;
    expect(await debug.stopAfter(() => debug.restartFrameRequest({ frameId }))).toBe('breakpoint at B:9');
    const targets = await debug.gotoTargetsRequest({ source: { path: '/project/orders.asl.json' }, line: 15 });
    const targetId = targets.body.targets[0]?.id ?? 0;
    await debug.setBreakpointsRequest({ source: { path: '/project/orders.asl.json' }, breakpoints: [] });
    expect(await debug.stopAfter(() => debug.gotoRequest({ threadId: 1, targetId }))).toBe('goto at C:14');
    expect(await debug.data()).toEqual({ Input: '1' });
    expect(await debug.stopAfter(() => debug.restartRequest({}))).toBe('terminated');
    expect(debug.output('result').at(-1)).toBe('3');
  });
});
