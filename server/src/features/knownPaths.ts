import { JSONPath } from 'jsonpath-plus';
import { isArray, isObject, type Json } from '../base/json.ts';

/** A place in sample data. */
export interface KnownPath {
  /** `$.order.items[0].sku` */
  readonly text: string;
  readonly value: Json;
  /** How many steps it has. */
  readonly depth: number;
}

const MAX_DEPTH = 8;
const MAX_ITEMS = 3;
const MAX_VALUES = 1000;

const known = new WeakMap<object, readonly KnownPath[]>();

/** The places in a value, in its order: the first items of arrays, not too deep and not too many. */
export function knownPaths(data: Json): readonly KnownPath[] {
  if (typeof data !== 'object' || data === null) return [];
  const remembered = known.get(data);
  if (remembered) return remembered;
  const found = walk(data);
  known.set(data, found);
  return found;
}

function walk(data: Json): readonly KnownPath[] {
  // The walker goes down by recursion, and as far as there is anything: it is given no more than is wanted.
  const budget = { left: MAX_VALUES };
  const part = pruned(data, MAX_DEPTH, budget);
  const places: unknown = JSONPath({ path: '$..*', json: part as object, resultType: 'all', eval: false });
  if (!Array.isArray(places)) return [];
  return places.flatMap(({ pointer }: { readonly pointer: string }): KnownPath[] => {
    const steps = pointer
      .split('/')
      .slice(1)
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    const place = placeAt(data, steps);
    return place ? [place] : [];
  });
}

function pruned(value: Json, depth: number, budget: { left: number }): Json {
  if (typeof value !== 'object' || value === null) return null;
  if (depth === 0) return null;
  if (isArray(value))
    return value.slice(0, MAX_ITEMS).map((item) => (budget.left-- > 0 ? pruned(item, depth - 1, budget) : null));
  const members: [string, Json][] = [];
  for (const [name, member] of Object.entries(value)) {
    if (budget.left-- <= 0) break;
    members.push([name, pruned(member, depth - 1, budget)]);
  }
  return Object.fromEntries(members);
}

const PLAIN_NAME = /^[\p{L}_][\p{L}\p{N}_]*$/u;

/** Undefined for a name that no path can spell. */
function placeAt(data: Json, steps: readonly string[]): KnownPath | undefined {
  let value: Json | undefined = data;
  let text = '$';
  for (const step of steps) {
    if (isArray(value)) {
      text += `[${step}]`;
      value = value[Number(step)];
    } else if (isObject(value) && Object.hasOwn(value, step) && !/['[\]]/.test(step)) {
      text += PLAIN_NAME.test(step) ? `.${step}` : `['${step}']`;
      value = value[step];
    } else {
      return undefined;
    }
  }
  return value === undefined ? undefined : { text, value, depth: steps.length };
}
