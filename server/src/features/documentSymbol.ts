import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver-types';
import { type AslDocument, rangeOf } from '../model/document.ts';
import { fieldOf, type State, type StateMachine } from '../model/machine.ts';
import type { StateType } from '../spec/states.ts';

/** The outline: the states in the order of the text, with those of nested machines below theirs. */
export function documentSymbols(document: AslDocument): DocumentSymbol[] {
  const { machine } = document;
  return machine ? statesOf(document, machine) : [];
}

function statesOf(document: AslDocument, machine: StateMachine): DocumentSymbol[] {
  return [...machine.states.values()].map((state) => stateSymbol(document, state));
}

function stateSymbol(document: AslDocument, state: State): DocumentSymbol {
  const children = state.machines.flatMap((machine, index) =>
    machine.kind === 'Branch' && state.machines.length > 1
      ? [branchSymbol(document, machine, index)]
      : statesOf(document, machine),
  );
  return {
    // An editor refuses a symbol without a name.
    name: state.name.trim() === '' ? '(no name)' : state.name,
    detail: detailOf(state),
    kind: state.type ? KINDS[state.type] : SymbolKind.Null,
    range: rangeOf(document, { start: state.key.start, end: Math.max(state.key.end, state.node.end) }),
    selectionRange: rangeOf(document, state.key),
    children,
  };
}

function branchSymbol(document: AslDocument, machine: StateMachine, index: number): DocumentSymbol {
  const range = rangeOf(document, machine.node);
  return {
    name: `Branch ${index + 1}`,
    kind: SymbolKind.Namespace,
    range,
    selectionRange: machine.startAt ? rangeOf(document, machine.startAt) : range,
    children: statesOf(document, machine),
  };
}

function detailOf(state: State): string {
  const resource = state.type === 'Task' ? fieldOf(state, 'Resource') : undefined;
  return resource?.kind === 'string' ? `Task ${shortResource(resource.value)}` : (state.type ?? '');
}

/** What tells resources apart: the service and action, or the name of the function. */
function shortResource(resource: string): string {
  const integration = /^arn:[^:]*:states:::(.+)$/.exec(resource)?.[1];
  if (integration !== undefined) return integration;
  return /:(?:function|activity):(.+)$/.exec(resource)?.[1] ?? resource;
}

const KINDS: { readonly [type in StateType]: SymbolKind } = {
  Task: SymbolKind.Function,
  Pass: SymbolKind.Field,
  Choice: SymbolKind.Enum,
  Wait: SymbolKind.Event,
  Succeed: SymbolKind.Constant,
  Fail: SymbolKind.Null,
  Parallel: SymbolKind.Struct,
  Map: SymbolKind.Array,
};
