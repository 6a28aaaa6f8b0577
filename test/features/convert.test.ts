import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../server/src/base/json.ts';
import { convertDefinition, convertState } from '../../server/src/features/convert/convert.ts';
import { run, validate } from '../../server/src/index.ts';

const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:f';
const task = (fields: JsonObject): JsonObject => ({ Type: 'Task', Resource: FUNCTION, ...fields });

test.each<readonly [name: string, state: JsonObject, converted: JsonObject]>([
  [
    'Parameters are Arguments',
    task({ Parameters: { 'id.$': '$.id', fixed: [1, { 'x.$': '$$.State.Name' }] } }),
    task({
      Arguments: { id: '{% $states.input.id %}', fixed: [1, { x: '{% $states.context.State.Name %}' }] },
    }),
  ],
  ['InputPath alone is Arguments', task({ InputPath: '$.a' }), task({ Arguments: '{% $states.input.a %}' })],
  ['InputPath null is an empty object', task({ InputPath: null }), task({ Arguments: {} })],
  [
    'Parameters look into what InputPath chose',
    task({ InputPath: '$.a', Parameters: { 'b.$': '$.b' } }),
    task({ Arguments: { b: '{% $states.input.a.b %}' } }),
  ],
  ['no path, no Output', task({ ResultPath: '$', OutputPath: '$', InputPath: '$' }), task({})],
  ['ResultPath null keeps the input', task({ ResultPath: null }), task({ Output: '{% $states.input %}' })],
  [
    'ResultPath adds to the input',
    task({ ResultPath: '$.a.b' }),
    task({ Output: "{% $merge([$states.input, {'a': $merge([$states.input.a, {'b': $states.result}])}]) %}" }),
  ],
  [
    'ResultSelector alone is a template',
    task({ ResultSelector: { 'id.$': '$.Payload.id', n: 1 } }),
    task({ Output: { id: '{% $states.result.Payload.id %}', n: 1 } }),
  ],
  [
    'OutputPath finds what ResultPath placed',
    task({ ResultSelector: { 'id.$': '$.Payload.id' }, ResultPath: '$.r', OutputPath: '$.r.id' }),
    task({ Output: '{% $states.result.Payload.id %}' }),
  ],
  [
    'numbers from paths',
    task({ TimeoutSecondsPath: '$.t', HeartbeatSecondsPath: '$heartbeat' }),
    task({ TimeoutSeconds: '{% $states.input.t %}', HeartbeatSeconds: '{% $heartbeat %}' }),
  ],
  [
    'Assign sees the raw result, the role the input',
    task({ Assign: { 'x.$': '$.y' }, Credentials: { 'RoleArn.$': '$.role' } }),
    task({ Assign: { x: '{% $states.result.y %}' }, Credentials: { RoleArn: '{% $states.input.role %}' } }),
  ],
  [
    'catchers',
    task({
      Retry: [{ ErrorEquals: ['A'], MaxAttempts: 1 }],
      Catch: [
        { ErrorEquals: ['A'], Next: 'X' },
        { ErrorEquals: ['B'], ResultPath: null, Next: 'X' },
        { ErrorEquals: ['States.IntrinsicFailure'], ResultPath: '$.e', Assign: { 'c.$': '$.Cause' }, Next: 'X' },
      ],
    }),
    task({
      Retry: [{ ErrorEquals: ['A'], MaxAttempts: 1 }],
      Catch: [
        { ErrorEquals: ['A'], Next: 'X' },
        { ErrorEquals: ['B'], Output: '{% $states.input %}', Next: 'X' },
        {
          ErrorEquals: ['States.IntrinsicFailure', 'States.QueryEvaluationError'],
          Output: "{% $merge([$states.input, {'e': $states.errorOutput}]) %}",
          Assign: { c: '{% $states.errorOutput.Cause %}' },
          Next: 'X',
        },
      ],
    }),
  ],
  [
    'Result is literal',
    { Type: 'Pass', Result: { 'a.$': '$.b', c: '{% x %}' }, End: true },
    { Type: 'Pass', Output: { 'a.$': '$.b', c: "{% '{% x %}' %}" }, End: true },
  ],
  [
    'Result is placed',
    { Type: 'Pass', Result: ["it's", null], ResultPath: '$.a' },
    { Type: 'Pass', Output: `{% $merge([$states.input, {'a': ["it's", null]}]) %}` },
  ],
  [
    'Wait',
    { Type: 'Wait', SecondsPath: '$.n', OutputPath: '$.o', Next: 'X' },
    { Type: 'Wait', Seconds: '{% $states.input.n %}', Output: '{% $states.input.o %}', Next: 'X' },
  ],
  ['Wait until', { Type: 'Wait', TimestampPath: '$.t' }, { Type: 'Wait', Timestamp: '{% $states.input.t %}' }],
  [
    'Succeed',
    { Type: 'Succeed', InputPath: '$.a[*]' },
    { Type: 'Succeed', Output: "{% [$type($states.input.a) = 'array' ? $states.input.a : $states.input.a.*] %}" },
  ],
  [
    'Fail',
    { Type: 'Fail', ErrorPath: "States.Format('E{}', $.n)", CausePath: '$.why' },
    { Type: 'Fail', Error: "{% 'E' & $states.input.n %}", Cause: '{% $states.input.why %}' },
  ],
  [
    'Choice',
    {
      Type: 'Choice',
      InputPath: '$.a',
      Choices: [{ Variable: '$.b', NumericEquals: 1, Next: 'X', Assign: { 'v.$': '$.b' } }],
      Default: 'Y',
    },
    {
      Type: 'Choice',
      Output: '{% $states.input.a %}',
      Choices: [
        {
          Condition: '{% $states.input.a.b = 1 %}',
          Next: 'X',
          Assign: { v: '{% $states.input.a.b %}' },
          Output: '{% $states.input.a %}',
        },
      ],
      Default: 'Y',
    },
  ],
  [
    'Map',
    {
      Type: 'Map',
      ItemsPath: '$.list',
      Parameters: { 'item.$': '$$.Map.Item.Value', 'all.$': '$.all' },
      MaxConcurrencyPath: '$.n',
      ToleratedFailureCountPath: '$count',
      ItemReader: { Resource: 'R', Parameters: { 'Bucket.$': '$.b' }, ReaderConfig: { MaxItemsPath: '$.max' } },
      ItemBatcher: { MaxItemsPerBatchPath: '$.size', BatchInput: { 'x.$': '$.x' } },
      ResultPath: '$.out',
    },
    {
      Type: 'Map',
      ItemSelector: { item: '{% $states.context.Map.Item.Value %}', all: '{% $states.input.all %}' },
      MaxConcurrency: '{% $states.input.n %}',
      ToleratedFailureCount: '{% $number($count) %}',
      ItemReader: {
        Resource: 'R',
        Arguments: { Bucket: '{% $states.input.b %}' },
        ReaderConfig: { MaxItems: '{% $states.input.max %}' },
      },
      ItemBatcher: { MaxItemsPerBatch: '{% $states.input.size %}', BatchInput: { x: '{% $states.input.x %}' } },
      Output: "{% $merge([$states.input, {'out': $states.result}]) %}",
    },
  ],
])('%s', (_, state, expected) => {
  const { Type, ...fields } = expected;
  const converted = convertState(state);
  expect(converted).toEqual({ state: { Type, QueryLanguage: 'JSONata', ...fields }, notes: [] });
  expect(Object.keys(converted.state)).toEqual(['Type', 'QueryLanguage', ...Object.keys(fields)]);
});

