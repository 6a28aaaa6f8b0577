import { QueryEvaluationError } from '../evaluate/jsonata.ts';
import { PathError } from '../evaluate/path.ts';
import { StatesError } from '../spec/errors.ts';

/** An error on its way through Retry and Catch. Services may give neither a name nor a cause. */
export interface Failure {
  readonly error: string | undefined;
  readonly cause: string | undefined;
  /** Other names under which it can be retried or caught. */
  readonly aliases?: readonly string[];
  /** It came out of a task, a branch or an iteration, so its cause needs no word about where it arose. */
  readonly fromWork?: boolean;
  /** The field of the state whose JSONata raised it; empty where it was no field. */
  readonly location?: string;
}

/** An error of the language as a failure of the state; anything else is a bug and goes on. */
export function failureFrom(thrown: unknown): Failure {
  if (thrown instanceof QueryEvaluationError) {
    return { error: thrown.error, cause: thrown.cause, location: thrown.location };
  }
  if (thrown instanceof StatesError) return { error: thrown.error, cause: thrown.cause };
  if (thrown instanceof PathError) return { error: 'States.Runtime', cause: thrown.message };
  throw thrown;
}
