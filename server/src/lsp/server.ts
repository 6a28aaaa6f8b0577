import {
  type Connection,
  type InitializeResult,
  ResponseError,
  type TextDocumentIdentifier,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { diagnostics } from '../features/diagnostics.ts';
import { documentSymbols } from '../features/documentSymbol.ts';
import type { AslDocument } from '../model/document.ts';
import type { Graph, PlacedGraph } from '../protocol/graph.ts';
import { Workspace } from './workspace.ts';

/** What the language server reaches outside of itself for. */
export interface Edges {
  /** The text of a file; undefined where there is none. */
  readFile(uri: string): Promise<string | undefined>;
  /** Places a graph; undefined where a later one with the same key has taken its place. */
  layout(key: string, graph: Graph): Promise<PlacedGraph | undefined>;
  dispose?(): void;
}

const CAPABILITIES: InitializeResult['capabilities'] = {
  textDocumentSync: TextDocumentSyncKind.Incremental,
  documentSymbolProvider: true,
};

/** Waits this long after a keystroke before problems are shown. */
const DIAGNOSTICS_DELAY = 150;

export function startLanguageServer(connection: Connection, edges: Edges): void {
  const workspace = new Workspace(connection, edges.readFile);

  /** A failure costs one answer, and is logged. */
  const guarded =
    <P, R>(answer: (params: P) => R | Promise<R>) =>
    async (params: P): Promise<R | undefined> => {
      try {
        return await answer(params);
      } catch (error) {
        if (error instanceof ResponseError) throw error;
        connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
        return undefined;
      }
    };
  /** For a request about an open state machine. */
  const about = <P extends { readonly textDocument: TextDocumentIdentifier }, R>(
    answer: (document: AslDocument, params: P) => R | Promise<R>,
  ) =>
    guarded(async (params: P) => {
      const document = workspace.machine(params.textDocument.uri);
      return document && (await answer(document, params));
    });

  const timers = new Map<string, NodeJS.Timeout>();
  const publishSoon = (uri: string, delay = DIAGNOSTICS_DELAY): void => {
    clearTimeout(timers.get(uri));
    timers.set(
      uri,
      setTimeout(() => {
        timers.delete(uri);
        void publish(uri);
      }, delay),
    );
  };
  const publish = guarded(async (uri: string) => {
    const document = workspace.machine(uri);
    if (!document) return;
    await connection.sendDiagnostics({ uri, version: document.text.version, diagnostics: diagnostics(document) });
  });

  connection.onInitialize(() => ({ capabilities: CAPABILITIES, serverInfo: { name: 'ASL Workbench' } }));
  connection.onDocumentSymbol(about((document) => documentSymbols(document)));
  connection.onShutdown(() => {
    for (const timer of timers.values()) clearTimeout(timer);
    timers.clear();
    edges.dispose?.();
  });
  workspace.open.onDidOpen(({ document }) => publishSoon(document.uri, 0));
  workspace.open.onDidChangeContent(({ document }) => publishSoon(document.uri));
  workspace.open.onDidClose(({ document }) => {
    clearTimeout(timers.get(document.uri));
    void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
  });
  connection.listen();
}
