import { expect, test } from 'vitest';
import type { Json } from '../../server/src/base/json.ts';
import { evaluateExpression } from '../../server/src/evaluate/expression.ts';

const input = { id: 7, items: [1, 2] };

test.each<[string, Json]>([
  [' $.id ', 7],
  ['$.items[*]', [1, 2]],
  ['$$.State.Name', 'A'],
  ['$who', 'Ana'],
  ["States.Format('{}-{}', $.id, $who)", '7-Ana'],
  [' {% $states.input.id + 1 %} ', 8],
  ['{% $states.context.State.Name & $who %}', 'AAna'],
  // The engine takes these for paths below `$`.
  ['id', 7],
  ['@.id', 7],
])('the value of %s', async (text, value) => {
  const options = { context: { State: { Name: 'A' } }, variables: { who: 'Ana' } };
  expect(await evaluateExpression(text, input, options)).toEqual({ ok: true, value });
});

test.each([
  ['$.x', 'States.Runtime', "Invalid path '$.x' : No results for path: $['x']"],
  ['$.a.', 'States.Runtime', "Invalid path '$.a.' : A path can not end with a dot"],
  ['hello world', 'States.Runtime', "Invalid path 'hello world' : Space not allowed in path"],
  ['', 'States.Runtime', "Invalid path '' : The path is empty"],
  ['$who', 'States.Runtime', 'Invalid path \'$who\' : There is no variable named "who"'],
  [
    'States.ArrayLength($.x)',
    'States.Runtime',
    "The function 'States.ArrayLength($.x)' had the following error: The JsonPath argument for the field '$.x' could not be found in the input '{\"id\":7,\"items\":[1,2]}'",
  ],
  [
    'States.Nope()',
    'States.IntrinsicFailure',
    "The function 'States.Nope()' had the following error: there is no function named States.Nope",
  ],
  ['States.UUID(', 'States.IntrinsicFailure', expect.stringContaining('An argument is expected')],
  [`${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`, 'States.Runtime', 'The payload template is nested too deep'],
  ['{"a": }', 'States.Runtime', 'The payload template is not JSON: Expected a value'],
  ['{"a": 1} 2', 'States.Runtime', expect.stringMatching(/^The payload template is not JSON: /)],
  ['$states.input.id', 'States.Runtime', '$states is of JSONata: write {% $states.input.id %}'],
  ['$sum([1])', 'States.Runtime', '$sum is of JSONata: write {% $sum([1]) %}'],
  [
    '{% id %}',
    'States.QueryEvaluationError',
    "The JSONata expression 'id' specified for the field 'expression' returned nothing (undefined). Reference to 'id' at the top level is not supported.",
  ],
  [
    '{% $x %}',
    'States.QueryEvaluationError',
    "The JSONata expression '$x' specified for the field 'expression' returned nothing (undefined).",
  ],
])('the error of %j', async (text, error, cause) => {
  expect(await evaluateExpression(text, input)).toEqual({ ok: false, error, cause });
});
