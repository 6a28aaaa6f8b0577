import { describe, expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Position } from 'vscode-languageserver-types';
import { definition } from '../../server/src/features/definition.ts';
import { documentHighlights } from '../../server/src/features/documentHighlight.ts';
import { references } from '../../server/src/features/references.ts';
import { prepareRename, rename } from '../../server/src/features/rename.ts';
import { dedent, type Marked, marked, type Syntax } from '../support/marked.ts';

const NEST = `{
  "StartAt": <|"Outer"|>,
  "States": {
    <|"Outer"|>: {
      "Type": "Parallel",
      "Branches": [
        { "StartAt": "Inner", "States": { "Inner": { "Type": "Pass", "End": true } } }
      ],
      "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": <|"Outer"|> }],
      "Next": "Last"
    },
    "Last": { "Type": "Choice", "Choices": [{ "Variable": "$.a", "IsNull": true, "Next": <|"Outer"|> }], "Default": <|"Outer"|> }
  }
}`;

const YAML = dedent(`
  StartAt: <|First state|>
  States:
    <|First state|>:
      Type: Pass
      Next: <|'First state'|>
`);

describe.each<[string, string, Syntax]>([
  ['JSON', NEST, 'json'],
  ['YAML', YAML, 'yaml'],
])('states in %s', (_, source, syntax) => {
  const found = marked(source, syntax);
  const [, declaration] = found.ranges;

  test('definition: from each place to the name of the state', () => {
    for (const { start } of found.ranges) {
      const [link] = definition(found.document, start);
      expect(link?.targetSelectionRange).toEqual(declaration);
    }
  });

  test('references and highlights: every place, and no others', () => {
    for (const { start } of found.ranges) {
      const all = references(found.document, start, { includeDeclaration: true }).map(({ range }) => range);
      expect(sorted(all)).toEqual(found.ranges);
      expect(sorted(documentHighlights(found.document, start).map(({ range }) => range))).toEqual(found.ranges);
      const uses = references(found.document, start, { includeDeclaration: false }).map(({ range }) => range);
      expect(uses).not.toContainEqual(declaration);
    }
  });

  test('rename: every place, in its own quotes', () => {
    const renamed = applyRename(found, 'New "one"');
    expect(renamed).toBe(found.text.replaceAll(/"Outer"|'First state'|First state/g, renamedText));
  });
});

describe('scopes', () => {
  const source = `{ "StartAt": "A", "States": {
    "A": { "Type": "Map", "ItemProcessor": { "StartAt": "I<|>", "States": { <|"I"|>: { "Type": "Pass", "Next": "A" } } }, "Next": "I" } } }`;

  test('a name means a state of the same machine', () => {
    const { document, position, ranges } = marked(source);
    expect(definition(document, position)[0]?.targetSelectionRange).toEqual(ranges[0]);
    const { document: same, text } = marked(source);
    expect(definition(same, same.text.positionAt(text.lastIndexOf('"I"') + 1))).toEqual([]);
    expect(definition(same, same.text.positionAt(text.indexOf('"Next": "A"') + 9))).toEqual([]);
  });
});

describe('variables', () => {
  test.each([
    ['a path', '"InputPath": "<|>$total.sum"', '"JSONPath"'],
    ['an argument', `"Parameters": { "a.$": "States.Array($to<|>tal)" }`, '"JSONPath"'],
    ['JSONata', '"Output": "{% $tot<|>al * 2 %}"', '"JSONata"'],
  ])('definition in %s: where the variable is assigned', (_, use, language) => {
    const { document, position, ranges } = marked(`{ "StartAt": "A", "QueryLanguage": ${language}, "States": {
      "A": { "Type": "Pass", "Assign": { <|"total"|>: 1 }, "Next": "B" }, "B": { "Type": "Pass", ${use} } } }`);
    expect(definition(document, position).map((link) => link.targetSelectionRange)).toEqual(ranges);
  });
});

