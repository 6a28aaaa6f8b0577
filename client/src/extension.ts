import * as vscode from 'vscode';
import { registerClipboard } from './clipboard.ts';
import { CurrentMachine } from './currentMachine.ts';
import { registerDebugging } from './debug.ts';
import { GraphPreview } from './graphPreview.ts';
import { LanguageServer } from './languageServer.ts';
import { registerLiveValues } from './liveValues.ts';
import { registerNewStateMachine } from './newStateMachine.ts';
import { registerReplay } from './replay.ts';
import { registerRunCommands } from './runCommands.ts';
import { Scenarios } from './scenarios.ts';
import { registerUnanswered } from './unanswered.ts';

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const server = new LanguageServer(context);
  const machine = new CurrentMachine();
  const scenarios = new Scenarios(server, machine, context.workspaceState);
  const graph = new GraphPreview(server, machine, context.extensionUri);
  context.subscriptions.push(
    server,
    machine,
    scenarios,
    graph,
    ...registerDebugging(context, server, scenarios, machine),
    ...registerRunCommands(server, scenarios, machine, context.workspaceState),
    ...registerUnanswered(server, scenarios),
    ...registerClipboard(server),
    ...registerReplay(machine),
    ...registerLiveValues(),
    ...registerNewStateMachine(),
    vscode.commands.registerCommand('asl.restartServer', () => server.restart()),
  );
  await vscode.commands.executeCommand('setContext', 'asl.active', true);
  await server.start();
}
