import type { NodeKind, NodeStatus } from '../protocol/graph.ts';

export type StateKind = Exclude<NodeKind, 'start' | 'end' | 'machine'>;

/** How each type of state is told apart, also without colour: the path of its icon, in a box of 16 by 16, drawn as a line. */
export const ICONS: { readonly [K in StateKind]: string } = {
  // A gear between brackets would be small print: a bolt reads as "does something".
  Task: 'M9 1.75 3.75 9h3.5l-.75 5.25L12.25 7H8.5z',
  Choice: 'M8 1.75 14.25 8 8 14.25 1.75 8zM6.6 6.5a1.45 1.45 0 1 1 2.1 1.3c-.5.25-.7.55-.7 1M8 10.9v.1',
  Parallel:
    'M8 1.5v3M3.5 14v-5a1.5 1.5 0 0 1 1.5-1.5h6A1.5 1.5 0 0 1 12.5 9v5M8 4.5v9.5M1.9 12.4 3.5 14l1.6-1.6M6.4 12.4 8 14l1.6-1.6M10.9 12.4l1.6 1.6 1.6-1.6',
  Map: 'M4.75 4.5h8.5v8.5h-8.5zM2.5 10.75V2.25H11M7 7.25h4M7 10.25h4',
  Wait: 'M8 1.75a6.25 6.25 0 1 1 0 12.5 6.25 6.25 0 0 1 0-12.5zM8 4.5V8l2.5 1.75',
  Pass: 'M2 8h11.5M9.5 4l4 4-4 4',
  Succeed: 'M8 1.75a6.25 6.25 0 1 1 0 12.5 6.25 6.25 0 0 1 0-12.5zM5 8.25l2.1 2.1L11 6',
  Fail: 'M8 1.75a6.25 6.25 0 1 1 0 12.5 6.25 6.25 0 0 1 0-12.5zM5.75 5.75l4.5 4.5M10.25 5.75l-4.5 4.5',
  unknown: 'M8 2 14.5 13.5h-13zM8 6.5v3M8 11.4v.1',
};

/** What became of a state: a symbol in a box of 16 by 16, and how it is read aloud. */
export const STATUSES: { readonly [S in NodeStatus]: { readonly symbol: string; readonly text: string } } = {
  running: { symbol: 'M6.25 4.75 11.5 8l-5.25 3.25z', text: 'running' },
  succeeded: { symbol: 'M4.5 8.25 7 10.75l4.75-5', text: 'succeeded' },
  failed: { symbol: 'M5 5l6 6M11 5l-6 6', text: 'failed' },
  caught: {
    symbol: 'M4.25 5v3.25a1.75 1.75 0 0 0 1.75 1.75h5.5M9.25 7.5l2.5 2.5-2.5 2.5',
    text: 'failed, error caught',
  },
  retrying: { symbol: 'M11.5 6.25A4 4 0 1 0 12 8.75M12 3.75v2.75H9.25', text: 'retrying' },
  stopped: { symbol: 'M6.25 5v6M9.75 5v6', text: 'stopped' },
};
