import type { Location, Position } from 'vscode-languageserver-types';
import { type AslDocument, rangeOf } from '../model/document.ts';
import type { State } from '../model/machine.ts';
import { referencesTo } from '../model/references.ts';
import { targetAt } from '../model/target.ts';
import type { StringNode } from '../syntax/node.ts';
import { mentionAt, mentionsOf, rangeIn, type ScenarioDocument, stateNamed } from './scenarioFile.ts';
import { usesOf, variableUseAt } from './variableUses.ts';

/** Every place that names the state at the cursor, those in the scenario file beside included, or the workflow variable. */
export function references(
  document: AslDocument,
  position: Position,
  options: { readonly includeDeclaration: boolean },
  scenarios?: ScenarioDocument,
): Location[] {
  const state = stateAtCursor(document, position);
  if (state) return locationsOf(document, state, options.includeDeclaration, scenarios);
  const found = variableUseAt(document, position);
  if (!found) return [];
  return usesOf(document, found.variable)
    .filter(({ kind }) => options.includeDeclaration || kind === 'read')
    .map((use) => ({ uri: document.text.uri, range: rangeOf(document, use) }));
}

/** The same from a name in a scenario file. */
export function referencesInScenarios(
  scenarios: ScenarioDocument,
  machine: AslDocument | undefined,
  position: Position,
  options: { readonly includeDeclaration: boolean },
): Location[] {
  const mention = mentionAt(scenarios, scenarios.text.offsetAt(position));
  if (!mention) return [];
  const state = machine && stateNamed(machine, mention.name);
  return state
    ? locationsOf(machine, state, options.includeDeclaration, scenarios)
    : mentionLocations(scenarios, mention.name);
}

/** The state whose name, or a reference to it, is at the cursor. */
export function stateAtCursor(document: AslDocument, position: Position): State | undefined {
  const target = targetAt(document, document.text.offsetAt(position));
  return target?.kind === 'state' || target?.kind === 'reference' ? target.state : undefined;
}

/** The strings that name a state, itself first. An alias of YAML leads to a string that may have been counted already. */
export function namesOf(state: State): readonly StringNode[] {
  const nodes = [state.key, ...[...referencesTo(state)].map(({ node }) => node)];
  return [...new Map(nodes.map((node) => [node.start, node])).values()];
}

function locationsOf(
  document: AslDocument,
  state: State,
  includeDeclaration: boolean,
  scenarios: ScenarioDocument | undefined,
): Location[] {
  const { uri } = document.text;
  const nodes = namesOf(state).filter((node) => includeDeclaration || node !== state.key);
  return [
    ...nodes.map((node) => ({ uri, range: rangeOf(document, node) })),
    ...(scenarios ? mentionLocations(scenarios, state.name) : []),
  ];
}

function mentionLocations(scenarios: ScenarioDocument, name: string): Location[] {
  const { uri } = scenarios.text;
  return mentionsOf(scenarios, name).map(({ node }) => ({ uri, range: rangeIn(scenarios, node) }));
}
