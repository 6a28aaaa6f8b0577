import type { ExecutionEvent } from '../index.ts';
import type { Style } from './style.ts';

/** Tells a run line by line as its events come in: which states are entered and left, what fails and is tried again. */
export class Story {
  readonly #style: Style;
  readonly #columns: number;
  readonly #seen = new Map<number, Told>();
  #start: number | undefined;

  constructor(columns: number, style: Style) {
    this.#columns = columns;
    this.#style = style;
  }

  /** The line for an event; undefined for one that adds nothing to the story. */
  tell(event: ExecutionEvent): string | undefined {
    const previous = this.#seen.get(event.previousEventId);
    const around = aroundOf(event, previous);
    this.#seen.set(event.id, { event, around });
    // A run without end shall not fill the memory; an event follows one that is not much older.
    if (this.#seen.size > MOST_SEEN) this.#seen.delete(this.#seen.keys().next().value ?? 0);
    const at = Date.parse(event.timestamp);
    this.#start ??= at;
    const line = this.#describe(event, previous?.event);
    if (!line) return undefined;
    const { dim, bold, red, green } = this.#style;
    const time = `${secondsText(at - this.#start)} s`.padStart(TIME_WIDTH);
    const head = `${'  '.repeat(around.length)}${line.mark} ${[line.subject, ...around].filter(Boolean).join(' ')}`;
    const data = fitted(line.data, this.#columns - time.length - head.length - 3);
    const paint = line.mark === '!' ? red : line.mark === '>' ? bold : green;
    return `${dim(time)}  ${paint(head)} ${dim(data)}`.trimEnd();
  }

  #describe(event: ExecutionEvent, previous: ExecutionEvent | undefined): Line | undefined {
    const { type, stateEnteredEventDetails: entered, stateExitedEventDetails: exited } = event;
    if (entered) return { mark: '>', subject: entered.name, data: entered.input };
    if (exited) return { mark: '<', subject: exited.name, data: exited.output };
    if (type.endsWith('Scheduled') && previous && FAILED.test(previous.type)) {
      return { mark: '~', subject: 'tried again', data: '' };
    }
    if (!FAILED.test(type)) return undefined;
    const { error, cause } = failureOf(event);
    if (error === undefined && cause === undefined) return undefined;
    return { mark: '!', subject: error ?? type, data: cause ?? '' };
  }
}

interface Told {
  readonly event: ExecutionEvent;
  /** The branches and iterations around it, outermost first: `[2]` for the third item of a Map. */
  readonly around: readonly string[];
}

interface Line {
  readonly mark: '>' | '<' | '~' | '!';
  readonly subject: string;
  readonly data: string;
}

const TIME_WIDTH = 10;
const MOST_SEEN = 250_000;

/** What becomes of the execution itself is told by its result. */
const FAILED = /^(?!Execution).*(?:Failed|TimedOut)$/;

/** An event is where the one before it was, unless that one opened a branch or iteration, or this one closes it. */
function aroundOf(event: ExecutionEvent, previous: Told | undefined): readonly string[] {
  const around = previous?.around ?? [];
  if (/^(?:ParallelState|MapIteration)(?:Succeeded|Failed|Aborted)$/.test(event.type)) return around.slice(0, -1);
  if (previous?.event.type === 'ParallelStateStarted') return [...around, ''];
  const iteration = previous?.event.mapIterationStartedEventDetails;
  return iteration ? [...around, `[${iteration.index}]`] : around;
}

function secondsText(milliseconds: number): string {
  return (milliseconds / 1000).toLocaleString('en', { maximumFractionDigits: 3, useGrouping: false });
}

function failureOf(event: ExecutionEvent): { readonly error?: string; readonly cause?: string } {
  const details = Object.entries(event).find(([name]) => name.endsWith('EventDetails'))?.[1];
  return details ?? {};
}

function fitted(text: string, room: number): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= room ? line : `${line.slice(0, Math.max(0, room - 1))}…`;
}
