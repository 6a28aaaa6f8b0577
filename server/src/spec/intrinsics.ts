import { createHash } from 'node:crypto';
import { canonicalText } from '../base/canonical.ts';
import { equal, isArray, isObject, type Json, type JsonObject, parseJson, typeOf } from '../base/json.ts';
import { lookup } from '../base/lookup.ts';
import type { Sources } from '../base/sources.ts';
import { StatesError } from './errors.ts';
import { javaRandom } from './javaRandom.ts';
import { javaText } from './javaText.ts';

/** What the types of parameters stand for; `evaluate` gets values of these types. */
interface Values {
  any: Json;
  string: string;
  /** A string whose braces are escaped where they are no placeholders. */
  template: string;
  /** A number, rounded half up to a whole one. */
  integer: number;
  positiveInteger: number;
  array: readonly Json[];
  object: JsonObject;
  boolean: boolean;
}

export type ParameterType = keyof Values;

export interface Parameter {
  readonly name: string;
  readonly type: ParameterType;
  /** Takes all arguments that are left, which may be none. */
  readonly rest?: true;
  readonly optional?: true;
}

type Arguments<P extends readonly Parameter[]> = P extends readonly [
  infer First extends Parameter,
  ...infer Others extends readonly Parameter[],
]
  ? First extends { rest: true }
    ? Values[First['type']][]
    : First extends { optional: true }
      ? [Values[First['type']]?, ...Arguments<Others>]
      : [Values[First['type']], ...Arguments<Others>]
  : [];

export interface Intrinsic {
  readonly doc: string;
  readonly params: readonly Parameter[];
  readonly returns: 'any' | 'string' | 'integer' | 'array' | 'object' | 'boolean';
  /** A call to learn from, and what it gives. */
  readonly example: readonly [call: string, result: string];
  evaluate(values: readonly Json[], sources: Sources): Json;
}

function define<const P extends readonly Parameter[]>(
  intrinsic: Omit<Intrinsic, 'params' | 'evaluate'> & {
    readonly params: P;
    evaluate(values: Arguments<P>, sources: Sources): Json;
  },
): Intrinsic {
  const { evaluate } = intrinsic;
  return {
    ...intrinsic,
    evaluate: (values, sources) => evaluate(convert(intrinsic.params, values) as Arguments<P>, sources),
  };
}

