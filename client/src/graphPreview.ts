import * as vscode from 'vscode';
import type { PageView } from '../../server/src/protocol/graph.ts';
import type { CurrentMachine } from './currentMachine.ts';
import { chooseTarget, type ExportTarget, exportGraph, isTarget } from './graphExport.ts';
import { GraphPanel, wantedDirection } from './graphPanel.ts';
import { GraphRuns } from './graphRuns.ts';
import type { LanguageServer } from './languageServer.ts';

export const GRAPH_VIEW = 'asl.graph';
export const GRAPH_EDITOR = 'asl.graphEditor';

/** The graphs that are open: one that follows the editor, any number that stay with their files, and editors. */
export class GraphPreview implements vscode.Disposable {
  readonly #server: LanguageServer;
  readonly #machine: CurrentMachine;
  readonly #extensionUri: vscode.Uri;
  readonly #runs = new GraphRuns();
  readonly #panels = new Set<GraphPanel>();
  readonly #subscriptions: vscode.Disposable[];

  constructor(server: LanguageServer, machine: CurrentMachine, extensionUri: vscode.Uri) {
    this.#server = server;
    this.#machine = machine;
    this.#extensionUri = extensionUri;
    this.#subscriptions = [
      this.#runs,
      vscode.commands.registerCommand('asl.openGraphPreview', (uri?: vscode.Uri) => this.#open(uri)),
      vscode.commands.registerCommand('asl.exportGraph', (uri?: vscode.Uri, target?: ExportTarget) =>
        this.#export(uri, target),
      ),
      vscode.commands.registerCommand('asl.findInGraph', () => this.#active()?.search()),
      vscode.window.registerWebviewPanelSerializer(GRAPH_VIEW, {
        deserializeWebviewPanel: async (panel, state: Partial<PageView & { uri: string }> | undefined) => {
          const uri = state?.uri === undefined ? machine.uri : vscode.Uri.parse(state.uri);
          const opened = this.#adopt(panel, true, savedView(state));
          if (uri) await opened.show(uri);
        },
      }),
      vscode.window.registerCustomEditorProvider(
        GRAPH_EDITOR,
        {
          resolveCustomTextEditor: async ({ uri }, panel) => {
            await this.#adopt(panel, false, undefined).show(uri);
          },
        },
        { supportsMultipleEditorsPerDocument: true },
      ),
      machine.onDidChange((uri) => {
        if (uri) void this.#following()?.show(uri);
      }),
    ];
  }

  dispose(): void {
    for (const { panel } of this.#panels) panel.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #open(wanted?: vscode.Uri): Promise<GraphPanel | undefined> {
    const uri = wanted ?? this.#machine.uri;
    if (!uri) {
      await vscode.window.showInformationMessage('Open a state machine to see its graph.');
      return undefined;
    }
    const open = [...this.#panels].find((panel) => panel.view.pinned && panel.shows(uri)) ?? this.#following();
    if (open) {
      open.panel.reveal(undefined, true);
      await open.show(uri);
      return open;
    }
    const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const made = this.#adopt(vscode.window.createWebviewPanel(GRAPH_VIEW, 'Graph', place), true, undefined);
    await made.show(uri);
    return made;
  }

  #adopt(panel: vscode.WebviewPanel, canPin: boolean, view: PageView | undefined): GraphPanel {
    const shared = { server: this.#server, runs: this.#runs, extensionUri: this.#extensionUri };
    const made = new GraphPanel({ ...shared, panel, canPin, view });
    this.#panels.add(made);
    panel.onDidChangeViewState(() => {
      if (panel.active && made.uri) this.#machine.show(made.uri);
    });
    panel.onDidDispose(() => this.#panels.delete(made));
    return made;
  }

  /** The one that goes along with the editor. */
  #following(): GraphPanel | undefined {
    return [...this.#panels].find(({ view }) => !view.pinned);
  }

  #active(): GraphPanel | undefined {
    return [...this.#panels].find(({ panel }) => panel.active) ?? [...this.#panels].find(({ panel }) => panel.visible);
  }

  async #export(wanted?: vscode.Uri, target?: ExportTarget): Promise<void> {
    const active = this.#active();
    const uri = wanted ?? (active?.panel.active ? active.uri : undefined) ?? this.#machine.uri;
    if (!uri) {
      await vscode.window.showInformationMessage('Open a state machine to export its graph.');
      return;
    }
    const shown = [...this.#panels].find((panel) => panel.shows(uri));
    const view = shown?.view ?? { direction: wantedDirection(), collapsed: [] };
    const chosen = isTarget(target) ? target : await chooseTarget(uri);
    if (!chosen) return;
    await exportGraph(this.#server, uri, view, chosen, async () => {
      const page = shown ?? (await this.#open(uri));
      if (!page) throw new Error('There is no page to draw with');
      return page;
    });
  }
}

/** What a page left behind, which may be of another version. */
function savedView(state: Partial<PageView> | undefined): PageView | undefined {
  if (state?.direction === undefined || !Array.isArray(state.collapsed)) return undefined;
  return { direction: state.direction, collapsed: state.collapsed, pinned: state.pinned === true };
}
