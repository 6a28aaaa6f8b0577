import { describe, expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { CodeAction } from 'vscode-languageserver-types';
import { PAGES, type Page } from '../../server/src/analysis/pages.ts';
import { fixAll, quickFixes } from '../../server/src/features/codeAction.ts';
import { diagnostics, shownProblems } from '../../server/src/features/diagnostics.ts';
import { type AslDocument, analyse } from '../../server/src/model/document.ts';
import { dedent } from '../support/marked.ts';

const OPTIONS = { validation: true };

function documentOf(source: string, name: string): AslDocument {
  return analyse(TextDocument.create(`file:///work/${name}`, '', 1, source));
}

function applied(document: AslDocument, action: CodeAction | undefined): string | undefined {
  const edits = action?.edit?.changes?.[document.text.uri];
  return edits && TextDocument.applyEdits(document.text, edits);
}

/** The text after the action of that title for the first problem that has one. */
function fixed(source: string, title: string, name = 'a.asl.json'): string | undefined {
  const document = documentOf(source, name);
  const actions = quickFixes(document, diagnostics(document, OPTIONS));
  return applied(
    document,
    actions.find((action) => action.title === title),
  );
}

const json = (state: string, rest = '') => `{ "StartAt": "A", "States": { "A": ${state}${rest} } }`;
const LAMBDA = '"Resource": "arn:aws:lambda:us-east-1:123456789012:function:f"';
const DONE = ', "B": { "Type": "Succeed" }';
const INNER = '{ "StartAt": "B", "States": { "B": { "Type": "Succeed" } } }';

describe('a state in one line', () => {
  test.each([
    ["Change to 'Pass'", '{ "Type": "pass", "End": true }', '{ "Type": "Pass", "End": true }'],
    [
      "Change to 'ItemProcessor'",
      `{ "Type": "Map", "Iterator": ${INNER}, "End": true }`,
      `{ "Type": "Map", "ItemProcessor": ${INNER}, "End": true }`,
    ],
    [
      "Change to 'ItemSelector'",
      `{ "Type": "Map", "Parameters": {}, "ItemProcessor": ${INNER}, "End": true }`,
      `{ "Type": "Map", "ItemSelector": {}, "ItemProcessor": ${INNER}, "End": true }`,
    ],
    [
      "Rename to 'id.$'",
      '{ "Type": "Pass", "Parameters": { "a": { "id": "$.id" } }, "End": true }',
      '{ "Type": "Pass", "Parameters": { "a": { "id.$": "$.id" } }, "End": true }',
    ],
    ["Rename to 'CausePath'", '{ "Type": "Fail", "Cause": "$.cause" }', '{ "Type": "Fail", "CausePath": "$.cause" }'],
    [
      "Rename to 'name'",
      '{ "Type": "Pass", "Parameters": { "name.$": "Ada" }, "End": true }',
      '{ "Type": "Pass", "Parameters": { "name": "Ada" }, "End": true }',
    ],
    [
      "Rename 'Result' to 'Parameters'",
      '{ "Type": "Pass", "Result": { "a.$": "$.b" }, "End": true }',
      '{ "Type": "Pass", "Parameters": { "a.$": "$.b" }, "End": true }',
    ],
    [
      "Rename 'Result' to 'InputPath'",
      '{ "Type": "Pass", "Result": "$.a", "End": true }',
      '{ "Type": "Pass", "InputPath": "$.a", "End": true }',
    ],
    ["Add 'Seconds'", '{ "Type": "Wait", "End": true }', '{ "Type": "Wait", "End": true, "Seconds": 1 }'],
    ["Add 'Type'", '{ "End": true }', '{ "End": true, "Type": "Pass" }'],
    ["Add 'End'", '{ "Type": "Pass" }', '{ "Type": "Pass", "End": true }'],
    ["Set 'End' to true", '{ "Type": "Pass", "End": false }', '{ "Type": "Pass", "End": true }'],
    ["Remove 'Foo'", '{ "Type": "Pass", "Foo": [1], "End": true }', '{ "Type": "Pass", "End": true }'],
    ["Remove 'Foo'", '{ "Foo": [1], "Type": "Pass", "End": true }', '{ "Type": "Pass", "End": true }'],
    ["Remove 'End'", '{ "Type": "Pass", "End": true, "End": true }', '{ "Type": "Pass", "End": true }'],
    ['Remove the comma', '{ "Type": "Pass", "End": true, }', '{ "Type": "Pass", "End": true }'],
    [
      "Put 'done' in single quotes",
      '{ "Type": "Pass", "InputPath": "$.a[?(@.b == done)]", "End": true }',
      `{ "Type": "Pass", "InputPath": "$.a[?(@.b == 'done')]", "End": true }`,
    ],
    [
      "Put 'done' in single quotes",
      '{ "Type": "Pass", "InputPath": "$.a[?(@.b == \\"done\\")]", "End": true }',
      `{ "Type": "Pass", "InputPath": "$.a[?(@.b == 'done')]", "End": true }`,
    ],
    [
      'Complete {% … %}',
      '{ "Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% 1", "End": true }',
      '{ "Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% 1 %}", "End": true }',
    ],
    [
      'Complete {% … %}',
      '{ "Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% 1 %", "End": true }',
      '{ "Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% 1 %}", "End": true }',
    ],
    [
      'Complete {% … %}',
      '{ "Type": "Pass", "QueryLanguage": "JSONata", "Output": "1 %}", "End": true }',
      '{ "Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% 1 %}", "End": true }',
    ],
    [
      'Make it one expression',
      '{ "Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $states.input.a + 1 %} times", "End": true }',
      `{ "Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% ($states.input.a + 1) & ' times' %}", "End": true }`,
    ],
    [
      'Make it one expression',
      '{ "Type": "Pass", "QueryLanguage": "JSONata", "Output": "Hello {% $states.input.name %}!", "End": true }',
      `{ "Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% 'Hello ' & $states.input.name & '!' %}", "End": true }`,
    ],
    [
      'Remove the white space around',
      '{ "Type": "Pass", "QueryLanguage": "JSONata", "Output": " {% 1 %}", "End": true }',
      '{ "Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% 1 %}", "End": true }',
    ],
    [
      'Move States.ALL to the end',
      `{ "Type": "Task", ${LAMBDA}, "Retry": [{ "ErrorEquals": ["States.ALL"] }, { "ErrorEquals": ["E"] }], "End": true }`,
      `{ "Type": "Task", ${LAMBDA}, "Retry": [{ "ErrorEquals": ["E"] }, { "ErrorEquals": ["States.ALL"] }], "End": true }`,
    ],
    [
      'Keep States.ALL alone',
      `{ "Type": "Task", ${LAMBDA}, "Retry": [{ "ErrorEquals": ["E", "States.ALL"] }], "End": true }`,
      `{ "Type": "Task", ${LAMBDA}, "Retry": [{ "ErrorEquals": ["States.ALL"] }], "End": true }`,
    ],
    [
      "Add 'TimeoutSeconds': 3600",
      '{ "Type": "Task", "Resource": "arn:aws:states:us-east-1:123456789012:activity:a", "End": true }',
      '{ "Type": "Task", "Resource": "arn:aws:states:us-east-1:123456789012:activity:a", "End": true, "TimeoutSeconds": 3600 }',
    ],
    [
      "Set 'Mode' to DISTRIBUTED",
      `{ "Type": "Map", "Label": "x", "ItemProcessor": ${INNER}, "End": true }`,
      `{ "Type": "Map", "Label": "x", "ItemProcessor": ${INNER.slice(0, -2)}, "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" } }, "End": true }`,
    ],
    [
      'Disable unknown-field here',
      '{ "Type": "Pass", "Foo": 1, "End": true }',
      '{ "Type": "Pass", "Comment": "asl-disable unknown-field", "Foo": 1, "End": true }',
    ],
    [
      'Disable unknown-field here',
      '{ "Type": "Pass", "Comment": "Foo is ours", "Foo": 1, "End": true }',
      '{ "Type": "Pass", "Comment": "Foo is ours (asl-disable unknown-field)", "Foo": 1, "End": true }',
    ],
    [
      'Disable unknown-field here',
      '{ "Type": "Pass", "Comment": "asl-disable no-retry", "Foo": 1, "End": true }',
      '{ "Type": "Pass", "Comment": "asl-disable no-retry, unknown-field", "Foo": 1, "End": true }',
    ],
  ])('%s: %s', (title, before, after) => {
    expect(fixed(json(before), title)).toBe(json(after));
  });

  test.each([
    ["Add 'Next': 'B'", '{ "Type": "Pass" }', '{ "Type": "Pass", "Next": "B" }'],
    [
      "Add 'Default': 'B'",
      '{ "Type": "Choice", "Choices": [{ "Variable": "$.a", "IsNull": true, "Next": "B" }] }',
      '{ "Type": "Choice", "Choices": [{ "Variable": "$.a", "IsNull": true, "Next": "B" }], "Default": "B" }',
    ],
    [
      'Catch all other errors',
      `{ "Type": "Task", ${LAMBDA}, "Catch": [{ "ErrorEquals": ["E"], "Next": "B" }], "Next": "B" }`,
      `{ "Type": "Task", ${LAMBDA}, "Catch": [{ "ErrorEquals": ["E"], "Next": "B" }, { "ErrorEquals": ["States.ALL"], "Next": "B" }], "Next": "B" }`,
    ],
  ])('%s', (title, before, after) => {
    expect(fixed(json(before, DONE), title)).toBe(json(after, DONE));
  });
});

test.each([
  [
    'Retry the passing errors of Lambda',
    `
      {
        "StartAt": "A",
        "States": {
          "A": {
            "Type": "Task",
            "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f",
            "End": true
          }
        }
      }
    `,
    `
      {
        "StartAt": "A",
        "States": {
          "A": {
            "Type": "Task",
            "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f",
            "End": true,
            "Retry": [
              {
                "ErrorEquals": [
                  "Lambda.ServiceException",
                  "Lambda.AWSLambdaException",
                  "Lambda.SdkClientException",
                  "Lambda.TooManyRequestsException"
                ],
                "IntervalSeconds": 1,
                "MaxAttempts": 3,
                "BackoffRate": 2,
                "JitterStrategy": "FULL"
              }
            ]
          }
        }
      }
    `,
  ],
  [
    "Add 'StartAt' and 'States'",
    `
      {
        "Comment": "empty"
      }
    `,
    `
      {
        "Comment": "empty",
        "StartAt": "First",
        "States": { "First": { "Type": "Pass", "End": true } }
      }
    `,
  ],
  [
    "Remove 'Foo'",
    `
      {
        "StartAt": "A",
        "States": {
          "A": {
            "Type": "Succeed",
            "Foo": {
              "a": 1
            }
          }
        }
      }
    `,
    `
      {
        "StartAt": "A",
        "States": {
          "A": {
            "Type": "Succeed"
          }
        }
      }
    `,
  ],
])('in several lines: %s', (title, before, after) => {
  expect(fixed(dedent(before), title)).toBe(dedent(after));
});

const yaml = (state: string) => `StartAt: A\nStates:\n  A:\n${dedent(state).replace(/^(?=.)/gm, '    ')}`;

describe('in YAML', () => {
  test.each([
    ["Add 'End'", 'Type: Pass # so far\n', 'Type: Pass # so far\nEnd: true\n'],
    ["Change to 'Pass'", 'Type: pass\nEnd: true\n', 'Type: Pass\nEnd: true\n'],
    ["Remove 'Foo'", 'Type: Succeed\nFoo:\n  a: 1\n', 'Type: Succeed\n'],
    ["Remove 'Foo'", 'Foo: 1\nType: Succeed\n', 'Type: Succeed\n'],
    ["Remove 'Foo'", '{ Type: Succeed, Foo: 1 }\n', '{ Type: Succeed }\n'],
    ["Add 'End'", '{ Type: Pass }\n', '{ Type: Pass, End: true }\n'],
    [
      "Rename to 'id.$'",
      "Type: Pass\nParameters:\n  'id': $.id\nEnd: true\n",
      "Type: Pass\nParameters:\n  'id.$': $.id\nEnd: true\n",
    ],
    [
      "Put 'done' in single quotes",
      "Type: Pass\nInputPath: '$.a[?(@.b == done)]'\nEnd: true\n",
      "Type: Pass\nInputPath: '$.a[?(@.b == ''done'')]'\nEnd: true\n",
    ],
    [
      'Move States.ALL to the end',
      `
        Type: Parallel
        Branches: [{ StartAt: B, States: { B: { Type: Succeed } } }]
        Retry:
          - ErrorEquals: [States.ALL]
            MaxAttempts: 1
          - ErrorEquals: [Busy]
        End: true
      `,
      `
        Type: Parallel
        Branches: [{ StartAt: B, States: { B: { Type: Succeed } } }]
        Retry:
          - ErrorEquals: [Busy]
          - ErrorEquals: [States.ALL]
            MaxAttempts: 1
        End: true
      `,
    ],
    [
      'Retry the passing errors of Lambda',
      `
        Type: Task
        Resource: arn:aws:lambda:us-east-1:123456789012:function:f
        Retry:
          - ErrorEquals: [Busy]
        End: true
      `,
      `
        Type: Task
        Resource: arn:aws:lambda:us-east-1:123456789012:function:f
        Retry:
          - ErrorEquals: [Busy]
          - ErrorEquals:
              - Lambda.ServiceException
              - Lambda.AWSLambdaException
              - Lambda.SdkClientException
              - Lambda.TooManyRequestsException
            IntervalSeconds: 1
            MaxAttempts: 3
            BackoffRate: 2
            JitterStrategy: FULL
        End: true
      `,
    ],
    [
      'Disable unknown-field here',
      'Type: Succeed\nFoo: 1\n',
      'Type: Succeed\n# asl-disable-next-line unknown-field\nFoo: 1\n',
    ],
    [
      'Disable unknown-field here',
      'Type: Succeed\n# asl-disable-next-line no-retry\nFoo: 1\n',
      'Type: Succeed\n# asl-disable-next-line no-retry unknown-field\nFoo: 1\n',
    ],
    [
      'Disable jsonata-reference here',
      'Type: Pass\nQueryLanguage: JSONata\nOutput: |-\n  {%\n  name %}\nEnd: true\n',
      'Type: Pass\nComment: asl-disable jsonata-reference\nQueryLanguage: JSONata\nOutput: |-\n  {%\n  name %}\nEnd: true\n',
    ],
  ])('%s', (title, before, after) => {
    expect(fixed(yaml(before), title, 'a.asl.yaml')).toBe(yaml(after));
  });
});

test('a comment where there may be some', () => {
  const before = '{\n  "StartAt": "A",\n  "Foo": 1,\n  "States": { "A": { "Type": "Succeed" } }\n}\n';
  expect(fixed(before, 'Disable unknown-field here', 'a.asl.jsonc')).toBe(
    before.replace('  "Foo"', '  // asl-disable-next-line unknown-field\n  "Foo"'),
  );
  expect(fixed(before, 'Disable unknown-field here')).toBeUndefined();
});

test('whatever is disabled is gone', () => {
  for (const [source, name] of [
    [json('{ "Type": "Pass", "Foo": 1, "End": true }'), 'a.asl.json'],
    [yaml('Type: Succeed\nFoo: 1\n'), 'a.asl.yaml'],
  ] as const) {
    const after = fixed(source, 'Disable unknown-field here', name) ?? '';
    expect(diagnostics(documentOf(after, name), OPTIONS)).toEqual([]);
  }
});

test('fix all mends what is certain, and nothing else', () => {
  const source = json(
    `{ "Type": "map", "Iterator": ${INNER}, "Parameters": { "a": "$.b" }, "Next": "C" }`,
    ', "D": { "Type": "Succeed" }',
  );
  const document = documentOf(source, 'a.asl.json');
  const [first] = fixAll(document, shownProblems(document, OPTIONS));
  expect(first?.kind).toBe('source.fixAll.asl');
  const once = documentOf(applied(document, first) ?? '', 'a.asl.json');
  const [second] = fixAll(once, shownProblems(once, OPTIONS));
  const twice = documentOf(applied(once, second) ?? '', 'a.asl.json');
  expect(twice.source).toBe(
    json(
      `{ "Type": "Map", "ItemProcessor": ${INNER}, "ItemSelector": { "a": "$.b" }, "Next": "C" }`,
      ', "D": { "Type": "Succeed" }',
    ),
  );
  expect(fixAll(twice, shownProblems(twice, OPTIONS))).toEqual([]);
});

describe('the example of each page', () => {
  const examples = Object.entries<Page>(PAGES).flatMap(([code, { bad }]) => (bad === undefined ? [] : [[code, bad]]));

  test.each(examples)('%s: a fix mends it and breaks nothing', (code = '', bad = '') => {
    const [, first] = /^"([^"]*)":/.exec(bad) ?? [];
    const source = first === undefined ? bad : `{ "StartAt": "${first}", "States": { ${bad} } }`;
    const name = /^\w+:/.test(bad) ? 'a.asl.yaml' : 'a.asl.json';
    const document = documentOf(source, name);
    const before = diagnostics(document, OPTIONS).filter((diagnostic) => diagnostic.code === code);
    for (const action of quickFixes(document, before)) {
      const after = diagnostics(documentOf(applied(document, action) ?? '', name), OPTIONS).map((left) => left.code);
      expect(after.filter((left) => left === code).length, action.title).toBeLessThan(before.length);
      expect(
        after.filter((left) => /-syntax$/.test(String(left))),
        action.title,
      ).toEqual([]);
    }
  });
});
