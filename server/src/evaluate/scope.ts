import type { Json, JsonObject } from '../base/json.ts';

export type { Sources } from '../base/sources.ts';

/** Values of workflow variables by name, without the `$`. */
export type Variables = JsonObject;

/** What paths and intrinsic calls read. */
export interface Scope {
  /** `$` */
  readonly data: Json;
  /** `$$` */
  readonly context: Json;
  /** `$name` */
  readonly variables: Variables;
  /** Shared by paths that together may take only so long; absent: each may. */
  readonly effort?: Effort;
}

/** What paths have visited so far. */
export interface Effort {
  visits: number;
}
