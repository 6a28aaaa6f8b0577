import { findClosest } from '../base/closest.ts';
import { lookup } from '../base/lookup.ts';
import type { AslDocument } from '../model/document.ts';
import { fieldOf, isDistributed, processorOf, type State } from '../model/machine.ts';
import { type ActionSpec, INTEGRATIONS, type ServiceSpec } from '../spec/integrations.ts';
import { describeService } from '../spec/services/catalog.ts';
import { findProperty, findValue, hasPlaceholder, type StringNode } from '../syntax/node.ts';
import { parseResource, type Resource, type ResourcePart } from '../syntax/resource.ts';
import { stringOffsets } from '../syntax/stringOffsets.ts';
import { type Part, type Problem, type RuleOptions, schemaFailure } from './problem.ts';

/** What Task states call: the ARN, the integrations there are, and what Express state machines cannot do. */
export function* resourceProblems(
  { states }: Part,
  { type }: RuleOptions,
  { source }: AslDocument,
): Generator<Problem> {
  for (const state of states) {
    const isExpress = type === 'EXPRESS' || isExpressChild(state);
    if (state.type === 'Task') {
      const node = fieldOf(state, 'Resource');
      if (node?.kind === 'string') yield* taskProblems(state, node, isExpress, source);
    } else if (state.type === 'Map' && isExpress && isDistributed(state)) {
      const message = 'Express state machine does not support distributed Map';
      const { start, end } = state.key;
      const said = "The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines";
      const aws = schemaFailure(said, `${state.pointer}/${processorOf(state)?.key.value}/ProcessorConfig/Mode`);
      yield { code: 'express-restriction', message, start, end, aws };
    } else if (state.type === 'Wait' && isExpress) {
      const seconds = fieldOf(state, 'Seconds');
      if (seconds?.kind !== 'number' || seconds.value <= EXPRESS_SECONDS) continue;
      const message = `An Express execution takes at most ${EXPRESS_SECONDS} seconds: it ends before this Wait does`;
      yield { code: 'express-limit', message, start: seconds.start, end: seconds.end };
    }
  }
}

/** The longest an Express execution may take. */
const EXPRESS_SECONDS = 300;

/** Whether a state runs in child executions of the workflow type EXPRESS. */
function isExpressChild(state: State): boolean {
  for (let outer = state.machine.parent; outer; outer = outer.machine.parent) {
    if (!isDistributed(outer)) continue;
    const type = findValue(findValue(processorOf(outer)?.value, 'ProcessorConfig'), 'ExecutionType');
    return type?.kind === 'string' && type.value === 'EXPRESS';
  }
  return false;
}

function* taskProblems(state: State, node: StringNode, isExpress: boolean, source: string): Generator<Problem> {
  const pointer = `${state.pointer}/Resource`;
  const resource = parseResource(node.value);
  if (resource.kind === 'unknown') {
    if (hasPlaceholder(node.value) || node.value.startsWith('{%')) return;
    if (ARN.test(node.value)) {
      const message =
        'Step Functions calls Lambda functions, activities and service integrations; this ARN is none of them';
      yield { code: 'unknown-resource', message, start: node.start, end: node.end };
      return;
    }
    const said = 'Value is not a valid resource ARN';
    const message = `${said}: a Task calls a Lambda function, an activity, or a service integration (arn:aws:states:::…)`;
    yield { code: 'invalid-resource', message, start: node.start, end: node.end, aws: schemaFailure(said, pointer) };
    return;
  }
  if (isExpress) yield* expressProblems(resource, node, pointer);
  if (resource.kind === 'integration') yield* integrationProblems(resource, node, pointer, source);
  if (resource.kind === 'activity') yield* activityProblems(state);
  if (resource.kind === 'lambda') yield* lambdaProblems(resource.name, node, pointer);
}

/** A worker has its own role. */
function* activityProblems(state: State): Generator<Problem> {
  const credentials = findProperty(state.node, 'Credentials');
  if (!credentials) return;
  const { start, end } = credentials.key;
  const said = "The field 'Credentials' is not supported for activities";
  yield { code: 'unknown-field', message: said, start, end, aws: schemaFailure(said, `${state.pointer}/Credentials`) };
}

const ARN = /^arn:aws[a-z-]*:[a-z0-9-]+:[^:\s]*:[^:\s]*:\S+$/;

const QUALIFIER = /^(\$LATEST|[A-Za-z0-9_-]+)$/;

