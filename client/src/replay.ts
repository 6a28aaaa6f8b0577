import * as vscode from 'vscode';
import type { DebugRequests } from '../../server/src/protocol/debug.ts';
import { type CurrentMachine, isStateMachine } from './currentMachine.ts';
import { type AslDebugConfiguration, DEBUG_TYPE } from './debug.ts';

const REPLAYING = 'asl.replaying';

/** Replays executions that AWS has recorded, and turns them into local runs. */
export function registerReplay(machine: CurrentMachine): vscode.Disposable[] {
  return [
    vscode.commands.registerCommand('asl.replayHistory', () => replayHistory(machine)),
    vscode.commands.registerCommand('asl.forkHere', forkHere),
    vscode.commands.registerCommand('asl.filterThreads', filterThreads),
    vscode.debug.onDidChangeActiveDebugSession((session) => {
      const isReplay = session?.type === DEBUG_TYPE && session.configuration.history !== undefined;
      void vscode.commands.executeCommand('setContext', REPLAYING, isReplay);
    }),
  ];
}

async function replayHistory(machine: CurrentMachine): Promise<unknown> {
  const [history] =
    (await vscode.window.showOpenDialog({
      title: 'Execution History, from "aws stepfunctions get-execution-history"',
      openLabel: 'Replay',
      filters: { JSON: ['json'] },
    })) ?? [];
  if (!history) return undefined;
  const definition = await chooseMachine(machine);
  if (!definition) return undefined;
  const config: AslDebugConfiguration = {
    type: DEBUG_TYPE,
    request: 'launch',
    name: 'Replay execution',
    stateMachine: definition.fsPath,
    history: history.fsPath,
    stopOnEntry: true,
  };
  return vscode.debug.startDebugging(vscode.workspace.getWorkspaceFolder(definition), config);
}

/** The definition of the execution: the open one, another one of the workspace, or any file. */
async function chooseMachine(machine: CurrentMachine): Promise<vscode.Uri | undefined> {
  const found = await vscode.workspace.findFiles('**/*.{asl,asl.json,asl.yaml,asl.yml}', '**/node_modules/**', 500);
  const open = machine.uri;
  const others = found.filter((uri) => uri.toString() !== open?.toString());
  const items = [...(open ? [open] : []), ...others].map((uri) => ({
    label: vscode.workspace.asRelativePath(uri),
    ...(uri === open && { description: 'open' }),
    uri: uri as vscode.Uri | undefined,
  }));
  const picked = await vscode.window.showQuickPick(
    [...items, { label: '$(folder-opened) Another file…', uri: undefined }],
    {
      title: 'State Machine of the Execution',
      placeHolder: 'Which definition was executed?',
    },
  );
  if (!picked) return undefined;
  const uri = picked.uri ?? (await vscode.window.showOpenDialog({ title: 'State Machine of the Execution' }))?.[0];
  if (!uri) return undefined;
  const document = await vscode.workspace.openTextDocument(uri);
  if (isStateMachine(document)) return uri;
  await vscode.window.showErrorMessage(`"${vscode.workspace.asRelativePath(uri)}" is not a state machine.`);
  return undefined;
}

async function forkHere(): Promise<void> {
  const session = vscode.debug.activeDebugSession;
  if (session?.type !== DEBUG_TYPE) return;
  try {
    await session.customRequest('asl/fork');
  } catch (error) {
    await vscode.window.showInformationMessage(error instanceof Error ? error.message : String(error));
  }
}

async function filterThreads(): Promise<void> {
  const session = vscode.debug.activeDebugSession;
  if (session?.type !== DEBUG_TYPE) return;
  const filter = await vscode.window.showInputBox({
    title: 'Filter Threads',
    prompt: 'Show only branches and iterations whose name holds this text; nothing shows all',
    placeHolder: 'Map[3]',
  });
  if (filter === undefined) return;
  const wanted: DebugRequests['asl/filterThreads'][0] = { filter };
  const { shown, total }: DebugRequests['asl/filterThreads'][1] = await session.customRequest(
    'asl/filterThreads',
    wanted,
  );
  vscode.window.setStatusBarMessage(`${shown} of ${total} threads`, 5000);
}
