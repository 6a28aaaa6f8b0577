import { equal, ok } from 'node:assert/strict';
import * as vscode from 'vscode';
import { texts } from '../browser.ts';
import { eventually, write } from '../workspace.ts';

suite('the packaged extension', () => {
  test('is installed, not under development', () => {
    const extension = vscode.extensions.getExtension('asl-workbench.asl-workbench');
    ok(extension, 'the extension is not there');
    ok(extension.extensionPath.includes('asl-workbench.asl-workbench-'), extension.extensionPath);
  });

  test('draws the graph that the demo opens', async function () {
    const names = await texts(this, '.state .name', '.nodes .state');
    equal(names.length, 10);
  });

  test('reports problems', async () => {
    const { document } = await write('{ "StartAt": "A", "States": { "A": { "Type": "Pass", "Next": "B" } } }');
    await eventually('the problem', () =>
      vscode.languages.getDiagnostics(document.uri).find(({ message }) => message.includes('no state named "B"')),
    );
  });
});
