import { expressionsOf } from '../model/expressions.ts';
import { fieldOf, type State, type StateMachine, statesIn } from '../model/machine.ts';
import { statePlace } from '../model/places.ts';
import { parsePath } from '../syntax/jsonpath.ts';
import type { Node } from '../syntax/node.ts';
import { parseResource } from '../syntax/resource.ts';
import type { Problem } from './problem.ts';

/** Members that only the answer of a service brings, by optimised integration. */
const ANSWERS: { readonly [call: string]: readonly string[] } = {
  'lambda:invoke': ['Payload', 'StatusCode', 'ExecutedVersion', 'SdkHttpMetadata', 'SdkResponseMetadata'],
  'sqs:sendMessage': ['MD5OfMessageBody', 'MessageId', 'SdkHttpMetadata', 'SdkResponseMetadata'],
  'sns:publish': ['MessageId', 'SdkHttpMetadata', 'SdkResponseMetadata'],
  'states:startExecution': ['ExecutionArn', 'StartDate', 'SdkHttpMetadata', 'SdkResponseMetadata'],
};

/** `ResultPath: null` on a task, and a read of what its answer would have brought: in the task itself, or in the state after it. */
export function* lostResultProblems(definition: StateMachine): Generator<Problem> {
  for (const state of statesIn(definition)) {
    if (state.language !== 'JSONPath' || fieldOf(state, 'ResultPath')?.kind !== 'null') continue;
    const members = answerOf(state);
    // Where another task hands the same on, it may come from there.
    if (members.length === 0 || [...state.machine.states.values()].some((other) => handsOn(other, members))) continue;
    yield* readsOf(state, members, state, ['OutputPath']);
    const next = fieldOf(state, 'Next');
    const after = next?.kind === 'string' ? state.machine.states.get(next.value) : undefined;
    if (after && after !== state) yield* readsOf(after, members, state, ['InputPath', 'Parameters', 'ItemsPath']);
  }
}

function answerOf(state: State): readonly string[] {
  const node = fieldOf(state, 'Resource');
  const resource = node?.kind === 'string' ? parseResource(node.value) : undefined;
  if (resource?.kind !== 'integration' || resource.pattern) return [];
  const call = `${resource.service.text}:${resource.action?.text}`;
  return Object.hasOwn(ANSWERS, call) ? (ANSWERS[call] ?? []) : [];
}

/** Whether the whole answer of a state becomes its output. */
function handsOn(state: State, members: readonly string[]): boolean {
  const path: Node | undefined = fieldOf(state, 'ResultPath');
  const isWhole = path === undefined || (path.kind === 'string' && path.value === '$');
  return isWhole && answerOf(state).some((member) => members.includes(member));
}

function* readsOf(
  state: State,
  members: readonly string[],
  task: State,
  fields: readonly string[],
): Generator<Problem> {
  for (const { language, text, node, field } of expressionsOf(statePlace(state))) {
    if (language !== 'path' || !fields.includes(field.property.key.value)) continue;
    const { path } = parsePath(text);
    const [first] = path?.steps ?? [];
    if (path?.root.kind !== 'data' || first?.kind !== 'name' || !members.includes(first.name)) continue;
    const message = `"${text}" reads the result of "${task.name}", which its ResultPath null drops`;
    yield { code: 'lost-result', message, start: node.start, end: node.end };
  }
}
