import { describe, expect, test } from 'vitest';
import { parseJson } from '../../server/src/base/json.ts';
import { evaluate, type RunOptions, type RunResult, run } from '../../server/src/index.ts';
import { matchesPattern } from '../../server/src/interpreter/choice.ts';

/** Whatever a definition holds, a run of it ends within this time. */
const LONGEST_MS = 2000;

async function timed<T>(work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await work();
  expect(performance.now() - began).toBeLessThan(LONGEST_MS);
  return result;
}

function runTimed(definition: unknown, input: unknown = {}, options: RunOptions = {}): Promise<RunResult> {
  return timed(() => run(definition, input, options));
}

const ALWAYS = { ErrorEquals: ['Busy'], MaxAttempts: 99_999, IntervalSeconds: 1, BackoffRate: 1 };

const pass = (state: object) => ({ StartAt: 'A', States: { A: { Type: 'Pass', End: true, ...state } } });
const choice = (rule: object) => ({ StartAt: 'C', States: { C: { Type: 'Choice', Choices: [rule] } } });
const jsonata = (expression: string) => ({ QueryLanguage: 'JSONata', ...pass({ Output: `{% ${expression} %}` }) });

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = [value];
  return value;
}

describe('endless runs', () => {
  const items = Array(60).fill(Array(20).fill(Array(20).fill(1)));

  test.each<[string, object, unknown, RunOptions]>([
    ['a loop', { A: { Type: 'Pass', Next: 'A' } }, {}, {}],
    ['an Express loop', { A: { Type: 'Pass', Next: 'A' } }, {}, { type: 'EXPRESS' }],
    ['a loop of Choice', { A: { Type: 'Choice', Choices: [], Default: 'A' } }, {}, {}],
    [
      'a retry without end',
      { A: { Type: 'Task', Resource: 'arn:aws:lambda:a:1:function:f', Retry: [ALWAYS], End: true } },
      {},
      {},
    ],
    ['a Map of Maps', { A: mapOf(mapOf(mapOf({ Type: 'Pass', End: true }))) }, items, {}],
  ])('%s', async (_what, States, input, options) => {
    const mocks = { A: Array.from({ length: 30_000 }, () => ({ Throw: { Error: 'Busy' } })) };
    const result = await runTimed({ StartAt: 'A', States }, input, { mocks, ...options });
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(result.cause).toMatch(/maximum number of history events/);
  });

  test('a wait without end', async () => {
    const result = await runTimed({ StartAt: 'A', States: { A: { Type: 'Wait', Seconds: 99_999_999, Next: 'A' } } });
    expect(result.status).toBe('TIMED_OUT');
  });
});

describe('growing data', () => {
  test.each([
    ['a text', { 'a.$': "States.Format('{}{}', $.a, $.a)" }],
    ['a list', { 'a.$': 'States.Array($.a, $.a)' }],
    ['an object', { 'a.$': '$', 'b.$': '$' }],
  ])('%s that doubles', async (_what, Parameters) => {
    const result = await runTimed({ StartAt: 'A', States: { A: { Type: 'Pass', Parameters, Next: 'A' } } }, { a: 'x' });
    expect(result).toMatchObject({ status: 'FAILED', error: expect.stringMatching(/^States\./) });
  });

  test('variables that double', async () => {
    const Assign = { 'v.$': "States.Format('{}{}', $v, $v)" };
    const States = {
      Set: { Type: 'Pass', Assign: { v: 'x' }, Next: 'A' },
      A: { Type: 'Pass', Assign, Next: 'A' },
    };
    expect(await runTimed({ StartAt: 'Set', States })).toMatchObject({ status: 'FAILED' });
  });
});

