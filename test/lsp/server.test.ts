import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import {
  createConnection,
  createProtocolConnection,
  DidOpenTextDocumentNotification,
  DocumentSymbolRequest,
  InitializedNotification,
  InitializeRequest,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type PublishDiagnosticsParams,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { startLanguageServer } from '../../server/src/lsp/server.ts';

const URI = 'file:///work/order.asl.json';

test('a session: open, problems, outline, shut down', async () => {
  const client = connect();
  const { capabilities } = await client.sendRequest(InitializeRequest.type, {
    processId: null,
    rootUri: null,
    capabilities: {},
  });
  expect(capabilities.documentSymbolProvider).toBe(true);
  await client.sendNotification(InitializedNotification.type, {});

  const published = nextDiagnostics(client);
  const text = '{ "StartAt": "A", "States": { "A": { "Type": "Succeed" } }';
  await client.sendNotification(DidOpenTextDocumentNotification.type, {
    textDocument: { uri: URI, languageId: 'asl', version: 1, text },
  });
  expect(await published).toMatchObject({ uri: URI, version: 1, diagnostics: [{ code: 'json-syntax' }] });

  const symbols = await client.sendRequest(DocumentSymbolRequest.type, { textDocument: { uri: URI } });
  expect(symbols).toMatchObject([{ name: 'A', detail: 'Succeed' }]);

  await client.sendRequest(ShutdownRequest.type);
  client.dispose();
});

function nextDiagnostics(client: ProtocolConnection): Promise<PublishDiagnosticsParams> {
  return new Promise((resolve) => client.onNotification(PublishDiagnosticsNotification.type, resolve));
}

/** A client of a server in this process. */
function connect(): ProtocolConnection {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  startLanguageServer(createConnection(toServer, toClient), {
    readFile: async () => undefined,
    layout: async () => undefined,
  });
  const client = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
  client.listen();
  return client;
}
