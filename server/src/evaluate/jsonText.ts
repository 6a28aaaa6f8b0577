import type { Json } from '../base/json.ts';

/** A value as JSON for a message. One that is nested deeper than can be written becomes `…`. */
export function jsonText(value: Json): string {
  try {
    return JSON.stringify(value);
  } catch {
    return '…';
  }
}
