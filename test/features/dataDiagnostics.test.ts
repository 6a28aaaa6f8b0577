import { describe, expect, test } from 'vitest';
import { missingData } from '../../server/src/features/dataDiagnostics.ts';
import { rangeOf } from '../../server/src/model/document.ts';
import { machineOf, marked } from '../support/marked.ts';
import { previewOf } from '../support/preview.ts';

const INPUT = { order: { id: 7, total: 3 } };
const pass = (fields: string) => `"A": { "Type": "Pass", ${fields}, "End": true }`;

describe('paths that find nothing, where the scenario fails for it', () => {
  test.each([
    [
      'a field',
      pass('"InputPath": "$.<|orders|>"'),
      '$.orders is not in the data that arrives here: the input of scenario "First"',
    ],
    ['a step in the middle', pass('"OutputPath": "$.order.<|ident|>.x"'), '$.order.ident.x is not in the data'],
    ['an index', pass('"OutputPath": "$.order<|[0]|>"'), '$.order[0] is not in the data'],
    ['a template', pass('"Parameters": { "a.$": "$.order.<|idd|>" }'), '$.order.idd is not in the data'],
    [
      'an argument',
      pass(`"Parameters": { "a.$": "States.Array($.order.id, $.<|none|>)" }`),
      '$.none is not in the data',
    ],
    [
      'the context',
      pass('"InputPath": "$$.State.<|Nam|>"'),
      '$$.State.Nam is not in the data that arrives here: the context object of',
    ],
    [
      'JSONata',
      pass('"QueryLanguage": "JSONata", "Output": "{% <|$states.input.nothing|> %}"'),
      '$states.input.nothing is nothing',
    ],
    [
      'the state before',
      `"A": { "Type": "Pass", "Result": { "x": 1 }, "Next": "B" }, "B": { "Type": "Pass", "InputPath": "$.<|order|>", "End": true }`,
      'what "A" hands on in scenario "First"',
    ],
    [
      'a rule of a Choice',
      `"A": { "Type": "Choice", "Choices": [{ "Variable": "$.<|none|>", "NumericEquals": 1, "Next": "B" }] }, "B": { "Type": "Succeed" }`,
      '$.none is not in the data',
    ],
  ])('%s', async (_, states, message) => {
    const { problems, ranges, document } = await problemsIn(states);
    expect(problems.map((problem) => rangeOf(document, problem))).toEqual(ranges);
    expect(problems[0]?.message).toContain(message);
  });

  test('what may be meant', async () => {
    const { problems } = await problemsIn(pass('"OutputPath": "$.ordr.id"'));
    expect(problems[0]?.suggestion).toBe('order');
  });
});

test.each([
  ['what is there', pass('"InputPath": "$.order"')],
  [
    'a rule that is not looked at',
    `"A": { "Type": "Choice", "Choices": [
       { "And": [{ "Variable": "$.none", "IsPresent": true }, { "Variable": "$.none.x", "NumericEquals": 1 }], "Next": "B" }],
       "Default": "B" }, "B": { "Type": "Succeed" }`,
  ],
  [
    'a state on a way that was not taken',
    `"A": { "Type": "Choice", "Choices": [{ "Variable": "$.none", "IsPresent": true, "Next": "C" }], "Default": "B" },
     "C": { "Type": "Pass", "InputPath": "$.none", "End": true }, "B": { "Type": "Succeed" }`,
  ],
  [
    'a state behind a task that nobody answers',
    `"A": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Next": "B" }, "B": { "Type": "Pass", "InputPath": "$.x", "End": true }`,
  ],
  ['what is switched off', pass('"Comment": "asl-disable missing-data", "InputPath": "$.none"')],
])('no problem: %s', async (_, states) => {
  expect((await problemsIn(states)).problems).toEqual([]);
});

async function problemsIn(states: string) {
  const found = marked(machineOf(states));
  const preview = await previewOf(found.document, { input: INPUT });
  return { ...found, problems: missingData(found.document, preview) };
}
