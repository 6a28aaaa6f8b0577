import { deepEqual, equal, ok } from 'node:assert/strict';
import * as vscode from 'vscode';
import { ask, texts } from '../browser.ts';
import { eventually, open, placeOf } from '../workspace.ts';

/** The page of the graph, once it has drawn states. */
const GRAPH = '.nodes .state';

suite('graph preview', () => {
  suiteTeardown(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  test('draws a node for each state', async function () {
    await open('order-fulfilment.asl.json');
    await vscode.commands.executeCommand('asl.openGraphPreview');
    const names = await texts(this, '.state .name', GRAPH);
    equal(names.length, 10);
    ok(names.includes('Verify card and price'), names.join());
    ok((await texts(this, '.edge', GRAPH)).length >= 10);
  });

  test('a click on a node goes to its source', async function () {
    const editor = await open('order-fulfilment.asl.json');
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    await ask(this, { type: 'click', selector: '.state:has-text("Save order")', webview: GRAPH });
    const { line } = placeOf(editor.document, '\n    "Save order"');
    await eventually('the cursor to be there', () => editor.selection.active.line === line || undefined);
  });

  test('follows the editor', async function () {
    const editor = await open('order-fulfilment.asl.json');
    const place = placeOf(editor.document, '"States": {');
    await editor.edit((edit) => edit.insert(place, '"Added": { "Type": "Succeed" },'));
    await eventually('the new state', async () => (await texts(this, '.name', GRAPH)).includes('Added') || undefined);
    await vscode.commands.executeCommand('undo');
    await vscode.commands.executeCommand('workbench.action.files.revert');
    const gone = async () => !(await texts(this, '.name', GRAPH)).includes('Added') || undefined;
    deepEqual(await eventually('the new state to go', gone), true);
  });
});
