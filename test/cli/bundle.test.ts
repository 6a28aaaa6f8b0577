import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

/** The program as users have it: one file, in a folder of the package. */
const root = mkdtempSync(join(tmpdir(), 'asl-cli-'));
const program = join(root, 'dist', 'cli.cjs');

/** Processes that start and end take their time where much else is going on. */
const LONG_MS = 60_000;
vi.setConfig({ testTimeout: LONG_MS });

beforeAll(async () => {
  copyFileSync('package.json', join(root, 'package.json'));
  await build({
    entryPoints: ['server/src/main/cli.ts'],
    outfile: program,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    banner: { js: `const __url = require('node:url').pathToFileURL(__filename).href;` },
    define: { 'import.meta.url': '__url' },
    mainFields: ['module', 'main'],
    logLevel: 'error',
  });
}, LONG_MS);

afterAll(() => rmSync(root, { recursive: true, force: true }));

test.each([
  [['--version'], 0, /^\d+\.\d+\.\d+\n$/],
  [['validate', 'examples/order-fulfilment.asl.json'], 0, / in 1 file\n$/],
  [['validate', 'package.json'], 1, /error\[missing-field\]/],
  [['validate', 'examples'], 0, /^No problems in \d+ files\n$/],
  [['run', 'examples/order-fulfilment.asl.json', '--scenario', 'Card is rejected'], 1, /\nfailed OrderRejected/],
  [['run', 'examples/daily-cleanup.asl.yaml', '--format', 'json'], 0, /^\{\n {2}"status": "SUCCEEDED"/],
  [['eval', '$.a', '--input', '-'], 0, /^7\n$/],
  [['nothing'], 2, /^$/],
])('asl %j', async (args, code, output) => {
  const asl = start(args);
  asl.stdin?.end('{"a": 7}');
  const [out, [exitCode]] = await Promise.all([outputOf(asl), once(asl, 'exit')]);
  expect(exitCode).toBe(code);
  expect(out).toMatch(output);
});

test.each([
  [
    'lsp',
    { jsonrpc: '2.0', id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } },
  ],
  ['dap', { seq: 1, type: 'request', command: 'initialize', arguments: { adapterID: 'asl' } }],
])('asl %s answers over stdio', async (command, request) => {
  const asl = start([command]);
  const body = JSON.stringify(request);
  asl.stdin?.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  let answer = '';
  for await (const part of asl.stdout ?? []) {
    answer += part;
    if (/Content-Length: \d+\r\n/.test(answer) && answer.includes('}')) break;
  }
  expect(answer).toMatch(command === 'lsp' ? /"capabilities":\{/ : /"command":"initialize"|"event":"initialized"/);
  asl.kill();
  await once(asl, 'exit');
});

test('Ctrl-C aborts a run', async () => {
  const asl = start(['run', 'examples/daily-cleanup.asl.yaml', '--wall-clock']);
  const output = outputOf(asl);
  await once(asl.stdout ?? asl, 'data');
  asl.kill('SIGINT');
  const [code] = await once(asl, 'exit');
  expect(code).toBe(1);
  expect(await output).toMatch(/\naborted\n$/);
});

describe('a local function without end', () => {
  const sources = {
    'endless.mjs': 'export const handler = () => { console.log(process.pid); for (;;); };',
    'endless.py': 'import os\ndef handler(event, context):\n    print(os.getpid())\n    while True: pass\n',
  };

  test.each([
    ['endless.mjs', 'SIGINT'],
    ['endless.py', 'SIGINT'],
    ['endless.mjs', 'SIGTERM'],
    ['endless.mjs', 'SIGKILL'],
    ['endless.py', 'SIGKILL'],
  ] as const)('%s ends with %s', async (name, signal) => {
    const folder = mkdtempSync(join(tmpdir(), 'asl-endless-'));
    const States = { Work: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true } };
    const answers = { Work: { lambda: `${name}#handler` } };
    writeFileSync(join(folder, 'm.asl.json'), JSON.stringify({ StartAt: 'Work', States }));
    writeFileSync(join(folder, 'm.scenarios.json'), JSON.stringify({ scenarios: { Endless: { answers } } }));
    writeFileSync(join(folder, name), sources[name]);
    const asl = start(['run', join(folder, 'm.asl.json')]);
    let out = '';
    let pid = 0;
    for await (const part of asl.stdout ?? []) {
      out += part;
      const printed = /Work: (\d+)\n/.exec(out);
      if (!printed || pid !== 0) continue;
      pid = Number(printed[1]);
      asl.kill(signal);
    }
    if (asl.exitCode === null && asl.signalCode === null) await once(asl, 'exit');
    if (signal !== 'SIGKILL') {
      expect(asl.exitCode).toBe(1);
      expect(out).toMatch(/> Work {}\n[\s\S]*\naborted\n$/);
    }
    await expect.poll(() => isAlive(pid), { timeout: LONG_MS / 2 }).toBe(false);
    rmSync(folder, { recursive: true });
  });
});

/** A process that has ended and that nobody has asked for is not alive. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

function start(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'pipe', 'ignore'] });
}

async function outputOf({ stdout }: ChildProcess): Promise<string> {
  return stdout ? text(stdout) : '';
}

test('asl validate checks many files in threads', async () => {
  const folder = join(root, 'many');
  mkdirSync(folder);
  for (let i = 0; i < 120; i++) {
    const next = i === 100 ? 'Nowhere' : 'B';
    writeFileSync(join(folder, `${i}.asl.json`), `{ "StartAt": "${next}", "States": { "B": { "Type": "Succeed" } } }`);
  }
  const asl = start(['validate', folder]);
  const [out, [exitCode]] = await Promise.all([outputOf(asl), once(asl, 'exit')]);
  expect(exitCode).toBe(1);
  expect(out).toContain(`${join(folder, '100.asl.json')}:1:14: error[unknown-state]`);
  expect(out).toMatch(/1 error in 120 files\n$/);
});
