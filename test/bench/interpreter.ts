import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { StateMachine } from 'aws-local-stepfunctions';
import type { Json } from '../../server/src/base/json.ts';
import { compileProgram } from '../../server/src/interpreter/compile.ts';
import { drive } from '../../server/src/interpreter/drive.ts';
import { startRun } from '../../server/src/interpreter/start.ts';

/** A state machine to run as fast as possible. */
interface Course {
  readonly name: string;
  readonly definition: { readonly StartAt: string; readonly States: object; readonly QueryLanguage?: string };
  readonly input: Json;
  /** States entered and left in one run. */
  readonly transitions: number;
}

export interface Speed {
  readonly name: string;
  readonly perSecond: number;
  /** Of aws-local-stepfunctions; undefined where it does not know the language. */
  readonly peerPerSecond: number | undefined;
}

const LOOPS = 2000;
const ITEMS = 10_000;

const COURSES: readonly Course[] = [
  {
    name: 'Pass chain',
    definition: {
      StartAt: 'P0',
      States: Object.fromEntries(
        Array.from({ length: 1000 }, (_, i) => [
          `P${i}`,
          {
            Type: 'Pass',
            Parameters: { 'id.$': '$.id', step: i },
            ...(i < 999 ? { Next: `P${i + 1}` } : { End: true }),
          },
        ]),
      ),
    },
    input: { id: 'o-1' },
    transitions: 1000,
  },
  {
    name: 'Choice loop',
    definition: {
      StartAt: 'Add',
      States: {
        Add: { Type: 'Pass', Parameters: { 'n.$': 'States.MathAdd($.n, 1)' }, Next: 'Enough?' },
        'Enough?': {
          Type: 'Choice',
          Choices: [
            { Not: { Variable: '$.n', IsPresent: true }, Next: 'Done' },
            { Variable: '$.n', NumericGreaterThanEquals: LOOPS, Next: 'Done' },
          ],
          Default: 'Add',
        },
        Done: { Type: 'Succeed' },
      },
    },
    input: { n: 0 },
    transitions: 2 * LOOPS + 1,
  },
  {
    name: 'Map, 10,000 items x 3 states',
    definition: {
      StartAt: 'Each',
      States: {
        Each: {
          Type: 'Map',
          ItemProcessor: {
            StartAt: 'A',
            States: {
              A: { Type: 'Pass', Parameters: { 'sku.$': '$.sku', 'n.$': '$.n' }, Next: 'B' },
              B: { Type: 'Choice', Choices: [{ Variable: '$.n', NumericLessThan: 0, Next: 'C' }], Default: 'C' },
              C: { Type: 'Pass', Result: { ok: true }, ResultPath: '$.checked', End: true },
            },
          },
          End: true,
        },
      },
    },
    input: Array.from({ length: ITEMS }, (_, n) => ({ sku: `item-${n}`, n })),
    transitions: 3 * ITEMS + 1,
  },
  {
    name: 'JSONata',
    definition: {
      QueryLanguage: 'JSONata',
      StartAt: 'Add',
      States: {
        Add: {
          Type: 'Pass',
          Assign: { total: '{% $sum($states.input.items.(price * quantity)) %}' },
          Output: { n: '{% $states.input.n + 1 %}', items: '{% $states.input.items %}' },
          Next: 'Enough?',
        },
        'Enough?': {
          Type: 'Choice',
          Choices: [{ Condition: '{% $states.input.n >= 500 and $total > 0 %}', Next: 'Done' }],
          Default: 'Add',
        },
        Done: { Type: 'Succeed', Output: '{% $total %}' },
      },
    },
    input: { n: 0, items: [1, 2, 3, 4].map((n) => ({ price: n, quantity: 2 })) },
    transitions: 1001,
  },
];

/** State transitions per second, ours beside those of aws-local-stepfunctions. */
export async function measureSpeed(): Promise<Speed[]> {
  const speeds: Speed[] = [];
  for (const course of COURSES) {
    const perSecond = await rateOf(course, prepareOurs(course));
    const known = course.definition.QueryLanguage === undefined;
    speeds.push({
      name: course.name,
      perSecond,
      peerPerSecond: known ? await rateOf(course, preparePeer(course)) : undefined,
    });
  }
  return speeds;
}

/** Bytes of the heap that one item of a Map takes while all are at work or done, with no event kept. */
export async function bytesPerMapItem(): Promise<number> {
  const course = COURSES[2] as Course;
  const before = heapUsed();
  let most = before;
  let events = 0;
  const once = prepareOurs(course, () => {
    if (++events % 10_000 === 0) most = Math.max(most, heapUsed());
  });
  await once();
  return Math.max(0, most - before) / ITEMS;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapUsed(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** The definition is read once, as by everybody who runs it more than once. */
function prepareOurs({ definition, input }: Course, onEvent?: () => void): () => Promise<void> {
  const compiled = compileProgram(definition as unknown as Json);
  if (!compiled.ok) throw new Error(compiled.problems.join());
  return async () => {
    const run = startRun(compiled.program, { input, limits: 'off' });
    const { status, cause } = await drive(run, onEvent ? { keepEvents: false, onEvent } : {});
    if (status !== 'SUCCEEDED') throw new Error(cause ?? status);
  };
}

function preparePeer({ definition, input }: Course): () => Promise<void> {
  const machine = new StateMachine(definition as never, { validationOptions: { noValidate: true } as never });
  return async () => {
    await machine.run(input as never).result;
  };
}

const MEASURE_MS = 3000;

async function rateOf({ transitions }: Course, once: () => Promise<void>): Promise<number> {
  await once();
  const began = performance.now();
  let runs = 0;
  do {
    await once();
    runs++;
  } while (performance.now() - began < MEASURE_MS);
  return (runs * transitions * 1000) / (performance.now() - began);
}

/** For the console. */
export async function reportInterpreter(): Promise<void> {
  for (const { name, perSecond, peerPerSecond } of await measureSpeed()) {
    const peer =
      peerPerSecond === undefined
        ? 'not by the peer'
        : `peer ${round(peerPerSecond)}, ${(perSecond / peerPerSecond).toFixed(1)} times`;
    console.log(`${name.padEnd(30)} ${round(perSecond).padStart(12)} transitions/s   (${peer})`);
  }
  console.log(`${'Memory of a Map item'.padEnd(30)} ${round(await bytesPerMapItem()).padStart(12)} bytes`);
}

function round(n: number): string {
  return Math.round(n).toLocaleString('en');
}
