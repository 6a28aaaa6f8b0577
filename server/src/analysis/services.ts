import { findClosest } from '../base/closest.ts';
import type { AslDocument } from '../model/document.ts';
import { fieldOf, type State } from '../model/machine.ts';
import {
  alternativesOf,
  describeService,
  isActionVerb,
  type Parameters,
  parametersOf,
  sdkSpelling,
  serviceAlias,
  serviceNames,
  verbOf,
} from '../spec/services/catalog.ts';
import type { ParameterSpec, ParameterType } from '../spec/services/optimised.ts';
import { isJsonata } from '../syntax/jsonata.ts';
import { findProperty, hasPlaceholder, type Node, type ObjectNode, type StringNode } from '../syntax/node.ts';
import { parseResource, type Resource, type ResourcePart } from '../syntax/resource.ts';
import { type Part, type Problem, type RuleOptions, schemaFailure } from './problem.ts';
import { spanOf } from './resources.ts';

/** What Task states ask of AWS services: actions of the SDK integrations, parameters of both kinds, task tokens. */
export function* serviceProblems({ states }: Part, _options: RuleOptions, { source }: AslDocument): Generator<Problem> {
  for (const state of states) {
    if (state.type !== 'Task') continue;
    const node = fieldOf(state, 'Resource');
    if (node?.kind !== 'string') continue;
    const resource = parseResource(node.value);
    if (resource.kind !== 'integration' && resource.kind !== 'sdk') continue;
    const task: ServiceTask = { state, node, resource, source };
    if (resource.kind === 'sdk') yield* sdkProblems(task);
    yield* parameterProblems(task);
    if (resource.pattern?.text === '.waitForTaskToken') yield* tokenProblems(task, resource.pattern);
  }
}

interface ServiceTask {
  readonly state: State;
  /** The value of `Resource`. */
  readonly node: StringNode;
  readonly resource: Extract<Resource, { kind: 'integration' | 'sdk' }>;
  readonly source: string;
}

function* sdkProblems({ state, node, resource, source }: ServiceTask): Generator<Problem> {
  const { service, action, pattern } = resource;
  const problem = (part: ResourcePart, message: string, suggestion: string | undefined, sure: boolean): Problem => {
    const said = `The resource provided ${node.value} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`;
    return {
      code: sure ? 'invalid-resource' : 'unknown-service',
      message: suggestion === undefined ? message : `${message}; did you mean "${suggestion}"?`,
      ...spanOf(part, node, source),
      ...(suggestion !== undefined && { suggestion }),
      ...(sure && { aws: schemaFailure(said, `${state.pointer}/Resource`) }),
    };
  };
  if (pattern && !hasPlaceholder(pattern.text) && pattern.text !== '.waitForTaskToken') {
    const offer = 'AWS SDK integrations have no other pattern than request response and .waitForTaskToken';
    yield problem(pattern, `"${pattern.text}" is not possible here: ${offer}`, undefined, true);
  }
  if (hasPlaceholder(service.text)) return;
  const known = describeService(service.text);
  if (!known) {
    const alias = serviceAlias(service.text);
    const suggestion = alias ?? findClosest(service.text, serviceNames());
    const sure = alias !== undefined || (suggestion !== undefined && isMisspelt(service.text, suggestion));
    yield problem(service, `No AWS service "${service.text}" is known`, suggestion, sure);
    return;
  }
  if (!action || action.text === '') {
    yield problem(service, `Which action of ${known.title}? It is missing after "${service.text}:"`, undefined, true);
    return;
  }
  if (hasPlaceholder(action.text) || known.actions.size === 0 || known.actions.has(action.text)) return;
  const suggestion = findClosest(action.text, known.actions.keys());
  const sure =
    /^[A-Z]/.test(action.text) ||
    (suggestion !== undefined && isMisspelt(action.text, suggestion) && !isOtherVerb(action.text, suggestion));
  yield problem(action, `No action "${action.text}" of ${known.title} is known`, suggestion, sure);
}

