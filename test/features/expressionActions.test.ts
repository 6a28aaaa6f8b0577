import { expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { expressionActions } from '../../server/src/features/expressionActions.ts';
import { marked, type Syntax } from '../support/marked.ts';

function applied(title: string, source: string, syntax: Syntax = 'json'): string | undefined {
  const { document, position, text } = marked(source, syntax);
  const range = { start: position, end: position };
  const action = expressionActions(document, range).find((each) => each.title.startsWith(title));
  const edits = action?.edit?.changes?.[document.text.uri];
  return edits && TextDocument.applyEdits(TextDocument.create('', '', 0, text), edits);
}

function titles(source: string): string[] {
  const { document, position } = marked(source);
  return expressionActions(document, { start: position, end: position }).map(({ title }) => title);
}

test('a Pass state before sets the variable, and all ways lead through it', () => {
  const source = `{
  "StartAt": "Send",
  "States": {
    "Send": {
      "Type": "Task",
      "Resource": "arn:aws:states:::lambda:invoke",
      "Parameters": { "FunctionName": "f", "Payload.$": "$.order.<|>items[0]" },
      "Next": "Again"
    },
    "Again": {
      "Type": "Choice",
      "Choices": [{ "Variable": "$.a", "IsNull": true, "Next": "Send" }]
    }
  }
}`;
  expect(applied('Extract into the variable $items', source)).toBe(`{
  "StartAt": "Set items",
  "States": {
    "Set items": {
      "Type": "Pass",
      "Assign": {
        "items.$": "$.order.items[0]"
      },
      "Next": "Send"
    },
    "Send": {
      "Type": "Task",
      "Resource": "arn:aws:states:::lambda:invoke",
      "Parameters": { "FunctionName": "f", "Payload.$": "$items" },
      "Next": "Again"
    },
    "Again": {
      "Type": "Choice",
      "Choices": [{ "Variable": "$.a", "IsNull": true, "Next": "Set items" }]
    }
  }
}`);
});

test('a JSONata expression in YAML', () => {
  const source = `StartAt: A
States:
    # the only one
    A:
        Type: Pass
        QueryLanguage: JSONata
        Output:
            total: "{% $sum($states.input.<|>n) %}"
        End: true
`;
  expect(applied('Extract into the variable $total', source, 'yaml')).toBe(`StartAt: Set total
States:
    # the only one
    Set total:
        Type: Pass
        QueryLanguage: JSONata
        Assign:
            total: "{% $sum($states.input.n) %}"
        Next: A
    A:
        Type: Pass
        QueryLanguage: JSONata
        Output:
            total: "{% $total %}"
        End: true
`);
});

test('a block of YAML', () => {
  const source = (value: string) =>
    `StartAt: A\nStates:\n  A:\n    Type: Pass\n    Parameters:\n      x.$: ${value}\n    End: true\n`;
  const before = source(`>-\n        States.Array(\n        $.<|>n, 1)`);
  expect(applied('Wrap', before, 'yaml')).toBe(source(`"States.Format('{}', States.Array( $.n, 1))"`));
});

test('names that are taken are not taken again', () => {
  const source = `{"StartAt": "Set id", "States": {
    "Set id": {"Type": "Pass", "Assign": {"id": 1}, "Next": "A"},
    "A": {"Type": "Pass", "Parameters": {"x.$": "$.<|>id"}, "End": true}
  }}`;
  expect(titles(source)).toEqual(['Extract into the variable $id2', 'Wrap in States.Format']);
  expect(applied('Extract', source)).toContain('"Set id2": {"Type":"Pass","Assign":{"id2.$":"$.id"},"Next":"A"}');
});

test('a call that holds a path', () => {
  const source = `{"StartAt": "A", "States": {"A": {"Type": "Pass", "Parameters": {"x.$": "$.it<|>'s"}, "End": true}}}`;
  expect(applied('Wrap', source)).toContain(`"x.$": "States.Format('{}', $.it's)"`);
});

const inTask = (fields: string) =>
  `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", ${fields}, "End": true}}}`;

const inChoice = (...rules: string[]) =>
  `{"StartAt": "A", "States": {"A": {"Type": "Choice", "Choices": [${rules.map((rule) => `{${rule}, "Next": "A"}`)}]}}}`;

test.each([
  ['what the result shows', inTask('"ResultSelector": {"a.$": "$.<|>a"}'), ['Wrap in States.Format']],
  ['what InputPath leaves', inTask('"InputPath": "$.a", "Parameters": {"b.$": "$.<|>b"}'), ['Wrap in States.Format']],
  ['the context object', inTask('"Parameters": {"a.$": "$$.State.<|>Name"}'), ['Wrap in States.Format']],
  ['what a Choice may not look at', inChoice('"Variable": "$.<|>a", "IsPresent": true'), []],
  [
    'what a later rule looks at',
    inChoice('"IsNull": true, "Variable": "$.b"', '"Variable": "$.<|>a", "IsNull": true'),
    [],
  ],
  ['a place for the result', inTask('"ResultPath": "$.<|>a"'), []],
  ['a result in JSONata', inTask('"QueryLanguage": "JSONata", "Output": "{% $states.<|>result %}"'), []],
  ['a text', inTask('"Parameters": {"a": "$.<|>a"}'), []],
])('%s can not be extracted', (_, source, expected) => {
  expect(titles(source)).toEqual(expected);
});
