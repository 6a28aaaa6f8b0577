import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isDefinite, isReferencePath, type JsonPath, parsePath, pathText } from '../../server/src/syntax/jsonpath.ts';
import { unmarked, withMark } from '../support/spans.ts';

test.each([
  ['$', 'data'],
  ['$$', 'context'],
  ['$$.Map.Item.Value', "context ['Map']['Item']['Value']"],
  ['$order', 'variable order'],
  ['$order.id', "variable order ['id']"],
  ['$größe[0]', 'variable größe [0]'],
  [' $.a ', "data ['a']"],
  ['$.a.b', "data ['a']['b']"],
  ['$.foo-bar', "data ['foo-bar']"],
  ['$.1Day', "data ['1Day']"],
  ['$.@timestamp', "data ['@timestamp']"],
  ['$.length()', "data ['length()']"],
  ["$['a b']", "data ['a b']"],
  ["$.['a']", "data ['a']"],
  ["$[ 'a' ]", "data ['a']"],
  ["$['a', 'b']", "data ['a', 'b']"],
  ["$['it\\'s']", "data ['it\\']"],
  ['$[0]', 'data [0]'],
  ['$[ 007 ]', 'data [7]'],
  ['$[-1]', 'data [-1]'],
  ['$[0,2]', 'data [0,2]'],
  ['$[(@.length-1)]', 'data [@.size()-1]'],
  ['$[(@.size() - 2)]', 'data [@.size()-2]'],
  ['$[1:]', 'data [1:]'],
  ['$[:2]', 'data [:2]'],
  ['$[-2:]', 'data [-2:]'],
  ['$[1:3]', 'data [1:3]'],
  ['$[0:4:2]', 'data [0:4]'],
  ['$[*]', 'data [*]'],
  ['$.a.*', "data ['a'][*]"],
  ['$..a', "data ..['a']"],
  ['$..*', 'data ..[*]'],
  ['$..[0]', 'data ..[0]'],
  ['$.a[?(@.b == 1)].c', "data ['a'][?]['c']"],
])('reads %s', (text, expected) => {
  const { path, errors } = parsePath(text);
  expect(errors).toEqual([]);
  expect(path && describePath(path)).toBe(expected);
});

test.each([
  ['<||>', 'The path is empty'],
  ['<|foo|>', 'A path begins with $'],
  ['$.a<|.|>', 'A path can not end with a dot'],
  ['$.a<|..|>', 'A path can not end with a scan.'],
  ['$.a<| |>b', 'Space not allowed in path'],
  ['$<|1|>', 'Invalid path $1'],
  [`$<|["a"]|>`, 'Could not analyze path component: ["a"]'],
  [`$<|['a'|>`, 'The bracket is not closed'],
  ['$.a<|[0|>', 'The bracket is not closed'],
  ['$<|[:]|>', 'An index is missing'],
  ['$<|[99999999999]|>', '99999999999 is not an index'],
  ['$<|[@.length-1]|>', 'Only [(@.length-n)] and [(@.size()-n)] are supported'],
  ['$.a<|[?@.b==1]|>', "Filter must start with '[?(' and end with ')]'"],
  ['$.a<|[?(@.b==1]|>', 'Filter brackets are not balanced'],
  ['$[?(<|@.a[*]|> == 1)]', 'the predicate path: @.a[*] is not definite'],
  ['$[?(@.a<| |>in [1])]', 'Space not allowed in path'],
  ['$[?(<|null|>)]', 'A condition is a comparison or a path, not null'],
  ['$[?(1 == <|!@.a|>)]', 'A path in a comparison can not be negated'],
])('says what is wrong with %s', (source, message) => {
  const text = unmarked(source);
  expect(parsePath(text).errors.map((error) => [withMark(text, error), error.message])).toEqual([[source, message]]);
});

test.each([
  ['$.a[?(@.b)]', [['@.b is there']]],
  ['$.a[?(!@.b)]', [['@.b is not there']]],
  ["$.a[?(@.b == 'x y')]", [['@.b == "x y"']]],
  ['$.a[?(@.b != done)]', [['@.b != "done"']]],
  ['$.a[?(@.b =~ /x.*/i)]', [['@.b =~ /x.*/i']]],
  ['$.a[?(@.b <= $.max)]', [['@.b <= $.max']]],
  ['$.a[?(@.b && @.c || @.d)]', [['@.b is there', '@.c is there'], ['@.d is there']]],
  ['$.a[?((@.b) && (@.c))]', [['@.b is there', '@.c is there']]],
])('reads the conditions of %s', (text, expected) => {
  const step = parsePath(text).path?.steps.at(-1);
  if (step?.kind !== 'filter') throw new Error('There is no filter');
  expect(
    step.anyOf.map((all) =>
      all.map((condition) => {
        if (condition.kind === 'exists') return `${condition.path.text} is ${condition.negated ? 'not ' : ''}there`;
        const [left, right] = [condition.left, condition.right].map((operand) => {
          if (operand.kind === 'path') return operand.path.text;
          if (operand.kind === 'text') return JSON.stringify(operand.text);
          return `/${operand.source}/${operand.ignoreCase ? 'i' : ''}`;
        });
        return `${left} ${condition.operator} ${right}`;
      }),
    ),
  ).toEqual(expected);
});