describe('a rule holds where its condition does', () => {
  const format =
    '/^[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3])(:[0-5][0-9]){2}([.][0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$/';
  const isTimestamp = (name: string) =>
    `$type($states.input.${name}) = 'string' and $contains($states.input.${name}, ${format})`;
  const at = '2024-01-01T00:00:00Z';
  const values: readonly Json[] = [
    5,
    7,
    '5',
    'abc',
    'a*c',
    'a.c',
    '',
    true,
    false,
    null,
    at,
    '2024-01-01T01:00:00+01:00',
    [1],
    {},
  ];

  test.each<readonly [rule: JsonObject, condition: string]>([
    [{ StringEquals: 'abc' }, "$states.input.x = 'abc'"],
    [{ StringGreaterThan: 'abc' }, "$type($states.input.x) = 'string' and $states.input.x > 'abc'"],
    [{ StringEqualsPath: '$.y' }, "$type($states.input.x) = 'string' and $states.input.x = $states.input.y"],
    [{ NumericEquals: 5 }, '$states.input.x = 5'],
    [{ NumericLessThanEquals: 5 }, "$type($states.input.x) = 'number' and $states.input.x <= 5"],
    [
      { NumericGreaterThanPath: '$.y' },
      "$type($states.input.x) = 'number' and $type($states.input.y) = 'number' and $states.input.x > $states.input.y",
    ],
    [{ BooleanEquals: false }, '$states.input.x = false'],
    [{ IsNull: true }, '$states.input.x = null'],
    [{ IsNull: false }, '$states.input.x != null'],
    [{ IsPresent: false }, '$not($exists($states.input.x))'],
    [{ IsNumeric: true }, "$type($states.input.x) = 'number'"],
    [{ IsString: false }, "$type($states.input.x) != 'string'"],
    [{ IsBoolean: true }, "$type($states.input.x) = 'boolean'"],
    [{ StringMatches: 'a*' }, "$type($states.input.x) = 'string' and $contains($states.input.x, /^a/)"],
    [{ StringMatches: '*.c' }, "$type($states.input.x) = 'string' and $contains($states.input.x, /\\.c$/)"],
    [{ StringMatches: '*b*' }, "$type($states.input.x) = 'string' and $contains($states.input.x, 'b')"],
    [{ StringMatches: 'a*c' }, "$type($states.input.x) = 'string' and $contains($states.input.x, /^a[\\s\\S]*c$/)"],
    [{ StringMatches: 'a\\*c' }, "$states.input.x = 'a*c'"],
    [{ StringMatches: '*' }, "$type($states.input.x) = 'string'"],
    [{ IsTimestamp: false }, `$not(${isTimestamp('x')})`],
    [{ TimestampEquals: at }, `${isTimestamp('x')} and $toMillis($states.input.x) = $toMillis('${at}')`],
    [
      { TimestampLessThanPath: '$.y' },
      `${isTimestamp('x')} and ${isTimestamp('y')} and $toMillis($states.input.x) < $toMillis($states.input.y)`,
    ],
  ])('%j', async (rule, condition) => {
    const definition = {
      StartAt: 'C',
      States: {
        C: { Type: 'Choice', Choices: [{ Variable: '$.x', ...rule, Next: 'T' }], Default: 'F' },
        T: { Type: 'Pass', Result: true, End: true },
        F: { Type: 'Pass', Result: false, End: true },
      },
    };
    const converted = convertDefinition(definition).definition;
    expect(converted).toMatchObject({ States: { C: { Choices: [{ Condition: `{% ${condition} %}`, Next: 'T' }] } } });
    for (const x of values) {
      const y = typeof x === 'number' ? 6 : x;
      const [old, now] = await Promise.all([definition, converted].map((each) => run(each, { x, y })));
      expect([x, now?.status, now?.output]).toEqual([x, 'SUCCEEDED', old?.output]);
    }
  });

  test('one of several constants', () => {
    const Or = ['a', 'b'].map((StringEquals) => ({ Variable: '$.a', StringEquals }));
    expect(convertState({ Type: 'Choice', Choices: [{ Or, Next: 'X' }] }).state.Choices).toEqual([
      { Condition: "{% $states.input.a in ['a', 'b'] %}", Next: 'X' },
    ]);
  });

  test('a long chain is not too deep to be evaluated', async () => {
    const Or = Array.from({ length: 500 }, (_, i) => ({ Variable: `$.a${i}`, IsPresent: true }));
    const states = { C: { Type: 'Choice', Choices: [{ Or, Next: 'T' }] }, T: { Type: 'Succeed' } };
    const { definition } = convertDefinition({ StartAt: 'C', States: states });
    expect(await run(definition, { a499: 1 })).toMatchObject({ status: 'SUCCEEDED' });
  });

  test('rules are combined with the parentheses they need', () => {
    const a = { Variable: '$.a', BooleanEquals: true };
    const b = { Variable: '$.b', NumericGreaterThan: 1 };
    const rule = { And: [{ Or: [a, b] }, { Not: b }], Next: 'X' };
    expect(convertState({ Type: 'Choice', Choices: [rule] }).state.Choices).toEqual([
      {
        Condition:
          "{% ($states.input.a = true or $type($states.input.b) = 'number' and $states.input.b > 1) and $not($type($states.input.b) = 'number' and $states.input.b > 1) %}",
        Next: 'X',
      },
    ]);
  });
});

