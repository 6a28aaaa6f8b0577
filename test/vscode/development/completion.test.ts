import { ok } from 'node:assert/strict';
import * as vscode from 'vscode';
import { placeOf, write } from '../workspace.ts';

suite('completion', () => {
  test('completion offers state names for a target and fields for a state', async () => {
    const { document } = await write(`{
  "StartAt": "A",
  "States": {
    "A": { "Type": "Pass", "Next": "" },
    "Done": { "Type": "Succeed", "" }
  }
}`);
    ok((await complete(document, '"Next": "')).includes('Done'));
    const fields = await complete(document, '"Succeed", "');
    ok(fields.includes('OutputPath'), fields.join());
    ok(!fields.includes('Next'), 'a Succeed state has no Next');
  });
});

async function complete(document: vscode.TextDocument, after: string): Promise<string[]> {
  const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    placeOf(document, after),
  );
  return items.map(({ label }) => (typeof label === 'string' ? label : label.label).replaceAll('"', ''));
}
