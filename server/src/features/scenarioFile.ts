import type { Range, TextDocument } from 'vscode-languageserver-textdocument';
import { type AslDocument, rangeOf } from '../model/document.ts';
import { type State, statesIn } from '../model/machine.ts';
import { type ParsedScenarios, parseScenarios } from '../scenario/scenario.ts';
import { parseJsonTree } from '../syntax/json.ts';
import { findValue, type Node, type Property, type StringNode } from '../syntax/node.ts';

export { isScenarioFile, machinesBeside, scenarioFileOf } from '../scenario/fileNames.ts';

/** A scenario file, and where it names states. Like a state machine it is never changed, but made anew. */
export interface ScenarioDocument {
  readonly text: TextDocument;
  readonly source: string;
  readonly root: Node | undefined;
  readonly parsed: ParsedScenarios;
  readonly mentions: readonly Mention[];
}

/** A state named in a scenario file: what it answers, or a step of the path that is expected. */
export interface Mention {
  readonly kind: 'answer' | 'path';
  readonly name: string;
  readonly node: StringNode;
}

export function analyseScenarios(text: TextDocument): ScenarioDocument {
  const source = text.getText();
  // Comments and commas too many are faults to the tree, but not here: only the tree itself is of interest.
  const { root } = parseJsonTree(source);
  return { text, source, root, parsed: parseScenarios(source), mentions: [...mentionsIn(root)] };
}

function* mentionsIn(root: Node | undefined): Generator<Mention> {
  for (const { value: scenario } of scenariosIn(root)) {
    for (const { key } of membersOf(findValue(scenario, 'answers'))) {
      yield { kind: 'answer', name: key.value, node: key };
    }
    const path = findValue(findValue(scenario, 'expect'), 'path');
    if (path?.kind !== 'array') continue;
    for (const item of path.items) {
      if (item.kind === 'string') yield { kind: 'path', name: item.value, node: item };
    }
  }
}

export function scenariosIn(root: Node | undefined): readonly Property[] {
  return membersOf(findValue(root, 'scenarios'));
}

function membersOf(node: Node | undefined): readonly Property[] {
  return node?.kind === 'object' ? node.properties : [];
}

export function mentionAt(scenarios: ScenarioDocument, offset: number): Mention | undefined {
  return scenarios.mentions.find(({ node }) => node.start <= offset && offset <= node.end);
}

export function mentionsOf(scenarios: ScenarioDocument, name: string): readonly Mention[] {
  return scenarios.mentions.filter((mention) => mention.name === name);
}

export function rangeIn(scenarios: ScenarioDocument, span: { readonly start: number; readonly end: number }): Range {
  return { start: scenarios.text.positionAt(span.start), end: scenarios.text.positionAt(span.end) };
}

/** The state that a scenario means by a name, the outermost of that name. */
export function stateNamed(document: AslDocument, name: string): State | undefined {
  if (!document.machine) return undefined;
  const outer = document.machine.states.get(name);
  if (outer) return outer;
  for (const state of statesIn(document.machine)) if (state.name === name) return state;
  return undefined;
}

/** Where the name of a state stands. */
export function nameRange(document: AslDocument, state: State): Range {
  return rangeOf(document, state.key);
}
