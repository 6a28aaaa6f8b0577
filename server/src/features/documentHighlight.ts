import { type DocumentHighlight, DocumentHighlightKind, type Position } from 'vscode-languageserver-types';
import { type AslDocument, rangeOf } from '../model/document.ts';
import { namesOf, stateAtCursor } from './references.ts';

/** The state at the cursor: where it is, and every transition to it. */
export function documentHighlights(document: AslDocument, position: Position): DocumentHighlight[] {
  const state = stateAtCursor(document, position);
  if (!state) return [];
  return namesOf(state).map((node) => ({
    range: rangeOf(document, node),
    kind: node === state.key ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
  }));
}
