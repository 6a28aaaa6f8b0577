import type { Json } from '../base/json.ts';
import type { Fan } from './run.ts';

const BLOCK = 128;

export function newFan(
  kind: Fan['kind'],
  items: readonly Json[],
  limit: number,
  more: Pick<Fan, 'tolerance' | 'mapRunArn' | 'keys' | 'source' | 'prepared'> = {},
): Fan {
  return {
    kind,
    items,
    started: 0,
    ended: 0,
    failed: 0,
    limit,
    blocks: [],
    failures: [],
    lastEventId: undefined,
    ...more,
  };
}

/** Whether the state that waits for these threads has something to do itself. */
export function isFanReady(fan: Fan): boolean {
  if (fan.failure || fan.ended === fan.items.length) return true;
  return fan.started < fan.items.length && fan.started - fan.ended < fan.limit;
}

/** `own` holds lists made in the same turn, which nobody else has seen yet: those are changed and not copied. */
export function withResult(
  fan: Fan,
  index: number,
  value: Json,
  lastEventId: number | undefined,
  own: WeakSet<object>,
): Fan {
  const blocks = ownCopy<readonly (Json | null)[]>(fan.blocks, own);
  const number = Math.floor(index / BLOCK);
  while (blocks.length <= number) blocks.push([]);
  const block = ownCopy(blocks[number] ?? [], own);
  while (block.length <= index % BLOCK) block.push(null);
  block[index % BLOCK] = value;
  blocks[number] = block;
  return { ...fan, blocks, ended: fan.ended + 1, lastEventId };
}

function ownCopy<T>(list: readonly T[], own: WeakSet<object>): T[] {
  if (own.has(list)) return list as T[];
  const copy = list.slice();
  own.add(copy);
  return copy;
}

/** A child execution failed: within the tolerance the others go on. */
export function withFailedChild(fan: Fan, index: number, own: WeakSet<object>): Fan {
  const failed = fan.failed + 1;
  const failures = [...fan.failures, index];
  const next = { ...withResult(fan, index, null, fan.lastEventId, own), failed, failures };
  if (!exceeds(fan, failed)) return next;
  return { ...next, failure: THRESHOLD_EXCEEDED };
}

export const THRESHOLD_EXCEEDED = {
  error: 'States.ExceedToleratedFailureThreshold',
  cause: 'The specified tolerated failure threshold was exceeded',
};

function exceeds({ items, tolerance }: Fan, failed: number): boolean {
  return exceedsTolerance(tolerance, failed, items.length);
}

export function exceedsTolerance(tolerance: Fan['tolerance'], failed: number, total: number): boolean {
  const { count, percentage } = tolerance ?? {};
  if (count === undefined && percentage === undefined) return failed > 0;
  if (count !== undefined && failed > count) return true;
  return percentage !== undefined && total > 0 && (failed / total) * 100 > percentage;
}

/** The results in the order of the items; those of failed child executions are left out. */
export function resultsOf(fan: Fan): readonly Json[] {
  const all = fan.blocks.flat();
  if (fan.failures.length === 0) return all;
  const failed = new Set(fan.failures);
  return all.filter((_, index) => !failed.has(index));
}
