import jsonata from 'jsonata';
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../server/src/base/json.ts';
import { evaluateJsonata } from '../../server/src/evaluate/jsonata.ts';
import { StatesError } from '../../server/src/spec/errors.ts';
import { JSONATA_FUNCTIONS } from '../../server/src/spec/jsonataFunctions.ts';
import { FIXED_SOURCES as SOURCES } from '../support/sources.ts';

/** What the expressions read as `$in`. */
const DATA: JsonObject = {
  name: 'Ana',
  'first name': 'Ana Maria',
  empty: '',
  zero: 0,
  none: null,
  yes: true,
  no: false,
  numbers: [3, 1, 2, 2],
  words: ['tea', 'cup', 'spoon'],
  nested: [[1, 2], [3], []],
  items: [
    { sku: 'tea', price: 3, tags: ['hot', 'green'], stock: { berlin: 2 } },
    { sku: 'cup', price: 8, tags: [], stock: { berlin: 0, paris: 5 } },
    { sku: 'spoon', price: 3, tags: ['metal'] },
  ],
  order: { id: 7, customer: { name: 'Bo', address: { city: 'Oslo' } } },
};

const OPERATORS: readonly string[] = [
  // Paths
  '$in.name',
  '$in.`first name`',
  '$in."first name"',
  '$in.order.customer.address.city',
  '$in.missing.deeper',
  '$in.items.sku',
  '$in.items.tags',
  '$in.items.stock.berlin',
  '$in.items[0]',
  '$in.items[-1].sku',
  '$in.items[10]',
  '$in.items[0].sku[]',
  '$in.items[sku = "cup"].price',
  '$in.items[price = 3].sku',
  '$in.items[price = 3][0].sku',
  '($in.items.sku)[1]',
  '$in.items[[0..1]].sku',
  '$in.items["hot" in tags].sku',
  '$in.order.*',
  '$in.order.**.city',
  '$in.**.name',
  '$in.items.{sku: price}',
  '$in.items{sku: price}',
  '$in.items{$string(price): sku}',
  '$in.items{$string(price): $sum(price)}',
  '$in.items.tags.%.sku',
  '$in.items.stock.%.%.name',
  '$in.items@$i.{"sku": $i.sku}',
  '$in.items#$n.{"n": $n, "sku": sku}',
  '$in.items@$i.$in.words[$ = $i.sku]',
  '$in.nested.$',
  '$in.nested[0]',
  '$in.nested.[$]',
  '$in.items^(price).sku',
  '$in.items^(>price, sku).sku',
  '$in.items^(<price, >sku).sku',
  '$in.numbers^($)',
  // Operators
  '1 + 2 * 3 - 4 / 8',
  '7 % 4',
  '-7 % 4',
  '-$in.zero',
  '(1 + 2) * 3',
  '1 / 0 > 5',
  '"a" & 1 & true & null & $in.missing',
  '[1..5]',
  '[3..1]',
  '[1, [2, 3], $in.missing, 4]',
  '[[1, 2], [3]]',
  '{"a": 1, "b": $in.missing, "c": [$in.missing]}',
  '1 = 1.0',
  '"1" = 1',
  'null = $in.none',
  '$in.missing = null',
  '[1, 2] = [1, 2]',
  '{"a": 1} = {"a": 1}',
  '1 != 2',
  '"b" > "a"',
  '2 >= 2',
  '1 < "a"',
  'true < false',
  '1 in [1, 2]',
  '"x" in $in.words',
  '1 in 1',
  '$in.yes and $in.zero',
  '$in.no or $in.name',
  '$in.missing and true',
  '$in.zero ? "yes" : "no"',
  '$in.empty ? "yes"',
  '$in.numbers ? "yes" : "no"',
  '1 + "a"',
  '$in.missing + 1',
  'null + 1',
  '1e308 * 10 > 1',
  // Bindings, functions, blocks
  '($x := 5; $x * $x)',
  '($x := 1; ($x := 2; $x) + $x)',
  '($f := function($n) { $n <= 1 ? 1 : $n * $f($n - 1) }; $f(10))',
  '($f := function($n, $acc) { $n <= 1 ? $acc : $f($n - 1, $n * $acc) }; $f(20, 1))',
  '($add := function($a, $b) { $a + $b }; $inc := $add(1, ?); $inc(4))',
  '($twice := function($f) { function($x) { $f($f($x)) } }; $twice(function($x) { $x * 3 })(2))',
  'λ($a) { $a & "!" }("hey")',
  'function($a) { $a }()',
  'function($a)<n:n> { $a }("x")',
  '$in.name ~> $uppercase',
  '$in.name ~> $uppercase ~> $substring(0, 2)',
  '($up := $trim ~> $uppercase; $up("  a  "))',
  '$in.order ~> |customer|{"name": "Cy"}, ["address"]|',
  '$in ~> |items[sku = "tea"]|{"price": price * 2}| ~> $lookup("items")',
  '()',
  '(1; 2; 3)',
  '/* a comment */ 5',
  '"\\u0041\\n\\t\\"" & \'it"s\'',
  '$in.name[0]',
  '$in.name[1]',
  '5[0]',
  '$in.missing[0]',
  '$nothing(1)',
  '$in.name(1)',
  'unknown.path',
];

