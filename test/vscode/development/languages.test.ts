import { equal } from 'node:assert/strict';
import * as vscode from 'vscode';
import { texts } from '../browser.ts';
import { eventually, open } from '../workspace.ts';

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

  test('the status bar shows the active scenario', async function () {
    await open('order-fulfilment.asl.json');
    const shown = async () => (await texts(this, '.statusbar-item')).find((text) => text.includes('Order is accepted'));
    await eventually('the scenario', shown);
  });

  test('a state machine starts the extension', async () => {
    await open('order-fulfilment.asl.json');
    const extension = vscode.extensions.getExtension('asl-workbench.asl-workbench');
    await extension?.activate();
    equal(extension?.isActive, true);
  });
});
