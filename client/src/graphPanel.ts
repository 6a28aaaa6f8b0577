import * as vscode from 'vscode';
import type {
  FromWebview,
  GraphNode,
  NodeAction,
  NodeProblem,
  PageView,
  PlacedGraph,
  SourceRange,
  ToWebview,
} from '../../server/src/protocol/graph.ts';
import { DEBUG_COMMAND, RUN_COMMAND, type RunCommandArguments } from '../../server/src/protocol/requests.ts';
import { isStateMachine } from './currentMachine.ts';
import { DEBUG_TYPE } from './debug.ts';
import { graphPage } from './graphPage.ts';
import type { GraphRuns } from './graphRuns.ts';
import type { LanguageServer } from './languageServer.ts';
import { columnOf } from './scenarios.ts';
import { toRange } from './unanswered.ts';

/** How long typing has to pause before the graph is drawn again. */
const PAUSE = 60;
/** How often the page is told of a run. */
const FRAME = 30;
/** A layout that takes longer than this shows how far it is. */
const LONG = 400;

export interface PanelOptions {
  readonly panel: vscode.WebviewPanel;
  readonly server: LanguageServer;
  readonly runs: GraphRuns;
  readonly extensionUri: vscode.Uri;
  /** Absent: it belongs to one document for good, as an editor does. */
  readonly canPin: boolean;
  readonly view: PageView | undefined;
}

/** One page with a graph. It follows the state machine that is being edited, or stays with its own. */
export class GraphPanel {
  readonly panel: vscode.WebviewPanel;
  readonly #options: PanelOptions;
  readonly #subscriptions: vscode.Disposable[];
  #uri: vscode.Uri | undefined;
  #view: PageView;
  #graph: PlacedGraph | undefined;
  #selected: string | undefined;
  #pending: NodeJS.Timeout | undefined;
  #asked: vscode.CancellationTokenSource | undefined;
  #flushing: NodeJS.Timeout | undefined;
  readonly #changed = new Set<string>();
  #tellProgress = false;
  #ready = false;
  #lastRaster = 0;
  readonly #rasters = new Map<number, (png: string | undefined) => void>();

