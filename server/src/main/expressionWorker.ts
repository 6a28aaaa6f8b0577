import { parentPort } from 'node:worker_threads';
import { evaluateJsonata, evaluateJsonataTemplate, QueryEvaluationError } from '../evaluate/jsonata.ts';
import { seededSources } from '../interpreter/chance.ts';
import { type ExpressionJob, type ExpressionReply, READY } from './expressions.ts';

// From here on the time of its work counts.
parentPort?.postMessage({ id: READY, value: null } satisfies ExpressionReply);

/** JSONata in a thread of its own, which may be ended at any time. */
parentPort?.on('message', async ({ id, job }: ExpressionJob) => {
  const { value, template, field, scope, seed, now } = job;
  const sources = seededSources({ state: seed | 0 }, now);
  let reply: ExpressionReply;
  try {
    const result = template
      ? await evaluateJsonataTemplate(value, field, scope, sources)
      : await evaluateJsonata(String(value), field, scope, sources);
    reply = { id, value: result };
  } catch (error) {
    const location = error instanceof QueryEvaluationError ? error.location : field;
    const cause = error instanceof QueryEvaluationError ? (error.cause ?? '') : String(error);
    reply = { id, location, cause };
  }
  parentPort?.postMessage(reply);
});
