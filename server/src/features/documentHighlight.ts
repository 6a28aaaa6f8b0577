import { type DocumentHighlight, DocumentHighlightKind, type Position } from 'vscode-languageserver-types';
import { type AslDocument, rangeOf } from '../model/document.ts';
import { bracketsAt } from './brackets.ts';
import { namesOf, stateAtCursor } from './references.ts';
import { usesOf, variableUseAt } from './variableUses.ts';

/** The state at the cursor, and every transition to it; a workflow variable; inside an expression the pair of brackets at the cursor. */
export function documentHighlights(document: AslDocument, position: Position): DocumentHighlight[] {
  const state = stateAtCursor(document, position);
  if (state) return namesOf(state).map((node) => highlight(document, node, node === state.key));
  const found = variableUseAt(document, position);
  if (found) return usesOf(document, found.variable).map((use) => highlight(document, use, use.kind === 'assignment'));
  return bracketsAt(document, document.text.offsetAt(position)).map((span) => ({ range: rangeOf(document, span) }));
}

function highlight(document: AslDocument, span: { start: number; end: number }, isWritten: boolean): DocumentHighlight {
  return { range: rangeOf(document, span), kind: isWritten ? DocumentHighlightKind.Write : DocumentHighlightKind.Read };
}
