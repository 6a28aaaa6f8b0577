import { Worker } from 'node:worker_threads';
import type { Json } from '../base/json.ts';
import { type JsonataJob, QueryEvaluationError } from '../evaluate/jsonata.ts';

export interface Expressions {
  /** Evaluates in another thread. Rejects with a `QueryEvaluationError`, also where it takes too long. */
  evaluate(job: JsonataJob): Promise<Json>;
  dispose(): void;
}

export interface ExpressionJob {
  readonly id: number;
  readonly job: JsonataJob;
}

export type ExpressionReply =
  | { readonly id: number; readonly value: Json }
  | { readonly id: number; readonly location: string; readonly cause: string };

/** The id of the message that says that the thread has begun. */
export const READY = 0;
/** So long a thread may take to begin. */
const STARTUP_MS = 10_000;

interface Waiting extends ExpressionJob {
  readonly resolve: (value: Json) => void;
  readonly reject: (error: Error) => void;
}

/** @param workerFile the built `expressionWorker`; the thread starts with the first expression. */
export function createExpressions(workerFile: string | URL, limitMs = 1500): Expressions {
  let worker: Worker | undefined;
  let current: Waiting | undefined;
  let timer: NodeJS.Timeout | undefined;
  const queue: Waiting[] = [];
  let lastId = READY;
  let isReady = false;

  function next(): void {
    if (current) return;
    current = queue.shift();
    if (!current) return;
    const { id, job } = current;
    worker ??= start();
    limit(isReady ? limitMs : STARTUP_MS);
    worker.postMessage({ id, job } satisfies ExpressionJob);
  }

  function limit(milliseconds: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => giveUp('Expression evaluation timeout: Check for infinite loop'), milliseconds);
  }

  function start(): Worker {
    isReady = false;
    const started = new Worker(workerFile, { resourceLimits: { maxOldGenerationSizeMb: 512 } });
    // The thread alone does not keep the process alive.
    started.unref();
    started.on('message', (reply: ExpressionReply) => {
      if (reply.id === READY && worker === started) {
        isReady = true;
        if (current) limit(limitMs);
      }
      if (current?.id !== reply.id) return;
      if ('value' in reply) settle().resolve(reply.value);
      else settle().reject(new QueryEvaluationError(reply.location, reply.cause));
      next();
    });
    started.on('error', (error) => {
      if (worker === started) giveUp(`Expression evaluation failed: ${error.message}`);
    });
    return started;
  }

  function settle(): Waiting {
    const job = current as Waiting;
    current = undefined;
    clearTimeout(timer);
    return job;
  }

  /** What a thread is busy with cannot be stopped but together with the thread. */
  function giveUp(why: string): void {
    void worker?.terminate();
    worker = undefined;
    if (!current) return;
    const { job, reject } = settle();
    const what = job.template ? 'template' : `expression '${String(job.value)}'`;
    reject(
      new QueryEvaluationError(
        job.field,
        `The JSONata ${what} specified for the field '${job.field}' threw an error during evaluation: ${why}`,
      ),
    );
    next();
  }

  return {
    evaluate: (job) =>
      new Promise((resolve, reject) => {
        queue.push({ id: ++lastId, job, resolve, reject });
        next();
      }),
    dispose: () => {
      const left = [...(current ? [settle()] : []), ...queue.splice(0)];
      void worker?.terminate();
      worker = undefined;
      for (const { job, reject } of left) reject(new QueryEvaluationError(job.field, 'The evaluation was given up'));
    },
  };
}