describe('JSONata', () => {
  test.each([
    ['($f := function() { $f() }; $f())', /timeout|Stack overflow/],
    ['($f := function($n) { 1 + $f($n) }; $f(1))', /Stack overflow|timeout/],
    ['$sum([1..1000000000])', /memory limit/],
    ['$range(1, 1000000000, 1)', /memory limit/],
    ['$map([1..800000], function($i) { $map([1..800000], function($j) { $i * $j }) })', /timeout|memory/],
    ['$reduce([1..40], function($a, $i) { $a & $a }, "x")', /memory limit/],
    ['$reduce([1..60], function($a, $i) { [$a, $a] }, 1)', /memory|nested/],
    ['$reduce([1..60], function($a, $i) { {"a": $a, "b": $a} }, 1)', /memory/],
    ['$pad("x", 1000000000)', /memory limit/],
    ['$match($join([1..20000].("a")) & "b", /(a+)+$/)', /returned nothing|undefined/],
    ['$eval("1")', /T1006/],
    ['$states.input.constructor', /returned nothing/],
    ['$states.input.__proto__.polluted', /returned nothing/],
    ['("x").constructor.constructor("return process")()', /T1006|returned nothing/],
  ])('%s', async (expression, cause) => {
    const result = await runTimed(jsonata(expression));
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
    expect(result.cause).toMatch(cause);
  });
});

describe('paths and patterns', () => {
  const wide = Array.from({ length: 300 }, (_, i) => ({ a: [i, { b: { c: [i] } }] }));

  test.each(['$..*..*..*..*', '$..[?(@..b)]..[?(@..c)]..*', '$[?(@.a =~ /(x+x+)+y/)]'])('%s', async (path) => {
    const { ok } = await timed(() => evaluate(path, [...wide, { a: 'x'.repeat(50_000) }]));
    expect(typeof ok).toBe('boolean');
  });

  const LIMIT = /The path visits too many values/;

  test.each<[string, string, unknown]>([
    ['conditions that find nothing', `$[?(${'@.b || '.repeat(10_000)}@.b)]`, wide],
    ['conditions that hold', `$[?(${'@.a && '.repeat(30_000)}@.a)]`, wide],
    ['patterns', `$[?(${'@.a =~ /b/ || '.repeat(1000)}@.b)]`, wide.map(() => ({ a: 'x'.repeat(10_000) }))],
    ['lists of indexes', `$${`[${'0,'.repeat(3000)}0]`.repeat(2)}`, [wide]],
    [
      'paths of a template',
      JSON.stringify(Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`${i}.$`, '$..*..*']))),
      wide,
    ],
  ])('too many %s', async (_what, text, input) => {
    const result = await timed(() => evaluate(text, input));
    expect(result).toMatchObject({ ok: false, error: 'States.Runtime', cause: expect.stringMatching(LIMIT) });
  });

  test('a path that visits the same again and again', async () => {
    let deep: object = {};
    for (let i = 0; i < 200; i++) deep = { a: deep, b: i };
    const result = await timed(() => evaluate('$..*..*..*', deep));
    expect(result).toMatchObject({ ok: false, cause: expect.stringContaining('The path visits too many values') });
    const wider = Array.from({ length: 600_000 }, () => 1);
    expect(await timed(() => evaluate('$..[-1:]', wider))).toMatchObject({ ok: true });
  });

  test.each([`$${'.a'.repeat(50_000)}`, `States.MathAdd('${'x'.repeat(10_001)}', 1)`])(
    '%#: a short cause',
    async (text) => {
      const result = await evaluate(text, { a: 1 });
      expect(result).toMatchObject({ ok: false });
      expect(JSON.stringify(result).length).toBeLessThan(2000);
    },
  );

  test.each([
    [`${'*a'.repeat(20_000)}b`, false],
    [`*${'a'.repeat(100_000)}b*`, false],
    [`*b${'a'.repeat(100_000)}*`, false],
    [`${'*a'.repeat(20_000)}*`, true],
  ])('StringMatches %#', async (pattern, matches) => {
    expect(await timed(async () => matchesPattern('a'.repeat(200_000), pattern))).toBe(matches);
  });

  test('a call that is not closed', async () => {
    const result = await runTimed(pass({ Parameters: { 'a.$': `States.Format('${'x'.repeat(20_000)}'` } }));
    expect(result.error).toBe('States.IntrinsicFailure');
    expect(result.cause?.length).toBeLessThan(2000);
  });

  test('States.ArrayRange of a billion', async () => {
    const result = await runTimed(pass({ Parameters: { 'a.$': 'States.ArrayRange(1, 1000000000, 1)' } }));
    expect(result.error).toBe('States.IntrinsicFailure');
  });
});

