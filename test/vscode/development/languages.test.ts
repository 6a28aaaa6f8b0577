import { equal } from 'node:assert/strict';
import * as vscode from 'vscode';
import { open } from '../workspace.ts';

suite('languages', () => {
  const cases = [
    ['order-fulfilment.asl.json', 'asl'],
    ['daily-cleanup.asl.yaml', 'asl-yaml'],
  ] as const;
  for (const [file, language] of cases) {
    test(`${file} is ${language}`, async () => {
      const { document } = await open(file);
      equal(document.languageId, language);
    });
  }

  test('a state machine starts the extension', async () => {
    await open('order-fulfilment.asl.json');
    const extension = vscode.extensions.getExtension('asl-workbench.asl-workbench');
    await extension?.activate();
    equal(extension?.isActive, true);
  });
});
