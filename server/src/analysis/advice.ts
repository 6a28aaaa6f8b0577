import type { AslDocument } from '../model/document.ts';
import { fieldOf, isDistributed, type State, type StateMachine } from '../model/machine.ts';
import { findProperty, findValue, hasPlaceholder, type Node } from '../syntax/node.ts';
import { parseResource } from '../syntax/resource.ts';
import type { ProblemCode } from './codes.ts';
import { type Part, type Problem, type RuleOptions, schemaFailure } from './problem.ts';

const MAX_DEFINITION_BYTES = 1_048_576;
/** From this part of the limit on, it is worth a word. */
const NEARLY = 0.9;
const MAX_DEPTH = 25;
const INLINE_CONCURRENCY = 40;

/** What AWS accepts and an experienced reader would still remark on; and limits of the service. */
export function* adviceProblems({ states }: Part, { advice }: RuleOptions): Generator<Problem> {
  for (const state of states) {
    yield* depth(state);
    yield* payloads(state);
    if (advice === false) continue;
    if (state.type === 'Task') yield* taskAdvice(state);
    else if (state.type === 'Choice') yield* choiceAdvice(state);
    else if (state.type === 'Map') yield* mapAdvice(state);
  }
}

export function* sizeProblems(
  _definition: StateMachine,
  { advice }: RuleOptions,
  { source }: AslDocument,
): Generator<Problem> {
  // One character is at least one byte; most definitions need not be measured.
  if (source.length < MAX_DEFINITION_BYTES / 3) return;
  const bytes = new TextEncoder().encode(source).length;
  if (bytes <= MAX_DEFINITION_BYTES) {
    if (advice === false || bytes < NEARLY * MAX_DEFINITION_BYTES) return;
    const message = `The definition has ${bytes.toLocaleString('en')} bytes, close to the ${MAX_DEFINITION_BYTES.toLocaleString('en')} that AWS takes: nested state machines can be executions of their own`;
    yield { code: 'near-size-limit', message, start: 0, end: 1 };
    return;
  }
  const message = `The definition has ${bytes.toLocaleString('en')} bytes; AWS takes at most ${MAX_DEFINITION_BYTES.toLocaleString('en')}`;
  yield { code: 'size-limit', message, start: 0, end: 1 };
}

function* depth(state: State): Generator<Problem> {
  let depth = 0;
  for (let outer = state.machine.parent; outer; outer = outer.machine.parent) depth++;
  if (depth !== MAX_DEPTH || state.machines.length === 0) return;
  const message = `State machines are nested more than ${MAX_DEPTH} deep here`;
  const aws = { ...schemaFailure(message, state.pointer), code: 'TOO_DEEPLY_NESTED' };
  yield { code: 'too-deep', message, start: state.key.start, end: state.key.end, aws };
}

const MAX_PAYLOAD_BYTES = 262_144;

/** A literal that is larger than any payload may be. */
function* payloads(state: State): Generator<Problem> {
  if (state.node.end - state.node.start <= MAX_PAYLOAD_BYTES) return;
  for (const name of ['Result', 'Parameters', 'Arguments', 'Output', 'ItemSelector', 'Items']) {
    const property = findProperty(state.node, name);
    const { value } = property ?? {};
    if (!property || !value || value.end - value.start <= MAX_PAYLOAD_BYTES) continue;
    const message = `${name} is larger than the 256 KiB that a payload may have`;
    yield { code: 'payload-size', message, start: property.key.start, end: property.key.end };
  }
}

function at(code: ProblemCode, message: string, { start, end }: { start: number; end: number }): Problem {
  return { code, message, start, end };
}

function* taskAdvice(state: State): Generator<Problem> {
  const node = fieldOf(state, 'Resource');
  if (node?.kind !== 'string') return;
  const resource = parseResource(node.value);
  const name = state.key;
  const isLambda =
    resource.kind === 'lambda' || (resource.kind === 'integration' && resource.service.text === 'lambda');
  const waits = resource.kind === 'activity' || (resource.kind === 'integration' && resource.pattern !== undefined);
  if (
    waits &&
    !['TimeoutSeconds', 'TimeoutSecondsPath', 'HeartbeatSeconds', 'HeartbeatSecondsPath'].some((field) =>
      fieldOf(state, field),
    )
  ) {
    yield at(
      'no-timeout',
      `State "${state.name}" may wait for up to a year: give it TimeoutSeconds or HeartbeatSeconds`,
      name,
    );
  }
  if (isLambda && !handles(fieldOf(state, 'Retry'), TRANSIENT)) {
    yield at('no-retry', `State "${state.name}" does not retry Lambda's passing errors, such as ${TRANSIENT[0]}`, name);
  }
  const catchers = fieldOf(state, 'Catch');
  if (catchers?.kind === 'array' && catchers.items.length > 0 && !handles(catchers, ['States.ALL'])) {
    const key = findProperty(state.node, 'Catch')?.key ?? name;
    yield at(
      'no-catch',
      `The catchers of state "${state.name}" leave errors out: a last one with States.ALL takes the rest`,
      key,
    );
  }
  const payload =
    findProperty(fieldOf(state, 'Parameters'), 'Payload.$') ?? findProperty(fieldOf(state, 'Arguments'), 'Payload');
  if (isLambda && payload?.value?.kind === 'string' && /^(\$|\{%\s*\$states\.input\s*%\})$/.test(payload.value.value)) {
    yield at(
      'whole-payload',
      'The whole state input is handed to the function: name what it needs, to stay clear of the 256 KiB limit',
      payload.value,
    );
  }
}

const TRANSIENT = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
  'Lambda.ClientExecutionTimeoutException',
];

/** Whether one of the names, or one that stands for them, is in a list of retriers or catchers. */
function handles(list: Node | undefined, names: readonly string[]): boolean {
  if (list?.kind !== 'array') return false;
  return list.items.some((item) => {
    const errors = findValue(item, 'ErrorEquals');
    if (errors?.kind !== 'array') return item.kind === 'placeholder';
    return errors.items.some(
      (error) =>
        error.kind === 'string' &&
        (names.includes(error.value) ||
          ['States.ALL', 'States.TaskFailed'].includes(error.value) ||
          hasPlaceholder(error.value)),
    );
  });
}

function* choiceAdvice(state: State): Generator<Problem> {
  if (findProperty(state.node, 'Default')) return;
  const key = findProperty(state.node, 'Choices')?.key;
  if (key) yield at('no-default', 'Without a Default the execution fails with States.Runtime when no rule holds', key);
}

function* mapAdvice(state: State): Generator<Problem> {
  const items = findProperty(state.node, 'Items');
  if (isDistributed(state) || items?.value?.kind !== 'array' || items.value.items.length <= INLINE_CONCURRENCY) return;
  yield at(
    'large-map',
    `An inline Map works on at most ${INLINE_CONCURRENCY} items at a time; a distributed one on 10,000`,
    items.key,
  );
}
