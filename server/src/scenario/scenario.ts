import { getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { findClosest } from '../base/closest.ts';
import { isObject, type Json, type JsonObject, parseJson } from '../base/json.ts';
import { lookup } from '../base/lookup.ts';
import { javaText } from '../spec/javaText.ts';
import type { Answer, AnswerSource, LocalCall, RangedAnswer } from './answers.ts';
import { mockAnswers } from './mockConfig.ts';

/** A file of scenarios beside a definition. */
export interface ScenarioFile {
  /** In the order of the file; the first is the one to use where none is chosen. */
  readonly scenarios: readonly Scenario[];
}

export interface Scenario {
  readonly name: string;
  readonly description: string | undefined;
  readonly input: Json;
  readonly answers: { readonly [state: string]: readonly ScenarioAnswer[] | ScenarioAnswer };
  /** A mock configuration of Step Functions Local with further answers. Paths are relative to the folder of the scenario file. */
  readonly mockConfig?: { readonly file: string; readonly stateMachine?: string; readonly testCase?: string };
  /** The folder whose `BUCKET/KEY` files stand for Amazon S3. */
  readonly s3?: string;
  readonly expect: Expectation | undefined;
}

/** What a task is told, or what does it for real. */
export type ScenarioAnswer = Answer | LocalCall;

/** What a run of the scenario should come to; what is left out may be anything. */
export interface Expectation {
  readonly status?: string;
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
  /** Names of the states entered at top level, in order. */
  readonly path?: readonly string[];
}

export interface ScenarioError {
  readonly message: string;
  readonly offset: number;
  readonly length: number;
  /** What was meant, where a member is misspelled. */
  readonly suggestion?: string;
}

export interface ParsedScenarios {
  /** What could be understood; undefined where the file holds no scenarios at all. */
  readonly file: ScenarioFile | undefined;
  readonly errors: readonly ScenarioError[];
}

/** Reads a scenario file; comments and trailing commas are tolerated. Never throws. */
export function parseScenarios(text: string): ParsedScenarios {
  const syntax: ParseError[] = [];
  const root = parseTree(text, syntax, { allowTrailingComma: true });
  const errors: ScenarioError[] = syntax.map(({ error, offset, length }) => ({
    message: printParseErrorCode(error).replace(/([a-z])([A-Z])/g, (_, a, b) => `${a} ${b.toLowerCase()}`),
    offset,
    length,
  }));
  const report: Report = (node, message, suggestion) => {
    const place = { offset: node?.offset ?? 0, length: node?.length ?? 0 };
    errors.push({ message, ...place, ...(suggestion !== undefined && { suggestion }) });
  };
  const list = member(root, 'scenarios');
  if (list?.type !== 'object') {
    if (errors.length === 0) report(root, 'A scenario file must be an object with a member "scenarios"');
    return { file: undefined, errors };
  }
  const scenarios = (list.children ?? []).flatMap((property) => readScenario(property, report));
  return { file: { scenarios }, errors };
}

type Report = (node: Node | undefined, message: string, suggestion?: string) => void;

function readScenario(property: Node, report: Report): Scenario[] {
  const [key, value] = property.children ?? [];
  if (!key || !value) return [];
  if (value.type !== 'object') {
    report(value, `The scenario "${key.value}" must be an object`);
    return [];
  }
  const fields = getNodeValue(value) as JsonObject;
  const { description, expect, mockConfig, s3 } = fields;
  if (mockConfig !== undefined && !(isObject(mockConfig) && typeof mockConfig.file === 'string')) {
    report(member(value, 'mockConfig'), 'A "mockConfig" must be an object with the path of a "file"');
  }
  if (s3 !== undefined && typeof s3 !== 'string') report(member(value, 's3'), '"s3" must be the path of a folder');
  return [
    {
      name: String(key.value),
      description: typeof description === 'string' ? description : undefined,
      input: fields.input ?? {},
      answers: readAnswers(member(value, 'answers'), report),
      ...(isObject(mockConfig) && typeof mockConfig.file === 'string' && { mockConfig: mockChoice(mockConfig) }),
      ...(typeof s3 === 'string' && { s3 }),
      expect: isObject(expect) ? (expect as Expectation) : undefined,
    },
  ];
}

function mockChoice({ file, stateMachine, testCase }: JsonObject): NonNullable<Scenario['mockConfig']> {
  return {
    file: String(file),
    ...(typeof stateMachine === 'string' && { stateMachine }),
    ...(typeof testCase === 'string' && { testCase }),
  };
}

function readAnswers(node: Node | undefined, report: Report): Scenario['answers'] {
  const entries: [string, readonly ScenarioAnswer[] | ScenarioAnswer][] = [];
  for (const property of node?.children ?? []) {
    const [key, value] = property.children ?? [];
    if (!key || !value) continue;
    if (value.type === 'array') {
      entries.push([key.value, (value.children ?? []).flatMap((item) => readAnswer(item, report))]);
    } else {
      for (const answer of readAnswer(value, report)) entries.push([key.value, answer]);
    }
  }
  return Object.fromEntries(entries);
}

/** Every kind of answer, under the member that makes it one. Undefined: that is not how it is written. */
const ANSWERS: { readonly [kind: string]: (value: Json, answer: JsonObject) => ScenarioAnswer | undefined } = {
  return: (value) => ({ kind: 'return', value }),
  throw: (value) => {
    const { error, cause } = isObject(value) ? value : {};
    return { kind: 'throw', ...(typeof error === 'string' && { error }), ...(typeof cause === 'string' && { cause }) };
  },
  lambda: (value, { timeout, environment }) => {
    if (typeof value !== 'string' || !/.#./.test(value)) return undefined;
    const variables = isObject(environment) ? Object.entries(environment).map(([name, v]) => [name, javaText(v)]) : [];
    return {
      kind: 'lambda',
      handler: value,
      ...(typeof timeout === 'number' && { timeout }),
      environment: Object.fromEntries(variables),
    };
  },
  endpoint: (value, { allowRemote }) => called('endpoint', value, allowRemote),
  http: (value, { allowRemote }) => called('http', value, allowRemote),
  stateMachine: (value, { scenario }) =>
    typeof value === 'string'
      ? { kind: 'stateMachine', file: value, ...(typeof scenario === 'string' && { scenario }) }
      : undefined,
  callback: (value) => (value === true ? { kind: 'callback' } : undefined),
};

function called(kind: 'endpoint' | 'http', url: Json, allowRemote: Json | undefined): LocalCall | undefined {
  if (typeof url !== 'string' || !URL.canParse(url) || !/^https?:/i.test(url)) return undefined;
  return { kind, url, allowRemote: allowRemote === true };
}

const KINDS = Object.keys(ANSWERS);

const HOW_TO_WRITE: { readonly [kind: string]: string } = {
  lambda: '"lambda" must be a file and the name of its function, such as "src/price.mjs#handler"',
  endpoint: '"endpoint" must be a URL, such as "http://127.0.0.1:3001"',
  http: '"http" must be a URL, such as "http://127.0.0.1:8080"',
  stateMachine: '"stateMachine" must be the path of a definition',
  callback: '"callback" must be true',
};

function readAnswer(node: Node, report: Report): ScenarioAnswer[] {
  const value = getNodeValue(node) as Json;
  const kinds = isObject(value) ? KINDS.filter((kind) => Object.hasOwn(value, kind)) : [];
  const [kind] = kinds;
  const slip = kinds.length === 0 ? misspelledKind(node) : undefined;
  if (slip) {
    report(slip.key, `An answer has no "${slip.key.value}"; did you mean "${slip.kind}"?`, slip.kind);
    return [];
  }
  if (!isObject(value) || kind === undefined || kinds.length > 1) {
    report(node, 'An answer must have exactly one of "return" and "throw", or of what does the task for real');
    return [];
  }
  const answer = lookup(ANSWERS, kind)?.(value[kind] ?? null, value);
  if (!answer) report(member(node, kind), lookup(HOW_TO_WRITE, kind) ?? 'This is no answer');
  return answer ? [answer] : [];
}

function misspelledKind(answer: Node): { readonly key: Node; readonly kind: string } | undefined {
  if (answer.type !== 'object') return undefined;
  for (const { children: [key] = [] } of answer.children ?? []) {
    const kind = key && findClosest(String(key.value), KINDS);
    if (key && kind !== undefined) return { key, kind };
  }
  return undefined;
}

function member(node: Node | undefined, name: string): Node | undefined {
  return node?.children?.find((property) => property.children?.[0]?.value === name)?.children?.[1];
}

export function findScenario(file: ScenarioFile, name?: string): Scenario | undefined {
  return name === undefined ? file.scenarios[0] : file.scenarios.find((s) => s.name === name);
}

/** One answer is for every invocation; those of a list are for one each, in order. */
export function answersOf(scenario: Scenario): AnswerSource {
  const entries = Object.keys(scenario.answers).map((state): [string, RangedAnswer[]] => {
    const answers = lookup(scenario.answers, state);
    if (isOne(answers)) return [state, [{ from: 0, answer: answers }]];
    return [state, (answers ?? []).map((answer, i) => ({ from: i, to: i, answer }))];
  });
  return Object.fromEntries(entries);
}

function isOne(answers: readonly ScenarioAnswer[] | ScenarioAnswer | undefined): answers is ScenarioAnswer {
  return answers !== undefined && !Array.isArray(answers);
}

/** The answers of a scenario together with those of the mock configuration it names; a problem with that as text. */
export async function loadAnswers(
  scenario: Scenario,
  readFile: (path: string) => Promise<string>,
): Promise<{ readonly source: AnswerSource; readonly problem?: string }> {
  const own = answersOf(scenario);
  if (!scenario.mockConfig) return { source: own };
  const { file, stateMachine: stateMachineName, testCase } = scenario.mockConfig;
  let config: Json;
  try {
    config = parseJson(await readFile(file));
  } catch (error) {
    return {
      source: own,
      problem: `The mock configuration ${file}: ${error instanceof Error ? error.message : error}`,
    };
  }
  const mocked = mockAnswers(config, { stateMachineName, testCase });
  if (!mocked.ok) return { source: own, problem: `The mock configuration ${file}: ${mocked.problem}` };
  return { source: { ...mocked.source, ...own } };
}