describe.each<[string, string, Syntax]>([
  [
    'JSONPath',
    `{ "StartAt": "A", "States": {
      "A": { "Type": "Pass", "Assign": { "<|total|>.$": "$.n", "other": 1 }, "Next": "B" },
      "B": { "Type": "Map", "ItemsPath": "$<|total|>.list", "ItemProcessor": { "StartAt": "C", "States": {
        "C": { "Type": "Pass", "Parameters": { "total": "$total", "x.$": "States.Format('$total {}', $<|total|>)" }, "End": true } } },
        "Catch": [{ "ErrorEquals": ["States.ALL"], "Assign": { "<|total|>": 0 }, "Next": "D" }], "Next": "D" },
      "D": { "Type": "Choice", "Choices": [{ "Variable": "$<|total|>[0]", "NumericEqualsPath": "$.total", "Next": "A" }] } } }`,
    'json',
  ],
  [
    'JSONata in YAML, between placeholders',
    dedent(`
      QueryLanguage: JSONata
      StartAt: A
      States:
        A:
          Type: Pass
          Assign: { <|total|>: 1 }
          Next: B
        B:
          Type: Pass
          Output:
            a: '{% $<|total|> & ''$total'' & "\${Env}" & $totals & $states.input.total %}'
            b: >-
              {% $map([1], function($n) {
                $n + $<|total|>.total
              }) %}
          End: true
    `),
    'yaml',
  ],
])('a variable in %s', (_, source, syntax) => {
  const found = marked(source, syntax);

  test('references and highlights: every place, and no others', () => {
    for (const { start } of found.ranges) {
      const all = references(found.document, start, { includeDeclaration: true }).map(({ range }) => range);
      expect(sorted(all)).toEqual(found.ranges);
      expect(sorted(documentHighlights(found.document, start).map(({ range }) => range))).toEqual(found.ranges);
    }
  });

  test('rename: every place', () => {
    expect(applyRename(found, '$sum')).toBe(marked(source.replaceAll('<|total|>', 'sum'), syntax).text);
    expect(rename(found.document, found.ranges[0]?.start as Position, 'a-b')).toEqual({
      refused: '"a-b" is not a variable name: it begins with a letter and goes on with letters, digits and underscores',
    });
  });
});

test('a variable of a distributed Map is another one', () => {
  const { document, ranges } = marked(`{ "StartAt": "A", "States": {
    "A": { "Type": "Pass", "Assign": { "<|x|>": 1 }, "Next": "B" },
    "B": { "Type": "Map", "ItemProcessor": { "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" }, "StartAt": "C", "States": {
      "C": { "Type": "Pass", "Assign": { "x": 2 }, "InputPath": "$x", "Next": "D" }, "D": { "Type": "Pass", "InputPath": "$x", "End": true } } },
      "ItemsPath": "$<|x|>", "End": true } } }`);
  const [first] = ranges;
  expect(first && references(document, first.start, { includeDeclaration: true }).map(({ range }) => range)).toEqual(
    ranges,
  );
  expect(first && rename(document, first.start, 'y')).toHaveProperty('changes');
});

describe('rename refuses', () => {
  const source = '{ "StartAt": "<|>A", "States": { "A": { "Type": "Pass" }, "B": { "Type": "Pass" } } }';

  test.each([
    ['an empty name', ' ', 'A state name cannot be empty'],
    ['a long name', 'x'.repeat(81), 'A state name has at most 80 characters; this one has 81'],
    ['a name that exists', 'B', 'There is already a state named "B"'],
  ])('%s', (_, name, refused) => {
    const { document, position } = marked(source);
    expect(rename(document, position, name)).toEqual({ refused });
  });

  test('what is no state', () => {
    const { document, position } = marked('{ "Start<|>At": "A", "States": { "A": { "Type": "Pass" } } }');
    expect(prepareRename(document, position)).toEqual({ refused: 'Only states and variables can be renamed' });
  });

  test('a state that does not exist', () => {
    const { document, position } = marked('{ "StartAt": "<|>X", "States": { "A": { "Type": "Pass" } } }');
    expect(prepareRename(document, position)).toEqual({ refused: 'There is no state named "X"' });
  });
});

test('an alias of YAML is renamed where it leads', () => {
  const found = marked('StartAt: &first <|A|>\nStates:\n  A:\n    Type: Pass\n    Next: *first\n', 'yaml');
  expect(applyRename(found, 'B')).toBe('StartAt: &first B\nStates:\n  B:\n    Type: Pass\n    Next: *first\n');
});

test('the name to edit is without its quotes', () => {
  const { document, ranges } = marked('{ "StartAt": "<|A|>", "States": { "A": { "Type": "Pass" } } }');
  const [range] = ranges;
  expect(range && prepareRename(document, range.start)).toEqual({ range, placeholder: 'A' });
});

function renamedText(old: string): string {
  return old.startsWith("'") ? `'New "one"'` : '"New \\"one\\""';
}

function applyRename({ document, ranges }: Marked, name: string): string {
  const [first] = ranges;
  const edit = first && rename(document, first.start, name);
  if (!edit || 'refused' in edit) throw new Error('The rename was refused');
  return TextDocument.applyEdits(document.text, edit.changes?.[document.text.uri] ?? []);
}

function sorted<T extends { start: { line: number; character: number } }>(ranges: readonly T[]): T[] {
  return [...ranges].sort((a, b) => a.start.line - b.start.line || a.start.character - b.start.character);
}
