import * as vscode from 'vscode';
import { isStateMachine, LANGUAGES } from './currentMachine.ts';
import type { LanguageServer } from './languageServer.ts';
import { show } from './unanswered.ts';

/** Real payloads come into the scenario file by the clipboard. */
export function registerClipboard(server: LanguageServer): readonly vscode.Disposable[] {
  return [
    vscode.commands.registerCommand('asl.scenarioFromClipboard', () => addPayload(server)),
    vscode.languages.registerCodeActionsProvider([...LANGUAGES], { provideCodeActions: clipboardAction }, KINDS),
  ];
}

const KINDS = { providedCodeActionKinds: [vscode.CodeActionKind.Refactor] };

/** Offered when the user asks for what can be done, not at every movement of the cursor. */
function clipboardAction(
  _document: vscode.TextDocument,
  _range: vscode.Range,
  { triggerKind }: vscode.CodeActionContext,
): vscode.CodeAction[] {
  if (triggerKind !== vscode.CodeActionTriggerKind.Invoke) return [];
  const action = new vscode.CodeAction('Make a scenario entry from the clipboard', vscode.CodeActionKind.Refactor);
  action.command = { title: action.title, command: 'asl.scenarioFromClipboard' };
  return [action];
}

/** What is on the clipboard becomes the answer of the Task at the cursor, or the input of a new scenario. */
async function addPayload(server: LanguageServer): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor || !isStateMachine(editor.document)) return tell('Open a state machine to use its scenarios.');
  let payload: unknown;
  try {
    payload = JSON.parse(await vscode.env.clipboard.readText());
  } catch {
    return tell('There is no JSON on the clipboard.');
  }
  const uri = editor.document.uri.toString();
  const { line, character } = editor.selection.active;
  const edit = await server.request('asl/addPayload', { uri, position: { line, character }, payload });
  if (!edit) return tell('The scenario file is broken, so nothing has been added to it.');
  await show(edit);
}

async function tell(message: string): Promise<void> {
  await vscode.window.showInformationMessage(message);
}
