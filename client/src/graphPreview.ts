import * as vscode from 'vscode';
import type { DebugEvents } from '../../server/src/protocol/debug.ts';
import type { FromWebview, GraphNode, NodeStatus, PlacedGraph, ToWebview } from '../../server/src/protocol/graph.ts';
import { type CurrentMachine, isStateMachine } from './currentMachine.ts';
import { DEBUG_TYPE } from './debug.ts';
import { graphPage } from './graphPage.ts';
import type { LanguageServer } from './languageServer.ts';
import { columnOf } from './scenarios.ts';
import { toRange } from './unanswered.ts';

export const GRAPH_VIEW = 'asl.graph';

/** How long typing has to pause before the graph is drawn again. */
const PAUSE = 100;
/** How often the page is told of a run. */
const FRAME = 30;

/** The graph beside the text: one panel, which follows the state machine that is being edited. */
export class GraphPreview implements vscode.Disposable {
  readonly #server: LanguageServer;
  readonly #machine: CurrentMachine;
  readonly #extensionUri: vscode.Uri;
  readonly #subscriptions: vscode.Disposable[];
  #panel: vscode.WebviewPanel | undefined;
  #uri: vscode.Uri | undefined;
  #graph: PlacedGraph | undefined;
  #selected: string | undefined;
  #pending: NodeJS.Timeout | undefined;
  #asked: vscode.CancellationTokenSource | undefined;
  #flushing: NodeJS.Timeout | undefined;
  readonly #changed = new Set<string>();
  /** What the last run of each state machine came to, by path and node. */
  readonly #statuses = new Map<string, Map<string, NodeStatus>>();

