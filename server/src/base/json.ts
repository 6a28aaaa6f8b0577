/** Any JSON value. Values are never changed in place: a change makes a new value that shares what stayed the same. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [key: string]: Json };

/** Reads JSON text. Throws a `SyntaxError` like `JSON.parse`. A key called `__proto__` is a key like any other. */
export function parseJson(text: string): Json {
  return JSON.parse(text) as Json;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** The name JSON gives the type of a value. */
export function typeOf(value: Json): 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object' {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value as 'boolean' | 'number' | 'string' | 'object';
}

/** Deep equality of JSON values; the order of keys does not count. */
export function equal(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (isArray(a)) return isArray(b) && a.length === b.length && a.every((item, i) => equal(item, b[i] as Json));
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((k) => Object.hasOwn(b, k) && equal(a[k] as Json, b[k] as Json))
  );
}

/** A copy of `object` with one member set, in its old place or at the end. Safe for a key called `__proto__`. */
export function withMember(object: JsonObject, key: string, value: Json): JsonObject {
  // Neither spreading nor a computed key ever sets a prototype.
  return { ...object, [key]: value };
}
