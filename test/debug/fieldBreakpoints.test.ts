import { describe, expect, test } from 'vitest';
import { debugging, MACHINE } from './testClient.ts';

const ORDER = `{
  "StartAt": "Price",
  "States": {
    "Price": {
      "Type": "Task",
      "Resource": "arn:aws:states:::lambda:invoke",
      "InputPath": "$.order",
      "Parameters": {
        "items.$": "$.items"
      },
      "ResultSelector": { "total.$": "$.Payload" },
      "ResultPath": "$.price",
      "OutputPath": "$.price",
      "Assign": { "paid.$": "$.Payload" },
      "Retry": [
        { "ErrorEquals": ["Slow"] },
        { "ErrorEquals": ["Busy"] }
      ],
      "Catch": [
        { "ErrorEquals": ["States.ALL"], "Next": "Sorry" }
      ],
      "Next": "Which"
    },
    "Which": {
      "Type": "Choice",
      "Choices": [
        { "Variable": "$.total", "NumericGreaterThan": 100, "Next": "Sorry" },
        {
          "Variable": "$.total",
          "NumericEquals": 12,
          "Next": "Pause"
        }
      ],
      "Default": "Sorry"
    },
    "Pause": {
      "Type": "Wait",
      "Seconds": 5,
      "End": true
    },
    "Sorry": {
      "Type": "Fail",
      "Error": "Sorry"
    }
  }
}`;
const input = { order: { items: ['tea'] } };
const PAID = { Normal: { answers: { Price: { return: { Payload: 12 } } } } };
const BUSY = {
  Busy: { answers: { Price: [{ throw: { error: 'Busy' } }, { throw: { error: 'Broken' } }] } },
};

/** Every stop of a run with a breakpoint on each of these lines. */
async function stops(scenarios: object, ...lines: readonly number[]): Promise<string[]> {
  const debug = debugging(ORDER, scenarios);
  await debug.prepare({ input }, ...lines);
  await debug.setExceptionBreakpointsRequest({ filters: [] });
  const story: string[] = [];
  for (let stop = await debug.run(); stop !== 'terminated'; stop = await debug.continue()) story.push(stop);
  return story.map((stop) => stop.replace('breakpoint at ', ''));
}

describe('a breakpoint on a field stops when its stage is reached', () => {
  test.each([
    ['the call', PAID, [6], ['Price:6']],
    ['InputPath', PAID, [7], ['Price:7']],
    ['anywhere in Parameters', PAID, [9], ['Price:8']],
    ['ResultSelector and after', PAID, [11, 12, 13], ['Price:11', 'Price:12', 'Price:13']],
    ['Assign', PAID, [14], ['Price:14']],
    ['Next', PAID, [22], ['Price:22']],
    ['Retry, without an error', PAID, [15, 19], []],
    ['the call, at each attempt', BUSY, [6], ['Price:6', 'Price:6']],
    ['any retrier', BUSY, [15], ['Price:15']],
    ['the retrier that takes the error', BUSY, [16, 17], ['Price:17']],
    ['the catcher', BUSY, [20], ['Price:20']],
    ['the output of a caught error is not that of the state', BUSY, [13, 22], []],
    ['rules that are tested', PAID, [27, 29], ['Which:27', 'Which:28']],
    ['a rule that is taken', PAID, [31], ['Which:31']],
    ['a Default that is not taken', PAID, [34], []],
    ['a Wait', PAID, [38], ['Pause:38']],
    ['a Fail, before it fails', BUSY, [43], ['Sorry:43']],
  ])('%s', async (_, scenarios, lines, expected) => {
    expect(await stops(scenarios, ...lines)).toEqual(expected);
  });

  test('the data is there as it was made', async () => {
    const debug = debugging(ORDER, PAID);
    await debug.launchTo({ input }, 11);
    expect(await debug.data()).toMatchObject({ 'After ResultSelector': '{"total":12}' });
    expect(await debug.data()).not.toHaveProperty('Output');
  });

  test('before a rule is tested its condition can be evaluated, and the data changed', async () => {
    const debug = debugging(ORDER, PAID);
    expect(await debug.launchTo({ input }, 27)).toBe('breakpoint at Which:27');
    expect(await debug.evaluate('$.total')).toBe('12');
    const { parent } = await debug.variable('Data', 'Input', 'total');
    await debug.setVariableRequest({ variablesReference: parent, name: 'total', value: '500' });
    expect(await debug.stepIn()).toBe('breakpoint at Which:27');
    expect(await debug.stepIn()).toBe('step at Which:27');
    expect(await debug.stepIn()).toBe('step at Sorry:41');
  });

  test('conditions are about the data at that stage', async () => {
    const debug = debugging(ORDER, PAID);
    await debug.prepare({ input });
    const source = { path: MACHINE };
    const breakpoints = [
      { line: 11, condition: '{% $states.result.Payload = 12 %}' },
      { line: 12, condition: '{% $states.result.Payload = 13 %}' },
    ];
    await debug.setBreakpointsRequest({ source, breakpoints });
    expect(await debug.run()).toBe('breakpoint at Price:11');
    expect(await debug.continue()).toBe('terminated');
  });

  test('reverse continue stops there too', async () => {
    const debug = debugging(ORDER, PAID);
    await debug.launchTo({ input }, 8, 27, 38);
    const reverse = () => debug.stopAfter(() => debug.reverseContinueRequest({ threadId: 1 }));
    expect(await debug.continue()).toBe('breakpoint at Which:27');
    expect(await debug.continue()).toBe('breakpoint at Pause:38');
    expect(await reverse()).toBe('breakpoint at Which:27');
    expect(await reverse()).toBe('breakpoint at Price:8');
    expect(await reverse()).toBe('entry at Price:4');
    expect(await debug.continue()).toBe('breakpoint at Price:8');
    expect(await debug.continue()).toBe('breakpoint at Which:27');
  });

  test('reverse continue heeds conditions', async () => {
    const debug = debugging(ORDER, PAID);
    await debug.launchTo({ input }, 38);
    const breakpoints = [{ line: 4 }, { line: 24, condition: '{% false %}' }, { line: 27, logMessage: 'here' }];
    await debug.setBreakpointsRequest({ source: { path: MACHINE }, breakpoints });
    expect(await debug.stopAfter(() => debug.reverseContinueRequest({ threadId: 1 }))).toBe('breakpoint at Price:4');
  });
});

