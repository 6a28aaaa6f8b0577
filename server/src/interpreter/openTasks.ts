import type { Awaitable } from '../base/awaitable.ts';
import type { Reply, Request } from './run.ts';

export interface Done {
  readonly request: Request;
  /** Undefined: nobody answers it. */
  readonly reply: Reply | undefined;
  /** The clock of the run at which it is there. */
  readonly due: number;
}

/** Answers a request; `signal` says that the answer is of no use any more. */
export type AnswerRequest = (
  request: Request,
  signal: AbortSignal,
) => Awaitable<(Reply & { readonly elapsed?: number }) | undefined>;

interface Open {
  readonly request: Request;
  readonly abort: AbortController;
  readonly settled: Promise<void>;
}

/** The requests of a run that are being answered elsewhere, at the same time. */
export class OpenTasks {
  readonly #answer: AnswerRequest;
  readonly #open = new Map<string, Open>();
  #done: Done[] = [];
  #error: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;

  constructor(answer: AnswerRequest) {
    this.#answer = answer;
  }

  /** The reply where it is there at once; otherwise it will be among those of `takeDone`. */
  begin(request: Request, clock: number): { readonly begun: boolean; readonly reply?: Reply | undefined } {
    if (this.#open.has(request.id)) return { begun: true };
    const abort = new AbortController();
    const reply = this.#answer(request, abort.signal);
    if (!(reply instanceof Promise)) return { begun: false, reply };
    const settled = reply
      .then(
        (value) => this.#settle(request, value, clock),
        (error) => this.#fail(request, error),
      )
      .finally(() => this.#wake?.());
    this.#open.set(request.id, { request, abort, settled });
    return { begun: true };
  }

  /** Waits until a reply is there, the time is over, or the signal says so. */
  async waitForNext(milliseconds: number | undefined, signal: AbortSignal | undefined): Promise<void> {
    if (!this.#error && !signal?.aborted) await this.#sleep(milliseconds, signal);
    if (this.#error) throw this.#error.error;
  }

  /** Nothing is there at this time, and something is being done that takes real time. */
  isWaiting(clock: number): boolean {
    return this.#open.size > this.#done.length && !this.#done.some(({ reply, due }) => !reply || due <= clock);
  }

  /** When the next reply is there that has been made already. */
  get nextDue(): number | undefined {
    return this.#done.length === 0 ? undefined : Math.min(...this.#done.map(({ due }) => due));
  }

  /** What is there at a time. */
  takeDone(clock: number): readonly Done[] {
    const done = this.#done.filter(({ due, reply }) => due <= clock || !reply);
    this.#done = this.#done.filter((one) => !done.includes(one));
    for (const { request } of done) this.#open.delete(request.id);
    return done;
  }

  /** Gives up what the run asks for no longer. */
  dropAllBut(wanted: readonly Request[]): void {
    if (this.#open.size === 0) return;
    const ids = new Set(wanted.map(({ id }) => id));
    for (const [id, { abort }] of this.#open) {
      if (ids.has(id)) continue;
      abort.abort();
      this.#open.delete(id);
      this.#done = this.#done.filter(({ request }) => request.id !== id);
    }
  }

  /** Gives up all, and comes back when that has been done: nothing goes on behind the back of whoever called. */
  async abort(): Promise<void> {
    const open = [...this.#open.values()];
    this.#open.clear();
    for (const { abort } of open) abort.abort();
    // What does not listen to the signal is not waited for.
    const grace = new Promise<void>((resolve) => setTimeout(resolve, open.length > 0 ? 1000 : 0).unref());
    if (open.length > 0) await Promise.race([Promise.all(open.map(({ settled }) => settled)), grace]);
  }

  #settle(request: Request, reply: (Reply & { readonly elapsed?: number }) | undefined, clock: number): void {
    if (!this.#open.has(request.id)) return;
    const { elapsed = 0, ...plain } = reply ?? {};
    this.#done.push({ request, reply: reply && (plain as Reply), due: clock + elapsed });
  }

  #fail(request: Request, error: unknown): void {
    if (this.#open.delete(request.id)) this.#error ??= { error };
  }

  #sleep(milliseconds: number | undefined, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        this.#wake = undefined;
        resolve();
      };
      // Timers reach no further than 2^31 milliseconds; the run just waits again.
      const longest = 2 ** 31 - 1;
      const timer =
        milliseconds === undefined ? undefined : setTimeout(done, Math.min(Math.max(0, milliseconds), longest));
      signal?.addEventListener('abort', done);
      this.#wake = done;
    });
  }
}
