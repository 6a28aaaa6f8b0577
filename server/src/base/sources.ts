/** Where chance and time come from; a run passes its own, so that the same run gives the same values. */
export interface Sources {
  /** A number from 0, included, to 1, excluded. */
  random(): number;
  /** A version 4 UUID. */
  uuid(): string;
  /** Milliseconds since the epoch. */
  now(): number;
}
