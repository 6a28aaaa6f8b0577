import { describe, expect, test } from 'vitest';
import { debugging } from './testClient.ts';

const ORDER = {
  StartAt: 'Price',
  States: {
    Price: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      InputPath: '$.order',
      Parameters: { 'items.$': '$.items' },
      ResultSelector: { 'total.$': '$.Payload' },
      ResultPath: '$.price',
      OutputPath: '$.price',
      Assign: { 'paid.$': '$.Payload', list: [{ deep: [1, 2] }] },
      Next: 'Done',
    },
    Done: { Type: 'Succeed' },
  },
};
const INPUT = { order: { items: ['tea'] } };
const ANSWERS = { Normal: { answers: { Price: { return: { Payload: 12 } } } } };

describe('variables', () => {
  test('the stages of the data, as far as they have been reached', async () => {
    const debug = debugging(ORDER, ANSWERS);
    await debug.launchTo({ input: INPUT, stopOnEntry: true });
    const seen = { Input: '{"order":{"items":["tea"]}}' };
    expect(await debug.data()).toEqual(seen);
    for (const [label, value] of [
      ['After InputPath', '{"items":["tea"]}'],
      ['After Parameters', '{"items":["tea"]}'],
      ['Task result', '{"Payload":12}'],
      ['After ResultSelector', '{"total":12}'],
      ['After ResultPath', '{"order":{"items":["tea"]},"price":{"total":12}}'],
      ['Output', '{"total":12}'],
    ] as const) {
      await debug.stepIn();
      Object.assign(seen, { [label]: value });
      expect(await debug.data()).toEqual(seen);
    }
  });

  test('the stages of a JSONata state', async () => {
    const debug = debugging(
      {
        QueryLanguage: 'JSONata',
        StartAt: 'A',
        States: {
          A: {
            Type: 'Task',
            Resource: 'arn:x',
            Arguments: '{% $states.input.a %}',
            Output: '{% $states.result + 1 %}',
            End: true,
          },
        },
      },
      { S: { input: { a: 1 }, answers: { A: { return: 5 } } } },
    );
    await debug.launchTo({ stopOnEntry: true });
    for (const _ of ['Arguments', 'result', 'Output']) await debug.stepIn();
    expect(await debug.data()).toEqual({ Input: '{"a":1}', 'After Arguments': '1', 'Task result': '5', Output: '6' });
  });

  test('workflow variables and the context object', async () => {
    const debug = debugging(ORDER, ANSWERS);
    await debug.launchTo({ input: INPUT, stopOnEntry: true });
    expect((await debug.scopes()).Variables).toEqual({});
    await debug.next();
    const scopes = await debug.scopes();
    expect(scopes.Variables).toEqual({ paid: '12', list: '[{"deep":[1,2]}]' });
    expect(scopes.Context?.State).toContain('"Name":"Done"');
    expect(scopes.Context?.StateMachine).toContain('"Name":"orders"');
  });

  test('the execution around all states', async () => {
    const debug = debugging(ORDER, ANSWERS);
    await debug.launchTo({ input: INPUT, stopOnEntry: true });
    expect((await debug.scopes(1)).Execution).toEqual({ Input: '{"order":{"items":["tea"]}}' });
  });

  test('a long text is shown as a whole', async () => {
    const debug = debugging(ORDER, ANSWERS);
    const text = 'long '.repeat(100);
    await debug.launchTo({ input: { text }, stopOnEntry: true });
    expect((await debug.variable('Data', 'Input', 'text')).value).toBe(JSON.stringify(text));
  });

  test('values are expanded step by step, with types and expressions', async () => {
    const debug = debugging(ORDER, ANSWERS);
    await debug.launchTo({ input: INPUT, stopOnEntry: true });
    await debug.next();
    const list = await debug.variable('Variables', 'list');
    expect(list).toMatchObject({ type: 'array', indexedVariables: 1, evaluateName: '$list' });
    const item = await debug.variable('Variables', 'list', '0');
    expect(item).toMatchObject({ type: 'object', namedVariables: 1, evaluateName: '$list[0]' });
    const last = await debug.variable('Variables', 'list', '0', 'deep', '1');
    expect(last).toMatchObject({ value: '2', type: 'number', variablesReference: 0, evaluateName: '$list[0].deep[1]' });
    expect(await debug.evaluate(last.evaluateName ?? '')).toBe('2');
  });

  test('large values come in pages', async () => {
    const numbers = Array.from({ length: 1000 }, (_, i) => i);
    const debug = debugging(ORDER, ANSWERS);
    await debug.launchTo({ input: numbers, stopOnEntry: true });
    const { indexedVariables, variablesReference, value } = await debug.variable('Data', 'Input');
    expect(indexedVariables).toBe(1000);
    expect(value).toHaveLength(2000);
    const page = await debug.variables(variablesReference, { filter: 'indexed', start: 500, count: 3 });
    expect(page.map(({ name, value }) => [name, value])).toEqual([
      ['500', '500'],
      ['501', '501'],
      ['502', '502'],
    ]);
    expect(await debug.variables(variablesReference, { filter: 'named' })).toEqual([]);
  });

  test('a stage can be set: later ones are made again', async () => {
    const debug = debugging(ORDER, ANSWERS);
    await debug.launchTo({ input: INPUT, stopOnEntry: true });
    for (let i = 0; i < 4; i++) await debug.stepIn();
    const { parent } = await debug.variable('Data', 'Task result', 'Payload');
    const { body } = await debug.setVariableRequest({ variablesReference: parent, name: 'Payload', value: '99' });
    expect(body).toMatchObject({ value: '99', type: 'number' });
    expect(await debug.data()).toMatchObject({ 'Task result': '{"Payload":99}' });
    await debug.continue();
    expect(debug.output('result').join('')).toContain('"total": 99');
  });

  test('a variable can be set, and what is not JSON is refused', async () => {
    const debug = debugging(ORDER, ANSWERS);
    await debug.launchTo({ input: INPUT, stopOnEntry: true });
    await debug.next();
    const { parent } = await debug.variable('Variables', 'paid');
    await debug.setVariableRequest({ variablesReference: parent, name: 'paid', value: '"no"' });
    expect(await debug.evaluate('$paid')).toBe('"no"');
    await expect(debug.setVariableRequest({ variablesReference: parent, name: 'paid', value: 'no' })).rejects.toThrow(
      /^The new value has to be JSON/,
    );
    const context = await debug.variable('Context', 'State');
    await expect(
      debug.setVariableRequest({ variablesReference: context.parent, name: 'State', value: '1' }),
    ).rejects.toThrow('State cannot be changed');
  });
});

