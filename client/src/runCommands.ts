import * as vscode from 'vscode';
import { DEBUG_COMMAND, RUN_COMMAND, type RunCommandArguments } from '../../server/src/protocol/requests.ts';
import { type CurrentMachine, isStateMachine } from './currentMachine.ts';
import { type AslDebugConfiguration, DEBUG_TYPE } from './debug.ts';
import { askInput } from './input.ts';
import type { LanguageServer } from './languageServer.ts';
import type { Scenarios } from './scenarios.ts';

/** A code lens passes what to run; a menu passes the file; the palette passes nothing. */
type Target = RunCommandArguments | vscode.Uri | undefined;

/** What to run: all of a machine, one state of it, or from one state on. */
interface Wanted {
  readonly uri: vscode.Uri;
  readonly state?: string | undefined;
  readonly startAt?: string | undefined;
}

export function registerRunCommands(
  server: LanguageServer,
  scenarios: Scenarios,
  machine: CurrentMachine,
  memory: vscode.Memento,
): vscode.Disposable[] {
  const start = async (target: Target, noDebug: boolean) => {
    const { uri, state } = wanted(target, machine);
    if (!uri) return vscode.window.showInformationMessage('Open a state machine to run it.');
    return run({ uri, state }, noDebug);
  };

  async function run({ uri, state, startAt }: Wanted, noDebug: boolean): Promise<unknown> {
    const document = await saved(uri);
    if (!document) return vscode.window.showInformationMessage('Save the state machine to a file to run it.');
    const list = await scenarios.of(document.uri);
    if (!scenarios.areUsable(document.uri, list)) return undefined;
    const begin = state ?? startAt;
    const known = await server.request('asl/inputOf', {
      uri: document.uri.toString(),
      ...(begin !== undefined && { state: begin }),
    });
    const input = await askInput({ uri: document.uri, state: begin, list, known, memory });
    if (!input) return undefined;
    const config: AslDebugConfiguration = {
      type: DEBUG_TYPE,
      request: 'launch',
      name: `${noDebug ? 'Run' : 'Debug'} ${startAt === undefined ? (state ?? 'state machine') : `from ${startAt}`}`,
      stateMachine: document.uri.fsPath,
      ...(state !== undefined && { state }),
      ...(startAt !== undefined && { startAt }),
      ...(list?.active !== undefined && { scenario: list.active }),
      ...('value' in input && { input: input.value }),
      ...('value' in input && input.variables && { variables: input.variables }),
      // One state is looked at from its beginning, stage by stage.
      ...(begin !== undefined && !noDebug && { stopOnEntry: true }),
      // The output of a run is what the user wants to see; a debug session opens the console as usual.
      ...(noDebug && { internalConsoleOptions: 'openOnSessionStart' }),
    };
    const folder = vscode.workspace.getWorkspaceFolder(document.uri);
    return vscode.debug.startDebugging(folder, config, noDebug ? { noDebug, suppressDebugView: true } : {});
  }

  async function debugFromCursor(): Promise<unknown> {
    const editor = vscode.window.activeTextEditor;
    if (!editor || !isStateMachine(editor.document)) {
      return vscode.window.showInformationMessage('Put the cursor into a state of a state machine to start there.');
    }
    const { document, selection } = editor;
    const { line, character } = selection.active;
    const at = await server.request('asl/inputOf', { uri: document.uri.toString(), position: { line, character } });
    if (!at) return vscode.window.showInformationMessage('There is no state at the cursor.');
    return run({ uri: document.uri, startAt: at.state }, false);
  }

  return [
    vscode.commands.registerCommand(RUN_COMMAND, (target: Target) => start(target, true)),
    vscode.commands.registerCommand(DEBUG_COMMAND, (target: Target) => start(target, false)),
    vscode.commands.registerCommand('asl.debugFromState', debugFromCursor),
  ];
}

function wanted(target: Target, machine: CurrentMachine): { uri: vscode.Uri | undefined; state?: string | undefined } {
  if (target instanceof vscode.Uri) return { uri: target };
  if (target?.uri !== undefined) return { uri: vscode.Uri.parse(target.uri), state: target.state };
  return { uri: machine.uri };
}

/** The document on disk: a new one is saved under a name the user chooses. */
async function saved(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  const document = await vscode.workspace.openTextDocument(uri);
  if (!document.isUntitled) return document;
  const file = await vscode.workspace.saveAs(uri);
  const found = file && (await vscode.workspace.openTextDocument(file));
  return found && isStateMachine(found) ? found : undefined;
}
