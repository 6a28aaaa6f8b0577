import { expect, test } from 'vitest';
import { asl } from '../support/cli.ts';

test.each([
  ['$.a[1]', '{"a":[1,2]}', 2],
  ["States.Format('{}!', $.a)", '{"a":"x"}', 'x!'],
  ['{% $states.input.a + 1 %}', '{"a":1}', 2],
  ['$.a', 'input.json', 'from a file'],
  ['$.a', '-', 'from the standard input'],
])('asl eval %s --input %s', async (expression, input, value) => {
  const call = (format: string) =>
    asl(
      ['eval', expression, '--input', input, '--format', format],
      { 'input.json': { a: 'from a file' } },
      { input: '{"a": "from the standard input"}' },
    );
  expect(await call('text')).toEqual({ code: 0, out: `${JSON.stringify(value)}\n`, err: '' });
  const { code, out } = await call('json');
  expect({ code, result: JSON.parse(out) }).toEqual({ code: 0, result: { ok: true, value } });
});

test('says why an expression fails', async () => {
  const { code, out, err } = await asl(['eval', '$.b', '--input', '{}']);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(/^States\.Runtime: Invalid path '\$\.b'/);
  const json = await asl(['eval', '$.b', '--input', '{}', '--format', 'json']);
  expect(json.err).toBe('');
  expect(JSON.parse(json.out)).toEqual({ ok: false, error: 'States.Runtime', cause: expect.any(String) });
});

test.each([
  ['{"a": }', 'asl: The JSON text:1:7: Expected a value'],
  ['nowhere.json', 'asl: nowhere.json: There is no such file'],
  ['broken.json', 'asl: broken.json:2:8: Expected a value'],
])('refuses the input %s', async (input, message) => {
  const { code, err } = await asl(['eval', '$', '--input', input], { 'broken.json': '{\n  "a": }' });
  expect(code).toBe(2);
  expect(err).toContain(message);
});

test.each([
  ['a template', ['{"b.$": "$.a", "c": 1}', '--input', '{"a": 2}'], { b: 2, c: 1 }],
  ['a template of JSONata', ['{"b": ["{% $states.input.a %}"]}', '--input', '{"a": 2}'], { b: [2] }],
  ['a variable', ['$x.y', '--variables', '{"x": {"y": 3}}'], 3],
  ['a variable of JSONata', ['{% $x.y %}', '--variables', '{"x": {"y": 3}}'], 3],
  ['the context', ['$$.State.Name', '--context', '{"State": {"Name": "A"}}'], 'A'],
  ['the context in JSONata', ['{% $states.context.a %}', '--context', '{"a": 4}'], 4],
  ['JSONata without delimiters', ['$sum([1, 2])', '--query-language', 'JSONata'], 3],
  ['JSONata that looks like a template', ['{"a": 1 + 2}', '--query-language', 'JSONata'], { a: 3 }],
  ['JSONPath takes the delimiters for text', ['{"b": "{% 1 %}"}', '--query-language', 'JSONPath'], { b: '{% 1 %}' }],
])('asl eval: %s', async (_, args, value) => {
  expect(await asl(['eval', ...args])).toEqual({ code: 0, out: `${JSON.stringify(value, null, 2)}\n`, err: '' });
});

test.each([
  [[' '], 'asl: The expression is empty'],
  [['1', '--query-language', 'SQL'], '--query-language is JSONPath or JSONata, not SQL'],
  [['1', '--variables', '[]'], '--variables is a JSON object'],
])('asl eval refuses %j', async (args, message) => {
  const { code, err } = await asl(['eval', ...args]);
  expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(message) });
});

test.each([
  ['template.json', '{"b.$": "$.a"}', { b: 2 }],
  ['folder/template.yaml', 'b: "{% $states.input.a %}"\nc: [1]\n', { b: 2, c: [1] }],
  ['path.yml', '$.a', 2],
])('asl eval %s', async (file, text, value) => {
  const { code, out, err } = await asl(['eval', file, '--input', '{"a": 2}'], { [file]: text });
  expect({ code, err, value: JSON.parse(out) }).toEqual({ code: 0, err: '', value });
});

test.each([
  ['nowhere.json', 'asl: nowhere.json: There is no such file'],
  ['broken.json', 'asl: broken.json:2:8: Expected a value'],
  ['broken.yaml', 'asl: broken.yaml:1:'],
])('asl eval refuses %s', async (file, message) => {
  const files = { 'broken.json': '{\n  "a": }', 'broken.yaml': 'a: [1' };
  const { code, err } = await asl(['eval', file], files);
  expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(message) });
});