describe('scopes of variables', () => {
  const NESTED = {
    StartAt: 'Set',
    States: {
      Set: { Type: 'Pass', Assign: { outer: 1 }, Next: 'Each' },
      Each: {
        Type: 'Map',
        ItemProcessor: {
          StartAt: 'Inner',
          States: {
            Inner: { Type: 'Pass', Assign: { inner: 2 }, Next: 'Use' },
            Use: { Type: 'Pass', Parameters: { 'sum.$': 'States.MathAdd($inner, $outer)' }, End: true },
          },
        },
        End: true,
      },
    },
  };

  test('those of an iteration, and those around it', async () => {
    const debug = debugging(NESTED);
    expect(await debug.launchTo({ input: [1] }, 23)).toBe('breakpoint at Use:23');
    const scopes = await debug.scopes();
    expect(scopes.Variables).toEqual({ inner: '2' });
    expect(scopes['Variables of the state machine']).toEqual({ outer: '1' });
  });

  test('one around it can be set, and is seen inside', async () => {
    const debug = debugging(NESTED);
    expect(await debug.launchTo({ input: [1] }, 23)).toBe('breakpoint at Use:23');
    const { parent } = await debug.variable('Variables of the state machine', 'outer');
    await debug.setVariableRequest({ variablesReference: parent, name: 'outer', value: '40' });
    await debug.continue();
    expect(JSON.parse(debug.output('result')[0] ?? '')).toEqual([{ sum: 42 }]);
  });
});

test('the input of the execution and the item of an iteration can be set', async () => {
  const debug = debugging({
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        ItemProcessor: {
          StartAt: 'Use',
          States: {
            Use: {
              Type: 'Pass',
              Parameters: { 'i.$': '$$.Map.Item.Value', 'e.$': '$$.Execution.Input.id' },
              End: true,
            },
          },
        },
        ItemsPath: '$.items',
        End: true,
      },
    },
  });
  await debug.prepare({ input: { id: 1, items: [7] } });
  await debug.setFunctionBreakpointsRequest({ breakpoints: [{ name: 'Use' }] });
  expect(await debug.run()).toMatch(/^breakpoint at Use/);
  const set = async (path: readonly [string, ...string[]], value: string) => {
    const { parent, name } = await debug.variable('Context', ...path);
    return debug.setVariableRequest({ variablesReference: parent, name, value });
  };
  await set(['Map', 'Item', 'Value'], '8');
  await set(['Execution', 'Input', 'id'], '"other"');
  await expect(set(['Execution', 'StartTime'], '"now"')).rejects.toThrow(/^Only Execution\.Input/);
  await expect(set(['StateMachine', 'Name'], '"other"')).rejects.toThrow('Name cannot be changed');
  await debug.continue();
  expect(JSON.parse(debug.output('result')[0] ?? '')).toEqual([{ i: 8, e: 'other' }]);
});

