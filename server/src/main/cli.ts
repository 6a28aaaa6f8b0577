import { readFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { isMainThread, parentPort } from 'node:worker_threads';
import { checkFiles } from '../cli/check.ts';
import { runCli } from '../cli/cli.ts';
import type { CliIo } from '../cli/command.ts';
import { type CheckReply, type CheckRequest, checkInThreads } from './checkThreads.ts';
import { definitionChanges, findDefinitionFiles } from './definitionFiles.ts';
import { evaluateInThread } from './expressions.ts';

// Whoever reads the output may have had enough: `asl … | head`.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}

const io: CliIo = {
  stdout: (out) => void process.stdout.write(out),
  stderr: (out) => void process.stderr.write(out),
  readFile: (path) => readFile(path, 'utf8'),
  isFolder: async (path) => (await stat(path).catch(() => undefined))?.isDirectory() === true,
  findFiles: findDefinitionFiles,
  changes: definitionChanges,
  // The threads run this very file.
  inThreads: (jobs, done) => checkInThreads(__filename, jobs, done),
  progress: (line) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`);
  },
  clear: () => {
    if (process.stdout.isTTY) process.stdout.write('\x1b[2J\x1b[3J\x1b[H');
  },
  rules: pathToFileURL(join(__dirname, '..', 'docs', 'rules.md')).href,
  stdin: () => text(process.stdin),
  colours: process.stdout.isTTY === true && !process.env.NO_COLOR,
  columns: process.stdout.columns ?? 100,
  interrupts,
  lsp: serveLanguage,
  dap: serveDebugging,
};

if (isMainThread) {
  evaluateInThread(__dirname);
  void runCli(process.argv.slice(2), version(), io).then((code) => {
    process.exitCode = code;
  });
} else {
  parentPort?.on('message', ({ index, job }: CheckRequest) => {
    void checkFiles(job, io.readFile).then((reports) =>
      parentPort?.postMessage({ index, reports } satisfies CheckReply),
    );
  });
}

function interrupts(): AbortSignal {
  const abort = new AbortController();
  // A second Ctrl-C ends the process all the same.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => abort.abort());
  return abort.signal;
}

/** The bundle stands in a folder of the package. */
function version(): string {
  const manifest: { version: string } = JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8'));
  return manifest.version;
}

// Loaded only when asked for: the other commands have no use for the servers.
async function serveLanguage(): Promise<void> {
  const { createConnection, ProposedFeatures } = await import('vscode-languageserver/node');
  const { startLanguageServer } = await import('../lsp/server.ts');
  const { nodeEdges } = await import('./edges.ts');
  startLanguageServer(createConnection(ProposedFeatures.all, process.stdin, process.stdout), nodeEdges());
}

async function serveDebugging(): Promise<void> {
  await import('./adapter.ts');
}
