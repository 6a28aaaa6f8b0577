import { expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { resultCompletion } from '../../server/src/features/resultCompletion.ts';
import { analyseScenarios } from '../../server/src/features/scenarioFile.ts';
import { documentOf, machineOf } from '../support/marked.ts';

const MACHINE = documentOf(
  machineOf(`"A": { "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Next": "B" },
    "B": { "Type": "Task", "Resource": "arn:aws:states:::aws-sdk:ecs:listTasks", "Next": "C" },
    "C": { "Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "End": true }`),
);

function itemsAt(answers: string) {
  const source = `{ "scenarios": { "S": { "answers": { ${answers} } } } }`;
  const offset = source.indexOf('<|>');
  const text = TextDocument.create('file:///work/machine.scenarios.json', 'jsonc', 0, source.replace('<|>', ''));
  return { text, items: resultCompletion(analyseScenarios(text), MACHINE, text.positionAt(offset)) };
}

test.each([
  ['an optimised integration', '"A": { "return": { <|> } }', ['MD5OfMessageBody', 'MessageId']],
  ['half typed', '"A": { "return": { "Mess<|>" } }', ['MessageId']],
  ['what is not there yet', '"A": { "return": { "MessageId": "1", <|> } }', ['MD5OfMessageBody']],
  ['the SDK', '"B": { "return": { <|> } }', ['TaskArns', 'NextToken']],
  ['in a list of answers', '"B": [{ "return": {} }, { "return": { <|> } }]', ['TaskArns']],
])('the fields of a result: %s', (_, answers, labels) => {
  const { items } = itemsAt(answers);
  expect(items.map(({ label }) => label)).toEqual(expect.arrayContaining(labels));
});

test.each([
  ['outside of what is returned', '"A": { <|> }'],
  ['a function answers as it likes', '"C": { "return": { <|> } }'],
  ['inside a value', '"A": { "return": { "MessageId": "<|>" } }'],
])('nothing: %s', (_, answers) => {
  expect(itemsAt(answers).items).toEqual([]);
});

test('the field is written with its value', () => {
  const { text, items } = itemsAt('"B": { "return": { "Tas<|> } }');
  const edit = items.find(({ label }) => label === 'TaskArns')?.textEdit;
  if (!edit || !('range' in edit)) throw new Error('There is no edit');
  expect(TextDocument.applyEdits(text, [edit])).toContain('{ "return": { "TaskArns": [$1]');
});
