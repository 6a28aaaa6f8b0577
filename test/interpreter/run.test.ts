import { expect, test } from 'vitest';
import type { Json } from '../../server/src/base/json.ts';
import { compileProgram } from '../../server/src/interpreter/compile.ts';
import { runDefinition } from '../../server/src/interpreter/drive.ts';
import { jumpTo, restartState, setStageValue, setVariable } from '../../server/src/interpreter/edit.ts';
import type { ExecutionEvent } from '../../server/src/interpreter/event.ts';
import type { Reply, Run, Step } from '../../server/src/interpreter/run.ts';
import { type StartOptions, startRun } from '../../server/src/interpreter/start.ts';
import { advanceClock, answer, pendingRequests, step } from '../../server/src/interpreter/step.ts';
import { contextOf, findThread, framesOf, nextStage, threadName } from '../../server/src/interpreter/threads.ts';

function begin(definition: Json, options: StartOptions): Run {
  const compiled = compileProgram(definition);
  if (!compiled.ok) throw new Error(compiled.problems.join());
  return startRun(compiled.program, options);
}

/** Goes on until the run asks, sleeps or ends, or `until` holds. */
async function go(
  run: Run,
  until: (run: Run) => boolean = () => false,
  thread?: number,
): Promise<{ run: Run; step: Step; events: ExecutionEvent[] }> {
  const events: ExecutionEvent[] = [];
  for (;;) {
    const taken = await step(run, thread);
    run = taken.run;
    if (taken.step.kind !== 'advanced') return { ...taken, events };
    events.push(...taken.step.events);
    if (until(run)) return { ...taken, events };
  }
}

const item = {
  StartAt: 'Wait',
  States: {
    Wait: { Type: 'Wait', Seconds: 2, Next: 'Task' },
    Task: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Retry: [{ ErrorEquals: ['States.ALL'], JitterStrategy: 'FULL' }],
      End: true,
    },
  },
};
const busyMachine = {
  StartAt: 'First',
  States: {
    First: { Type: 'Pass', Parameters: { 'id.$': 'States.UUID()', list: [1, 2, 3] }, Assign: { v: 1 }, Next: 'Map' },
    Map: { Type: 'Map', ItemsPath: '$.list', MaxConcurrency: 2, ItemProcessor: item, Next: 'Last' },
    Last: {
      Type: 'Parallel',
      Branches: [{ StartAt: 'B', States: { B: { Type: 'Pass', Result: 'b', End: true } } }],
      End: true,
    },
  },
};
const replies: Reply[] = [
  { kind: 'throw', error: 'E' },
  { kind: 'return', value: 1 },
  { kind: 'throw', error: 'E' },
];

/** Drives a run by hand; with `save` it goes through JSON text after every step. */
async function history(save: boolean, seed: number): Promise<ExecutionEvent[]> {
  let run = begin(busyMachine, { input: {}, seed });
  const events: ExecutionEvent[] = [];
  for (let asked = 0; ; ) {
    const taken = await step(run);
    run = save ? JSON.parse(JSON.stringify(taken.run)) : taken.run;
    if (taken.step.kind === 'ended') return events;
    if (taken.step.kind === 'advanced') events.push(...taken.step.events);
    if (taken.step.kind === 'sleeping') run = advanceClock(run, taken.step.until);
    if (taken.step.kind === 'needs') {
      run = answer(run, taken.step.request.id, replies[asked++] ?? { kind: 'return', value: 2 });
    }
  }
}

test('a run that is saved and read again after every step goes the same way', async () => {
  const straight = await history(false, 7);
  expect(straight.at(-1)?.type).toBe('ExecutionSucceeded');
  expect(await history(true, 7)).toEqual(straight);
});

test('the same seed gives the same run, another seed another', async () => {
  const text = async (seed: number) => JSON.stringify(await history(false, seed));
  expect(await text(1)).toBe(await text(1));
  expect(await text(1)).not.toBe(await text(2));
});

