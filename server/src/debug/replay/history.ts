import { isArray, isObject, type Json, type JsonObject, parseJson } from '../../base/json.ts';

/** One event of a history as AWS exports it; payloads are still texts. */
export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly type: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** The details of the event, whatever their name is. */
  readonly details: JsonObject;
}

/** A history that cannot be read: the message says what is wrong with it. */
export class HistoryError extends Error {}

/** Reads what `aws stepfunctions get-execution-history` prints, in order of the events. Throws a `HistoryError`. */
export function readHistory(text: string): readonly HistoryEvent[] {
  let json: Json;
  try {
    json = parseJson(text);
  } catch (error) {
    throw new HistoryError(`The history is not JSON: ${error instanceof Error ? error.message : error}`);
  }
  const list = isArray(json) ? json : isObject(json) ? (json.events ?? json.Events) : undefined;
  if (!isArray(list)) throw new HistoryError('The history has no "events": export it with get-execution-history');
  const events = list.flatMap((event) => (isObject(event) ? readEvent(event) : []));
  if (events.length === 0) throw new HistoryError('The history has no events');
  // `--reverse-order` prints the last one first.
  return events.sort((a, b) => a.id - b.id);
}

function readEvent(event: JsonObject): HistoryEvent[] {
  const { id, previousEventId, type, timestamp } = event;
  if (typeof id !== 'number' || typeof type !== 'string') return [];
  const key = Object.keys(event).find((name) => name.endsWith('EventDetails'));
  const details = key === undefined ? undefined : event[key];
  return [
    {
      id,
      previousEventId: typeof previousEventId === 'number' ? previousEventId : 0,
      type,
      time: timeOf(timestamp),
      details: isObject(details) ? details : {},
    },
  ];
}

/** The command line prints ISO 8601 or seconds, as it is configured. */
function timeOf(timestamp: Json | undefined): number {
  if (typeof timestamp === 'number') return Math.round(timestamp < 1e11 ? timestamp * 1000 : timestamp);
  const time = typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN;
  return Number.isNaN(time) ? 0 : time;
}

/** A payload of an event; undefined where it was not recorded, or cut. */
export function payload(details: JsonObject, name: string): Json | undefined {
  const text = details[name];
  if (typeof text !== 'string') return undefined;
  const about = details[`${name}Details`];
  if (isObject(about) && about.truncated === true) return undefined;
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

export function textOf(details: JsonObject, name: string): string | undefined {
  const text = details[name];
  return typeof text === 'string' ? text : undefined;
}
