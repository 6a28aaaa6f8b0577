/** A value that is there already, or on its way. What is there is used at once, without a turn of the event loop. */
export type Awaitable<T> = T | Promise<T>;

export function whenDone<T, U>(value: Awaitable<T>, use: (value: T) => Awaitable<U>): Awaitable<U> {
  return value instanceof Promise ? value.then(use) : use(value);
}

/** What `work` gives, or what `failed` makes of the error, whether that is thrown at once or later. */
export function attempt<T>(work: () => Awaitable<T>, failed: (error: unknown) => Awaitable<T>): Awaitable<T> {
  try {
    const value = work();
    return value instanceof Promise ? value.catch(failed) : value;
  } catch (error) {
    return failed(error);
  }
}