  constructor(options: PanelOptions) {
    const { panel, runs, extensionUri } = options;
    this.#options = options;
    this.panel = panel;
    this.#view = options.view ?? { direction: wantedDirection(), collapsed: [], pinned: !options.canPin };
    this.#subscriptions = [
      panel.webview.onDidReceiveMessage((message: FromWebview) => this.#receive(message)),
      options.server.onDidStart(() => this.draw()),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && this.shows(document.uri)) this.#edited();
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.#selectAtCursor(textEditor)),
      vscode.languages.onDidChangeDiagnostics(({ uris }) => {
        if (uris.some((uri) => this.shows(uri))) this.#postProblems();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (!event.affectsConfiguration('asl.graph.direction')) return;
        this.#setView({ ...this.#view, direction: wantedDirection() });
      }),
      options.server.onGraphProgress((told) => {
        const { direction, collapsed } = this.#view;
        const isMine = told.uri === this.#uri?.toString() && told.direction === direction;
        if (this.#tellProgress && isMine && told.collapsed.join() === collapsed.join())
          this.#post({ type: 'progress', done: told.done, total: told.total });
      }),
      runs.onDidChange((change) => {
        if (this.#uri?.fsPath !== change.path) return;
        if (change.kind === 'forgotten') this.#post({ type: 'clearStatus' });
        else if (change.kind === 'steps') this.#post({ type: 'steps', first: change.first, steps: change.steps });
        else {
          this.#changed.add(change.node);
          this.#flushing ??= setTimeout(() => this.#flush(), FRAME);
        }
      }),
    ];
    panel.onDidDispose(() => this.#disposed());
    const resources = vscode.Uri.joinPath(extensionUri, 'dist');
    panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'graph.svg');
    panel.webview.options = { enableScripts: true, localResourceRoots: [resources] };
    panel.webview.html = graphPage(panel.webview, resources);
  }

  get uri(): vscode.Uri | undefined {
    return this.#uri;
  }

  get view(): PageView {
    return this.#view;
  }

  shows(uri: vscode.Uri): boolean {
    return this.#uri?.toString() === uri.toString();
  }

  async show(uri: vscode.Uri): Promise<void> {
    if (this.shows(uri)) return;
    this.#uri = uri;
    this.#graph = undefined;
    this.#selected = undefined;
    this.#title();
    // The language server knows open documents; from the explorer the file need not be open yet.
    const document = await vscode.workspace.openTextDocument(uri);
    if (!this.shows(uri)) return;
    if (isStateMachine(document)) this.draw();
    else this.#post({ type: 'empty', uri: uri.toString(), message: `${fileName(uri)} is not a state machine.` });
  }

  search(): void {
    this.#post({ type: 'search' });
  }

  /** The picture as a PNG; undefined where the page cannot make it. */
  rasterize(svg: string): Promise<Uint8Array | undefined> {
    return new Promise((resolve) => {
      const id = ++this.#lastRaster;
      this.#rasters.set(id, (png) => resolve(png === undefined ? undefined : Buffer.from(png, 'base64')));
      this.#post({ type: 'rasterize', id, svg });
    });
  }

  draw(): void {
    this.#drawNow().catch((error) => this.#failed(error));
  }

  async #drawNow(): Promise<void> {
    const uri = this.#uri;
    if (!uri || !this.#ready) return;
    this.#asked?.cancel();
    const asked = new vscode.CancellationTokenSource();
    this.#asked = asked;
    this.#tellProgress = false;
    const long = setTimeout(() => {
      this.#tellProgress = this.#asked === asked;
    }, LONG);
    const { direction, collapsed } = this.#view;
    const asking = this.#options.server.request(
      'asl/graph',
      { uri: uri.toString(), direction, collapsed },
      asked.token,
    );
    const answer = await asking.finally(() => clearTimeout(long));
    // Another document, or a later text of this one, has been asked about meanwhile.
    if (!answer || asked.token.isCancellationRequested || !this.shows(uri)) return;
    this.#tellProgress = false;
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
      this.#postProblems();
      this.#postRun();
      const editor = vscode.window.visibleTextEditors.find(({ document }) => this.shows(document.uri));
      if (editor) this.#selectAtCursor(editor);
    } else if (this.#graph) {
      this.#post({ type: 'stale' });
    } else {
      const message = answer.message ?? 'There are no states to draw yet.';
      this.#post({ type: 'empty', uri: uri.toString(), message });
    }
  }

  #edited(): void {
    const running = vscode.debug.activeDebugSession?.type === DEBUG_TYPE;
    if (!running && this.#uri) this.#options.runs.forget(this.#uri.fsPath);
    clearTimeout(this.#pending);
    this.#pending = setTimeout(() => this.draw(), PAUSE);
  }

  #failed(error: unknown): void {
    if (error instanceof vscode.CancellationError || isCancelled(error)) return;
    this.#options.server.log('The graph could not be drawn', error);
  }

  #receive(message: FromWebview): void {
    switch (message.type) {
      case 'ready':
        this.#ready = true;
        this.#selected = undefined;
        this.#setView(
          message.view ? { ...message.view, pinned: message.view.pinned || !this.#options.canPin } : this.#view,
        );
        this.draw();
        return;
      case 'view':
        this.#setView(message.view);
        return;
      case 'reveal':
        this.#reveal(message.node).catch((error) => this.#failed(error));
        return;
      case 'act':
        this.#act(message.node, message.action).catch((error) => this.#failed(error));
        return;
      case 'copy':
        void vscode.env.clipboard.writeText(message.text);
        return;
      case 'export':
        void vscode.commands.executeCommand('asl.exportGraph', this.#uri);
        return;
      case 'cancel':
        this.#asked?.cancel();
        this.#tellProgress = false;
        this.#post({ type: 'progress', done: 0, total: 0 });
        if (!this.#graph && this.#uri)
          this.#post({
            type: 'empty',
            uri: this.#uri.toString(),
            message: 'The layout was cancelled. Edit the text to try again.',
          });
        return;
      case 'rasterized':
        this.#rasters.get(message.id)?.(message.png);
        this.#rasters.delete(message.id);
        return;
      case 'problem':
        this.#options.server.log(`Graph: ${message.message}`);
        return;
      default:
        message satisfies never;
    }
  }

  #setView(view: PageView): void {
    const { direction, collapsed } = this.#view;
    this.#view = view;
    this.#title();
    this.#post({ type: 'view', view, canPin: this.#options.canPin });
    if (view.direction !== direction || view.collapsed.join() !== collapsed.join()) this.draw();
  }

  #title(): void {
    if (!this.#uri || !this.#options.canPin) return;
    this.panel.title = `${this.#view.pinned ? '[Graph]' : 'Graph:'} ${fileName(this.#uri)}`;
  }

  async #reveal(id: string): Promise<void> {
    const range = this.#nodeAt(id)?.nameRange;
    if (!this.#uri || !range) return;
    const viewColumn = columnOf(this.#uri) ?? this.#otherColumn();
    const selection = toRange(range);
    const editor = await vscode.window.showTextDocument(this.#uri, { viewColumn, selection });
    editor.revealRange(selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  #otherColumn(): vscode.ViewColumn {
    return this.panel.viewColumn === vscode.ViewColumn.One ? vscode.ViewColumn.Beside : vscode.ViewColumn.One;
  }

  async #act(id: string, action: NodeAction): Promise<void> {
    const node = this.#nodeAt(id);
    const uri = this.#uri;
    if (!node || !uri) return;
    const target: RunCommandArguments = { uri: uri.toString(), state: node.name };
    switch (action) {
      case 'run':
        await vscode.commands.executeCommand(RUN_COMMAND, target);
        return;
      case 'debug':
        await vscode.commands.executeCommand(DEBUG_COMMAND, target);
        return;
      case 'breakpoint':
        if (node.nameRange) toggleBreakpoint(uri, toRange(node.nameRange));
        return;
      case 'rename':
        await this.#reveal(id);
        await vscode.commands.executeCommand('editor.action.rename');
        return;
      case 'copy':
        await vscode.env.clipboard.writeText(node.name);
        return;
      default:
        action satisfies never;
    }
  }

  #nodeAt(id: string): GraphNode | undefined {
    return this.#graph?.nodes.find((node) => node.id === id);
  }

  #selectAtCursor(editor: vscode.TextEditor): void {
    if (!this.#graph || !this.shows(editor.document.uri)) return;
    const node = innermostAt(this.#graph, editor.selection.active)?.id;
    if (node === this.#selected) return;
    this.#selected = node;
    this.#post({ type: 'select', node });
  }

  #postProblems(): void {
    if (!this.#uri || !this.#graph) return;
    const graph = this.#graph;
    const problems = vscode.languages
      .getDiagnostics(this.#uri)
      .flatMap(({ range, severity, message }): NodeProblem[] => {
        const node = innermostAt(graph, range.start);
        const named = SEVERITIES[severity];
        return node && named ? [{ node: node.id, severity: named, message }] : [];
      });
    this.#post({ type: 'problems', problems });
  }

  /** A Map over many items changes the same states many times between two pictures. */
  #flush(): void {
    this.#flushing = undefined;
    const run = this.#uri && this.#options.runs.of(this.#uri.fsPath);
    for (const node of this.#changed) {
      const status = run?.statuses.get(node);
      if (status) this.#post({ type: 'status', node, status });
    }
    this.#changed.clear();
  }

  #postRun(): void {
    const run = this.#uri && this.#options.runs.of(this.#uri.fsPath);
    if (!run) {
      this.#post({ type: 'clearStatus' });
      return;
    }
    for (const [node, status] of run.statuses) this.#post({ type: 'status', node, status });
    this.#post({ type: 'steps', first: 0, steps: run.steps });
  }

  #post(message: ToWebview): void {
    // What is told before the page listens would be lost; it asks for everything when it does.
    if (this.#ready) void this.panel.webview.postMessage(message);
  }

  #disposed(): void {
    clearTimeout(this.#pending);
    clearTimeout(this.#flushing);
    this.#asked?.cancel();
    for (const answer of this.#rasters.values()) answer(undefined);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

const SEVERITIES: { readonly [severity in vscode.DiagnosticSeverity]: NodeProblem['severity'] | undefined } = {
  [vscode.DiagnosticSeverity.Error]: 'error',
  [vscode.DiagnosticSeverity.Warning]: 'warning',
  [vscode.DiagnosticSeverity.Information]: 'information',
  [vscode.DiagnosticSeverity.Hint]: undefined,
};

export function wantedDirection(): PageView['direction'] {
  return vscode.workspace.getConfiguration('asl.graph').get('direction') === 'left-right' ? 'RIGHT' : 'DOWN';
}

/** A breakpoint of a state stands in the line of its name. */
function toggleBreakpoint(uri: vscode.Uri, range: vscode.Range): void {
  const there = vscode.debug.breakpoints.filter(
    (breakpoint): breakpoint is vscode.SourceBreakpoint =>
      breakpoint instanceof vscode.SourceBreakpoint &&
      breakpoint.location.uri.toString() === uri.toString() &&
      breakpoint.location.range.start.line === range.start.line,
  );
  if (there.length > 0) vscode.debug.removeBreakpoints(there);
  else vscode.debug.addBreakpoints([new vscode.SourceBreakpoint(new vscode.Location(uri, range.start))]);
}

/** The state at a position, the innermost where states are nested: that comes after those around it. */
function innermostAt({ nodes }: PlacedGraph, position: vscode.Position): GraphNode | undefined {
  let best: GraphNode | undefined;
  for (const node of nodes) {
    if (!node.range || node.kind === 'machine' || !contains(node.range, position)) continue;
    if (!best?.range || contains(best.range, node.range.start)) best = node;
  }
  return best;
}

/** With plain numbers: a large graph asks this for thousands of states at each of thousands of problems. */
function contains({ start, end }: SourceRange, { line, character }: SourceRange['start']): boolean {
  if (line < start.line || line > end.line) return false;
  if (line === start.line && character < start.character) return false;
  return line !== end.line || character <= end.character;
}

/** The error codes of LSP for `RequestCancelled` and `ContentModified`. */
function isCancelled(error: unknown): boolean {
  const code = (error as { code?: unknown } | undefined)?.code;
  return code === -32800 || code === -32801;
}

export function fileName(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}
