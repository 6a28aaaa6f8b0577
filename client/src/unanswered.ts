import * as vscode from 'vscode';
import type { DebugEvents } from '../../server/src/protocol/debug.ts';
import type { SourceRange } from '../../server/src/protocol/graph.ts';
import type { AnswerEdit } from '../../server/src/protocol/requests.ts';
import { DEBUG_TYPE } from './debug.ts';
import type { LanguageServer } from './languageServer.ts';
import { columnOf, fileUri, type Scenarios } from './scenarios.ts';

type Unanswered = DebugEvents['asl.unanswered'];

const ADD = 'Add Answer to Scenario';
const OPEN = 'Open Scenario File';

/** A run that stops at a Task without an answer offers to write one. */
export function registerUnanswered(server: LanguageServer, scenarios: Scenarios): vscode.Disposable[] {
  async function offer({ stateMachine, state, scenario }: Unanswered): Promise<void> {
    const where = scenario === undefined ? 'there is no scenario yet' : `it has none in scenario "${scenario}"`;
    const message = `Task state "${state}" needs an answer, and ${where}.`;
    const answer = await vscode.window.showWarningMessage(message, ADD, OPEN);
    const uri = vscode.Uri.file(stateMachine);
    if (answer === OPEN) return scenarios.openFile(uri);
    if (answer !== ADD) return;
    const edit = await server.request('asl/addAnswer', {
      uri: uri.toString(),
      state,
      ...(scenario !== undefined && { scenario }),
    });
    if (edit) await apply(edit);
    else await scenarios.openFile(uri);
  }

  return [
    vscode.debug.onDidReceiveDebugSessionCustomEvent(({ session, event, body }) => {
      if (session.type !== DEBUG_TYPE || event !== ('asl.unanswered' satisfies keyof DebugEvents)) return;
      offer(body as Unanswered).catch((error) => server.log('The answer could not be added', error));
    }),
  ];
}

/** Puts the new text into the editor, unsaved: the user fills in the answer first, and can undo it. */
async function apply({ file, text, selection }: AnswerEdit): Promise<void> {
  const uri = fileUri(file);
  const edit = new vscode.WorkspaceEdit();
  edit.createFile(uri, { ignoreIfExists: true });
  await vscode.workspace.applyEdit(edit);
  const document = await vscode.workspace.openTextDocument(uri);
  const whole = new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length));
  const change = new vscode.WorkspaceEdit();
  change.replace(uri, whole, text);
  await vscode.workspace.applyEdit(change);
  const range = toRange(selection);
  const viewColumn = columnOf(uri) ?? vscode.ViewColumn.Active;
  const editor = await vscode.window.showTextDocument(document, { viewColumn });
  editor.selection = new vscode.Selection(range.start, range.end);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

export function toRange({ start, end }: SourceRange): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
