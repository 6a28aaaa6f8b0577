import * as vscode from 'vscode';

/** Opens a file of the workspace in the editor. */
export async function open(path: string): Promise<vscode.TextEditor> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (!folder) throw new Error('No folder is open');
  return vscode.window.showTextDocument(vscode.Uri.joinPath(folder.uri, path));
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
