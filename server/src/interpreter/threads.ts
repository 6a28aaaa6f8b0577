import type { JsonObject } from '../base/json.ts';
import type { Stage } from '../spec/stages.ts';
import { seededSources } from './chance.ts';
import { contextAt } from './moment.ts';
import type { State } from './program.ts';
import type { Frame, Run, Thread } from './run.ts';
import { stageAfter } from './stage.ts';
import { stateIn } from './start.ts';

export function findThread(run: Run, threadId: number): Thread | undefined {
  return run.threads[indexOfThread(run.threads, threadId)];
}

export function stateOf(run: Run, thread: Thread): State | undefined {
  return stateIn(run.program.machines[thread.machine], thread.frame.state);
}

export function withThread(run: Run, thread: Thread): Run {
  return { ...run, threads: run.threads.map((t) => (t.id === thread.id ? thread : t)) };
}

/** The threads that a thread has started, and those that these have started; the innermost first. */
export function descendants(threads: readonly Thread[], threadId: number): Thread[] {
  const children = new Map<number, Thread[]>();
  for (const thread of threads) {
    if (thread.parent === undefined) continue;
    const siblings = children.get(thread.parent);
    if (siblings) siblings.push(thread);
    else children.set(thread.parent, [thread]);
  }
  const below = (id: number): Thread[] => (children.get(id) ?? []).flatMap((child) => [...below(child.id), child]);
  return below(threadId);
}

/** Where a thread stands in a list, which has them in the order of their ids; -1 where it is not in it. */
export function indexOfThread(threads: readonly Thread[], threadId: number): number {
  let low = 0;
  let high = threads.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const id = threads[middle]?.id ?? 0;
    if (id === threadId) return middle;
    if (id < threadId) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** `Map[3] > Check stock`: the way from the machine to the state in which a thread is. */
export function threadName(run: Run, threadId: number): string {
  const names = framesOf(run, threadId).map(({ frame }, i, all) => {
    const inner = all[i - 1]?.thread;
    return inner ? `${frame.state}[${inner.index}]` : frame.state;
  });
  return names.reverse().join(' > ');
}

/** The state of a thread and those around it, the innermost first. */
export function framesOf(run: Run, threadId: number): { readonly thread: Thread; readonly frame: Frame }[] {
  const frames: { thread: Thread; frame: Frame }[] = [];
  let thread = findThread(run, threadId);
  while (thread) {
    frames.push({ thread, frame: thread.frame });
    thread = thread.parent === undefined ? undefined : findThread(run, thread.parent);
  }
  return frames;
}

/** The stage that the next step of a thread computes; undefined: it enters or leaves its state. */
export function nextStage(run: Run, threadId: number): Stage | undefined {
  const thread = findThread(run, threadId);
  const state = thread && stateOf(run, thread);
  if (!state || thread.frame.stage === undefined || thread.frame.exit) return undefined;
  return stageAfter(state, thread.frame);
}

/** The context object as a thread sees it. */
export function contextOf(run: Run, threadId: number): JsonObject {
  const thread = findThread(run, threadId);
  const state = thread && stateOf(run, thread);
  if (!state) return {};
  const sources = seededSources(run.random, run.settings.startTime + run.clock);
  return contextAt({ run, thread, frame: thread.frame, state, sources });
}
