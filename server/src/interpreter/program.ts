import type { JsonObject } from '../base/json.ts';
import type { QueryLanguage, Stage } from '../spec/stages.ts';
import type { StateType } from '../spec/states.ts';

/** A definition made ready to run: plain data, so that a run can be saved together with it. */
export interface Program {
  /** The machine (pointer `''`) and every nested one, by its pointer: `/States/Outer/Branches/0`. */
  readonly machines: { readonly [pointer: string]: Machine };
  readonly timeoutSeconds: number | undefined;
}

/** One `States` object: the machine itself, a branch, or an item processor. */
export interface Machine {
  readonly pointer: string;
  readonly startAt: string;
  readonly states: { readonly [name: string]: State };
}

export interface State {
  readonly name: string;
  /** Where the state stands in the definition: `/States/Outer/Branches/0/States/Inner`. */
  readonly pointer: string;
  readonly type: StateType;
  readonly queryLanguage: QueryLanguage;
  /** The fields as they were written. A field of a wrong type fails the state when it is reached, not before. */
  readonly fields: JsonObject;
  /** The stages that do something in it, in order. */
  readonly stages: readonly Stage[];
  /** Pointers of the branches, or of the item processor. */
  readonly machines: readonly string[];
}

/** The outermost machine of a program. */
export const ROOT = '';
