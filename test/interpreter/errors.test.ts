import { describe, expect, test } from 'vitest';
import type { Json } from '../../server/src/base/json.ts';
import { run } from '../../server/src/index.ts';
import { compileProgram } from '../../server/src/interpreter/compile.ts';
import { drive } from '../../server/src/interpreter/drive.ts';
import { findCatcher, planRetry } from '../../server/src/interpreter/retry.ts';
import { startRun } from '../../server/src/interpreter/start.ts';
import type { AnswerSource } from '../../server/src/scenario/answers.ts';
import { story } from '../support/story.ts';

const task = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true };
const busy = { Throw: { Error: 'Busy', Cause: 'later' } };

test('a retry waits longer each time, without entering the state again', async () => {
  const machine = {
    StartAt: 'T',
    States: { T: { ...task, Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 3, BackoffRate: 2 }] } },
  };
  expect(await story(machine, {}, { mocks: { T: [busy, busy, { Return: 'ok' }] } })).toEqual([
    '0s started',
    '0s > T {}',
    '0s x Busy',
    '3s x Busy',
    '9s < T "ok"',
    '9s succeeded "ok"',
  ]);
});

test('when the attempts are used up, a catcher takes the error', async () => {
  const machine = {
    StartAt: 'T',
    States: {
      T: {
        ...task,
        Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 1 }],
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.problem', Next: 'Fallback' }],
      },
      Fallback: { Type: 'Succeed' },
    },
  };
  expect(await story(machine, { a: 1 }, { mocks: { T: [busy, busy] } })).toEqual([
    '0s started',
    '0s > T {"a":1}',
    '0s x Busy',
    '1s x Busy',
    '1s < T {"a":1,"problem":{"Error":"Busy","Cause":"later"}}',
    '1s > Fallback {"a":1,"problem":{"Error":"Busy","Cause":"later"}}',
    '1s < Fallback {"a":1,"problem":{"Error":"Busy","Cause":"later"}}',
    '1s succeeded {"a":1,"problem":{"Error":"Busy","Cause":"later"}}',
  ]);
});

test('States.Runtime is neither retried nor caught', async () => {
  const machine = {
    StartAt: 'T',
    States: {
      T: {
        ...task,
        Parameters: { 'x.$': '$.missing' },
        Retry: [{ ErrorEquals: ['States.Runtime'] }],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'E' }],
      },
      E: { Type: 'Succeed' },
    },
  };
  const lines = await story(machine, {});
  expect(lines).toHaveLength(3);
  expect(lines[2]).toContain("The JSONPath '$.missing' specified for the field 'x.$' could not be found");
});

test('a failing expression has an event of its own, and can be caught', async () => {
  const machine = {
    QueryLanguage: 'JSONata',
    StartAt: 'T',
    States: {
      T: {
        Type: 'Task',
        Resource: task.Resource,
        Arguments: '{% $nothing %}',
        Catch: [
          {
            ErrorEquals: ['States.QueryEvaluationError'],
            Output: '{% $states.errorOutput.Error %}',
            Assign: { seen: true },
            Next: 'E',
          },
        ],
        End: true,
      },
      E: { Type: 'Succeed' },
    },
  };
  expect((await story(machine, {}))[2]).toBe('0s < T "States.QueryEvaluationError" ${"seen":true}');
});

const processor = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } };

test.each<[object, string, string]>([
  [
    { Type: 'Choice', Choices: [{ Condition: '{% 1 %}', Next: 'S' }] },
    'Choices[0]/Condition',
    "'boolean', but was 'number'",
  ],
  [{ Type: 'Wait', Seconds: '{% 1.5 %}', End: true }, 'Seconds', "'integer', but was 'number'"],
  [{ Type: 'Map', Items: '{% "a" %}', ItemProcessor: processor, End: true }, 'Items', "'array', but was 'string'"],
  [{ Type: 'Fail', Error: '{% 5 %}' }, 'Error', "'string', but was 'number'"],
  [{ Type: 'Fail', Cause: '{% [1] %}' }, 'Cause', "'string', but was 'array'"],
])('the value of an expression has the wrong type: %j', async (state, field, expected) => {
  const { error, cause } = await run({ QueryLanguage: 'JSONata', StartAt: 'A', States: { A: state } });
  expect(error).toBe('States.QueryEvaluationError');
  expect(cause).toContain(
    `specified for the field '${field}' returned an unexpected result type. Expected ${expected} for value: `,
  );
});

test('a service may fail with neither error nor cause', async () => {
  const machine = {
    StartAt: 'T',
    States: { T: { ...task, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'E' }] }, E: { Type: 'Succeed' } },
  };
  expect((await story(machine, {}, { mocks: { T: [{ Throw: {} }] } })).at(-1)).toBe(
    '0s succeeded {"Error":null,"Cause":null}',
  );
});

