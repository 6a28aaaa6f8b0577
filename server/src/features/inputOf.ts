import type { Position } from 'vscode-languageserver-textdocument';
import { type AslDocument, offsetAt } from '../model/document.ts';
import { type State, statesIn } from '../model/machine.ts';
import type { Preview } from '../preview/preview.ts';
import type { StateInput } from '../protocol/requests.ts';
import { contains } from '../syntax/node.ts';
import { exampleInput } from './exampleInput.ts';

/**
 * What a state can be run with: what the active scenario brought to it last, and an example made from what it reads. Without a name or a
 * position it is the state that the machine starts at.
 */
export function inputOf(
  document: AslDocument,
  wanted: string | Position | undefined,
  preview: Preview | undefined,
): StateInput | undefined {
  const state = typeof wanted === 'object' ? stateAt(document, wanted) : stateNamed(document, wanted);
  if (!state) return undefined;
  const last = preview?.samples.get(state.pointer)?.at(-1);
  return {
    state: state.name,
    example: exampleInput(state),
    ...(last && { arrived: last.data.input, variables: last.variables, scenario: preview?.scenario ?? '' }),
  };
}

function stateNamed({ machine }: AslDocument, wanted: string | undefined): State | undefined {
  const name = wanted ?? machine?.startAt?.value;
  return machine && [...statesIn(machine)].find((state) => state.name === name);
}

/** The innermost state at a position. */
function stateAt(document: AslDocument, position: Position): State | undefined {
  const offset = offsetAt(document, position);
  const around = document.machine ? [...statesIn(document.machine)] : [];
  return around.findLast(({ key, node }) => contains({ start: key.start, end: node.end }, offset));
}
