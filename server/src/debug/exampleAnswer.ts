import type { Json } from '../base/json.ts';
import type { TaskRequest } from '../interpreter/run.ts';
import { type Answer, answerOf } from '../spec/services/answers.ts';

/** Deeper than this an example tells nobody more. */
const MOST_DEPTH = 3;
/** An answer without required members is shown with the first of those that it may have. */
const MOST_OPTIONAL = 6;

/** What the service of a task may answer; undefined where nothing is known of it. */
export function exampleAnswer({
  family,
  service,
  action,
  pattern,
}: Pick<TaskRequest, 'family' | 'service' | 'action' | 'pattern'>): Json | undefined {
  if (family !== 'service') return undefined;
  if (service === 'lambda' && action === 'invoke' && pattern === '') return { StatusCode: 200, Payload: {} };
  const answer = answerOf(service, action, pattern);
  return answer && exampleOf(answer, 0);
}

function exampleOf(answer: Answer, depth: number): Json {
  switch (answer.kind) {
    case 'any':
    case 'map':
      return {};
    case 'boolean':
      return true;
    case 'number':
      return answer.limits?.[0] ?? 0;
    case 'string':
      return answer.oneOf?.[0] ?? 'x'.repeat(Math.min(answer.length?.[0] ?? 0, 100));
    case 'array':
      return depth < MOST_DEPTH ? [exampleOf(answer.of(), depth + 1)] : [];
    case 'object': {
      if (depth >= MOST_DEPTH) return {};
      const members = [...answer.members()];
      const required = members.filter(([, member]) => member.required);
      const shown = required.length > 0 ? required : members.slice(0, MOST_OPTIONAL);
      return Object.fromEntries(shown.map(([name, member]) => [name, exampleOf(member.answer, depth + 1)]));
    }
  }
}
