import type { Sources } from '../../server/src/evaluate/scope.ts';

/** Chance and time that are none. */
export const FIXED_SOURCES: Sources = {
  random: () => 0.5,
  uuid: () => '00000000-0000-4000-8000-000000000000',
  now: () => Date.UTC(2026, 0, 2, 3, 4, 5),
};
