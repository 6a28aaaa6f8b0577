import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '../../server/src/base/json.ts';
import { toJson } from '../../server/src/syntax/node.ts';
import { readStrictJson } from '../../server/src/syntax/strictJson.ts';

function read(source: string): { value: Json } | undefined {
  const root = readStrictJson(source, 100, () => undefined);
  return root && { value: toJson(root, source) };
}

function parsed(source: string): { value: Json } | undefined {
  try {
    return { value: JSON.parse(source) };
  } catch {
    return undefined;
  }
}

test.each([
  '{}',
  ' [ ] ',
  '{"a":[1,-2.5e+3,true,false,null,"\\u00e9\\n"]}',
  '"a"',
  '',
  '{"a":1,}',
  '[1 2]',
  '{"a" 1}',
  '{a:1}',
  '"a',
  '"\\x"',
  '"\t"',
  '01',
  '1.',
  '-',
  'tru',
  'nullx',
  '{} {}',
  '// a\n{}',
  '${a}',
  '"\\',
])('reads %j as JSON.parse does', (source) => {
  expect(read(source)).toEqual(parsed(source));
});

test('reads whatever JSON.parse reads, and nothing else', () => {
  fc.assert(
    fc.property(
      fc.json(),
      fc.nat(),
      fc.constantFrom('', ',', '"', '}', ']', '\\', ' ', '0', '.'),
      (json, at, piece) => {
        const broken =
          json.slice(0, at % (json.length + 1)) + piece + json.slice((at % (json.length + 1)) + piece.length);
        for (const source of [json, broken]) {
          // A name that JavaScript takes for something else makes no member of its own.
          if (!source.includes('__proto__')) expect(read(source)).toEqual(parsed(source));
        }
      },
    ),
    { numRuns: 500 },
  );
});

test('gives up where it is too deep', () => {
  expect(read(`${'['.repeat(100)}${']'.repeat(100)}`)).toBeDefined();
  expect(read(`${'['.repeat(101)}${']'.repeat(101)}`)).toBeUndefined();
});
