import { expect, test } from 'vitest';
import { type Json, parseJson } from '../../server/src/base/json.ts';
import { evaluateField, evaluateTemplate } from '../../server/src/evaluate/template.ts';
import { StatesError } from '../../server/src/spec/errors.ts';
import { FIXED_SOURCES } from '../support/sources.ts';

const scope = { data: { id: 7, items: [1, 2] }, context: { State: { Name: 'A' } }, variables: { who: 'Ana' } };

test.each<[string, Json, Json]>([
  ['leaves constants as they are', { a: 1, b: '$.id', c: [null, '$who'] }, { a: 1, b: '$.id', c: [null, '$who'] }],
  ['fills in paths', { 'a.$': '$.id', 'b.$': '$$.State.Name', 'c.$': '$who' }, { a: 7, b: 'A', c: 'Ana' }],
  ['fills in calls', { 'a.$': "States.Format('{}!', $.id)" }, { a: '7!' }],
  ['at every depth, in arrays too', { a: [{ b: { 'c.$': '$.items[1]' } }] }, { a: [{ b: { c: 2 } }] }],
  ['a list for an indefinite path', { 'a.$': '$.nothing[*]' }, { a: [] }],
  ['keeps the order of the keys', { z: 1, 'y.$': '$.id', x: 3 }, { z: 1, y: 7, x: 3 }],
  ['a template need not be an object', 'text', 'text'],
])('%s', (_, template, expected) => {
  const value = evaluateTemplate(template, scope, FIXED_SOURCES);
  expect(JSON.stringify(value)).toBe(JSON.stringify(expected));
});

test('a key called __proto__ is a key like any other', () => {
  const template = parseJson('{ "__proto__": { "a.$": "$.id" } }');
  expect(JSON.stringify(evaluateTemplate(template, scope, FIXED_SOURCES))).toBe('{"__proto__":{"a":7}}');
});

const input = '{"id":7,"items":[1,2]}';

test.each([
  [
    { 'a.$': '$.x' },
    'States.Runtime',
    `The JSONPath '$.x' specified for the field 'a.$' could not be found in the input '${input}'`,
  ],
  // Whatever the reason.
  [
    { b: { 'a.$': '$.items[9]' } },
    'States.Runtime',
    `The JSONPath '$.items[9]' specified for the field 'a.$' could not be found in the input '${input}'`,
  ],
  [
    { 'a.$': '$$.Task.Token' },
    'States.Runtime',
    `The JSONPath '$$.Task.Token' specified for the field 'a.$' could not be found in the input '${JSON.stringify(scope.context)}'`,
  ],
  [
    { 'a.$': "States.Format('{}', $$.Task.Token)" },
    'States.Runtime',
    `The function 'States.Format('{}', $$.Task.Token)' had the following error: The JsonPath argument for the field '$.Task.Token' could not be found in the input '${input}'`,
  ],
  [
    { 'a.$': "States.Format('{}', $.x)" },
    'States.Runtime',
    `The function 'States.Format('{}', $.x)' had the following error: The JsonPath argument for the field '$.x' could not be found in the input '${input}'`,
  ],
  [
    { 'a.$': 'States.ArrayLength($.id)' },
    'States.IntrinsicFailure',
    "The function 'States.ArrayLength($.id)' had the following error: the argument array must be an array, but was number",
  ],
  [
    { 'a.$': 'id' },
    'States.Runtime',
    "The value for the field 'a.$' must be a valid JSONPath or a valid intrinsic function call",
  ],
  [
    { 'a.$': 1 },
    'States.Runtime',
    "The value for the field 'a.$' must be a valid JSONPath or a valid intrinsic function call",
  ],
])('%j fails with %s', (template, error, cause) => {
  expect(() => evaluateTemplate(template, scope, FIXED_SOURCES)).toThrow(new StatesError(error, cause));
});

test('a field that is a path itself has the same errors', () => {
  expect(evaluateField('$.id', 'ErrorPath', scope, FIXED_SOURCES)).toBe(7);
  const cause = `The JSONPath '$.x' specified for the field 'ErrorPath' could not be found in the input '${input}'`;
  expect(() => evaluateField('$.x', 'ErrorPath', scope, FIXED_SOURCES)).toThrow(
    new StatesError('States.Runtime', cause),
  );
});

test('is not overwhelmed by nesting', () => {
  const deep = parseJson(`${'['.repeat(20_000)}${']'.repeat(20_000)}`);
  expect(() => evaluateTemplate(deep, scope, FIXED_SOURCES)).toThrow('The payload template is nested too deep');
  const input = { ...scope, data: deep };
  expect(() => evaluateTemplate({ 'a.$': '$.x' }, input, FIXED_SOURCES)).toThrow("could not be found in the input '…'");
});
