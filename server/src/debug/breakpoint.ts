import { isArray, type Json } from '../base/json.ts';
import type { Run } from '../interpreter/run.ts';
import { evaluateIn } from './evaluate.ts';
import type { Place } from './sourceMap.ts';
import type { Spot } from './spot.ts';
import { preview } from './values.ts';

/** A breakpoint on a state, or on something inside it. */
export interface StateBreakpoint {
  readonly id: number;
  /** Of the state; undefined where there is none. */
  readonly pointer: string | undefined;
  readonly spot: Spot;
  /** Where it stands in the text. */
  readonly place?: Place | undefined;
  /** An expression over the state's data that has to hold. */
  readonly condition?: string | undefined;
  /** `3`, `>= 3`, `== 3`, `% 3`: which times count. */
  readonly hitCondition?: string | undefined;
  /** Tells this instead of stopping; `{expression}` is replaced by its value. */
  readonly logMessage?: string | undefined;
}

export type Verdict =
  | { readonly kind: 'pass' }
  | { readonly kind: 'stop' }
  | { readonly kind: 'log'; readonly text: string }
  /** The condition is no expression, or fails on this data. */
  | { readonly kind: 'failed'; readonly text: string };

const PASS: Verdict = { kind: 'pass' };

/** What a breakpoint means for a thread that has just reached it. `countHit` counts, and gives the count. */
export async function judge(
  { condition, hitCondition, logMessage }: StateBreakpoint,
  run: Run,
  thread: number,
  countHit: () => number,
): Promise<Verdict> {
  if (condition) {
    const holds = await evaluateIn(run, thread, condition);
    if (!holds.ok) return { kind: 'failed', text: `The condition ${condition} of a breakpoint fails: ${holds.cause}` };
    if (!isTruthy(holds.value)) return PASS;
  }
  const hits = countHit();
  if (hitCondition && !parseHitCondition(hitCondition)?.(hits)) return PASS;
  return logMessage ? { kind: 'log', text: await filled(logMessage, run, thread) } : { kind: 'stop' };
}

/** Whether the run stops at a breakpoint when it is looked at backwards: nothing is counted there. */
export async function stopsBackwards(
  { condition, logMessage }: StateBreakpoint,
  run: Run,
  thread: number,
): Promise<boolean> {
  if (logMessage) return false;
  if (!condition) return true;
  const holds = await evaluateIn(run, thread, condition);
  return holds.ok && isTruthy(holds.value);
}

const COMPARISONS: { readonly [operator: string]: (hits: number, number: number) => boolean } = {
  '>=': (hits, number) => hits >= number,
  '>': (hits, number) => hits > number,
  '<': (hits, number) => hits < number,
  '<=': (hits, number) => hits <= number,
  '=': (hits, number) => hits === number,
  '==': (hits, number) => hits === number,
  '%': (hits, number) => number > 0 && hits % number === 0,
};

/** Undefined for what is no hit condition. A number alone means from that time on. */
export function parseHitCondition(text: string): ((hits: number) => boolean) | undefined {
  const match = /^\s*(>=?|<=?|==?|%)?\s*(\d+)\s*$/.exec(text);
  const compare = match && COMPARISONS[match[1] ?? '>='];
  return compare ? (hits) => compare(hits, Number(match[2])) : undefined;
}

/** A filter that finds nothing does not hold. */
function isTruthy(value: Json): boolean {
  return isArray(value) ? value.length > 0 : Boolean(value);
}

/** An expression may hold braces itself: `{{% $states.input.a %}}`. */
async function filled(message: string, run: Run, thread: number): Promise<string> {
  let text = '';
  let end = 0;
  for (const match of message.matchAll(/\{(\{%.*?%\}|[^{}]*)\}/g)) {
    const evaluated = await evaluateIn(run, thread, match[1] ?? '');
    text += message.slice(end, match.index) + (evaluated.ok ? shown(evaluated.value) : `{${evaluated.cause}}`);
    end = match.index + match[0].length;
  }
  return text + message.slice(end);
}

function shown(value: Json): string {
  return typeof value === 'string' ? value : preview(value);
}
