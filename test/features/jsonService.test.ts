import { describe, expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { formatting } from '../../server/src/features/formatting.ts';
import { schemaCompletion, schemaDiagnostics, schemaHover } from '../../server/src/features/jsonService.ts';
import { analyseScenarios } from '../../server/src/features/scenarioFile.ts';
import { documentOf } from '../support/marked.ts';

function scenarios(source: string) {
  const offset = source.indexOf('<|>');
  const text = TextDocument.create('file:///work/a.scenarios.json', 'json', 1, source.replace('<|>', ''));
  return { document: analyseScenarios(text), position: text.positionAt(Math.max(0, offset)) };
}

describe('scenario files, in an editor that knows no JSON schemas', () => {
  test.each([
    ['{ "scenarios": { "a": { "inputs": 1 } } }', ['Property inputs is not allowed.']],
    ['{ "scenarios": { "a": { "input": 1, "expect": { "status": "SUCCEEDED" } } } }', []],
    ['{ // why\n "scenarios": {} }', []],
  ])('%s', async (source, messages) => {
    const found = await schemaDiagnostics(scenarios(source).document);
    expect(found.map(({ message }) => message)).toEqual(messages);
  });

  test('members are completed and described', async () => {
    const { document, position } = scenarios('{ "scenarios": { "a": { "<|>" } } }');
    const labels = (await schemaCompletion(document, position)).map(({ label }) => label);
    expect(labels).toEqual(expect.arrayContaining(['input', 'answers', 'expect']));
    const over = scenarios('{ "scenarios": { "a": { "ex<|>pect": {} } } }');
    expect(await schemaHover(over.document, over.position)).toBeDefined();
  });
});

describe('formatting', () => {
  const options = { tabSize: 2, insertSpaces: true };

  test('lays out JSON', () => {
    const document = documentOf('{"StartAt":"A",\n"States":{}}');
    const text = TextDocument.applyEdits(document.text, formatting(document, options));
    expect(text).toBe('{\n  "StartAt": "A",\n  "States": {}\n}');
  });

  test('leaves YAML as it is', () => {
    expect(formatting(documentOf('StartAt:   A\n', 'yaml'), options)).toEqual([]);
  });
});
