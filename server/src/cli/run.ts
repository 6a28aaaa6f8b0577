import { dirname } from 'node:path';
import { findClosest } from '../base/closest.ts';
import { isObject, type Json } from '../base/json.ts';
import { isKey, lookup } from '../base/lookup.ts';
import { findScenario, parseScenarios, type RunOptions, type RunResult, run, type Scenario } from '../index.ts';
import type { TaskRequest } from '../interpreter/run.ts';
import { type AslDocument, analyseText } from '../model/document.ts';
import { statesIn } from '../model/machine.ts';
import { unmetExpectations } from '../scenario/expectation.ts';
import { scenarioFileOf } from '../scenario/fileNames.ts';
import { mockAnswers } from '../scenario/mockConfig.ts';
import type { Expectation } from '../scenario/scenario.ts';
import { toJson } from '../syntax/node.ts';
import {
  type Arguments,
  type CliIo,
  type Command,
  type ExitCode,
  FORMAT,
  formatOf,
  hasOption,
  onlyArgument,
  textOption,
  UsageError,
} from './command.ts';
import { definitionName, nameOf, placeIn, readJson, readText, STDIN_NAME } from './files.ts';
import { Story } from './story.ts';
import { styleFor } from './style.ts';

export const RUN: Command = {
  synopsis:
    'FILE [--input FILE|JSON] [--scenario NAME] [--mocks FILE] [--state NAME] [--data FOLDER] [--type standard|express] [--seed N] [--limits aws|off] [--no-wait|--wall-clock] [--format text|json]',
  doc: `Runs a state machine without AWS.
Tasks are answered from a scenario of the file beside it (NAME.scenarios.json), or from a mock configuration. Local functions that a scenario names are run. The exit code is 1 unless the execution succeeds. Ctrl-C aborts it.`,
  options: {
    input: {
      value: 'FILE|JSON',
      doc: 'The input; "-" is the standard input. Without it: that of the scenario, else {}.',
    },
    scenario: { value: 'NAME', doc: 'A scenario, or a test case of --mocks. Without it: the first scenario.' },
    mocks: { value: 'FILE', doc: 'A mock configuration file of Step Functions Local, in place of a scenario.' },
    state: { value: 'NAME', doc: 'Run this state alone.' },
    data: { value: 'FOLDER', doc: 'Its BUCKET/KEY files stand for Amazon S3, where distributed Maps read and write.' },
    type: { value: 'standard|express', doc: 'Run it as a Standard execution, the default, or as an Express one.' },
    seed: { value: 'N', doc: 'For chance, UUIDs and the time: two runs with the same number are the same.' },
    limits: { value: 'aws|off', doc: 'The quotas of AWS, which are kept by default. "off" is for big local runs.' },
    'no-wait': { doc: 'Let time pass at once in Wait states and before retries: the default.' },
    'wall-clock': { doc: 'Really wait.' },
    'stdin-name': STDIN_NAME,
    format: FORMAT,
  },
  run: runMachine,
};

