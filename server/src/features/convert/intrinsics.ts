import { equal, isArray, isObject, type Json } from '../../base/json.ts';
import { isKey } from '../../base/lookup.ts';
import { callIntrinsic, INTRINSICS, type IntrinsicName } from '../../spec/intrinsics.ts';
import { type IntrinsicArgument, type IntrinsicCall, parseIntrinsic } from '../../syntax/intrinsic.ts';
import { hasPlaceholder } from '../../syntax/node.ts';
import {
  atom,
  BINDING,
  chain,
  constant,
  type Expression,
  listOf,
  literal,
  named,
  operand,
  operation,
  primary,
  textOf,
  typeOfValue,
  type Value,
} from './expression.ts';
import { type ConversionScope, convertPath } from './paths.ts';

/** What an intrinsic call yields; undefined, and a note, where the text is not a valid call. */
export function convertCallText(text: string, scope: ConversionScope): Value | undefined {
  const { call, errors } = parseIntrinsic(text);
  const value = call && errors.length === 0 ? convertCall(call, scope) : undefined;
  if (!value) scope.note(`${text} is not a valid call`);
  return value;
}

function convertCall(call: IntrinsicCall, scope: ConversionScope): Value | undefined {
  const name = call.name.value;
  if (!isKey(INTRINSICS, name)) return undefined;
  const values: Value[] = [];
  for (const [i, argument] of call.arguments.entries()) {
    const template = name === 'States.Format' && i === 0;
    const value = convertArgument(argument, template, scope);
    if (!value) return undefined;
    values.push(value);
  }
  if (call.arguments.some(isTextOfPath)) {
    scope.note('States.JsonToString puts a text in quotes, $string does not');
  }
  return folded(name, values) ?? CONVERSIONS[name](values, scope);
}

/** By itself it is called for objects; inside another call it may well be for the quotes. */
function isTextOfPath(argument: IntrinsicArgument): boolean {
  return (
    argument.kind === 'call' && argument.name.value === 'States.JsonToString' && argument.arguments[0]?.kind === 'path'
  );
}

function convertArgument(argument: IntrinsicArgument, template: boolean, scope: ConversionScope): Value | undefined {
  switch (argument.kind) {
    case 'string':
      return constant(template ? argument.template : argument.value);
    case 'number':
    case 'boolean':
      return constant(argument.value);
    case 'null':
      return constant(null);
    case 'path':
      return convertPath(argument.path, scope);
    case 'call':
      return convertCall(argument, scope);
  }
}

const RANDOM: ReadonlySet<IntrinsicName> = new Set(['States.UUID', 'States.MathRandom']);
const FOLDABLE = 200;

/** The result of a call whose arguments are all known, where it is small. */
function folded(name: IntrinsicName, values: readonly Value[]): Value | undefined {
  if (RANDOM.has(name)) return undefined;
  const known: Json[] = [];
  for (const value of values) {
    if (value.kind !== 'constant') return undefined;
    known.push(value.value);
  }
  // What is put in on deployment is not known yet.
  if (hasPlaceholder(JSON.stringify(known))) return undefined;
  try {
    const result = callIntrinsic(name, known, { random: () => 0, uuid: () => '', now: () => 0 });
    return JSON.stringify(result).length <= FOLDABLE ? constant(result) : undefined;
  } catch {
    return undefined;
  }
}

type Conversion = (values: readonly Value[], scope: ConversionScope) => Value | undefined;

const CONVERSIONS: { readonly [N in IntrinsicName]: Conversion } = {
  'States.Format': ([template, ...values], scope) => template && format(template, values, scope),
  'States.StringToJson': ([text]) =>
    text &&
    operationOrBlock(
      named(text, 'text', (t) => `$trim(${t}) = '' ? null : $parse(${t})`),
      BINDING.conditional,
    ),
  'States.JsonToString': ([value]) => value && jsonText(value),
  'States.Array': (items) => ({ kind: 'array', items }),
  'States.ArrayPartition': ([array, size]) => array && size && call('$partition', 'array', array, whole(size)),
  'States.ArrayContains': ([array, value]) => array && value && contains(array, value),
  'States.ArrayRange': ([first, last, by]) => first && last && by && range(whole(first), whole(last), whole(by)),
  'States.ArrayGetItem': ([array, index]) => array && index && atom(`${primary(array)}[${textOf(whole(index))}]`),
  'States.ArrayLength': ([array]) => array && call('$count', 'integer', array),
  'States.ArrayUnique': ([array]) => array && call('$distinct', 'array', array),
  'States.Base64Encode': ([data], scope) => data && base64('$base64encode', data, scope),
  'States.Base64Decode': ([data], scope) => data && base64('$base64decode', data, scope),
  'States.Hash': ([data, algorithm]) => data && algorithm && call('$hash', 'string', asText(data), algorithm),
  'States.JsonMerge': ([first, second, deep], scope) => {
    if (deep?.kind !== 'constant' || deep.value !== false) {
      scope.note('a call of States.JsonMerge is converted as one that is not deep');
    }
    return first && second && atom(`$merge([${textOf(first)}, ${textOf(second)}])`, 'object');
  },
  'States.MathRandom': ([start, end, seed]) => start && end && random(whole(start), whole(end), seed && whole(seed)),
  'States.MathAdd': ([first, second]) => first && second && sum(whole(first), whole(second)),
  'States.StringSplit': ([text, delimiters]) => text && delimiters && split(text, delimiters),
  'States.UUID': () => atom('$uuid()', 'string'),
};

function call(name: string, type: Expression['type'], ...values: readonly Value[]): Expression {
  return atom(`${name}(${values.map(textOf).join(', ')})`, type);
}

function operationOrBlock(text: string, binding: number): Expression {
  return text.startsWith('($') ? atom(text) : operation(text, binding);
}

