import type { Json } from '../base/json.ts';
import { MAX_PAYLOAD_BYTES, textOf } from '../interpreter/payload.ts';
import type { Outcome, Run } from '../interpreter/run.ts';
import { findThread, framesOf, threadName } from '../interpreter/threads.ts';
import type { Advanced } from './debugger.ts';
import { preview } from './values.ts';

/** A line of the Debug Console, and the state that it is about. */
export interface Line {
  /** VS Code shows `console` in the colour of warnings, so what is none goes to `stdout`. */
  readonly category: 'stdout' | 'stderr';
  readonly text: string;
  readonly pointer?: string;
}

/** Iterations from this number on say nothing: nobody reads on, and a large Map would freeze the console. */
const QUIET_INDEX = 100;

/** From this size on a payload is near the limit of the service. */
const LARGE_BYTES = 200 * 1024;
/** So much of a path is shown. */
const MOST_PATH = 40;

/** What one step adds to the counts. */
interface Tally {
  events: number;
  transitions: number;
  /** Pointers of the states entered, and their names where they are those of the machine itself. */
  readonly entered: { readonly pointer: string; readonly name?: string }[];
}

/** Tells what happens in a run, line by line, and counts it. */
export class Journal {
  /** One for each step that can be undone; what is older is in `#kept`. */
  #tallies: Tally[] = [];
  readonly #kept = { events: 0, transitions: 0, entered: new Set<string>(), path: [] as string[], pathLength: 0 };
  /** The largest payload of each state that has had a large one. */
  readonly #large = new Map<string, Payload>();
  readonly #quiet = new Set<string>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** What a step is worth telling. */
  *tell(before: Run, after: Run, step: Advanced): Generator<Line> {
    const tally: Tally = { events: step.events.length, transitions: 0, entered: [] };
    this.#add(tally);
    const thread = findThread(after, step.thread) ?? findThread(before, step.thread);
    const isMachine = thread?.parent === undefined;
    for (const { type, stateEnteredEventDetails, stateExitedEventDetails } of [...step.events, ...step.childEvents]) {
      if (type.endsWith('StateEntered') && stateEnteredEventDetails) {
        tally.transitions++;
        const frame = findThread(after, step.thread)?.frame;
        const { name } = stateEnteredEventDetails;
        tally.entered.push({ pointer: frame?.pointer ?? name, ...(isMachine && { name }) });
        if (frame) this.#measure('input', frame.state, frame.data.input);
        if (frame) yield* this.#line(after, step.thread, `> ${nameIn(after, step)} ${preview(frame.data.input)}`);
      } else if (type.endsWith('StateExited') && stateExitedEventDetails) {
        const output = findThread(before, step.thread)?.frame.data.output ?? null;
        this.#measure('output', stateExitedEventDetails.name, output);
        yield* this.#line(before, step.thread, `< ${nameIn(before, step)} ${preview(output)}`);
      }
    }
    if (step.failure?.handling.kind === 'retry') tally.transitions++;
    if (step.failure) yield* this.#failure(before, step, step.failure);
  }

  /** The run has been changed from outside: a step like any other, that adds nothing. */
  edited(): void {
    this.#add({ events: 0, transitions: 0, entered: [] });
  }

  /** Takes back the last steps. */
  rewind(steps: number): void {
    this.#tallies.length = Math.max(0, this.#tallies.length - steps);
  }

  #add(tally: Tally): void {
    this.#tallies.push(tally);
    if (this.#tallies.length <= 2 * this.#limit) return;
    for (const { events, transitions, entered } of this.#tallies.splice(0, this.#tallies.length - this.#limit)) {
      this.#kept.events += events;
      this.#kept.transitions += transitions;
      for (const { pointer, name } of entered) {
        this.#kept.entered.add(pointer);
        if (name === undefined) continue;
        this.#kept.pathLength++;
        if (this.#kept.path.length < MOST_PATH) this.#kept.path.push(name);
      }
    }
  }

  #measure(what: Payload['what'], state: string, value: Json): void {
    const bytes = sizeInBytes(value);
    if (bytes < LARGE_BYTES || bytes <= (this.#large.get(state)?.bytes ?? 0)) return;
    this.#large.set(state, { what, state, bytes });
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
    const { events, transitions, entered, path, pathLength } = this.#totals();
    const counts = [
      count(entered.size, 'state'),
      count(transitions, 'state transition'),
      count(events, 'history event'),
    ].join(', ');
    if (path.length > 0) yield { category: 'stdout', text: `Path: ${pathText(path, pathLength)}` };
    for (const { what, state, bytes } of this.#large.values()) {
      const size = `${Math.round(bytes / 1024)} KiB`;
      const limit = `${bytes > MAX_PAYLOAD_BYTES ? 'over' : 'near'} the limit of ${MAX_PAYLOAD_BYTES / 1024} KiB`;
      yield { category: 'stderr', text: `The ${what} of "${state}" has ${size}, ${limit}.` };
    }
    yield { category: 'stdout', text: `${ENDINGS[outcome.status]} after ${timeText(run.clock)}: ${counts}.` };
  }

  #totals() {
    const { events, transitions, entered, path, pathLength } = this.#kept;
    const totals = { events, transitions, entered: new Set(entered), path: [...path], pathLength };
    for (const tally of this.#tallies) {
      totals.events += tally.events;
      totals.transitions += tally.transitions;
      for (const { pointer, name } of tally.entered) {
        totals.entered.add(pointer);
        if (name === undefined) continue;
        totals.pathLength++;
        if (totals.path.length < MOST_PATH) totals.path.push(name);
      }
    }
    return totals;
  }

  *#failure(run: Run, { thread }: Advanced, failure: NonNullable<Advanced['failure']>): Generator<Line> {
    const { error, cause, handling, pointer } = failure;
    const what = `! ${nameIn(run, { thread })}: ${error ?? 'An error without a name'}${cause ? `: ${cause}` : ''}`;
    if (handling.kind === 'retry') {
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
      yield { category: 'stdout', text: `${time} ${text}`, pointer: innermost.frame.pointer };
    } else if (!this.#quiet.has(innermost.thread.machine)) {
      this.#quiet.add(innermost.thread.machine);
      const map = around[0]?.frame.state ?? '';
      yield {
        category: 'stdout',
        text: `${time} … the iterations of ${map} from number ${QUIET_INDEX} on are not listed`,
      };
    }
  }
}

interface Payload {
  readonly what: 'input' | 'output';
  readonly state: string;
  readonly bytes: number;
}

/** The size of a payload as AWS counts it; small ones are not measured exactly. */
function sizeInBytes(value: Json): number {
  const { length } = textOf(value);
  return length * 3 < LARGE_BYTES ? length : new TextEncoder().encode(textOf(value)).length;
}

function pathText(path: readonly string[], length: number): string {
  const more = length > path.length ? ` > … (${length - path.length} more)` : '';
  return path.join(' > ') + more;
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