async function runMachine(args: Arguments, io: CliIo): Promise<ExitCode> {
  const format = formatOf(args);
  const given = onlyArgument(args, 'The file of the state machine');
  const file = nameOf(given, args);
  const wallClock = hasOption(args, 'wall-clock');
  if (wallClock && hasOption(args, 'no-wait')) throw new UsageError('--no-wait and --wall-clock exclude each other');
  const document = await readDefinition(given, args, io);
  const state = stateOption(args, document);
  const { scenario, ...mocks } = await readAnswers(args, file, document, io);
  const ownInput = textOption(args, 'input');
  const dataDir = textOption(args, 'data');
  if (dataDir !== undefined && !(await io.isFolder(dataDir))) {
    throw new UsageError(`--data ${dataDir}: There is no such folder`);
  }
  const input = ownInput === undefined ? (scenario?.input ?? {}) : await readJson(ownInput, io);

  const fixed = { type: typeOption(args), seed: seedOption(args), limits: limitsOption(args) };
  const signal = io.interrupts();
  const style = styleFor(io);
  const story = new Story(io.columns, style);
  let unanswered: TaskRequest | undefined;
  if (format === 'text' && scenario) io.stdout(`${style.dim(`Scenario: ${scenario.name}`)}\n\n`);
  const result = await run(toJson(document.root, document.source), input, {
    ...mocks,
    ...(scenario && { scenario }),
    ...(state !== undefined && { state }),
    ...(dataDir !== undefined && { dataDir }),
    ...fixed,
    // What local functions print stands beside the story, or where nobody reads the result.
    folder: dirname(file),
    onLine: ({ state: name, text }) => {
      if (format === 'text') io.stdout(`${style.dim(`          | ${name}: ${text}`)}\n`);
      else io.stderr(`${name}: ${text}\n`);
    },
    onUnanswered: (request) => {
      unanswered = request;
      return undefined;
    },
    wallClock,
    signal,
    onEvent: (event) => {
      const line = format === 'text' ? story.tell(event) : undefined;
      if (line !== undefined) io.stdout(`${line}\n`);
    },
  });
  if (format === 'json') io.stdout(`${JSON.stringify(result, null, 2)}\n`);
  else tellResult(result, io);
  if (unanswered) io.stderr(`${howToAnswer(unanswered, scenarioFileOf(file), scenario, textOption(args, 'mocks'))}\n`);
  // What is expected is expected of the whole run, with the input and the answers of the scenario.
  const isWhole = !signal.aborted && !unanswered && ownInput === undefined && state === undefined;
  if (scenario?.expect && isWhole && !mocks.mockConfig) {
    const told = tellExpectation(scenario.expect, result, document);
    if (format === 'json') io.stderr(told);
    else io.stdout(told);
  }
  return result.status === 'SUCCEEDED' ? 0 : 1;
}

function tellExpectation(expect: Expectation, result: RunResult, { machine }: AslDocument): string {
  const unmet = unmetExpectations(expect, result, new Set(machine?.states.keys()));
  if (unmet.length === 0) return 'meets expect\n';
  return unmet.map((what) => `does not meet expect: ${what}\n`).join('');
}

/** Which file to edit, and what to write there. */
function howToAnswer(
  { state, invocation }: TaskRequest,
  path: string,
  scenario: Scenario | undefined,
  mocks: string | undefined,
): string {
  if (mocks !== undefined) return `Add an answer for "${state}" to the test case, and to MockedResponses, in ${mocks}`;
  // Further answers come after those that are there.
  const answer = invocation === 0 ? '{"return": {}}' : '[…, {"return": {}}]';
  const answers = `"answers": {${JSON.stringify(state)}: ${answer}}`;
  if (scenario) return `Add an answer to the scenario "${scenario.name}" in ${path}:\n  ${answers}`;
  return `Add a scenario with an answer to ${path}; make the file if there is none:\n  {"scenarios": {"Default": {${answers}}}}`;
}

export async function readDefinition(given: string, args: Arguments, io: CliIo): Promise<AslDocument> {
  const text = await readText(given, io);
  const file = nameOf(given, args);
  const document = analyseText(text, definitionName(file, text));
  const fatal = document.errors.find(({ code }) => code === 'json-syntax' || code === 'yaml-syntax');
  if (fatal) throw new UsageError(`${placeIn(file, text, fatal.start)}: ${fatal.message}`);
  return document;
}

export function stateOption(args: Arguments, { machine }: AslDocument): string | undefined {
  const wanted = textOption(args, 'state');
  if (wanted === undefined || !machine) return wanted;
  const states = [...statesIn(machine)];
  // A pointer tells apart what names do not.
  if (states.some(({ name, pointer }) => name === wanted || pointer === wanted)) return wanted;
  throw unknown(
    'state',
    wanted,
    states.map(({ name }) => name),
  );
}

function typeOption(args: Arguments): 'STANDARD' | 'EXPRESS' | undefined {
  const wanted = textOption(args, 'type')?.toUpperCase();
  if (wanted === undefined || wanted === 'STANDARD' || wanted === 'EXPRESS') return wanted;
  throw new UsageError(`--type must be standard or express, not "${textOption(args, 'type')}"`);
}

function seedOption(args: Arguments): number | undefined {
  const wanted = textOption(args, 'seed');
  if (wanted === undefined || /^-?\d+$/.test(wanted)) return wanted === undefined ? undefined : Number(wanted);
  throw new UsageError(`--seed must be a whole number, not "${wanted}"`);
}

function limitsOption(args: Arguments): 'aws' | 'off' | undefined {
  const wanted = textOption(args, 'limits');
  if (wanted === undefined || wanted === 'aws' || wanted === 'off') return wanted;
  throw new UsageError(`--limits must be aws or off, not "${wanted}"`);
}

