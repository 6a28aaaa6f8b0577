import { type DocumentHighlight, DocumentHighlightKind, type Position } from 'vscode-languageserver-types';
import { type AslDocument, rangeOf } from '../model/document.ts';
import { referencesTo } from '../model/references.ts';
import { stateAtCursor } from './references.ts';

/** The state at the cursor: where it is, and every transition to it. */
export function documentHighlights(document: AslDocument, position: Position): DocumentHighlight[] {
  const state = stateAtCursor(document, position);
  if (!state) return [];
  return [
    { range: rangeOf(document, state.key), kind: DocumentHighlightKind.Write },
    ...[...referencesTo(state)].map(({ node }) => ({
      range: rangeOf(document, node),
      kind: DocumentHighlightKind.Read,
    })),
  ];
}
