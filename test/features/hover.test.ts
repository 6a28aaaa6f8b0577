import { describe, expect, test } from 'vitest';
import { hover } from '../../server/src/features/hover.ts';
import { dedent, machineOf, marked, type Syntax } from '../support/marked.ts';
import { previewOf } from '../support/preview.ts';

const INPUT = {
  order: {
    id: 7,
    items: [
      { sku: 'tea', price: 3 },
      { sku: 'cup', price: 8 },
    ],
  },
};

describe('without data', () => {
  test.each([
    ['a state type', '"Type": "<|>Pass", "End": true', '**Pass** state'],
    ['a field', '"Type": "Pass", "<|>ResultPath": "$.a", "End": true', '**ResultPath** (JSONPath only)'],
    ['a field of a retrier', '"Type": "Task", "Retry": [{ "Max<|>Attempts": 1 }]', 'How many retries at most'],
    ['an error name', '"Type": "Task", "Retry": [{ "ErrorEquals": ["States.<|>Timeout"] }]', '`States.Timeout`'],
    ['a service', '"Type": "Task", "Resource": "arn:aws:states:::sqs:<|>sendMessage"', '**SQS**: `sendMessage`'],
    ['an intrinsic function', '"Type": "Pass", "Parameters": { "a.$": "States.<|>UUID()" }', 'States.UUID(): string'],
    ['a context field', '"Type": "Pass", "InputPath": "$$.State.<|>Name"', 'The name of the state.'],
  ])('%s', async (_, state, expected) => {
    expect(await textAt(machineOf(`"A": { ${state} }`))).toContain(expected);
  });

  test('a deprecated field names its successor', async () => {
    const map = '"Type": "Map", "<|>Iterator": { "StartAt": "I", "States": {} }, "End": true';
    expect(await textAt(machineOf(`"A": { ${map} }`))).toContain('Deprecated: use `ItemProcessor`');
  });

  test('the same in YAML', async () => {
    const source = dedent(`
      StartAt: A
      States:
        A:
          Type: <|>Wait
          Seconds: 3
    `);
    expect(await textAt(source, 'yaml')).toContain('**Wait** state');
  });
});

