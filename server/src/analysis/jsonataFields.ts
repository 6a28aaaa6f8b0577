import { findClosest } from '../base/closest.ts';
import { pointerStep } from '../model/machine.ts';
import type { FieldPlace, Place } from '../model/places.ts';
import type { FieldValue } from '../spec/fields.ts';
import { isJsonata, readJsonata, STATES_MEMBERS } from '../syntax/jsonata.ts';
import { hasPlaceholder, type Node, type StringNode } from '../syntax/node.ts';
import { spanIn } from '../syntax/stringOffsets.ts';
import { awsLocation, type Problem, schemaFailure } from './problem.ts';

/** A field of a JSONata state that may hold expressions. */
export function* jsonataField(
  { spec, place }: FieldPlace,
  node: Node,
  pointer: string,
  source: string,
): Generator<Problem> {
  const value = spec?.value;
  if (!value) return;
  yield* constantType(value, node);
  switch (value.kind) {
    case 'template':
    case 'assign':
    case 'items':
    case 'condition':
      yield* jsonataProblems(node, place, pointer, source);
      return;
    case 'resource':
    case 'stateName':
      if (node.kind === 'string' && node.value.startsWith('{%')) {
        const message = 'This field is a constant: no expression can be used here';
        yield { code: 'wrong-value', message, start: node.start, end: node.end, aws: schemaFailure(message, pointer) };
      }
      return;
    default:
      if ('expression' in value && value.expression) yield* jsonataProblems(node, place, pointer, source);
  }
}

const CONSTANT = /^\{%\s*(?:(-?\d+(?:\.\d+)?)|(true|false)|"[^"]*"|'[^']*')\s*%\}$/;

/** By kind of field, the type of the only constants that it takes. */
const CONSTANT_TYPES: { readonly [kind in FieldValue['kind']]?: 'number' | 'boolean' | 'string' | 'array' } = {
  integer: 'number',
  number: 'number',
  condition: 'boolean',
  timestamp: 'string',
  string: 'string',
  items: 'array',
};

/** An expression that is nothing but a constant of the wrong type. */
function* constantType({ kind }: FieldValue, node: Node): Generator<Problem> {
  const expected = CONSTANT_TYPES[kind];
  const match = expected && node.kind === 'string' ? CONSTANT.exec(node.value) : null;
  if (!match) return;
  const given = match[1] ? 'number' : match[2] ? 'boolean' : 'string';
  if (given === expected) return;
  const message = `The expression gives a ${given}, but the field takes ${expected === 'array' ? 'an array' : `a ${expected}`}`;
  yield { code: 'expression-type', message, start: node.start, end: node.end };
}

function* jsonataProblems(node: Node, place: Place, pointer: string, source: string): Generator<Problem> {
  if (node.kind === 'array') {
    for (const [i, item] of node.items.entries()) yield* jsonataProblems(item, place, `${pointer}[${i}]`, source);
  } else if (node.kind === 'object') {
    for (const { key, value } of node.properties) {
      if (value) yield* jsonataProblems(value, place, pointer + pointerStep(key.value), source);
    }
  } else if (node.kind === 'string') {
    yield* jsonataText(node, place, pointer, source);
  }
}

function* jsonataText(node: StringNode, place: Place, pointer: string, source: string): Generator<Problem> {
  const { value } = node;
  if (!isJsonata(value)) {
    yield* delimiterProblems(node, pointer);
    return;
  }
  // A placeholder inside may stand for any piece of an expression.
  if (hasPlaceholder(value)) return;
  const { errors, references } = readJsonata(value.slice(2, -2));
  const within = ({ start, end }: { readonly start: number; readonly end: number }) =>
    spanIn(node, { start: start + 2, end: end + 2 }, source);
  const unknown = references.filter(({ kind, name }) => kind === 'states' && name !== '' && !isStatesMember(name));
  for (const error of errors) {
    // An unknown member of $states is no reason to refuse a definition: it yields nothing.
    if (error.kind === 'statesMember') continue;
    const isReference = error.kind === 'reference';
    yield {
      code: isReference ? 'jsonata-reference' : 'jsonata-syntax',
      message: error.message,
      ...within(error),
      aws: {
        code: isReference ? 'UNSUPPORTED_JSONATA_EXPRESSION' : 'INVALID_JSONATA_EXPRESSION',
        message: error.message,
        location: awsLocation(pointer),
      },
    };
  }
  for (const { name, start, end } of unknown) {
    const suggestion = findClosest(name, STATES_MEMBERS);
    const advice =
      suggestion === undefined ? `: it has ${STATES_MEMBERS.join(', ')}` : `; did you mean "${suggestion}"?`;
    yield { code: 'states-member', message: `$states has no member "${name}"${advice}`, ...within({ start, end }) };
  }
  for (const { kind, name, start, end } of references) {
    // These two are everywhere.
    if (kind !== 'states' || name === 'input' || name === 'context' || !isStatesMember(name)) continue;
    const available = membersHere(place, pointer);
    if (available[name]) continue;
    if (name === 'result' && available.errorOutput) {
      const message = 'A catcher has no $states.result: the error is in $states.errorOutput';
      yield { code: 'states-member', message, ...within({ start, end }) };
      continue;
    }
    const message =
      name === 'result'
        ? '$states.result is there in Output and Assign of a Task, Parallel or Map state only'
        : '$states.errorOutput is there in Output and Assign of a catcher only';
    yield {
      code: 'jsonata-reference',
      message,
      ...within({ start, end }),
      aws: {
        code: 'UNSUPPORTED_JSONATA_EXPRESSION',
        message: `Field '$states.${name}' does not exist.`,
        location: awsLocation(pointer),
      },
    };
  }
}

/** A text that is no expression, and looks as if it was to be one. */
function* delimiterProblems({ value, start, end }: StringNode, pointer: string): Generator<Problem> {
  const opens = value.startsWith('{%');
  if (opens || (value.endsWith('%}') && !value.includes('{%'))) {
    const message = `An expression begins with {% and ends with %}: here ${opens ? 'the %}' : 'the {%'} is missing`;
    const aws = schemaFailure('JSONata string must start with {% and end with %}', pointer);
    yield { code: 'jsonata-half', message, start, end, aws };
  } else if (/^\{%.*%\}$/s.test(value.trim())) {
    const message = 'There is white space outside {% and %}: the string is taken literally';
    yield { code: 'jsonata-delimiter', message, start, end };
  } else if (EXPRESSION_INSIDE.test(value)) {
    const message = `The string is taken literally: an expression is all of a string, like {% 'Hello ' & $name %}`;
    yield { code: 'jsonata-delimiter', message, start, end };
  }
}

/** Templates of other languages have the same delimiters, but no variables that begin with `$`. */
const EXPRESSION_INSIDE = /\{%.*\$.*%\}/s;

type StatesMember = (typeof STATES_MEMBERS)[number];

function isStatesMember(name: string): name is StatesMember {
  return (STATES_MEMBERS as readonly string[]).includes(name);
}

/** Which members of `$states` there are: the result after the work, the error output in a catcher. */
function membersHere(place: Place, pointer: string): { readonly [member in StatesMember]: boolean } {
  const field = pointer.slice(place.pointer.length + 1).split(/[/[]/)[0];
  const isAfter = field === 'Output' || field === 'Assign';
  const works = place.kind === 'Task' || place.kind === 'Parallel' || place.kind === 'Map';
  return { input: true, context: true, result: isAfter && works, errorOutput: isAfter && place.kind === 'Catcher' };
}
