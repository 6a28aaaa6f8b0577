import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Json, parseJson } from '../../server/src/base/json.ts';
import { evaluatePath, PathError } from '../../server/src/evaluate/path.ts';

const shop = {
  name: 'Corner',
  open: null,
  books: [
    { title: 'A', price: 5, tags: ['x', 'y'] },
    { title: 'B', price: 20, tags: [] },
    { title: 'C', price: 7.5, sold: true, tags: ['x'] },
  ],
  staff: { ana: { age: 30 }, bo: { age: 40 } },
  limit: 7,
};

describe('a definite path answers the value', () => {
  test.each([
    ['$', shop],
    [' $.name ', 'Corner'],
    ['$.open', null],
    ["$['staff'].ana.age", 30],
    ['$.books[0].title', 'A'],
    ['$.books[(@.length-1)].title', 'C'],
    ['$.books[(@.size()-3)].title', 'A'],
    ["$.staff['ana', 'nobody']", { ana: { age: 30 } }],
  ])('%s', (path, expected) => {
    expect(read(path)).toEqual(expected);
  });
});

describe('an indefinite path answers a list', () => {
  test.each([
    ['$.books[*].title', ['A', 'B', 'C']],
    ['$.staff.*.age', [30, 40]],
    ['$.staff[*].age', [30, 40]],
    ['$.name[*]', []],
    ['$.books[0,2].title', ['A', 'C']],
    ['$.books[1:].title', ['B', 'C']],
    ['$.books[-2:].title', ['B', 'C']],
    ['$.books[:1].title', ['A']],
    ['$.books[:-1].title', ['A', 'B']],
    ['$.books[1:-1].title', []],
    ['$.books[0:99].title', ['A', 'B', 'C']],
    ['$..age', [30, 40]],
    ['$..books[0].title', ['A']],
    ['$..staff..age', [30, 40]],
    ["$.books[*]['title', 'sold']", [{ title: 'A' }, { title: 'B' }, { title: 'C', sold: true }]],
    // A missing name before the end is nothing, a missing last name is nothing for an item of an array.
    ['$.magazines[*]', []],
    ['$.magazines.old[1:].title', []],
    ['$.books[*].sold', [true]],
  ])('%s', (path, expected) => {
    expect(read(path)).toEqual(expected);
  });

  test('descent answers an object before what is in it', () => {
    expect(read('$..a', { a: { a: 1 }, b: [{ a: 2 }, [{ a: 3 }]] })).toEqual([{ a: 1 }, 1, 2, 3]);
    expect(read('$..*', { a: { b: [1] }, c: 2 })).toEqual([{ b: [1] }, 2, [1], 1]);
    expect(read('$..[0]', [[1], 2])).toEqual([[1], 1]);
  });
});

describe('a filter keeps what its condition holds for', () => {
  test.each([
    ['@.price > 7', 'BC'],
    ['@.price <= 7.5', 'AC'],
    ["@.price == '20'", 'B'],
    ['@.price == 5.0', 'A'],
    ['@.price != 5', 'BC'],
    ['@.price < $.limit', 'A'],
    ['@.title == B', 'B'],
    ["@.title >= 'B'", 'BC'],
    ['@.title == "B"', ''],
    ['@.sold', 'C'],
    ['!@.sold', 'AB'],
    ['@.sold == true', 'C'],
    // Nothing compares with what is missing, not even as different.
    ['@.sold != false', 'C'],
    ['@.title =~ /[ab]/i', 'AB'],
    ['@.title =~ /[ab]/', ''],
    ['@.price > 6 && @.price < 10', 'C'],
    ['@.price < 6 || @.price > 10 && @.sold', 'A'],
    // Parentheses do not group.
    ['@.price > 6 && (@.sold || @.price < 6)', 'AC'],
    ['@.title.length == 1', ''],
    ['1 == 1', 'ABC'],
    ['@.open == null', ''],
    ['$.open == null', 'ABC'],
  ])('%s', (condition, titles) => {
    expect((read(`$.books[?(${condition})].title`) as string[]).join('')).toBe(titles);
  });

  test.each([
    ['tests an object itself', '$[?(@.a == 1)]', { a: 1 }, [{ a: 1 }]],
    ['compares scalars', '$[?(@ > 2)]', [1, 2, 3], [3]],
    ['applies what follows to each match', '$[?(@.a)].a', [{ a: 1 }, {}], [1]],
    ['counts null as absent', '$[?(@.a)]', [{ a: null }, { a: false }], [{ a: false }]],
    ['takes null for equal to null', '$[?(@.a == null)]', [{ a: null }, {}], [{ a: null }]],
    ['works in descent', '$..[?(@.a == 1)]', { b: { a: 1 } }, [{ a: 1 }]],
  ])('%s', (_, path, data, expected) => {
    expect(read(path, data)).toEqual(expected);
  });
});

