import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  CodeLensRequest,
  CompletionRequest,
  DefinitionRequest,
  DidChangeConfigurationNotification,
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidCloseTextDocumentNotification,
  DocumentSymbolRequest,
  HoverRequest,
  RenameRequest,
} from 'vscode-languageserver/node';
import type { Requests } from '../../server/src/protocol/requests.ts';
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
  client = connect({
    readFile: async (uri) => files.get(uri),
    layout: async ({ graph: { nodes, edges }, direction }) => ({
      direction,
      nodes: nodes.map((node) => ({ ...node, x: 0, y: 0, width: 1, height: 1 })),
      edges: edges.map((edge) => ({ ...edge, points: [] })),
      width: 1,
      height: 1,
    }),
  });
  await client.initialize();
});

afterEach(() => client.shutDown());

test('a session: open, problems, change, close', async () => {
  await client.open(URI, 'asl', TEXT.replace('"Next": "B"', '"Next": "C"'));
  expect(await client.diagnosticsOf(URI)).toMatchObject({
    version: 1,
    diagnostics: [{ code: 'unknown-state', source: 'asl' }, { code: 'unreachable-state' }],
  });
  await client.change(URI, 2, TEXT);
  expect(await client.diagnosticsOf(URI)).toMatchObject({ version: 2, diagnostics: [] });
  await client.connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri: URI } });
  expect(await client.diagnosticsOf(URI)).toEqual({ uri: URI, diagnostics: [] });
});

test('a change of a part of the text', async () => {
  await client.open(URI, 'asl', TEXT);
  await client.diagnosticsOf(URI);
  const range = { start: { line: 2, character: 3 }, end: { line: 2, character: 4 } };
  await client.connection.sendNotification(DidChangeTextDocumentNotification.type, {
    textDocument: { uri: URI, version: 2 },
    contentChanges: [{ range, text: 'Bee' }],
  });
  const symbols = await client.connection.sendRequest(DocumentSymbolRequest.type, { textDocument: { uri: URI } });
  expect(symbols?.map(({ name }) => name)).toEqual(['A', 'Bee']);
});

test('YAML', async () => {
  const uri = 'file:///work/order.asl.yaml';
  await client.open(uri, 'asl-yaml', 'StartAt: A\nStates:\n  A:\n    Type: Pass\n    Next: ');
  const position = { line: 4, character: 10 };
  const items = await client.connection.sendRequest(CompletionRequest.type, { textDocument: { uri }, position });
  expect(Array.isArray(items) && items.map(({ label }) => label)).toEqual(['A']);
});

test('completion, definition and rename', async () => {
  await client.open(URI, 'asl', TEXT);
  const place = { textDocument: { uri: URI }, position: { line: 1, character: 55 } };
  const items = await client.connection.sendRequest(CompletionRequest.type, place);
  expect(Array.isArray(items) && items.map(({ label }) => label)).toEqual(['A', 'B']);
  const definition = await client.connection.sendRequest(DefinitionRequest.type, place);
  expect(definition).toMatchObject([{ uri: URI, range: { start: { line: 2, character: 2 } } }]);
  const edit = await client.connection.sendRequest(RenameRequest.type, { ...place, newName: 'Last' });
  expect(edit?.changes?.[URI]).toHaveLength(2);
  await expect(client.connection.sendRequest(RenameRequest.type, { ...place, newName: 'A' })).rejects.toThrow(
    'There is already a state named "A"',
  );
});

