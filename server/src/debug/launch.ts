import { basename, dirname, isAbsolute, resolve } from 'node:path';
import { findClosest } from '../base/closest.ts';
import { type Json, type JsonObject, parseJson } from '../base/json.ts';
import { compileProgram } from '../interpreter/compile.ts';
import type { Program } from '../interpreter/program.ts';
import type { Run } from '../interpreter/run.ts';
import { startRun } from '../interpreter/start.ts';
import { type AslDocument, analyseText, rangeOf } from '../model/document.ts';
import type { LaunchAttributes } from '../protocol/debug.ts';
import type { AnswerSource } from '../scenario/answers.ts';
import { machineNameOf, scenarioFileOf } from '../scenario/fileNames.ts';
import { findScenario, loadAnswers, parseScenarios, type Scenario } from '../scenario/scenario.ts';
import { toJson } from '../syntax/node.ts';
import { HistoryError, readHistory } from './replay/history.ts';
import { type Replay, replay } from './replay/replay.ts';
import { buildSourceMap, type SourceMap } from './sourceMap.ts';

/** All that the debugger does with the world outside. */
export interface Files {
  readonly readFile: (path: string) => Promise<string>;
}

/** A launch that cannot be: the message says what to change. */
export class LaunchError extends Error {}

/** A run ready to be debugged. */
export interface Launched {
  readonly path: string;
  readonly name: string;
  readonly map: SourceMap;
  readonly run: Run;
  readonly scenarioFile: string;
  /** The name of the scenario in use. */
  readonly scenario: string | undefined;
  /** The folder that stands for Amazon S3. */
  readonly dataDir: string | undefined;
  /** What really happened, where an execution is replayed. */
  readonly replay?: Replay;
}

/** Reads what a launch configuration names. Throws a `LaunchError`. */
export async function launch(attributes: LaunchAttributes, files: Files, now: number): Promise<Launched> {
  const { stateMachine, scenario: wanted } = attributes;
  if (typeof stateMachine !== 'string' || stateMachine === '') {
    throw new LaunchError(
      'Which state machine? Set "stateMachine" in the launch configuration to the path of a definition.',
    );
  }
  const path = resolve(stateMachine);
  const document = analyseText(await read(files, path, 'state machine'), path);
  const map = buildSourceMap(document);
  const definition = definitionOf(document, path);
  const compiled = compileProgram(definition);
  if (!compiled.ok) throw new LaunchError(`${basename(path)} cannot be run. ${compiled.problems.join('. ')}.`);

  const scenarioFile = scenarioFileOf(path);
  const scenario = await readScenario(files, scenarioFile, wanted);
  const name = machineNameOf(path);
  const { program } = compiled;
  const dataDir = optionalText(attributes, 'dataDir') ?? scenario?.s3;
  const known = {
    path,
    name,
    map,
    scenarioFile,
    scenario: scenario?.name,
    dataDir: dataDir && inFolder(path, dataDir),
  };
  const history = optionalText(attributes, 'history');
  if (history !== undefined) {
    const recorded = await readReplay(program, inFolder(path, history), name, files);
    return { ...known, run: recorded.start, replay: recorded };
  }
  const input = await inputOf(attributes, scenario, files, path);
  const state = optionalText(attributes, 'state');
  const startAt = optionalText(attributes, 'startAt');
  if (state !== undefined && startAt !== undefined) {
    throw new LaunchError('"state" runs one state alone and "startAt" all from one state on: set only one of them.');
  }
  const variables = variablesOf(attributes);
  try {
    const run = startRun(program, { input, state, startAt, variables, startTime: now, stateMachineName: name });
    return { ...known, run };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const names = [...map.states.values()].map((s) => s.name);
    throw new LaunchError(`${error.message} in ${basename(path)}.${suggestion(state ?? startAt ?? '', names)}`);
  }
}

async function readReplay(program: Program, path: string, stateMachineName: string, files: Files): Promise<Replay> {
  const text = await read(files, path, 'history');
  try {
    return await replay(program, readHistory(text), { stateMachineName });
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error;
    throw new LaunchError(`${basename(path)}: ${error.message}.`);
  }
}

