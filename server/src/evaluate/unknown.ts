import { isArray, isObject, type Json } from '../base/json.ts';

// Nobody writes these characters, and nobody sees them.
const MARK = '\u2063\u2063';

/** Stands in for a value that nobody knows, such as the answer of a task. It is never taken for data. */
export function unknown(what: string): Json {
  return `${MARK}⟨${what}⟩`;
}

// Payloads are at most 256 KiB; larger ones are not searched to their end.
const MAX_VISITS = 100_000;
const found = new WeakMap<object, string | false>();

/** What is not known of a value, where something in it is not. */
export function unknownIn(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return whatIn(value);
  if (typeof value !== 'object' || value === null) return undefined;
  const known = found.get(value);
  if (known !== undefined) return known || undefined;
  const what = search(value);
  found.set(value, what ?? false);
  return what;
}

/** Whether nothing is known of a value; a text made with something that is not known is not known either. */
export function isUnknown(value: Json): boolean {
  return typeof value === 'string' && whatIn(value) !== undefined;
}

/** JSON as people read it: what is not known in words, without quotes. */
export function legible(json: string): string {
  return json.replace(STAND_IN, (text) => (JSON.parse(text) as string).slice(MARK.length));
}

const STAND_IN = new RegExp(`"${MARK}⟨(?:[^"\\\\]|\\\\.)*"`, 'g');

function search(value: Json): string | undefined {
  const stack: Json[] = [value];
  let visits = 0;
  for (let top = stack.pop(); top !== undefined && visits < MAX_VISITS; top = stack.pop()) {
    visits++;
    if (typeof top === 'string') {
      const what = whatIn(top);
      if (what !== undefined) return what;
    } else if (isArray(top)) {
      for (const item of top) stack.push(item);
    } else if (isObject(top)) {
      for (const member of Object.values(top)) stack.push(member);
    }
  }
  return undefined;
}

function whatIn(text: string): string | undefined {
  const start = text.indexOf(`${MARK}⟨`);
  if (start < 0) return undefined;
  const end = text.indexOf('⟩', start);
  return text.slice(start + MARK.length + 1, end < 0 ? text.length : end);
}
