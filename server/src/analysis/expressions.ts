import { findClosest } from '../base/closest.ts';
import { lookup } from '../base/lookup.ts';
import { remembering } from '../base/remembering.ts';
import type { AslDocument } from '../model/document.ts';
import { pointerStep } from '../model/machine.ts';
import { type FieldPlace, type Place, specOf } from '../model/places.ts';
import type { FieldValue, PathOrigin } from '../spec/fields.ts';
import { checkIntrinsic, INTRINSICS, type Intrinsic } from '../spec/intrinsics.ts';
import { isIntrinsic, parseIntrinsic } from '../syntax/intrinsic.ts';
import { type JsonPath, type PathStep, parsePath } from '../syntax/jsonpath.ts';
import {
  findProperty,
  hasPlaceholder,
  isFilledIn,
  type Node,
  type ObjectNode,
  type Property,
  type StringNode,
} from '../syntax/node.ts';
import { spanIn } from '../syntax/stringOffsets.ts';
import { literalFaults } from './intrinsicLiterals.ts';
import { jsonataField } from './jsonataFields.ts';
import {
  type AwsDiagnostic,
  awsLocation,
  type Part,
  type Problem,
  type RuleOptions,
  schemaFailure,
} from './problem.ts';

/** Expressions inside strings: paths, intrinsic calls, payload templates, JSONata. */
export function* expressionProblems(
  { places }: Part,
  _options: RuleOptions,
  { source }: AslDocument,
): Generator<Problem> {
  for (const place of places) {
    for (const property of place.node.properties) {
      const { value } = property;
      // What holds no text holds no expression.
      if (value?.kind !== 'string' && value?.kind !== 'object' && value?.kind !== 'array') continue;
      const spec = specOf(place, property);
      if (!spec || NO_EXPRESSION.has(spec.value.kind)) continue;
      if (spec.in !== undefined && spec.in !== place.language) continue;
      if (place.language === 'JSONPath' && isPlainText(spec.value, value)) continue;
      const field: FieldPlace = { place, property, spec };
      const pointer = place.pointer + pointerStep(property.key.value);
      yield* place.language === 'JSONPath'
        ? jsonPathField(field, value, pointer, source)
        : jsonataField(field, value, pointer, source);
    }
  }
}

/** Names and indices only: right wherever a path may stand, and so are most. */
const PLAIN_PATH = /^\$(?:\.[A-Za-z_]\w*|\[\d+\])*$/;

/** Whether a text in a JSONPath state needs no closer look. */
function isPlainText({ kind }: FieldValue, node: Node): boolean {
  if (node.kind !== 'string') return false;
  if (kind === 'path' || kind === 'stringPath') return PLAIN_PATH.test(node.value);
  return (kind === 'string' || kind === 'timestamp') && !node.value.startsWith('$');
}

/** Fields that are looked at elsewhere: most there are. */
const NO_EXPRESSION: ReadonlySet<FieldValue['kind']> = new Set([
  'enum',
  'states',
  'array',
  'errorNames',
  'boolean',
  'true',
]);

function* jsonPathField(
  { spec, place, property }: FieldPlace,
  node: Node,
  pointer: string,
  source: string,
): Generator<Problem> {
  switch (spec?.value.kind) {
    case 'path':
      if (node.kind === 'string') yield* pathProblems(node, spec.value, pointer, source);
      return;
    case 'stringPath':
      if (node.kind === 'string') yield* stringPathProblems(node, pointer, source);
      return;
    case 'template':
    case 'assign':
      yield* templateProblems(node, pointer, pointer, source);
      return;
    case 'object':
      // `RoleArn.$` is the only field of a described object that is a template.
      if (place.kind === 'Task' && property.key.value === 'Credentials')
        yield* templateProblems(node, pointer, pointer, source);
      return;
    case 'any':
      if (place.kind === 'Pass') yield* staticResult(node, pointer);
      return;
    case 'string':
    case 'timestamp':
      yield* pathInPlainField(node, property.key.value, place);
      return;
    default:
      return;
  }
}

