import type { SemanticTokens, SemanticTokensDelta } from 'vscode-languageserver';
import { tokenEdits } from '../features/semanticTokens.ts';

/** The tokens that the client has of each document, so that only what has changed is sent. */
export class SentTokens {
  readonly #sent = new Map<string, { readonly resultId: string; readonly data: readonly number[] }>();
  #count = 0;

  full(uri: string, { data }: SemanticTokens): SemanticTokens {
    const resultId = String(++this.#count);
    this.#sent.set(uri, { resultId, data });
    return { resultId, data };
  }

  since(uri: string, previousResultId: string, tokens: SemanticTokens): SemanticTokens | SemanticTokensDelta {
    const before = this.#sent.get(uri);
    const { resultId = '', data } = this.full(uri, tokens);
    return before?.resultId === previousResultId
      ? { resultId, edits: tokenEdits(before.data, data) }
      : { resultId, data };
  }

  forget(uri: string): void {
    this.#sent.delete(uri);
  }
}
