import { expect, test } from 'vitest';
import { findAnswer } from '../../server/src/scenario/answers.ts';
import { mockAnswers } from '../../server/src/scenario/mockConfig.ts';
import { answersOf, findScenario, parseScenarios } from '../../server/src/scenario/scenario.ts';

const text = `{
  // The first one is the one to use where none is chosen.
  "scenarios": {
    "Declined": {
      "input": { "id": 1 },
      "answers": {
        "Charge": [{ "throw": { "error": "Declined", "cause": "no" } }, { "return": { "ok": true } }],
        "Tell": { "return": null },
      },
      "expect": { "status": "SUCCEEDED" }
    },
    "Nothing": {}
  }
}`;

test('reads scenarios in their order, comments and trailing commas included', () => {
  const { file, errors } = parseScenarios(text);
  expect(errors).toEqual([]);
  expect(file?.scenarios.map((s) => [s.name, s.input])).toEqual([
    ['Declined', { id: 1 }],
    ['Nothing', {}],
  ]);
  expect(file && findScenario(file)?.name).toBe('Declined');
  expect(file && findScenario(file, 'Nothing')?.name).toBe('Nothing');
});

test('one answer is for every invocation, those of a list are for one each', () => {
  const scenario = parseScenarios(text).file?.scenarios[0];
  const source = scenario ? answersOf(scenario) : {};
  expect(findAnswer(source, 'Charge', 0)).toEqual({ kind: 'throw', error: 'Declined', cause: 'no' });
  expect(findAnswer(source, 'Charge', 1)).toEqual({ kind: 'return', value: { ok: true } });
  expect(findAnswer(source, 'Charge', 2)).toBeUndefined();
  expect(findAnswer(source, 'Tell', 99)).toEqual({ kind: 'return', value: null });
  expect(findAnswer(source, 'constructor', 0)).toBeUndefined();
});

test.each([
  ['', ['Value expected']],
  ['[]', ['A scenario file must be an object with a member "scenarios"']],
  ['{"scenarios": {"A": 1}}', ['The scenario "A" must be an object']],
  [
    '{"scenarios": {"A": {"answers": {"T": {"return": 1, "throw": {}}}}}}',
    ['An answer must have exactly one of "return" and "throw", or of what does the task for real'],
  ],
])('says what is wrong with %j', (source, messages) => {
  expect(parseScenarios(source).errors.map((e) => e.message)).toEqual(messages);
});

test('survives every prefix', () => {
  for (let i = 0; i <= text.length; i++) expect(parseScenarios(text.slice(0, i)).errors).toBeInstanceOf(Array);
});

const config = {
  StateMachines: {
    Orders: { TestCases: { Happy: { Charge: 'ok' }, Sad: { Charge: 'flaky' }, Odd: { Charge: 'lost' } } },
  },
  MockedResponses: {
    ok: { '0': { Return: 1 } },
    flaky: { '0-2': { Throw: { Error: 'E', Cause: 'c' } }, '3': { Return: 2 } },
  },
};

test('a mock configuration answers by ranges of invocations', () => {
  const answers = mockAnswers(config, { stateMachineName: 'Orders', testCase: 'Sad' });
  const source = answers.ok ? answers.source : {};
  expect([0, 2, 3, 4].map((n) => findAnswer(source, 'Charge', n)?.kind)).toEqual([
    'throw',
    'throw',
    'return',
    undefined,
  ]);
});

test.each([
  [{ testCase: 'Happi' }, 'no test case named "Happi"; did you mean "Happy"?'],
  [{}, 'several test cases, say which: Happy, Sad, Odd'],
  [{ stateMachineName: 'X', testCase: 'Happy' }, 'no state machine named "X"'],
  [{ testCase: 'Odd' }, 'no mocked response named "lost" for the state "Charge"'],
])('a mock configuration that does not fit: %j', (choice, problem) => {
  expect(mockAnswers(config, choice)).toMatchObject({ ok: false, problem: expect.stringContaining(problem) });
});
