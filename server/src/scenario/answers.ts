import { isArray, isObject, type Json, type JsonObject } from '../base/json.ts';
import { lookup } from '../base/lookup.ts';

/** What a Task state is told instead of calling a service. Services may fail with neither a name nor a cause. */
export type Answer =
  | { readonly kind: 'return'; readonly value: Json }
  | { readonly kind: 'throw'; readonly error?: string; readonly cause?: string };

/** What does a task for real. Paths are relative to the folder of the scenario file. */
export type LocalCall =
  | {
      readonly kind: 'lambda';
      /** `src/price.mjs#handler`, `src/price.py#handler` */
      readonly handler: string;
      /** Seconds, as the configuration of the function has them. */
      readonly timeout?: number;
      readonly environment?: { readonly [name: string]: string };
    }
  /** Something that is called as the API of Lambda is. */
  | { readonly kind: 'endpoint'; readonly url: string; readonly allowRemote: boolean }
  /** What an HTTP task calls in place of the host of its ApiEndpoint. */
  | { readonly kind: 'http'; readonly url: string; readonly allowRemote: boolean }
  | { readonly kind: 'stateMachine'; readonly file: string; readonly scenario?: string }
  /** Somebody sends the task token back. */
  | { readonly kind: 'callback' };

/** The answers to Task states, by state name. Plain data. */
export interface AnswerSource {
  readonly [state: string]: readonly RangedAnswer[];
}

/** An answer and the invocations it is for, counted from 0 over retries, loops and iterations; no `to`: from there on. */
export interface RangedAnswer {
  readonly from: number;
  readonly to?: number;
  readonly answer: Answer | LocalCall;
}

/** The answer to one invocation of a state, undefined where there is none (any more). */
export function findAnswer(source: AnswerSource, state: string, invocation: number): Answer | undefined {
  const found = findEither(source, state, invocation);
  return found && isAnswer(found) ? found : undefined;
}

/** What does the task of one invocation of a state for real. */
export function findCall(source: AnswerSource, state: string, invocation: number): LocalCall | undefined {
  const found = findEither(source, state, invocation);
  return found && !isAnswer(found) ? found : undefined;
}

export function isAnswer(answer: Answer | LocalCall): answer is Answer {
  return answer.kind === 'return' || answer.kind === 'throw';
}

function findEither(source: AnswerSource, state: string, invocation: number): Answer | LocalCall | undefined {
  const answers = lookup(source, state);
  // In a list each stands where its number says; a long one is not gone through for every invocation.
  const direct = answers?.[invocation];
  if (direct?.from === invocation && direct.to === invocation) return direct.answer;
  return answers?.find(({ from, to }) => from <= invocation && (to === undefined || invocation <= to))?.answer;
}

/** `{"State": [{"Return": …} | {"Throw": {"Error", "Cause"}}, …]}`, in order of invocation. */
export function mockedAnswers(mocks: Json): AnswerSource {
  if (!isObject(mocks)) return {};
  const entries = Object.entries(mocks).map(([state, list]) => {
    const answers = (isArray(list) ? list : [list]).filter(isObject);
    return [state, answers.map((mock, i) => ({ from: i, to: i, answer: mockedAnswer(mock) }))] as const;
  });
  return Object.fromEntries(entries);
}

/** An answer as Step Functions Local writes it. */
export function mockedAnswer(mock: JsonObject): Answer {
  if (Object.hasOwn(mock, 'Return')) return { kind: 'return', value: mock.Return ?? null };
  const { Error: error, Cause: cause } = isObject(mock.Throw) ? mock.Throw : {};
  return {
    kind: 'throw',
    ...(typeof error === 'string' && { error }),
    ...(typeof cause === 'string' && { cause }),
  };
}
