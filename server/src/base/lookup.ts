/** The own member `name` of a table, or undefined: safe for names such as `constructor` that the user wrote. */
export function lookup<T>(table: { readonly [name: string]: T }, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** Whether `name` is a key of `table`. */
export function isKey<T extends object>(table: T, name: string): name is Extract<keyof T, string> {
  return Object.hasOwn(table, name);
}
