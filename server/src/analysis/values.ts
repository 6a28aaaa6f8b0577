import { assertNever } from '../base/assertNever.ts';
import { findClosest } from '../base/closest.ts';
import type { FieldPlace } from '../model/places.ts';
import type { FieldSpec, FieldValue } from '../spec/fields.ts';
import { parseTimestamp } from '../spec/timestamp.ts';
import { isJsonata } from '../syntax/jsonata.ts';
import { isFilledIn, type Node } from '../syntax/node.ts';
import { type Problem, schemaFailure } from './problem.ts';

/** Whether the value of a field is of the type and in the range that the spec gives. Expressions inside strings are checked elsewhere. */
export function* valueProblems(field: FieldPlace, spec: FieldSpec, pointer: string): Generator<Problem> {
  const { property, place } = field;
  const { value: node, key } = property;
  const name = key.value;
  if (!node) return;
  // Nothing is known about it.
  if (isFilledIn(node)) return;
  const wrong = (expected: string): Problem => {
    const message = `${name} must be ${expected}`;
    const said = TEXTS.has(spec.value.kind) ? NO_STRING : message;
    return { code: 'wrong-value', message, start: node.start, end: node.end, aws: schemaFailure(said, pointer) };
  };
  const { value } = spec;
  const expressions = place.language === 'JSONata' && 'expression' in value && value.expression === true;
  if (expressions && node.kind === 'string' && isJsonata(node.value)) return;
  switch (value.kind) {
    case 'any':
    case 'resource':
      if (value.kind === 'resource' && node.kind !== 'string') yield wrong('the ARN of what to call, a string');
      return;
    case 'boolean':
      if (node.kind !== 'boolean') yield wrong('true or false');
      return;
    case 'true':
      if (node.kind !== 'boolean') yield wrong('true');
      return;
    case 'string':
      if (node.kind !== 'string') yield wrong('a string');
      return;
    case 'enum':
      yield* enumProblems(node, value.values, pointer, wrong);
      return;
    case 'integer':
    case 'number':
      yield* numberProblems(node, name, value, pointer, wrong, expressions);
      return;
    case 'timestamp':
      if (node.kind !== 'string') yield wrong('a timestamp, a string');
      else if (parseTimestamp(node.value) === undefined) {
        const said = 'String does not match RFC3339 timestamp';
        const twin = node.value.startsWith('$') ? `; a path goes into ${name}Path` : '';
        const message = `${said}: write it like 2030-08-18T17:33:00Z${twin}`;
        yield {
          code: 'invalid-timestamp',
          message,
          start: node.start,
          end: node.end,
          aws: schemaFailure(said, pointer),
        };
      }
      return;
    case 'stateName':
      if (node.kind !== 'string') yield wrong('the name of a state, a string');
      return;
    case 'path':
      if (node.kind === 'null' && value.nullable) return;
      if (node.kind !== 'string') yield wrong(value.nullable ? 'a path or null' : 'a path, a string');
      return;
    case 'stringPath':
    case 'pointer':
    case 'label':
      if (node.kind !== 'string') yield wrong('a string');
      return;
    case 'errorNames':
      yield* errorNameProblems(node, name, pointer, wrong);
      return;
    case 'strings':
      if (node.kind !== 'array' || node.items.some((item) => item.kind !== 'string' && item.kind !== 'placeholder')) {
        yield wrong('an array of strings');
      }
      return;
    case 'items':
      if (node.kind === 'array' || node.kind === 'object' || isExpression(node)) return;
      yield wrong('an array, or an expression {% … %} that gives one');
      return;
    case 'condition':
      if (node.kind === 'boolean' || isExpression(node)) return;
      yield wrong('an expression {% … %} that gives a boolean');
      return;
    case 'template':
      yield* templateProblems(node, value, field, wrong);
      return;
    case 'assign':
      if (node.kind !== 'object') yield wrong('an object: variable name → value');
      return;
    case 'states':
      yield* statesProblems(node, pointer, wrong);
      return;
    case 'object':
      if (node.kind !== 'object') yield wrong('an object');
      return;
    case 'array':
      yield* arrayProblems(node, name, value.notEmpty === true, pointer, wrong);
      return;
    default:
      assertNever(value);
  }
}

/** Kinds of fields that hold a text and nothing else. */
const TEXTS: ReadonlySet<FieldValue['kind']> = new Set(['string', 'enum', 'resource', 'timestamp', 'stateName']);
const NO_STRING = 'Expected value of type [STRING]';

/** Whether a value is right beyond doubt, as most are: only the others are worth a closer look. */
export function isPlainlyRight(node: Node, value: FieldValue): boolean {
  switch (value.kind) {
    case 'any':
      return true;
    case 'string':
    case 'stateName':
    case 'resource':
    case 'path':
    case 'stringPath':
    case 'pointer':
    case 'label':
      return node.kind === 'string';
    case 'boolean':
      return node.kind === 'boolean';
    case 'enum':
      return node.kind === 'string' && value.values.includes(node.value);
    case 'template':
    case 'assign':
    case 'object':
      return node.kind === 'object';
    case 'array':
      return node.kind === 'array' && node.items.length > 0 && node.items.every(({ kind }) => kind === 'object');
    case 'errorNames':
      return node.kind === 'array' && node.items.length > 0 && node.items.every(({ kind }) => kind === 'string');
    default:
      return false;
  }
}

