import type { Awaitable } from '../base/awaitable.ts';
import type { Json, JsonObject } from '../base/json.ts';
import type { EventDetails, EventType } from './event.ts';
import type { Failure } from './failure.ts';
import type { Moment } from './moment.ts';
import type { Fan, Reading, Waiting } from './run.ts';

/** What the work of a state comes to, for now. An error of the language is thrown instead, as a `StatesError`. */
export type Work =
  /** It is done. `result` is absent for the types that have none. */
  | { readonly kind: 'done'; readonly events?: Events; readonly result?: Json; readonly choice?: Choice }
  /** It goes on when what it waits for is there. */
  | { readonly kind: 'wait'; readonly events?: Events; readonly waiting: Waiting; readonly reading?: Reading }
  /** It goes on when the threads started here, and those before, have come to something. */
  | { readonly kind: 'spawn'; readonly events?: Events; readonly fan: Fan; readonly children: readonly Child[] }
  /** It failed outside of the language: in a task, a branch, an iteration. */
  | { readonly kind: 'failed'; readonly events?: Events; readonly failure: Failure };

export type Events = readonly (readonly [EventType, EventDetails?])[];

export interface Choice {
  readonly next: string;
  /** Undefined for Default. */
  readonly rule: number | undefined;
}

export interface Child {
  readonly kind: 'branch' | 'iteration' | 'child';
  readonly index: number;
  readonly machine: string;
  readonly input: Json;
  readonly item?: JsonObject;
}

/** Does the work of a state at one moment. */
export type Executor = (moment: Moment) => Awaitable<Work>;
