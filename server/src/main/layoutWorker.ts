import { parentPort } from 'node:worker_threads';
import type { LayoutCache } from '../features/flow.ts';
import { LayoutCancelled, layoutGraph } from '../features/layout.ts';
import type { LayoutJob, LayoutReply } from './layouter.ts';

/** How often the progress is told. */
const PAUSE = 100;

const cache: LayoutCache = new Map();
const cancelled = new Set<number>();

/** Large graphs take a while; in a thread of its own the layout does not hold up the language server. */
parentPort?.on('message', (job: LayoutJob) => {
  if (job.kind === 'cancel') {
    cancelled.add(job.id);
    return;
  }
  const { id, graph, direction } = job;
  let told = performance.now();
  layoutGraph(graph, {
    direction,
    cache,
    cancelled: () => cancelled.has(id),
    progress: (done, total) => {
      if (performance.now() - told < PAUSE) return;
      told = performance.now();
      reply({ kind: 'progress', id, done, total });
    },
  }).then(
    (placed) => reply({ kind: 'placed', id, placed }),
    (error: unknown) => {
      if (error instanceof LayoutCancelled) reply({ kind: 'cancelled', id });
      else reply({ kind: 'failed', id, error: error instanceof Error ? error.message : String(error) });
    },
  );
});

function reply(message: LayoutReply): void {
  parentPort?.postMessage(message);
}
