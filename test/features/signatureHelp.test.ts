import { expect, test } from 'vitest';
import { signatureHelp } from '../../server/src/features/signatureHelp.ts';
import { dedent, machineOf, marked, type Syntax } from '../support/marked.ts';

const template = (value: string) =>
  machineOf(`"A": { "Type": "Pass", "Parameters": { "a.$": ${value} }, "End": true }`);
const jsonata = (value: string) =>
  machineOf(`"A": { "Type": "Pass", "QueryLanguage": "JSONata", "Output": ${value}, "End": true }`);

test.each<[string, string, string]>([
  ['the first argument', template('"States.ArrayPartition(<|>)"'), 'array: array'],
  ['the second', template('"States.ArrayPartition($.a, <|>)"'), 'size: positiveInteger'],
  ['a comma in a text', template(`"States.ArrayPartition('a, b<|>')"`), 'array: array'],
  ['an inner call', template('"States.ArrayPartition(States.ArrayRange(1, 2, <|>))"'), 'step: integer'],
  ['behind an inner call', template('"States.ArrayPartition(States.Array(1, 2), <|>)"'), 'size: positiveInteger'],
  ['any number of arguments', template(`"States.Format('{} {}', 1, <|>)"`), '...values: any'],
  ['not closed', template('"States.ArrayPartition(<|>\n'), 'array: array'],
  ['JSONata', jsonata('"{% $partition([1, 2], <|>) %}"'), 'size'],
  ['a function as argument', jsonata('"{% $map([1, 2], <|>) %}"'), 'function($item, $index, $array)'],
  ['behind ~>, which gives the first argument', jsonata('"{% $x ~> $substring(<|>) %}"'), 'start'],
  ['JSONata, inside a list', jsonata('"{% $sum([1, <|>]) %}"'), 'array'],
])('%s', (_, source, parameter) => {
  expect(activeAt(source)).toBe(parameter);
});

test.each([
  ['on the name', template('"States.Ar<|>ray()"')],
  ['behind the call', template('"States.Array()<|>"')],
  ['a path', template('"$.a[(<|>@.length-1)]"')],
  ['an unknown function', template('"States.Nothing(<|>)"')],
  ['plain text', machineOf('"A": { "Type": "Pass", "Comment": "States.Array(<|>)" }')],
])('nothing %s', (_, source) => {
  expect(activeAt(source)).toBeUndefined();
});

test('in YAML', () => {
  const source = dedent(`
    StartAt: A
    States:
      A:
        Type: Pass
        Parameters:
          a.$: VALUE
  `);
  const block = `>-\n        States.ArrayContains(\n          $.a, <|>)`;
  for (const value of ['States.ArrayContains($.a, <|>)', `'States.ArrayContains($.a, <|>)'`, block]) {
    expect(
      activeAt(
        source.replace('VALUE', () => value),
        'yaml',
      ),
    ).toBe('value: any');
  }
});

function activeAt(source: string, syntax?: Syntax): string | undefined {
  const { document, position } = marked(source, syntax);
  const help = signatureHelp(document, position);
  const signature = help?.signatures[0];
  const span = signature?.parameters?.[help?.activeParameter ?? 0]?.label;
  return Array.isArray(span) ? signature?.label.slice(...span) : undefined;
}