function isExpression(node: Node): boolean {
  return node.kind === 'string' && isJsonata(node.value);
}

function* enumProblems(
  node: Node,
  values: readonly string[],
  pointer: string,
  wrong: (expected: string) => Problem,
): Generator<Problem> {
  if (node.kind === 'string' && values.includes(node.value)) return;
  const problem = wrong(values.length === 1 ? `"${values[0]}"` : `one of ${values.join(', ')}`);
  if (node.kind !== 'string') {
    yield problem;
    return;
  }
  const suggestion = findClosest(node.value, values);
  yield {
    ...problem,
    ...(suggestion !== undefined && { suggestion, message: `${problem.message}; did you mean "${suggestion}"?` }),
    aws: schemaFailure(`Value should be one of the following: [${values.join(', ')}]`, pointer),
  };
}

function* numberProblems(
  node: Node,
  name: string,
  { kind, minimum, maximum, accepted }: Extract<FieldValue, { kind: 'integer' | 'number' }>,
  pointer: string,
  wrong: (expected: string) => Problem,
  expressions: boolean,
): Generator<Problem> {
  const type = kind === 'integer' ? 'an integer' : 'a number';
  if (node.kind !== 'number' || (kind === 'integer' && !Number.isInteger(node.value))) {
    const problem = wrong(expressions ? `${type}, or an expression {% … %} that gives one` : type);
    const isInteger = kind === 'integer';
    yield isInteger ? { ...problem, aws: schemaFailure('Expected value of type Integer', pointer) } : problem;
    return;
  }
  const { start, end } = node;
  const shown = (limit: number) => (kind === 'number' && Number.isInteger(limit) ? limit.toFixed(1) : String(limit));
  if (minimum !== undefined && node.value < minimum) {
    const message = `${name} must be at least ${minimum}`;
    if (accepted !== undefined && node.value >= accepted) {
      yield { code: 'below-minimum', message: `${message}; AWS takes ${node.value} all the same`, start, end };
      return;
    }
    const aws = schemaFailure(`Minimum value is ${shown(accepted ?? minimum)}`, pointer);
    yield { code: 'out-of-range', message, start, end, aws };
  } else if (maximum !== undefined && node.value > maximum) {
    const message = `${name} must be at most ${maximum}`;
    const aws = schemaFailure(`Maximum value is ${shown(maximum)}`, pointer);
    yield { code: 'out-of-range', message, start, end, aws };
  }
}

function* errorNameProblems(
  node: Node,
  name: string,
  pointer: string,
  wrong: (expected: string) => Problem,
): Generator<Problem> {
  if (node.kind !== 'array') {
    yield wrong('an array of error names');
  } else if (node.items.length === 0) {
    yield emptyProblem(node, `${name} cannot be empty`, pointer);
  } else {
    for (const item of node.items) {
      if (item.kind === 'string' || item.kind === 'placeholder') continue;
      yield {
        ...wrong('an array of error names'),
        message: 'An error name is a string',
        start: item.start,
        end: item.end,
      };
    }
  }
}

function* templateProblems(
  node: Node,
  { objectOnly }: Extract<FieldValue, { kind: 'template' }>,
  { place, property }: FieldPlace,
  wrong: (expected: string) => Problem,
): Generator<Problem> {
  if (place.language === 'JSONata') {
    // A Task and a Parallel take an object; so does the call of a reader or writer.
    const isArguments = property.key.value === 'Arguments';
    if (isArguments && node.kind !== 'object' && !isExpression(node))
      yield wrong('an object, or an expression {% … %} that gives one');
    else if (objectOnly && !isArguments && node.kind !== 'object' && !isExpression(node)) yield wrong('an object');
    return;
  }
  const needsObject = objectOnly || place.kind === 'Task';
  if (needsObject && node.kind !== 'object') yield wrong('an object');
}

function* statesProblems(node: Node, pointer: string, wrong: (expected: string) => Problem): Generator<Problem> {
  if (node.kind !== 'object') {
    yield wrong('an object: state name → state');
    return;
  }
  if (node.properties.length === 0) {
    yield emptyProblem(node, 'States cannot be empty: a machine has at least one state', pointer);
  }
  for (const { key, value } of node.properties) {
    if (value?.kind === 'object' || value?.kind === 'placeholder') continue;
    const message = `State "${key.value}" must be an object`;
    yield {
      code: 'wrong-value',
      message,
      start: (value ?? key).start,
      end: (value ?? key).end,
      aws: schemaFailure(message, `${pointer}/${key.value}`),
    };
  }
}

function* arrayProblems(
  node: Node,
  name: string,
  notEmpty: boolean,
  pointer: string,
  wrong: (expected: string) => Problem,
): Generator<Problem> {
  if (node.kind !== 'array') {
    yield wrong('an array');
    return;
  }
  if (notEmpty && node.items.length === 0) yield emptyProblem(node, `${name} cannot be empty`, pointer);
  for (const item of node.items) {
    if (item.kind === 'object' || item.kind === 'placeholder') continue;
    yield { ...wrong('an array of objects'), message: `${name} holds objects only`, start: item.start, end: item.end };
  }
}

function emptyProblem({ start, end }: Node, message: string, pointer: string): Problem {
  return { code: 'wrong-value', message, start, end, aws: schemaFailure('Value cannot be empty', pointer) };
}
