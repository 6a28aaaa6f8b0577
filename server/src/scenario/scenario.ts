import { getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { isArray, isObject, type Json, type JsonObject } from '../base/json.ts';
import { lookup } from '../base/lookup.ts';
import type { Answer, AnswerSource, RangedAnswer } from './answers.ts';

/** A file of scenarios beside a definition. */
export interface ScenarioFile {
  /** In the order of the file; the first is the one to use where none is chosen. */
  readonly scenarios: readonly Scenario[];
}

export interface Scenario {
  readonly name: string;
  readonly description: string | undefined;
  readonly input: Json;
  readonly answers: { readonly [state: string]: readonly Answer[] | Answer };
  readonly expect: Expectation | undefined;
}

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
  const report = (node: Node | undefined, message: string) => {
    errors.push({ message, offset: node?.offset ?? 0, length: node?.length ?? 0 });
  };
  const list = member(root, 'scenarios');
  if (list?.type !== 'object') {
    if (errors.length === 0) report(root, 'A scenario file must be an object with a member "scenarios"');
    return { file: undefined, errors };
  }
  const scenarios = (list.children ?? []).flatMap((property) => readScenario(property, report));
  return { file: { scenarios }, errors };
}

type Report = (node: Node | undefined, message: string) => void;

function readScenario(property: Node, report: Report): Scenario[] {
  const [key, value] = property.children ?? [];
  if (!key || !value) return [];
  if (value.type !== 'object') {
    report(value, `The scenario "${key.value}" must be an object`);
    return [];
  }
  const fields = getNodeValue(value) as JsonObject;
  const { description, expect } = fields;
  return [
    {
      name: String(key.value),
      description: typeof description === 'string' ? description : undefined,
      input: fields.input ?? {},
      answers: readAnswers(member(value, 'answers'), report),
      expect: isObject(expect) ? (expect as Expectation) : undefined,
    },
  ];
}

function readAnswers(node: Node | undefined, report: Report): Scenario['answers'] {
  const entries: [string, readonly Answer[] | Answer][] = [];
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

function readAnswer(node: Node, report: Report): Answer[] {
  const value = getNodeValue(node) as Json;
  const hasReturn = isObject(value) && Object.hasOwn(value, 'return');
  const hasThrow = isObject(value) && Object.hasOwn(value, 'throw');
  if (!isObject(value) || hasReturn === hasThrow) {
    report(node, 'An answer must have exactly one of "return" and "throw"');
    return [];
  }
  if (hasReturn) return [{ kind: 'return', value: value.return ?? null }];
  const { error, cause } = isObject(value.throw) ? value.throw : {};
  return [{ kind: 'throw', ...(typeof error === 'string' && { error }), ...(typeof cause === 'string' && { cause }) }];
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
    if (isAnswer(answers)) return [state, [{ from: 0, answer: answers }]];
    return [state, (answers ?? []).map((answer, i) => ({ from: i, to: i, answer }))];
  });
  return Object.fromEntries(entries);
}

function isAnswer(answers: readonly Answer[] | Answer | undefined): answers is Answer {
  return answers !== undefined && !isArray(answers as Json);
}
