import { ownText } from './ownText.ts';

// A text longer than that is worth neither the memory nor the look-up.
const MAX_LENGTH = 10_000;

/** Remembers the last answers of `make`: `limit` of them at least, and at most twice as many. */
export function remembering<T>(limit: number, make: (text: string) => T): (text: string) => T {
  let recent = new Map<string, T>();
  let older = new Map<string, T>();
  return (text) => {
    const found = recent.get(text);
    if (found !== undefined) return found;
    if (text.length > MAX_LENGTH) return make(text);
    const own = ownText(text);
    const value = older.get(own) ?? make(own);
    if (recent.size >= limit) {
      older = recent;
      recent = new Map();
    }
    recent.set(own, value);
    return value;
  };
}
