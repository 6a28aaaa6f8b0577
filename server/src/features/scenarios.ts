import { findNodeAtLocation, type Node as JsoncNode, parseTree } from 'jsonc-parser';
import { type Position, TextDocument } from 'vscode-languageserver-textdocument';
import {
  type CompletionItem,
  CompletionItemKind,
  type Diagnostic,
  DiagnosticSeverity,
  InsertTextFormat,
} from 'vscode-languageserver-types';
import { findClosest } from '../base/closest.ts';
import { isArray, isObject, type Json, type JsonObject } from '../base/json.ts';
import type { AslDocument } from '../model/document.ts';
import { type State, statesIn } from '../model/machine.ts';
import type { AnswerEdit, Requests, Scenarios } from '../protocol/requests.ts';
import { findScenario, type Scenario } from '../scenario/scenario.ts';
import { contains, findProperty, findValue, type Property } from '../syntax/node.ts';
import { asSnippet } from './expressionEdit.ts';
import { indentUnit, withEntry } from './jsonEdit.ts';
import { mentionAt, rangeIn, type ScenarioDocument, scenariosIn } from './scenarioFile.ts';

/** The scenarios of a file, and which one is active: the one that was chosen, else the first. */
export function listScenarios(file: string, document: ScenarioDocument | undefined, chosen?: string): Scenarios {
  const active = activeScenario(document, chosen)?.name;
  const error = document?.parsed.errors[0];
  return {
    file,
    exists: document !== undefined,
    scenarios: (document?.parsed.file?.scenarios ?? []).map(({ name, description }) => ({
      name,
      ...(description !== undefined && { description }),
    })),
    ...(active !== undefined && { active }),
    ...(document && error && { problem: { message: error.message, ...document.text.positionAt(error.offset) } }),
  };
}

export function activeScenario(document: ScenarioDocument | undefined, chosen?: string): Scenario | undefined {
  const file = document?.parsed.file;
  if (!file) return undefined;
  return (chosen === undefined ? undefined : findScenario(file, chosen)) ?? findScenario(file);
}

/**
 * The scenario file with one more answer for a state, otherwise as its author wrote it. Undefined where the text is broken, for then
 * nobody knows where an answer would go.
 */
export function addAnswer(
  file: string,
  document: ScenarioDocument | undefined,
  scenario: string | undefined,
  state: string,
  told: NonNullable<Requests['asl/addAnswer']['params']['answer']> = { return: {} },
): AnswerEdit | undefined {
  const answer = told as JsonObject;
  const isBlank = !document || document.source.trim() === '';
  if (!isBlank && document.parsed.file === undefined) return undefined;
  const source = isBlank ? '{\n  "scenarios": {}\n}\n' : document.source;
  const name = scenario ?? document?.parsed.file?.scenarios[0]?.name ?? 'First scenario';
  const added = withAnswer(source, ['scenarios', name, 'answers', state], answer);
  if (!added) return undefined;
  const node =
    nodeAt(added.text, [...added.path, Object.keys(answer)[0] ?? 'return']) ?? nodeAt(added.text, added.path);
  if (!node) return undefined;
  const after = TextDocument.create(file, 'jsonc', 0, added.text);
  const selection = { start: after.positionAt(node.offset), end: after.positionAt(node.offset + node.length) };
  return { file, text: added.text, selection };
}

type AnswerPath = readonly [scenarios: string, scenario: string, answers: string, state: string];

/** The text with the answer, and where in it the answer is. One that is there already, for every attempt, is not touched. */
function withAnswer(
  text: string,
  path: AnswerPath,
  answer: JsonObject,
): { text: string; path: readonly (string | number)[] } | undefined {
  const [, name, answers, state] = path.map((step) => JSON.stringify(step));
  const written = inOneLine(answer);
  const existing = nodeAt(text, path);
  if (existing?.type === 'array') {
    const index = existing.children?.length ?? 0;
    return { text: withEntry(text, existing, () => written), path: [...path, index] };
  }
  if (existing) return { text, path };
  const missing: readonly [depth: number, entry: (indent: string) => string][] = [
    [3, () => `${state}: ${written}`],
    [2, (indent) => `${answers}: ${lines(indent, [`${state}: ${written}`])}`],
    [1, (indent) => `${name}: ${lines(indent, ['"input": {}', `${answers}: { ${state}: ${written} }`])}`],
  ];
  for (const [depth, entry] of missing) {
    const container = nodeAt(text, path.slice(0, depth));
    if (container?.type === 'object') return { text: withEntry(text, container, entry), path };
    if (container) return undefined;
  }
  return undefined;

  function lines(indent: string, members: readonly string[]): string {
    const unit = indentUnit(text);
    const eol = text.includes('\r\n') ? '\r\n' : '\n';
    return `{${eol}${members.map((member) => indent + unit + member).join(`,${eol}`)}${eol}${indent}}`;
  }
}