  constructor(server: LanguageServer, machine: CurrentMachine, extensionUri: vscode.Uri) {
    this.#server = server;
    this.#machine = machine;
    this.#extensionUri = extensionUri;
    this.#subscriptions = [
      vscode.commands.registerCommand('asl.openGraphPreview', (uri?: vscode.Uri) => this.#open(uri)),
      vscode.window.registerWebviewPanelSerializer(GRAPH_VIEW, {
        deserializeWebviewPanel: async (panel, state: { uri?: string } | undefined) => {
          this.#adopt(panel);
          const uri = state?.uri === undefined ? machine.uri : vscode.Uri.parse(state.uri);
          if (uri) await this.#show(uri);
        },
      }),
      machine.onDidChange((uri) => {
        if (this.#panel && uri) this.#show(uri).catch((error) => this.#failed(error));
      }),
      server.onDidStart(() => this.#draw()),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && this.#shows(document.uri)) this.#edited();
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.#selectAtCursor(textEditor)),
      vscode.debug.onDidStartDebugSession((session) => this.#runStarted(session)),
      vscode.debug.onDidTerminateDebugSession((session) => this.#runEnded(session)),
      vscode.debug.onDidReceiveDebugSessionCustomEvent((event) => this.#runTold(event)),
    ];
  }

  dispose(): void {
    clearTimeout(this.#pending);
    clearTimeout(this.#flushing);
    this.#asked?.cancel();
    this.#panel?.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #open(wanted?: vscode.Uri): Promise<void> {
    const uri = wanted ?? this.#machine.uri;
    if (!uri) {
      await vscode.window.showInformationMessage('Open a state machine to see its graph.');
      return;
    }
    if (this.#panel) {
      this.#panel.reveal(undefined, true);
    } else {
      const column = vscode.ViewColumn.Beside;
      const place = { viewColumn: column, preserveFocus: true };
      this.#adopt(vscode.window.createWebviewPanel(GRAPH_VIEW, 'Graph', place));
    }
    await this.#show(uri);
  }

  #adopt(panel: vscode.WebviewPanel): void {
    this.#panel?.dispose();
    this.#panel = panel;
    const resources = vscode.Uri.joinPath(this.#extensionUri, 'dist');
    panel.iconPath = vscode.Uri.joinPath(this.#extensionUri, 'media', 'graph.svg');
    panel.webview.options = { enableScripts: true, localResourceRoots: [resources] };
    panel.webview.onDidReceiveMessage((message: FromWebview) => this.#receive(message));
    panel.onDidChangeViewState(() => {
      if (panel.active && this.#uri) this.#machine.show(this.#uri);
    });
    panel.onDidDispose(() => {
      if (this.#panel !== panel) return;
      this.#panel = undefined;
      this.#uri = undefined;
      this.#graph = undefined;
      this.#asked?.cancel();
    });
    panel.webview.html = graphPage(panel.webview, resources);
  }

  async #show(uri: vscode.Uri): Promise<void> {
    if (!this.#panel || this.#shows(uri)) return;
    this.#uri = uri;
    this.#graph = undefined;
    this.#selected = undefined;
    this.#panel.title = `Graph: ${fileName(uri)}`;
    // The language server knows open documents; from the explorer the file need not be open yet.
    const document = await vscode.workspace.openTextDocument(uri);
    if (!this.#shows(uri)) return;
    if (isStateMachine(document)) this.#draw();
    else this.#post({ type: 'empty', uri: uri.toString(), message: `${fileName(uri)} is not a state machine.` });
  }

  #shows(uri: vscode.Uri): boolean {
    return this.#uri?.toString() === uri.toString();
  }

  #edited(): void {
    const running = vscode.debug.activeDebugSession?.type === DEBUG_TYPE;
    if (!running && this.#uri) this.#forgetRun(this.#uri.fsPath);
    clearTimeout(this.#pending);
    this.#pending = setTimeout(() => this.#draw(), PAUSE);
  }

  #draw(): void {
    this.#drawNow().catch((error) => this.#failed(error));
  }

  async #drawNow(): Promise<void> {
    const uri = this.#uri;
    if (!uri || !this.#panel) return;
    this.#asked?.cancel();
    const asked = new vscode.CancellationTokenSource();
    this.#asked = asked;
    const answer = await this.#server.request('asl/graph', { uri: uri.toString() }, asked.token);
    // Another document, or a later text of this one, has been asked about meanwhile.
    if (!answer || asked.token.isCancellationRequested || !this.#shows(uri)) return;
    if (answer.graph) {
      this.#graph = answer.graph;
      this.#post({
        type: 'graph',
        uri: uri.toString(),
        graph: answer.graph,
        stale: answer.stale,
        title: fileName(uri),
        ...(answer.message !== undefined && { message: answer.message }),
      });
      this.#postStatuses();
      const editor = vscode.window.visibleTextEditors.find(({ document }) => this.#shows(document.uri));
      if (editor) this.#selectAtCursor(editor);
    } else if (this.#graph) {
      this.#post({ type: 'stale' });
    } else {
      const message = answer.message ?? 'There are no states to draw yet.';
      this.#post({ type: 'empty', uri: uri.toString(), message });
    }
  }

  #failed(error: unknown): void {
    if (error instanceof vscode.CancellationError || isCancelled(error)) return;
    this.#server.log('The graph could not be drawn', error);
  }

  #receive(message: FromWebview): void {
    switch (message.type) {
      case 'ready':
        this.#selected = undefined;
        this.#draw();
        return;
      case 'reveal':
        this.#reveal(message.node).catch((error) => this.#failed(error));
        return;
      case 'problem':
        this.#server.log(`Graph: ${message.message}`);
        return;
      default:
        message satisfies never;
    }
  }

  async #reveal(id: string): Promise<void> {
    const range = this.#graph?.nodes.find((node) => node.id === id)?.nameRange;
    if (!this.#uri || !range) return;
    const viewColumn = columnOf(this.#uri) ?? vscode.ViewColumn.One;
    const selection = toRange(range);
    const editor = await vscode.window.showTextDocument(this.#uri, { viewColumn, selection });
    editor.revealRange(selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  #selectAtCursor(editor: vscode.TextEditor): void {
    if (!this.#graph || !this.#shows(editor.document.uri)) return;
    const node = innermostAt(this.#graph, editor.selection.active)?.id;
    if (node === this.#selected) return;
    this.#selected = node;
    this.#post({ type: 'select', node });
  }

  #runStarted(session: vscode.DebugSession): void {
    const path = machineOf(session);
    if (path !== undefined) this.#forgetRun(path);
  }

  #runTold({ session, event, body }: vscode.DebugSessionCustomEvent): void {
    if (session.type !== DEBUG_TYPE) return;
    if (event === ('asl.state' satisfies keyof DebugEvents)) {
      const { stateMachine, pointer, status } = body as DebugEvents['asl.state'];
      this.#statusChanged(vscode.Uri.file(stateMachine).fsPath, pointer, status);
    } else if (event === ('asl.reset' satisfies keyof DebugEvents)) {
      const { stateMachine } = body as DebugEvents['asl.reset'];
      this.#forgetRun(vscode.Uri.file(stateMachine).fsPath);
    }
  }

  #forgetRun(path: string): void {
    this.#statuses.delete(path);
    if (this.#uri?.fsPath === path) this.#post({ type: 'clearStatus' });
  }

  /** A run that is broken off leaves states behind that were at work: nothing goes on in them now. */
  #runEnded(session: vscode.DebugSession): void {
    const path = machineOf(session);
    if (path === undefined) return;
    for (const [node, status] of this.#statuses.get(path) ?? []) {
      if (status === 'running' || status === 'retrying') this.#statusChanged(path, node, 'stopped');
    }
  }

  #statusChanged(path: string, node: string, status: NodeStatus): void {
    const statuses = this.#statuses.get(path) ?? new Map<string, NodeStatus>();
    this.#statuses.set(path, statuses.set(node, status));
    if (this.#uri?.fsPath !== path) return;
    this.#changed.add(node);
    this.#flushing ??= setTimeout(() => this.#flush(), FRAME);
  }

  /** A Map over many items changes the same states many times between two pictures. */
  #flush(): void {
    this.#flushing = undefined;
    const statuses = this.#uri && this.#statuses.get(this.#uri.fsPath);
    for (const node of this.#changed) {
      const status = statuses?.get(node);
      if (status) this.#post({ type: 'status', node, status });
    }
    this.#changed.clear();
  }

  #postStatuses(): void {
    this.#post({ type: 'clearStatus' });
    const statuses = this.#uri && this.#statuses.get(this.#uri.fsPath);
    for (const [node, status] of statuses ?? []) this.#post({ type: 'status', node, status });
  }

  #post(message: ToWebview): void {
    void this.#panel?.webview.postMessage(message);
  }
}

/** The file of the state machine that a session runs. */
function machineOf({ type, configuration }: vscode.DebugSession): string | undefined {
  if (type !== DEBUG_TYPE || typeof configuration.stateMachine !== 'string') return undefined;
  return vscode.Uri.file(configuration.stateMachine).fsPath;
}

/** The state at a position, the innermost where states are nested. */
function innermostAt({ nodes }: PlacedGraph, position: vscode.Position): GraphNode | undefined {
  let best: { node: GraphNode; range: vscode.Range } | undefined;
  for (const node of nodes) {
    if (!node.range || node.kind === 'machine') continue;
    const range = toRange(node.range);
    if (range.contains(position) && (!best || best.range.contains(range))) best = { node, range };
  }
  return best?.node;
}

/** The error codes of LSP for `RequestCancelled` and `ContentModified`. */
function isCancelled(error: unknown): boolean {
  const code = (error as { code?: unknown } | undefined)?.code;
  return code === -32800 || code === -32801;
}

function fileName(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}
