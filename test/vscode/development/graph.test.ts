import { deepEqual, equal, ok } from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { ask, texts } from '../browser.ts';
import { eventually, open, placeOf } from '../workspace.ts';

/** The page of the graph, once it has drawn states. */
const GRAPH = '.nodes .state';

suite('graph preview', () => {
  // The console of a run before would hide a part of the page.
  suiteSetup(() => vscode.commands.executeCommand('workbench.action.closePanel'));
  suiteTeardown(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  const click = (test: Mocha.Context, selector: string) => ask(test, { type: 'click', selector, webview: GRAPH });
  const press = (test: Mocha.Context, keys: string) => ask(test, { type: 'press', keys });
  const shown = (test: Mocha.Context, what: string, selector: string) =>
    eventually(what, async () => {
      const found = await ask(test, { type: 'count', selector, webview: GRAPH });
      return (found as number) > 0 || undefined;
    });

  test('draws a node for each state', async function () {
    await open('order-fulfilment.asl.json');
    await vscode.commands.executeCommand('asl.openGraphPreview');
    const names = await texts(this, '.state .name', GRAPH);
    equal(names.length, 10);
    ok(names.includes('Verify card and price'), names.join());
    ok((await texts(this, '.edge', GRAPH)).length >= 10);
    deepEqual(await texts(this, '.state:has-text("Verify card") .retry', GRAPH), ['↻ 3']);
  });

  test('a click on a node goes to its source', async function () {
    const editor = await open('order-fulfilment.asl.json');
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    await click(this, '.state:has-text("Save order")');
    const { line } = placeOf(editor.document, '\n    "Save order"');
    await eventually('the cursor to be there', () => editor.selection.active.line === line || undefined);
  });

  test('follows the editor', async function () {
    const editor = await open('order-fulfilment.asl.json');
    const place = placeOf(editor.document, '"States": {');
    await editor.edit((edit) => edit.insert(place, '"Added": { "Type": "Succeed" },'));
    await eventually('the new state', async () => (await texts(this, '.name', GRAPH)).includes('Added') || undefined);
    await shown(this, 'the problem of a state that nothing leads to', '.state:has-text("Added") .problem');
    await vscode.commands.executeCommand('undo');
    await vscode.commands.executeCommand('workbench.action.files.revert');
    const gone = async () => !(await texts(this, '.name', GRAPH)).includes('Added') || undefined;
    deepEqual(await eventually('the new state to go', gone), true);
  });

  test('finds states by the keyboard', async function () {
    await click(this, 'button[title="Find a state"]');
    for (const key of 'sqs') await press(this, key);
    await shown(this, 'the state that calls SQS', '.state.current:has-text("Send to warehouse")');
    await press(this, 'Escape');
    await shown(this, 'the focus on it', '.state:focus:has-text("Send to warehouse")');
    await press(this, 'ArrowUp');
    await shown(this, 'the focus on the state above', '.state:focus:not(:has-text("Send to warehouse"))');
  });

  test('turns to the right and back', async function () {
    await click(this, 'button[title="Change direction"]');
    const before = await texts(this, '.state .name', GRAPH);
    equal(before.length, 10);
    await click(this, 'button[title="Change direction"]');
    equal((await texts(this, '.state .name', GRAPH)).length, 10);
  });

  test('the menu of a state copies its name', async function () {
    await click(this, 'button[title="Fit to window"]');
    await ask(this, { type: 'click', selector: '.state:has-text("Escalate")', webview: GRAPH, button: 'right' });
    await click(this, '[role="menuitem"]:has-text("Copy Name")');
    const copied = async () => (await vscode.env.clipboard.readText()) === 'Escalate' || undefined;
    await eventually('the name in the clipboard', copied);
  });

  test('shows a run: the path, and what went in and came out', async function () {
    const { uri } = (await open('order-fulfilment.asl.json')).document;
    const configuration = { type: 'asl', request: 'launch', name: 'Run', stateMachine: uri.fsPath };
    await vscode.debug.startDebugging(undefined, configuration, { noDebug: true });
    await shown(this, 'the path that was taken', '.edge.end.taken');
    await click(this, '.state:has-text("Verify card")');
    await shown(this, 'its data', '.data pre');
    const [input = ''] = await texts(this, '.data pre', GRAPH);
    equal(JSON.parse(input).orderId, 'o-1001');
    await click(this, '.run button[title="Step back"]');
    await shown(this, 'the moment before the end', '.run .moment:has-text("running")');
    await click(this, '.data button[title="Close"]');
  });

  test('folds a container', async function () {
    await open('inventory-report.asl.json');
    await shown(this, 'a container', '.state.container .toggle');
    const { length } = await texts(this, '.state .name', GRAPH);
    await click(this, 'button[title="Fold or unfold all"]');
    await shown(this, 'the folded container', '.state.collapsed');
    ok((await texts(this, '.state .name', GRAPH)).length < length);
    await click(this, '.state.collapsed .toggle');
    await shown(this, 'its content', '.state.container');
  });

  test('opens as an editor', async function () {
    const { uri } = (await open('manual-approval.asl.json')).document;
    await vscode.commands.executeCommand('vscode.openWith', uri, 'asl.graphEditor', vscode.ViewColumn.One);
    const tab = () => vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    ok(tab() instanceof vscode.TabInputCustom);
    await shown(this, 'the graph', '.state');
  });

  test('is drawn as an SVG', async () => {
    const { document } = await open('order-fulfilment.asl.json');
    const file = vscode.Uri.file(join(tmpdir(), `graph-${Date.now()}.svg`));
    await vscode.commands.executeCommand('asl.exportGraph', document.uri, { format: 'svg', file });
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
    equal(text.match(/class="state /g)?.length, 10);
    await vscode.workspace.fs.delete(file);
  });

  test('is drawn as a PNG by the page', async function () {
    await ask(this, { type: 'print', text: 'A PNG takes a page' });
    const { document } = await open('order-fulfilment.asl.json');
    const file = vscode.Uri.file(join(tmpdir(), `graph-${Date.now()}.png`));
    await vscode.commands.executeCommand('asl.exportGraph', document.uri, { format: 'png', file });
    const bytes = await vscode.workspace.fs.readFile(file);
    deepEqual(
      [...bytes.slice(1, 4)],
      [...'PNG'].map((letter) => letter.charCodeAt(0)),
    );
    ok(bytes.length > 10_000, `${bytes.length}`);
    await vscode.workspace.fs.delete(file);
  });
});
