import { parentPort } from 'node:worker_threads';
import { layoutGraph } from '../features/layout.ts';
import type { LayoutJob, LayoutReply } from './layouter.ts';

/** Large graphs take a while; in a thread of its own the layout does not hold up the language server. */
parentPort?.on('message', ({ id, graph }: LayoutJob) => {
  layoutGraph(graph).then(
    (placed) => reply({ id, placed }),
    (error: unknown) => reply({ id, error: error instanceof Error ? error.message : String(error) }),
  );
});

function reply(message: LayoutReply): void {
  parentPort?.postMessage(message);
}
