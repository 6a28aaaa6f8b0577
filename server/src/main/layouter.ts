import { Worker } from 'node:worker_threads';
import type { LayoutRequest } from '../features/layout.ts';
import type { Direction, Graph, PlacedGraph } from '../protocol/graph.ts';

export interface Layouter {
  /** Places a graph in the layout thread; `undefined` where a later request took its place or it was cancelled. */
  layout(request: LayoutRequest): Promise<PlacedGraph | undefined>;
  dispose(): void;
}

export type LayoutJob =
  | { readonly kind: 'layout'; readonly id: number; readonly graph: Graph; readonly direction: Direction }
  | { readonly kind: 'cancel'; readonly id: number };

export type LayoutReply =
  | { readonly kind: 'placed'; readonly id: number; readonly placed: PlacedGraph }
  | { readonly kind: 'progress'; readonly id: number; readonly done: number; readonly total: number }
  | { readonly kind: 'cancelled'; readonly id: number }
  | { readonly kind: 'failed'; readonly id: number; readonly error: string };

interface Waiting {
  readonly id: number;
  readonly request: LayoutRequest;
  readonly resolve: (placed: PlacedGraph | undefined) => void;
  readonly reject: (error: Error) => void;
}

/** A thread that does not give up its work within this time is ended, and with it what it remembers. */
const PATIENCE = 500;

/** @param workerFile the built `layoutWorker`; the thread starts with the first graph. */
export function createLayouter(workerFile: string | URL): Layouter {
  let worker: Worker | undefined;
  let current: Waiting | undefined;
  let ending: NodeJS.Timeout | undefined;
  const queue = new Map<string, Waiting>();
  let lastId = 0;

  function next(): void {
    const first = queue.values().next();
    if (current || first.done) return;
    current = first.value;
    const { id, request } = current;
    queue.delete(request.key);
    worker ??= start();
    send({ kind: 'layout', id, graph: request.graph, direction: request.direction });
  }

  function send(job: LayoutJob): void {
    worker?.postMessage(job);
  }

  function start(): Worker {
    // ELK recurses as deep as a graph is long; Node gives a thread 4 MB unless told otherwise.
    const started = new Worker(workerFile, { resourceLimits: { stackSizeMb: 32 } });
    // The thread alone does not keep the process alive.
    started.unref();
    started.on('message', (reply: LayoutReply) => {
      if (current?.id !== reply.id) return;
      if (reply.kind === 'progress') current.request.progress?.(reply.done, reply.total);
      else settle(reply);
    });
    started.on('error', (error) => {
      if (worker !== started) return;
      worker = undefined;
      if (current) settle({ kind: 'failed', id: current.id, error: error.message });
    });
    return started;
  }

  function settle(reply: Exclude<LayoutReply, { kind: 'progress' }>): void {
    const job = current;
    current = undefined;
    clearTimeout(ending);
    ending = undefined;
    if (job) {
      const unwanted = queue.has(job.request.key) || job.request.signal?.aborted;
      if (unwanted || reply.kind === 'cancelled') job.resolve(undefined);
      else if (reply.kind === 'failed') job.reject(new Error(`The graph could not be laid out: ${reply.error}`));
      else job.resolve(reply.placed);
    }
    next();
  }

  /** Nobody wants what the thread is at any more. */
  function giveUp(job: Waiting): void {
    send({ kind: 'cancel', id: job.id });
    ending ??= setTimeout(() => {
      void worker?.terminate();
      worker = undefined;
      settle({ kind: 'cancelled', id: job.id });
    }, PATIENCE);
  }

  function drop(job: Waiting): void {
    if (current === job) giveUp(job);
    else if (queue.get(job.request.key) === job) {
      queue.delete(job.request.key);
      job.resolve(undefined);
    }
  }

  return {
    layout: (request) =>
      new Promise((resolve, reject) => {
        const job: Waiting = { id: ++lastId, request, resolve, reject };
        queue.get(request.key)?.resolve(undefined);
        // Deleting first moves the key to the end: a document that changes all the time does not starve the others.
        queue.delete(request.key);
        queue.set(request.key, job);
        if (request.signal?.aborted) drop(job);
        request.signal?.addEventListener('abort', () => drop(job), { once: true });
        if (current?.request.key === request.key) giveUp(current);
        next();
      }),
    dispose: () => {
      clearTimeout(ending);
      for (const job of [...queue.values(), ...(current ? [current] : [])]) job.resolve(undefined);
      queue.clear();
      current = undefined;
      void worker?.terminate();
      worker = undefined;
    },
  };
}