const ORDERS: JsonObject = {
  Comment: 'Orders',
  StartAt: 'Prepare',
  States: {
    Prepare: {
      Type: 'Pass',
      Parameters: { 'ids.$': '$.orders[*].id', 'name.$': "States.Format('{}-{}', $.name, $$.Execution.Name)" },
      ResultPath: '$.prepared',
      Next: 'Each',
    },
    Each: {
      Type: 'Map',
      ItemsPath: '$.orders',
      ItemSelector: { 'order.$': '$$.Map.Item.Value', 'index.$': '$$.Map.Item.Index' },
      ItemProcessor: {
        StartAt: 'Price',
        States: {
          Price: {
            Type: 'Task',
            Resource: FUNCTION,
            Parameters: { 'id.$': '$.order.id' },
            ResultSelector: { 'total.$': 'States.MathAdd($.price, 1)' },
            ResultPath: '$.order.price',
            OutputPath: '$.order',
            Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Unpriced' }],
            End: true,
          },
          Unpriced: { Type: 'Pass', InputPath: '$.error', OutputPath: '$.Error', End: true },
        },
      },
      ResultPath: '$.priced',
      Next: 'Both',
    },
    Both: {
      Type: 'Parallel',
      InputPath: '$.priced',
      Branches: [
        { StartAt: 'First', States: { First: { Type: 'Pass', InputPath: '$[0]', End: true } } },
        { StartAt: 'All', States: { All: { Type: 'Succeed' } } },
      ],
      ResultSelector: { 'first.$': '$[0]', 'count.$': 'States.ArrayLength($[1])' },
      End: true,
    },
  },
};