function* pathProblems(
  node: StringNode,
  { reference, within }: { readonly reference?: true; readonly within?: PathOrigin },
  pointer: string,
  source: string,
): Generator<Problem> {
  const { value } = node;
  if (hasPlaceholder(value)) return;
  const { path, errors } = readPath(value);
  const [error] = errors;
  if (!value.startsWith('$') || error || !path) {
    const said = reference
      ? `Value is not a Reference Path${value.startsWith('$') ? '' : ": Reference path didn't start with '$'"}`
      : 'Value must be a valid JSONPath.';
    const message =
      value.startsWith('$') && error
        ? `${error.message} (a ${reference ? 'reference path' : 'path'} is expected)`
        : `A ${reference ? 'reference path' : 'path'} begins with $`;
    yield {
      code: 'invalid-path',
      message,
      ...(value.startsWith('$') && error ? spanIn(node, error, source) : { start: node.start, end: node.end }),
      aws: schemaFailure(said, pointer),
    };
    return;
  }
  yield* filterLiterals(node, path, source);
  const odd = reference && path.steps.find((step) => !isReferenceStep(step, value));
  if (path.root.kind === 'data' && !odd) return;
  const aws = schemaFailure('Value is not a Reference Path', pointer);
  if (within !== undefined && path.root.kind === 'context') {
    const message = 'The context object cannot be used here: the path begins with a single $';
    yield { code: 'not-a-reference-path', message, ...spanIn(node, path.root, source), aws };
  } else if (within === 'input' && path.root.kind === 'variable') {
    const message = 'A variable cannot be used here: the path begins with $ alone';
    yield { code: 'not-a-reference-path', message, ...spanIn(node, path.root, source), aws };
  } else if (odd) {
    const message = 'A reference path leads to one place: it has names and indices only';
    yield { code: 'not-a-reference-path', message, ...spanIn(node, odd, source), aws };
  }
}

/** A keystroke leaves most paths and calls as they were. */
const readPath = remembering(4000, parsePath);
const readIntrinsic = remembering(1000, parseIntrinsic);

const faultsOf = remembering(1000, (text) => {
  const { call } = parseIntrinsic(text);
  const shape = call ? checkIntrinsic(call) : [];
  return { shape, literals: call && shape.length === 0 ? [...literalFaults(call)] : [] };
});

/** Names and indices. `.length()` and its like are names to the engine, and barred all the same where a reference path is asked for. */
function isReferenceStep({ kind, start, end }: PathStep, text: string): boolean {
  return kind === 'index' || (kind === 'name' && !/^\.\w+\(\)$/.test(text.slice(start, end)));
}

/** A bare word or double quotes in a filter: the engine compares with the text as it stands, quotes and all. */
function* filterLiterals(node: StringNode, path: JsonPath, source: string): Generator<Problem> {
  if (!node.value.includes('?')) return;
  for (const step of path.steps) {
    if (step.kind !== 'filter') continue;
    for (const condition of step.anyOf.flat()) {
      if (condition.kind !== 'comparison') continue;
      for (const side of [condition.left, condition.right]) {
        const written = node.value.slice(side.start, side.end).trim();
        if (side.kind !== 'text' || !BARE_TEXT.test(written)) continue;
        const message = `The filter compares with the text ${written} as it stands; write it in single quotes`;
        yield { code: 'filter-literal', message, ...spanIn(node, side, source) };
      }
    }
  }
}

