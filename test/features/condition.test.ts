import { expect, test } from 'vitest';
import { describeCondition } from '../../server/src/features/condition.ts';
import { parseJsonTree } from '../../server/src/syntax/json.ts';

const small = { Variable: '$.total', NumericLessThanEquals: 100 };
const known = { Variable: '$.customer', IsPresent: true };

test.each([
  [{ Variable: '$.total', NumericGreaterThan: 100 }, '$.total > 100'],
  [{ Variable: '$.status', StringEquals: 'OK', Next: 'A' }, '$.status = "OK"'],
  [{ Variable: '$.a', BooleanEquals: false }, '$.a = false'],
  [{ Variable: '$.a', StringEqualsPath: '$.b' }, '$.a = $.b'],
  [{ Variable: '$.t', TimestampGreaterThanEqualsPath: '$$.State.EnteredTime' }, '$.t ≥ $$.State.EnteredTime'],
  [{ Variable: '$.a', StringMatches: 'log-*' }, '$.a matches "log-*"'],
  [known, '$.customer is present'],
  [{ Variable: '$.a', IsNumeric: false }, '$.a is not a number'],
  [{ Not: known }, 'not ($.customer is present)'],
  [{ And: [small, known] }, '$.total ≤ 100 and $.customer is present'],
  [
    { Or: [{ And: [small, known] }, { Not: small }] },
    '($.total ≤ 100 and $.customer is present) or not ($.total ≤ 100)',
  ],
  [{ And: [known] }, '$.customer is present'],
  [{ Condition: '{% $states.input.total\n  > 100 %}' }, '$states.input.total > 100'],
  [{ Condition: true }, 'true'],
  [{ Variable: '$.a' }, undefined],
  [{ Variable: '$.a', StringEquals: null }, '$.a = …'],
  [{ Variable: '$.a', constructor: 1 }, undefined],
  [{ And: [] }, undefined],
  [{ Not: {} }, undefined],
  [[], undefined],
])('%j', (rule, expected) => {
  const { root } = parseJsonTree(JSON.stringify(rule));
  expect(root && describeCondition(root)).toBe(expected);
});
