import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import type { Json, JsonObject } from '../../server/src/base/json.ts';

export interface PublicCase {
  readonly text: string;
  /** Undefined where an expression has none. */
  readonly input: Json | undefined;
  readonly bindings: JsonObject;
}

/** The expressions of JSONata's own tests, with what they read: its test file runs, and what it asks of the library is written down. */
export function publicJsonataCases(): readonly PublicCase[] {
  const file = createRequire(import.meta.url).resolve('jsonata-1.0/test/jsonata-test.js');
  const found: PublicCase[] = [];
  const modules: { readonly [name: string]: unknown } = {
    '../jsonata': (text: string) => recorder(text, found),
    assert: ANYTHING,
    chai: { expect: attempt },
  };
  const block = (_title: string, body: () => void) => body.call(ANYTHING);
  const run = (_title: string, body: () => void) => attempt(() => body.call(ANYTHING));
  compileFunction(readFileSync(file, 'utf8'), ['require', 'describe', 'it'])(
    (name: string) => modules[name],
    block,
    run,
  );
  return found;
}

/** Stands for an expression: its evaluations are cases, or it alone where there are none. */
function recorder(text: string, found: PublicCase[]): object {
  const assigned: { [name: string]: Json } = {};
  const alone = { text, input: undefined, bindings: {} };
  found.push(alone);
  return {
    assign: (name: string, value: Json) => {
      if (typeof value !== 'function') assigned[name] = value;
    },
    evaluate: (input: Json | undefined, bindings?: JsonObject) => {
      if (found.includes(alone)) found.splice(found.indexOf(alone), 1);
      found.push({ text, input: isJson(input) ? input : undefined, bindings: { ...assigned, ...bindings } });
    },
  };
}

function isJson(value: unknown): boolean {
  return (
    typeof value !== 'object' || value === null || !Object.values(value).some((part) => typeof part === 'function')
  );
}

/** Whatever is asked of it, it answers with itself. */
const ANYTHING: object = new Proxy(() => undefined, { get: () => ANYTHING, apply: () => ANYTHING });

/** As `expect(…)` and `it(…)` do: calls what is to be called. Without values most checks of values fail, and that is no matter here. */
function attempt(body: unknown): object {
  try {
    if (typeof body === 'function') body();
  } catch {}
  return ANYTHING;
}
