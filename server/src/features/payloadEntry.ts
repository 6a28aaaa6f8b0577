import { findNodeAtLocation, type ParseError, parseTree } from 'jsonc-parser';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Position } from 'vscode-languageserver-types';
import type { JsonObject } from '../base/json.ts';
import type { AslDocument } from '../model/document.ts';
import { spotAt } from '../model/target.ts';
import type { AnswerEdit } from '../protocol/requests.ts';
import { scenarioFileOf } from '../scenario/fileNames.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { withEntry } from './jsonEdit.ts';
import type { ScenarioDocument } from './scenarioFile.ts';
import { addAnswer } from './scenarios.ts';

/**
 * The scenario file with a real payload in it. In a Task state that the active scenario does not answer, the payload is what the task
 * answers; elsewhere it is the input of a new scenario. Undefined where the text of the file is broken.
 */
export function payloadEntry(
  document: AslDocument,
  position: Position,
  payload: unknown,
  scenarios: ScenarioDocument | undefined,
  active: Scenario | undefined,
): AnswerEdit | undefined {
  const file = scenarios?.text.uri ?? scenarioFileOf(document.text.uri);
  const spot = document.machine && spotAt(document.machine, document.text.offsetAt(position));
  const state = spot && stateUnder(spot);
  if (active && state?.type === 'Task' && !Object.hasOwn(active.answers, state.name)) {
    return addAnswer(file, scenarios, active.name, state.name, { return: payload });
  }
  return addScenario(file, scenarios, payload);
}

/** The state at a place, which in the list of states is the one whose name is there. */
function stateUnder({ place, property }: NonNullable<ReturnType<typeof spotAt>>) {
  const named = property && place.machine.states.get(property.key.value);
  return named && named.key === property.key ? named : place.state;
}

function addScenario(file: string, document: ScenarioDocument | undefined, input: unknown): AnswerEdit | undefined {
  const isBlank = !document || document.source.trim() === '';
  const known = document?.parsed.file?.scenarios.map(({ name }) => name);
  if (!isBlank && known === undefined) return undefined;
  const source = isBlank ? '{\n  "scenarios": {}\n}\n' : document.source;
  const errors: ParseError[] = [];
  const tree = parseTree(source, errors, { allowTrailingComma: true });
  const container = errors.length === 0 && tree && findNodeAtLocation(tree, ['scenarios']);
  if (!container) return undefined;
  if (container.type !== 'object') return undefined;
  const name = nameBeside(known ?? []);
  const written: JsonObject = { input: input as JsonObject };
  const text = withEntry(source, container, (indent) => {
    return `${JSON.stringify(name)}: ${JSON.stringify(written, undefined, 2).replaceAll('\n', `\n${indent}`)}`;
  });
  const added = parseTree(text, [], { allowTrailingComma: true });
  const node = added && findNodeAtLocation(added, ['scenarios', name]);
  if (!node) return undefined;
  const after = TextDocument.create(file, 'jsonc', 0, text);
  // The name is the user's to choose.
  const key = node.parent?.children?.[0] ?? node;
  const selection = { start: after.positionAt(key.offset + 1), end: after.positionAt(key.offset + key.length - 1) };
  return { file, text, selection };
}

function nameBeside(known: readonly string[]): string {
  const base = 'From the clipboard';
  for (let count = 1; ; count++) {
    const name = count === 1 ? base : `${base} ${count}`;
    if (!known.includes(name)) return name;
  }
}
