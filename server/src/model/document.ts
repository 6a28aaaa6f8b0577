import { type Position, type Range, TextDocument } from 'vscode-languageserver-textdocument';
import { parseJsonTree } from '../syntax/json.ts';
import type { Node, SyntaxProblem } from '../syntax/node.ts';
import { parseYamlTree } from '../syntax/yaml.ts';
import { buildMachine, type StateMachine } from './machine.ts';

/** A document and all that is known about it. It is never changed: the next keystroke makes a new one. */
export interface AslDocument {
  readonly text: TextDocument;
  /** The whole text, once. */
  readonly source: string;
  readonly syntax: 'json' | 'yaml';
  readonly root: Node | undefined;
  readonly errors: readonly SyntaxProblem[];
  /** Absent where the document is not an object. */
  readonly machine: StateMachine | undefined;
}

/** Analyses a text document; its language decides between JSON and YAML, else the name of the file does. */
export function analyse(text: TextDocument): AslDocument {
  const source = text.getText();
  const syntax = isYaml(text) ? 'yaml' : 'json';
  const { root, errors } = syntax === 'yaml' ? parseYamlTree(source) : parseJsonTree(source);
  return {
    text,
    source,
    syntax,
    root,
    errors: mayHaveComments(text) ? errors.filter(({ code }) => code !== 'comment') : errors,
    machine: buildMachine(root),
  };
}

/** Analyses a text that is no open document. */
export function analyseText(source: string, uri = 'untitled:definition.asl.json'): AslDocument {
  return analyse(TextDocument.create(uri, '', 0, source));
}

/** What a text that has no name is likely to be. */
export function likelySyntax(source: string): 'json' | 'yaml' {
  return /^\uFEFF?\s*(?:[{[]|\/[/*]|$)/.test(source) ? 'json' : 'yaml';
}

/** Lines and characters of `[start, end)`. */
export function rangeOf(document: AslDocument, span: { readonly start: number; readonly end: number }): Range {
  return { start: document.text.positionAt(span.start), end: document.text.positionAt(span.end) };
}

export function offsetAt(document: AslDocument, position: Position): number {
  return document.text.offsetAt(position);
}

/** Whether the document is JSON with comments, from which a tool makes what AWS gets. */
export function mayHaveComments({ languageId, uri }: TextDocument): boolean {
  return languageId === 'jsonc' || /\.jsonc$/i.test(uri);
}

function isYaml(text: TextDocument): boolean {
  if (text.languageId === 'asl-yaml' || text.languageId === 'yaml') return true;
  return text.languageId === '' && /\.ya?ml$/i.test(text.uri);
}
