import jsonata from 'jsonata';
import { type Awaitable, whenDone } from '../base/awaitable.ts';
import { canonicalText } from '../base/canonical.ts';
import { parseJson } from '../base/json.ts';
import { hash } from '../spec/intrinsics.ts';
import { javaRandom } from '../spec/javaRandom.ts';
import type { Sources } from './scope.ts';

// A longer range is more than the service has memory for.
const MAX_RANGE = 360_145;
const MAX_PADDING = 1_000_000;

// No variable can have a blank in its name.
const SURROUNDINGS = 'step functions';

interface Surroundings {
  readonly sources: Sources;
  readonly now: number;
  readonly fromMillis: Implementation;
  readonly toMillis: Implementation;
}

type Implementation = (this: unknown, ...args: unknown[]) => unknown;

/** What the functions need of an evaluation, as a binding for it. */
export function surroundings(sources: Sources): Awaitable<readonly [string, Surroundings]> {
  return whenDone(builtIns ?? loadBuiltIns(), (found) => [SURROUNDINGS, { sources, now: sources.now(), ...found }]);
}

type BuiltIns = Pick<Surroundings, 'fromMillis' | 'toMillis'>;

let builtIns: BuiltIns | undefined;

async function loadBuiltIns(): Promise<BuiltIns> {
  const [fromMillis, toMillis] = await Promise.all([builtIn('$fromMillis'), builtIn('$toMillis')]);
  builtIns = { fromMillis, toMillis };
  return builtIns;
}

async function builtIn(name: string): Promise<Implementation> {
  const found: { readonly implementation: Implementation } = await jsonata(name).evaluate(undefined);
  return found.implementation;
}

/** Gives an expression the functions of Step Functions in place of those of JSONata. */
export function addFunctions(expression: jsonata.Expression): void {
  expression.assign('eval', undefined);
  for (const [name, { signature, call }] of Object.entries(FUNCTIONS)) {
    expression.registerFunction(
      name,
      function (...args) {
        return call(this.environment.lookup(SURROUNDINGS) as Surroundings, ...(args as never[]));
      },
      signature,
    );
  }
}

/** The parser of signatures checks the arguments; those it lets through that are missing are undefined. */
const FUNCTIONS: {
  readonly [name: string]: { readonly signature: string; call(given: Surroundings, ...args: never[]): unknown };
} = {
  partition: {
    signature: '<an:a>',
    call: (_, array: unknown[] | undefined, size: number | undefined) => {
      if (array === undefined || size === undefined) return undefined;
      const length = Math.floor(size);
      if (!(length > 0)) throw failure('The size for function "partition" must be greater than 0');
      const chunks: unknown[] = [];
      for (let i = 0; i < array.length; i += length) chunks.push(array.slice(i, i + length));
      return chunks;
    },
  },
  range: {
    signature: '<nnn:a>',
    call: (_, first: number | undefined, last: number | undefined, by: number | undefined) => {
      if (first === undefined || last === undefined || by === undefined) return undefined;
      const [from, to, step] = [Math.floor(first), Math.floor(last), Math.floor(by)];
      if (step === 0) throw failure('The step for function "range" must not be 0');
      const length = Math.max(0, Math.floor((to - from) / step) + 1);
      if (!(length <= MAX_RANGE)) throw { code: 'D2015', value: MAX_RANGE };
      return sequence(Array.from({ length }, (_item, i) => from + i * step));
    },
  },
  hash: {
    signature: '<s-s:s>',
    call: (_, data: string | undefined, algorithm: string | undefined) => {
      if (data === undefined || algorithm === undefined) return undefined;
      const digest = hash(data, algorithm);
      if (digest === undefined) throw failure(`There is no hash algorithm "${algorithm}"`);
      return digest;
    },
  },
  random: {
    signature: '<n?:n>',
    call: ({ sources }, seed: number | undefined) => {
      if (seed === undefined) return sources.random();
      if (!Number.isFinite(seed)) throw failure('The seed for function "random" must be finite');
      return javaRandom(seed);
    },
  },
  uuid: { signature: '<:s>', call: ({ sources }) => sources.uuid() },
  parse: {
    signature: '<s-:x>',
    call: (_, text: string | undefined) => {
      if (text === undefined) return undefined;
      try {
        return parseJson(text);
      } catch {
        throw failure('The argument of function "parse" is not valid JSON');
      }
    },
  },
  now: {
    signature: '<s?s?:s>',
    call: ({ now, fromMillis }, picture: string | undefined, timezone: string | undefined) =>
      fromMillis(now, picture, timezone),
  },
  millis: { signature: '<:n>', call: ({ now }) => now },
  toMillis: {
    signature: '<s-s?:n>',
    // A picture without a date means that of today.
    call: ({ now, toMillis }, timestamp: string | undefined, picture: string | undefined) =>
      toMillis.call({ environment: { timestamp: new Date(now) } }, timestamp, picture),
  },
  shuffle: {
    signature: '<a:a>',
    call: ({ sources }, array: unknown[] | undefined) => {
      if (array === undefined || array.length <= 1) return array;
      const items = [...array];
      for (let i = items.length - 1; i > 0; i--) {
        const other = Math.floor(sources.random() * (i + 1));
        [items[i], items[other]] = [items[other], items[i]];
      }
      return items;
    },
  },
  distinct: {
    signature: '<x:x>',
    // JSONata compares each item with each.
    call: (_, array: unknown) => {
      if (!Array.isArray(array) || array.length <= 1) return array;
      const items = [...new Map(array.map((item) => [canonicalText(item), item])).values()];
      return 'sequence' in array ? sequence(items) : items;
    },
  },
  pad: {
    signature: '<s-ns?:s>',
    call: (_, text: string | undefined, width: number | undefined, char: string | undefined) => {
      if (text === undefined || width === undefined) return undefined;
      const missing = Math.abs(Math.trunc(width)) - [...text].length;
      if (!(missing > 0)) return text;
      if (missing > MAX_PADDING) throw { code: 'D2015', value: MAX_PADDING };
      const fill = [...(char || ' ')];
      const padding = Array.from({ length: missing }, (_item, i) => fill[i % fill.length]).join('');
      return width > 0 ? text + padding : padding + text;
    },
  },
};

/** Marks an array that JSONata unwraps when it has one item. */
function sequence(items: unknown[]): unknown[] {
  return Object.defineProperty(items, 'sequence', { enumerable: false, value: true });
}

/** An error with a message of our own: it has the code of `$error`. */
function failure(message: string): object {
  return { code: 'D3137', message };
}
