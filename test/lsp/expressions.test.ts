import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  DidChangeConfigurationNotification,
  InlayHintRequest,
  SemanticTokensDeltaRequest,
  SemanticTokensRequest,
} from 'vscode-languageserver/node';
import { connect, type TestClient } from '../support/languageClient.ts';

const URI = 'file:///work/order.asl.json';
const SCENARIOS = 'file:///work/order.scenarios.json';
const TEXT = `{ "StartAt": "A", "States": {
  "A": { "Type": "Pass", "InputPath": "$.id", "Next": "B" },
  "B": { "Type": "Succeed" } } }`;

let files: Map<string, string>;
let client: TestClient;

beforeEach(async () => {
  files = new Map();
  client = connect({ readFile: async (uri) => files.get(uri), layout: async () => undefined });
  await client.initialize();
});

afterEach(() => client.shutDown());

test('semantic tokens, whole and what has changed; inlay hints where they are switched on; data that is missing', async () => {
  const textDocument = { uri: URI };
  await client.open(URI, 'asl', TEXT);
  const full = await client.connection.sendRequest(SemanticTokensRequest.type, { textDocument });
  expect(full?.data.length).toBeGreaterThan(0);
  await client.change(URI, 2, TEXT.replace('$.id', '$.idd'));
  const delta = await client.connection.sendRequest(SemanticTokensDeltaRequest.type, {
    textDocument,
    previousResultId: full?.resultId ?? '',
  });
  expect(delta).toMatchObject({ edits: [{ deleteCount: 1 }] });

  files.set(SCENARIOS, JSON.stringify({ scenarios: { First: { input: { id: 7 } } } }));
  const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
  const hints = () => client.connection.sendRequest(InlayHintRequest.type, { textDocument, range });
  await client.change(URI, 3, TEXT);
  expect(await hints()).toEqual([]);
  await client.connection.sendNotification(DidChangeConfigurationNotification.type, {
    settings: { asl: { inlayHints: { enabled: true } } },
  });
  expect(await hints()).toMatchObject([{ label: '= 7' }]);

  await client.change(URI, 4, TEXT.replace('$.id', '$.none'));
  const problems = async () => JSON.stringify(await client.diagnosticsOf(URI));
  let found = await problems();
  while (!found.includes('missing-data')) found = await problems();
  expect(found).toContain('$.none is not in the data that arrives here');
});
