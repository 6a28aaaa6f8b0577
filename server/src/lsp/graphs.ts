import type { CancellationToken } from 'vscode-languageserver';
import { buildGraph, collapsed } from '../features/graph.ts';
import { dotOf, mermaidOf } from '../features/graphText.ts';
import type { LayoutRequest } from '../features/layout.ts';
import type { AslDocument } from '../model/document.ts';
import { svgOf } from '../picture/svg.ts';
import type { Graph, PictureFormat, PlacedGraph, Theme } from '../protocol/graph.ts';
import type { GraphView, Notifications, Requests } from '../protocol/requests.ts';

type Answer = Requests['asl/graph']['result'];

interface Known {
  readonly document: AslDocument;
  readonly graph: PlacedGraph;
}

/** The graphs of documents; the last good one of each stays while its text is broken. */
export class Graphs {
  readonly #layout: (request: LayoutRequest) => Promise<PlacedGraph | undefined>;
  readonly #tell: (progress: Notifications['asl/graphProgress']) => void;
  /** By document, and by how it is looked at. */
  readonly #last = new Map<string, Map<string, Known>>();

  /** What is being placed, by what the layout is asked for. */
  readonly #asked = new Map<
    string,
    { readonly document: AslDocument; readonly placed: Promise<PlacedGraph | undefined> }
  >();

  constructor(
    layout: (request: LayoutRequest) => Promise<PlacedGraph | undefined>,
    tell: (progress: Notifications['asl/graphProgress']) => void,
  ) {
    this.#layout = layout;
    this.#tell = tell;
  }

  async graphOf(document: AslDocument, wanted: Partial<GraphView>, token: CancellationToken): Promise<Answer> {
    const { uri } = document.text;
    const view: GraphView = { direction: wanted.direction ?? 'DOWN', collapsed: wanted.collapsed ?? [] };
    const key = JSON.stringify([view.direction, view.collapsed]);
    const known = this.#last.get(uri) ?? new Map<string, Known>();
    this.#last.set(uri, known);
    const last = known.get(key);
    if (last?.document === document) return { graph: last.graph, stale: false };
    const [error] = document.errors;
    if (error && last) return { graph: last.graph, stale: true, message: error.message };
    const graph = buildGraph(document);
    if (!graph) {
      const message = error?.message ?? 'The state machine has no states yet';
      return last ? { graph: last.graph, stale: true, message } : { stale: false, message };
    }
    // Another page that shows the same has asked already. Should that one give up, this one goes on.
    const asked = this.#asked.get(`${key} ${uri}`);
    const shared = asked?.document === document ? await asked.placed.catch(() => undefined) : undefined;
    const placed = shared ?? (await this.#place(document, collapsed(graph, view.collapsed), view, key, token));
    // A later request took the place of this one; its answer is on the way.
    if (!placed) return last ? { graph: last.graph, stale: true } : { stale: false };
    // Only a few views of a document are open at a time.
    if (!known.has(key) && known.size >= VIEWS) known.clear();
    known.set(key, { document, graph: placed });
    return error ? { graph: placed, stale: true, message: error.message } : { graph: placed, stale: false };
  }

  #place(
    document: AslDocument,
    graph: Graph,
    view: GraphView,
    key: string,
    token: CancellationToken,
  ): Promise<PlacedGraph | undefined> {
    const { uri } = document.text;
    const cancelling = new AbortController();
    const listening = token.onCancellationRequested(() => cancelling.abort());
    const placed = this.#layout({
      key: `${key} ${uri}`,
      graph,
      direction: view.direction,
      signal: cancelling.signal,
      progress: (done, total) => this.#tell({ uri, ...view, done, total }),
    });
    const asked = { document, placed };
    this.#asked.set(`${key} ${uri}`, asked);
    return placed.finally(() => {
      listening.dispose();
      if (this.#asked.get(`${key} ${uri}`) === asked) this.#asked.delete(`${key} ${uri}`);
    });
  }

  async exported(
    document: AslDocument,
    view: GraphView,
    format: PictureFormat,
    theme: Theme,
  ): Promise<string | undefined> {
    const whole = buildGraph(document);
    if (!whole) return undefined;
    const graph = collapsed(whole, view.collapsed);
    if (format === 'mermaid') return mermaidOf(graph, view.direction);
    if (format === 'dot') return dotOf(graph, view.direction);
    const { uri } = document.text;
    const placed = await this.#layout({ key: `export ${uri}`, graph, direction: view.direction });
    return placed && svgOf(placed, theme, uri.slice(uri.lastIndexOf('/') + 1));
  }

  forget(uri: string): void {
    this.#last.delete(uri);
  }
}

const VIEWS = 8;