test('a step leaves the run it began with as it was', async () => {
  const run = begin(busyMachine, { input: {} });
  const before = JSON.stringify(run);
  const once = await step(run);
  const twice = await step(run);
  expect(JSON.stringify(run)).toBe(before);
  expect(twice).toEqual(once);
});

test('one step reaches one stage, and skips those that do nothing', async () => {
  const task = {
    Type: 'Task',
    Resource: 'arn:aws:states:::sqs:sendMessage',
    Parameters: { 'x.$': '$.x' },
    ResultPath: '$.r',
    End: true,
  };
  let run = begin({ StartAt: 'T', States: { T: task } }, { input: { x: 1 } });
  const stages: (string | undefined)[] = [];
  for (;;) {
    const taken = await step(run);
    run = taken.run;
    if (taken.step.kind === 'ended') break;
    if (taken.step.kind === 'needs') run = answer(run, taken.step.request.id, { kind: 'return', value: 'sent' });
    else if (!run.outcome) stages.push(run.threads[0]?.frame.stage);
  }
  expect(stages).toEqual(['input', 'afterParameters', 'afterParameters', 'result', 'afterResultPath', 'output']);
  expect(run.outcome).toEqual({ status: 'SUCCEEDED', output: { x: 1, r: 'sent' } });
});

test('a request says all that answering it needs', async () => {
  const task = {
    Type: 'Task',
    Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
    Parameters: { 'Token.$': '$$.Task.Token' },
    TimeoutSeconds: 60,
    HeartbeatSeconds: 10,
    End: true,
  };
  const { run, step: last } = await go(begin({ StartAt: 'T', States: { T: task } }, { input: {} }));
  expect(last).toMatchObject({
    kind: 'needs',
    request: {
      kind: 'task',
      state: 'T',
      pointer: '/States/T',
      service: 'sqs',
      action: 'sendMessage',
      pattern: '.waitForTaskToken',
      attempt: 0,
      invocation: 0,
      timeoutSeconds: 60,
      heartbeatSeconds: 10,
    },
  });
  const [request] = pendingRequests(run);
  expect(request).toMatchObject({ parameters: { Token: request && 'token' in request ? request.token : '' } });
  const late = await go(answer(run, request?.id ?? '', { kind: 'timeout' }));
  expect(late.run.outcome).toEqual({ status: 'FAILED', error: 'States.Timeout', cause: undefined });
});

const inMap = (run: Run) => run.threads.length > 1;

test('threads have readable names and their own frames', async () => {
  const { run } = await go(begin(busyMachine, { input: {} }), (r) => r.threads.length > 2);
  expect(run.threads.map((t) => threadName(run, t.id))).toEqual(['Map', 'Map[0] > Wait', 'Map[1] > Wait']);
  expect(framesOf(run, 3).map(({ frame }) => frame.pointer)).toEqual([
    '/States/Map/ItemProcessor/States/Wait',
    '/States/Map',
  ]);
  expect(contextOf(run, 3)).toMatchObject({ Map: { Item: { Index: 1, Value: 2 } }, State: { Name: 'Wait' } });
});

test('only the given thread steps', async () => {
  const { run } = await go(begin(busyMachine, { input: {} }), (r) => r.threads.length > 2);
  const { run: after } = await step(run, 3);
  expect(findThread(after, 3)?.frame.stage).toBe('input');
  expect(findThread(after, 2)).toBe(findThread(run, 2));
});

test('a state can be started again, with what it had started dropped', async () => {
  const { run } = await go(begin(busyMachine, { input: {} }), inMap);
  const restarted = restartState(run, 1);
  expect(restarted.threads.map((t) => [t.frame.state, t.frame.stage])).toEqual([['Map', undefined]]);
  const { events } = await go(restarted);
  expect(events[0]?.type).toBe('MapStateEntered');
});

const steps = {
  StartAt: 'A',
  States: {
    A: { Type: 'Pass', Parameters: { 'n.$': '$.n' }, Next: 'B' },
    B: { Type: 'Pass', Parameters: { 'v.$': '$v' }, End: true },
    C: { Type: 'Succeed' },
  },
};

