import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isJsonata, jsonataOf, parseJsonata } from '../../server/src/syntax/jsonata.ts';
import { unmarked, withMark } from '../support/spans.ts';

test.each([
  ['$states.input.a + 1'],
  ['$states.input[$.x = 1].phone'],
  ['$states.input.items[price > 10]{name: $sum(price)}'],
  ['$map($states.input.a, function($v) { $v.phone & other })'],
  ['$states.input ~> |a|{"b": c}|'],
  ['$states.input^(>price)'],
  ['$v ? $v : 3'],
  ['$exists($v) ? $v : 3'],
  ['{"a": [1, true, null, "x", /y/i]}'],
])('accepts %s', (text) => {
  expect(parseJsonata(text).errors).toEqual([]);
});

test.each([
  ['<|phone|>', "Reference to 'phone' at the top level is not supported."],
  ['$sum(<|phone|>)', "Reference to 'phone' at the top level is not supported."],
  ['{"a": <|phone|>.home}', "Reference to 'phone' at the top level is not supported."],
  ['<|`a b`|>', "Reference to 'a b' at the top level is not supported."],
  ['<|$|>', "Reference to '$' at the top level is not supported."],
  ['<|$$|>.a', "Reference to '$$' is not supported."],
  ['$states.<|output|>', '$states has no member named "output"'],
  ['$v <|??|> 1', 'The symbol "?" cannot be used as a unary operator'],
  ['$v <|?:|> 1', 'The symbol ":" cannot be used as a unary operator'],
  ['$states.input<|.|>', 'Unexpected end of expression'],
  ['[1 <|,|>', 'Expected "]" before end of expression'],
  ['[1 <|2|>]', 'Expected "]", got 2'],
  ['<|}|>', 'The symbol "}" cannot be used as a unary operator'],
  ['"ab<|c|>', 'String literal must be terminated by a matching quote'],
  ['/ab<|c|>', 'No terminating / in regular expression'],
])('says what is wrong with %s', (source, message) => {
  const text = unmarked(source);
  expect(parseJsonata(text).errors.map((error) => [withMark(text, error), error.message])).toEqual([[source, message]]);
});

test.each([
  ['1 +', 'syntax'],
  ['$x ?? 1', 'newer'],
  ['phone', 'reference'],
  ['$states.output', 'statesMember'],
])('the error of %s is of the kind %s', (text, kind) => {
  expect(parseJsonata(text).errors).toMatchObject([{ kind }]);
});

test.each([
  ['$sum($prices) + $states.input.n', ['function <|$sum|>', 'variable <|$prices|>', 'states <|$states.input|>']],
  ['($x := $y; $x)', ['variable <|$y|>']],
  ['$map($a, function($v, $i) { $v + $w })', ['function <|$map|>', 'variable <|$a|>', 'variable <|$w|>']],
  ['$a.b#$i.c', ['variable <|$a|>']],
  ['$a@$x.b[$x.c = 1].{"d": $x}', ['variable <|$a|>']],
  // A name is bound from where it is bound on, and as far as its block goes.
  ['($x := $x + 1; $x)', ['variable <|$x|>']],
  ['($x := 1; $x) + $x', ['variable <|$x|>']],
  ['$map([1], function($x) { $x }) ~> $f($x)', ['function <|$map|>', 'function <|$f|>', 'variable <|$x|>']],
  ['($f := function($n) { $f($n - 1) }; $f(1))', []],
  ['$string($states)', ['function <|$string|>', 'states <|$states|>']],
  // Also while the text is broken.
  ['$a + $states.input.', ['variable <|$a|>', 'states <|$states.input|>']],
])('what %s refers to', (text, expected) => {
  expect(parseJsonata(text).references.map(({ kind, start, end }) => `${kind} <|${text.slice(start, end)}|>`)).toEqual(
    expected,
  );
});

test.each([
  ['{% 1 %}', '1'],
  ['{%$x%}', '$x'],
  ['{%%}', ''],
  [' {% 1 %}', undefined],
  ['{% 1', undefined],
  ['{%}', undefined],
  ['text', undefined],
])('the expression in %j is %j', (text, expected) => {
  expect(isJsonata(text) ? jsonataOf(text) : undefined).toBe(expected);
});

test('whatever the text, parsing does not throw and every span is inside', () => {
  const expressionLike = fc.string({
    unit: fc.constantFrom(
      '$',
      'a',
      '.',
      '[',
      ']',
      '{',
      '}',
      '(',
      ')',
      ':',
      '?',
      ',',
      '"',
      '`',
      '/',
      '|',
      '~>',
      ':=',
      '@',
      '#',
      '^',
      '*',
      '%',
      '1',
      ' ',
      'and',
      'function',
    ),
  });
  fc.assert(
    fc.property(fc.oneof(expressionLike, fc.string()), (text) => {
      const { ast, errors, references } = parseJsonata(text);
      expect(ast !== undefined || errors.length > 0).toBe(true);
      for (const { start, end } of [...errors, ...references]) {
        expect(0 <= start && start <= end && end <= text.length).toBe(true);
      }
    }),
    { numRuns: 2000 },
  );
});

test('is not overwhelmed by nesting', () => {
  expect(parseJsonata('('.repeat(50_000)).errors).toMatchObject([{ message: 'The expression is nested too deep' }]);
});
