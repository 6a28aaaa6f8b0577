import type { CompletionItem, Position } from 'vscode-languageserver-types';
import type { AslDocument } from '../model/document.ts';
import type { Preview } from '../preview/preview.ts';

export async function completion(
  document: AslDocument,
  position: Position,
  preview?: Preview,
): Promise<CompletionItem[]> {
  return document.source.length > 0 && preview && position ? [] : [];
}
