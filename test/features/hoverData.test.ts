import { describe, expect, test } from 'vitest';
import { hover } from '../../server/src/features/hover.ts';
import { machineOf, marked } from '../support/marked.ts';
import { previewOf } from '../support/preview.ts';

const INPUT = {
  n: 5,
  order: {
    id: 7,
    items: [
      { sku: 'tea', price: 3 },
      { sku: 'cup', price: 8 },
    ],
  },
};
const task = '"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke"';

async function textAt(states: string, scenario: object = { input: INPUT }): Promise<string> {
  const { document, position } = marked(machineOf(states));
  const found = await hover(document, position, await previewOf(document, scenario));
  const contents = found?.contents;
  return typeof contents === 'object' && 'value' in contents ? contents.value : '';
}

const pass = (fields: string) => `"A": { "Type": "Pass", ${fields}, "End": true }`;
const jsonata = (text: string) => pass(`"QueryLanguage": "JSONata", "Output": "{% ${text} %}"`);

describe('parts of JSONata', () => {
  test.each([
    ['an operand', '1 + $sum($states.input.order.items.<|>price)', ['`$states.input.order.items.price`', '[3, 8]']],
    [
      'an operator',
      '$sum($states.input.order.items.price) <|>+ 1',
      ['\n12\n', '- `$sum($states.input.order.items.price)` → `11`'],
    ],
    ['a call by its name', '1 + $<|>sum($states.input.order.items.price)', ['\n11\n', '→ `[3,8]`']],
    ['a predicate', '$states.input.order.items[<|>price > 5].sku', ['[3, 8]']],
    [
      'a comparison in a predicate',
      '$states.input.order.items[price <|>> 5].sku',
      ['[false, true]', '- `price` → `[3,8]`'],
    ],
    ['a variable of its own', '($x := $states.input.n; <|>$x * 2)', ['`$x`', '\n5\n']],
    ['a member of a map', '$states.input.order.items.(<|>price * 2)', ['[3, 8]']],
    ['an item that a function is given', '$map([1, 2], function($v) { <|>$v * 3 })', ['`$v`', '[1, 2]']],
    ['a part of a function', '$filter($states.input.order.items, function($v) { $v.price <|>> 5 })', ['[false, true]']],
    ['the members of an object', '$each($states.input.order.items[0], function($v) { <|>$v })', ['["tea", 3]']],
    ['any other parameter: the whole is shown', '$map([1, 2], function($v, $i) { <|>$i * 2 })', ['[0, 2]']],
  ])('%s', async (_, text, expected) => {
    const shown = await textAt(jsonata(text));
    for (const part of expected) expect(shown).toContain(part);
  });
});

test.each([
  ['a block', '>-\n      {% $states.input.n\n      + 1 %}'],
  ['a block, with CRLF', '>-\r\n      {% $states.input.n\r\n      + 1 %}'],
  ['quotes over lines', "'{% $states.input.n\n      + 1 %}'"],
])('the range in YAML ends with the part: in %s', async (_, text) => {
  const yaml = `StartAt: A\nStates:\n  A:\n    Type: Pass\n    QueryLanguage: JSONata\n    Output: ${text}\n    End: true\n`;
  const { document, position } = marked(yaml.replace('input.n', 'input.<|>n'), 'yaml');
  const found = await hover(document, position);
  expect(found && document.text.getText(found.range)).toBe('$states.input.n');
});

describe('templates, calls, variables', () => {
  test.each([
    [
      'the object so far',
      pass('"Parameters": { "a": 1, "in": { "b": 2, "<|>c.$": "$.n" }, "d": 3 }'),
      'The object so far: object of 2 members',
    ],
    ['with all before', pass('"Parameters": { "a": 1, "<|>b.$": "$.n", "d": 3 }'), '{ "a": 1, "b": 5 }'],
    [
      'the object so far, in JSONata',
      pass('"QueryLanguage": "JSONata", "Output": { "a": 1, "<|>b": "{% $states.input.n %}" }'),
      '{ "a": 1, "b": 5 }',
    ],
    ['the arguments of a call', pass(`"Parameters": { "a.$": "<|>States.Format('{}', $.n)" }`), '- `$.n` → `5`'],
    [
      'inner calls',
      pass(`"Parameters": { "a.$": "<|>States.Format('{}', States.MathAdd($.n, 1))" }`),
      '- `States.MathAdd($.n, 1)` → `6`',
    ],
    ['what a filter tests', pass('"InputPath": "$.order.items[?(@.<|>price > 5)]"'), '`$.order.items[*].price`'],
    ['of each item', pass('"InputPath": "$.order.items[?(@.<|>price > 5)]"'), '[3, 8]'],
    ['before and after', pass('"Result": 1, "ResultPath": "$.<|>r"'), 'Before: object of 2 members'],
    [
      'where a variable is assigned',
      '"A": { "Type": "Pass", "Assign": { "v.$": "$.n" }, "Next": "B" }, "B": { "Type": "Pass", "InputPath": "<|>$v", "End": true }',
      'Workflow variable, assigned in `A`\n\nIn scenario `First`:\n\nnumber',
    ],
  ])('%s', async (_, source, expected) => {
    expect(await textAt(source)).toContain(expected);
  });
});

