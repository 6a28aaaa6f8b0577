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
}
