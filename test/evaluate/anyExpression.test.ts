import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '../../server/src/base/json.ts';
import { evaluateJsonata, evaluateJsonataTemplate } from '../../server/src/evaluate/jsonata.ts';
import { evaluateField, evaluateTemplate } from '../../server/src/evaluate/template.ts';
import { StatesError } from '../../server/src/spec/errors.ts';
import { INTRINSICS } from '../../server/src/spec/intrinsics.ts';
import { JSONATA_FUNCTIONS } from '../../server/src/spec/jsonataFunctions.ts';
import { FIXED_SOURCES } from '../support/sources.ts';

const names = (table: object, prefix: string) => fc.constantFrom(...Object.keys(table).map((name) => prefix + name));
const literal = fc.constantFrom(
  '1',
  '-2.5',
  '2147483648',
  "'a'",
  "'{}'",
  'null',
  'true',
  '$.a',
  '$.b[0]',
  '$',
  '$v',
  '$$',
);
const call = fc
  .tuple(names(INTRINSICS, ''), fc.array(literal, { maxLength: 3 }))
  .map(([name, given]) => `${name}(${given.join(', ')})`);
const path = fc
  .array(fc.constantFrom('.a', '..', '[0]', '[*]', "['b']", '[?(@.a > 1)]', '[?(@ =~ /a/)]', '[-1:]', '$', ' '))
  .map((steps) => `$${steps.join('')}`);

const operand = fc.constantFrom(
  '1',
  '-0',
  '"a"',
  'null',
  'true',
  '$v',
  '$states.input',
  '$states.input.a',
  '[]',
  '{}',
  '/a/',
);
const jsonataCall = fc
  .tuple(names(JSONATA_FUNCTIONS, '$'), fc.array(fc.oneof(operand, fc.constant('$string')), { maxLength: 4 }))
  .map(([name, given]) => `${name}(${given.join(', ')})`);
const jsonata = fc
  .array(fc.tuple(fc.oneof(operand, jsonataCall), fc.constantFrom('+', '&', '=', '.', '~>', ' in ', '..', '?', ';')))
  .map((parts) => parts.flat().slice(0, -1).join(''));

const data = fc.jsonValue({ depthSize: 'small' }).map((value) => ({ a: value, b: [value] }) as Json);

/** Whatever fails, it is as an error of the language, which Retry and Catch know. */
async function expectValue(evaluate: () => Json | Promise<Json>): Promise<void> {
  try {
    expect(await evaluate()).toBeDefined();
  } catch (error) {
    expect(error).toBeInstanceOf(StatesError);
  }
}

test('paths and intrinsic calls give a value or an error of the language', () =>
  fc.assert(
    fc.asyncProperty(fc.oneof(call, path, fc.string()), data, async (text, input) => {
      const scope = { data: input, context: {}, variables: { v: input } };
      await expectValue(() => evaluateField(text, 'f.$', scope, FIXED_SOURCES));
      await expectValue(() => evaluateTemplate({ 'f.$': text, g: [{ 'h.$': text }] }, scope, FIXED_SOURCES));
    }),
    { numRuns: 500 },
  ));

test('JSONata gives a value or an error of the language', () =>
  fc.assert(
    fc.asyncProperty(fc.oneof(jsonata, jsonataCall), data, async (text, input) => {
      const scope = { states: { input }, variables: { v: input } };
      await expectValue(() => evaluateJsonata(text, 'Output', scope, FIXED_SOURCES));
      await expectValue(() => evaluateJsonataTemplate([`{% ${text} %}`], 'Output', scope, FIXED_SOURCES));
    }),
    { numRuns: 500 },
  ));
