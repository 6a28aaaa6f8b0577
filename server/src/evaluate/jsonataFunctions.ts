import { hash } from '../spec/intrinsics.ts';
import { javaRandom } from '../spec/javaRandom.ts';
import type { Sources } from './scope.ts';

/** What JSONata knows a function by. */
interface BoundFunction {
  readonly _jsonata_function: true;
  readonly implementation: (this: Focus, ...args: never[]) => unknown;
}

interface Focus {
  readonly environment: { lookup(name: string): unknown };
}

export type AddedFunctions = { readonly [name: string]: BoundFunction | undefined };

// Arrays and ranges beyond this are more than the service has memory for.
const MAX_RANGE = 360_145;
const MAX_PADDING = 1_000_000;

/** The functions that Step Functions adds to JSONata or takes away, and those that depend on chance and time. */
export function addedFunctions(sources: Sources): AddedFunctions {
  const now = sources.now();
  return {
    eval: undefined,
    partition: bind((array: unknown, size: unknown) => {
      if (array === undefined) return undefined;
      const items = Array.isArray(array) ? array : [array];
      const length = Math.floor(number('partition', 2, size));
      if (length <= 0) throw failure('D3137', 'Argument 2 of function "partition" must be a positive integer');
      const chunks: unknown[] = [];
      for (let i = 0; i < items.length; i += length) chunks.push(items.slice(i, i + length));
      return chunks;
    }),
    range: bind((first: unknown, last: unknown, by: unknown) => {
      if (first === undefined || last === undefined || by === undefined) return undefined;
      const from = Math.floor(number('range', 1, first));
      const to = Math.floor(number('range', 2, last));
      const step = Math.floor(number('range', 3, by));
      if (step === 0) throw failure('D3137', 'Argument 3 of function "range" must not be 0');
      const length = Math.max(0, Math.floor((to - from) / step) + 1);
      if (length > MAX_RANGE) throw failure('D2014', '');
      return sequence(Array.from({ length }, (_, i) => from + i * step));
    }),
    hash: bind((data: unknown, algorithm: unknown) => {
      if (data === undefined) return undefined;
      const digest = hash(string('hash', 1, data), string('hash', 2, algorithm));
      if (digest === undefined) throw failure('D3137', `There is no hash algorithm "${String(algorithm)}"`);
      return digest;
    }),
    random: bind((seed: unknown) => (seed === undefined ? sources.random() : javaRandom(number('random', 1, seed)))),
    uuid: bind(() => sources.uuid()),
    parse: bind((text: unknown) => {
      if (text === undefined) return undefined;
      try {
        return JSON.parse(string('parse', 1, text));
      } catch (error) {
        if (error instanceof SyntaxError) throw failure('D3137', 'The argument of function "parse" is not valid JSON');
        throw error;
      }
    }),
    now: bind(function (this: Focus, picture: unknown, timezone: unknown) {
      return implementation(this, 'fromMillis').call(this, now, picture, timezone);
    }),
    millis: bind(() => now),
    shuffle: bind((array: unknown) => {
      if (array === undefined) return undefined;
      const items = Array.isArray(array) ? [...array] : [array];
      for (let i = items.length - 1; i > 0; i--) {
        const other = Math.floor(sources.random() * (i + 1));
        [items[i], items[other]] = [items[other], items[i]];
      }
      return items;
    }),
  };
}

function bind(implementation: (this: Focus, ...args: never[]) => unknown): BoundFunction {
  return { _jsonata_function: true, implementation };
}

function implementation(focus: Focus, name: string): (this: Focus, ...args: unknown[]) => unknown {
  return (focus.environment.lookup(name) as { implementation: (this: Focus, ...args: unknown[]) => unknown })
    .implementation;
}

/** An array that JSONata unwraps when it has one item. */
function sequence(items: unknown[]): unknown[] {
  return Object.defineProperty(items, 'sequence', { enumerable: false, value: true });
}

function number(name: string, index: number, value: unknown): number {
  if (typeof value !== 'number') throw mismatch(name, index);
  return value;
}

function string(name: string, index: number, value: unknown): string {
  if (typeof value !== 'string') throw mismatch(name, index);
  return value;
}

function mismatch(name: string, index: number): object {
  return failure('T0410', `Argument ${index} of function "${name}" does not match function signature`);
}

function failure(code: string, message: string): object {
  return { code, message };
}

void MAX_PADDING;
