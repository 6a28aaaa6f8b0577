import { isArray, isObject, type Json } from '../base/json.ts';
import { StatesError } from '../spec/errors.ts';
import { isIntrinsic } from '../syntax/intrinsic.ts';
import { evaluateIntrinsic } from './intrinsic.ts';
import { jsonText } from './jsonText.ts';
import { evaluatePath, PathError } from './path.ts';
import type { Scope, Sources } from './scope.ts';

/**
 * The value of a payload template: a member `name.$` gives `name` the value of its path or intrinsic call, all else stays as it is.
 * Throws a `StatesError`.
 */
export function evaluateTemplate(template: Json, scope: Scope, sources: Sources | (() => Sources)): Json {
  try {
    return fill(preparedOf(template), scope, typeof sources === 'function' ? sources : () => sources);
  } catch (error) {
    if (error instanceof RangeError) throw new StatesError('States.Runtime', 'The payload template is nested too deep');
    throw error;
  }
}

/** A template made ready: what is fixed in it is there already. Templates are used over and over, and never change. */
type Prepared =
  | { readonly kind: 'fixed'; readonly value: Json }
  | { readonly kind: 'list'; readonly items: readonly Prepared[] }
  | { readonly kind: 'members'; readonly members: readonly { readonly key: string; readonly part: Prepared }[] }
  | { readonly kind: 'expression'; readonly field: string; readonly text: string }
  | { readonly kind: 'wrong'; readonly field: string };

const known = new WeakMap<object, Prepared>();

function preparedOf(template: Json): Prepared {
  if (typeof template !== 'object' || template === null) return { kind: 'fixed', value: template };
  let found = known.get(template);
  if (!found) {
    found = prepare(template);
    known.set(template, found);
  }
  return found;
}

function prepare(template: Json): Prepared {
  if (isArray(template)) {
    const items = template.map(prepare);
    return items.every(({ kind }) => kind === 'fixed') ? { kind: 'fixed', value: template } : { kind: 'list', items };
  }
  if (!isObject(template)) return { kind: 'fixed', value: template };
  const members = Object.entries(template).map(([key, value]) => {
    if (!key.endsWith('.$')) return { key, part: prepare(value) };
    const part: Prepared =
      typeof value === 'string' ? { kind: 'expression', field: key, text: value } : { kind: 'wrong', field: key };
    return { key: key.slice(0, -2), part };
  });
  return members.every(({ part }) => part.kind === 'fixed')
    ? { kind: 'fixed', value: template }
    : { kind: 'members', members };
}

function fill(part: Prepared, scope: Scope, sources: () => Sources): Json {
  switch (part.kind) {
    case 'fixed':
      return part.value;
    case 'list':
      return part.items.map((item) => fill(item, scope, sources));
    case 'members': {
      const filled: { [key: string]: Json } = {};
      for (const { key, part: member } of part.members) {
        const value = fill(member, scope, sources);
        if (key === '__proto__') Object.defineProperty(filled, key, { value, ...PLAIN_MEMBER });
        else filled[key] = value;
      }
      return filled;
    }
    case 'expression':
      return fieldValue(part.text, part.field, scope, sources);
    case 'wrong':
      throw notAnExpression(part.field);
  }
}

const PLAIN_MEMBER = { configurable: true, enumerable: true, writable: true };

/** The value of the path or intrinsic call of `field`: `ErrorPath`, or a member `name.$`. Throws a `StatesError`. */
export function evaluateField(text: string, field: string, scope: Scope, sources: Sources): Json {
  return fieldValue(text, field, scope, () => sources);
}

function fieldValue(text: string, field: string, scope: Scope, sources: () => Sources): Json {
  try {
    return isIntrinsic(text) ? evaluateIntrinsic(text, scope, sources()) : evaluatePath(text, scope);
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    if (error.kind === 'syntax') throw notAnExpression(field);
    if (error.kind === 'limit')
      throw new StatesError('States.Runtime', `Invalid path '${error.path}' : ${error.message}`);
    // Whatever the reason, the service says that it could not be found.
    throw new StatesError(
      'States.Runtime',
      isIntrinsic(text) ? noArgument(text, error, scope) : noValue(text, field, scope),
    );
  }
}

function noValue(path: string, field: string, { data, context }: Scope): string {
  const input = jsonText(path.startsWith('$$') ? context : data);
  return `The JSONPath '${path}' specified for the field '${field}' could not be found in the input '${input}'`;
}

/** A path to the context object loses one `$` here, and is said to be missing from the input all the same. */
function noArgument(call: string, { path }: PathError, { data }: Scope): string {
  const place = path.startsWith('$$') ? path.slice(1) : path;
  return `The function '${call}' had the following error: The JsonPath argument for the field '${place}' could not be found in the input '${jsonText(data)}'`;
}

function notAnExpression(field: string): StatesError {
  const cause = `The value for the field '${field}' must be a valid JSONPath or a valid intrinsic function call`;
  return new StatesError('States.Runtime', cause);
}
