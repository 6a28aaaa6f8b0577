import type { Location, LocationLink, Position } from 'vscode-languageserver-types';
import { type AslDocument, rangeOf } from '../model/document.ts';
import type { State } from '../model/machine.ts';
import { targetAt } from '../model/target.ts';
import { assignmentsFor } from '../model/variables.ts';
import { variableAt } from './expressionPart.ts';
import { mentionAt, rangeIn, type ScenarioDocument, stateNamed } from './scenarioFile.ts';

/** From a transition to its state, from a variable to where it is assigned. */
export function definition(document: AslDocument, position: Position): LocationLink[] {
  const target = targetAt(document, document.text.offsetAt(position));
  if (target?.kind === 'reference' || target?.kind === 'state') {
    return target.state ? [linkTo(document, target.state, rangeOf(document, target.node))] : [];
  }
  const variable = target && variableAt(target);
  const state = variable?.state;
  if (!variable || !state) return [];
  return [...assignmentsFor(state)]
    .filter(({ name }) => name === variable.name)
    .map(({ property }) => ({
      targetUri: document.text.uri,
      targetRange: rangeOf(document, property),
      targetSelectionRange: rangeOf(document, property.key),
      originSelectionRange: rangeOf(document, variable.span),
    }));
}

/** From a name in a scenario file to the state in the machine beside it. */
export function definitionInScenarios(
  scenarios: ScenarioDocument,
  machine: AslDocument | undefined,
  position: Position,
): LocationLink[] {
  const mention = mentionAt(scenarios, scenarios.text.offsetAt(position));
  const state = mention && machine && stateNamed(machine, mention.name);
  return state ? [linkTo(machine, state, rangeIn(scenarios, mention.node))] : [];
}

/** For clients that know no links. */
export function locationOf({ targetUri, targetSelectionRange }: LocationLink): Location {
  return { uri: targetUri, range: targetSelectionRange };
}

function linkTo(document: AslDocument, state: State, from: LocationLink['originSelectionRange']): LocationLink {
  return {
    targetUri: document.text.uri,
    targetRange: rangeOf(document, { start: state.key.start, end: Math.max(state.node.end, state.key.end) }),
    targetSelectionRange: rangeOf(document, state.key),
    ...(from && { originSelectionRange: from }),
  };
}
