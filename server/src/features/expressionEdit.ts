import { type CompletionItem, InsertTextFormat } from 'vscode-languageserver-types';
import { type AslDocument, rangeOf } from '../model/document.ts';
import { type ExpressionLanguage, expressionLanguage } from '../model/target.ts';
import { type CompletionSpot, completionSpotAt, type Token } from './completionSpot.ts';
import type { Suggestion } from './suggestion.ts';

export interface TypedExpression {
  readonly language: ExpressionLanguage;
  /** The expression as far as the cursor. */
  readonly text: string;
}

/** The expression that is being typed at an offset, as far as there. */
export function typedExpressionAt(document: AslDocument, offset: number): TypedExpression | undefined {
  const at = completionSpotAt(document, offset);
  return at?.kind === 'value' ? expressionAt(at) : undefined;
}

export function expressionAt({ spot, token }: CompletionSpot): TypedExpression | undefined {
  const typed = readable(token.typed, token.quote);
  const language = expressionLanguage(spot, typed);
  if (language !== 'jsonata') return language && { language, text: typed };
  // Behind `%}` nothing more of the expression can come.
  const text = typed.replace(/^\s*\{%\s*/, '');
  return /%\}\s*$/.test(text) ? undefined : { language, text };
}

/** What the text in the quotes stands for; of escapes that are not whole, what is written. */
function readable(written: string, quote: Token['quote']): string {
  if (quote === "'") return written.replaceAll("''", "'");
  if (quote === undefined) return written;
  return written.replace(/\\(?:u[\da-fA-F]{4}|["\\/bfnrt])/g, (escaped) => JSON.parse(`"${escaped}"`) as string);
}

/** Whether a suggestion can be written here: no quotes, no escapes. */
export function isWritable({ text }: Suggestion, { style, token: { quote } }: CompletionSpot): boolean {
  if (style === 'json' || quote === '"') return true;
  return !/\p{Cc}/u.test(text) && (quote === "'" || !/: | #/.test(text));
}

/** The rest of a name. */
const REST = /^[\p{L}\p{N}_]*/u;

/** A part of an expression goes in at the cursor, inside the quotes, which are made where there are none. */
export function partEdit(
  document: AslDocument,
  { token, prefix, commaAfter, style }: CompletionSpot,
  offset: number,
  { text, isSnippet, replaces, over = REST, filter, label }: Suggestion,
): Partial<CompletionItem> {
  const { typed, quote, end } = token;
  const behind = document.source.slice(offset, Math.max(offset, end));
  const rest = over.exec(behind)?.[0].length ?? 0;
  // The arguments are there already.
  const isCalled = isSnippet && /^\s*\(/.test(behind.slice(rest));
  const shown = isCalled ? text.replace(/\(.*/s, '') : text;
  const isBare = style === 'json' && !quote;
  const marks = isBare ? '"' : quote;
  const inserted = isSnippet ? snippetIn(shown, marks) : asSnippet(written(shown, marks));
  const matched = written(filter ?? label, marks);
  if (!isBare) {
    const range = { start: offset - writtenLength(token, replaces), end: offset + rest };
    return editOf(document, range, `${quote ? '' : prefix}${inserted}`, matched);
  }
  // The quotes go around all of it.
  const before = typed.slice(0, typed.length - replaces);
  const whole = `"${asSnippet(written(before, '"'))}${inserted}"${commaAfter ? ',' : ''}`;
  return editOf(document, token, whole, `${before}${matched}`);
}

function editOf(
  document: AslDocument,
  span: { readonly start: number; readonly end: number },
  newText: string,
  filterText: string,
): Partial<CompletionItem> {
  return {
    filterText,
    insertTextFormat: InsertTextFormat.Snippet,
    textEdit: { range: rangeOf(document, span), newText },
  };
}

/** How many characters of the document the last ones before the cursor are. */
function writtenLength({ typed, quote }: Token, count: number): number {
  let length = count;
  while (length < typed.length && readable(typed.slice(typed.length - length), quote).length < count) length++;
  return length;
}

/** The opposite of `readable`. */
function written(text: string, quote: Token['quote']): string {
  if (quote === "'") return text.replaceAll("'", "''");
  return quote === '"' ? JSON.stringify(text).slice(1, -1) : text;
}

/** A snippet inside quotes: it has no escapes but its own. */
function snippetIn(snippet: string, quote: Token['quote']): string {
  return quote === '"' ? snippet.replaceAll('"', '\\\\"') : written(snippet, quote);
}

/** A text that a snippet leaves as it is. */
export function asSnippet(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}
