import { describe, expect, test } from 'vitest';
import type { Json } from '../../server/src/base/json.ts';
import { evaluateExpression } from '../../server/src/evaluate/expression.ts';
import { evaluateJsonataTemplate } from '../../server/src/evaluate/jsonata.ts';
import { renderValue } from '../../server/src/features/convert/expression.ts';
import { INPUT } from '../../server/src/features/convert/paths.ts';
import { convertField } from '../../server/src/features/convert/templates.ts';
import { FIXED_SOURCES } from '../support/sources.ts';

function converted(text: string): { value: Json; notes: readonly string[] } {
  const notes: string[] = [];
  const value = convertField(text, { data: INPUT, note: (message) => notes.push(message) });
  return { value: renderValue(value), notes };
}

function valueOfConverted(text: string, input: Json): Promise<Json> {
  const scope = { states: { input, context: {} }, variables: {} };
  return evaluateJsonataTemplate(converted(text).value, 'Output', scope, FIXED_SOURCES);
}

test.each([
  ['$', '{% $states.input %}'],
  ['$.a.b', '{% $states.input.a.b %}'],
  ['$.a[0].b', '{% $states.input.a[0].b %}'],
  ["$['a b'].c-d", '{% $states.input.`a b`.`c-d` %}'],
  ['$.and.in', '{% $states.input.`and`.`in` %}'],
  ["$['a`b']", "{% $lookup($states.input, 'a`b') %}"],
  ['$.a[(@.length-1)]', '{% $states.input.a[-1] %}'],
  ['$$.Execution.Id', '{% $states.context.Execution.Id %}'],
  ['$order.id', '{% $order.id %}'],
  ["$['a','b']", "{% {'a': $states.input.a, 'b': $states.input.b} %}"],
  ['$.a[*].b', '{% [$map($states.input.a, function($item) { $item.b })[]] %}'],
  ['$.a[*].b[*].c', '{% [$map($states.input.a.b, function($item) { $item.c })[]] %}'],
  ['$.a[1:3]', '{% [$filter($states.input.a, function($item, $index) { $index >= 1 and $index < 3 })[]] %}'],
  ['$.a[*].b[*]', '{% [$states.input.a.b[]] %}'],
  ["$.a[?(@.b == 'x')]", "{% [$states.input.a[b = 'x']] %}"],
  ['$.a[?(@.b == 1)]', "{% [$states.input.a[b in [1, '1']]] %}"],
  ['$.a[?(@.b > 1)]', "{% [$states.input.a[$type(b) = 'number' and b > 1 or $type(b) = 'string' and b > '1']] %}"],
  ["$.a[?(@.b > 'x')]", "{% [$states.input.a[$type(b) = 'string' and b > 'x']] %}"],
])('%s is %s', (path, expression) => {
  expect(converted(path)).toEqual({ value: expression, notes: [] });
});