/** Functions that take whole numbers round others half up. */
function whole(value: Value): Value {
  const type = typeOfValue(value);
  if (type === 'integer') return value;
  if (value.kind === 'constant' && typeof value.value === 'number') return constant(Math.floor(value.value + 0.5));
  return atom(`$floor(${operand(value, BINDING.add)} + 0.5)`, 'integer');
}

function sum(first: Value, second: Value): Expression {
  const negative = second.kind === 'constant' && typeof second.value === 'number' && second.value < 0;
  const right = negative ? ` - ${-(second.value as number)}` : ` + ${operand(second, BINDING.add + 1)}`;
  return operation(operand(first, BINDING.add) + right, BINDING.add, 'integer');
}

function base64(name: string, data: Value, scope: ConversionScope): Expression {
  scope.note('Base64 of letters beyond ASCII comes out differently in JSONata');
  return call(name, 'string', data);
}

function asText(value: Value): Value {
  return typeOfValue(value) === 'string' ? value : call('$string', 'string', value);
}

/** `$string` leaves a text as it is, JsonToString puts it in quotes. */
function jsonText(value: Value): Expression {
  if (typeOfValue(value) !== 'string') return call('$string', 'string', value);
  return atom(`$replace($string({'': ${textOf(value)}}), /^.{4}|.$/, '')`, 'string');
}

function format(template: Value, values: readonly Value[], scope: ConversionScope): Value | undefined {
  if (template.kind !== 'constant' || typeof template.value !== 'string') {
    const [value] = values;
    if (!value) return template;
    if (values.length > 1)
      scope.note('the template of States.Format is not known here; its values are put in one by one');
    return atom(
      values.reduce((text, v) => `$replace(${text}, '{}', ${textOf(asText(v))}, 1)`, textOf(template)),
      'string',
    );
  }
  if (values.some((value) => isStructure(value, scope))) {
    scope.note('States.Format writes an array or object as Java does, JSONata as JSON');
  }
  const parts: Value[] = [];
  let text = '';
  let used = 0;
  for (const [piece, escaped] of template.value.matchAll(/\\([{}\\])|\{\}|[^\\{]+|[\\{]/g)) {
    const value = piece === '{}' ? values[used++] : constant(escaped ?? piece);
    if (!value) return undefined;
    if (value.kind === 'constant' && !isArray(value.value) && !isObject(value.value)) {
      text += String(value.value);
      continue;
    }
    if (text !== '') parts.push(constant(text));
    text = '';
    parts.push(value);
  }
  if (used !== values.length) return undefined;
  if (text !== '') parts.push(constant(text));
  const [only] = parts;
  if (!only) return constant('');
  if (parts.length === 1) return asText(only);
  return operation(
    chain(
      parts.map((part) => operand(part, BINDING.add + 1)),
      '&',
    ),
    BINDING.add,
    'string',
  );
}

/** The whole data is taken for an object. */
function isStructure(value: Value, { data }: ConversionScope): boolean {
  return (
    ['array', 'object'].includes(typeOfValue(value)) || (value.kind === 'expression' && value.text === textOf(data))
  );
}

/** `in` compares scalars only. */
function contains(array: Value, value: Value): Expression {
  const type = typeOfValue(value);
  const scalar = ['string', 'number', 'integer', 'boolean'].includes(type) || equalsNull(value);
  if (scalar) {
    const text = `${operand(value, BINDING.compare + 1)} in ${operand(array, BINDING.compare + 1)}`;
    return operation(text, BINDING.compare, 'boolean');
  }
  return atom(`$exists(${primary(array)}[$ = ${operand(value, BINDING.compare + 1)}])`, 'boolean');
}

function equalsNull(value: Value): boolean {
  return value.kind === 'constant' && equal(value.value, null);
}

function range(first: Value, last: Value, by: Value): Expression {
  if (by.kind === 'constant' && by.value === 1) {
    const [from, to] = [first, last].map((end) => operand(end, BINDING.add));
    return listOf(`${from}..${to}`);
  }
  return listOf(call('$range', 'any', first, last, by).text);
}

function random(start: Value, end: Value, seed: Value | undefined): Expression {
  const chance = seed ? call('$random', 'number', seed) : atom('$random()');
  const known = start.kind === 'constant' && end.kind === 'constant';
  const width = known
    ? literal((end.value as number) - (start.value as number))
    : `(${operand(end, BINDING.add)} - ${operand(start, BINDING.add + 1)})`;
  const scaled = atom(`$floor(${chance.text} * ${width})`, 'integer');
  if (start.kind === 'constant' && start.value === 0) return scaled;
  return operation(`${scaled.text} + ${operand(start, BINDING.add + 1)}`, BINDING.add, 'integer');
}

/** Each of the delimiters splits, and what is empty is left out. */
function split(text: Value, delimiters: Value): Expression {
  const filled = (parts: string) => listOf(`${parts}[$ != '']`);
  if (delimiters.kind !== 'constant' || typeof delimiters.value !== 'string' || hasPlaceholder(delimiters.value)) {
    const splitting = 'function($parts, $letter) { $parts.$split($, $letter) }';
    return filled(`$reduce($split(${textOf(delimiters)}, ''), ${splitting}, ${textOf(text)})`);
  }
  const letters = [...delimiters.value];
  if (letters.length === 0) return filled(primary(text));
  const separator = letters.length === 1 ? textOf(delimiters) : `/[${letters.map(inClass).join('')}]/`;
  return filled(`$split(${textOf(text)}, ${separator})`);
}

function inClass(letter: string): string {
  return /[\\\]^/[(){}-]/.test(letter) ? `\\${letter}` : letter;
}

/** Text as part of a regular expression. */
export function inPattern(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}/]/g, '\\$&');
}
