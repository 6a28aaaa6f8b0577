import { findClosest } from '../base/closest.ts';
import { isKey } from '../base/lookup.ts';
import { fieldOf, type State } from '../model/machine.ts';
import { ERRORS } from '../spec/errors.ts';
import { findValue, type Node } from '../syntax/node.ts';
import { type Part, type Problem, schemaFailure } from './problem.ts';

/** Retriers, catchers and timeouts of a state: `States.ALL`, reserved names, times that contradict each other. */
export function* errorHandlingProblems({ states }: Part): Generator<Problem> {
  for (const state of states) {
    for (const field of ['Retry', 'Catch'] as const) {
      yield* errorNames(state, field);
      yield* deadHandlers(state, field);
    }
    yield* retryDelays(state);
    yield* timeouts(state);
  }
}

function* errorNames(state: State, field: 'Retry' | 'Catch'): Generator<Problem> {
  const list = fieldOf(state, field);
  if (list?.kind !== 'array') return;
  for (const [index, item] of list.items.entries()) {
    const names = findValue(item, 'ErrorEquals');
    if (names?.kind !== 'array') continue;
    for (const [position, name] of names.items.entries()) {
      if (name.kind !== 'string') continue;
      const { start, end, value } = name;
      if (value === 'States.ALL' && (names.items.length > 1 || index < list.items.length - 1)) {
        const said = 'States.ALL must appear alone and at end of list';
        const where = field === 'Retry' ? 'retrier' : 'catcher';
        const message = `States.ALL must appear alone in its list, and in the last ${where}: what stands after it is never reached`;
        const aws = schemaFailure(said, `${state.pointer}/${field}/${index}/ErrorEquals/${position}`);
        yield { code: 'states-all', message, start, end, aws };
      } else if (isReserved(value)) {
        const suggestion = findClosest(value, Object.keys(ERRORS));
        const advice = suggestion === undefined ? '' : `; did you mean "${suggestion}"?`;
        yield {
          code: 'reserved-error',
          message: `"${value}" is no error of the States Language, and names that begin with "States." are reserved${advice}`,
          start,
          end,
          ...(suggestion !== undefined && { suggestion }),
        };
      }
    }
  }
}

/** A retrier or catcher whose errors are all taken by those before it. */
function* deadHandlers(state: State, field: 'Retry' | 'Catch'): Generator<Problem> {
  const list = fieldOf(state, field);
  if (list?.kind !== 'array') return;
  const taken = new Set<string>();
  for (const item of list.items) {
    const names = findValue(item, 'ErrorEquals');
    if (names?.kind !== 'array') continue;
    const errors = names.items.flatMap((name) => (name.kind === 'string' ? [name.value] : []));
    const isTaken = (name: string) => taken.has(name) || (taken.has('States.TaskFailed') && NARROWER.test(name));
    if (errors.length > 0 && errors.length === names.items.length && errors.every(isTaken)) {
      const handler = field === 'Retry' ? 'retrier' : 'catcher';
      const message = `This ${handler} is never used: those before it take ${errors.map((name) => `"${name}"`).join(', ')}`;
      yield { code: 'dead-handler', message, start: names.start, end: names.end };
    }
    for (const name of errors) taken.add(name);
  }
}

/** What `States.TaskFailed` takes for sure: the errors of services and programs. */
const NARROWER = /^(?!States\.)/;

function isReserved(name: string): boolean {
  return name.startsWith('States.') && !isKey(ERRORS, name) && !name.startsWith('States.Http.StatusCode.');
}

function* retryDelays(state: State): Generator<Problem> {
  const retriers = fieldOf(state, 'Retry');
  if (retriers?.kind !== 'array') return;
  for (const retrier of retriers.items) {
    const longest = findValue(retrier, 'MaxDelaySeconds');
    const interval = numberOf(findValue(retrier, 'IntervalSeconds')) ?? 1;
    const delay = numberOf(longest);
    if (!longest || delay === undefined || delay < 1 || delay > interval) continue;
    const message = `MaxDelaySeconds must be greater than IntervalSeconds, which is ${interval}`;
    yield { code: 'retry-delay', message, start: longest.start, end: longest.end };
  }
}

function* timeouts(state: State): Generator<Problem> {
  const heartbeat = fieldOf(state, 'HeartbeatSeconds');
  const beat = numberOf(heartbeat);
  const timeout = numberOf(fieldOf(state, 'TimeoutSeconds'));
  if (!heartbeat || beat === undefined || timeout === undefined || beat < timeout) return;
  const message = `HeartbeatSeconds must be less than TimeoutSeconds, which is ${timeout}`;
  yield { code: 'timeout-order', message, start: heartbeat.start, end: heartbeat.end };
}

function numberOf(node: Node | undefined): number | undefined {
  return node?.kind === 'number' ? node.value : undefined;
}
