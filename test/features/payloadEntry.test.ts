import { expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { payloadEntry } from '../../server/src/features/payloadEntry.ts';
import { analyseScenarios } from '../../server/src/features/scenarioFile.ts';
import { dedent, machineOf, marked } from '../support/marked.ts';

const task = (name: string) =>
  `"A": { "Type": "Task", ${name} "Resource": "arn:aws:states:::lambda:invoke", "End": true }`;

function entry(
  states: string,
  scenarios: string | undefined,
  payload: unknown,
): { text: string; selected: string } | undefined {
  const { document, position } = marked(machineOf(states));
  const text =
    scenarios === undefined
      ? undefined
      : TextDocument.create('file:///work/machine.scenarios.json', 'jsonc', 0, scenarios);
  const file = text && analyseScenarios(text);
  const edit = payloadEntry(document, position, payload, file, file?.parsed.file?.scenarios[0]);
  if (!edit) return undefined;
  const after = TextDocument.create(edit.file, 'jsonc', 0, edit.text);
  return { text: edit.text, selected: after.getText(edit.selection) };
}

const FIRST = dedent(`
  {
    "scenarios": {
      "First": { "input": {} }
    }
  }
`);

test('in a Task state: its answer', () => {
  expect(entry(task('<|>'), FIRST, { id: 7 })?.text).toContain('"answers": {\n        "A": { "return": { "id": 7 } }');
});

test('elsewhere, or where it has been answered: the input of a new scenario, with its name selected', () => {
  const added = entry('"A": { "Type": "Pass", <|>"End": true }', FIRST, { id: 7 });
  expect(added?.selected).toBe('From the clipboard');
  expect(added?.text).toBe(
    dedent(`
      {
        "scenarios": {
          "First": { "input": {} },
          "From the clipboard": {
            "input": {
              "id": 7
            }
          }
        }
      }
    `),
  );
  expect(entry('<|>"A": { "Type": "Pass", "End": true }', added?.text, 1)?.selected).toBe('From the clipboard 2');
  const answered = FIRST.replace('"input": {}', '"input": {}, "answers": { "A": { "return": 1 } }');
  expect(entry(task('<|>'), answered, 2)?.selected).toBe('From the clipboard');
});

test('there is no scenario file yet', () => {
  expect(entry(task('<|>'), undefined, [1])?.selected).toBe('From the clipboard');
});

test('nothing is written into a broken file', () => {
  expect(entry(task('<|>'), '{ "scenarios": { ', 1)).toBeUndefined();
});