const BARE_TEXT = /^(?!(?:true|false|null)$)[A-Za-z_"]/;

function* stringPathProblems(node: StringNode, pointer: string, source: string): Generator<Problem> {
  if (hasPlaceholder(node.value)) return;
  if (!isIntrinsic(node.value)) {
    yield* pathProblems(node, {}, pointer, source);
    return;
  }
  const said = 'Value must be a valid JSONPath or a valid intrinsic function call';
  const found = [...intrinsicProblems(node, () => schemaFailure(said, pointer), source)];
  yield* found;
  const { call } = readIntrinsic(node.value);
  const returns = call && lookup<Intrinsic>(INTRINSICS, call.name.value)?.returns;
  if (found.length === 0 && call && returns !== 'string' && returns !== 'any') {
    const message = `${call.name.value} does not return a string`;
    yield {
      code: 'invalid-intrinsic',
      message,
      ...spanIn(node, call.name, source),
      aws: schemaFailure(message, pointer),
    };
  }
}

function* intrinsicProblems(node: StringNode, aws: () => AwsDiagnostic, source: string): Generator<Problem> {
  const { call, errors } = readIntrinsic(node.value);
  const [error] = errors;
  if (error) {
    yield { code: 'invalid-intrinsic', message: error.message, ...spanIn(node, error, source), aws: aws() };
    return;
  }
  if (!call) return;
  const { shape, literals } = faultsOf(node.value);
  // AWS accepts what fails only when it runs.
  for (const { message, ...at } of literals) {
    yield { code: 'intrinsic-failure', message, ...spanIn(node, at, source) };
  }
  for (const { code, message, start, end } of shape) {
    const name = node.value.slice(start, end);
    const suggestion = code === 'unknown-intrinsic' ? findClosest(name, Object.keys(INTRINSICS)) : undefined;
    yield {
      code,
      message: suggestion === undefined ? message : `${message}; did you mean "${suggestion}"?`,
      ...spanIn(node, { start, end }, source),
      ...(suggestion !== undefined && { suggestion }),
      aws: aws(),
    };
  }
}

/** A payload template: keys that end in `.$`, at every depth. `template` is the pointer of the whole, which AWS names. */
function* templateProblems(node: Node, pointer: string, template: string, source: string): Generator<Problem> {
  if (node.kind === 'array') {
    for (const [i, item] of node.items.entries()) yield* templateProblems(item, `${pointer}/${i}`, template, source);
    return;
  }
  if (node.kind !== 'object') return;
  if (node.properties.some(isDynamic)) yield* conflicts(node, template);
  for (const { key, value } of node.properties) {
    if (!value) continue;
    if (!key.value.endsWith('.$')) {
      if (value.kind === 'string') {
        if (LOOKS_LIKE_PATH.test(value.value)) yield* unevaluated(key, value, pointer + pointerStep(key.value));
      } else if (value.kind === 'object' || value.kind === 'array') {
        yield* templateProblems(value, pointer + pointerStep(key.value), template, source);
      }
      continue;
    }
    if (value.kind !== 'string' || !PLAIN_PATH.test(value.value)) yield* dynamicProblems(key, value, template, source);
  }
}

function* dynamicProblems(key: StringNode, value: Node, template: string, source: string): Generator<Problem> {
  const said = `The value for the field '${key.value}' must be a valid JSONPath or a valid intrinsic function call`;
  const aws = () => schemaFailure(said, template);
  if (isFilledIn(value)) return;
  if (value.kind !== 'string') {
    yield { code: 'invalid-template', message: said, start: value.start, end: value.end, aws: aws() };
    return;
  }
  const text = value.value;
  if (isIntrinsic(text)) {
    yield* intrinsicProblems(value, aws, source);
    return;
  }
  const { path, errors } = readPath(text);
  const [error] = errors;
  if (!text.trimStart().startsWith('$')) {
    yield { code: 'invalid-template', message: said, start: value.start, end: value.end, aws: aws() };
  } else if (error) {
    yield {
      code: 'invalid-path',
      message: `${error.message} (a path or an intrinsic function is expected)`,
      ...spanIn(value, error, source),
      aws: aws(),
    };
  } else if (path) {
    yield* filterLiterals(value, path, source);
  }
}

function isDynamic({ key }: Property): boolean {
  return key.value.endsWith('.$');
}

function* conflicts(node: ObjectNode, template: string): Generator<Problem> {
  for (const { key } of node.properties) {
    if (!key.value.endsWith('.$')) continue;
    const name = key.value.slice(0, -2);
    const other = findProperty(node, name);
    if (!other) continue;
    const message = `"${name}" and "${key.value}" both make the field "${name}": keep one of them`;
    const related = [{ message: `The other "${name}"`, start: other.key.start, end: other.key.end }];
    yield {
      code: 'template-conflict',
      message,
      start: key.start,
      end: key.end,
      related,
      aws: schemaFailure(message, template),
    };
  }
}

const LOOKS_LIKE_PATH = /^\$(\$?[.[]|\$$)|^States\.[A-Z]\w+\(.*\)$/;

function* unevaluated(key: StringNode, value: StringNode, pointer: string): Generator<Problem> {
  if (!LOOKS_LIKE_PATH.test(value.value) || hasPlaceholder(value.value)) return;
  const message = `"${value.value}" is taken literally: name the key "${key.value}.$" to evaluate it`;
  const said = `The value of '${key.value}' looks like a JSONPath or intrinsic function, but the field name does not end with '.$'`;
  yield {
    code: 'unevaluated-path',
    message,
    start: value.start,
    end: value.end,
    aws: { code: 'NO_DOLLAR', message: said, location: awsLocation(pointer) },
  };
}

/** A path in `Error`, `Cause` or `Timestamp`, where its twin with `Path` at the end was meant. */
function* pathInPlainField(node: Node, name: string, place: Place): Generator<Problem> {
  if (node.kind !== 'string' || !Object.hasOwn(place.spec.fields, `${name}Path`)) return;
  if (!/^\$\$?[.[]/.test(node.value) || hasPlaceholder(node.value)) return;
  const message = `"${node.value}" is taken literally: use ${name}Path to take the value from a path`;
  const location = awsLocation(`${place.pointer}/${name}`);
  yield {
    code: 'unevaluated-path',
    message,
    start: node.start,
    end: node.end,
    aws: { code: 'NO_PATH', message, location },
  };
}

function* staticResult(node: Node, pointer: string): Generator<Problem> {
  const found = findDynamic(node);
  if (!found) return;
  const message = 'Result is taken literally, with its keys that end in ".$": use Parameters to evaluate them';
  const aws = { code: 'PASS_RESULT_IS_STATIC', message, location: awsLocation(pointer) };
  yield { code: 'static-result', message, start: found.start, end: found.end, aws };
}

function findDynamic(node: Node): Node | undefined {
  if (node.kind === 'string') return LOOKS_LIKE_PATH.test(node.value) ? node : undefined;
  if (node.kind === 'array') return first(node.items, findDynamic);
  if (node.kind !== 'object') return undefined;
  return first(node.properties, ({ key, value }) => (key.value.endsWith('.$') ? key : value && findDynamic(value)));
}

function first<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