/** Whether two actions do different things to one: `setX` is a likely sibling of `getX`. */
function isOtherVerb(action: string, known: string): boolean {
  return verbOf(action) !== verbOf(known) && isActionVerb(verbOf(action));
}

/**
 * Whether a name is so near to a known one that it must be meant. A plural, a number or a letter more at the end may well be
 * a newer sibling; and short names are near to each other.
 */
function isMisspelt(name: string, known: string): boolean {
  if (name.toLowerCase() === known.toLowerCase()) return true;
  if (known.length < 6 || /\d/.test(name) !== /\d/.test(known)) return false;
  const [short, long] = name.length < known.length ? [name, known] : [known, name];
  if (long.startsWith(short)) return false;
  const end = (text: string) => text.replace(/(ies|s|y)$/, '');
  return end(name) !== end(known) && isOneEdit(short, long);
}

/** Whether one letter is missing, wrong, or changed places with its neighbour. */
function isOneEdit(short: string, long: string): boolean {
  let at = 0;
  while (at < short.length && short[at] === long[at]) at++;
  if (short.length !== long.length) return short.slice(at) === long.slice(at + 1);
  const swapped = short[at] === long[at + 1] && short[at + 1] === long[at];
  return short.slice(at + 1) === long.slice(at + 1) || (swapped && short.slice(at + 2) === long.slice(at + 2));
}

function* parameterProblems(task: ServiceTask): Generator<Problem> {
  const { state, node, resource, source } = task;
  const { service, action } = resource;
  const known = action && parametersOf(service.text, action.text, resource.kind);
  if (!action || !known) return;
  const name = `${service.text}:${action.text}`;
  const field = findProperty(state.node, parametersField(state));
  if (!field) {
    // Those of the other query language are told elsewhere.
    if (fieldOf(state, 'Arguments') || fieldOf(state, 'Parameters')) return;
    const needed = [...known].filter(([, { required }]) => required).map(([parameter]) => parameter);
    if (needed.length === 0) return;
    const message = `${name} requires ${needed.join(', ')}; without ${parametersField(state)} the whole state input has to be what it takes`;
    yield { code: 'no-parameters', message, ...spanOf(action, node, source) };
    return;
  }
  const { value, key } = field;
  // Functions of deployment templates and merged keys of YAML bring members that are not to be seen here.
  if (value?.kind !== 'object' || value.properties.some(({ key }) => isDynamic(key.value))) return;
  yield* memberProblems(value, known, name, state);
  if (service.text === 'dynamodb') yield* attributeProblems(value, state);
  yield* missingParameters(value, key, known, task, name);
  if (name === 'http:invoke') yield* connectionProblems(value, state);
}

function parametersField(state: State): 'Arguments' | 'Parameters' {
  return state.language === 'JSONata' ? 'Arguments' : 'Parameters';
}

function isDynamic(key: string): boolean {
  return key === '<<' || key.startsWith('Fn::') || key === 'Ref' || hasPlaceholder(key);
}

function plainName(key: string): string {
  return key.endsWith('.$') ? key.slice(0, -2) : key;
}

function* missingParameters(
  given: ObjectNode,
  { start, end }: StringNode,
  known: Parameters,
  { state, resource }: ServiceTask,
  name: string,
): Generator<Problem> {
  // A key that only differs in its capitals is told as such, not as missing too.
  const names = new Set(given.properties.map(({ key }) => plainName(key.value).toLowerCase()));
  for (const [parameter, { required }] of known) {
    if (!required || names.has(parameter.toLowerCase())) continue;
    const said = `The field '${parameter}' is required but was missing`;
    const aws = schemaFailure(said, `${state.pointer}/${parametersField(state)}`);
    yield { code: 'missing-parameter', message: `${said}: ${name} needs it`, start, end, aws };
  }
  if (resource.kind !== 'integration') return;
  const alternatives = alternativesOf(resource.service.text, resource.action?.text ?? '');
  if (alternatives.length === 0 || alternatives.some((parameter) => names.has(parameter.toLowerCase()))) return;
  const message = `${name} needs one of ${alternatives.join(', ')}`;
  yield { code: 'missing-parameter', message, start, end };
}

