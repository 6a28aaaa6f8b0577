import { describe, expect, test } from 'vitest';
import { jsonataParts, partsAround } from '../../server/src/syntax/jsonataParts.ts';
import { jsonataTokens } from '../../server/src/syntax/jsonataTokens.ts';

test.each([
  ['$a.b', 'variable:$a operator:. name:b'],
  ['\'x\' & "y\\""', 'string:\'x\' operator:& string:"y\\""'],
  ['a / b / c', 'name:a operator:/ name:b operator:/ name:c'],
  ['$match(a, /b\\/c/i)', 'variable:$match operator:( name:a operator:, regex:/b\\/c/i operator:)'],
  ['and and or', 'name:and operator:and name:or'],
  ['1..3', 'number:1 operator:.. number:3'],
  ['`a b`.c', 'name:`a b` operator:. name:c'],
  ['true ?: /* no */ 1e3', 'literal:true operator:?: comment:/* no */ number:1e3'],
  ["'open", "string:'open"],
  ['λ($x){$x}', 'lambda:λ operator:( variable:$x operator:) operator:{ variable:$x operator:}'],
])('the words of %s', (text, expected) => {
  expect(
    jsonataTokens(text)
      .map((token) => `${token.kind}:${token.text}`)
      .join(' '),
  ).toBe(expected);
});

describe('the parts around the cursor, the innermost last', () => {
  test.each([
    ['$a.<|>b.c', ['step $a.b.c', 'step $a.b', 'name b']],
    ['$a.b[c <|>> 1].d', ['step $a.b[c > 1].d', 'step $a.b[c > 1]', 'predicate b[c > 1]', 'binary c > 1']],
    ['$sum(<|>$a.b)', ['call $sum($a.b)', 'step $a.b', 'variable $a']],
    ['1 + 2 * <|>3', ['binary 1 + 2 * 3', 'binary 2 * 3', 'number 3']],
    ['($x := 1; <|>$x)', ['block ($x := 1; $x)', 'variable $x']],
    ['{ "a": <|>$b }', ['object { "a": $b }', 'variable $b']],
    ['$a ? <|>$b : $c', ['condition $a ? $b : $c', 'variable $b']],
    ['function($x){ <|>$x }', ['function function($x){ $x }', 'block { $x }', 'variable $x']],
    ['$a^(><|>b)', ['order $a^(>b)', 'name b']],
    ['$sum($a.b[<|>', ['call $sum($a.b[', 'step $a.b[', 'predicate b[']],
    ['$a.<|>', ['step $a.', 'missing ']],
  ])('%s', (marked, expected) => {
    const text = marked.replace('<|>', '');
    const around = partsAround(jsonataParts(text), marked.indexOf('<|>'));
    expect(around.map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`)).toEqual(expected);
  });
});

test('any beginning of any text has parts inside it, and does not take long', () => {
  const text =
    "($f := function($x){$x^(>a, <b){c: d}[0]}; |$a|{'b': /x/i.c ?: -1}| ~> $f; [1..3] ? `q r` : {} ?? x @$v#$i)";
  for (let length = 0; length <= text.length; length++) {
    const { start, end } = jsonataParts(text.slice(0, length));
    expect(start).toBeGreaterThanOrEqual(0);
    expect(end).toBeLessThanOrEqual(length);
  }
  expect(jsonataParts('('.repeat(50_000)).kind).toBe('block');
});
