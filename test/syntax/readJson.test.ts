import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '../../server/src/base/json.ts';
import { toJson } from '../../server/src/syntax/node.ts';
import { readJson } from '../../server/src/syntax/readJson.ts';

function read(source: string): { value: Json } | undefined {
  let isRight = true;
  const wrong = () => {
    isRight = false;
  };
  const root = readJson(source, 100, { fault: wrong, comment: wrong, closed: () => undefined });
  // A placeholder is none to JSON.
  return root && root.kind !== 'placeholder' && isRight ? { value: toJson(root, source) } : undefined;
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

test('reports what is too deep', () => {
  expect(read(`${'['.repeat(100)}${']'.repeat(100)}`)).toBeDefined();
  expect(read(`${'['.repeat(101)}${']'.repeat(101)}`)).toBeUndefined();
});

test.each([
  ['{"a": 1 "b": 2}', ['CommaExpected "b"'], { a: 1, b: 2 }],
  ['{"a": "x\n, "b": 2}', ['UnexpectedEndOfString "x'], { a: 'x', b: 2 }],
  ['{"a": , "b": [1, }, 2]}', ['ValueExpected ,', 'ValueExpected }'], { a: null, b: [1, 2] }],
  ['{"a": {"b": 1', ['CloseBraceExpected ', 'CloseBraceExpected '], { a: { b: 1 } }],
  ['{"a": ${wait}, ${name}: 2}', [], { a: '${wait}', '${name}': 2 }],
  [
    '{"a": "\\q\\u00e9", "b": 1.}',
    ['InvalidEscapeCharacter "\\q\\u00e9"', 'UnexpectedEndOfNumber 1.'],
    { a: 'é', b: 1 },
  ],
])('reads %j as far as it can be understood', (source, faults, value) => {
  const found: string[] = [];
  const root = readJson(source, 100, {
    fault: (fault, start, end) => found.push(`${fault} ${source.slice(start, end)}`),
    comment: () => undefined,
    closed: () => undefined,
  });
  expect(found).toEqual(faults);
  expect(toJson(root, source)).toEqual(value);
});
