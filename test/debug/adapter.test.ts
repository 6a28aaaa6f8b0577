import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DebugClient } from '@vscode/debugadapter-testsupport';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder: string;
let adapter: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'asl-adapter-'));
  adapter = join(folder, 'adapter.cjs');
  await build({
    entryPoints: ['server/src/main/adapter.ts'],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    outfile: adapter,
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('the bundled adapter works on its own, over standard input and output, and ends with its client', async () => {
  const path = join(folder, 'one.asl.json');
  await writeFile(path, '{ "StartAt": "A", "States": {\n  "A": { "Type": "Pass", "Result": "done", "End": true } } }');
  const client = new DebugClient('node', adapter, 'asl');
  await client.start();
  const outputs: string[] = [];
  client.on('output', ({ body }) => outputs.push(body.output));
  await client.initializeRequest();
  await client.launchRequest({ stateMachine: path } as object);
  const { body } = await client.setBreakpointsRequest({ source: { path }, breakpoints: [{ line: 2 }] });
  expect(body.breakpoints).toMatchObject([{ verified: true, line: 2 }]);
  const stopped = client.waitForEvent('stopped');
  await client.configurationDoneRequest();
  expect((await stopped).body).toMatchObject({ reason: 'breakpoint', threadId: 1 });
  const terminated = client.waitForEvent('terminated');
  await client.continueRequest({ threadId: 1 });
  await terminated;
  expect(outputs).toContain('"done"\n');
  const { _adapterProcess: process } = client as unknown as { _adapterProcess: NodeJS.EventEmitter };
  const exit = once(process, 'exit');
  await client.disconnectRequest();
  expect((await exit)[0]).toBe(0);
});
