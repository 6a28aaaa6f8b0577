import { describe, expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { DocumentSymbol, SelectionRange } from 'vscode-languageserver-types';
import { codeLenses } from '../../server/src/features/codeLens.ts';
import { documentSymbols } from '../../server/src/features/documentSymbol.ts';
import { foldingRanges } from '../../server/src/features/foldingRange.ts';
import { formatting } from '../../server/src/features/formatting.ts';
import { selectionRanges } from '../../server/src/features/selectionRange.ts';
import { fixtureOf } from '../support/fixtures.ts';
import { dedent, documentOf, marked, type Syntax } from '../support/marked.ts';

describe('outline', () => {
  test('the states, those of nested machines below theirs', () => {
    expect(tree(documentSymbols(fixtureOf('orders.asl.json')))).toEqual([
      'Check order: Task lambda:invoke',
      'Good?: Choice',
      'Each item: Map',
      '  Both: Parallel',
      '    Branch 1: ',
      '      Left: Pass',
      '    Branch 2: ',
      '      Wait a bit: Wait',
      '      Right: Succeed',
      'Done: Pass',
      'Give "up": Fail',
    ]);
  });

  test('in YAML too', () => {
    expect(tree(documentSymbols(fixtureOf('cleanup.asl.yaml')))).toEqual([
      'List files: Task aws-sdk:s3:listObjectsV2',
      'Each file: Map',
      '  Remove: Pass',
      "It's over: Succeed",
    ]);
  });
});

describe('code lenses', () => {
  test('Run and Debug above the machine and above every state', () => {
    const { document, ranges } = marked(`<||>{ "StartAt": "A", "States": {
      <||>"A": { "Type": "Map", "ItemProcessor": { "StartAt": "B", "States": {
        <||>"B": { "Type": "Pass", "End": true } } } } } }`);
    const lenses = codeLenses(document);
    expect(lenses.map(({ range }) => range.start)).toEqual(ranges.flatMap(({ start }) => [start, start]));
    expect(lenses.map(({ command }) => [command?.title, command?.command, command?.arguments?.[0]?.state])).toEqual([
      ['Run State Machine', 'asl.run', undefined],
      ['Debug State Machine', 'asl.debug', undefined],
      ['Run', 'asl.run', 'A'],
      ['Debug', 'asl.debug', 'A'],
      ['Run', 'asl.run', 'B'],
      ['Debug', 'asl.debug', 'B'],
    ]);
  });

  test('none while there are no states', () => {
    expect(codeLenses(documentOf('{ "StartAt": "A" }'))).toEqual([]);
  });
});

describe('folding', () => {
  test.each<[Syntax, string, string[]]>([
    [
      'json',
      '{\n  "States": {\n    "A": {\n      "Type": "Pass"\n    },\n    "B": { "Type": "Pass" }\n  }\n}',
      ['0-6', '1-5', '2-3'],
    ],
    [
      'yaml',
      'States:\n  A:\n    Type: Pass\n  B:\n    Type: Pass\n    Retry:\n      - MaxAttempts: 1\n',
      ['0-6', '0-6', '1-2', '3-6', '5-6'],
    ],
  ])('%s', (syntax, source, expected) => {
    const ranges = foldingRanges(documentOf(source, syntax));
    expect(ranges.map(({ startLine, endLine }) => `${startLine}-${endLine}`)).toEqual(expected);
  });
});

describe('selection', () => {
  test('grows from the part of an expression to the whole document', () => {
    const { document, text, position } = marked('{ "States": { "A": { "Type": "Pass", "InputPath": "$.a<|>b.c" } } }');
    expect(growing(document.text, selectionRanges(document, [position])[0]).slice(0, 6)).toEqual([
      'ab',
      '$.ab',
      '$.ab.c',
      '"$.ab.c"',
      '"InputPath": "$.ab.c"',
      '{ "Type": "Pass", "InputPath": "$.ab.c" }',
    ]);
    expect(growing(document.text, selectionRanges(document, [position])[0]).at(-1)).toBe(text);
  });
});

describe('formatting', () => {
  const options = { tabSize: 2, insertSpaces: true };

  test('lays JSON out', () => {
    const document = documentOf('{"StartAt":"A","States":{}}');
    const formatted = TextDocument.applyEdits(document.text, formatting(document, options));
    expect(formatted).toBe('{\n  "StartAt": "A",\n  "States": {}\n}');
  });

  test('leaves YAML as it is', () => {
    const document = documentOf(
      dedent(`
        StartAt:    A
      `),
      'yaml',
    );
    expect(formatting(document, options)).toEqual([]);
  });
});

function tree(symbols: readonly DocumentSymbol[], indent = ''): string[] {
  return symbols.flatMap(({ name, detail, children }) => [
    `${indent}${name}: ${detail ?? ''}`,
    ...tree(children ?? [], `${indent}  `),
  ]);
}

function growing(text: TextDocument, range: SelectionRange | undefined): string[] {
  const found: string[] = [];
  for (let at = range; at; at = at.parent) found.push(text.getText(at.range));
  return found;
}
