import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { installHost } from './install.ts';
import { onExit } from './onExit.ts';

export interface ServerOptions {
  /** 0 or absent: any free one. */
  readonly port?: number;
  /** The folder a page opens that names none. */
  readonly folder?: string;
  /** Folders of extensions that count as installed. */
  readonly extensions?: readonly string[];
  /** Where further extensions are installed. */
  readonly extensionsDir?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Environment variables for the server, and so for the extensions. */
  readonly env?: NodeJS.ProcessEnv;
}

export interface Server {
  /** The page to open, with the secret without which the server answers nobody. */
  readonly url: string;
  /** The last lines the server printed, for when it fails. */
  readonly log: () => string;
  /** Settles when the server has ended, by itself or because it was stopped. */
  readonly ended: Promise<void>;
  readonly stop: () => Promise<void>;
}

/** A quiet VS Code: no welcome, no questions, nothing sent anywhere. */
const SETTINGS = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'window.confirmBeforeClose': 'never',
  // As on the desktop; in the browser the default is to save.
  'files.autoSave': 'off',
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'extensions.ignoreRecommendations': true,
  'extensions.autoCheckUpdates': false,
  'update.mode': 'none',
  'git.enabled': false,
  'npm.autoDetect': 'off',
  'task.autoDetect': 'off',
};

/** Starts VS Code's server with a fresh profile, which `stop` deletes. It stops with this process, too. */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const host = await installHost();
  const port = await freePort(options.port ?? 0);
  const token = randomBytes(12).toString('hex');
  const profile = await mkdtemp(join(tmpdir(), 'asl-workbench-'));
  await mkdir(join(profile, 'data/User'), { recursive: true });
  await writeFile(join(profile, 'data/User/settings.json'), JSON.stringify({ ...SETTINGS, ...options.settings }));
  await mkdir(join(profile, 'extensions'));
  for (const extension of options.extensions ?? []) {
    await symlink(extension, join(profile, 'extensions', basename(extension)), 'junction');
  }
  const args = [
    host.server,
    ...(options.extensionsDir === undefined ? [] : ['--extensions-dir', options.extensionsDir]),
    ...(options.folder === undefined ? [] : ['--default-folder', options.folder]),
    ...['--host', '127.0.0.1', '--port', String(port), '--connection-token', token, '--accept-server-license-terms'],
    // Makes a built VS Code honour the development paths of the page's `payload`.
    '--enable-smoke-test-driver',
    ...['--server-data-dir', profile, '--telemetry-level', 'off'],
  ];
  // A group of its own, so that the extension hosts it starts end with it.
  const child = spawn(host.node, args, {
    // No gallery: nothing is looked up on the network. Sockets go where they are deleted with the profile.
    env: { ...process.env, NODE_OPTIONS: '', EXTENSIONS_GALLERY: '{}', XDG_RUNTIME_DIR: profile, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const forget = onExit(() => {
    killGroup(child, 'SIGKILL');
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  });
  const stop = async () => {
    await end(child);
    forget();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  let log = '';
  try {
    await new Promise<void>((resolve, reject) => {
      const read = (chunk: Buffer) => {
        log = (log + chunk).slice(-20_000);
        if (log.includes('Extension host agent listening')) resolve();
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.on('error', reject);
      child.on('exit', (code) => reject(new Error(`VS Code's server ended (${code}):\n${tail(log)}`)));
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `http://127.0.0.1:${port}/?tkn=${token}`, log: () => tail(log), ended, stop };
}

/** The native add-ons that are missing on purpose tell so at length; what matters comes last. */
function tail(log: string): string {
  return log.trimEnd().split('\n').slice(-20).join('\n');
}

/** The wanted port if nobody listens there; any free one for 0. */
async function freePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new Error(`Port ${wanted} is taken: choose another with --port`) : error);
    });
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : wanted));
    });
  });
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal);
  } catch {
    // Nothing of the group is left.
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const exit = new Promise((resolve) => child.once('exit', resolve));
    killGroup(child, 'SIGTERM');
    const timer = setTimeout(() => killGroup(child, 'SIGKILL'), 3000);
    await exit;
    clearTimeout(timer);
  }
  killGroup(child, 'SIGKILL');
}
