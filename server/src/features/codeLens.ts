import type { CodeLens } from 'vscode-languageserver-types';
import { type AslDocument, rangeOf } from '../model/document.ts';
import { statesIn } from '../model/machine.ts';
import { DEBUG_COMMAND, RUN_COMMAND, type RunCommandArguments } from '../protocol/requests.ts';

/**
 * `Run | Debug` above each state and `Run State Machine | Debug State Machine` above the machine: in a definition of one line
 * they stand side by side.
 */
export function codeLenses(document: AslDocument): CodeLens[] {
  const { machine, text } = document;
  if (!machine || machine.states.size === 0) return [];
  const { uri } = text;
  const lenses = runAndDebug(document, machine.node, { uri }, ' State Machine');
  for (const { key, name } of statesIn(machine)) lenses.push(...runAndDebug(document, key, { uri, state: name }));
  return lenses;
}

function runAndDebug(
  document: AslDocument,
  { start }: { readonly start: number },
  target: RunCommandArguments,
  what = '',
): CodeLens[] {
  const range = rangeOf(document, { start, end: start });
  return [
    { range, command: { title: `Run${what}`, command: RUN_COMMAND, arguments: [target] } },
    { range, command: { title: `Debug${what}`, command: DEBUG_COMMAND, arguments: [target] } },
  ];
}