type Answers = Pick<RunOptions, 'scenario' | 'mockConfig' | 'testCase' | 'stateMachineName'>;

/** Where the tasks get their answers from: the scenarios beside the definition, or a mock configuration. */
async function readAnswers(args: Arguments, file: string, document: AslDocument, io: CliIo): Promise<Answers> {
  const name = textOption(args, 'scenario');
  const mocks = textOption(args, 'mocks');
  if (mocks === undefined) {
    const scenario = await readScenario(name, file, io);
    return scenario ? { scenario } : {};
  }
  const mockConfig = await readJson(mocks, io);
  const choice = chooseMachine(mockConfig, file);
  const isTestCase = name === undefined || choice.testCases.includes(name);
  // The name may be that of a scenario all the same: then that gives the input, and the mocks the answers.
  const scenario = isTestCase ? undefined : await readScenario(name, file, io, choice.testCases);
  const chosen = {
    ...(choice.name !== undefined && { stateMachineName: choice.name }),
    ...(isTestCase && name !== undefined && { testCase: name }),
  };
  const answers = mockAnswers(mockConfig, chosen);
  if (!answers.ok) throw new UsageError(`${mocks}: ${answers.problem}`);
  warnOfUnknownStates(Object.keys(answers.source), document, mocks, io);
  return { mockConfig, ...(scenario && { scenario }), ...chosen };
}

function warnOfUnknownStates(named: readonly string[], { machine }: AslDocument, mocks: string, io: CliIo): void {
  const states = machine ? [...statesIn(machine)].map(({ name }) => name) : [];
  for (const name of named) {
    if (states.includes(name)) continue;
    io.stderr(`asl: ${mocks}: warning: ${unknown('state', name, states).message}\n`);
  }
}

/** The state machine in the mock configuration: the only one, or that named like the file. */
function chooseMachine(config: Json, file: string): { readonly name?: string; readonly testCases: readonly string[] } {
  const machines = isObject(config) && isObject(config.StateMachines) ? config.StateMachines : {};
  const stem = (file.split(/[\\/]/).at(-1) ?? '').replace(/(\.asl)?(\.(json|ya?ml))?$/i, '');
  const names = Object.keys(machines);
  const name = isKey(machines, stem) ? stem : names.length === 1 ? names[0] : undefined;
  if (name === undefined) return { testCases: [] };
  const machine = lookup(machines, name);
  const cases = isObject(machine) && isObject(machine.TestCases) ? Object.keys(machine.TestCases) : [];
  return { name, testCases: cases };
}

async function readScenario(
  name: string | undefined,
  file: string,
  io: CliIo,
  testCases: readonly string[] = [],
): Promise<Scenario | undefined> {
  const path = scenarioFileOf(file);
  let text: string;
  try {
    text = await io.readFile(path);
  } catch {
    if (name === undefined) return undefined;
    if (testCases.length > 0) throw unknown('test case', name, testCases);
    throw new UsageError(`There is no scenario "${name}": ${path} cannot be read`);
  }
  const { file: scenarios, errors } = parseScenarios(text);
  const [fault] = errors;
  if (fault) throw new UsageError(`${placeIn(path, text, fault.offset)}: ${fault.message}`);
  const scenario = scenarios && findScenario(scenarios, name);
  if (scenario || name === undefined) return scenario;
  throw unknown('scenario', name, [...testCases, ...(scenarios?.scenarios ?? []).map((known) => known.name)]);
}

function unknown(what: string, name: string, known: readonly string[]): UsageError {
  const closest = findClosest(name, known);
  const names = known.length > 0 ? ` (there are: ${known.join(', ')})` : '';
  return new UsageError(
    `There is no ${what} "${name}"${closest === undefined ? names : `; did you mean "${closest}"?`}`,
  );
}

function tellResult({ status, output, error, cause, events }: RunResult, io: CliIo): void {
  const { green, red, bold } = styleFor(io);
  const blank = events.length > 0 ? '\n' : '';
  const word = status.toLowerCase().replace('_', ' ');
  if (status === 'SUCCEEDED') {
    io.stdout(`${blank}${green(bold(word))}\n${JSON.stringify(output, null, 2)}\n`);
    return;
  }
  const reason = [error, cause].filter((part) => part !== undefined && part !== '').join(': ');
  io.stdout(`${blank}${red(bold(word))}${reason && ` ${reason}`}\n`);
}
