import { isArray, isObject, type Json, type JsonObject } from '../base/json.ts';
import type { Failure } from './failure.ts';

export interface RetryPlan {
  readonly retrier: number;
  /** 1 for the first retry by this retrier. */
  readonly attempt: number;
  readonly delaySeconds: number;
}

/** Seconds; a backoff that grows without end stays a time that a clock can show. */
const LONGEST_DELAY = 99_999_999;

/** What Retry makes of an error: another attempt, `exhausted` attempts of the retrier that matched, or undefined where none matches. */
export function planRetry(
  retriers: Json | undefined,
  counts: readonly number[],
  failure: Failure,
  random: () => number,
): RetryPlan | { readonly retrier: number; readonly exhausted: true } | undefined {
  const index = findHandler(retriers, failure);
  if (index < 0) return undefined;
  const retrier = (retriers as readonly JsonObject[])[index] ?? {};
  const used = counts[index] ?? 0;
  if (used >= numberOr(retrier.MaxAttempts, 3)) return { retrier: index, exhausted: true };
  const backoff = numberOr(retrier.IntervalSeconds, 1) * numberOr(retrier.BackoffRate, 2) ** used;
  const limited = Math.min(backoff, numberOr(retrier.MaxDelaySeconds, LONGEST_DELAY), LONGEST_DELAY);
  const delaySeconds = retrier.JitterStrategy === 'FULL' ? limited * random() : limited;
  return { retrier: index, attempt: used + 1, delaySeconds };
}

/** The number of the first catcher that takes the error. */
export function findCatcher(catchers: Json | undefined, failure: Failure): number | undefined {
  const index = findHandler(catchers, failure);
  return index < 0 ? undefined : index;
}

function findHandler(handlers: Json | undefined, failure: Failure): number {
  // It says that the definition does not fit the data: no retry helps, and AWS lets no catcher hide it.
  if (!isArray(handlers) || failure.error === 'States.Runtime') return -1;
  return handlers.findIndex(
    (h) => isObject(h) && isArray(h.ErrorEquals) && h.ErrorEquals.some((n) => matches(n, failure)),
  );
}

function matches(name: Json, { error, aliases }: Failure): boolean {
  if (name === 'States.ALL') return true;
  if (name === 'States.TaskFailed') return error !== 'States.Timeout';
  return name === error || (aliases?.some((alias) => alias === name) ?? false);
}

function numberOr(value: Json | undefined, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}
