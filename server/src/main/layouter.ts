import { Worker } from 'node:worker_threads';
import type { Graph, PlacedGraph } from '../protocol/graph.ts';

export interface Layouter {
  /**
   * Places a graph in the layout thread. Of several requests with the same key only the latest is of interest: the others
   * yield `undefined`, without being computed where they had not begun.
   */
  layout(key: string, graph: Graph): Promise<PlacedGraph | undefined>;
  dispose(): void;
}

export interface LayoutJob {
  readonly id: number;
  readonly graph: Graph;
}

export type LayoutReply =
  | { readonly id: number; readonly placed: PlacedGraph }
  | { readonly id: number; readonly error: string };

interface Waiting extends LayoutJob {
  readonly key: string;
  readonly resolve: (placed: PlacedGraph | undefined) => void;
  readonly reject: (error: Error) => void;
}

/** @param workerFile the built `layoutWorker`; the thread starts with the first graph. */
export function createLayouter(workerFile: string | URL): Layouter {
  let worker: Worker | undefined;
  let current: Waiting | undefined;
  const queue = new Map<string, Waiting>();
  let lastId = 0;

  function next(): void {
    const first = queue.values().next();
    if (current || first.done) return;
    current = first.value;
    queue.delete(current.key);
    worker ??= start();
    worker.postMessage({ id: current.id, graph: current.graph } satisfies LayoutJob);
  }

  function start(): Worker {
    // ELK recurses as deep as a graph is long; Node gives a thread 4 MB unless told otherwise.
    const started = new Worker(workerFile, { resourceLimits: { stackSizeMb: 32 } });
    // The thread alone does not keep the process alive.
    started.unref();
    started.on('message', (reply: LayoutReply) => {
      if (current?.id !== reply.id) return;
      settle(reply);
    });
    started.on('error', (error) => {
      worker = undefined;
      if (current) settle({ id: current.id, error: error.message });
    });
    return started;
  }

  function settle(reply: LayoutReply): void {
    const job = current;
    current = undefined;
    if (job) {
      if (queue.has(job.key)) job.resolve(undefined);
      else if ('error' in reply) job.reject(new Error(`The graph could not be laid out: ${reply.error}`));
      else job.resolve(reply.placed);
    }
    next();
  }

  return {
    layout: (key, graph) =>
      new Promise((resolve, reject) => {
        queue.get(key)?.resolve(undefined);
        // Deleting first moves the key to the end: a document that changes all the time does not starve the others.
        queue.delete(key);
        queue.set(key, { id: ++lastId, key, graph, resolve, reject });
        next();
      }),
    dispose: () => {
      for (const job of [...queue.values(), ...(current ? [current] : [])]) job.resolve(undefined);
      queue.clear();
      current = undefined;
      void worker?.terminate();
      worker = undefined;
    },
  };
}