describe('columns', () => {
  const LINE =
    '{ "StartAt": "A", "States": {\n  "A": { "Type": "Pass", "Parameters": {}, "ResultPath": "$.x", "End": true } } }';

  test('each place of a line is offered, and chosen by its column', async () => {
    const debug = debugging(LINE);
    await debug.prepare({ input: {} });
    const source = { path: MACHINE };
    const { body } = await debug.customRequest('breakpointLocations', { source, line: 2 });
    expect(body.breakpoints).toEqual([
      { line: 2, column: 3 },
      { line: 2, column: 26 },
      { line: 2, column: 44 },
      { line: 2, column: 65 },
    ]);
    const set = await debug.setBreakpointsRequest({ source, breakpoints: [{ line: 2, column: 44 }, { line: 2 }] });
    expect(set.body.breakpoints).toMatchObject([
      { verified: true, line: 2, column: 44 },
      { verified: true, line: 2, column: 3 },
    ]);
    expect(await debug.run()).toBe('breakpoint at A:2');
    expect(await debug.data()).toEqual({ Input: '{}' });
    expect(await debug.continue()).toBe('breakpoint at A:2');
    expect(await debug.data()).toMatchObject({ 'After ResultPath': '{"x":{}}' });
  });
});

test('in JSONata, and in branches and iterations', async () => {
  const debug = debugging(`{
  "QueryLanguage": "JSONata",
  "StartAt": "Each",
  "States": {
    "Each": {
      "Type": "Map",
      "Items": "{% $states.input %}",
      "MaxConcurrency": 1,
      "ItemSelector": "{% $states.context.Map.Item.Value %}",
      "ItemProcessor": {
        "StartAt": "Item",
        "States": {
          "Item": {
            "Type": "Pass",
            "Assign": { "seen": "{% $states.input %}" },
            "Output": "{% $states.input * 2 %}",
            "End": true
          }
        }
      },
      "End": true
    }
  }
}`);
  const story = [await debug.launchTo({ input: [1, 2] }, 7, 9, 10, 15, 16)];
  while (story.at(-1) !== 'terminated') story.push(await debug.continue());
  expect(story.map((stop) => stop.replace('breakpoint at ', ''))).toEqual([
    'Each:7',
    'Each:10',
    'Each:9',
    'Item:15',
    'Each:9',
    'Item:15',
    'terminated',
  ]);
});

describe('edits while the run stands still', () => {
  test('breakpoints, frames and steps move with the text', async () => {
    const debug = debugging(ORDER, PAID);
    await debug.initializeRequest({ adapterID: 'asl', supportsInvalidatedEvent: true, pathFormat: 'path' });
    await debug.launchRequest({ stateMachine: MACHINE, input } as object);
    await debug.setFunctionBreakpointsRequest({ breakpoints: [{ name: 'Pause' }] });
    await debug.setBreakpointsRequest({ source: { path: MACHINE }, breakpoints: [{ line: 4 }] });
    expect(await debug.run()).toBe('breakpoint at Price:4');
    const told: string[] = [];
    debug.on('breakpoint', ({ body }) => told.push(`moved to ${body.breakpoint.line}`));
    debug.on('invalidated', ({ body }) => told.push(`invalidated ${body.areas}`));
    debug.files[MACHINE] = ORDER.replace('"StartAt"', '"Comment": "One\\ntwo",\n\n  "StartAt"');
    const { body } = await debug.setBreakpointsRequest({ source: { path: MACHINE }, breakpoints: [{ line: 26 }] });
    expect(body.breakpoints).toMatchObject([{ verified: true, line: 26 }]);
    expect(told).toEqual(['moved to 38', 'invalidated stacks']);
    expect(await debug.frames()).toEqual(['Price:6', 'orders:4']);
    expect(await debug.continue()).toBe('breakpoint at Which:26');
    expect(await debug.continue()).toBe('breakpoint at Pause:38');
  });

  test('frames move also where there are no breakpoints', async () => {
    const debug = debugging(ORDER, PAID);
    await debug.launchTo({ input, stopOnEntry: true });
    debug.files[MACHINE] = `\n\n${ORDER}`;
    expect(await debug.frames()).toEqual(['Price:6', 'orders:4']);
    expect(await debug.next()).toBe('step at Which:26');
  });

  test('a state that is new cannot be hit before a restart; a broken text moves nothing', async () => {
    const debug = debugging(ORDER, PAID);
    await debug.launchTo({ input }, 4);
    const source = { path: MACHINE };
    debug.files[MACHINE] = ORDER.replace('"Pause": {', '"New": {');
    const { body } = await debug.setBreakpointsRequest({ source, breakpoints: [{ line: 36 }] });
    expect(body.breakpoints).toMatchObject([{ verified: false, message: 'This state is new: restart to run it' }]);
    debug.files[MACHINE] = '{';
    const broken = await debug.setBreakpointsRequest({ source, breakpoints: [{ line: 24 }] });
    expect(broken.body.breakpoints).toMatchObject([{ verified: true, line: 24 }]);
  });
});
