import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath, runTests } from '@vscode/test-electron';
import { type BuildOptions, build } from 'esbuild';
import { EXAMPLES, ROOT } from './paths.ts';

export interface SuiteOptions {
  /** The folder of `test/vscode` that holds the tests. */
  readonly suite: string;
  /** The extension under development. */
  readonly extension: string;
  /** A packaged extension to install first. */
  readonly install?: string;
  /** Where the suite writes its counts. */
  readonly result: string;
}

const BUILT = join(ROOT, 'dist/test');

/** Runs a suite inside a real VS Code; true if it succeeds. */
export async function runSuite({ suite, extension, install, result }: SuiteOptions): Promise<boolean> {
  await buildSuite(suite);
  const desktop = await downloadDesktop();
  const executable = desktop ?? (await buildStandIn());
  const profile = mkdtempSync(join(tmpdir(), 'asl-profile-'));
  // A copy, because tests edit.
  const workspace = join(profile, 'examples');
  cpSync(EXAMPLES, workspace, { recursive: true });
  const launchArgs = [`--extensions-dir=${join(profile, 'extensions')}`, `--user-data-dir=${join(profile, 'user')}`];
  try {
    if (install !== undefined) {
      const cli = desktop === undefined ? [executable] : resolveCliArgsFromVSCodeExecutablePath(desktop).slice(0, 1);
      installExtension(cli, [...launchArgs, `--install-extension=${install}`]);
    }
    await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: extension,
      extensionTestsPath: join(BUILT, 'vscode/index.cjs'),
      launchArgs: [workspace, ...launchArgs],
      extensionTestsEnv: { ASL_TEST_SUITE: suite, ASL_TEST_RESULT: result },
    });
    return true;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return false;
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Desktop VS Code where it can be had and shown, unless `ASL_TEST_VSCODE` says `browser`. */
async function downloadDesktop(): Promise<string | undefined> {
  const { ASL_TEST_VSCODE: choice, DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (choice !== 'desktop') {
    const display = process.platform !== 'linux' || DISPLAY !== undefined || WAYLAND_DISPLAY !== undefined;
    if (choice === 'browser' || !display) return undefined;
    const releases = 'https://update.code.visualstudio.com/api/releases/stable';
    const reachable = await fetch(releases, { signal: AbortSignal.timeout(5_000) })
      .then(({ ok }) => ok)
      .catch(() => false);
    if (!reachable) return undefined;
  }
  return downloadAndUnzipVSCode();
}

function installExtension(cli: readonly string[], args: readonly string[]): void {
  const [command = '', ...first] = cli;
  const { status } = spawnSync(command, [...first, ...args], { stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) throw new Error('The packaged extension could not be installed');
}

const COMMON = {
  bundle: true,
  packages: 'external',
  platform: 'node',
  sourcemap: 'inline',
  logLevel: 'warning',
} as const;

async function buildSuite(suite: string): Promise<void> {
  const folder = join(ROOT, 'test/vscode');
  rmSync(join(BUILT, 'vscode'), { recursive: true, force: true });
  const tests = readdirSync(join(folder, suite)).filter((file) => file.endsWith('.test.ts'));
  await build({
    ...COMMON,
    entryPoints: [join(folder, 'index.ts'), ...tests.map((file) => join(folder, suite, file))],
    outbase: folder,
    outdir: join(BUILT, 'vscode'),
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
  } satisfies BuildOptions);
}

/** The executable that takes the place of desktop VS Code. */
async function buildStandIn(): Promise<string> {
  const outfile = join(BUILT, 'standIn.mjs');
  await build({
    ...COMMON,
    entryPoints: [join(ROOT, 'test/host/standIn.ts')],
    outfile,
    format: 'esm',
    target: 'node20',
    banner: { js: '#!/usr/bin/env node' },
  } satisfies BuildOptions);
  chmodSync(outfile, 0o755);
  return outfile;
}
