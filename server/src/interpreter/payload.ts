import type { Json } from '../base/json.ts';

/** The size in bytes that one payload may have. */
export const MAX_PAYLOAD_BYTES = 262_144;

// The output of a state is the input of the next: the same value is written several times in a row.
const recent: { readonly value: object; readonly text: string }[] = [];
const MOST_RECENT = 8;

/** What events say beside a payload: here it is always all there. */
export const WHOLE = { truncated: false };

/** A payload as JSON text. */
export function textOf(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const known = recent.find((r) => r.value === value);
  if (known) return known.text;
  const text = JSON.stringify(value);
  if (recent.length === MOST_RECENT) recent.pop();
  recent.unshift({ value, text });
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
  return new TextEncoder().encode(text).length;
}
