import * as vscode from 'vscode';
import type { LaunchAttributes } from '../../server/src/protocol/debug.ts';
import type { Scenarios as ScenarioList } from '../../server/src/protocol/requests.ts';
import { type CurrentMachine, isStateMachine } from './currentMachine.ts';
import { askInput } from './input.ts';
import type { LanguageServer } from './languageServer.ts';
import type { Scenarios } from './scenarios.ts';

export const DEBUG_TYPE = 'asl';

export type AslDebugConfiguration = vscode.DebugConfiguration & Partial<LaunchAttributes>;

export function registerDebugging(
  { extensionUri, workspaceState }: vscode.ExtensionContext,
  server: LanguageServer,
  scenarios: Scenarios,
  machine: CurrentMachine,
): vscode.Disposable[] {
  const configurations = new Configurations(server, scenarios, machine, workspaceState);
  const { Dynamic, Initial } = vscode.DebugConfigurationProviderTriggerKind;
  return [
    vscode.debug.registerDebugConfigurationProvider(DEBUG_TYPE, configurations, Initial),
    vscode.debug.registerDebugConfigurationProvider(DEBUG_TYPE, configurations, Dynamic),
    vscode.debug.registerDebugAdapterDescriptorFactory(DEBUG_TYPE, {
      createDebugAdapterDescriptor: () => adapterProcess(extensionUri),
    }),
  ];
}

/**
 * The adapter runs in a process of its own: an expression in a state machine that never ends stops with it,
 * and not with the extensions. In desktop VS Code `execPath` is Electron, which is Node only when told to be.
 */
function adapterProcess(extensionUri: vscode.Uri): vscode.DebugAdapterExecutable {
  const script = vscode.Uri.joinPath(extensionUri, 'dist', 'adapter.cjs').fsPath;
  return new vscode.DebugAdapterExecutable(process.execPath, [script], { env: { ELECTRON_RUN_AS_NODE: '1' } });
}

class Configurations implements vscode.DebugConfigurationProvider {
  readonly #server: LanguageServer;
  readonly #scenarios: Scenarios;
  readonly #machine: CurrentMachine;
  readonly #memory: vscode.Memento;

  constructor(server: LanguageServer, scenarios: Scenarios, machine: CurrentMachine, memory: vscode.Memento) {
    this.#server = server;
    this.#scenarios = scenarios;
    this.#machine = machine;
    this.#memory = memory;
  }

  provideDebugConfigurations(): AslDebugConfiguration[] {
    const base = { type: DEBUG_TYPE, request: 'launch', stateMachine: `\${file}` };
    return [
      { ...base, name: 'Debug State Machine' },
      { ...base, name: 'Debug State Machine, Stop at First State', stopOnEntry: true },
    ];
  }

  /** F5 without a `launch.json` comes with an empty configuration. */
  resolveDebugConfiguration(
    _folder: vscode.WorkspaceFolder | undefined,
    config: AslDebugConfiguration,
  ): vscode.ProviderResult<vscode.DebugConfiguration> {
    if (config.type || config.request || config.name) return config;
    const uri = this.#machine.uri;
    if (!uri) return undefined;
    return { type: DEBUG_TYPE, request: 'launch', name: 'Debug State Machine', stateMachine: uri.fsPath };
  }

  async resolveDebugConfigurationWithSubstitutedVariables(
    folder: vscode.WorkspaceFolder | undefined,
    config: AslDebugConfiguration,
  ): Promise<vscode.DebugConfiguration | undefined> {
    const path = config.stateMachine;
    if (!path) {
      await tell('Which state machine? Set "stateMachine" in the launch configuration, or open a state machine first.');
      return undefined;
    }
    const uri = absolute(path, folder);
    const machine = await open(uri);
    if (!machine) {
      await tell(`There is no state machine file "${uri.fsPath}".`);
      return undefined;
    }
    if (!isStateMachine(machine)) {
      await tell(
        `"${vscode.workspace.asRelativePath(uri)}" is not a state machine: its language is ${machine.languageId}.`,
      );
      return undefined;
    }
    // The adapter reads files: what is debugged is what the user sees.
    if (machine.isDirty) await machine.save();
    const list = await this.#scenarios.of(uri);
    const file = vscode.workspace.textDocuments.find(({ fileName }) => fileName === list?.file);
    if (file?.isDirty) await file.save();
    if (!this.#scenarios.areUsable(uri, list)) return undefined;
    const input = await this.#inputOf(uri, config, list);
    if (!input) return undefined;
    return {
      ...config,
      ...input,
      stateMachine: uri.fsPath,
      trusted: vscode.workspace.isTrusted,
      ...(config.scenario === undefined && list?.active !== undefined && { scenario: list.active }),
    };
  }

  /** What neither the configuration nor a scenario says is asked for. `undefined`: the user changed their mind. */
  async #inputOf(
    uri: vscode.Uri,
    { input, scenario, history, state, startAt }: AslDebugConfiguration,
    list: ScenarioList | undefined,
  ): Promise<Pick<AslDebugConfiguration, 'input'> | undefined> {
    if (input !== undefined || scenario !== undefined || history !== undefined || list?.active !== undefined) return {};
    const begin = state ?? startAt;
    const question = { uri: uri.toString(), ...(begin !== undefined && { state: begin }) };
    const known = await this.#server.request('asl/inputOf', question);
    const chosen = await askInput({ uri, state: begin, list, known, memory: this.#memory });
    if (!chosen) return undefined;
    return 'value' in chosen ? { input: chosen.value } : {};
  }
}

async function open(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    return undefined;
  }
}

function absolute(path: string, folder: vscode.WorkspaceFolder | undefined): vscode.Uri {
  const isAbsolute = /^([a-z]:)?[\\/]/i.test(path);
  return isAbsolute || !folder ? vscode.Uri.file(path) : vscode.Uri.joinPath(folder.uri, path);
}

async function tell(message: string): Promise<void> {
  await vscode.window.showErrorMessage(message, { modal: false });
}
