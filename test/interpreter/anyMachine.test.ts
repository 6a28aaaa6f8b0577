import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type JsonObject, parseJson } from '../../server/src/base/json.ts';
import { run, TestStateRefused, testState } from '../../server/src/index.ts';

const NAMES = ['A', 'B', 'C'] as const;

const path = fc.constantFrom('$', '$$', '$.a', '$.a[0]', '$.a[*]', '$v', '$.no.such', '$$.Map.Item.Value', '$[', null);
const text = fc.constantFrom(
  ...['$.a', '$$.State', '$v', "States.Format('{}', $.a)", 'States.ArrayLength($.a)', "States.StringToJson('{')"],
  ...['{% $states.input %}', '{% $states.input.a %}', '{% $v %}', '{% 1/0 %}', '{% $states.result %}', '{% ( %}'],
  ...['', 'text', 'A', '2024-01-01T00:00:00Z', 'States.ALL', 'States.Runtime', 'Busy'],
);
const leaf = fc.oneof(
  text,
  fc.integer({ min: -2, max: 5 }),
  fc.boolean(),
  fc.constant(null),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 2 },
    leaf,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'v', 'a.$', 'Items', 'toString', '__proto__'), tie('value'), { maxKeys: 3 }),
  ),
})).value;

type Fields = { readonly [field: string]: fc.Arbitrary<unknown> };

/** What `always` names, and a few others; now and then one has a value that nobody means. */
function fields(always: Fields, sometimes: Fields): fc.Arbitrary<object> {
  const any = (meant: fc.Arbitrary<unknown>) =>
    fc.oneof({ weight: 40, arbitrary: meant }, { weight: 1, arbitrary: value });
  const rare = (meant: fc.Arbitrary<unknown>) =>
    fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: any(meant) });
  return fc.record({ ...mapped(always, any), ...mapped(sometimes, rare) }).map(asJson);
}

function mapped(of: Fields, change: (meant: fc.Arbitrary<unknown>) => fc.Arbitrary<unknown>): Fields {
  return Object.fromEntries(Object.entries(of).map(([field, meant]) => [field, change(meant)]));
}

/** Without the members that are undefined, and with `null` for what is no number. */
function asJson(found: object): object {
  return parseJson(JSON.stringify(found)) as JsonObject;
}

const errors = fc.subarray(['States.ALL', 'States.TaskFailed', 'Busy', 'States.Timeout']);
const variables = fc.record({ v: value });
const data = { InputPath: path, OutputPath: path, Assign: variables, Output: value };
const retriers = fc.array(
  fields({ ErrorEquals: errors }, { MaxAttempts: fc.integer({ min: 0, max: 3 }), IntervalSeconds: leaf }),
  { maxLength: 2 },
);

