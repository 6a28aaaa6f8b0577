import { expect, test } from 'vitest';
import { exampleInput } from '../../server/src/features/exampleInput.ts';
import { inputOf } from '../../server/src/features/inputOf.ts';
import { analyseText } from '../../server/src/model/document.ts';
import { statesIn } from '../../server/src/model/machine.ts';
import { previewScenario } from '../../server/src/preview/preview.ts';

function exampleFor(state: object, name = 'A'): unknown {
  const document = analyseText(JSON.stringify({ StartAt: 'A', States: { A: state } }));
  const found = document.machine && [...statesIn(document.machine)].find((candidate) => candidate.name === name);
  return found && exampleInput(found);
}

const task = (more: object) => ({ Type: 'Task', Resource: 'arn:x', End: true, ...more });
const jsonata = (more: object) => ({ QueryLanguage: 'JSONata', ...task(more) });
const choice = (rule: object) => ({ Type: 'Choice', Choices: [{ Next: 'A', ...rule }] });

test.each([
  ['nothing read', task({}), {}],
  [
    'paths',
    task({ Parameters: { 'a.$': '$.order.id', 'b.$': '$.order.items[0].sku' } }),
    { order: { id: 'text', items: [{ sku: 'text' }] } },
  ],
  ['behind InputPath', task({ InputPath: '$.order', Parameters: { 'a.$': '$.id' } }), { order: { id: 'text' } }],
  ['without an input', task({ InputPath: null, Parameters: { 'a.$': '$.id' } }), {}],
  [
    'not what is made of the result',
    task({ ResultSelector: { 'a.$': '$.b' }, OutputPath: '$.c', Assign: { 'd.$': '$.e' } }),
    {},
  ],
  ['not the context, nor variables', task({ Parameters: { 'a.$': '$$.Execution.Id', 'b.$': '$rate' } }), {}],
  [
    'arguments of functions',
    task({ Parameters: { 'a.$': "States.Format('{} of {}', $.name, States.ArrayLength($.list))" } }),
    { name: 'text', list: ['text'] },
  ],
  ['numbers of functions', task({ Parameters: { 'a.$': 'States.MathAdd($.n, 1)' } }), { n: 1 }],
  ['wildcards', task({ Parameters: { 'a.$': '$.items[*].sku' } }), { items: [{ sku: 'text' }] }],
  ['a filter', task({ Parameters: { 'a.$': '$.items[?(@.a==1)].sku' } }), { items: [{ sku: 'text' }] }],
  ['seconds', { Type: 'Wait', SecondsPath: '$.wait.seconds', End: true }, { wait: { seconds: 1 } }],
  ['a time', { Type: 'Wait', TimestampPath: '$.at', End: true }, { at: '2030-01-01T00:00:00Z' }],
  ['a number compared', choice({ Variable: '$.total', NumericGreaterThan: 100 }), { total: 100 }],
  ['a text compared', choice({ Variable: '$.kind', StringEquals: 'gift' }), { kind: 'gift' }],
  ['a test for a type', choice({ Variable: '$.a', IsBoolean: true }), { a: true }],
  ['paths compared', choice({ Variable: '$.a', NumericEqualsPath: '$.b' }), { a: 1, b: 1 }],
  [
    'rules in rules',
    choice({ And: [{ Variable: '$.a', IsNumeric: true }, { Not: { Variable: '$.b', IsNull: true } }] }),
    { a: 1, b: null },
  ],
  [
    'items',
    {
      Type: 'Map',
      ItemsPath: '$.list',
      End: true,
      ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Pass', Parameters: { 'a.$': '$.inner' }, End: true } } },
    },
    { list: ['text'] },
  ],
  [
    'the input as items',
    { Type: 'Map', End: true, ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } } },
    ['text'],
  ],
  [
    'JSONata',
    jsonata({ Arguments: '{% $states.input.order.(id) & $states.input.name %}' }),
    { order: 'text', name: 'text' },
  ],
  [
    'JSONata, compared',
    jsonata({ Arguments: { big: "{% $states.input.total > 100 and $states.input.kind = 'gift' %}" } }),
    { total: 100, kind: 'gift' },
  ],
  [
    'JSONata, with odd names',
    jsonata({ Arguments: '{% $states.input.`odd name`[0].n %}' }),
    { 'odd name': [{ n: 'text' }] },
  ],
  [
    'JSONata seconds',
    { QueryLanguage: 'JSONata', Type: 'Wait', Seconds: '{% $states.input.s %}', End: true },
    { s: 1 },
  ],
  [
    'JSONata items',
    { QueryLanguage: 'JSONata', Type: 'Map', Items: '{% $states.input.list %}', End: true },
    { list: ['text'] },
  ],
])('%s', (_, state, expected) => {
  expect(exampleFor(state)).toEqual(expected);
});

test('a state in an iteration reads the input of the iteration', () => {
  const Inner = { Type: 'Pass', Parameters: { 'a.$': '$.sku' }, End: true };
  const outer = { Type: 'Map', ItemsPath: '$.list', End: true, ItemProcessor: { StartAt: 'Inner', States: { Inner } } };
  expect(exampleFor(outer, 'Inner')).toEqual({ sku: 'text' });
});

test('what the scenario brought to a state last, by its name or a position', async () => {
  const definition = {
    StartAt: 'A',
    States: {
      A: { Type: 'Pass', Result: [1, 2], Assign: { rate: 3 }, Next: 'M' },
      M: { Type: 'Map', End: true, ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } } },
    },
  };
  const text = JSON.stringify(definition, undefined, 1);
  const scenario = { name: 'S', description: undefined, input: {}, answers: {}, expect: undefined };
  const preview = await previewScenario(definition, scenario);
  const document = analyseText(text);
  const line = text.split('\n').findIndex((it) => it.includes('"I": {'));
  const expected = { state: 'I', example: {}, arrived: 2, variables: { rate: 3 }, scenario: 'S' };
  expect(inputOf(document, 'I', preview)).toEqual(expected);
  expect(inputOf(document, { line, character: 12 }, preview)).toEqual(expected);
  expect(inputOf(document, { line: 1, character: 0 }, preview)).toBeUndefined();
  expect(inputOf(document, 'Nobody', preview)).toBeUndefined();
  expect(inputOf(document, undefined, preview)).toMatchObject({ state: 'A', arrived: {} });
  expect(inputOf(document, 'I', undefined)).toEqual({ state: 'I', example: {} });
});
