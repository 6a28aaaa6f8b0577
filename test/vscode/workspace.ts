import * as vscode from 'vscode';

/** Opens a file of the workspace on the left. */
export async function open(path: string): Promise<vscode.TextEditor> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (!folder) throw new Error('No folder is open');
  return vscode.window.showTextDocument(vscode.Uri.joinPath(folder.uri, path), { viewColumn: vscode.ViewColumn.One });
}

/** Opens a new state machine that is in no file. */
export async function write(content: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'asl', content }));
}

/** Asks again until there is an answer: the language server and the page take their time. */
export async function eventually<T>(what: string, answer: () => T | undefined | Thenable<T | undefined>): Promise<T> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; ) {
    const value = await answer();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Waited in vain for ${what}`);
}

/** The end of the first occurrence of a text. */
export function placeOf(document: vscode.TextDocument, text: string): vscode.Position {
  const start = document.getText().indexOf(text);
  if (start < 0) throw new Error(`${document.fileName} does not contain ${text}`);
  return document.positionAt(start + text.length);
}