/** A state that leads to those named, and has such machines in it. */
function state(after: readonly string[], machine: fc.Arbitrary<object>): fc.Arbitrary<object> {
  const name = fc.constantFrom(...(after.length > 0 ? after : ['Nowhere']));
  const next = after.length > 0 ? { Next: name } : { End: fc.constant(true) };
  const common = { ...data, QueryLanguage: fc.constantFrom('JSONata', 'JSONPath') };
  const catcher = fields({ ErrorEquals: errors, Next: name }, { ResultPath: path, Output: value, Assign: variables });
  const handled = { Retry: retriers, Catch: fc.array(catcher, { maxLength: 2 }) };
  const shaped = { ...common, Parameters: value, Arguments: value, ResultSelector: value, ResultPath: path };
  const rule = fields(
    { Next: name, Variable: path, IsPresent: fc.boolean() },
    { Condition: fc.boolean(), Not: fields({ Variable: path }, { IsNull: fc.boolean(), StringEqualsPath: path }) },
  );
  const processor = fc.tuple(machine, fc.constantFrom('INLINE', 'DISTRIBUTED'));
  const resource = fc.constantFrom(
    'arn:aws:states:::lambda:invoke',
    'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
    'arn:aws:lambda:us-east-1:111111111111:function:f',
    'arn:aws:states:us-east-1:111111111111:activity:a',
  );
  const ofType: { readonly [type: string]: fc.Arbitrary<object> } = {
    Pass: fields(next, { ...common, Result: value, Parameters: value, ResultPath: path }),
    Wait: fields({ ...next, Seconds: fc.nat(3) }, { ...common, SecondsPath: path, Timestamp: text }),
    Succeed: fields({}, data),
    Fail: fields({}, { Error: text, Cause: text, ErrorPath: text, CausePath: text }),
    Task: fields({ ...next, ...handled, Resource: resource }, { ...shaped, TimeoutSeconds: leaf, Credentials: value }),
    Choice: fields({ Default: name, Choices: fc.array(rule, { maxLength: 3 }) }, common),
    Parallel: fields({ ...next, ...handled, Branches: fc.array(machine, { maxLength: 2 }) }, shaped),
    Map: fields(
      {
        ...{ ...next, ...handled },
        ItemProcessor: processor.map(([inner, Mode]) => ({ ...inner, ProcessorConfig: { Mode } })),
      },
      {
        ...{ ...shaped, ItemsPath: path, Items: value, ItemSelector: value, MaxConcurrency: leaf },
        ToleratedFailureCount: leaf,
        ItemBatcher: fields({ MaxItemsPerBatch: leaf }, { BatchInput: value }),
        ItemReader: fields({ Resource: text, Parameters: value }, { ReaderConfig: value }),
        ResultWriter: fields({ Resource: text }, { Parameters: value }),
      },
    ),
  };
  return fc.oneof(...Object.entries(ofType).map(([Type, rest]) => rest.map((more) => ({ Type, ...more }))));
}

/** Its states lead only to those after them, so that every run soon comes to its end. */
function machineOf(depth: number): fc.Arbitrary<object> {
  const inner = depth > 0 ? machineOf(depth - 1) : fc.constant({ StartAt: 'A', States: { A: { Type: 'Succeed' } } });
  const [A, B, C] = [state(['B', 'C'], inner), state(['C'], inner), state([], inner)];
  return fc.record({ StartAt: fc.constant('A'), States: fc.record({ A, B, C }) });
}

const machine = machineOf(2);
const answer = fc.oneof(
  fc.record({ Return: value }),
  fc.record({ Throw: fc.constantFrom({ Error: 'Busy', Cause: 'later' }, { Error: 'States.Timeout' }, {}) }),
);
const mocks = fc.record({ A: fc.array(answer), B: answer, C: fc.array(answer) });
const input = fc.oneof(value, fc.constant([1, 2, 3]), fc.constant({ a: [1, { b: 2 }], v: 'x' }));

describe('whatever a definition holds', () => {
  test('a run of it ends, the same every time, with a whole history', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(machine, input, mocks, async (definition, given, answers) => {
        const options = { mocks: answers as never, seed: 1 };
        const began = performance.now();
        const result = await run(definition, given, options);
        expect(performance.now() - began).toBeLessThan(5000);
        expect(['SUCCEEDED', 'FAILED', 'TIMED_OUT']).toContain(result.status);
        if (result.events.length > 0)
          expect(result.events.at(-1)?.type).toMatch(/^Execution(Succeeded|Failed|TimedOut)$/);
        for (const [i, { id, previousEventId }] of result.events.entries()) {
          expect(id).toBe(i + 1);
          expect(previousEventId).toBeLessThan(id);
        }
        expect(await run(definition, given, options)).toEqual(result);
      }),
      { numRuns: 300 },
    );
  });

  test('TestState answers or refuses', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        machine,
        fc.constantFrom(...NAMES),
        input,
        answer,
        async (definition, stateName, given, mock) => {
          const { Return: result } = mock as { readonly Return?: unknown };
          const mocked = result === undefined ? {} : { mock: { result } };
          try {
            const { status } = await testState({
              definition,
              stateName,
              input: given,
              inspectionLevel: 'TRACE',
              ...mocked,
            });
            expect(['SUCCEEDED', 'FAILED', 'RETRIABLE', 'CAUGHT_ERROR']).toContain(status);
          } catch (e) {
            expect(e).toBeInstanceOf(TestStateRefused);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