describe('a rule of a Choice', () => {
  const choice = (rule: string) =>
    `"A": { "Type": "Choice", "Choices": [{ ${rule}, "Next": "B" }], "Default": "B" }, "B": { "Type": "Succeed" }`;

  test.each([
    ['holds', '"Variable": "$.n", "<|>NumericGreaterThan": 3', ': **true** — `$.n` is `5` (number)'],
    ['does not', '"Variable": "$.n", "<|>StringEquals": "5"', ': **false** — `$.n` is `5` (number)'],
    [
      'a path',
      '"<|>Variable": "$.n", "NumericEqualsPath": "$.order.id"',
      '**false** — `$.n` is `5` (number), `$.order.id` is `7` (number)',
    ],
    ['absent', '"Variable": "$.x", "<|>IsPresent": true', ': **false** — `$.x` is not there'],
    ['an error', '"Variable": "$.x", "<|>NumericEquals": 1', ": **fails** — `$.x`: No results for path: $['x']"],
    [
      'the decisive one',
      '"<|>And": [{ "Variable": "$.n", "NumericEquals": 5 }, { "Variable": "$.order.id", "NumericEquals": 1 }]',
      ': **false** — `$.order.id` is `7` (number)',
    ],
    ['negated', '"<|>Not": { "Variable": "$.n", "NumericEquals": 5 }', ': **false** — `$.n` is `5` (number)'],
  ])('%s', async (_, rule, expected) => {
    expect(await textAt(choice(rule))).toContain(expected);
  });

  test('unknown, where it reads what is not known', async () => {
    const rule = '"Variable": "$.r", "<|>IsString": true';
    const text = await textAt(
      `"A": { ${task}, "ResultPath": "$.r", "Next": "C" }, ${choice(rule).replace('"A"', '"C"')}`,
    );
    expect(text).toContain(': unknown: no answer for state "A"');
  });

  test('in JSONata, on any field of the rule', async () => {
    const rule = (condition: string) =>
      `"A": { "Type": "Choice", "QueryLanguage": "JSONata", "Choices": [{ "<|>Condition": "{% ${condition} %}", "Next": "B" }] }, "B": { "Type": "Succeed" }`;
    expect(await textAt(rule('$states.input.n > 9'))).toContain(': **false** — `$states.input.n` is `5`');
    expect(await textAt(rule('$states.input.x.y'))).toContain(': **fails** — The JSONata expression');
  });

  test('in JSONata, with its operands', async () => {
    const rule = `"A": { "Type": "Choice", "QueryLanguage": "JSONata", "Choices": [{ "Condition": "{% $states.input.n <|>> 3 %}", "Next": "B" }] }, "B": { "Type": "Succeed" }`;
    const text = await textAt(rule);
    expect(text).toContain('\ntrue\n');
    expect(text).toContain('- `$states.input.n` → `5`');
  });
});

describe('ways not taken', () => {
  test('what nobody answers is unknown', async () => {
    const states = `"A": { ${task}, "ResultPath": "$.answer", "Next": "B" }, "B": { "Type": "Pass", "InputPath": "$.<|>`;
    const after = await textAt(`${states}answer.id", "End": true }`);
    expect(after).toContain('this state is not reached. The scenario has no answer for the state "A".');
    expect(after).toContain('After "A", which the scenario does not answer:\n\nUnknown: no answer for state "A"');
    expect(await textAt(`${states}n", "End": true }`)).toContain('\n5\n');
  });

  test('nothing is computed from it', async () => {
    const states = (fields: string) =>
      `"A": { ${task}, "ResultPath": "$.r", "Next": "B" }, "B": { "Type": "Pass", ${fields}, "End": true }`;
    const unknown = 'Unknown: no answer for state "A"';
    expect(await textAt(states('"Parameters": { "h.$": "<|>States.Base64Encode($.r)" }'))).toContain(unknown);
    expect(await textAt(states('"InputPath": "$.typo<|>"'))).toContain('No results for path');
    const whole = await textAt(states('"Parameters": { "n.$": "$.n", "<|>r.$": "$.r.id" }'));
    expect(whole).toContain('object of 2 members, not all of it known');
    expect(whole).toContain('{ "n": 5, "r": ⟨no answer for state "A"⟩ }');
  });

  test('each way with its value, three at most', async () => {
    const rules = [1, 2, 3, 4].map(
      (n) => `{ "Variable": "$.n", "NumericEquals": ${n}, "Assign": { "way": ${n} }, "Next": "B" }`,
    );
    const text = await textAt(
      `"A": { "Type": "Choice", "Choices": [${rules}], "Default": "C" }, "C": { "Type": "Succeed" },
       "B": { "Type": "Pass", "Parameters": { "w.$": "<|>$way" }, "End": true }`,
    );
    expect(text).toContain('If rule 1 of "A" holds:\n\nnumber\n\n```json\n1\n```');
  });

  test('a state that is reached in several ways: what each would bring, once', async () => {
    const text = await textAt(
      `"A": { "Type": "Choice", "Choices": [{ "Variable": "$.n", "NumericEquals": 5, "Next": "B" }], "Default": "C" },
       "<|>B": { ${task}, "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "C" }], "End": true },
       "C": { "Type": "Pass", "Result": 1, "Next": "B" }`,
    );
    expect(text.match(/^(?:In scenario|If|After).*$/gm)).toEqual([
      'In scenario `First`:',
      'If "A" goes by its Default:',
    ]);
    expect(text).toContain('If "A" goes by its Default:\n\nInput: number\n\n```json\n1\n```');
  });

  test('a state that is not reached: what would arrive', async () => {
    const text = await textAt(
      `"A": { "Type": "Choice", "Choices": [{ "Variable": "$.n", "NumericEquals": 5, "Next": "C" }], "Default": "<|>B" },
       "B": { "Type": "Pass", "InputPath": "$.order.id", "End": true }, "C": { "Type": "Succeed" }`,
    );
    expect(text).toContain('If "A" goes by its Default:');
    expect(text).toContain('Output: number');
  });
});
