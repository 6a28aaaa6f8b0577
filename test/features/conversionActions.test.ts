import { describe, expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { conversionActions } from '../../server/src/features/conversionActions.ts';
import { marked, type Syntax } from '../support/marked.ts';

/** The text after the action whose title begins so. */
function applied(title: string, source: string, syntax: Syntax = 'json'): string | undefined {
  const { document, position, text } = marked(source, syntax);
  const range = { start: position, end: position };
  const action = conversionActions(document, range).find((each) => each.title.startsWith(title));
  const edits = action?.edit?.changes?.[document.text.uri];
  return edits && TextDocument.applyEdits(TextDocument.create('', '', 0, text), edits);
}

function titles(source: string): string[] {
  const { document, position } = marked(source);
  return conversionActions(document, { start: position, end: position }).map(({ title }) => title);
}

const JSON_SOURCE = `{
    "StartAt": "A",
    "States": {
        "A": {
            "Type": "Pass",<|>
            "Parameters": {
                "id.$": "$.id",
                "list": [1,2],
                "nothing": { "at":   "all" }
            },
            "ResultPath": null, "OutputPath": "$.x",
            "Next": "B"
        },
        "B": { "Type": "Wait", "SecondsPath": "$.n", "End": true }
    }
}
`;

describe('JSON', () => {
  test('a state', () => {
    expect(applied("Convert 'A' to JSONata", JSON_SOURCE)).toBe(`{
    "StartAt": "A",
    "States": {
        "A": {
            "Type": "Pass",
            "QueryLanguage": "JSONata",
            "Output": "{% $states.input.x %}",
            "Next": "B"
        },
        "B": { "Type": "Wait", "SecondsPath": "$.n", "End": true }
    }
}
`);
  });

  test('the machine, each part laid out as it was', () => {
    expect(
      applied('Convert the state machine', JSON_SOURCE.replace('"ResultPath": null, "OutputPath": "$.x",', '')),
    ).toBe(`{
    "QueryLanguage": "JSONata",
    "StartAt": "A",
    "States": {
        "A": {
            "Type": "Pass",
            "Output": {
                "id": "{% $states.input.id %}",
                "list": [1,2],
                "nothing": { "at":   "all" }
            },
            "Next": "B"
        },
        "B": { "Type": "Wait", "Seconds": "{% $states.input.n %}", "End": true }
    }
}
`);
  });

  test('comments on lines of their own and behind members', () => {
    const source = `{
  // the first
  "StartAt": "A", // and only
  "States": {
    // about A
    "A": {
      "Type": "Pass",<|>
      // what is made
      "Parameters": { "id.$": "$.id", "list": [1,2] }, // a list
      // the end
      "End": true // of it
    }
  }
}`;
    expect(applied('Convert the state machine', source)).toBe(`{
  "QueryLanguage": "JSONata",
  // the first
  "StartAt": "A", // and only
  "States": {
    // about A
    "A": {
      "Type": "Pass",
      // what is made
      "Output": { "id": "{% $states.input.id %}", "list": [1,2] }, // a list
      // the end
      "End": true // of it
    }
  }
}`);
  });

  test('tabs, and placeholders without quotes', () => {
    const source = [
      '{',
      '\t"StartAt": "A",',
      '\t"States": {',
      '\t\t"A": {',
      '\t\t\t"Type": "Pass",',
      '\t\t\t"Result": { "n": ${Number}<|> },',
      '\t\t\t"ResultPath": "$.r",',
      '\t\t\t"End": true',
      '\t\t}',
      '\t}',
      '}',
    ];
    const result = applied("Convert 'A'", source.join('\n'))?.split('\n');
    expect(result?.slice(4, 8)).toEqual([
      '\t\t\t"Type": "Pass",',
      '\t\t\t"QueryLanguage": "JSONata",',
      `\t\t\t"Output": "{% $merge([$states.input, {'r': {'n': \${Number}}}]) %}",`,
      '\t\t\t"End": true',
    ]);
  });

  test.each([
    ['"NumericEquals": ${Limit}', '$states.input.a = ${Limit}'],
    ['"IsNull": ${Flag}', '($states.input.a = null) = ${Flag}'],
    ['"StringEquals": "${Name}"', "$states.input.a = '${Name}'"],
  ])('a rule with a placeholder: %s', (operator, condition) => {
    const source = `{"StartAt": "A", "States": {"A": {<|>"Type": "Choice", "Choices": [{"Variable": "$.a", ${operator}}]}}}`;
    expect(applied("Convert 'A'", source)).toContain(`"Condition": "{% ${condition} %}"`);
  });
});

const YAML_SOURCE = `# top
StartAt: A # first
States:
  # about A
  A:
    Type: Task<|>
    Resource: !GetAtt Function.Arn
    # what is sent
    Parameters:
      id.$: $.id # the id
      name: 'fixed'
    Catch:
    # one
    - ErrorEquals: [States.ALL]   # all
      ResultPath: null
      Next: B
    Next: B # last
  # about B
  B: { Type: Succeed, InputPath: $.b }
`;

describe('YAML', () => {
  const converted = (queryLanguage: string) => `  A:
    Type: Task${queryLanguage}
    Resource: !GetAtt Function.Arn
    # what is sent
    Arguments:
      id: "{% $states.input.id %}" # the id
      name: 'fixed'
    Catch:
    # one
    - ErrorEquals: [States.ALL]   # all
      Output: "{% $states.input %}"
      Next: B
    Next: B # last
  # about B
`;

  test('a state, with the comments', () => {
    expect(applied("Convert 'A'", YAML_SOURCE, 'yaml')).toBe(`# top
StartAt: A # first
States:
  # about A
${converted('\n    QueryLanguage: JSONata')}  B: { Type: Succeed, InputPath: $.b }
`);
  });

  test('the machine', () => {
    expect(applied('Convert the state machine', YAML_SOURCE, 'yaml')).toBe(`# top
QueryLanguage: JSONata
StartAt: A # first
States:
  # about A
${converted('')}  B:
    Type: Succeed
    Output: "{% $states.input.b %}"
`);
  });
});

test.each([
  [
    'what is to be checked is counted',
    '$..[0]',
    ["Convert 'A' to JSONata (1 to check)", 'Convert the state machine to JSONata (1 to check)'],
  ],
  ['what is exact is not', '$.a', ["Convert 'A' to JSONata", 'Convert the state machine to JSONata']],
])('%s', (_, path, expected) => {
  const source = `{"StartAt": "A", "States": {"A": {"Type": "Succeed", <|>"InputPath": "${path}"}}}`;
  expect(titles(source)).toEqual(expected);
});

test.each([
  ['a machine in JSONata', '{"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {<|>"Type": "Succeed"}}}'],
  ['a broken text', '{"StartAt": "A", "States": {"A": {<|>"Type": "Succeed",}}}'],
  ['no object', '<|>[]'],
])('nothing is offered in %s', (_, source) => {
  expect(titles(source)).toEqual([]);
});

test('a state in JSONata is left alone', () => {
  const source = '{"StartAt": "A", "States": {"A": {<|>"Type": "Succeed", "QueryLanguage": "JSONata"}}}';
  expect(titles(source)).toEqual(['Convert the state machine to JSONata']);
});
