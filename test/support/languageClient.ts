import { PassThrough } from 'node:stream';
import {
  createConnection,
  createProtocolConnection,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  InitializedNotification,
  InitializeRequest,
  LogMessageNotification,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type PublishDiagnosticsParams,
  RegistrationRequest,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { type Edges, startLanguageServer } from '../../server/src/lsp/server.ts';

/** A client of a language server in this process, over streams, with the real protocol. */
export interface TestClient {
  readonly connection: ProtocolConnection;
  /** What the server logged. */
  readonly logged: readonly string[];
  initialize(): Promise<void>;
  open(uri: string, languageId: string, text: string): Promise<void>;
  change(uri: string, version: number, text: string): Promise<void>;
  /** The next problems of a document that have not been asked for yet. */
  diagnosticsOf(uri: string): Promise<PublishDiagnosticsParams>;
  shutDown(): Promise<void>;
}

/** A client that watches files. */
const capabilities = { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } };

export function connect(edges: Edges): TestClient {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  startLanguageServer(createConnection(toServer, toClient), edges);
  const connection = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
  const logged: string[] = [];
  const published: PublishDiagnosticsParams[] = [];
  const waiting: { uri: string; resolve: (params: PublishDiagnosticsParams) => void }[] = [];
  connection.onNotification(LogMessageNotification.type, ({ message }) => {
    logged.push(message);
  });
  connection.onNotification(PublishDiagnosticsNotification.type, (params) => {
    const index = waiting.findIndex(({ uri }) => uri === params.uri);
    if (index < 0) published.push(params);
    else for (const { resolve } of waiting.splice(index, 1)) resolve(params);
  });
  connection.onRequest(RegistrationRequest.type, () => undefined);
  connection.listen();
  return {
    connection,
    logged,
    async initialize() {
      await connection.sendRequest(InitializeRequest.type, { processId: null, rootUri: null, capabilities });
      await connection.sendNotification(InitializedNotification.type, {});
    },
    open: (uri, languageId, text) =>
      connection.sendNotification(DidOpenTextDocumentNotification.type, {
        textDocument: { uri, languageId, version: 1, text },
      }),
    change: (uri, version, text) =>
      connection.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument: { uri, version },
        contentChanges: [{ text }],
      }),
    diagnosticsOf(uri) {
      const index = published.findIndex((params) => params.uri === uri);
      const [known] = index < 0 ? [] : published.splice(index, 1);
      return known ? Promise.resolve(known) : new Promise((resolve) => waiting.push({ uri, resolve }));
    },
    async shutDown() {
      await connection.sendRequest(ShutdownRequest.type);
      connection.dispose();
    },
  };
}