test('a task without an answer fails the run, and says which', async () => {
  const machine = { StartAt: 'Charge card', States: { 'Charge card': task } };
  expect((await story(machine, {})).at(-1)).toBe(
    '0s failed Workbench.NoAnswer (The Task state "Charge card" has no answer. Add one for it to the scenario, or to the mocks.)',
  );
});

test('a result over 256 KiB is an error of the task', async () => {
  const machine = { StartAt: 'T', States: { T: task } };
  const mocks = { T: [{ Return: 'x'.repeat(262_144) }] };
  expect((await story(machine, {}, { mocks }))[2]).toBe('0s x States.DataLimitExceeded');
  expect((await story(machine, {}, { mocks, limits: 'off' })).at(-1)).toContain('succeeded');
});

test('an endless loop ends where AWS ends it', async () => {
  const machine = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'A' } } };
  const { events, ...result } = await run(machine);
  const cause = 'The execution reached the maximum number of history events (25000).';
  expect(result).toEqual({ status: 'FAILED', error: 'States.Runtime', cause });
  expect(events.slice(-2)).toMatchObject([
    { id: 24_999, type: 'PassStateExited' },
    { id: 25_000, type: 'ExecutionFailed' },
  ]);
});

test.each([
  ['first attempt', [], { retrier: 0, attempt: 1, delaySeconds: 2 }],
  ['backoff', [2], { retrier: 0, attempt: 3, delaySeconds: 8 }],
  ['MaxDelaySeconds', [4], { retrier: 0, attempt: 5, delaySeconds: 10 }],
  ['used up', [6], { retrier: 0, exhausted: true }],
])('planRetry: %s', (_, counts, plan) => {
  const retriers = [
    { ErrorEquals: ['E'], IntervalSeconds: 2, MaxAttempts: 6, MaxDelaySeconds: 10 },
    { ErrorEquals: ['States.ALL'] },
  ];
  expect(planRetry(retriers, counts, { error: 'E', cause: undefined }, () => 0)).toEqual(plan);
});

test('full jitter draws the delay between 0 and the interval', () => {
  const retriers = [{ ErrorEquals: ['E'], IntervalSeconds: 10, JitterStrategy: 'FULL' }];
  expect(planRetry(retriers, [], { error: 'E', cause: undefined }, () => 0.25)).toMatchObject({ delaySeconds: 2.5 });
});

test.each([
  ['E', ['E'], true],
  ['E', ['F'], false],
  ['E', ['States.ALL'], true],
  ['E', ['States.TaskFailed'], true],
  ['States.Timeout', ['States.TaskFailed'], false],
  ['States.Timeout', ['States.ALL'], true],
  ['States.Runtime', ['States.ALL'], false],
  ['States.Runtime', ['States.Runtime'], false],
  [undefined, ['States.ALL'], true],
])('the error %s is caught by %j: %s', (error, names, caught) => {
  const catchers = [{ ErrorEquals: names, Next: 'N' }];
  expect(findCatcher(catchers, { error, cause: undefined }) !== undefined).toBe(caught);
});

test('no backoff is longer than a clock can show, nor an execution than AWS lets it run', async () => {
  const machine = {
    StartAt: 'T',
    States: { T: { ...task, Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 9999, BackoffRate: 1e6 }] } },
  };
  const answers = { T: [{ from: 0, answer: { kind: 'throw' as const, error: 'Busy' } }] };
  const { outcome, lastTime } = await driven(machine, answers);
  expect(outcome).toBe('TIMED_OUT');
  expect(lastTime).toBe(366 * 86_400);
});

async function driven(machine: Json, answers: AnswerSource) {
  const compiled = compileProgram(machine);
  if (!compiled.ok) throw new Error(compiled.problems.join());
  const { status, run } = await drive(startRun(compiled.program, { input: {} }), { answers });
  return { outcome: status, lastTime: run.clock / 1000 };
}

describe('sizes of variables', () => {
  const big = 'x'.repeat(200_000);
  const assigning = (Assign: object, more: object = {}) => ({
    StartAt: 'A',
    States: { A: { Type: 'Pass', Assign, Output: {}, End: true, ...more } },
    QueryLanguage: 'JSONata',
  });

  test.each([
    ['one', { a: big + big }, "The variable 'a' has a size"],
    ['one Assign', { a: big, b: big }, 'The variables of one Assign have a size'],
  ])('%s may have 256 KiB', async (_what, Assign, cause) => {
    const result = await run(assigning(Assign));
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
    expect(result.cause).toContain(cause);
    expect((await run(assigning(Assign), {}, { limits: 'off' })).status).toBe('SUCCEEDED');
  });

  test('an execution may have 10 MiB', async () => {
    const names = Array.from({ length: 60 }, (_, i) => `S${i}`);
    const States = Object.fromEntries(
      names.map((name, i) => [
        name,
        { Type: 'Pass', Assign: { [name]: big }, ...(i < 59 ? { Next: `S${i + 1}` } : { End: true }) },
      ]),
    );
    const result = await run({ StartAt: 'S0', States });
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
    expect(result.cause).toContain("state 'S52'");
  });
});
