import { describe, expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { CompletionItem } from 'vscode-languageserver-types';
import { completion } from '../../server/src/features/completion.ts';
import type { Preview } from '../../server/src/preview/preview.ts';
import { dedent, type Marked, machineOf, marked, type Syntax } from '../support/marked.ts';
import { previewOf } from '../support/preview.ts';

describe('fields', () => {
  test('those of the state type and query language that are not there yet, required first', async () => {
    const labels = await labelsAt('{ "States": { "A": { "Type": "Wait", "Comment": "", <|> } } }');
    expect(labels.slice(0, 6)).toEqual(['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath', 'Next', 'End']);
    expect(labels).toContain('InputPath');
    for (const other of ['Type', 'Comment', 'Output', 'Resource']) expect(labels).not.toContain(other);
  });

  test('in JSONata those of JSONata', async () => {
    const labels = await labelsAt('{ "QueryLanguage": "JSONata", "States": { "A": { "Type": "Task", <|> } } }');
    expect(labels).toContain('Arguments');
    expect(labels).not.toContain('Parameters');
  });

  test('a choice rule has one operator', async () => {
    const rule = (fields: string) => `{ "States": { "A": { "Type": "Choice", "Choices": [{ ${fields} }] } } }`;
    expect(await labelsAt(rule('"Variable": "$.a", <|>'))).toContain('NumericEquals');
    expect(await labelsAt(rule('"Variable": "$.a", "IsNull": true, <|>'))).toEqual(['Next', 'Assign', 'Comment']);
  });

  test('deprecated ones are marked and come last', async () => {
    const items = await itemsAt('{ "States": { "A": { "Type": "Map", <|> } } }');
    expect(items.at(-1)).toMatchObject({ label: 'Parameters', tags: [1] });
    expect(items.map(({ label }) => label)).not.toContain('ItemReader');
  });

  test.each([
    ['in an empty object', '{ <|> }', 'StartAt', '{ "StartAt": "$1" }'],
    ['half typed', '{ "Start<|>" }', 'StartAt', '{ "StartAt": "$1" }'],
    ['without a closing quote', '{ "Start<|>\n}', 'StartAt', '{ "StartAt": "$1"\n}'],
    ['without quotes', '{ Start<|> }', 'StartAt', '{ "StartAt": "$1" }'],
    ['before another field', '{ "<|>"\n"Comment": "" }', 'StartAt', '{ "StartAt": "$1",\n"Comment": "" }'],
    ['behind a field', '{ "Comment": ""\n<|> }', 'StartAt', '{ "Comment": "",\n"StartAt": "$1" }'],
    ['behind a comma', '{ "Comment": "", <|> }', 'StartAt', '{ "Comment": "", "StartAt": "$1" }'],
    ['a key that has its value', '{ "Start<|>": "A" }', 'StartAt', '{ "StartAt": "A" }'],
    [
      'a whole retrier',
      '{ "States": { "A": { "Type": "Task", "Re<|>" } } }',
      'Retry',
      '{ "States": { "A": { "Type": "Task", "Retry": [\n\t{\n\t\t"ErrorEquals": ["${1:States.ALL}"],\n\t\t"IntervalSeconds": ${2:1},\n\t\t"MaxAttempts": ${3:3},\n\t\t"BackoffRate": ${4:2}\n\t}\n] } } }',
    ],
    [
      'a path',
      '{ "States": { "A": { "Type": "Pass", <|> } } }',
      'InputPath',
      '{ "States": { "A": { "Type": "Pass", "InputPath": "\\$.$1" } } }',
    ],
  ])('%s', async (_, source, label, expected) => {
    expect(await applied(source, label)).toBe(expected);
  });

  test('there is nothing to say directly behind a value, or between two', async () => {
    expect(await labelsAt('{ "Comment": ""<|> }')).toEqual([]);
    expect(await labelsAt('{ "Comment" <|> }')).toEqual([]);
    expect(await labelsAt('{ "Comment": "<|>" }')).toEqual([]);
  });
});

describe('values', () => {
  const machine = (fields: string) =>
    `{ "StartAt": "A", "States": { "A": { "Type": "Pass", ${fields} }, "Last": { "Type": "Succeed" } } }`;

  test.each([
    ['the names of the states of the machine', machine('"Next": "<|>"'), ['Last', 'A']],
    ['also where there is no value yet', machine('"Next": <|>'), ['Last', 'A']],
    ['where to begin', machine('"End": true').replace('"StartAt": "A"', '"StartAt": "<|>"'), ['A', 'Last']],
    [
      'state types',
      '{ "States": { "A": { "Type": "<|>" } } }',
      ['Task', 'Pass', 'Choice', 'Wait', 'Succeed', 'Fail', 'Parallel', 'Map'],
    ],
    ['query languages', '{ "QueryLanguage": <|> }', ['JSONPath', 'JSONata']],
    ['true', machine('"End": <|>'), ['true']],
    [
      'where items come from',
      '{ "States": { "A": { "Type": "Map", "ItemReader": { "Resource": "<|>" } } } }',
      ['arn:aws:states:::s3:getObject', 'arn:aws:states:::s3:listObjectsV2'],
    ],
  ])('%s', async (_, source, labels) => {
    expect(await labelsAt(source)).toEqual(labels);
  });

  test('states of other scopes are no targets', async () => {
    const source = `{ "States": { "A": { "Type": "Map", "ItemProcessor": { "States": {
      "Inner": { "Type": "Pass", "Next": "<|>" }, "Other": { "Type": "Pass" } } } }, "B": { "Type": "Pass" } } }`;
    expect(await labelsAt(source)).toEqual(['Other', 'Inner']);
  });

  test('the type of a state stands beside its name', async () => {
    const [first] = await itemsAt(machine('"Next": "<|>"'));
    expect(first).toMatchObject({ label: 'Last', detail: 'Succeed' });
  });

  test('resources of the optimised integrations', async () => {
    const labels = await labelsAt('{ "States": { "A": { "Type": "Task", "Resource": "arn:<|>" } } }');
    expect(labels).toContain('arn:aws:states:::sqs:sendMessage.waitForTaskToken');
    expect(labels).toContain('arn:aws:states:::states:startExecution.sync:2');
  });

  test('error names', async () => {
    const source = (list: string) =>
      `{ "States": { "A": { "Type": "Task", "Retry": [{ "ErrorEquals": [${list}] }] } } }`;
    expect(await labelsAt(source('<|>'))).toContain('States.Timeout');
    expect(await labelsAt(source('"States.<|>"'))).toContain('States.ALL');
    expect(await applied(source('"A" <|>'), 'States.Timeout')).toBe(source('"A", "States.Timeout"'));
  });

  test.each([
    ['with quotes', machine('"Next": <|>'), 'Last', machine('"Next": "Last"')],
    ['inside quotes', machine('"Next": "L<|>x"'), 'Last', machine('"Next": "Last"')],
    [
      'with the comma that is missing',
      '{ "StartAt": <|>\n "States": { "A": { "Type": "Pass" } } }',
      'A',
      '{ "StartAt": "A",\n "States": { "A": { "Type": "Pass" } } }',
    ],
    [
      'up to the cursor where the quote is missing',
      '{ "States": { "A": { "Type": "Wa<|> } } }',
      'Wait',
      '{ "States": { "A": { "Type": "Wait" } } }',
    ],
    ['a value without quotes', machine('"End": t<|>'), 'true', machine('"End": true')],
    [
      'one more item of a list',
      '{ "States": { "A": { "Type": "Task", "Catch": [<|>] } } }',
      'New Catcher',
      '{ "States": { "A": { "Type": "Task", "Catch": [{\n\t"ErrorEquals": ["${1:States.ALL}"],\n\t"Next": "$2"\n}] } } }',
    ],
  ])('%s', async (_, source, label, expected) => {
    expect(await applied(source, label)).toBe(expected);
  });
});

describe('skeletons', () => {
  test('a definition in an empty document', async () => {
    expect(await labelsAt('<|>')).toEqual(['State machine (JSONPath)', 'State machine (JSONata)']);
    expect(await applied('<|>', 'State machine (JSONata)')).toContain('"QueryLanguage": "JSONata"');
    expect(await applied('<|>', 'State machine (JSONPath)', 'yaml')).toContain(
      '\nStartAt: ${2:First}\nStates:\n  ${2:First}:\n    Type: Pass\n',
    );
  });

  test('a new state of each type', async () => {
    const source = '{ "StartAt": "A", "States": { "A": { "Type": "Succeed" }, "<|>" } }';
    expect(await labelsAt(source)).toEqual(['Task', 'Pass', 'Choice', 'Wait', 'Succeed', 'Fail', 'Parallel', 'Map']);
    expect(await applied(source, 'Pass')).toContain(
      '"A": { "Type": "Succeed" }, "${1:Pass state}": {\n\t"Type": "Pass",\n\t"Next": "$2"\n} } }',
    );
  });

  test('the first state of a machine ends it', async () => {
    expect(await applied('{ "States": { <|> } }', 'Wait')).toBe(
      '{ "States": { "${1:Wait state}": {\n\t"Type": "Wait",\n\t"Seconds": ${2:10},\n\t"End": true\n} } }',
    );
  });
});

describe('expressions', () => {
  const pass = (fields: string) =>
    `{ "StartAt": "A", "States": { "A": { "Type": "Pass", "Assign": { "total": 3 }, ${fields}, "End": true } } }`;
  const jsonata = (text: string) => pass(`"QueryLanguage": "JSONata", "Output": "{% ${text} %}"`);
  const template = (text: string) => pass(`"Parameters": { "a.$": "${text}" }`);
  const input = { order: { id: 7, 'first name': 'Ana', items: [{ sku: 'tea' }, { price: 2 }] } };

  test.each([
    ['members that are there', pass('"InputPath": "$.<|>"'), ['order']],
    ['members further down', pass('"InputPath": "$.order.i<|>"'), ['id', 'first name', 'items']],
    ['items', pass('"InputPath": "$.order.items[<|>"'), ['[0]', '[1]', '[*]', '[?(@.sku == …)]', '[?(@.price == …)]']],
    ['members of all items', pass('"InputPath": "$.order.items[*].<|>"'), ['sku', 'price']],
    ['where a path can begin', pass('"InputPath": "<|>"'), ['$', '$$', '$total', '$.order', 'null']],
    ['where a result can go, or that it is dropped', pass('"ResultPath": "<|>"'), ['$', '$.order', 'null']],
    ['the result goes into the input', pass('"ResultPath": "$<|>"'), ['$']],
    [
      'the context object',
      pass('"InputPath": "$$.Execution.<|>"'),
      ['Id', 'Input', 'Name', 'RoleArn', 'StartTime', 'RedriveCount', 'RedriveTime'],
    ],
    ['an argument', pass(`"Parameters": { "a.$": "States.Format('{}', $.<|>)" }`), ['order']],
    ['nothing inside a text', pass(`"Parameters": { "a.$": "States.Format('$.<|>" }`), []],
    [
      'JSONata',
      pass('"QueryLanguage": "JSONata", "Output": "{% $states.input.order.<|> %}"'),
      ['id', 'first name', 'items'],
    ],
    ['$states', pass('"QueryLanguage": "JSONata", "Output": "{% $states.<|> %}"'), ['input', 'context']],
  ])('%s', async (_, source, labels) => {
    // Whole paths to what lies deeper come last.
    const all = await labelsAt(source, 'json', input);
    expect(all.filter((label) => !/^\$\..*[.[]/.test(label))).toEqual(labels);
  });

  test.each([
    [
      'whole paths to what lies deeper',
      pass('"InputPath": "<|>"'),
      ['$.order.id', "$.order['first name']", '$.order.items[0].sku'],
    ],
    ['by their end', pass('"InputPath": "$.sk<|>"'), ['$.order.items[0].sku']],
    ['in a filter', pass('"InputPath": "$.order.items[?(@.<|>"'), ['sku', 'price']],
    ['in a second condition', pass(`"InputPath": "$.order.items[?(@.sku == 'x' && @.<|>"`), ['sku', 'price']],
    [
      'in a filter inside a call',
      pass(`"Parameters": { "a.$": "States.Array($.order.items[?(@.<|>" }`),
      ['sku', 'price'],
    ],
    ['in a predicate', jsonata('$states.input.order.items[<|>'), ['sku', 'price', '$states', '$total', '$sum']],
    ['in a predicate, half typed', jsonata('$states.input.order.items[sku and pr<|>'), ['sku', 'price']],
    ['in a map', jsonata('$states.input.order.items.(<|>'), ['sku', 'price', '$sum']],
    ['behind a predicate', jsonata("$states.input.order.items[sku = 'tea'].<|>"), ['sku']],
    ['behind a call', jsonata('$merge($states.input.order.items).<|>'), ['sku', 'price']],
    ['of a variable of its own', jsonata('($o := $states.input.order; $o.<|>'), ['id', 'items']],
    ['of an item that a function is given', jsonata('$map($states.input.order.items, function($v) { $v.<|>'), ['sku']],
    ['variables and parameters', jsonata('($o := 1; $map([1], function($v, $i) { $<|>'), ['$o', '$v', '$i', '$total']],
    ['behind a backtick', jsonata('$states.input.order.`f<|>'), ['first name']],
    ['an argument behind a name with a blank', template("States.Array($.order['first name'], $.order.<|>"), ['id']],
  ])('%s', async (_, source, labels) => {
    expect(await labelsAt(source, 'json', input)).toEqual(expect.arrayContaining(labels));
  });

  test('names and whole paths take the place of the same text, lest an editor ranks them by it', async () => {
    const items = await itemsAt(pass('"InputPath": "$.o<|>"'), 'json', input);
    expect(items.map(({ label }) => label)).toEqual(expect.arrayContaining(['order', '$.order.id']));
    expect(
      new Set(items.map(({ textEdit }) => JSON.stringify(textEdit && 'range' in textEdit && textEdit.range))).size,
    ).toBe(1);
  });

  test('behind a value nothing but an operator can follow', async () => {
    expect(await labelsAt(jsonata('$states.input <|>'), 'json', input)).toEqual([]);
  });

  test('without a scenario: the names that are read elsewhere', async () => {
    const states = (path: string) =>
      machineOf(`"A": { "Type": "Pass", "Parameters": { "a.$": "$.order.id", "b.$": "States.Array($.order.items[0].sku)" }, "Next": "B" },
        "B": { "Type": "Pass", "InputPath": "${path}", "End": true }`);
    expect(await labelsAt(states('$.<|>'))).toEqual(['order']);
    expect(await labelsAt(states('$.order.<|>'))).toEqual(['id', 'items']);
    expect(await labelsAt(states('$.order.items[0].<|>'))).toEqual(['sku']);
    const [item] = await itemsAt(states('$.<|>'));
    expect(item?.detail).toBe('Read elsewhere in the definition');
    expect(await labelsAt(states('$.order.id.<|>'), 'json', input)).toEqual([]);
    const known =
      '"A": { "Type": "Pass", "InputPath": "$.order.id", "Next": "B" }, "B": { "Type": "Pass", "InputPath": "$.<|>", "End": true }';
    expect(await labelsAt(machineOf(known), 'json', input)).toEqual([]);
  });

  test('below the answer of a task that the scenario does not give: unknown', async () => {
    const source = machineOf(`"A": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Next": "B" },
      "B": { "Type": "Pass", "InputPath": "$.<|>", "End": true }`);
    const [item] = await itemsAt(source, 'json', {});
    expect(item?.label).toBe('unknown: no answer for state "A" in scenario "First"');
  });

  test('a filter by what the items have', async () => {
    expect(await applied(pass('"InputPath": "$.order.items[<|>"'), '[?(@.sku == …)]', 'json', input)).toContain(
      "$.order.items[?(@.sku == '${1:tea}')]",
    );
  });

  test('a dot takes a name and goes on', async () => {
    const [item] = await itemsAt(pass('"InputPath": "$.<|>"'), 'json', input);
    expect(item?.commitCharacters).toEqual(['.', '[']);
  });

  test('functions, in templates', async () => {
    const source = pass('"Parameters": { "a.$": "States.F<|>" }');
    expect(await applied(source, 'States.Format')).toBe(
      pass(`"Parameters": { "a.$": "States.Format('\${1:template}', \${2:\\$.values})" }`),
    );
    expect(await labelsAt(pass('"InputPath": "States.<|>"'))).toEqual([]);
  });

  test('functions of JSONata, and those that Step Functions adds', async () => {
    const labels = await labelsAt(pass('"QueryLanguage": "JSONata", "Output": "{% $p<|> %}"'));
    expect(labels).toContain('$partition');
    expect(labels).toContain('$sum');
    expect(labels).toContain('$total');
    expect(labels).not.toContain('$eval');
  });

  test('an expression, where the value is still to come', async () => {
    const source = pass('"QueryLanguage": "JSONata", "Output": { "a": "<|>" }');
    expect(await applied(source, '{% %}')).toBe(pass('"QueryLanguage": "JSONata", "Output": { "a": "{% $1 %}" }'));
  });

  test('a sample value stands beside the name', async () => {
    const [id] = await itemsAt(pass('"InputPath": "$.order.<|>"'), 'json', input);
    expect(id).toMatchObject({ label: 'id', detail: '7' });
  });

  test.each([
    ['the name goes behind the dot', '"InputPath": "$.order.i<|>"', 'items', '"InputPath": "$.order.items"'],
    ['a name that needs brackets', '"InputPath": "$.order.<|>"', 'first name', `"InputPath": "$.order['first name']"`],
    ['an index', '"InputPath": "$.order.items[<|>"', '[1]', '"InputPath": "$.order.items[1]"'],
    ['a path without quotes', '"InputPath": <|>', '$', '"InputPath": "\\$"'],
    ['a name behind a path without quotes', '"InputPath": $.order.<|>', 'id', '"InputPath": "\\$.order.id"'],
    [
      'over the rest of a bracket',
      `"InputPath": "$.order['f<|>']"`,
      "['first name']",
      `"InputPath": "$.order['first name']"`,
    ],
    [
      'a function whose arguments are there',
      `"Parameters": { "a.$": "States.For<|>mat('{}', $.order.id)" }`,
      'States.Format',
      `"Parameters": { "a.$": "States.Format('{}', $.order.id)" }`,
    ],
    [
      'in an argument',
      `"Parameters": { "a.$": "States.Array($.order.<|>, 1)" }`,
      'id',
      `"Parameters": { "a.$": "States.Array($.order.id, 1)" }`,
    ],
  ])('%s', async (_, field, label, expected) => {
    expect(await applied(pass(field), label, 'json', input)).toBe(pass(expected));
  });
});

describe('YAML', () => {
  const states = `
    StartAt: Begin here
    States:
      Begin here:
        Type: Task
        Next: Last
      Last:
        Type: Succeed
  `;

  test.each([
    ['on a blank line', 'Next: Last', '<|>', 'ResultPath', 'ResultPath: \\$.$1'],
    ['half typed', 'Next: Last', 'Re<|>', 'Resource', 'Resource: $1'],
    ['a state name', 'Next: Last', 'Next: <|>', 'Last', 'Next: Last'],
    ['a state name with blanks', 'Next: Last', 'Next: Begin h<|>', 'Begin here', 'Next: Begin here'],
    ['in quotes', 'Next: Last', 'Next: "<|>"', 'Last', 'Next: "Last"'],
    ['directly behind the colon', 'Next: Last', 'Next:<|>', 'Last', 'Next: Last'],
    ['a type', 'Type: Task', 'Type: <|>', 'Wait', 'Type: Wait'],
    ['a key that has its value', 'Next: Last', 'Ne<|>: Last', 'Next', 'Next: Last'],
    [
      'error names in brackets',
      'Next: Last',
      'Retry:\n      - ErrorEquals: [<|>]',
      'States.ALL',
      'Retry:\n      - ErrorEquals: [States.ALL]',
    ],
    [
      'error names in a list',
      'Next: Last',
      'Retry:\n      - ErrorEquals:\n          - <|>',
      'States.ALL',
      'Retry:\n      - ErrorEquals:\n          - States.ALL',
    ],
    ['a field of a retrier', 'Next: Last', 'Retry:\n      - <|>', 'MaxAttempts', 'Retry:\n      - MaxAttempts: ${1:0}'],
    [
      'a whole retrier',
      'Next: Last',
      'Retry<|>',
      'Retry',
      'Retry:\n  - ErrorEquals: [${1:States.ALL}]\n    IntervalSeconds: ${2:1}\n    MaxAttempts: ${3:3}\n    BackoffRate: ${4:2}',
    ],
  ])('%s', async (_, line, typed, label, expected) => {
    const source = dedent(states);
    expect(await applied(source.replace(line, typed), label, 'yaml')).toBe(source.replace(line, () => expected));
  });

  test.each([
    ['in an item', "Output:\n      - '{% $states.input.<|> %}'"],
    ['in brackets', "Output: [1, '{% $states.input.<|> %}']"],
    ['in braces', "Output: { a: 1, b: '{% $states.input.<|> %}' }"],
    ['in a block', 'Output: |-\n      {%\n        $states.input.<|>\n      %}'],
    ['on a new line of a block', 'Output: >-\n      {% 1 +\n      $states.input.<|>'],
    ['not closed', "Output: '{% $states.input.<|>"],
  ])('names of the data: %s', async (_, field) => {
    const source = `StartAt: A\nStates:\n  A:\n    Type: Pass\n    QueryLanguage: JSONata\n    ${field}\n    End: true\n`;
    expect(await labelsAt(source, 'yaml', { id: 1 })).toEqual(['id']);
  });

  test('a result is dropped in place of an empty path', async () => {
    const [before, after] = ['ResultPath: "<|>"', 'ResultPath: null'];
    expect(await applied(dedent(states).replace('Next: Last', before), 'null', 'yaml')).toContain(after);
    expect(await applied('{ "States": { "A": { "Type": "Pass", "ResultPath": "<|>" } } }', 'null')).toContain(
      '"ResultPath": null }',
    );
  });

  test.each([
    ['Retry', '    - ErrorEquals: []', '    <|>', 'MaxAttempts', '      MaxAttempts: ${1:0}'],
    ['Catch', '    - ErrorEquals: []', '    <|>', 'Next', '      Next: $1'],
    ['Retry', '      - ErrorEquals: []', '      Max<|>', 'MaxAttempts', '        MaxAttempts: ${1:0}'],
    ['Retry', '    -   ErrorEquals: []', '    <|>', 'MaxAttempts', '        MaxAttempts: ${1:0}'],
  ])('a field of an item of %s, under its dash', async (field, item, typed, label, expected) => {
    const source = (line: string) => dedent(states).replace('Next: Last', () => `${field}:\n${item}\n${line}`);
    expect(await applied(source(typed), label, 'yaml')).toBe(source(expected));
  });

  test('under the dash of an item its fields come first, and those of the state after them', async () => {
    const source = (dash: string) =>
      dedent(states).replace('Next: Last', `Retry:\n${dash}- ErrorEquals: []\n${dash}<|>`);
    const aligned = await labelsAt(source('    '), 'yaml');
    expect(aligned.indexOf('MaxAttempts')).toBeLessThan(aligned.indexOf('Resource'));
    expect(aligned).toContain('Resource');
    expect(await labelsAt(source('      '), 'yaml')).not.toContain('Resource');
  });

  test('a new state, on a blank line below the others', async () => {
    const source = `${dedent(states)}  <|>\n`;
    expect(await applied(source, 'Pass', 'yaml')).toBe(
      `${dedent(states)}  \${1:Pass state}:\n  Type: Pass\n  Next: $2\n`,
    );
  });

  test('a whole item, on a blank line below its field', async () => {
    const source = dedent(states).replace('Next: Last', 'Catch:\n      <|>');
    expect(await applied(source, 'New Catcher', 'yaml')).toContain(
      '      - ErrorEquals: [${1:States.ALL}]\n  Next: $2\n',
    );
  });

  test('fields that are there are not offered again', async () => {
    const labels = await labelsAt(dedent(states).replace('Next: Last', '<|>'), 'yaml');
    expect(labels).toContain('Resource');
    expect(labels).not.toContain('Type');
  });

  test('nothing in a comment', async () => {
    expect(await labelsAt(dedent(states).replace('Next: Last', '# Ne<|>'), 'yaml')).toEqual([]);
  });

  test('members that are there', async () => {
    const source = dedent(states).replace('Next: Last', 'InputPath: $.order.<|>');
    expect(await labelsAt(source, 'yaml', { order: { id: 1 } })).toEqual(['id']);
  });
});

async function itemsAt(source: string, syntax: Syntax = 'json', input?: object): Promise<CompletionItem[]> {
  const found = marked(source, syntax);
  const items = await completion(found.document, found.position, await previewAt(found, input));
  return items.sort((a, b) => ((a.sortText ?? a.label) < (b.sortText ?? b.label) ? -1 : 1));
}

/** The preview is that of the text before it broke. */
async function previewAt(found: Marked, input: object | undefined): Promise<Preview | undefined> {
  return input && previewOf(found.document, { input }, { A: 'Pass', 'Begin here': 'Pass' });
}

async function labelsAt(source: string, syntax?: Syntax, input?: object): Promise<string[]> {
  return (await itemsAt(source, syntax, input)).map(({ label }) => label);
}

/** The text after an item has been taken; places of snippets stay as they are written. */
async function applied(source: string, label: string, syntax?: Syntax, input?: object): Promise<string> {
  const item = (await itemsAt(source, syntax, input)).find((candidate) => candidate.label === label);
  if (!item?.textEdit || !('range' in item.textEdit)) throw new Error(`There is no item "${label}"`);
  const { document, position } = marked(source, syntax);
  const { range } = item.textEdit;
  expect(range.start.line).toBe(position.line);
  expect(range.end.line).toBe(position.line);
  return TextDocument.applyEdits(document.text, [item.textEdit, ...(item.additionalTextEdits ?? [])]);
}