function* memberProblems(given: ObjectNode, known: Parameters, name: string, state: State): Generator<Problem> {
  for (const { key, value } of given.properties) {
    const written = plainName(key.value);
    const spec = known.get(written);
    if (spec) {
      if (value && written === key.value) yield* typeProblems(written, spec, value, state);
    } else {
      yield unknownParameter(key, written, [...known.keys()], name);
    }
  }
}

function unknownParameter(key: StringNode, written: string, names: readonly string[], name: string): Problem {
  const { start, end } = key;
  const same = names.find((candidate) => candidate.toLowerCase() === written.toLowerCase());
  const close = same ?? findClosest(written, names);
  // `DBName` for `DbName` is how the API itself writes it.
  const sure = close !== undefined && sdkSpelling(written) !== close && isMisspelt(written, close);
  const message = `${name} has no parameter "${written}"`;
  if (close === undefined) return { code: 'unknown-parameter', message: `${message} that is known here`, start, end };
  const suggestion = close + key.value.slice(written.length);
  const told = { message: `${message}; did you mean "${close}"?`, start, end, suggestion };
  return { code: sure ? 'parameter-name' : 'unknown-parameter', ...told };
}

function* typeProblems(name: string, spec: ParameterSpec, node: Node, state: State): Generator<Problem> {
  const { start, end } = node;
  const given = typeOf(node, state);
  if (given === undefined || spec.type === 'any') return;
  if (given !== spec.type) {
    if (isConvertible(node, spec.type)) return;
    const message = `The value of the parameter "${name}" is ${WITH_ARTICLE[given]}; the API takes ${WITH_ARTICLE[spec.type]}`;
    yield { code: 'parameter-type', message, start, end };
  } else if (node.kind === 'string' && spec.oneOf && !spec.oneOf.includes(node.value)) {
    const suggestion = findClosest(node.value, spec.oneOf);
    const message = `"${node.value}" is none of the values of ${name}: ${spec.oneOf.join(', ')}`;
    yield { code: 'parameter-type', message, start, end, ...(suggestion !== undefined && { suggestion }) };
  }
}

/** Scalars are converted on the way: `"true"` is as good as `true`, `5` as `"5"`. */
function isConvertible(node: Node, type: ParameterType): boolean {
  if (node.kind === 'number' || node.kind === 'boolean') return type === 'string';
  if (node.kind !== 'string') return false;
  return type === 'boolean'
    ? /^(true|false)$/i.test(node.value)
    : type === 'number' && /^-?\d+(\.\d+)?$/.test(node.value);
}

const WITH_ARTICLE: { readonly [T in ParameterType]: string } = {
  string: 'a string',
  number: 'a number',
  boolean: 'a boolean',
  object: 'an object',
  array: 'an array',
  any: 'any JSON',
};

/** The type of a constant; undefined where it is not known before the run or the deployment. */
function typeOf(node: Node, state: State): ParameterType | undefined {
  switch (node.kind) {
    case 'placeholder':
    case 'null':
      return undefined;
    case 'string': {
      const computed = hasPlaceholder(node.value) || (state.language === 'JSONata' && isJsonata(node.value));
      return computed ? undefined : 'string';
    }
    case 'object':
      // `{ "Ref": "Topic" }` becomes a string.
      return node.properties.some(({ key }) => isDynamic(key.value)) ? undefined : 'object';
    default:
      return node.kind;
  }
}

/** Parameters of DynamoDB that hold attributes, by name. */
const ATTRIBUTES = ['Item', 'Key', 'ExpressionAttributeValues'];

