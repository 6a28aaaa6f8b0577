import { buildGraph } from '../features/graph.ts';
import type { AslDocument } from '../model/document.ts';
import type { Graph, PlacedGraph } from '../protocol/graph.ts';
import type { Requests } from '../protocol/requests.ts';

type Answer = Requests['asl/graph']['result'];

/** The graphs of documents; the last good one of each stays while its text is broken. */
export class Graphs {
  readonly #layout: (key: string, graph: Graph) => Promise<PlacedGraph | undefined>;
  readonly #last = new Map<string, { readonly document: AslDocument; readonly graph: PlacedGraph }>();

  constructor(layout: (key: string, graph: Graph) => Promise<PlacedGraph | undefined>) {
    this.#layout = layout;
  }

  async graphOf(document: AslDocument): Promise<Answer> {
    const { uri } = document.text;
    const last = this.#last.get(uri);
    if (last?.document === document) return { graph: last.graph, stale: false };
    const [error] = document.errors;
    if (error && last) return { graph: last.graph, stale: true, message: error.message };
    const graph = buildGraph(document);
    if (!graph) {
      const message = error?.message ?? 'The state machine has no states yet';
      return last ? { graph: last.graph, stale: true, message } : { stale: false, message };
    }
    const placed = await this.#layout(uri, graph);
    // A later request took the place of this one; its answer is on the way.
    if (!placed) return last ? { graph: last.graph, stale: true } : { stale: false };
    this.#last.set(uri, { document, graph: placed });
    return error ? { graph: placed, stale: true, message: error.message } : { graph: placed, stale: false };
  }

  forget(uri: string): void {
    this.#last.delete(uri);
  }
}