test.each([
  ['$', true, true],
  ['$.a[0].b', true, true],
  ["$.a['b c']", true, true],
  ["$['a','b']", true, false],
  ['$.a[(@.length-1)]', true, false],
  ['$.a[*]', false, false],
  ['$.a.*', false, false],
  ['$..a', false, false],
  ['$.a[0,1]', false, false],
  ['$.a[1:]', false, false],
  ['$.a[?(@.b)]', false, false],
])('%s: definite %s, reference path %s', (text, definite, reference) => {
  const { path } = parsePath(text);
  expect(path && isDefinite(path)).toBe(definite);
  expect(path && isReferencePath(path)).toBe(reference);
});

test('keeps the steps before an error', () => {
  expect(parsePath('$.order.items[').path?.steps).toMatchObject([{ name: 'order' }, { name: 'items' }]);
  expect(parsePath('$.order.').path?.steps).toMatchObject([{ name: 'order' }]);
});

describe('whatever the text', () => {
  const pathLike = fc.oneof(
    fc.string({
      unit: fc.constantFrom(
        '$',
        '@',
        '.',
        '[',
        ']',
        '(',
        ')',
        '?',
        "'",
        ',',
        ':',
        '-',
        '*',
        '=',
        '!',
        '&',
        '|',
        ' ',
        '0',
        '1',
        'a',
        'b',
        '/',
        '\\',
      ),
    }),
    fc.string(),
  );

  test('parsing does not throw, and every span is inside the text and its parent', () => {
    fc.assert(
      fc.property(fc.boolean(), pathLike, (rooted, rest) => {
        const text = rooted ? `$${rest}` : rest;
        const { path, errors } = parsePath(text);
        expect(path !== undefined || errors.length > 0).toBe(true);
        for (const error of errors) expectInside(error, 0, text.length);
        if (path) expectSpans(path, 0, text.length);
      }),
      { numRuns: 2000 },
    );
  });

  test('every prefix of a path has the steps of the path so far', () => {
    const text = "$.order['items'][?(@.price > 10 && @.tag == 'new')][0]..name";
    const whole = parsePath(text).path?.steps ?? [];
    for (let length = 1; length <= text.length; length++) {
      const steps = parsePath(text.slice(0, length)).path?.steps ?? [];
      const complete = whole.filter(({ end }) => end < length);
      expect(steps.slice(0, complete.length)).toEqual(complete);
    }
  });

  test('nesting and length take no stack', () => {
    expect(parsePath(`$${'[?(@'.repeat(20_000)}`).errors).toHaveLength(1);
    expect(parsePath(`$${'['.repeat(50_000)}`).errors).toHaveLength(1);
    expect(parsePath(`$${'[0]'.repeat(50_000)}`).path?.steps).toHaveLength(50_000);
  });
});

function describePath(path: JsonPath): string {
  const root = path.root.kind === 'variable' ? `variable ${path.root.name}` : path.root.kind;
  return `${root} ${pathText(path).slice(1)}`.trim();
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function expectInside({ start, end }: Span, from: number, to: number): void {
  expect(start).toBeGreaterThanOrEqual(from);
  expect(end).toBeGreaterThanOrEqual(start);
  expect(end).toBeLessThanOrEqual(to);
}

function expectSpans(path: JsonPath, from: number, to: number): void {
  expectInside(path, from, to);
  expectInside(path.root, path.start, path.end);
  let last = path.root.end;
  for (const step of path.steps) {
    expectInside(step, last, path.end);
    last = step.end;
    for (const condition of step.kind === 'filter' ? step.anyOf.flat() : []) {
      expectInside(condition, step.start, step.end);
      const paths =
        condition.kind === 'exists'
          ? [condition.path]
          : [condition.left, condition.right].flatMap((operand) => (operand.kind === 'path' ? [operand.path] : []));
      for (const inner of paths) expectSpans(inner, condition.start, condition.end);
    }
  }
}