/** The types of an attribute; the SDK for Java, whose names the SDK integrations have, writes some of them in its own way. */
const ATTRIBUTE_TYPE = /^(S|N|B|SS|NS|BS|M|L|BOOL|NULL|Ss|Ns|Bs|Bool|Nul|Null)$/;

function* attributeProblems(given: ObjectNode, state: State): Generator<Problem> {
  for (const { key, value } of given.properties) {
    if (!ATTRIBUTES.includes(key.value) || value?.kind !== 'object') continue;
    for (const { key: name, value: attribute } of value.properties) {
      if (!attribute || isDynamic(name.value) || name.value.endsWith('.$')) continue;
      // A text alone is taken for one of type S.
      if (attribute.kind !== 'array' && typeOf(attribute, state) !== 'object') continue;
      const members = attribute.kind === 'object' ? attribute.properties : [];
      if (members.length > 0 && members.every((member) => ATTRIBUTE_TYPE.test(plainName(member.key.value)))) continue;
      const message = `The attribute "${name.value}" has no type: DynamoDB takes an object such as { "S": "text" } or { "N": "1" }`;
      yield { code: 'parameter-type', message, start: attribute.start, end: attribute.end };
    }
  }
}

const CONNECTION = /^arn:aws[a-z-]*:events:[a-z0-9-]+:\d{12}:connection\/[^\s/]+(\/[^\s/]+)?$/;

function* connectionProblems(given: ObjectNode, state: State): Generator<Problem> {
  for (const holder of ['Authentication', 'InvocationConfig']) {
    const property = findProperty(given, holder);
    const value = property?.value;
    if (!property || value?.kind !== 'object' || value.properties.some(({ key }) => isDynamic(key.value))) continue;
    const arn = value.properties.find(({ key }) => plainName(key.value) === 'ConnectionArn');
    if (!arn) {
      const said = "The field 'ConnectionArn' is required but was missing";
      const { start, end } = property.key;
      const aws = schemaFailure(said, `${state.pointer}/${parametersField(state)}/${holder}`);
      yield { code: 'missing-parameter', message: `${said}: http:invoke needs a connection`, start, end, aws };
      continue;
    }
    const node = arn.value;
    if (node?.kind !== 'string' || arn.key.value.endsWith('.$') || typeOf(node, state) !== 'string') continue;
    if (CONNECTION.test(node.value)) continue;
    const message =
      'ConnectionArn is the ARN of an EventBridge connection: arn:aws:events:REGION:ACCOUNT:connection/NAME/ID';
    yield { code: 'invalid-connection', message, start: node.start, end: node.end };
  }
}

function* tokenProblems({ state, node, source }: ServiceTask, pattern: ResourcePart): Generator<Problem> {
  const field = parametersField(state);
  const value = fieldOf(state, field);
  if (value && mayHaveToken(value, state, '')) return;
  const path = state.language === 'JSONata' ? '{% $states.context.Task.Token %}' : '$$.Task.Token';
  const message = `The state waits for a task token, but nothing in ${field} passes it on: give the service ${path}`;
  yield { code: 'task-token', message, ...spanOf(pattern, node, source) };
}

/** Whether a value may hold the task token: the whole context object is enough, and so is what deployment puts in. */
function mayHaveToken(node: Node, state: State, key: string): boolean {
  switch (node.kind) {
    case 'placeholder':
      return true;
    case 'string':
      if (state.language === 'JSONata') return isJsonata(node.value) && /context|\$states(?!\.)/.test(node.value);
      return key.endsWith('.$') && (hasPlaceholder(node.value) || /\$\$(\.Task|\[|\s*[,)]|$)/.test(node.value.trim()));
    case 'array':
      return node.items.some((item) => mayHaveToken(item, state, ''));
    case 'object':
      return node.properties.some(
        (property) =>
          isDynamic(property.key.value) ||
          (property.value !== undefined && mayHaveToken(property.value, state, property.key.value)),
      );
    default:
      return false;
  }
}
