import type { Json, JsonObject } from '../base/json.ts';

/** The size in bytes that one payload may have. */
export const MAX_PAYLOAD_BYTES = 262_144;

// The output of a state is the input of the next: the same value is written several times in a row.
const MOST_RECENT = 8;
const values: (object | undefined)[] = new Array(MOST_RECENT).fill(undefined);
const texts: string[] = new Array(MOST_RECENT).fill('');
let last = 0;

/** What events say beside a payload: here it is always all there. */
export const WHOLE = { truncated: false };

/** A payload as JSON text. */
export function textOf(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (values[last] === value) return texts[last] ?? '';
  const known = values.indexOf(value);
  if (known >= 0) return texts[known] ?? '';
  const text = JSON.stringify(value);
  last = (last + 1) % MOST_RECENT;
  values[last] = value;
  texts[last] = text;
  return text;
}

export function isTooLarge(value: Json): boolean {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return false;
  const text = textOf(value);
  return (
    text.length > MAX_PAYLOAD_BYTES || (text.length * 3 > MAX_PAYLOAD_BYTES && utf8Length(text) > MAX_PAYLOAD_BYTES)
  );
}

function utf8Length(text: string): number {
  return Buffer.byteLength(text);
}

/** The size in bytes of all variables of an execution. */
const MAX_VARIABLE_BYTES = 10 * 1024 * 1024;

const sizes = new WeakMap<object, number>();

/** Why variables may not be assigned, undefined where they may. `all` are those that there will be then. */
export function variablesProblem(assigned: JsonObject, all: JsonObject): string | undefined {
  for (const [name, value] of Object.entries(assigned)) {
    if (isTooLarge(value))
      return `The variable '${name}' has a size exceeding the maximum number of bytes service limit.`;
  }
  if (isTooLarge(assigned)) {
    return 'The variables of one Assign have a size exceeding the maximum number of bytes service limit.';
  }
  let total = 0;
  for (const value of Object.values(all)) total += sizeOf(value);
  if (total <= MAX_VARIABLE_BYTES) return undefined;
  return 'The variables of the execution have a size exceeding the maximum number of bytes service limit.';
}

function sizeOf(value: Json): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value !== 'object' || value === null) return 8;
  let size = sizes.get(value);
  if (size === undefined) {
    size = utf8Length(textOf(value));
    sizes.set(value, size);
  }
  return size;
}