describe('a whole machine', () => {
  const { definition, notes } = convertDefinition(ORDERS);

  test('is in JSONata once, and valid', () => {
    expect(notes).toEqual([]);
    expect(Object.keys(definition as JsonObject)).toEqual(['Comment', 'QueryLanguage', 'StartAt', 'States']);
    expect(JSON.stringify(definition)).not.toMatch(/QueryLanguage.*QueryLanguage|\.\$"|Path"/);
    expect(validate(JSON.stringify(definition)).filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test('runs to the same output', async () => {
    const input = { name: 'n', orders: [{ id: 'a' }, { id: 'b' }] };
    const mocks = { Price: [{ Return: { price: 2.5 } }, { Throw: { Error: 'E', Cause: 'c' } }] };
    const results = await Promise.all([ORDERS, definition].map((each) => run(each, input, { mocks })));
    expect(results.map(({ status, output }) => ({ status, output }))).toEqual([
      { status: 'SUCCEEDED', output: results[0]?.output },
      { status: 'SUCCEEDED', output: { first: { id: 'a', price: { total: 4 } }, count: 2 } },
    ]);
  });

  test('in JSONata already stays as it is', () => {
    expect(convertDefinition(definition)).toEqual({ definition, notes: [] });
  });

  test('keeps its states in JSONata', () => {
    const state = { Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% 1 %}', End: true };
    const mixed = convertDefinition({ StartAt: 'A', States: { A: state } }).definition;
    expect(mixed).toEqual({
      QueryLanguage: 'JSONata',
      StartAt: 'A',
      States: { A: { Type: 'Pass', Output: '{% 1 %}', End: true } },
    });
  });
});

test('what has no exact translation is marked and reported', () => {
  const A = { Type: 'Pass', Comment: 'Old.', Parameters: { 'x.$': 'States.Nothing()' }, End: true };
  const { definition, notes } = convertDefinition({ StartAt: 'A', States: { A } });
  expect(notes).toEqual([{ pointer: '/States/A', message: 'States.Nothing() is not a valid call' }]);
  expect(definition).toMatchObject({
    States: { A: { Comment: 'Old. Check: States.Nothing() is not a valid call', Output: { x: 'States.Nothing()' } } },
  });
});

test('a variable that hides a function is reported', () => {
  const A = { Type: 'Pass', Assign: { count: 1, 'n.$': 'States.ArrayLength($.list)' }, End: true };
  expect(convertState(A).notes).toEqual([{ pointer: '', message: 'the variable $count hides the function $count' }]);
});

test.each<Json>([null, [], 1, {}, { States: [] }, { States: { A: null, B: {}, C: { Type: 'Choice', Choices: 1 } } }])(
  'survives %j',
  (definition) => {
    expect(() => convertDefinition(definition)).not.toThrow();
  },
);
