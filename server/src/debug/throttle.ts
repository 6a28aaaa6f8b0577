/** Passes values on, the last one for each key: some at once, and what is too much in a while together at its end. */
export class Throttle<T> {
  readonly #send: (value: T) => void;
  readonly #burst: number;
  readonly #whileMs: number;
  readonly #waiting = new Map<string, T>();
  #sent = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(send: (value: T) => void, burst: number, whileMs: number) {
    this.#send = send;
    this.#burst = burst;
    this.#whileMs = whileMs;
  }

  add(key: string, value: T): void {
    this.#timer ??= setTimeout(() => this.#turn(), this.#whileMs);
    if (this.#sent < this.#burst) {
      this.#sent++;
      this.#send(value);
    } else {
      this.#waiting.delete(key);
      this.#waiting.set(key, value);
    }
  }

  flush(): void {
    for (const value of this.#waiting.values()) this.#send(value);
    this.#waiting.clear();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sent = 0;
    this.#waiting.clear();
  }

  #turn(): void {
    this.#timer = undefined;
    this.#sent = 0;
    this.flush();
  }
}
