import { describe, expect, test } from 'vitest';
import type { Json } from '../../server/src/base/json.ts';
import { evaluateIntrinsic } from '../../server/src/evaluate/intrinsic.ts';
import { StatesError } from '../../server/src/spec/errors.ts';
import { FIXED_SOURCES } from '../support/sources.ts';

const data = {
  name: 'Ana',
  n: 2.5,
  list: [1, 2, 3],
  nested: { id: 1, tags: ['a', null] },
  text: '{"a": 1}',
  template: 'Dear {}',
};

describe('gives', () => {
  test.each([
    ["States.Format('Hello, {} and {}', $.name, $.n)", 'Hello, Ana and 2.5'],
    ["States.Format('{}', $.nested)", '{id=1, tags=[a, null]}'],
    ["States.Format('{} {} {}', null, true, -1)", 'null true -1'],
    ["States.Format('{} {} {}', 0.0001, 12345678.5, 1e21)", '1.0E-4 1.23456785E7 1.0E21'],
    ["States.Format('\\{{}\\} it\\'s \\\\', $.name)", "{Ana} it's \\"],
    ['States.Format($.template, $.name)', 'Dear Ana'],
    ['States.StringToJson($.text)', { a: 1 }],
    ["States.StringToJson('')", null],
    ["States.StringToJson('  ')", null],
    ['States.JsonToString($.nested)', '{"id":1,"tags":["a",null]}'],
    ['States.Array()', []],
    ["States.Array('a', 1, $.list)", ['a', 1, [1, 2, 3]]],
    ['States.ArrayPartition($.list, 2)', [[1, 2], [3]]],
    ['States.ArrayPartition($.list, 1.5)', [[1, 2], [3]]],
    ['States.ArrayPartition(States.Array(), 4)', []],
    ['States.ArrayContains($.list, 3)', true],
    ["States.ArrayContains($.list, '3')", false],
    ['States.ArrayContains(States.Array($.nested), $.nested)', true],
    ['States.ArrayRange(1, 9, 2)', [1, 3, 5, 7, 9]],
    ['States.ArrayRange(1, 9, 9)', [1]],
    ['States.ArrayRange(3, 1, -1)', [3, 2, 1]],
    ['States.ArrayRange(3, 1, 1)', []],
    ['States.ArrayGetItem($.list, 0)', 1],
    ['States.ArrayLength($.list)', 3],
    ["States.ArrayUnique(States.Array(1, '1', 1, null, null, $.nested, $.nested))", [1, '1', null, data.nested]],
    ["States.Base64Encode('Dätä')", 'RMOkdMOk'],
    ["States.Base64Decode('RMOkdMOk')", 'Dätä'],
    ["States.Hash('input data', 'SHA-1')", 'aaff4a450a104cd177d28d18d74485e8cae074b7'],
    ["States.Hash('', 'MD5')", 'd41d8cd98f00b204e9800998ecf8427e'],
    [
      'States.JsonMerge($.nested, States.StringToJson(\'{"id": 2, "x": 3}\'), false)',
      { id: 2, tags: ['a', null], x: 3 },
    ],
    ['States.MathRandom(10, 20)', 15],
    ['States.MathRandom(0, 1000, 42)', 727],
    ['States.MathAdd(1, 2)', 3],
    ['States.MathAdd(-1.5, 0)', -1],
    ['States.MathAdd(-1.51, 0)', -2],
    ['States.MathAdd(1.49, 1.5)', 3],
    ["States.StringSplit('a,b;,c', ',;')", ['a', 'b', 'c']],
    ["States.StringSplit(',,', ',')", []],
    ['States.UUID()', '00000000-0000-4000-8000-000000000000'],
    ['States.ArrayGetItem(States.StringSplit($$.Id, $separator), 1)', 'y'],
  ])('%s', (text, expected) => {
    expect(call(text)).toEqual(expected);
  });
});

test.each([
  ['States.Nope()', 'there is no function named States.Nope'],
  ['States.UUID(1)', '0 arguments are expected, but there is 1'],
  ['States.ArrayLength()', '1 argument is expected, but there are 0'],
  ['States.MathRandom(1)', '2 or 3 arguments are expected, but there is 1'],
  ['States.Format()', 'at least 1 argument is expected, but there are 0'],
  ['States.ArrayLength($.name)', 'the argument array must be an array, but was string'],
  ["States.Format('{}')", 'the template has {} 1 times, but the number of values is 0'],
  ["States.Format('x', 1)", 'the template has {} 0 times, but the number of values is 1'],
  ["States.StringToJson('{')", 'the string is not valid JSON'],
  ['States.ArrayPartition($.list, 0)', 'the argument size is out of range: 0'],
  ['States.MathAdd(2147483648, 0)', 'the argument first is out of range: 2147483648'],
  ['States.ArrayRange(1, 2, 0)', 'the step must not be 0'],
  ['States.ArrayRange(0, 1000, 1)', 'the range has more than 1000 elements'],
  ['States.ArrayGetItem($.list, 3)', 'the index 3 is out of range'],
  ['States.ArrayGetItem($.list, -1)', 'the index -1 is out of range'],
  ["States.Base64Decode('%')", 'the data is not valid Base64'],
  ["States.Hash('a', 'CRC')", 'there is no hash algorithm CRC'],
  ["States.Hash('a', 'constructor')", 'there is no hash algorithm constructor'],
  ['States.JsonMerge($.nested, $.nested, true)', 'deep merging is not supported'],
  ['States.MathRandom(2, 2)', 'the end must be greater than the start'],
  ['States.MathAdd(2147483647, 1)', 'the sum 2147483648 is out of range'],
])('%s fails', (text, message) => {
  const error = new StatesError(
    'States.IntrinsicFailure',
    `The function '${text}' had the following error: ${message}`,
  );
  expect(() => call(text)).toThrow(error);
});

test('data has at most 10,000 characters', () => {
  expect(() => call('States.Base64Encode($.name)', { name: 'x'.repeat(10_001) })).toThrow('more than 10000 characters');
});

test('a nested call that fails is the one that is named', () => {
  expect(() => call('States.Array(States.ArrayLength(1))')).toThrow("The function 'States.ArrayLength(1)' had");
});

function call(text: string, input: Json = data): Json {
  return evaluateIntrinsic(text, { data: input, context: { Id: 'x-y' }, variables: { separator: '-' } }, FIXED_SOURCES);
}
