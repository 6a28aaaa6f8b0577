import { expect, test } from 'vitest';
import type { JsonObject } from '../../server/src/base/json.ts';
import { story } from '../support/story.ts';

test('a Wait takes no time but the virtual one', async () => {
  const machine = {
    StartAt: 'Pause',
    States: { Pause: { Type: 'Wait', Seconds: 30, Next: 'Done' }, Done: { Type: 'Succeed' } },
  };
  expect(await story(machine, { id: 7 })).toEqual([
    '0s started',
    '0s > Pause {"id":7}',
    '30s < Pause {"id":7}',
    '30s > Done {"id":7}',
    '30s < Done {"id":7}',
    '30s succeeded {"id":7}',
  ]);
});

test.each([
  ['Timestamp', { Timestamp: '1970-01-01T00:01:00Z' }, 60],
  ['Timestamp in the past', { Timestamp: '1960-01-01T00:00:00Z' }, 0],
  ['Timestamp with an offset', { Timestamp: '1970-01-01T02:00:10+02:00' }, 10],
  ['SecondsPath', { SecondsPath: '$.seconds' }, 5],
  ['TimestampPath', { TimestampPath: '$.at' }, 20],
  ['an expression', { QueryLanguage: 'JSONata', Seconds: '{% $states.input.seconds * 2 %}' }, 10],
])('a Wait with %s', async (_, fields, seconds) => {
  const machine = { StartAt: 'W', States: { W: { Type: 'Wait', End: true, ...fields } } };
  const lines = await story(machine, { seconds: 5, at: '1970-01-01T00:00:20Z' });
  expect(lines.at(-1)).toMatch(new RegExp(`^${seconds}s succeeded`));
});

test.each([
  [{ SecondsPath: '$.minus' }, 'The SecondsPath parameter references a negative value: $.minus == -1'],
  [{ SecondsPath: '$.half' }, 'The SecondsPath parameter cannot be parsed as a long value: $.half == 0.5'],
  [{ SecondsPath: '$.none' }, 'The SecondsPath parameter does not reference an input value: $.none'],
  [
    { TimestampPath: '$.at' },
    'The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: $.at == 2024-01-01T00:00:00',
  ],
])('a Wait that cannot be understood: %j', async (fields, cause) => {
  const machine = { StartAt: 'W', States: { W: { Type: 'Wait', End: true, ...fields } } };
  const lines = await story(machine, { minus: -1, half: 0.5, at: '2024-01-01T00:00:00' });
  expect(lines.at(-1)).toBe(
    `0s failed States.Runtime (An error occurred while executing the state 'W' (entered at the event id #2). ${cause})`,
  );
});

test('a Pass goes through its stages in order', async () => {
  const pass = {
    Type: 'Pass',
    InputPath: '$.order',
    Parameters: { 'total.$': 'States.MathAdd($.price, $.shipping)' },
    ResultPath: '$.sum',
    OutputPath: '$.sum',
    End: true,
  };
  expect(await story({ StartAt: 'P', States: { P: pass } }, { order: { price: 5, shipping: 2 } })).toEqual([
    '0s started',
    '0s > P {"order":{"price":5,"shipping":2}}',
    '0s < P {"total":7}',
    '0s succeeded {"total":7}',
  ]);
});

test('the Result of a Pass is literal', async () => {
  const machine = { StartAt: 'P', States: { P: { Type: 'Pass', Result: { 'a.$': '$.b' }, End: true } } };
  expect((await story(machine, {})).at(-1)).toBe('0s succeeded {"a.$":"$.b"}');
});

test('variables are set together, and seen from the next state on', async () => {
  const machine = {
    StartAt: 'A',
    States: {
      A: { Type: 'Pass', Assign: { a: 1, b: 2 }, Next: 'B' },
      B: { Type: 'Pass', Assign: { a: 5, 'b.$': '$a' }, Next: 'C' },
      C: { Type: 'Pass', Parameters: { 'a.$': '$a', 'b.$': '$b' }, End: true },
    },
  };
  expect(await story(machine, {})).toEqual([
    '0s started',
    '0s > A {}',
    '0s < A {} ${"a":1,"b":2}',
    '0s > B {}',
    '0s < B {} ${"a":5,"b":1}',
    '0s > C {}',
    '0s < C {"a":5,"b":1}',
    '0s succeeded {"a":5,"b":1}',
  ]);
});

