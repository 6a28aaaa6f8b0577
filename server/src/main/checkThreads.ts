import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { CheckJob, Report } from '../cli/check.ts';

export interface CheckRequest {
  readonly index: number;
  readonly job: CheckJob;
}

export interface CheckReply {
  readonly index: number;
  readonly reports: readonly Report[];
}

/**
 * Shares jobs out among as many threads as there are cores.
 *
 * @param program what each thread runs: it answers every `CheckRequest` with a `CheckReply`.
 */
export async function checkInThreads(
  program: string | URL,
  jobs: readonly CheckJob[],
  done: (count: number) => void,
): Promise<readonly (readonly Report[])[]> {
  const answers: (readonly Report[])[] = jobs.map(() => []);
  let next = 0;
  let finished = 0;
  const work = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(program);
      const ask = () => {
        const index = next++;
        const job = jobs[index];
        if (job) worker.postMessage({ index, job } satisfies CheckRequest);
        else void worker.terminate().then(() => resolve());
      };
      worker.on('message', ({ index, reports }: CheckReply) => {
        answers[index] = reports;
        done(++finished);
        ask();
      });
      worker.on('error', reject);
      ask();
    });
  const count = Math.min(availableParallelism(), jobs.length);
  await Promise.all(Array.from({ length: count }, work));
  return answers;
}