describe('a path finds what its conversion finds', () => {
  const items = { items: [{ id: 1, tags: ['a'] }, { id: 2, tags: [] }, { tags: ['b', 'c'] }] };
  const nested = { a: [{ b: [{ c: 1 }] }, { b: [] }, { b: [{ c: [2] }, { c: 3 }] }, {}] };

  test.each<readonly [path: string, input: Json]>([
    ['$', [1]],
    ['$.a', { a: [5] }],
    ['$.a', { a: [] }],
    ['$.a', { a: null }],
    ['$.a[0]', { a: [[7]] }],
    ['$.a[0][1]', { a: [[7, 8]] }],
    ["$['x','y']", { x: 1, z: 2 }],
    ['$.items[*].id', items],
    ['$.items[*].tags', items],
    ['$.items[0:1].tags', items],
    ['$.items[*].tags[*]', items],
    ['$.items[*].tags[0]', { items: [{ tags: ['a'] }, { tags: ['b', 'c'] }] }],
    ['$.items[*].tags[*]', { items: [{ tags: ['a'] }] }],
    ['$.items[*].tags[*]', { items: [{ tags: [{ n: 1 }] }] }],
    ['$.items[*].*', { items: [{ a: 1, b: [2] }, { c: 3 }] }],
    ['$.a[*][*]', { a: [[1], [[2]]] }],
    ['$.a[*][0:1]', { a: [[[1]], [2, 3]] }],
    ['$.items[*].id', {}],
    ['$.items[*].id', { items: [] }],
    ['$.items[*].id', { items: [{ id: [1] }] }],
    ['$.a[*].b[*].c', nested],
    ['$.a[*]', { a: [[1], 2] }],
    ['$.a[*]', { a: {} }],
    ['$.a.*', { a: { x: [1], y: 2 } }],
    ['$.a[1:3]', { a: [0, 1, 2, 3] }],
    ['$.a[1:2]', { a: [0, [1]] }],
    ['$.a[2:]', { a: [0, 1, [2], 3] }],
    ['$.a[-2:]', { a: [0, 1, 2] }],
    ['$.a[:-1]', { a: [0, 1, 2] }],
    ['$.a[3:1]', { a: [0, 1, 2] }],
    ['$.a[0,2]', { a: [0, 1, 2] }],
    ['$.a[2,0]', { a: [0, 1, 2] }],
    ['$.a[?(@.n > 1)].n', { a: [{ n: 1 }, { n: 2 }, { n: null }, {}] }],
    ['$.a[?(@.n > 1)]', { a: [{ n: 2 }, { n: '10' }, { n: '0' }, { n: 'x' }, {}] }],
    ['$.a[?(@.n == 1)]', { a: [{ n: 1 }, { n: '1' }, { n: 2 }] }],
    ['$.a[?(@.n == 1.0)]', { a: [{ n: 1 }, { n: '1' }, { n: '1.0' }] }],
    ['$.a[?(@.n == -0.1e1)]', { a: [{ n: -1 }, { n: '-1' }] }],
    ["$.a[?(@.t == 'true')]", { a: [{ t: true }, { t: 'true' }, { t: false }] }],
    ["$.a[?('x' < @.s)]", { a: [{ s: 'w' }, { s: 'y' }, { s: 2 }] }],
    ['$.a[?($.s)].s', { s: 1, a: [{ s: 'x' }, {}] }],
    ['$.a[?(@[0] == 1)]', { a: [[1, 2], [3]] }],
    ['$.a[?(@.n != 1)]', { a: [{ n: 1 }, { n: 2 }, {}, { n: null }] }],
    ['$.a[?(@.n)]', { a: [{ n: false }, { n: null }, {}] }],
    ['$.a[?(!@.n)]', { a: [{ n: false }, { n: null }, {}] }],
    ["$.a[?(@.s == 'x' && @.n < 3 || @.t)]", { a: [{ s: 'x', n: 2 }, { s: 'x' }, { t: 0 }] }],
    ['$.a[?(@.s =~ /x.*/i)].s', { a: [{ s: 'XY' }, { s: 'yx' }] }],
    ['$.a[?(@ == $.wanted)]', { a: ['x', 'y'], wanted: 'y' }],
    ['$..id', { id: 1, a: [{ id: [2] }, { b: { id: null } }] }],
    ['$..a[*].id', { x: { a: [{ id: 1 }] }, a: [{ id: 2 }, {}] }],
  ])('%s in %j', async (path, input) => {
    const expected = await evaluateExpression(path, input);
    expect(expected.ok).toBe(true);
    expect({ ok: true, value: await valueOfConverted(path, input) }).toEqual(expected);
  });
});

