/** Makes a `switch` exhaustive: a new variant does not compile until it is handled. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected variant: ${JSON.stringify(value)}`);
}