const FUNCTIONS: readonly string[] = [
  '$string(5)',
  '$string([1, "a", null])',
  '$string({"a": [1]}, true)',
  '$string(1 / 3)',
  '$string($in.missing)',
  '$string($sum)',
  '$length("häagen 😀")',
  '$length(5)',
  '$substring("hello", 1)',
  '$substring("hello", -3, 2)',
  '$substring("hello", 1, -1)',
  '$substringBefore("a-b-c", "-")',
  '$substringAfter("a-b-c", "-")',
  '$substringAfter("abc", "-")',
  '$uppercase("straße")',
  '$lowercase("ÄB")',
  '$trim("  a \n  b  ")',
  '$pad("a", 4)',
  '$pad("a", -4, "#-")',
  '$contains("hello", "ell")',
  '$contains("hello", /L/i)',
  '$split("a, b,c", ", ")',
  '$split("a1b22c", /[0-9]+/)',
  '$split("a,b,c", ",", 2)',
  '$split("abc", "")',
  '$join(["a", "b"], "-")',
  '$join("a")',
  '$match("a1b22", /([a-z])([0-9]+)/)',
  '$match("a1b22", /[0-9]/, 1)',
  '$replace("a.b.c", ".", "-")',
  '$replace("a1b2", /[0-9]/, "<$0>")',
  '$replace("John Smith", /(\\w+)\\s(\\w+)/, "$2, $1")',
  '$replace("aaa", "a", "b", 2)',
  '$replace("abc", /b/, function($m) { $uppercase($m.match) })',
  '$base64encode("hello")',
  '$base64decode("aGVsbG8=")',
  '$encodeUrlComponent("a b&c")',
  '$encodeUrl("http://a/b c?d=é")',
  '$decodeUrlComponent("a%20b")',
  '$decodeUrl("http://a/b%20c")',
  '$number("12.5e1")',
  '$number("0x1F")',
  '$number(true)',
  '$number("abc")',
  '$abs(-3)',
  '$floor(-1.5)',
  '$ceil(-1.5)',
  '$round(2.5)',
  '$round(3.5)',
  '$round(-2.345, 2)',
  '$round(1234, -2)',
  '$power(2, 10)',
  '$power(-1, 0.5)',
  '$sqrt(16)',
  '$sqrt(-1)',
  '$formatNumber(12345.6, "#,###.00")',
  '$formatNumber(0.14, "01%")',
  '$formatNumber(-5, "0;(0)")',
  '$formatBase(255, 16)',
  '$formatBase(10, 1)',
  '$formatInteger(2789, "w")',
  '$formatInteger(1999, "I")',
  '$formatInteger(12, "0000;o")',
  '$parseInteger("twelve thousand", "w")',
  '$sum($in.numbers)',
  '$sum([])',
  '$sum(["a"])',
  '$max($in.items.price)',
  '$min([])',
  '$average($in.numbers)',
  '$boolean("0")',
  '$boolean([0, 0])',
  '$boolean({})',
  '$not($in.missing)',
  '$exists($in.none)',
  '$exists($in.missing)',
  '$count($in.items)',
  '$count($in.missing)',
  '$count("a")',
  '$append([1], 2)',
  '$append($in.missing, [1])',
  '$sort($in.numbers)',
  '$sort($in.items, function($l, $r) { $l.price > $r.price }).sku',
  '$sort(["b", 1])',
  '$reverse($in.words)',
  '$distinct([1, "1", 1, {"a": 1}, {"a": 1}])',
  '$zip([1, 2, 3], ["a", "b"])',
  '$keys($in.order)',
  '$keys($in.items)',
  '$lookup($in.order, "id")',
  '$lookup($in.items, "sku")',
  '$spread($in.order)',
  '$merge([{"a": 1}, {"a": 2, "b": 3}])',
  '$each($in.order, function($v, $k) { $k })',
  '$sift($in.order, function($v) { $type($v) = "number" })',
  '$type(null)',
  '$type($sum)',
  '$type($in.missing)',
  '$error("bad")',
  '$assert(1 = 2, "no")',
  '$assert(true)',
  '$map($in.words, $uppercase)',
  '$map($in.words, function($v, $i, $a) { $v & $i & $count($a) })',
  '$map([1], function($v) { $v })',
  '$filter($in.numbers, function($v) { $v > 1 })',
  '$filter($in.numbers, function($v) { $v > 9 })',
  '$single($in.items, function($v) { $v.sku = "cup" }).price',
  '$single($in.items, function($v) { $v.price = 3 })',
  '$reduce($in.numbers, function($a, $b) { $a + $b }, 10)',
  '$reduce([], function($a, $b) { $a + $b })',
  '$clone($in.order)',
  '$count($shuffle($in.numbers))',
  '$fromMillis(1500000000000)',
  '$fromMillis(1500000000000, "[D01]/[M01]/[Y0001] [h#1]:[m01][P]", "+0200")',
  '$toMillis("2017-07-14T02:40:00.000Z")',
  '$toMillis("14.07.2017", "[D01].[M01].[Y0001]")',
  '$type($now())',
  '$type($millis())',
];