/** Every intrinsic function. Completion, hover, validation and evaluation all read this. */
export const INTRINSICS = {
  'States.Format': define({
    doc: 'Puts values into the places marked `{}` of a template. A brace that is no place is escaped: `\\{`, `\\}`.',
    params: [
      { name: 'template', type: 'template' },
      { name: 'values', type: 'any', rest: true },
    ],
    returns: 'string',
    example: ["States.Format('Hello, {}', $.name)", '"Hello, Ana"'],
    evaluate: ([template, ...values]) => format(template, values),
  }),
  'States.StringToJson': define({
    doc: 'Reads a string as JSON. A blank one gives `null`.',
    params: [{ name: 'string', type: 'string' }],
    returns: 'any',
    example: ["States.StringToJson('[1, 2]')", '[1, 2]'],
    evaluate: ([text]) => {
      if (text.trim() === '') return null;
      try {
        return parseJson(text);
      } catch {
        throw new Failure('the string is not valid JSON');
      }
    },
  }),
  'States.JsonToString': define({
    doc: 'Writes a value as JSON, without white space.',
    params: [{ name: 'value', type: 'any' }],
    returns: 'string',
    example: ['States.JsonToString($.item)', '"{\\"id\\":7}"'],
    evaluate: ([value]) => JSON.stringify(value),
  }),
  'States.Array': define({
    doc: 'An array of the values.',
    params: [{ name: 'values', type: 'any', rest: true }],
    returns: 'array',
    example: ["States.Array('a', 1, $.b)", '["a", 1, true]'],
    evaluate: (values) => values,
  }),
  'States.ArrayPartition': define({
    doc: 'Splits `array` into chunks of at most `size` elements.',
    params: [
      { name: 'array', type: 'array' },
      { name: 'size', type: 'positiveInteger' },
    ],
    returns: 'array',
    example: ['States.ArrayPartition($.items, 2)', '[[1, 2], [3]]'],
    evaluate: ([array, size]) => {
      const chunks: Json[] = [];
      for (let i = 0; i < array.length; i += size) chunks.push(array.slice(i, i + size));
      return chunks;
    },
  }),
  'States.ArrayContains': define({
    doc: 'Whether `array` has an element equal to `value`.',
    params: [
      { name: 'array', type: 'array' },
      { name: 'value', type: 'any' },
    ],
    returns: 'boolean',
    example: ["States.ArrayContains($.tags, 'new')", 'true'],
    evaluate: ([array, value]) => array.some((element) => equal(element, value)),
  }),
  'States.ArrayRange': define({
    doc: 'The numbers from `first` to `last`, both included, in steps of `step`. At most 1,000.',
    params: [
      { name: 'first', type: 'integer' },
      { name: 'last', type: 'integer' },
      { name: 'step', type: 'integer' },
    ],
    returns: 'array',
    example: ['States.ArrayRange(1, 9, 2)', '[1, 3, 5, 7, 9]'],
    evaluate: ([first, last, step]) => {
      if (step === 0) throw new Failure('the step must not be 0');
      const length = Math.max(0, Math.floor((last - first) / step) + 1);
      if (length > 1000) throw new Failure(`the range has more than 1000 elements`);
      return Array.from({ length }, (_, i) => first + i * step);
    },
  }),
  'States.ArrayGetItem': define({
    doc: 'The element of `array` at `index`, counted from 0.',
    params: [
      { name: 'array', type: 'array' },
      { name: 'index', type: 'integer' },
    ],
    returns: 'any',
    example: ['States.ArrayGetItem($.items, 0)', '"first"'],
    evaluate: ([array, index]) => {
      const element = array[index];
      if (element === undefined) throw new Failure(`the index ${index} is out of range`);
      return element;
    },
  }),
  'States.ArrayLength': define({
    doc: 'The number of elements of `array`.',
    params: [{ name: 'array', type: 'array' }],
    returns: 'integer',
    example: ['States.ArrayLength($.items)', '3'],
    evaluate: ([array]) => array.length,
  }),
  'States.ArrayUnique': define({
    doc: 'The elements of `array` without those equal to an earlier one.',
    params: [{ name: 'array', type: 'array' }],
    returns: 'array',
    example: ['States.ArrayUnique($.tags)', '["a", "b"]'],
    evaluate: ([array]) => {
      const unique = new Map<string, Json>();
      for (const element of array) {
        const key = canonicalText(element);
        if (!unique.has(key)) unique.set(key, element);
      }
      return [...unique.values()];
    },
  }),
  'States.Base64Encode': define({
    doc: 'The Base64 form of a string of at most 10,000 characters.',
    params: [{ name: 'data', type: 'string' }],
    returns: 'string',
    example: ["States.Base64Encode('Data')", '"RGF0YQ=="'],
    evaluate: ([data]) => Buffer.from(atMost10000(data), 'utf8').toString('base64'),
  }),
  'States.Base64Decode': define({
    doc: 'The string behind a Base64 form of at most 10,000 characters.',
    params: [{ name: 'data', type: 'string' }],
    returns: 'string',
    example: ["States.Base64Decode('RGF0YQ==')", '"Data"'],
    evaluate: ([data]) => {
      if (!/^[A-Za-z0-9+/]*={0,2}$/.test(atMost10000(data))) throw new Failure('the data is not valid Base64');
      return Buffer.from(data, 'base64').toString('utf8');
    },
  }),
  'States.Hash': define({
    doc: 'The hash of `data`, at most 10,000 characters, by `MD5`, `SHA-1`, `SHA-256`, `SHA-384` or `SHA-512`.',
    params: [
      { name: 'data', type: 'any' },
      { name: 'algorithm', type: 'string' },
    ],
    returns: 'string',
    example: ["States.Hash('input data', 'SHA-1')", '"aaff4a450a104cd177d28d18d74485e8cae074b7"'],
    evaluate: ([data, algorithm]) => {
      const digest = hash(atMost10000(typeof data === 'string' ? data : JSON.stringify(data)), algorithm);
      if (digest === undefined) throw new Failure(`there is no hash algorithm ${algorithm}`);
      return digest;
    },
  }),
  'States.JsonMerge': define({
    doc: 'One object of the members of both; those of `second` win. `deep` must be `false`: only whole members are merged.',
    params: [
      { name: 'first', type: 'object' },
      { name: 'second', type: 'object' },
      { name: 'deep', type: 'boolean' },
    ],
    returns: 'object',
    example: ['States.JsonMerge($.defaults, $.options, false)', '{"size": 2, "color": "red"}'],
    evaluate: ([first, second, deep]) => {
      if (deep) throw new Failure('deep merging is not supported');
      return Object.fromEntries(new Map([...Object.entries(first), ...Object.entries(second)]));
    },
  }),
  'States.MathRandom': define({
    doc: 'A whole number from `start`, included, to `end`, excluded. With a `seed` it is always the same.',
    params: [
      { name: 'start', type: 'integer' },
      { name: 'end', type: 'integer' },
      { name: 'seed', type: 'integer', optional: true },
    ],
    returns: 'integer',
    example: ['States.MathRandom(1, 7)', '4'],
    evaluate: ([start, end, seed], sources) => {
      if (end <= start) throw new Failure('the end must be greater than the start');
      const random = seed === undefined ? sources.random() : javaRandom(seed);
      return start + Math.floor(random * (end - start));
    },
  }),
  'States.MathAdd': define({
    doc: 'The sum of two numbers, each rounded to a whole one first.',
    params: [
      { name: 'first', type: 'integer' },
      { name: 'second', type: 'integer' },
    ],
    returns: 'integer',
    example: ['States.MathAdd($.count, 1)', '8'],
    evaluate: ([first, second]) => {
      const sum = first + second;
      if (!isInt32(sum)) throw new Failure(`the sum ${sum} is out of range`);
      return sum;
    },
  }),
  'States.StringSplit': define({
    doc: 'The parts of `string` between delimiters. Each character of `delimiters` is one; empty parts are left out.',
    params: [
      { name: 'string', type: 'string' },
      { name: 'delimiters', type: 'string' },
    ],
    returns: 'array',
    example: ["States.StringSplit('a,b;c', ',;')", '["a", "b", "c"]'],
    evaluate: ([text, delimiters]) => {
      const parts = [''];
      for (const c of text) {
        if (delimiters.includes(c)) parts.push('');
        else parts[parts.length - 1] += c;
      }
      return parts.filter((part) => part !== '');
    },
  }),
  'States.UUID': define({
    doc: 'A version 4 UUID.',
    params: [],
    returns: 'string',
    example: ['States.UUID()', '"ca4c1140-dcc1-40cd-ad05-7b4aa23df4a8"'],
    evaluate: (_, sources) => sources.uuid(),
  }),
} as const satisfies Record<string, Intrinsic>;

