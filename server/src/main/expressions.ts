import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Json } from '../base/json.ts';
import { evaluateElsewhere, type JsonataJob, QueryEvaluationError } from '../evaluate/jsonata.ts';
import { OUT_OF_MEMORY, OUT_OF_TIME } from '../evaluate/jsonataLimits.ts';

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

/** From now on JSONata that can take long is evaluated in a thread, if its bundle stands in this folder, beside that of the process. */
export function evaluateInThread(folder: string): Expressions {
  const workerFile = join(folder, 'expressionWorker.cjs');
  const expressions = createExpressions(workerFile);
  if (existsSync(workerFile)) evaluateElsewhere(expressions.evaluate);
  return expressions;
}

/** @param workerFile the built `expressionWorker`; the thread starts with the first expression. */
export function createExpressions(workerFile: string | URL, limitMs = 900): Expressions {
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
    try {
      worker.postMessage({ id, job } satisfies ExpressionJob);
    } catch {
      settle().reject(new QueryEvaluationError(job.field, 'The data is nested too deep'));
      next();
    }
  }

  function limit(milliseconds: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => giveUp(OUT_OF_TIME), milliseconds);
  }

  function start(): Worker {
    isReady = false;
    const started = new Worker(workerFile, { resourceLimits: { maxOldGenerationSizeMb: 512 } });
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
    started.on('error', ({ code, message }: NodeJS.ErrnoException) => {
      if (worker !== started) return;
      giveUp(code === 'ERR_WORKER_OUT_OF_MEMORY' ? OUT_OF_MEMORY : `Expression evaluation failed: ${message}`);
    });
    // The thread alone does not keep the process alive; listening to it would.
    started.unref();
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