describe('what it yields in the scenario', () => {
  test.each([
    ['a function of JSONata', '"QueryLanguage": "JSONata", "Output": "{% <|$sum|>([1, 2]) %}"', '`$sum(array)`'],
    ['a path', '"InputPath": "$.order.<|id|>"', '7'],
    ['a path as far as the cursor', '"InputPath": "$.order.<|>items[0].sku"', 'array of 2 items'],
    ['the root', '"InputPath": "<|$|>.order"', '"order"'],
    ['an index', '"InputPath": "$.order.items[<|>1].sku"', '"cup"'],
    ['an intrinsic call', `"Parameters": { "a.$": "<|>States.Format('#{}', $.order.id)" }`, '"#7"'],
    ['the argument of a call', `"Parameters": { "a.$": "States.Format('#{}', $.order.<|>id)" }`, '\n7\n'],
    ['an inner call', `"Parameters": { "a.$": "States.Array(<|>States.MathAdd(1, 2))" }`, '\n3\n'],
    ['the key of a template', '"Parameters": { "n<|>o.$": "$.order.id" }', '\n7\n'],
    ['where a result goes', '"Result": 1, "ResultPath": "$.<|>done"', '"done": 1'],
    ['the output', '"Result": 5, "Output<|>Path": "$"', '```json\n5\n```'],
    ['the field of a stage', '"Par<|>ameters": { "no.$": "$.order.id" }', '{ "no": 7 }'],
    ['an error in the words of AWS', '"InputPath": "$.<|>nothing"', "Invalid path '$.nothing' : No results for path"],
    [
      'an error of a template',
      '"Parameters": { "a.$": "$.<|>nothing" }',
      "The JSONPath '$.nothing' specified for the field 'a.$' could not be found in the input '{\"order\"",
    ],
    ['JSONata', '"QueryLanguage": "JSONata", "Output": "{% $s<|>um($states.input.order.items.price) %}"', '\n11\n'],
    [
      'a part of JSONata',
      '"QueryLanguage": "JSONata", "Output": "{% $states.input.<|>order.id %}"',
      'object of 2 members',
    ],
  ])('%s', async (_, state, expected) => {
    const source = machineOf(`"A": { "Type": "Pass", ${state}, "End": true }`);
    expect(await textAt(source, 'json', INPUT)).toContain(expected);
  });

  test('a state shows what came in and what went out', async () => {
    const text = await textAt(machineOf('"<|>A": { "Type": "Pass", "Result": 5, "End": true }'), 'json', INPUT);
    expect(text).toContain('Input: object of 1 member');
    expect(text).toContain('Output: number\n\n```json\n5\n```');
  });

  test('ResultSelector reads the result, and the context object and variables are known', async () => {
    const task = (selector: string) =>
      machineOf(
        `"A": { "Type": "Pass", "Assign": { "v": 41 }, "Next": "T" },
         "T": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "ResultSelector": { "x.$": "${selector}" }, "End": true }`,
      );
    const answers = { T: { return: { Payload: { ok: true } } } };
    expect(await textAt(task('$.Payload.<|>ok'), 'json', INPUT, answers)).toContain('\ntrue\n');
    expect(await textAt(task('$$.Execution.Input.order.<|>id'), 'json', INPUT, answers)).toContain('\n7\n');
    expect(await textAt(task('<|>$v'), 'json', INPUT, answers)).toContain('\n41\n');
  });

  test('the selected items of a Map, and the item of each iteration', async () => {
    const map = (selector: string, inner: string) =>
      machineOf(
        `"A": { "Type": "Map", "ItemsPath": "$.order.items", "ItemSelector": { "i.$": "${selector}" }, "End": true, "ItemProcessor": {
           "StartAt": "I", "States": { "I": { "Type": "Pass", "Parameters": { "p.$": "${inner}" }, "End": true } } } }`,
      );
    expect(await textAt(map('$$.Map.Item.Value.<|>sku', '$.i'), 'json', INPUT)).toContain('"tea"');
    expect(await textAt(map('$$.Map.Item.Value.sku', '$.<|>i'), 'json', INPUT)).toContain('"cup"');
    expect(await textAt(map('$.order.id', '$$.Map.Item.<|>Index'), 'json', INPUT)).toContain('\n1\n');
  });

  test.each([
    ['JSONPath', '"ResultPath": "$.<|>error"', '"error": { "Error": "Bad" }'],
    ['JSONata', '"Output": "{% $states.errorOutput.<|>Error %}"', '"Bad"'],
  ])('a caught error in %s', async (language, field, expected) => {
    const source = machineOf(
      `"A": { "Type": "Task", "QueryLanguage": "${language}", "Resource": "arn:aws:states:::lambda:invoke", "End": true,
         "Catch": [{ "ErrorEquals": ["States.ALL"], ${field}, "Next": "B" }] }, "B": { "Type": "Succeed" }`,
    );
    expect(await textAt(source, 'json', INPUT, { A: { throw: { error: 'Bad' } } })).toContain(expected);
    const good = await textAt(source, 'json', INPUT, { A: { return: 1 } });
    expect(good).toContain('In scenario `First` no error is caught here.');
  });

  test('a state that is not reached says so, and why', async () => {
    const source = machineOf(
      `"A": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Next": "B" },
       "B": { "Type": "Pass", "InputPath": "$.<|>order", "End": true }`,
    );
    const text = await textAt(source, 'json', INPUT);
    expect(text).toContain('In scenario `First` this state is not reached.');
    expect(text).toContain('The scenario has no answer for the state "A".');
  });

  test('every iteration of a Map that differs is shown', async () => {
    const source = machineOf(
      `"A": { "Type": "Map", "ItemsPath": "$.order.items", "End": true, "ItemProcessor": {
         "StartAt": "I", "States": { "I": { "Type": "Pass", "InputPath": "$.<|>sku", "End": true } } } }`,
    );
    const text = await textAt(source, 'json', INPUT);
    expect(text).toContain('"tea"');
    expect(text).toContain('"cup"');
  });
});

async function textAt(source: string, syntax: Syntax = 'json', input?: object, answers = {}): Promise<string> {
  const found = marked(source, syntax);
  const preview = input && (await previewOf(found.document, { input, answers }));
  const result = await hover(found.document, found.position, preview);
  const range = found.ranges[0];
  if (range && result) expect(result.range).toEqual(range);
  const contents = result?.contents;
  return typeof contents === 'object' && 'value' in contents ? contents.value : '';
}