export type IntrinsicName = keyof typeof INTRINSICS;

/** How a function is called, for people: `States.MathRandom(start, end[, seed])`. */
export function intrinsicSignature(name: IntrinsicName): string {
  const params = INTRINSICS[name].params.map((param: Parameter, i) => {
    const separator = i > 0 ? ', ' : '';
    if (param.rest) return `${separator}${param.name}…`;
    return param.optional ? `[${separator}${param.name}]` : separator + param.name;
  });
  return `${name}(${params.join('')})`;
}

/** Why a call fails; the caller names the call. */
class Failure extends Error {}

/** The value of `name` for arguments that are already evaluated. Throws States.IntrinsicFailure. */
export function callIntrinsic(name: string, values: readonly Json[], sources: Sources, text = name): Json {
  try {
    const intrinsic: Intrinsic | undefined = lookup(INTRINSICS, name);
    if (!intrinsic) throw new Failure(`there is no function named ${name}`);
    return intrinsic.evaluate(values, sources);
  } catch (error) {
    if (error instanceof RangeError) throw intrinsicFailure(text, 'the value is nested too deep');
    if (!(error instanceof Failure)) throw error;
    throw intrinsicFailure(text, error.message);
  }
}

function intrinsicFailure(text: string, message: string): StatesError {
  return new StatesError('States.IntrinsicFailure', `The function '${text}' had the following error: ${message}`);
}

function convert(params: readonly Parameter[], values: readonly Json[]): Json[] {
  const wrong = wrongCount(params, values.length);
  if (wrong) throw new Failure(wrong);
  return values.map((value, i) => {
    const param = params[Math.min(i, params.length - 1)] as Parameter;
    const whole = (param.type === 'integer' || param.type === 'positiveInteger') && typeof value === 'number';
    const converted = whole ? Math.floor(value + 0.5) : value;
    if (hasType(param.type, converted)) return converted;
    if (whole) throw new Failure(`the argument ${param.name} is out of range: ${value}`);
    throw new Failure(`the argument ${param.name} must be ${TYPE_NAMES[param.type]}, but was ${typeOf(value)}`);
  });
}

function wrongCount(params: readonly Parameter[], count: number): string | undefined {
  const least = params.filter((param) => !param.optional && !param.rest).length;
  const most = params.some((param) => param.rest) ? Number.POSITIVE_INFINITY : params.length;
  if (count >= least && count <= most) return undefined;
  const wanted =
    least === most ? `${least}` : most === Number.POSITIVE_INFINITY ? `at least ${least}` : `${least} or ${most}`;
  const expected = wanted.endsWith('1') ? `${wanted} argument is expected` : `${wanted} arguments are expected`;
  return `${expected}, but there ${count === 1 ? 'is 1' : `are ${count}`}`;
}