describe('a call gives what its conversion gives', () => {
  const input = {
    s: 'a,b;;c',
    empty: '',
    n: 1.5,
    m: -2,
    list: [3, [4], 3],
    one: [1],
    o: { x: [1] },
    p: { y: 2 },
    json: '[1]',
  };

  test.each([
    "States.Format('{} is {}\\{\\}, it\\'s {}', $.s, $.n, 'so')",
    "States.Format('{}', $.n)",
    'States.StringToJson($.json)',
    "States.StringToJson(' ')",
    'States.JsonToString($.o)',
    "States.JsonToString(States.Format('\"{}', $.s))",
    'States.Array()',
    'States.Array($.one, $.n, null)',
    'States.ArrayLength(States.Array($.list, $.one, $.n))',
    'States.ArrayPartition($.list, 1.6)',
    'States.ArrayContains($.list, 3)',
    'States.ArrayContains($.list, $.one)',
    'States.ArrayContains($.list, $.list[1])',
    'States.ArrayRange(1, 9, 9)',
    'States.ArrayRange(1, $.n, 1)',
    'States.ArrayRange(3, $.m, -2)',
    'States.ArrayGetItem($.list, 1)',
    'States.ArrayGetItem($.list, $.n)',
    'States.ArrayUnique($.list)',
    'States.Base64Encode($.s)',
    'States.Base64Decode(States.Base64Encode($.s))',
    "States.Hash($.s, 'MD5')",
    "States.Hash($.o, 'SHA-256')",
    'States.JsonMerge($.o, $.p, false)',
    'States.MathRandom(1, 100, 7)',
    'States.MathRandom($.m, $.n, 7)',
    'States.MathAdd($.n, -1)',
    'States.MathAdd(States.MathAdd($.n, $.m), 1)',
    "States.StringSplit($.s, '')",
    "States.StringSplit($.empty, '')",
    "States.StringSplit($.s, ',')",
    "States.StringSplit($.s, ',;]')",
    'States.StringSplit($.s, $.s)',
    "States.StringSplit($.json, '[]')",
  ])('%s', async (call) => {
    const expected = await evaluateExpression(call, input);
    expect(expected.ok).toBe(true);
    expect({ ok: true, value: await valueOfConverted(call, input) }).toEqual(expected);
  });

  test.each([
    ["States.Format('Hello {}', $.name)", "{% 'Hello ' & $states.input.name %}"],
    ['States.MathAdd($.n, 1)', '{% $floor($states.input.n + 0.5) + 1 %}'],
    ['States.ArrayLength($.list)', '{% $count($states.input.list) %}'],
    ["States.ArrayContains($.list, 'x')", "{% 'x' in $states.input.list %}"],
    ['States.UUID()', '{% $uuid() %}'],
    ['States.MathAdd(1, 2)', 3],
    ["States.Format('it is {}', 'text')", 'it is text'],
    ["States.StringSplit('${List}', ',')", "{% [$split('${List}', ',')[$ != '']] %}"],
    [
      "States.StringSplit($.s, '${Separators}')",
      "{% [$reduce($split('${Separators}', ''), function($parts, $letter) { $parts.$split($, $letter) }, $states.input.s)[$ != '']] %}",
    ],
    ["States.Format('s3://${Bucket}/{}', 'key')", 's3://${Bucket}/key'],
    ["States.Format('{\\% {} %\\}', 1)", "States.Format('{\\% {} %\\}', 1)"],
  ])('%s is %s', (call, expression) => {
    expect(converted(call).value).toBe(expression);
  });
});

test.each([
  ['$.a..[0]', ['`..` before anything but a name has no exact counterpart']],
  ["$..a['b','c']", ['`..` before anything but a name has no exact counterpart']],
  ['$.a[*][1,0]', ['behind a wildcard, a list that is too short for an index may be left out']],
  ['$.a[?(@.b > true)]', ['a filter could not be converted (at 6 to 16 of the path)']],
  ['$.a[?(1 == 1)]', ['a filter could not be converted (at 6 to 12 of the path)']],
  ['$.a[', ['the path $.a[ is not valid']],
  ['States.Nothing()', ['States.Nothing() is not a valid call']],
  ["States.Format('{}', $.a)", []],
  ["States.Format('{}', $)", ['States.Format writes an array or object as Java does, JSONata as JSON']],
  ["States.Format('{}', $$.StateMachine)", ['States.Format writes an array or object as Java does, JSONata as JSON']],
  ['States.JsonToString($.a)', []],
  ["States.Format('{}', States.JsonToString($.a))", ['States.JsonToString puts a text in quotes, $string does not']],
  ["States.Base64Encode('é')", []],
  ['States.Base64Encode($.a)', ['Base64 of letters beyond ASCII comes out differently in JSONata']],
  ['States.JsonMerge($.a, $.b, true)', ['a call of States.JsonMerge is converted as one that is not deep']],
])('%s is reported', (text, notes) => {
  expect(converted(text).notes).toEqual(notes);
});
