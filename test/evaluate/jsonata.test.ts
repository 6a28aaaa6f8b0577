import { describe, expect, test } from 'vitest';
import { type Json, parseJson } from '../../server/src/base/json.ts';
import {
  evaluateJsonata,
  evaluateJsonataTemplate,
  QueryEvaluationError,
  unexpectedType,
} from '../../server/src/evaluate/jsonata.ts';
import { FIXED_SOURCES } from '../support/sources.ts';

const scope = {
  states: {
    input: { id: 7, items: [{ n: 1 }, { n: 2 }], one: [{ n: 1 }], list: [3, 1] },
    context: { State: { Name: 'A' } },
  },
  variables: { rate: 0.5, name: 'Ana' },
};

describe('gives', () => {
  test.each<[string, Json]>([
    ['$states.input.id + $rate', 7.5],
    ['$states.context.State.Name & " " & $name', 'A Ana'],
    ['$states.input.items.n', [1, 2]],
    ['$states.input.items[n > 1].n', 2],
    ['$states.input.one.n', 1],
    ['$states.input.one[].n', [1]],
    ['$sort($states.input.list)', [1, 3]],
    ['{"a": $nothing, "b": [1, $nothing]}', { b: [1] }],
    ['null', null],
    ['[]', []],
    ['$x := 5', 5],
    ['$contains("hello$world", /^hello\\$/)', true],
    ['$replace("aXbx", /x/i, "-")', 'a-b-'],
    ['$match("ab12", /([a-z])([0-9])?/).groups', ['a', null, 'b', '1']],
    ['$split("a1b22c", /[0-9]+/)', ['a', 'b', 'c']],
    ['1/0', 'Infinity'],
    ['[1/0, -1/0]', ['Infinity', '-Infinity']],
    ['$states.input ~> |$|{"id": 8}, ["items", "one", "list"]|', { id: 8 }],
    ['$distinct([1, "1", 1, {"a": 1}, {"a": 1}])', [1, '1', { a: 1 }]],
  ])('%s', async (text, expected) => {
    expect(await evaluate(text)).toEqual(expected);
  });
});

describe('has the functions of Step Functions', () => {
  test.each<[string, Json]>([
    ['$partition([1, 2, 3], 2)', [[1, 2], [3]]],
    ['$partition([0], 1)', [[0]]],
    ['$partition([1, 2, 3], 2.9)', [[1, 2], [3]]],
    ['$range(0, 9, 3)', [0, 3, 6, 9]],
    ['$range(0, 10, 3)', [0, 3, 6, 9]],
    ['$range(3, 1, -1)', [3, 2, 1]],
    ['$range(1, 9, 9)', 1],
    ['$hash("input data", "SHA-1")', 'aaff4a450a104cd177d28d18d74485e8cae074b7'],
    ['$random()', 0.5],
    ['$random(42)', 0.7275636800328681],
    ['$uuid()', '00000000-0000-4000-8000-000000000000'],
    ['$parse("{\\"a\\": [1]}")', { a: [1] }],
    ['$now()', '2026-01-02T03:04:05.000Z'],
    ['$now("[Y0001]/[M01]")', '2026/01'],
    ['$millis() = $toMillis($now())', true],
    ['$fromMillis($toMillis("10:00", "[H01]:[m01]"))', '2026-01-02T10:00:00.000Z'],
    ['$shuffle([1, 2, 3])', [1, 3, 2]],
    ['$pad("7", -3, "0") & $pad("ab", 5, "xy")', '007abxyx'],
    ['$partition($nothing, 2) = $nothing or true', true],
  ])('%s', async (text, expected) => {
    expect(await evaluate(text)).toEqual(expected);
  });
});

describe('fails', () => {
  test.each([
    ['$nothing', ' returned nothing (undefined).'],
    ['phone', ' returned nothing (undefined).'],
    ['$states.input.constructor', ' returned nothing (undefined).'],
    ['$fn := function($x) { $x }', ' returned an unsupported result type.'],
    ['$sum', ' returned an unsupported result type.'],
    ['/a/', ' returned an unsupported result type.'],
    ['{"a": [$sum]}', ' returned an unsupported result type.'],
    ['$eval("1")', ' threw an error during evaluation. T1006: Attempted to invoke a non-function'],
    ['$nope(1)', ' threw an error during evaluation. T1006: Attempted to invoke a non-function'],
    [
      '$sum("a")',
      ' threw an error during evaluation. T0412: Argument 1 of function "sum" must be an array of "numbers"',
    ],
    [
      '$hash(1, "MD5")',
      ' threw an error during evaluation. T0410: Argument 1 of function "hash" does not match function signature',
    ],
    ['$hash("a", "CRC")', ' threw an error during evaluation. D3137: There is no hash algorithm "CRC"'],
    ['$error("no")', ' threw an error during evaluation. D3137: no'],
    ['1 +', ' threw an error during evaluation. S0207: Unexpected end of expression'],
    ['$x ?? 1', ' threw an error during evaluation. S0211: The symbol "?" cannot be used as a unary operator'],
    ['$x ?: 1', ' threw an error during evaluation. S0211: The symbol ":" cannot be used as a unary operator'],
  ])('%s%s', async (text, what) => {
    const error = await errorOf(text);
    expect(error.cause).toBe(`The JSONata expression '${text}' specified for the field 'Output/a'${what}`);
    expect(error).toMatchObject({ error: 'States.QueryEvaluationError', location: 'Output/a' });
  });

  const STACK =
    'Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive.';
  const TIME = 'Expression evaluation timeout: Check for infinite loop';
  const MEMORY = 'Expression evaluation memory limit exceeded: Check for excessive memory usage';

  test.each([
    ['too deep a stack', '($f := function($x) { 1 + $f($x) }; $f(1))', STACK],
    ['too deep arrays', '($f := function($x) { [$f($x), $f($x)] }; $f(1))', STACK],
    ['too long', '($f := function($x) { $f($x) }; $f(1))', TIME],
    ['too long a range', '[1..873783]', MEMORY],
    ['too long a range', '$range(1, 360146, 1)', MEMORY],
    ['too wide a string', '$pad("a", 1000000000)', MEMORY],
    ['a string that doubles', '$reduce([1..40], function($a, $b) { $a & $a }, "xxxxxxxx")', MEMORY],
    ['an object that doubles', '$reduce([1..40], function($a, $b) { {"x": $a, "y": $a} }, {})', MEMORY],
  ])('%s: %s', async (_, text, message) => {
    const { cause } = await errorOf(text);
    expect(cause).toContain(`'Output/a' threw an error during evaluation: ${message}`);
  });
});