const TYPE_NAMES: { readonly [T in ParameterType]: string } = {
  any: 'a value',
  string: 'a string',
  template: 'a string',
  integer: 'a number',
  positiveInteger: 'a positive number',
  array: 'an array',
  object: 'an object',
  boolean: 'a boolean',
};

function hasType(type: ParameterType, value: Json): boolean {
  switch (type) {
    case 'any':
      return true;
    case 'string':
    case 'template':
      return typeof value === 'string';
    case 'integer':
      return isInt32(value);
    case 'positiveInteger':
      return isInt32(value) && value > 0;
    case 'array':
      return isArray(value);
    case 'object':
      return isObject(value);
    case 'boolean':
      return typeof value === 'boolean';
  }
}

function isInt32(value: Json): value is number {
  return typeof value === 'number' && value >= -2_147_483_648 && value <= 2_147_483_647;
}

function format(template: string, values: readonly Json[]): string {
  let used = 0;
  const text = template.replace(/\\([{}\\])|\{\}/g, (_, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped;
    return javaText(values[used++] ?? null);
  });
  if (used !== values.length) {
    throw new Failure(`the template has {} ${used} times, but the number of values is ${values.length}`);
  }
  return text;
}

/** The hex digest, or undefined where there is no such algorithm. */
export function hash(data: string, algorithm: string): string | undefined {
  const name = lookup(ALGORITHMS, algorithm);
  return name && createHash(name).update(data, 'utf8').digest('hex');
}

/** The hash algorithms by the names the service has for them. */
export const ALGORITHMS: { readonly [name: string]: string } = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

function atMost10000(text: string): string {
  if (text.length > 10_000) throw new Failure('the data has more than 10000 characters');
  return text;
}

/** What is known of a call before it runs; the tree of the parser has it. */
export interface CallShape {
  readonly name: { readonly value: string; readonly start: number; readonly end: number };
  readonly arguments: readonly ArgumentShape[];
  readonly start: number;
  readonly end: number;
}

type ArgumentShape =
  | {
      readonly kind: 'string' | 'number' | 'boolean';
      readonly value: Json;
      readonly start: number;
      readonly end: number;
    }
  | { readonly kind: 'null' | 'path'; readonly start: number; readonly end: number }
  | (CallShape & { readonly kind: 'call' });

/** What is wrong with a call whatever the data: names, numbers of arguments, types of literals and of nested calls. */
export interface CallProblem {
  readonly code: 'unknown-intrinsic' | 'intrinsic-arguments';
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

export function checkIntrinsic(call: CallShape): readonly CallProblem[] {
  const nested = call.arguments.flatMap((argument) => (argument.kind === 'call' ? checkIntrinsic(argument) : []));
  const { value: name, start, end } = call.name;
  const intrinsic: Intrinsic | undefined = lookup(INTRINSICS, name);
  if (!intrinsic) {
    return [
      { code: 'unknown-intrinsic', message: `There is no intrinsic function named "${name}"`, start, end },
      ...nested,
    ];
  }
  const wrong = wrongCount(intrinsic.params, call.arguments.length);
  if (wrong) {
    return [{ code: 'intrinsic-arguments', message: `${name}: ${wrong}`, start: call.start, end: call.end }, ...nested];
  }
  return [...call.arguments.flatMap((argument, i) => checkArgument(name, intrinsic, argument, i)), ...nested];
}

function checkArgument(name: string, intrinsic: Intrinsic, argument: ArgumentShape, i: number): CallProblem[] {
  const param = intrinsic.params[Math.min(i, intrinsic.params.length - 1)];
  if (!param || param.type === 'any' || fits(param.type, argument)) return [];
  const message = `${name}: ${param.name} must be ${TYPE_NAMES[param.type]}`;
  return [{ code: 'intrinsic-arguments', message, start: argument.start, end: argument.end }];
}

function fits(type: ParameterType, argument: ArgumentShape): boolean {
  switch (argument.kind) {
    case 'path':
      return true;
    case 'null':
      return hasType(type, null);
    case 'call': {
      const returns = lookup<Intrinsic>(INTRINSICS, argument.name.value)?.returns ?? 'any';
      if (returns === 'any' || returns === type) return true;
      return (type === 'template' && returns === 'string') || (type === 'positiveInteger' && returns === 'integer');
    }
    default: {
      const whole = typeof argument.value === 'number' ? Math.floor(argument.value + 0.5) : argument.value;
      return hasType(type, whole);
    }
  }
}
