import type { Position, Range, TextEdit, WorkspaceEdit } from 'vscode-languageserver-types';
import { faultOf } from '../analysis/variables.ts';
import { type AslDocument, rangeOf } from '../model/document.ts';
import { type State, statesIn } from '../model/machine.ts';
import { targetAt } from '../model/target.ts';
import { assignmentsOf, type Variable } from '../model/variables.ts';
import type { StringNode } from '../syntax/node.ts';
import { stringText } from '../syntax/stringText.ts';
import { namesOf, stateAtCursor } from './references.ts';
import { mentionAt, mentionsOf, rangeIn, type ScenarioDocument, stateNamed } from './scenarioFile.ts';
import { usesOf, variableUseAt } from './variableUses.ts';

/** Why a name cannot be given. */
export interface Refusal {
  readonly refused: string;
}

const MAX_NAME_LENGTH = 80;

export function prepareRename(
  document: AslDocument,
  position: Position,
): { range: Range; placeholder: string } | Refusal {
  const found = variableUseAt(document, position);
  if (found) return { range: rangeOf(document, found.use), placeholder: found.variable.name };
  const target = targetAt(document, document.text.offsetAt(position));
  if (target?.kind !== 'state' && target?.kind !== 'reference') return { refused: NEITHER };
  if (!target.state) return { refused: `There is no state named "${target.node.value}"` };
  return { range: rangeOf(document, inside(target.node, document.source)), placeholder: target.state.name };
}

const NEITHER = 'Only states and variables can be renamed';

/**
 * Renames a state everywhere: where it stands, where it is referred to, and in the scenario file beside; or a workflow variable, where it
 * is assigned and where it is read.
 */
export function rename(
  document: AslDocument,
  position: Position,
  newName: string,
  scenarios?: ScenarioDocument,
): WorkspaceEdit | Refusal {
  const found = variableUseAt(document, position);
  if (found) return renameVariable(document, found.variable, newName.replace(/^\$/, ''));
  const state = stateAtCursor(document, position);
  return state ? renameState(document, state, newName, scenarios) : { refused: NEITHER };
}

export function prepareRenameInScenarios(
  scenarios: ScenarioDocument,
  machine: AslDocument | undefined,
  position: Position,
): { range: Range; placeholder: string } | Refusal {
  const mention = mentionAt(scenarios, scenarios.text.offsetAt(position));
  if (!mention) return { refused: 'Only states can be renamed' };
  if (!machine || !stateNamed(machine, mention.name)) return { refused: `There is no state named "${mention.name}"` };
  return { range: rangeIn(scenarios, inside(mention.node, scenarios.source)), placeholder: mention.name };
}

export function renameInScenarios(
  scenarios: ScenarioDocument,
  machine: AslDocument | undefined,
  position: Position,
  newName: string,
): WorkspaceEdit | Refusal {
  const mention = mentionAt(scenarios, scenarios.text.offsetAt(position));
  const state = mention && machine && stateNamed(machine, mention.name);
  return state ? renameState(machine, state, newName, scenarios) : { refused: 'Only states can be renamed' };
}

function renameState(
  document: AslDocument,
  state: State,
  newName: string,
  scenarios: ScenarioDocument | undefined,
): WorkspaceEdit | Refusal {
  const refused = reasonAgainst(document, state, newName);
  if (refused !== undefined) return { refused };
  const changes: { [uri: string]: TextEdit[] } = {
    [document.text.uri]: namesOf(state).map((node) => edit(rangeOf(document, node), node, newName)),
  };
  const mentions = scenarios ? mentionsOf(scenarios, state.name) : [];
  if (scenarios && mentions.length > 0) {
    changes[scenarios.text.uri] = mentions.map(({ node }) => edit(rangeIn(scenarios, node), node, newName));
  }
  return { changes };
}

function renameVariable(document: AslDocument, variable: Variable, newName: string): WorkspaceEdit | Refusal {
  const fault = faultOf(newName);
  if (fault !== undefined) return { refused: fault };
  if (newName !== variable.name && isAssigned(document, newName)) {
    return { refused: `There is already a variable named "${newName}"` };
  }
  const edits = usesOf(document, variable).map((use) => ({ range: rangeOf(document, use), newText: newName }));
  return { changes: { [document.text.uri]: edits } };
}

function isAssigned({ machine }: AslDocument, name: string): boolean {
  const states = machine ? statesIn(machine) : [];
  return states.some((state) => assignmentsOf(state).some((assignment) => assignment.name === name));
}

function edit(range: Range, node: StringNode, newName: string): TextEdit {
  return { range, newText: stringText(newName, node.style) };
}

function reasonAgainst(document: AslDocument, state: State, name: string): string | undefined {
  if (name.trim() === '') return 'A state name cannot be empty';
  const length = [...name].length;
  if (length > MAX_NAME_LENGTH) return `A state name has at most ${MAX_NAME_LENGTH} characters; this one has ${length}`;
  for (const other of document.machine ? statesIn(document.machine) : []) {
    if (other !== state && other.name === name) return `There is already a state named "${name}"`;
  }
  return undefined;
}

/** A string without its quotes. */
function inside({ start, end, style }: StringNode, source: string): { start: number; end: number } {
  if (style === 'plain' || style === 'block') return { start, end };
  const closed = end - start >= 2 && source[end - 1] === source[start];
  return { start: start + 1, end: closed ? end - 1 : end };
}
