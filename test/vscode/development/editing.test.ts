import { deepEqual, equal, match, ok } from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, open, placeOf, write } from '../workspace.ts';

suite('editing', () => {
  test('a target that does not exist is a problem, where it is named', async () => {
    const { document } = await write(`{
  "StartAt": "A",
  "States": {
    "A": { "Type": "Pass", "Next": "Dome" },
    "Done": { "Type": "Succeed" }
  }
}`);
    const problem = await eventually('the problem', () =>
      vscode.languages.getDiagnostics(document.uri).find(({ message }) => message.includes('Dome')),
    );
    match(problem.message, /There is no state named "Dome"/);
    equal(document.getText(problem.range), '"Dome"');
    equal(problem.severity, vscode.DiagnosticSeverity.Error);
  });

  test('the examples have no errors', async () => {
    const files = await vscode.workspace.findFiles('*.asl.{json,yaml}');
    ok(files.length >= 5);
    for (const file of files) {
      const document = await vscode.workspace.openTextDocument(file);
      await lensesOf(document);
    }
    const errors = vscode.languages
      .getDiagnostics()
      .filter(([uri]) => uri.scheme !== 'untitled')
      .flatMap(([{ path }, problems]) => problems.map(({ message, severity }) => ({ path, message, severity })))
      .filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error);
    deepEqual(errors, []);
  });

  test('hover says what a state type is', async () => {
    const { document } = await open('order-fulfilment.asl.json');
    const text = await hover(document, '"Type": "Ta');
    match(text, /Task/);
  });

  test('hover shows what a path yields on the active scenario', async () => {
    const { document } = await open('order-fulfilment.asl.json');
    match(await hover(document, '"orderId.$": "$.ord'), /o-1001/);
  });

  test('definition leads to the state', async () => {
    const { document } = await open('order-fulfilment.asl.json');
    const [found] = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
      'vscode.executeDefinitionProvider',
      document.uri,
      placeOf(document, '"StartAt": "Ver'),
    );
    ok(found);
    const range = 'targetUri' in found ? (found.targetSelectionRange ?? found.targetRange) : found.range;
    equal(range.start.line, placeOf(document, '"States": {\n    "Ver').line);
  });

  test('the end of a JSONata expression comes with its beginning, and can be typed as well', async () => {
    const editor = await write('{ "Output": "" }');
    const inside = placeOf(editor.document, '"Output": "');
    editor.selection = new vscode.Selection(inside, inside);
    for (const text of ['{', '%']) await vscode.commands.executeCommand('type', { text });
    equal(editor.document.getText(), '{ "Output": "{%%}" }');
    for (const text of [' ', '1', ' ', '%', '}']) await vscode.commands.executeCommand('type', { text });
    equal(editor.document.getText(), '{ "Output": "{% 1 %}" }');
  });

  test('every state and the machine can be run and debugged from their code lenses', async () => {
    const { document } = await open('order-fulfilment.asl.json');
    const lenses = await lensesOf(document);
    const titles = lenses.map(({ command }) => command?.title);
    const states = 10;
    for (const [title, count] of Object.entries({
      'Run State Machine': 1,
      'Debug State Machine': 1,
      Run: states,
      Debug: states,
    })) {
      equal(titles.filter((found) => found === title).length, count, title);
    }
  });
});

/** What the hover at the end of a text says. */
async function hover(document: vscode.TextDocument, before: string): Promise<string> {
  return eventually('a hover', async () => {
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      placeOf(document, before),
    );
    const text = hovers
      .flatMap(({ contents }) => contents)
      .map((part) => (typeof part === 'string' ? part : part.value));
    return text.length > 0 ? text.join('\n') : undefined;
  });
}

/** The code lenses of a state machine, once the language server has read it. */
function lensesOf(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
  return eventually('code lenses', async () => {
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
    );
    return lenses.length > 0 ? lenses : undefined;
  });
}