/** JSON with spaces, as answers are written by hand. */
function inOneLine(value: Json): string {
  if (isArray(value)) return value.length === 0 ? '[]' : `[${value.map(inOneLine).join(', ')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${inOneLine(member)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

function nodeAt(text: string, path: readonly (string | number)[]): JsoncNode | undefined {
  const root = parseTree(text, [], { allowTrailingComma: true });
  return root && findNodeAtLocation(root, [...path]);
}

/** What is wrong in a scenario file, seen with the machine beside it. Its syntax is the business of the JSON support of the editor. */
export function scenarioDiagnostics(document: ScenarioDocument, machine: AslDocument | undefined): Diagnostic[] {
  const found: Diagnostic[] = [];
  if (document.parsed.file) {
    for (const { message, offset, length, suggestion } of document.parsed.errors) {
      const range = rangeIn(document, { start: offset, end: offset + length });
      const data = suggestion !== undefined && { data: { suggestion } };
      found.push({ code: 'scenario', message, range, source: 'asl', severity: DiagnosticSeverity.Error, ...data });
    }
  }
  // While the machine is broken, nobody knows its states.
  if (!machine?.machine || machine.errors.length > 0) return found;
  const names = [...statesIn(machine.machine)].map(({ name }) => name);
  for (const { name, node } of document.mentions) {
    if (names.includes(name)) continue;
    const suggestion = findClosest(name, names);
    const advice = suggestion === undefined ? '' : `; did you mean "${suggestion}"?`;
    found.push({
      code: 'unknown-state',
      message: `There is no state named "${name}"${advice}`,
      range: rangeIn(document, node),
      source: 'asl',
      severity: DiagnosticSeverity.Warning,
      ...(suggestion !== undefined && { data: { suggestion } }),
    });
  }
  return found;
}

/** State names, where a scenario answers for states or expects them on its path. */
export function scenarioCompletion(
  document: ScenarioDocument,
  machine: AslDocument | undefined,
  position: Position,
): CompletionItem[] {
  if (!machine?.machine) return [];
  const offset = document.text.offsetAt(position);
  const place = placeAt(document, offset);
  if (!place) return [];
  const states: State[] =
    place.kind === 'answer'
      ? [...statesIn(machine.machine)].filter(({ type }) => type === 'Task' || type === undefined)
      : [...machine.machine.states.values()];
  const range = rangeIn(document, place.replace);
  return states
    .filter(({ name }) => !place.present.has(name))
    .map(({ name, type }) => {
      const quoted = JSON.stringify(name);
      const isAnswer = place.kind === 'answer' && !place.hasValue;
      return {
        label: name,
        kind: CompletionItemKind.Reference,
        filterText: quoted,
        textEdit: { range, newText: isAnswer ? `${asSnippet(quoted)}: { "return": {$0} }` : quoted },
        ...(isAnswer && { insertTextFormat: InsertTextFormat.Snippet }),
        ...(type && { detail: type }),
      };
    });
}

interface CompletionPlace {
  readonly kind: 'answer' | 'path';
  readonly replace: { readonly start: number; readonly end: number };
  readonly hasValue: boolean;
  /** What is there already, and not to be offered again. */
  readonly present: ReadonlySet<string>;
}

function placeAt(document: ScenarioDocument, offset: number): CompletionPlace | undefined {
  const scenario = scenariosIn(document.root).find(({ value }) => value && contains(value, offset))?.value;
  if (!scenario) return undefined;
  const mention = mentionAt(document, offset);
  const replace = mention?.node ?? wordAt(document.source, offset);
  const answers = findValue(scenario, 'answers');
  if (answers?.kind === 'object' && contains(answers, offset)) {
    const inside = answers.properties.find((property) => contains(property, offset));
    if (inside && !contains(inside.key, offset)) return undefined;
    const others = answers.properties.filter((property) => property !== inside);
    const hasValue = inside?.value !== undefined || /^\s*:/.test(document.source.slice(replace.end));
    return { kind: 'answer', replace, hasValue, present: keysOf(others) };
  }
  const path = findValue(findProperty(scenario, 'expect')?.value, 'path');
  if (path?.kind === 'array' && contains(path, offset)) {
    return { kind: 'path', replace, hasValue: false, present: new Set() };
  }
  return undefined;
}

function keysOf(properties: readonly Property[]): Set<string> {
  return new Set(properties.map(({ key }) => key.value));
}

/** The word, or the string that is not closed yet, which is being typed. */
function wordAt(source: string, offset: number): { start: number; end: number } {
  const typed = /"?[\w .-]*$/.exec(source.slice(Math.max(0, offset - 200), offset))?.[0] ?? '';
  return { start: offset - typed.trimStart().length, end: offset };
}
