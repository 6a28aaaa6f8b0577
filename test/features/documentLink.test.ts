import { expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { documentLinksInScenarios } from '../../server/src/features/documentLink.ts';
import { analyseScenarios } from '../../server/src/features/scenarioFile.ts';

test('links lead from a scenario file to the files it names', () => {
  const text = TextDocument.create(
    'file:///work/flows/order.scenarios.json',
    'json',
    1,
    `{ "scenarios": { "One": {
      "answers": {
        "Price": { "lambda": "src/my price.mjs#handler" },
        "Child": [{ "return": 1 }, { "stateMachine": "../child.asl.json" }],
        "Other": { "return": { "lambda": "data" } },
        "Typing": { "lambda": "" },
        "Elsewhere": { "lambda": "http://example.com/x.mjs#handler" }
      },
      "mockConfig": { "file": "MockConfigFile.json" } } } }`,
  );
  const links = documentLinksInScenarios(analyseScenarios(text));
  expect(links.map(({ range, target }) => [text.getText(range), target])).toEqual([
    ['src/my price.mjs', 'file:///work/flows/src/my%20price.mjs'],
    ['../child.asl.json', 'file:///work/child.asl.json'],
    ['MockConfigFile.json', 'file:///work/flows/MockConfigFile.json'],
  ]);
});
