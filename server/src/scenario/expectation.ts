import { equal, isArray, isObject, type Json } from '../base/json.ts';
import { lookup } from '../base/lookup.ts';
import type { Expectation } from './scenario.ts';

/** What a run came to, as far as something can be expected of it. */
export interface Outcome {
  readonly status: string;
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
  readonly events: readonly { readonly stateEnteredEventDetails?: { readonly name: string } }[];
}

/** What differs from what is expected: `output.total is 3, expected 4`. `topLevel` are the states that a path may name. */
export function unmetExpectations(
  expect: Expectation,
  outcome: Outcome,
  topLevel: ReadonlySet<string>,
): readonly string[] {
  const entered = outcome.events.flatMap(({ stateEnteredEventDetails: entry }) => (entry ? [entry.name] : []));
  const actual = { ...outcome, path: entered.filter((name) => topLevel.has(name)) };
  const members = ['status', 'output', 'error', 'cause', 'path'] as const;
  return members.flatMap((member) => {
    const wanted = expect[member];
    return wanted === undefined ? [] : [...differences(member, actual[member], wanted)].slice(0, MOST);
  });
}

/** So many places tell enough. */
const MOST = 10;

function* differences(at: string, actual: Json | undefined, wanted: Json | undefined): Generator<string> {
  if (isObject(actual) && isObject(wanted)) {
    for (const key of new Set([...Object.keys(actual), ...Object.keys(wanted)])) {
      yield* differences(at + memberText(key), lookup(actual, key), lookup(wanted, key));
    }
  } else if (isArray(actual) && isArray(wanted) && actual.length === wanted.length) {
    for (const [i, item] of wanted.entries()) yield* differences(`${at}[${i}]`, actual[i], item);
  } else if (actual === undefined || wanted === undefined || !equal(actual, wanted)) {
    yield `${at} is ${shlookup(actual)}, expected ${shlookup(wanted)}`;
  }
}

function memberText(key: string): string {
  return /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

function shlookup(value: Json | undefined): string {
  if (value === undefined) return 'absent';
  const text = JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
