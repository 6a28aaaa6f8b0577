import { type DocumentHighlight, DocumentHighlightKind, type Position } from 'vscode-languageserver-types';
import { type AslDocument, rangeOf } from '../model/document.ts';
import { bracketsAt } from './brackets.ts';
import { namesOf, stateAtCursor } from './references.ts';

/** The state at the cursor: where it is, and every transition to it. Inside an expression, the pair of brackets at the cursor. */
export function documentHighlights(document: AslDocument, position: Position): DocumentHighlight[] {
  const state = stateAtCursor(document, position);
  if (!state)
    return bracketsAt(document, document.text.offsetAt(position)).map((span) => ({ range: rangeOf(document, span) }));
  return namesOf(state).map((node) => ({
    range: rangeOf(document, node),
    kind: node === state.key ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
  }));
}
