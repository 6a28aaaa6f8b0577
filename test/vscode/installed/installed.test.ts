import { equal, ok } from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, open } from '../workspace.ts';

suite('the packaged extension', () => {
  test('is installed, not under development', () => {
    const extension = vscode.extensions.getExtension('asl-workbench.asl-workbench');
    ok(extension, 'the extension is not there');
    ok(extension.extensionPath.includes('asl-workbench.asl-workbench-'), extension.extensionPath);
  });

  test('starts with a state machine and reports its problems', async () => {
    const { document } = await open('order-fulfilment.asl.json');
    equal(document.languageId, 'asl');
    const extension = vscode.extensions.getExtension('asl-workbench.asl-workbench');
    await eventually('the extension to start', () => extension?.isActive || undefined);
  });
});
