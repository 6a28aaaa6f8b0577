import { buildGraph } from '../../server/src/features/graph.ts';
import { layoutGraph } from '../../server/src/features/layout.ts';
import { analyseText } from '../../server/src/model/document.ts';
import type { Graph } from '../../server/src/protocol/graph.ts';

export interface LayoutTime {
  readonly states: number;
  /** Milliseconds; the document is parsed already. */
  readonly first: number;
  /** After one more state has been added in the middle. */
  readonly edited: number;
}

/** How long it takes until a graph is placed, when it is seen first and after an edit. */
export async function measureLayout(sizes: readonly number[] = [50, 500, 2000]): Promise<LayoutTime[]> {
  // The first call of all compiles the code.
  await layoutGraph(graphOf(30));
  const times: LayoutTime[] = [];
  for (const states of sizes) {
    const cache = new Map();
    const first = await timeOf(() => layoutGraph(graphOf(states), { cache }));
    const edited = await timeOf(() => layoutGraph(graphOf(states, Math.floor(states / 2)), { cache }));
    times.push({ states, first, edited });
  }
  return times;
}

export async function reportLayout(): Promise<void> {
  for (const { states, first, edited } of await measureLayout()) {
    console.log(
      `Layout of ${states} states`.padEnd(30),
      `${first.toFixed(0)} ms, after an edit ${edited.toFixed(0)} ms`,
    );
  }
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** Tasks in a row, most with a catcher that leads to one of a few handlers, choices that skip some of them, and loops. */
export function graphOf(count: number, added = -1): Graph {
  let seed = 7;
  const random = (): number => {
    seed = (seed * 16807) % 2147483647;
    return seed / 2147483647;
  };
  const name = (i: number): string => `Step ${Math.min(i, count - 1)}`;
  const States: Record<string, object> = {};
  for (let i = 0; i < count; i++) {
    const chance = random();
    const next = i === count - 1 ? { End: true } : { Next: name(i + 1) };
    if (chance < 0.2 && i < count - 1) {
      const skipped = name(i + 2 + Math.floor(random() * 6));
      const back = random() < 0.2 ? [{ Variable: '$.again', BooleanEquals: true, Next: name(Math.max(0, i - 3)) }] : [];
      const rules = [{ Variable: '$.skip', BooleanEquals: true, Next: skipped }, ...back];
      States[name(i)] = { Type: 'Choice', Choices: rules, Default: name(i + 1) };
    } else if (chance < 0.25) {
      States[name(i)] = { Type: 'Wait', Seconds: 5, ...next };
    } else {
      const caught = { ErrorEquals: ['States.ALL'], Next: `Handler ${Math.floor(random() * 4)}` };
      const Catch = random() < 0.6 ? { Catch: [caught] } : {};
      States[name(i)] = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', ...Catch, ...next };
    }
    if (i === added) States['One more'] = { Type: 'Pass', ...next };
  }
  if (added >= 0) States[name(added)] = { Type: 'Pass', Next: 'One more' };
  for (let i = 0; i < 4; i++) States[`Handler ${i}`] = { Type: 'Pass', Next: 'Failed' };
  States.Failed = { Type: 'Fail' };
  const text = JSON.stringify({ StartAt: name(0), States });
  const graph = buildGraph(analyseText(text, 'bench.asl.json'));
  if (!graph) throw new Error('Nothing to draw');
  return graph;
}

if (process.argv[1]?.endsWith('layout.mjs')) await reportLayout();
