import type { Outcome, Run } from '../interpreter/run.ts';
import { findThread, framesOf, threadName } from '../interpreter/threads.ts';
import type { Advanced } from './debugger.ts';
import { preview } from './values.ts';

/** A line of the Debug Console, and the state that it is about. */
export interface Line {
  readonly category: 'console' | 'stdout' | 'stderr';
  readonly text: string;
  readonly pointer?: string;
}

/** Iterations from this number on say nothing: nobody reads on, and a large Map would freeze the console. */
const QUIET_INDEX = 100;

/** Tells what happens in a run, line by line, and counts it. */
export class Journal {
  readonly #entered = new Set<string>();
  #transitions = 0;
  #events = 0;
  readonly #quiet = new Set<string>();

  /** What a step is worth telling. */
  *tell(before: Run, after: Run, step: Advanced): Generator<Line> {
    this.#events += step.events.length;
    for (const { type, stateEnteredEventDetails, stateExitedEventDetails } of [...step.events, ...step.childEvents]) {
      if (type.endsWith('StateEntered') && stateEnteredEventDetails) {
        this.#transitions++;
        const frame = findThread(after, step.thread)?.frame;
        this.#entered.add(frame?.pointer ?? stateEnteredEventDetails.name);
        if (frame) yield* this.#line(after, step.thread, `> ${nameIn(after, step)} ${preview(frame.data.input)}`);
      } else if (type.endsWith('StateExited') && stateExitedEventDetails) {
        const output = findThread(before, step.thread)?.frame.data.output ?? null;
        yield* this.#line(before, step.thread, `< ${nameIn(before, step)} ${preview(output)}`);
      }
    }
    if (step.failure) yield* this.#failure(before, step, step.failure);
  }

  /** The last words. */
  *end(run: Run, outcome: Outcome): Generator<Line> {
    if (outcome.status === 'SUCCEEDED') {
      yield { category: 'stdout', text: JSON.stringify(outcome.output, undefined, 2) };
    } else {
      const { status, error, cause } = outcome;
      const what = [error ?? (status === 'TIMED_OUT' ? 'States.Timeout' : undefined), cause].filter((text) => text);
      if (what.length > 0) yield { category: 'stderr', text: what.join(': ') };
    }
    const counts = [
      count(this.#entered.size, 'state'),
      count(this.#transitions, 'state transition'),
      count(this.#events, 'history event'),
    ];
    yield {
      category: 'console',
      text: `${ENDINGS[outcome.status]} after ${timeText(run.clock)}: ${counts.join(', ')}.`,
    };
  }

  *#failure(run: Run, { thread }: Advanced, failure: NonNullable<Advanced['failure']>): Generator<Line> {
    const { error, cause, handling, pointer } = failure;
    const what = `! ${nameIn(run, { thread })}: ${error ?? 'An error without a name'}${cause ? `: ${cause}` : ''}`;
    if (handling.kind === 'retry') {
      this.#transitions++;
      const again = `retry ${handling.attempt} in ${timeText(handling.delaySeconds * 1000)}`;
      yield* this.#line(run, thread, `${what} (${again})`);
    } else if (handling.kind === 'catch') {
      yield* this.#line(run, thread, `${what} (caught, next is "${handling.next}")`);
    } else {
      yield { category: 'stderr', text: `${timeText(run.clock)} ${what}`, pointer };
    }
  }

  *#line(run: Run, thread: number, text: string): Generator<Line> {
    const [innermost, ...around] = framesOf(run, thread);
    if (!innermost) return;
    const loud = [innermost, ...around].every(
      (entry) => entry.thread.kind === 'branch' || entry.thread.index < QUIET_INDEX,
    );
    const time = timeText(run.clock);
    if (loud) {
      yield { category: 'console', text: `${time} ${text}`, pointer: innermost.frame.pointer };
    } else if (!this.#quiet.has(innermost.thread.machine)) {
      this.#quiet.add(innermost.thread.machine);
      const map = around[0]?.frame.state ?? '';
      yield {
        category: 'console',
        text: `${time} … the iterations of ${map} from number ${QUIET_INDEX} on are not listed`,
      };
    }
  }
}

const ENDINGS = {
  SUCCEEDED: 'Succeeded',
  FAILED: 'Failed',
  TIMED_OUT: 'Timed out',
  ABORTED: 'Aborted',
} as const satisfies Record<Outcome['status'], string>;

function nameIn(run: Run, { thread }: { readonly thread: number }): string {
  return threadName(run, thread);
}

/** A time of the virtual clock: `0s`, `12.5s`, `2m 5s`, `1h 0m 30s`. */
export function timeText(milliseconds: number): string {
  const total = Math.round(milliseconds) / 1000;
  if (total < 60) return `${total}s`;
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const seconds = Math.round((total % 60) * 1000) / 1000;
  return hours > 0 ? `${hours}h ${minutes}m ${seconds}s` : `${minutes}m ${seconds}s`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
