import { type Awaitable, whenDone } from '../base/awaitable.ts';
import type { JsonObject } from '../base/json.ts';
import { unexpectedType } from '../evaluate/jsonata.ts';
import { StatesError } from '../spec/errors.ts';
import { inputAfterPath, jsonataValue, type Moment, pathValue } from './moment.ts';
import { textOf } from './payload.ts';

/** A number that stands in `object` as itself, as an expression, or as a path under `namePath`. */
export function numberField(
  moment: Moment,
  object: JsonObject,
  name: string,
  within?: string,
  kind: 'integer' | 'float' = 'integer',
): Awaitable<number | undefined> {
  const path = object[`${name}Path`];
  if (typeof path === 'string') return numberAt(moment, path, `${name}Path`, kind);
  const plain = object[name];
  if (plain === undefined || typeof plain === 'number') return plain;
  const field = within === undefined ? name : `${within}/${name}`;
  return whenDone(jsonataValue(moment, plain, field), (value) => {
    if (typeof value === 'number' && (kind === 'float' || Number.isInteger(value))) return value;
    throw unexpectedType(plain, field, kind === 'float' ? 'number' : 'integer', value);
  });
}

function numberAt(moment: Moment, path: string, field: string, kind: 'integer' | 'float'): number {
  const value = pathValue(moment, path, inputAfterPath(moment.frame.data));
  const number = typeof value === 'string' && /^\s*[+-]?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && (kind === 'float' || Number.isInteger(number))) return number;
  const text = typeof value === 'string' ? value : textOf(value);
  throw new StatesError(
    'States.Runtime',
    `The ${field} field refers to value "${text}" which is not a valid ${kind}: ${path}`,
  );
}