function* lambdaProblems(name: ResourcePart, node: StringNode, pointer: string): Generator<Problem> {
  const qualifier = node.value.slice(name.end);
  if (qualifier === '' || hasPlaceholder(node.value) || QUALIFIER.test(qualifier.slice(1))) return;
  const said = 'Value is not a valid resource ARN';
  const message = `${said}: after the function name comes at most one version or alias`;
  yield { code: 'invalid-resource', message, start: node.start, end: node.end, aws: schemaFailure(said, pointer) };
}

function* expressProblems(resource: Resource, node: StringNode, pointer: string): Generator<Problem> {
  const pattern = resource.kind === 'integration' || resource.kind === 'sdk' ? resource.pattern?.text : undefined;
  const { start, end } = node;
  if (resource.kind === 'activity') {
    const said = 'Express state machine does not support Activity ARN';
    yield { code: 'express-restriction', message: said, start, end, aws: schemaFailure(said, pointer) };
  } else if (pattern?.startsWith('.sync') || pattern === '.waitForTaskToken') {
    const name = pattern.startsWith('.sync') ? '.sync' : pattern;
    const said = `Express state machine does not support '${name}' service integration`;
    // The service ends this one with a blank.
    const answer = name === '.sync' ? said : `${said} `;
    yield { code: 'express-restriction', message: said, start, end, aws: schemaFailure(answer, pointer) };
  }
}

function* integrationProblems(
  resource: Extract<Resource, { kind: 'integration' }>,
  node: StringNode,
  pointer: string,
  source: string,
): Generator<Problem> {
  const { service, action, pattern } = resource;
  if (hasPlaceholder(service.text) || (action && hasPlaceholder(action.text))) return;
  const said = `The resource provided ${node.value} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`;
  const aws = schemaFailure(said, pointer);
  const problem = (part: ResourcePart, message: string, suggestion?: string): Problem => ({
    code: 'invalid-resource',
    message: suggestion === undefined ? message : `${message}; did you mean "${suggestion}"?`,
    ...spanOf(part, node, source),
    ...(suggestion !== undefined && { suggestion }),
    aws,
  });
  const spec: ServiceSpec | undefined = lookup<ServiceSpec>(INTEGRATIONS, service.text);
  if (!spec) {
    const suggestion = findClosest(service.text, Object.keys(INTEGRATIONS));
    if (suggestion === undefined) yield unknownService(service, action, node, source);
    else yield problem(service, `Step Functions has no optimised integration "${service.text}"`, suggestion);
    return;
  }
  const actionSpec = action && lookup(spec.actions, action.text);
  if (!actionSpec) {
    const names = Object.keys(spec.actions);
    const advice = `The optimised integration ${service.text} has no action "${action?.text ?? ''}": it has ${names.join(', ')}`;
    yield problem(action ?? service, advice, action && findClosest(action.text, names));
    return;
  }
  if (pattern && !hasPlaceholder(pattern.text) && !patternsOf(actionSpec).includes(pattern.text)) {
    const patterns = patternsOf(actionSpec);
    const offers = patterns.length === 0 ? 'no other pattern than request response' : patterns.join(', ');
    const advice = `${service.text}:${action.text} does not offer "${pattern.text}": it has ${offers}`;
    yield problem(pattern, advice, findClosest(pattern.text, patterns));
  }
}

/** It may be newer than the table. */
function unknownService(
  service: ResourcePart,
  action: ResourcePart | undefined,
  node: StringNode,
  source: string,
): Problem {
  const hasAction = action !== undefined && describeService(service.text)?.actions.has(action.text);
  const advice = hasAction ? `; the AWS SDK has it: arn:aws:states:::aws-sdk:${service.text}:${action.text}` : '';
  const message = `No optimised integration "${service.text}" is known${advice}`;
  return { code: 'unknown-service', message, ...spanOf(service, node, source) };
}

function patternsOf(action: ActionSpec): string[] {
  return [
    ...(action.sync ? ['.sync'] : []),
    ...(action.sync2 ? ['.sync:2'] : []),
    ...(action.token ? ['.waitForTaskToken'] : []),
  ];
}

/** Where a part of a resource is in the document; all of the text where it is empty. */
export function spanOf(part: ResourcePart, node: StringNode, source: string): { start: number; end: number } {
  const offsets = stringOffsets(node, source);
  const start = offsets[part.start] ?? node.start;
  const end = offsets[part.end] ?? node.end;
  return end > start ? { start, end } : { start: node.start, end: node.end };
}
