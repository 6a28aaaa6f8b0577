import { describe, expect, test } from 'vitest';
import { evaluateIntrinsic } from '../../server/src/evaluate/intrinsic.ts';
import {
  checkIntrinsic,
  INTRINSICS,
  type IntrinsicName,
  intrinsicSignature,
} from '../../server/src/spec/intrinsics.ts';
import { parseIntrinsic } from '../../server/src/syntax/intrinsic.ts';
import { FIXED_SOURCES } from '../support/sources.ts';
import { unmarked, withMark } from '../support/spans.ts';

test.each([
  ["<|States.Fromat|>('x')", 'unknown-intrinsic', 'There is no intrinsic function named "States.Fromat"'],
  ['<|States.constructor|>()', 'unknown-intrinsic', 'There is no intrinsic function named "States.constructor"'],
  ['<|States.UUID(1)|>', 'intrinsic-arguments', 'States.UUID: 0 arguments are expected, but there is 1'],
  ['<|States.MathAdd(1)|>', 'intrinsic-arguments', 'States.MathAdd: 2 arguments are expected, but there is 1'],
  ['States.Format(<|1|>)', 'intrinsic-arguments', 'States.Format: template must be a string'],
  ["States.MathAdd(1, <|'2'|>)", 'intrinsic-arguments', 'States.MathAdd: second must be a number'],
  ['States.ArrayPartition($.a, <|0|>)', 'intrinsic-arguments', 'States.ArrayPartition: size must be a positive number'],
  ['States.ArrayLength(<|States.UUID()|>)', 'intrinsic-arguments', 'States.ArrayLength: array must be an array'],
  ['States.Array(<|States.UUID(1)|>)', 'intrinsic-arguments', 'States.UUID: 0 arguments are expected, but there is 1'],
])('finds what is wrong with %s', (source, code, message) => {
  const text = unmarked(source);
  const found = problems(text).map((problem) => [withMark(text, problem), problem.code, problem.message]);
  expect(found).toEqual([[source, code, message]]);
});

test.each([
  ["States.Format('{}', $.a)"],
  ['States.Format(States.ArrayGetItem($.a, 0))'],
  ['States.ArrayPartition($.a, States.MathAdd(1, $.b))'],
  ['States.StringToJson(States.JsonToString($.a))'],
  ['States.MathRandom(1, 2, 3)'],
])('has nothing against %s', (text) => {
  expect(problems(text)).toEqual([]);
});

test.each([
  ['States.Format', 'States.Format(template, values…)'],
  ['States.MathRandom', 'States.MathRandom(start, end[, seed])'],
  ['States.UUID', 'States.UUID()'],
] as const)('the signature of %s is %s', (name, signature) => {
  expect(intrinsicSignature(name)).toBe(signature);
});

describe('every function has a good example', () => {
  const data = {
    name: 'Ana',
    item: { id: 7 },
    items: ['first', 2, 3],
    b: true,
    tags: ['a', 'new', 'a'],
    count: 7,
    defaults: { size: 1, color: 'red' },
    options: { size: 2 },
  };

  test.each(Object.keys(INTRINSICS) as IntrinsicName[])('%s', (name) => {
    const [call] = INTRINSICS[name].example;
    expect(problems(call)).toEqual([]);
    expect(evaluateIntrinsic(call, { data, context: {}, variables: {} }, FIXED_SOURCES)).toBeDefined();
  });
});

function problems(text: string): ReturnType<typeof checkIntrinsic> {
  const { call, errors } = parseIntrinsic(text);
  expect(errors).toEqual([]);
  return call ? checkIntrinsic(call) : [];
}