describe('allows what the service allows', () => {
  test.each<[string, string, Json]>([
    ['a sum of 100 terms', Array(100).fill('1').join(' + '), 100],
    ['a long range', '$count([1..873782])', 873_782],
    ['many different items', '$count($distinct([1..300000]))', 300_000],
    ['many groups', '$count($keys([1..300]{$string($): [$]}))', 300],
    ['a long array', `$count([${Array(300).fill('[$rate]').join()}])`, 300],
    ['a large object', `$count($keys({${Array.from({ length: 300 }, (_, i) => `"${i}": $rate`).join()}}))`, 300],
    ['a long tail recursion', '($f := function($n) { $n = 0 ? "end" : $f($n - 1) }; $f(1000))', 'end'],
  ])('%s', async (_, text, expected) => {
    expect(await evaluate(text)).toBe(expected);
  });
});

test('regular expressions take time linear in the text, and those that can not are errors', async () => {
  expect(await evaluate('$contains($pad("", 20000, "a") & "!", /(a+)+$/)')).toBe(false);
  expect((await errorOf('$contains("a", /(?=a)/)')).cause).toContain('invalid or unsupported Perl syntax');
});

test('leaves the data as it is, without a mark', async () => {
  const input = { list: [1] };
  expect(
    await evaluateJsonata('$states.input.list[]', 'Output', { states: { input }, variables: {} }, FIXED_SOURCES),
  ).toEqual([1]);
  expect(Object.getOwnPropertyNames(input.list)).toEqual(['0', 'length']);
});

test('the result is plain data', async () => {
  const result = (await evaluate('$states.input.items.n')) as Json[];
  expect(Object.getOwnPropertyNames(result)).toEqual(['0', '1', 'length']);
  expect(JSON.stringify(await evaluate('$parse("{\\"__proto__\\": 1}")'))).toBe('{"__proto__":1}');
});

test('a variable hides the function of its name', async () => {
  const states = { input: 1 };
  expect(await evaluateJsonata('$uuid', 'Output', { states, variables: { uuid: 5 } }, FIXED_SOURCES)).toBe(5);
});

test('fills in the expressions of a template', async () => {
  const template = { a: '{% $states.input.id %}', 'b.$': '$.id', c: [' {% no %}', { d: '{%$name%}' }], e: null };
  expect(await evaluateJsonataTemplate(template, 'Output', scope, FIXED_SOURCES)).toEqual({
    a: 7,
    'b.$': '$.id',
    c: [' {% no %}', { d: 'Ana' }],
    e: null,
  });
});

test.each<[Json, string]>([
  ['{% $x %}', 'Arguments'],
  [{ a: { b: '{% $x %}' } }, 'Arguments/a/b'],
  [{ list: [1, { c: '{% $x %}' }] }, 'Arguments/list[1]/c'],
])('names the field of %j', async (template, location) => {
  const failing = evaluateJsonataTemplate(template, 'Arguments', scope, FIXED_SOURCES);
  await expect(failing).rejects.toMatchObject({
    location,
    cause: `The JSONata expression '$x' specified for the field '${location}' returned nothing (undefined).`,
  });
});

test('words for a value of the wrong type', () => {
  expect(unexpectedType('$x', 'Items', 'array', { foo: 'bar' })).toMatchObject({
    location: 'Items',
    cause:
      "The JSONata expression '$x' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was 'object' for value: {\"foo\":\"bar\"}",
  });
});

test('is not overwhelmed by nesting', async () => {
  const deep = parseJson(`${'['.repeat(20_000)}${']'.repeat(20_000)}`);
  const input = { states: { input: deep }, variables: {} };
  const failing = [
    evaluateJsonata('$states.input', 'Output', input, FIXED_SOURCES),
    evaluateJsonataTemplate(deep, 'Output', scope, FIXED_SOURCES),
    evaluateJsonata('('.repeat(50_000), 'Output', scope, FIXED_SOURCES),
  ];
  for (const evaluation of failing) await expect(evaluation).rejects.toBeInstanceOf(QueryEvaluationError);
});

function evaluate(text: string): Promise<Json> {
  return evaluateJsonata(text, 'Output/a', scope, FIXED_SOURCES);
}

async function errorOf(text: string): Promise<QueryEvaluationError> {
  const result = await evaluate(text).catch((error: unknown) => error);
  if (result instanceof QueryEvaluationError) return result;
  throw new Error(`Not a QueryEvaluationError: ${String(result)}`);
}
