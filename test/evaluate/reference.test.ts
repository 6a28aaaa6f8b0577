import { expect, test } from 'vitest';
import { type Json, parseJson } from '../../server/src/base/json.ts';
import { putAt } from '../../server/src/evaluate/reference.ts';
import { StatesError } from '../../server/src/spec/errors.ts';

test.each<[string, Json, Json]>([
  ['$', { a: 1 }, 'new'],
  ['$.b', { a: 1 }, { a: 1, b: 'new' }],
  ['$.a', { a: 1, b: 2 }, { a: 'new', b: 2 }],
  ['$.a.b.c', {}, { a: { b: { c: 'new' } } }],
  ['$.a.c', { a: { b: 1 } }, { a: { b: 1, c: 'new' } }],
  ["$['a b'].c", {}, { 'a b': { c: 'new' } }],
  ['$.list[1]', { list: [1, 2, 3] }, { list: [1, 'new', 3] }],
  ['$.list[0].a', { list: [{ b: 1 }] }, { list: [{ b: 1, a: 'new' }] }],
  ['$[0]', [1], ['new']],
])('%s of %j', (path, input, expected) => {
  const before = JSON.stringify(input);
  expect(JSON.stringify(putAt(path, input, 'new'))).toBe(JSON.stringify(expected));
  expect(JSON.stringify(input)).toBe(before);
});

test.each<[string, Json]>([
  ['$.a', 'text'],
  ['$.a', [1]],
  ['$.a.b', { a: 1 }],
  ['$.a.b', { a: null }],
  ['$.list[3]', { list: [1] }],
  ['$.list[0]', {}],
  ['$.list[-1]', { list: [1] }],
  ['$.a[*]', { a: [1] }],
  ['$$.a', {}],
  ['$v.a', {}],
  ['$.', {}],
])('%s can not be put into %j', (path, input) => {
  const cause = `Unable to apply ReferencePath ${path} to input ${JSON.stringify(input)}`;
  expect(() => putAt(path, input, 'new')).toThrow(new StatesError('States.ResultPathMatchFailure', cause));
});

test('a key called __proto__ is a key like any other', () => {
  const made = putAt('$.__proto__.x', {}, 1);
  expect(JSON.stringify(made)).toBe('{"__proto__":{"x":1}}');
  expect(putAt('$.__proto__.y', parseJson('{ "__proto__": { "x": 1 } }'), 2)).toEqual(
    parseJson('{ "__proto__": { "x": 1, "y": 2 } }'),
  );
});