describe('inline values', () => {
  test('stand at the ends of the lines whose fields made them', async () => {
    const debug = debugging(ORDER, ANSWERS);
    await debug.launchTo({ input: INPUT }, 14);
    const { body: stack } = await debug.stackTraceRequest({ threadId: 1 });
    const frameId = stack.stackFrames[0]?.id;
    const { body } = await debug.customRequest('asl/inlineValues', { frameId });
    expect(body.values).toEqual([
      { line: 4, column: 15, text: 'input = {"order":{"items":["tea"]}}' },
      { line: 7, column: 30, text: '{"items":["tea"]}' },
      { line: 8, column: 22, text: '{"items":["tea"]}' },
      { line: 6, column: 52, text: '{"Payload":12}' },
      { line: 11, column: 26, text: '{"total":12}' },
      { line: 14, column: 31, text: '{"order":{"items":["tea"]},"price":{"total":12}}' },
    ]);
  });

  test('the execution as a whole has none', async () => {
    const debug = debugging(ORDER, ANSWERS);
    await debug.launchTo({ input: INPUT, stopOnEntry: true });
    const { body: stack } = await debug.stackTraceRequest({ threadId: 1 });
    const { body } = await debug.customRequest('asl/inlineValues', { frameId: stack.stackFrames[1]?.id });
    expect(body.values).toEqual([]);
  });
});

describe('evaluate', () => {
  test.each([
    ['$.order.items[0]', '"tea"'],
    ['"$.order"', '{"items":["tea"]}'],
    ['States.ArrayLength($.order.items)', '1'],
    ["States.Format('{}!', $.order.items[0])", '"tea!"'],
    ['$$.State.Name', '"Price"'],
    ['{% $states.input.order.items %}', '["tea"]'],
    ['$.nothing', expect.stringMatching(/^error: .*No results for path/)],
    ['States.Nothing()', expect.stringMatching(/^error: /)],
  ])('%s in a JSONPath state', async (expression, expected) => {
    const debug = debugging(ORDER, ANSWERS);
    await debug.launchTo({ input: INPUT, stopOnEntry: true });
    expect(await debug.evaluate(expression)).toEqual(expected);
  });

  test('paths begin at the data as the last stage left it', async () => {
    const debug = debugging(ORDER, ANSWERS);
    await debug.launchTo({ input: INPUT, stopOnEntry: true });
    for (let i = 0; i < 3; i++) await debug.stepIn();
    expect(await debug.evaluate('$')).toBe('{"Payload":12}');
  });

  test.each([
    ['$states.input.a * 2', '4'],
    ['{% $sum([1, $states.input.a]) %}', '3'],
    ['$states.context.State.Name', '"J"'],
    ['$uppercase("x")', '"X"'],
    ['$states.input.a +', expect.stringMatching(/^error: /)],
  ])('%s in a JSONata state', async (expression, expected) => {
    const debug = debugging({
      QueryLanguage: 'JSONata',
      StartAt: 'J',
      States: { J: { Type: 'Succeed' } },
    });
    await debug.launchTo({ input: { a: 2 }, stopOnEntry: true });
    expect(await debug.evaluate(expression)).toEqual(expected);
  });

  test.each([
    [7, '$.order', '{"items":["tea"]}'],
    [9, '$.items', '["tea"]'],
    [12, '$.Payload', '12'],
    [15, '$.price', '{"total":12}'],
    [17, '$.Payload', '12'],
  ])('on line %i %s is of the data that its field reads', async (line, expression, expected) => {
    const debug = debugging(ORDER, ANSWERS);
    await debug.launchTo({ input: INPUT }, 15);
    const place = { line, column: 20, source: { path: '/project/orders.asl.json' } };
    const { body } = await debug.customRequest('evaluate', { expression, context: 'hover', ...place });
    expect(body.result).toBe(expected);
  });

  test('a bare word under the mouse is nothing to evaluate', async () => {
    const debug = debugging(ORDER, ANSWERS);
    await debug.launchTo({ input: INPUT, stopOnEntry: true });
    expect(await debug.evaluate('order', 'hover')).toBe('error: This is not an expression');
    expect(await debug.evaluate('$.order', 'hover')).toBe('{"items":["tea"]}');
  });

  test('a result can be expanded', async () => {
    const debug = debugging(ORDER, ANSWERS);
    await debug.launchTo({ input: INPUT, stopOnEntry: true });
    const { body } = await debug.evaluateRequest({ expression: '$.order', context: 'repl' });
    const [items] = await debug.variables(body.variablesReference);
    expect(items).toMatchObject({ name: 'items', value: '["tea"]' });
  });
});
