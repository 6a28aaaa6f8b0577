import { expect, test } from 'vitest';
import { expressionAt } from '../../client/src/expressionAt.ts';

/** The expression at `<|>`, and what of the line it covers. */
function at(marked: string): readonly [expression: string, covered: string] | undefined {
  const character = marked.indexOf('<|>');
  const line = marked.replace('<|>', '');
  const found = expressionAt(line, character);
  return found && [found.expression, line.slice(found.start, found.end)];
}

test.each([
  ['"a.$": "$.ord<|>er.items[0]"', '$.order.items[0]', '$.order.items[0]'],
  ['"a.$": "$$.Exec<|>ution.Id"', '$$.Execution.Id', '$$.Execution.Id'],
  ['"a.$": "States.For<|>mat(\'{}\', $.name)"', "States.Format('{}', $.name)", "States.Format('{}', $.name)"],
  ['"a.$": "$[\\"a<|>\\"]"', '$["a"]', '$[\\"a\\"]'],
  ['"Output": "{% $states.inp<|>ut.order.id %}"', '{% $states.input %}', '$states.input'],
  ['"Output": "{% $states.input.order.i<|>d %}"', '{% $states.input.order.id %}', '$states.input.order.id'],
  ['"Output": "{% $ra<|>te * 2 %}"', '{% $rate %}', '$rate'],
  ['"Output": "{% $su<|>m($states.input) %}"', '{% $sum($states.input) %}', '{% $sum($states.input) %}'],
  ['"Output": "{% 1 <|>+ 2 %}"', '{% 1 + 2 %}', '{% 1 + 2 %}'],
  ['  total.$: $.or<|>der.total', '$.order.total', '$.order.total'],
  ["  total.$: '$.or<|>der'", '$.order', '$.order'],
  ['  Output: "{% $ra<|>te %}"', '{% $rate %}', '$rate'],
  ['  - $.fi<|>rst', '$.first', '$.first'],
])('%s', (line, expression, covered) => {
  expect(at(line)).toEqual([expression, covered]);
});

test.each(['"Ne<|>xt": "$.a"', '"Next": "Do<|>ne"', '"Type": <|>1', '', '<|>', '  Type: Pa<|>ss', '"open: $.a<|>'])(
  'nothing in %s',
  (line) => {
    expect(at(line)).toBeUndefined();
  },
);
