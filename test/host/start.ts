import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { EXAMPLES, ROOT } from './paths.ts';
import { startServer } from './server.ts';

const USAGE = `npm start -- [FOLDER] [--port N | --desktop]
  FOLDER     the folder to open, instead of examples/
  --port N   the port of VS Code in the browser, instead of a free one
  --desktop  open desktop VS Code, the "code" on the PATH`;

const DEMO = join(ROOT, 'test/host/demo');

try {
  await start();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

async function start(): Promise<void> {
  const options = { port: { type: 'string' }, desktop: { type: 'boolean' }, help: { type: 'boolean' } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const port = Number(values.port ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`Not a port: ${values.port}\n${USAGE}`);
  const folder = positionals[0] === undefined ? EXAMPLES : resolve(positionals[0]);
  if (!existsSync(folder)) throw new Error(`There is no folder ${folder}`);
  if (values.help) console.log(USAGE);
  else if (values.desktop) openDesktop(folder);
  else await serve(folder, port);
}

/** Serves VS Code until this process is told to end. */
async function serve(folder: string, port: number): Promise<void> {
  const server = await startServer({ port, folder, extensions: [ROOT, DEMO] });
  console.log(`\nVS Code with ASL Workbench: ${server.url}\nCtrl-C stops it.`);
  await server.ended;
  await server.stop();
  throw new Error(`VS Code's server ended.\n${server.log()}`);
}

function openDesktop(folder: string): void {
  const args = ['--new-window', `--extensionDevelopmentPath=${ROOT}`, `--extensionDevelopmentPath=${DEMO}`, folder];
  const code = spawn('code', args, { stdio: 'inherit', shell: process.platform === 'win32' });
  code.on('error', () => {
    console.error('There is no "code" on the PATH. Without --desktop, VS Code opens in a browser.');
    process.exitCode = 1;
  });
  code.on('exit', (status) => {
    process.exitCode = status ?? 1;
  });
}