function optionalText(attributes: LaunchAttributes, name: 'state' | 'startAt' | 'dataDir' | 'history') {
  const value: unknown = attributes[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'string') return value;
  throw new LaunchError(
    `"${name}" has to be ${name === 'state' || name === 'startAt' ? 'the name of a state' : 'a path'}.`,
  );
}

function variablesOf({ variables }: LaunchAttributes): JsonObject {
  if (variables === undefined || variables === null) return {};
  if (typeof variables === 'object' && !Array.isArray(variables)) return variables as JsonObject;
  throw new LaunchError('"variables" has to be an object: the name of each variable, and its value.');
}

/** A path beside the state machine, unless it is absolute. */
function inFolder(machine: string, path: string): string {
  return isAbsolute(path) ? path : resolve(dirname(machine), path);
}

/** The answers of the scenario as they stand in its file now. Throws a `LaunchError`. */
export async function readAnswers({ scenarioFile, scenario }: Launched, files: Files): Promise<AnswerSource> {
  const found = await readScenario(files, scenarioFile, scenario);
  if (!found) return {};
  const { source, problem } = await loadAnswers(found, (path) => files.readFile(inFolder(scenarioFile, path)));
  if (problem !== undefined) throw new LaunchError(`${problem}.`);
  return source;
}

function definitionOf(document: AslDocument, path: string): Json {
  // Comments and repeated keys are mistakes, but everybody knows what is meant.
  const error = document.errors.find(({ code }) => code === 'json-syntax' || code === 'yaml-syntax');
  if (error) {
    const { line, character } = rangeOf(document, error).start;
    throw new LaunchError(`${basename(path)}, line ${line + 1}, column ${character + 1}: ${error.message}.`);
  }
  if (!document.root) throw new LaunchError(`${basename(path)} is empty.`);
  return toJson(document.root, document.source);
}

async function readScenario(files: Files, file: string, wanted: string | undefined): Promise<Scenario | undefined> {
  const text = await files.readFile(file).catch(() => undefined);
  if (text === undefined) {
    if (wanted === undefined) return undefined;
    throw new LaunchError(`There is no scenario "${wanted}": there is no file ${file}.`);
  }
  const { file: parsed, errors } = parseScenarios(text);
  const [error] = errors;
  if (error || !parsed) {
    const line = text.slice(0, error?.offset ?? 0).split('\n').length;
    throw new LaunchError(`${basename(file)}, line ${line}: ${error?.message ?? 'This is no scenario file'}.`);
  }
  const scenario = findScenario(parsed, wanted);
  if (scenario || wanted === undefined) return scenario;
  const names = parsed.scenarios.map(({ name }) => name);
  throw new LaunchError(`There is no scenario "${wanted}" in ${file}.${suggestion(wanted, names)}`);
}

/** A text is JSON, or else the path of a file. */
async function inputOf(
  { input }: LaunchAttributes,
  scenario: Scenario | undefined,
  files: Files,
  machine: string,
): Promise<Json> {
  if (input === undefined) return scenario?.input ?? {};
  if (typeof input !== 'string') return input as Json;
  const value = findJson(input);
  if (value !== undefined) return value;
  const path = inFolder(machine, input);
  const text = await read(files, path, 'input');
  try {
    return parseJson(text);
  } catch (error) {
    throw new LaunchError(`The input file ${path} is not JSON: ${error instanceof Error ? error.message : error}.`);
  }
}

function findJson(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

async function read(files: Files, path: string, what: string): Promise<string> {
  try {
    return await files.readFile(path);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (missing) throw new LaunchError(`There is no ${what} file ${path}.`);
    throw new LaunchError(
      `The ${what} file ${path} cannot be read: ${error instanceof Error ? error.message : error}.`,
    );
  }
}

function suggestion(name: string, names: readonly string[]): string {
  const closest = findClosest(name, names);
  if (closest !== undefined) return ` Did you mean "${closest}"?`;
  return names.length === 0 ? '' : ` There are: ${names.map((known) => `"${known}"`).join(', ')}.`;
}