describe('nesting', () => {
  const deep = nested(10_000);
  let machine: object = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } };
  for (let i = 0; i < 10_000; i++) {
    machine = { StartAt: 'P', States: { P: { Type: 'Parallel', Branches: [machine], End: true } } };
  }
  let rule: object = { Variable: '$.a', IsPresent: true };
  for (let i = 0; i < 10_000; i++) rule = { Not: rule };

  test.each<[string, unknown, unknown]>([
    ['machines', machine, {}],
    ['a rule', { StartAt: 'C', States: { C: { Type: 'Choice', Choices: [{ ...rule, Next: 'C' }] } } }, {}],
    ['a template', pass({ Parameters: { 'x.$': '$', a: deep } }), {}],
    ['JSONata', { QueryLanguage: 'JSONata', ...pass({ Output: { a: deep } }) }, {}],
    ['the input of JSONata', jsonata('$states.input'), deep],
    ['the input', pass({}), deep],
    ['a call', pass({ Parameters: { 'a.$': `${'States.Array('.repeat(10_000)}1${')'.repeat(10_000)}` } }), {}],
    ['a path', pass({ InputPath: `$${'.a'.repeat(10_000)}` }), {}],
    ['an expression', jsonata(`${'('.repeat(10_000)}1${')'.repeat(10_000)}`), {}],
  ])('%s of 10,000 levels', async (_what, definition, input) => {
    const { status, error, cause } = await runTimed(definition, input);
    // Where the depth does no harm a run may succeed.
    if (status !== 'SUCCEEDED') expect(`${error}: ${cause}`).toMatch(/nested|deep|Stack|path|valid|stack/i);
    expect(['SUCCEEDED', 'FAILED']).toContain(status);
  });
});

describe('names that JavaScript knows', () => {
  const text = '{"__proto__": {"polluted": true}, "constructor": 1, "toString": 2}';

  test.each([
    ['a payload', pass({})],
    [
      'a template',
      pass({ Parameters: parseJson('{"__proto__": {"polluted": true}, "constructor.$": "$.constructor"}') }),
    ],
    ['ResultPath', pass({ Result: { polluted: true }, ResultPath: "$['__proto__']" })],
    ['Assign', pass({ Assign: parseJson('{"__proto__": {"polluted": true}}') })],
    ['JSONata', jsonata('$merge([$states.input, {"__proto__": {"polluted": true}}])')],
    ['states', parseJson('{"StartAt": "__proto__", "States": {"__proto__": {"Type": "Pass", "End": true}}}')],
    ['a next state', pass({ End: false, Next: 'constructor' })],
    ['the place of a next state', choice({ Variable: '$', IsPresent: true, Next: { toString: 1 } })],
    ['the place of a resource', { StartAt: 'T', States: { T: { Type: 'Task', Resource: { toString: 1 } } } }],
  ])('in %s', async (_what, definition) => {
    const { status } = await runTimed(definition, parseJson(text));
    expect(['SUCCEEDED', 'FAILED']).toContain(status);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test('are members like any other', async () => {
    const { output } = await runTimed(pass({}), parseJson(text));
    expect(JSON.stringify(output)).toBe(JSON.stringify(parseJson(text)));
    const named = await runTimed(
      parseJson('{"StartAt": "__proto__", "States": {"__proto__": {"Type": "Pass", "End": true}}}'),
    );
    expect(named.status).toBe('SUCCEEDED');
  });
});

function mapOf(state: object): object {
  return { Type: 'Map', ItemProcessor: { StartAt: 'I', States: { I: state } }, End: true };
}