test.each([
  [{ kind: 'card' }, 'Card'],
  [{ kind: 'cash', amount: 50 }, 'SmallCash'],
  [{ kind: 'cash', amount: 500 }, 'Other'],
  [{ kind: 'cash' }, 'Other'],
])('a Choice takes the first rule that holds: %j', async (input, taken) => {
  const end = { Type: 'Succeed' };
  const machine = {
    StartAt: 'C',
    States: {
      C: {
        Type: 'Choice',
        Choices: [
          { Variable: '$.kind', StringMatches: 'c*d', Next: 'Card' },
          {
            And: [
              { Variable: '$.amount', IsPresent: true },
              { Not: { Variable: '$.amount', NumericGreaterThan: 100 } },
            ],
            Next: 'SmallCash',
          },
        ],
        Default: 'Other',
      },
      Card: end,
      SmallCash: end,
      Other: end,
    },
  };
  expect((await story(machine, input))[3]).toContain(`> ${taken} `);
});

test.each([
  ['no rule holds', { a: 1 }, 'Failed to transition out of the state. The state does not point to a next state.'],
  ['no variable', {}, "Invalid path '$.a': The choice state's condition path references an invalid value."],
  ['no operand', { a: 'x' }, "Invalid path '$.b': The choice state's condition path references an invalid value."],
])('a Choice fails: %s', async (_, input, cause) => {
  const rules = [
    { Variable: '$.a', IsNull: true, Next: 'E' },
    {
      And: [
        { Variable: '$.a', IsString: true },
        { Variable: '$.a', StringEqualsPath: '$.b' },
      ],
      Next: 'E',
    },
  ];
  const machine = { StartAt: 'C', States: { C: { Type: 'Choice', Choices: rules }, E: { Type: 'Succeed' } } };
  const place = "An error occurred while executing the state 'C' (entered at the event id #2).";
  expect((await story(machine, input)).at(-1)).toBe(`0s failed States.Runtime (${place} ${cause})`);
});

test('the rule of a JSONata Choice gives the output and the variables', async () => {
  const machine = {
    QueryLanguage: 'JSONata',
    StartAt: 'C',
    States: {
      C: {
        Type: 'Choice',
        Choices: [{ Condition: '{% $states.input.n > 1 %}', Assign: { big: true }, Output: 'big', Next: 'E' }],
        Default: 'E',
        Output: 'small',
      },
      E: { Type: 'Succeed' },
    },
  };
  expect((await story(machine, { n: 2 }))[2]).toBe('0s < C "big" ${"big":true}');
  expect((await story(machine, { n: 1 }))[2]).toBe('0s < C "small"');
});

test.each<[JsonObject, string]>([
  [{ Error: 'E', Cause: 'C' }, 'E (C)'],
  [{ ErrorPath: '$.error', CausePath: "States.Format('{}!', $.error)" }, 'Bad (Bad!)'],
  [{ QueryLanguage: 'JSONata', Error: '{% $states.input.error %}' }, 'Bad'],
  [
    { ErrorPath: '$.code' },
    "States.Runtime (An error occurred while executing the state 'F' (entered at the event id #2). The field 'ErrorPath' of the state 'F' must lead to a string)",
  ],
  [
    { QueryLanguage: 'JSONata', Error: '{% $states.input.code %}' },
    "States.QueryEvaluationError (An error occurred while executing the state 'F' (entered at the event id #2). The JSONata expression '$states.input.code' specified for the field 'Error' returned an unexpected result type. Expected 'string', but was 'number' for value: 4)",
  ],
])('a Fail with %j', async (fields, expected) => {
  const machine = { StartAt: 'F', States: { F: { Type: 'Fail', ...fields } } };
  expect((await story(machine, { error: 'Bad', code: 4 })).at(-1)).toBe(`0s failed ${expected}`);
});

test('a Fail has neither error nor cause where the definition gives none', async () => {
  expect(await story({ StartAt: 'F', States: { F: { Type: 'Fail' } } }, {})).toEqual([
    '0s started',
    '0s > F {}',
    '0s failed',
  ]);
});

test('a state machine that takes too long is timed out', async () => {
  const machine = {
    TimeoutSeconds: 5,
    StartAt: 'W',
    States: { W: { Type: 'Wait', Seconds: 60, End: true } },
  };
  expect(await story(machine, {})).toEqual(['0s started', '0s > W {}', '5s timed out']);
});
