import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { Scenarios as ScenarioList } from '../../server/src/protocol/requests.ts';
import type { CurrentMachine } from './currentMachine.ts';
import type { LanguageServer } from './languageServer.ts';

/** The scenarios beside a state machine: which one is active, the status bar item that shows it, the list to choose from. */
export class Scenarios implements vscode.Disposable {
  readonly #server: LanguageServer;
  readonly #machine: CurrentMachine;
  readonly #memory: vscode.Memento;
  readonly #item = vscode.window.createStatusBarItem('asl.scenario', vscode.StatusBarAlignment.Right, 100);
  readonly #subscriptions: vscode.Disposable[];
  #refreshing: NodeJS.Timeout | undefined;
  /** The machines whose remembered scenario this server has been told. */
  #told = new Set<string>();

  constructor(server: LanguageServer, machine: CurrentMachine, memory: vscode.Memento) {
    this.#server = server;
    this.#machine = machine;
    this.#memory = memory;
    this.#item.name = 'ASL Scenario';
    const watcher = vscode.workspace.createFileSystemWatcher('**/*.scenarios.json');
    this.#subscriptions = [
      this.#item,
      watcher,
      watcher.onDidChange(() => this.#refreshSoon()),
      watcher.onDidCreate(() => this.#refreshSoon()),
      watcher.onDidDelete(() => this.#refreshSoon()),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.path.endsWith('.scenarios.json')) this.#refreshSoon();
      }),
      machine.onDidChange(() => this.#refreshSoon()),
      server.onDidStart(() => {
        this.#told = new Set();
        this.#refreshSoon();
      }),
      vscode.commands.registerCommand('asl.chooseScenario', () => this.#choose()),
      vscode.commands.registerCommand('asl.openScenarioFile', () => this.openFile()),
    ];
    this.#refreshSoon();
  }

  /** The scenarios of a machine, with the one remembered for this workspace made active. */
  async of(uri: vscode.Uri): Promise<ScenarioList | undefined> {
    const list = await this.#server.request('asl/scenarios', { uri: uri.toString() });
    const name = this.#memory.get<string>(memoryKey(uri));
    if (!list || this.#told.has(uri.toString())) return list;
    this.#told.add(uri.toString());
    if (name === undefined || name === list.active || !list.scenarios.some((scenario) => scenario.name === name))
      return list;
    return this.#server.request('asl/activateScenario', { uri: uri.toString(), name });
  }

  async active(uri: vscode.Uri): Promise<string | undefined> {
    return (await this.of(uri))?.active;
  }

  async openFile(uri = this.#machine.uri): Promise<void> {
    const list = uri && (await this.of(uri));
    if (!uri || !list) return tellWhyNot(uri);
    const file = fileUri(list.file);
    if (!list.exists) await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(await this.#newFile(uri)));
    const shown = await vscode.window.showTextDocument(file, {
      viewColumn: columnOf(file) ?? vscode.ViewColumn.Active,
    });
    const position = placeIn(list, shown.document);
    if (!position) return;
    shown.selection = new vscode.Selection(position, position);
    shown.revealRange(new vscode.Range(position, position), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  /** Whether a run can begin; where the file is broken the user is told so. */
  areUsable(uri: vscode.Uri, list: ScenarioList | undefined): boolean {
    if (!list?.problem) return true;
    // Nobody waits for the message to go away.
    void vscode.window
      .showErrorMessage(`The scenario file is broken. ${describeProblem(list)}`, 'Open Scenario File')
      .then((picked) => (picked ? this.openFile(uri) : undefined));
    return false;
  }

  dispose(): void {
    clearTimeout(this.#refreshing);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #choose(): Promise<void> {
    const uri = this.#machine.uri;
    const list = uri && (await this.of(uri));
    if (!uri || !list) return tellWhyNot(uri);
    const picked = await vscode.window.showQuickPick(choices(list), {
      title: 'Scenario for Previews and Runs',
      placeHolder: placeHolder(list),
      matchOnDescription: true,
      matchOnDetail: true,
    });
    if (!picked) return;
    if (picked.scenario === undefined) return this.openFile(uri);
    await this.#memory.update(memoryKey(uri), picked.scenario);
    await this.#server.request('asl/activateScenario', { uri: uri.toString(), name: picked.scenario });
    this.#refreshSoon();
  }

  /** One scenario with an answer for every Task state, so that a first run gets to its end. */
  async #newFile(uri: vscode.Uri): Promise<string> {
    const graph = (await this.#server.request('asl/graph', { uri: uri.toString() }))?.graph;
    const tasks = graph?.nodes.filter(({ kind }) => kind === 'Task') ?? [];
    const answers = Object.fromEntries(tasks.map(({ name }) => [name, { return: {} }]));
    return `${JSON.stringify({ scenarios: { 'First scenario': { input: {}, answers } } }, undefined, 2)}\n`;
  }

  #refreshSoon(): void {
    clearTimeout(this.#refreshing);
    this.#refreshing = setTimeout(() => {
      this.#refresh().catch((error) => {
        this.#item.hide();
        this.#server.log('The scenarios could not be read', error);
      });
    }, 100);
  }

  async #refresh(): Promise<void> {
    const uri = this.#machine.uri;
    const list = uri && (await this.of(uri));
    if (uri?.toString() !== this.#machine.uri?.toString()) return;
    if (!list) {
      this.#item.hide();
      return;
    }
    this.#item.text = label(list);
    this.#item.tooltip = tooltip(list);
    this.#item.command = list.problem ? 'asl.openScenarioFile' : 'asl.chooseScenario';
    this.#item.backgroundColor = list.problem && new vscode.ThemeColor('statusBarItem.warningBackground');
    this.#item.show();
  }
}

async function tellWhyNot(uri: vscode.Uri | undefined): Promise<void> {
  await vscode.window.showInformationMessage(
    uri
      ? 'Scenarios need the ASL language server, which is not running.'
      : 'Open a state machine to use its scenarios.',
  );
}

interface Choice extends vscode.QuickPickItem {
  readonly scenario?: string;
}

function choices({ scenarios, active, exists }: ScenarioList): Choice[] {
  return [
    ...scenarios.map(
      ({ name, description }): Choice => ({
        label: `${name === active ? '$(check)' : '$(beaker)'} ${name}`,
        ...(name === active && { description: 'active' }),
        ...(description !== undefined && { detail: description }),
        scenario: name,
      }),
    ),
    ...(scenarios.length > 0 ? [{ label: '', kind: vscode.QuickPickItemKind.Separator }] : []),
    exists ? { label: '$(edit) Edit scenario file…' } : { label: '$(new-file) Create scenario file…' },
  ];
}

/** Where the fault is; else the active scenario, which is what the user is after in a file with many. */
function placeIn({ problem, active }: ScenarioList, document: vscode.TextDocument): vscode.Position | undefined {
  if (problem) return document.validatePosition(new vscode.Position(problem.line, problem.character));
  const at = active === undefined ? -1 : document.getText().indexOf(JSON.stringify(active));
  return at < 0 ? undefined : document.positionAt(at);
}

function label({ active, problem }: ScenarioList): string {
  if (problem) return '$(warning) Scenario file is broken';
  return `$(beaker) ${active === undefined ? 'No scenario' : `Scenario: ${active}`}`;
}

function describeProblem({ file, problem }: ScenarioList): string {
  if (!problem) return '';
  return `${basename(fileUri(file).path)}, line ${problem.line + 1}: ${problem.message}.`;
}

function placeHolder(list: ScenarioList): string {
  if (list.problem) return `The scenario file is broken. ${describeProblem(list)}`;
  if (list.exists) return 'The scenario gives runs their input and answers their Task states';
  return 'There is no scenario file beside this state machine yet';
}

function tooltip(list: ScenarioList): string {
  const { active, scenarios, exists, problem } = list;
  if (problem) return `${describeProblem(list)} Click to open it.`;
  if (!exists) return 'There is no scenario file beside this state machine. Click to create one.';
  const description = scenarios.find(({ name }) => name === active)?.description;
  return [description, 'The scenario for hover previews and runs. Click to choose another.']
    .filter(Boolean)
    .join('\n\n');
}

/** The server names files by path or by URI. */
export function fileUri(file: string): vscode.Uri {
  return /^[a-z][a-z0-9+.-]+:/i.test(file) ? vscode.Uri.parse(file) : vscode.Uri.file(file);
}

/** Where a document is visible already, so that it is not opened a second time beside itself. */
export function columnOf(uri: vscode.Uri): vscode.ViewColumn | undefined {
  const key = uri.toString();
  return vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === key)?.viewColumn;
}

function memoryKey(uri: vscode.Uri): string {
  return `asl.scenario:${uri.toString()}`;
}
