import { describe, expect, test } from 'vitest';
import { spanIn, type Target, targetAt } from '../../server/src/model/target.ts';
import { dedent, marked, type Syntax } from '../support/marked.ts';

const JSON_SOURCE = `{
  "<|>StartAt": "<|>A",
  "States": {
    "<|>A": {
      "Type": "<|>Task",
      "Resource": "arn:<|>aws",
      "Parameters": { "a<|>.$": "$.<|>x", "text": "$.<|>x", "list": [{ "deep.$": "States.<|>UUID()" }] },
      "Assign": { "<|>v.$": "$.y" },
      "Retry": [{ "ErrorEquals": ["<|>E"], "JitterStrategy": "<|>FULL", "MaxAttempts": <|>3 }],
      "Next": "<|>Nowhere"
    }
  }
}`;

const YAML_SOURCE = dedent(`
  <|>StartAt: <|>A
  States:
    <|>A:
      Type: <|>Task
      Resource: "arn:<|>aws"
      Parameters:
        a<|>.$: $.<|>x
        text: '$.<|>x'
        list:
          - deep.$: States.<|>UUID()
      Assign:
        <|>v.$: $.y
      Retry:
        - ErrorEquals: [<|>E]
          JitterStrategy: <|>FULL
          MaxAttempts: <|>3
      Next: <|>Nowhere
`);

const EXPECTED = [
  'field StartAt of StateMachine',
  'reference A -> A',
  'state A',
  'stateType Task',
  'resource arn:aws',
  'templateKey a.$',
  'path of a.$: $.x at 2',
  'value',
  'intrinsic of deep.$: States.UUID() at 7',
  'variable v',
  'errorName E',
  'enumValue FULL',
  'value',
  'reference Nowhere -> nothing',
];

test.each<[Syntax, string]>([
  ['json', JSON_SOURCE],
  ['yaml', YAML_SOURCE],
])('what is at each place, in %s', (syntax, source) => {
  const { document, offsets } = marked(source, syntax);
  expect(offsets.map((offset) => textOf(targetAt(document, offset)))).toEqual(EXPECTED);
});

describe('JSONata', () => {
  test.each([
    ['a field', '"Output": "{% $states.<|>input %}"', 'jsonata of Output: $states.input at 8'],
    ['inside a value', '"Output": { "a": [1, "{% <|>1 %}"] }', 'jsonata of Output/a[1]: 1 at 0'],
    ['a rule', '"Choices": [{}, { "Condition": "{% <|>true %}" }]', 'jsonata of Choices[1]/Condition: true at 0'],
    ['not closed yet', '"Output": "{% $states.<|>"', 'jsonata of Output: $states. at 8'],
    ['plain text', '"Output": "<|>$states.input"', 'value'],
  ])('%s', (_, field, expected) => {
    const type = field.startsWith('"Choices"') ? 'Choice' : 'Pass';
    const { document, offset } = marked(
      `{ "QueryLanguage": "JSONata", "StartAt": "A", "States": { "A": { "Type": "${type}", ${field} } } }`,
    );
    expect(textOf(targetAt(document, offset))).toBe(expected);
  });
});

test('a place in an expression leads back to the document, over escapes', () => {
  const { document, offset, ranges } = marked(
    '{ "States": { "A": { "Type": "Pass", "InputPath": "$[\'\\u0061\\"\'].<|<|>b|>" } } }',
  );
  const target = targetAt(document, offset);
  if (target?.kind !== 'expression') throw new Error('There is no expression');
  expect(target.expression.text).toBe(`$['a"'].b`);
  const span = spanIn(target.expression, 8, 9);
  expect({ start: document.text.positionAt(span.start), end: document.text.positionAt(span.end) }).toEqual(ranges[0]);
});

test.each([
  ['between values', '{ "StartAt":<|> "A", "States": {} }'],
  ['no object', '[<|>1]'],
  ['nothing', '<|>'],
])('nothing: %s', (_, source) => {
  const { document, offset } = marked(source);
  expect(targetAt(document, offset)).toBeUndefined();
});

function textOf(target: Target | undefined): string {
  switch (target?.kind) {
    case undefined:
      return 'nothing';
    case 'field':
      return `field ${target.node.value} of ${target.field.place.kind}`;
    case 'reference':
      return `reference ${target.node.value} -> ${target.state?.name ?? 'nothing'}`;
    case 'expression': {
      const { language, name, text, offset } = target.expression;
      return `${language} of ${name}: ${text} at ${offset}`;
    }
    case 'variable':
      return `variable ${target.name}`;
    case 'value':
      return 'value';
    case 'stateType':
    case 'enumValue':
    case 'errorName':
    case 'resource':
    case 'state':
    case 'templateKey':
      return `${target.kind} ${target.node.value}`;
  }
}