describe('errors have the words of the engine', () => {
  test.each([
    ['$.a', {}, "No results for path: $['a']"],
    ['$.a.b', {}, "Missing property in path $['a']"],
    ['$.a.b', { a: 1 }, "Property ['b'] not found in path $['a']"],
    ['$.a.b', { a: null }, "Property ['b'] not found in path $['a']"],
    ['$.a.length()', { a: [1] }, "Property ['length()'] not found in path $['a']"],
    ['$.constructor', {}, "No results for path: $['constructor']"],
    ['$.__proto__', {}, "No results for path: $['__proto__']"],
    ['$.a[9]', { a: [1] }, "Index out of bounds when evaluating path $['a'][9]"],
    ['$.a[-1]', { a: [1] }, "Index out of bounds when evaluating path $['a'][-1]"],
    ['$.a[0,9]', { a: [1] }, "Index out of bounds when evaluating path $['a'][9]"],
    ['$.a[0]', { a: null }, "The path $['a'] is null"],
    [
      '$[0]',
      { b: [1, 'x'], c: { d: null } },
      'Filter: [0] can only be applied to arrays. Current context is: {b=[1, x], c={d=null}}',
    ],
    ['$[1:].a', {}, "Filter: [1:]['a'] can only be applied to arrays. Current context is: {}"],
    ['$[?(@.a)]', 5, 'Filter: [?] can not be applied to primitives. Current context is: 5'],
    ["$['a','b'].c", {}, "Multi properties can only be used as path leafs: $['a', 'b']"],
    ['$[?(@.a > x)]', [{ a: 1 }], 'A number can not be compared with x'],
    ['$[?(@.a =~ x)]', [{ a: 1 }], 'One side of =~ must be a regular expression'],
    ['$.', {}, 'A path can not end with a dot'],
    ['$nobody.a', {}, 'There is no variable named "nobody"'],
  ])('%s on %j', (path, data, message) => {
    expect(errorOf(path, data).message).toBe(message);
  });

  test.each([
    ['$.', 'syntax'],
    ['$.a', 'notFound'],
    ['$[0]', 'invalid'],
  ])('and tell what kind they are: %s is %s', (path, kind) => {
    expect(errorOf(path, {})).toMatchObject({ kind, path });
  });
});

test('reads the context object and variables', () => {
  const scope = {
    data: {},
    context: { State: { Name: 'A' } },
    variables: { order: { id: 7, lines: [1, 9], least: 5 } },
  };
  expect(evaluatePath('$$.State.Name', scope)).toBe('A');
  expect(evaluatePath('$$', scope)).toEqual(scope.context);
  expect(evaluatePath('$order.id', scope)).toBe(7);
  expect(evaluatePath('$order.lines[?(@ > $.least)]', scope)).toEqual([9]);
});

test('a key called __proto__ is a key like any other', () => {
  const data = parseJson('{ "__proto__": { "x": 1 } }');
  expect(read('$.__proto__.x', data)).toBe(1);
  expect(read('$..x', data)).toEqual([1]);
});

describe('data and paths of any size', () => {
  const deep = parseJson(`${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`);

  test.each([
    ['a long path', () => read(`$${'.a'.repeat(10_000)}`, deep), 1],
    ['descent through all levels', () => (read('$..a', deep) as Json[]).length, 10_000],
    ['a regular expression that would backtrack', () => read('$[?(@ =~ /(a+)+b/)]', ['a'.repeat(20_000)]), []],
  ])('%s', (_, value, expected) => {
    expect(value()).toEqual(expected);
  });

  test.each([
    ['too many branches', `$${'.*'.repeat(10_000)}`, 'The path has too many steps'],
    ['too many values', '$..*..*..*..*', 'The path visits too many values'],
  ])('%s are an error', (_, path, message) => {
    expect(errorOf(path, deep).message).toBe(message);
  });

  test('whatever they are, the answer is a value or a PathError', () => {
    const steps = fc.constantFrom(
      '.a',
      '.b',
      '[0]',
      '[*]',
      '.*',
      '..',
      '..a',
      '[1:]',
      '[?(@.a)]',
      '[?(@ > 1)]',
      "['a','b']",
      '[0,1]',
    );
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 6 }), fc.jsonValue({ depthSize: 'small' }), (path, data) => {
        try {
          expect(read(`$${path.join('')}`, data as Json)).toBeDefined();
        } catch (error) {
          expect(error).toBeInstanceOf(PathError);
        }
      }),
    );
  });
});

function read(path: string, data: Json = shop): Json {
  return evaluatePath(path, { data, context: {}, variables: {} });
}

function errorOf(path: string, data: Json): PathError {
  try {
    read(path, data);
  } catch (error) {
    if (error instanceof PathError) return error;
    throw error;
  }
  throw new Error(`${path} has a value`);
}
