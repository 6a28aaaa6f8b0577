import { findClosest } from '../base/closest.ts';
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { lookup } from '../base/lookup.ts';
import { javaText } from '../spec/javaText.ts';
import { HOW_TO_MOCK, isMock, type MockedAnswers, mockedAnswer, type RangedAnswer } from './answers.ts';

export interface MockChoice {
  /** May be left out where the file has one. */
  readonly stateMachineName?: string | undefined;
  readonly testCase?: string | undefined;
}

/** The answers of one test case of a Step Functions Local mock configuration file. */
export function mockAnswers(config: Json, choice: MockChoice = {}): MockedAnswers {
  const machines = isObject(config) && isObject(config.StateMachines) ? config.StateMachines : {};
  const machine = pick(machines, choice.stateMachineName, 'state machine');
  if (typeof machine === 'string') return { ok: false, problem: machine };
  const testCase = pick(isObject(machine.TestCases) ? machine.TestCases : {}, choice.testCase, 'test case');
  if (typeof testCase === 'string') return { ok: false, problem: testCase };
  const responses = isObject(config) && isObject(config.MockedResponses) ? config.MockedResponses : {};
  const source: [string, RangedAnswer[]][] = [];
  for (const [state, name] of Object.entries(testCase)) {
    const mocked = typeof name === 'string' ? lookup(responses, name) : undefined;
    if (!isObject(mocked)) {
      return { ok: false, problem: `There is no mocked response named "${javaText(name)}" for the state "${state}"` };
    }
    const answers = rangedAnswers(mocked);
    if (typeof answers === 'string') return { ok: false, problem: `Mocked response "${javaText(name)}": ${answers}` };
    source.push([state, answers]);
  }
  return { ok: true, source: Object.fromEntries(source) };
}

function pick(table: JsonObject, name: string | undefined, what: string): JsonObject | string {
  const names = Object.keys(table);
  const only = names.length === 1 ? names[0] : undefined;
  const chosen = name ?? only;
  if (chosen === undefined) {
    return names.length === 0
      ? `The mock configuration has no ${what}`
      : `The mock configuration has several ${what}s, say which: ${names.join(', ')}`;
  }
  const found = lookup(table, chosen);
  if (isObject(found)) return found;
  const closest = findClosest(chosen, names);
  const hint = closest === undefined ? '' : `; did you mean "${closest}"?`;
  return `The mock configuration has no ${what} named "${chosen}"${hint}`;
}

/** Keys are invocations counted from 0: `"0"`, or a range such as `"1-3"`. */
function rangedAnswers(mocked: JsonObject): RangedAnswer[] | string {
  const answers: RangedAnswer[] = [];
  for (const [key, mock] of Object.entries(mocked)) {
    const range = /^(\d+)(?:-(\d+))?$/.exec(key.trim());
    if (!range) return `"${key}" is no number or range of invocations`;
    if (!isMock(mock)) return `"${key}" ${HOW_TO_MOCK}`;
    const from = Number(range[1]);
    answers.push({ from, to: range[2] === undefined ? from : Number(range[2]), answer: mockedAnswer(mock) });
  }
  return answers;
}
