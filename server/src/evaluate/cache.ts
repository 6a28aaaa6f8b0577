// A text longer than that is worth neither the memory nor the look-up.
const MAX_LENGTH = 10_000;

/** Remembers the last `limit` answers of `make`. */
export function remembering<T>(limit: number, make: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    if (text.length > MAX_LENGTH) return make(text);
    const found = known.get(text);
    const value = found ?? make(text);
    if (found !== undefined) known.delete(text);
    else if (known.size >= limit) known.delete(known.keys().next().value ?? '');
    known.set(text, value);
    return value;
  };
}
