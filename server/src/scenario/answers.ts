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

/**
 * `{"State": [{"Return": …} | {"Throw": {"Error", "Cause"}}, …]}`, in order of invocation. One answer that is in no list is for every
 * invocation.
 */
export function mockedAnswers(mocks: Json): MockedAnswers {
  if (!isObject(mocks))
    return { ok: false, problem: 'The mocks must be an object with the answers of each state by its name' };
  const source: [string, RangedAnswer[]][] = [];
  for (const [state, given] of Object.entries(mocks)) {
    const list = isArray(given) ? given : [given];
    const answers: RangedAnswer[] = [];
    for (const [i, mock] of list.entries()) {
      if (!isMock(mock)) {
        const which = isArray(given) ? `answer ${i + 1}` : 'answer';
        return { ok: false, problem: `The mocks of the state "${state}": ${which} ${HOW_TO_MOCK}` };
      }
      answers.push(
        isArray(given) ? { from: i, to: i, answer: mockedAnswer(mock) } : { from: 0, answer: mockedAnswer(mock) },
      );
    }
    source.push([state, answers]);
  }
  return { ok: true, source: Object.fromEntries(source) };
}

export type MockedAnswers =
  | { readonly ok: true; readonly source: AnswerSource }
  | { readonly ok: false; readonly problem: string };

/** What a mock has to be, after its name. */
export const HOW_TO_MOCK =
  'must have exactly one of Return and Throw; Throw is an object with Error and Cause, which are texts';

export function isMock(mock: Json | undefined): mock is JsonObject {
  if (!isObject(mock) || Object.hasOwn(mock, 'Return') === Object.hasOwn(mock, 'Throw')) return false;
  if (Object.hasOwn(mock, 'Return')) return true;
  const { Throw: thrown } = mock;
  return (
    isObject(thrown) && [thrown.Error, thrown.Cause].every((text) => text === undefined || typeof text === 'string')
  );
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
