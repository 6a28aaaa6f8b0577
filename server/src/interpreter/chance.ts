import type { Sources } from '../base/sources.ts';
import type { RandomState } from './run.ts';

/** Random numbers whose whole state is one number (mulberry32), so that a saved run goes on with the same ones. */
export function seededSources(start: RandomState, now: number): Sources & { readonly state: RandomState } {
  let state = start.state;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return {
    random,
    uuid: () => uuidFrom(random),
    now: () => now,
    get state() {
      return { state };
    },
  };
}

function uuidFrom(random: () => number): string {
  return 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replace(/[xy]/g, (letter) => {
    const digit = Math.floor(random() * 16);
    return (letter === 'x' ? digit : (digit & 3) | 8).toString(16);
  });
}