describe('as with the plain library', () => {
  test.each(OPERATORS)('%s', async (text) => {
    expect(await ours(text)).toEqual(await plain(text));
  });

  test.each(FUNCTIONS)('%s', async (text) => {
    expect(await ours(text)).toEqual(await plain(text));
  });

  test('every function that is not of Step Functions alone is among them', () => {
    const all = [...OPERATORS, ...FUNCTIONS].join(' ');
    const missing = Object.entries(JSONATA_FUNCTIONS)
      .filter(([name, known]) => !('added' in known) && !all.includes(`$${name}`))
      .map(([name]) => name);
    expect(missing).toEqual([]);
  });
});

describe('where Step Functions differs', () => {
  test.each([
    ['there is no $eval', '$eval("1 + 1")', 'T1006'],
    ['operators that came later are refused', '$in.missing ?? 1', 'cannot be used as a unary operator'],
    ['and the other one', '$in.zero ?: 1', 'cannot be used as a unary operator'],
    ['nothing is an error', '$in.missing', 'returned nothing (undefined)'],
    ['a function is no result', '$sum', 'returned an unsupported result type'],
  ])('%s', async (_, text, message) => {
    const result = await evaluateJsonata(text, 'Output', scope(), SOURCES).catch((error: Error) => error.message);
    expect(result).toContain(message);
  });

  test.each<[string, Json]>([
    ['$partition([1, 2, 3], 2)', [[1, 2], [3]]],
    ['$range(1, 7, 3)', [1, 4, 7]],
    ['$hash("a", "MD5")', '0cc175b9c0f1b6a831c399e269772661'],
    ['$random(42)', 0.7275636800328681],
    ['$length($uuid())', 36],
    ['$parse(\'{"a": [1]}\').a', [1]],
    ['[1 / 0]', ['Infinity']],
  ])('%s', async (text, value) => {
    expect(await evaluateJsonata(text, 'Output', scope(), SOURCES)).toEqual(value);
  });
});

const scope = () => ({ states: {}, variables: { in: DATA } });

type Result = { readonly value: unknown } | { readonly error: string };

async function ours(text: string): Promise<Result> {
  try {
    return { value: await evaluateJsonata(text, 'Output', scope(), SOURCES) };
  } catch (error) {
    const cause = error instanceof StatesError ? (error.cause ?? '') : String(error);
    if (/returned nothing|unsupported result type/.test(cause)) return { value: undefined };
    return { error: /evaluation\. ([A-Z]\d+):/.exec(cause)?.[1] ?? cause };
  }
}

async function plain(text: string): Promise<Result> {
  try {
    const result: unknown = await jsonata(text).evaluate(undefined, { in: structuredClone(DATA) });
    if (typeof result === 'object' && result !== null && '_jsonata_function' in result) return { value: undefined };
    return { value: result === undefined ? undefined : JSON.parse(JSON.stringify(result)) };
  } catch (error) {
    return { error: (error as { code?: string }).code ?? String(error) };
  }
}