describe('with a scenario file', () => {
  const scenarios = (id: number) =>
    JSON.stringify({ scenarios: { First: { input: { id } }, Second: { input: { id: -1 } } } });
  const hoverAt = { textDocument: { uri: URI }, position: { line: 1, character: 41 } };
  const hoverText = async () => JSON.stringify(await client.connection.sendRequest(HoverRequest.type, hoverAt));

  test('hover shows what arrives, from the disk, then from the editor, then from another scenario', async () => {
    files.set(SCENARIOS, scenarios(7));
    await client.open(URI, 'asl', TEXT);
    expect(await hoverText()).toContain('```json\\n7\\n```');
    files.set(SCENARIOS, scenarios(8));
    await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: SCENARIOS, type: 2 }],
    });
    expect(await hoverText()).toContain('```json\\n8\\n```');
    await client.open(SCENARIOS, 'jsonc', scenarios(9));
    expect(await hoverText()).toContain('```json\\n9\\n```');
    const activated = await request('asl/activateScenario', { uri: URI, name: 'Second' });
    expect(activated.active).toBe('Second');
    expect(await hoverText()).toContain('```json\\n-1\\n```');
  });

  test('what is known stays while the text is broken', async () => {
    files.set(SCENARIOS, scenarios(7));
    await client.open(URI, 'asl', TEXT);
    expect(await hoverText()).toContain('7');
    await client.change(URI, 2, TEXT.slice(0, -1));
    expect(await hoverText()).toContain('```json\\n7\\n```');
  });

  test('problems of the file follow the machine', async () => {
    await client.open(URI, 'asl', TEXT);
    await client.diagnosticsOf(URI);
    await client.open(SCENARIOS, 'jsonc', '{ "scenarios": { "S": { "expect": { "path": ["A", "B"] } } } }');
    expect(await client.diagnosticsOf(SCENARIOS)).toMatchObject({ diagnostics: [] });
    await client.change(URI, 2, TEXT.replaceAll('"B"', '"Bee"'));
    expect(await client.diagnosticsOf(SCENARIOS)).toMatchObject({
      diagnostics: [{ message: expect.stringContaining('There is no state named "B"') }],
    });
  });

  test('scenarios and answers', async () => {
    expect(await request('asl/scenarios', { uri: URI })).toEqual({ file: SCENARIOS, exists: false, scenarios: [] });
    const edit = await request('asl/addAnswer', { uri: URI, state: 'A' });
    expect(edit).toMatchObject({ file: SCENARIOS });
    files.set(SCENARIOS, scenarios(1));
    await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: SCENARIOS, type: 1 }],
    });
    expect(await request('asl/scenarios', { uri: URI })).toMatchObject({ exists: true, active: 'First' });
  });
});

const VIEW = { direction: 'DOWN', collapsed: [] } as const;

test('two pages that show the same graph both get it', async () => {
  await client.open(URI, 'asl', TEXT);
  const both = await Promise.all([
    request('asl/graph', { uri: URI, ...VIEW }),
    request('asl/graph', { uri: URI, ...VIEW }),
  ]);
  expect(both[0].graph).toBeDefined();
  expect(both[1]).toEqual(both[0]);
});

test('a graph as a text', async () => {
  await client.open(URI, 'asl', TEXT);
  const exported = (format: 'svg' | 'mermaid' | 'dot') =>
    request('asl/exportGraph', { uri: URI, ...VIEW, format, theme: 'light' });
  expect(await exported('svg')).toMatch(/^<svg .*<\/svg>\n$/s);
  expect(await exported('mermaid')).toMatch(/^flowchart TD\n/);
  expect(await exported('dot')).toMatch(/^digraph \{/);
});

test('the graph; the last good one while the text is broken', async () => {
  expect(await request('asl/graph', { uri: URI, ...VIEW })).toEqual({
    stale: false,
    message: 'The document is not open',
  });
  await client.open(URI, 'asl', TEXT);
  const first = await request('asl/graph', { uri: URI, ...VIEW });
  expect(first.stale).toBe(false);
  expect(first.graph?.nodes.map(({ name }) => name)).toContain('B');
  await client.change(URI, 2, TEXT.slice(0, -1));
  expect(await request('asl/graph', { uri: URI, ...VIEW })).toEqual({
    graph: first.graph,
    stale: true,
    message: expect.any(String),
  });
});

test('settings', async () => {
  await client.open(URI, 'asl', TEXT.replace('"Next": "B"', '"Next": "C"'));
  expect((await client.diagnosticsOf(URI)).diagnostics).not.toEqual([]);
  const settings = { asl: { validation: { enabled: false }, codeLens: { enabled: false } } };
  await client.connection.sendNotification(DidChangeConfigurationNotification.type, { settings });
  expect(await client.diagnosticsOf(URI)).toMatchObject({ diagnostics: [] });
  expect(await client.connection.sendRequest(CodeLensRequest.type, { textDocument: { uri: URI } })).toEqual([]);
});

test('a failure costs one answer and is logged', async () => {
  const failing = connect({
    readFile: () => Promise.reject(new Error('The disk is on fire')),
    layout: async () => undefined,
  });
  await failing.initialize();
  await failing.open(URI, 'asl', TEXT);
  const at = { textDocument: { uri: URI }, position: { line: 1, character: 12 } };
  expect(await failing.connection.sendRequest(HoverRequest.type, at)).toBeNull();
  expect(failing.logged.join('\n')).toContain('The disk is on fire');
  expect(await failing.connection.sendRequest(DocumentSymbolRequest.type, { textDocument: { uri: URI } })).toHaveLength(
    2,
  );
  await failing.shutDown();
});

function request<M extends keyof Requests>(method: M, params: Requests[M]['params']): Promise<Requests[M]['result']> {
  return client.connection.sendRequest<Requests[M]['result']>(method, params);
}