test('the next state can be chosen', async () => {
  const { run } = await step(begin(steps, { input: { n: 1 } }));
  const { run: ended } = await go(jumpTo(run, 1, 'C'));
  expect(ended.outcome).toEqual({ status: 'SUCCEEDED', output: { n: 1 } });
  expect(jumpTo(run, 1, 'constructor')).toBe(run);
});

test('data and variables can be changed on the way', async () => {
  const { run } = await go(begin(steps, { input: { n: 1 } }), (r) => nextStage(r, 1) === 'output');
  const changed = setVariable(setStageValue(run, 1, 'afterParameters', { n: 2 }), 1, 'v', 'set');
  const { run: later } = await go(changed, (r) => r.threads[0]?.frame.state === 'B');
  expect(later.threads[0]?.frame.data.input).toEqual({ n: 2 });
  expect((await go(later)).run.outcome).toEqual({ status: 'SUCCEEDED', output: { v: 'set' } });
});

test('one state alone, wherever it stands', async () => {
  const result = await runDefinition(busyMachine, 5, { state: 'B' });
  expect(result).toMatchObject({ status: 'SUCCEEDED', output: 'b' });
  expect(result.events.map((e) => e.type)).toEqual([
    'ExecutionStarted',
    'PassStateEntered',
    'PassStateExited',
    'ExecutionSucceeded',
  ]);
});

test.each([
  [7, 'A state machine must be a JSON object'],
  [{ StartAt: 'A' }, 'The state machine must have the fields StartAt and States'],
  [{ StartAt: 'A', States: {} }, 'The state machine starts at "A", but there is no state named "A"'],
  [{ StartAt: 'A', States: { A: { Type: 'Nap' } } }, 'The state "A" has no known Type'],
])('what cannot be run at all is said: %j', async (definition, cause) => {
  expect(await runDefinition(definition as Json, {})).toMatchObject({
    status: 'FAILED',
    cause: expect.stringContaining(cause),
  });
});

test('a fault of a state that is never reached does not stop a run', async () => {
  const machine = { StartAt: 'A', States: { A: { Type: 'Succeed' }, B: { Type: 'Task', Next: 'Nowhere' } } };
  expect((await runDefinition(machine, 1)).output).toBe(1);
});

test('a run can be aborted', async () => {
  const control = new AbortController();
  const machine = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'A' } } };
  const onEvent = (event: ExecutionEvent) => event.id === 50 && control.abort();
  const result = await runDefinition(machine, {}, { limits: 'off', signal: control.signal, onEvent });
  expect(result.status).toBe('ABORTED');
  expect(result.events.at(-1)?.type).toBe('ExecutionAborted');
});

test('on the wall clock a Wait really waits', async () => {
  const machine = { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 1, End: true } } };
  const began = performance.now();
  await runDefinition(machine, {}, { wallClock: true });
  expect(performance.now() - began).toBeGreaterThan(950);
});

test('two runs with the same seed are the same byte for byte', async () => {
  const machine = {
    StartAt: 'P',
    States: { P: { Type: 'Pass', Parameters: { 'id.$': 'States.UUID()', 'at.$': '$$.State.EnteredTime' }, End: true } },
  };
  const text = async (seed: number) => JSON.stringify(await runDefinition(machine, {}, { seed }));
  expect(await text(3)).toBe(await text(3));
  expect(await text(3)).not.toBe(await text(4));
});

test('what is nested without end is refused', async () => {
  const data = JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`);
  const machine = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } };
  expect(await runDefinition(machine, data)).toMatchObject({
    status: 'FAILED',
    cause: 'The data is nested too deeply',
  });
  let state: Json = { Type: 'Pass', End: true };
  for (let i = 0; i < 1000; i++) {
    state = { Type: 'Parallel', Branches: [{ StartAt: 'S', States: { S: state } }], End: true };
  }
  expect(await runDefinition({ StartAt: 'S', States: { S: state } }, {})).toMatchObject({
    cause: 'A state machine is nested more than 200 levels deep',
  });
});
