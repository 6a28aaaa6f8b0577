import { newFan, resultsOf } from './fan.ts';
import { effectiveInput, type Moment } from './moment.ts';
import type { Work } from './work.ts';

/** Starts all branches at once, each with the same input; the result is the list of their outputs. */
export function executeParallel({ state, frame }: Moment): Work {
  const { fan } = frame;
  if (!fan) {
    const input = effectiveInput(frame.data);
    const children = state.machines.map((machine, index) => ({ kind: 'branch' as const, index, machine, input }));
    const all = newFan(
      'branches',
      children.map(() => input),
      children.length,
    );
    return {
      kind: 'spawn',
      fan: { ...all, started: children.length },
      children,
      events: [['ParallelStateStarted']],
    };
  }
  if (fan.failure) return { kind: 'failed', failure: { ...fan.failure, fromWork: true } };
  return { kind: 'done', result: resultsOf(fan), events: [['ParallelStateSucceeded']] };
}
