import { describe, expect, test } from 'vitest';
import { findJacksonError } from '../../server/src/syntax/jacksonError.ts';

const VALUE = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

describe('the first mistake, and where reading has stopped', () => {
  test.each<[text: string, message: string, line: number, column: number]>([
    ['not a definition', `Unrecognized token 'not': was expecting ${VALUE}`, 1, 4],
    ['{"a": tru}', `Unrecognized token 'tru': was expecting ${VALUE}`, 1, 10],
    ['{"a": nullx}', `Unrecognized token 'nullx': was expecting ${VALUE}`, 1, 12],
    ['{a: 1}', "Unexpected character ('a' (code 97)): was expecting double-quote to start field name", 1, 3],
    ['{"a": 1\n "b": 2}', `Unexpected character ('"' (code 34)): was expecting comma to separate Object entries`, 2, 3],
    ['[1 2]', "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries", 1, 5],
    ['{"a" 1}', "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value", 1, 7],
    ['{"a": 1,}', "Unexpected character ('}' (code 125)): was expecting double-quote to start field name", 1, 10],
    ['{"a": }', "Unexpected character ('}' (code 125)): expected a value", 1, 8],
    ['[1,]', `Unexpected character (']' (code 93)): expected a valid value ${VALUE}`, 1, 5],
    ['{"a": €}', `Unrecognized token '€': was expecting ${VALUE}`, 1, 8],
    ['{"a": →}', `Unexpected character ('→' (code 8594 / 0x2192)): expected a valid value ${VALUE}`, 1, 8],
    [
      '{"a": "x\ny"}',
      'Illegal unquoted character ((CTRL-CHAR, code 10)): has to be escaped using backslash to be included in string value',
      1,
      10,
    ],
    [
      '{"a\t": 1}',
      'Illegal unquoted character ((CTRL-CHAR, code 9)): has to be escaped using backslash to be included in name',
      1,
      5,
    ],
    ['{"a": "\\x"}', "Unrecognized character escape 'x' (code 120)", 1, 10],
    [
      '{"a": "\\u00g0"}',
      "Unexpected character ('g' (code 103)): expected a hex-digit for character escape sequence",
      1,
      13,
    ],
    ['{"a": 01}', 'Invalid numeric value: Leading zeroes not allowed', 1, 8],
    [
      '{"a": -x}',
      "Unexpected character ('x' (code 120)) in numeric value: expected digit (0-9) to follow minus sign, for valid numeric value",
      1,
      9,
    ],
    [
      '{"a": 1.}',
      "Unexpected character ('}' (code 125)) in numeric value: Decimal point not followed by a digit",
      1,
      10,
    ],
    [
      '{"a": 1e}',
      "Unexpected character ('}' (code 125)) in numeric value: Exponent indicator not followed by a digit",
      1,
      10,
    ],
    ['{"a": "x', 'Unexpected end-of-input: was expecting closing quote for a string value', 1, 9],
    ['{"a', 'Unexpected end-of-input in field name', 1, 4],
    ['{"a": 1,', 'Unexpected end-of-input within/between Object entries', 1, 9],
    ['{"a"', 'Unexpected end-of-input within/between Object entries', 1, 5],
    ['{} // the end', '', 0, 0],
    [
      '{ // first\n}',
      "Unexpected character ('/' (code 47)): maybe a (non-standard) comment? (not recognized as one since Feature 'ALLOW_COMMENTS' not enabled for parser)",
      1,
      4,
    ],
  ])('%j', (text, message, line, column) => {
    const location = `[Source: (String)"${text}"; line: ${line}, column: ${column}]`;
    expect(findJacksonError(text)).toEqual(
      message === '' ? undefined : { message: `${message}\n at ${location}`, location },
    );
  });

  test('an object or array that does not end, or ends as the other', () => {
    expect(findJacksonError('{\n  "a": [1\n')?.message.split('\n at ')[0]).toBe(
      `Unexpected end-of-input: expected close marker for Array (start marker at [Source: (String)"{\n  "a": [1\n"; line: 2, column: 8])`,
    );
    expect(findJacksonError('{"a": [1}')?.message.split('\n at ')[0]).toBe(
      `Unexpected close marker '}': expected ']' (for Array starting at [Source: (String)"{"a": [1}"; line: 1, column: 7])`,
    );
  });
});

test('a long text is cut off', () => {
  const text = `{"a": "${'x'.repeat(600)}`;
  expect(findJacksonError(text)?.location).toBe(
    `[Source: (String)"${text.slice(0, 500)}"[truncated 107 chars]; line: 1, column: 608]`,
  );
});

test('valid JSON, and nothing at all', () => {
  expect(findJacksonError('{"a": [1, -2.5e+3, true, false, null, "\\u00e9\\n", {}, []]}')).toBeUndefined();
  expect(findJacksonError('')).toBeUndefined();
});
