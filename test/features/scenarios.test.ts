import { describe, expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { answerActions, quickFixes } from '../../server/src/features/codeAction.ts';
import { definitionInScenarios } from '../../server/src/features/definition.ts';
import { diagnostics } from '../../server/src/features/diagnostics.ts';
import { schemaDiagnostics } from '../../server/src/features/jsonService.ts';
import { references, referencesInScenarios } from '../../server/src/features/references.ts';
import { prepareRenameInScenarios, rename, renameInScenarios } from '../../server/src/features/rename.ts';
import { analyseScenarios, machinesBeside, scenarioFileOf } from '../../server/src/features/scenarioFile.ts';
import {
  activeScenario,
  addAnswer,
  listScenarios,
  scenarioCompletion,
  scenarioDiagnostics,
} from '../../server/src/features/scenarios.ts';
import { documentOf, marked } from '../support/marked.ts';

const FILE = 'file:///work/machine.scenarios.json';
const MACHINE = documentOf(`{ "StartAt": "Charge", "States": {
  "Charge": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Next": "Done" },
  "Done": { "Type": "Succeed" } } }`);

test.each([
  ['file:///a/order.asl.json', 'file:///a/order.scenarios.json'],
  ['file:///a/order.asl.yaml', 'file:///a/order.scenarios.json'],
  ['file:///a/order.asl.yml', 'file:///a/order.scenarios.json'],
  ['file:///a/order.asl', 'file:///a/order.scenarios.json'],
  ['file:///a/order.json', 'file:///a/order.scenarios.json'],
  ['untitled:Untitled-1', 'untitled:Untitled-1.scenarios.json'],
])('the scenarios of %s are in %s', (machine, file) => {
  expect(scenarioFileOf(machine)).toBe(file);
  if (machine.includes('.asl')) expect(machinesBeside(file)).toContain(machine);
});

describe('the list', () => {
  const two = scenarios('{ "scenarios": { "Good": { "description": "All is well" }, "Bad": {} } }');

  test('names, descriptions, and the first as the active one', () => {
    expect(listScenarios(FILE, two.document)).toEqual({
      file: FILE,
      exists: true,
      scenarios: [{ name: 'Good', description: 'All is well' }, { name: 'Bad' }],
      active: 'Good',
    });
  });

  test('the chosen one, as long as it is there', () => {
    expect(listScenarios(FILE, two.document, 'Bad').active).toBe('Bad');
    expect(listScenarios(FILE, two.document, 'Gone').active).toBe('Good');
  });

  test.each([
    ['{ "scenarios": {\n  "Good": {}\n  "Bad": {} } }', { message: 'Comma expected', line: 2, character: 2 }],
    ['{ "scenarios": {\n', { message: 'Close brace expected', line: 1, character: 0 }],
    ['[]', { message: expect.stringContaining('must be an object'), line: 0, character: 0 }],
    ['{ "scenarios": {} }', undefined],
  ])('what makes the file useless: %s', (text, problem) => {
    expect(listScenarios(FILE, scenarios(text).document).problem).toEqual(problem);
  });

  test('without a file', () => {
    expect(listScenarios(FILE, undefined)).toEqual({ file: FILE, exists: false, scenarios: [] });
  });
});

describe('problems', () => {
  test.each([
    ['{ <|"retrun"|>: 1 }', 'An answer has no "retrun"; did you mean "return"?', 'return'],
    ['[{ "return": 1 }, { <|"Throw"|>: {} }]', 'An answer has no "Throw"; did you mean "throw"?', 'throw'],
    ['<|{ "wxyz": 1 }|>', expect.stringContaining('exactly one of "return" and "throw"'), undefined],
    ['<|{}|>', expect.stringContaining('exactly one of "return" and "throw"'), undefined],
    ['<|{ "return": 1, "throw": { "error": "E" } }|>', expect.stringContaining('exactly one of'), undefined],
    ['{ "return": 1, <|"timeot"|>: 1 }', 'Property timeot is not allowed.', undefined],
  ])('one message for %s', async (answer, message, suggestion) => {
    const { document, ranges } = scenarios(`{ "scenarios": { "S": { "answers": { "Charge": ${answer} } } } }`);
    const found = [...scenarioDiagnostics(document, MACHINE), ...(await schemaDiagnostics(document))];
    expect(found.map(({ message, range, data }) => [message, range, data?.suggestion])).toEqual([
      [message, ranges[0], suggestion],
    ]);
  });

  test('a state that does not exist', () => {
    const { document, ranges } = scenarios(
      '{ "scenarios": { "S": { "answers": { <|"Chrage"|>: { "return": 1 } }, "expect": { "path": ["Charge", <|"Nowhere"|>] } } } }',
    );
    expect(scenarioDiagnostics(document, MACHINE)).toMatchObject([
      {
        code: 'unknown-state',
        message: 'There is no state named "Chrage"; did you mean "Charge"?',
        range: ranges[0],
        data: { suggestion: 'Charge' },
      },
      { code: 'unknown-state', message: 'There is no state named "Nowhere"', range: ranges[1] },
    ]);
  });

  test('none where all is well, nor without a machine that could tell', () => {
    const good = '{ "scenarios": { "S": { "input": {}, "answers": { "Charge": { "return": 1 } } } } }';
    expect(scenarioDiagnostics(scenarios(good).document, MACHINE)).toEqual([]);
    const unknown = scenarios('{ "scenarios": { "S": { "answers": { "X": { "return": 1 } } } } }');
    expect(scenarioDiagnostics(unknown.document, undefined)).toEqual([]);
  });
});

describe('completion', () => {
  test.each([
    ['tasks, to answer for', '{ "scenarios": { "S": { "answers": { "<|>" } } } }', ['Charge']],
    ['no task that is answered', '{ "scenarios": { "S": { "answers": { "Charge": { "return": 1 }, <|> } } } }', []],
    ['states of the path', '{ "scenarios": { "S": { "expect": { "path": ["<|>"] } } } }', ['Charge', 'Done']],
    ['nothing inside an answer', '{ "scenarios": { "S": { "answers": { "Charge": { "<|>" } } } } }', []],
  ])('%s', (_, source, labels) => {
    const { document, position } = scenarios(source);
    expect(scenarioCompletion(document, MACHINE, position).map(({ label }) => label)).toEqual(labels);
  });

  test('an answer comes with its value, in which the cursor stands', () => {
    const { document, position } = scenarios('{ "scenarios": { "S": { "answers": { "Ch<|>" } } } }');
    const [item] = scenarioCompletion(document, MACHINE, position);
    const edit = item?.textEdit && 'range' in item.textEdit ? item.textEdit : undefined;
    expect(edit && TextDocument.applyEdits(document.text, [edit])).toBe(
      '{ "scenarios": { "S": { "answers": { "Charge": { "return": {$0} } } } } }',
    );
  });
});

describe('navigation', () => {
  const source =
    '{ "scenarios": { "S": { "answers": { <|"Charge"|>: { "return": 1 } }, "expect": { "path": [<|"Charge"|>] } } } }';
  const { document, ranges } = scenarios(source);
  const inMachine = MACHINE.text.positionAt(MACHINE.source.indexOf('"Charge"') + 1);

  test('from an answer to the state', () => {
    const [link] = definitionInScenarios(document, MACHINE, ranges[0]?.start ?? { line: 0, character: 0 });
    expect(link?.targetUri).toBe(MACHINE.text.uri);
    expect(link && MACHINE.text.getText(link.targetSelectionRange)).toBe('"Charge"');
  });

  test('references reach over both files, from both', () => {
    const context = { includeDeclaration: true };
    const from = references(MACHINE, inMachine, context, document);
    expect(from.filter(({ uri }) => uri === FILE).map(({ range }) => range)).toEqual(ranges);
    expect(from).toHaveLength(4);
    expect(referencesInScenarios(document, MACHINE, ranges[1]?.start ?? inMachine, context)).toEqual(from);
  });

  test('so does rename', () => {
    const edit = rename(MACHINE, inMachine, 'Pay', document);
    if ('refused' in edit) throw new Error(edit.refused);
    expect(TextDocument.applyEdits(document.text, edit.changes?.[FILE] ?? [])).toBe(
      document.source.replaceAll('Charge', 'Pay'),
    );
    expect(TextDocument.applyEdits(MACHINE.text, edit.changes?.[MACHINE.text.uri] ?? [])).toBe(
      MACHINE.source.replaceAll('"Charge"', '"Pay"'),
    );
    const [first] = ranges;
    expect(first && renameInScenarios(document, MACHINE, first.start, 'Pay')).toEqual(edit);
    expect(first && prepareRenameInScenarios(document, MACHINE, first.start)).toMatchObject({ placeholder: 'Charge' });
  });
});

describe('adding an answer', () => {
  test('keeps the formatting, and selects the value to fill in', () => {
    const source =
      '{\n    // by hand\n    "scenarios": {\n        "S": { "input": {},\n            "answers": {\n                "A": { "return": 1 }\n            }\n        }\n    }\n}\n';
    const edit = addAnswer(FILE, scenarios(source).document, 'S', 'B');
    expect(edit?.text).toBe(
      source.replace('"A": { "return": 1 }', '"A": { "return": 1 },\n                "B": { "return": {} }'),
    );
    expect(edit && selected(edit)).toBe('{}');
  });

  test('makes the file, and a scenario', () => {
    const edit = addAnswer(FILE, undefined, undefined, 'B');
    const made = { scenarios: { 'First scenario': { input: {}, answers: { B: { return: {} } } } } };
    expect(JSON.parse(edit?.text ?? '')).toEqual(made);
    expect(edit && selected(edit)).toBe('{}');
    expect(JSON.parse(addAnswer(FILE, scenarios('').document, undefined, 'B')?.text ?? '')).toEqual(made);
  });

  test.each([
    ['in one line', '{ "scenarios": { "S": { "answers": { "A": { "return": 1 } } } } }'],
    ['without answers', '{\n  "scenarios": {\n    "S": { "input": {} }\n  }\n}'],
    ['with empty answers', '{\n  "scenarios": {\n    "S": {\n      "answers": {}\n    }\n  }\n}'],
    ['with a comma too many', '{ "scenarios": { "S": { "answers": { "A": { "return": 1 }, } } } }'],
    ['in another scenario', '{ "scenarios": { "T": {} } }'],
  ])('%s', (_, source) => {
    const edit = addAnswer(FILE, scenarios(source).document, 'S', 'B');
    const file = scenarios(edit?.text ?? '').document.parsed.file;
    expect(file?.scenarios.find(({ name }) => name === 'S')?.answers.B).toEqual({ kind: 'return', value: {} });
    expect(edit && selected(edit)).toBe('{}');
  });

  test('adds to a list, after the answers that are used up', () => {
    const source = '{ "scenarios": { "S": { "answers": { "A": [{ "return": 1 }] } } } }';
    const edit = addAnswer(FILE, scenarios(source).document, 'S', 'A');
    expect(JSON.parse(edit?.text ?? '').scenarios.S.answers.A).toEqual([{ return: 1 }, { return: {} }]);
    expect(edit && selected(edit)).toBe('{}');
  });

  test('leaves broken text alone', () => {
    expect(addAnswer(FILE, scenarios('{ "scenarios": [').document, 'S', 'A')).toBeUndefined();
  });
});

describe('code actions', () => {
  test('the name that was meant', () => {
    const { document } = marked('{ "StartAt": "Chagre", "States": { "Charge": { "Type": "Succeed" } } }');
    const [fix] = quickFixes(document, diagnostics(document, { validation: true }));
    expect(fix?.title).toBe("Change to 'Charge'");
    expect(TextDocument.applyEdits(document.text, fix?.edit?.changes?.[document.text.uri] ?? [])).toContain(
      '"StartAt": "Charge"',
    );
  });

  test('an answer for a Task that has none', () => {
    const { document } = scenarios('{ "scenarios": { "S": { "answers": {} } } }');
    const at = MACHINE.text.positionAt(MACHINE.source.indexOf('"Charge": {') + 2);
    const range = { start: at, end: at };
    const [action] = answerActions(MACHINE, range, document, activeScenario(document));
    expect(action?.title).toBe("Add an answer for 'Charge' to scenario 'S'");
    const answered = scenarios('{ "scenarios": { "S": { "answers": { "Charge": { "return": 1 } } } } }').document;
    expect(answerActions(MACHINE, range, answered, activeScenario(answered))).toEqual([]);
    expect(answerActions(MACHINE, range, undefined, undefined)[0]?.edit?.documentChanges?.[0]).toMatchObject({
      kind: 'create',
    });
  });
});

function scenarios(source: string) {
  const { text, ranges, position } = marked(source);
  const document = analyseScenarios(TextDocument.create(FILE, 'jsonc', 1, text));
  return { document, ranges, position };
}

function selected({
  file,
  text,
  selection,
}: {
  file: string;
  text: string;
  selection: { start: { line: number; character: number }; end: { line: number; character: number } };
}): string {
  return TextDocument.create(file, 'jsonc', 0, text).getText(selection);
}
