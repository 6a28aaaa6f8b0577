import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { serveBrowser } from './bridge.ts';
import { openHost } from './host.ts';
import { installHost } from './install.ts';

// Stands in for the executable of desktop VS Code: takes its arguments, runs the tests, and exits with their result.
// Only those that matter here are read, and unlike VS Code it takes one folder.
const { values, positionals } = parseArgs({
  options: {
    extensionDevelopmentPath: { type: 'string', multiple: true },
    extensionTestsPath: { type: 'string' },
    'extensions-dir': { type: 'string' },
    'user-data-dir': { type: 'string' },
    'install-extension': { type: 'string' },
  },
  allowPositionals: true,
  strict: false,
});
const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
const extensionsDir = text(values['extensions-dir']);
const userDataDir = text(values['user-data-dir']);
const vsix = text(values['install-extension']);

// Until there is a result, being stopped is a failure.
process.exitCode = 1;
process.exitCode = vsix === undefined ? await runTests() : await installExtension(vsix);

async function runTests(): Promise<number> {
  const path = text(values.extensionTestsPath);
  if (path === undefined) throw new Error('Which tests? --extensionTestsPath is missing');
  const log: string[] = [];
  const bridge = await serveBrowser(() => host);
  const host = await openHost({
    ...(positionals[0] === undefined ? {} : { folder: positionals[0] }),
    ...(extensionsDir === undefined ? {} : { extensionsDir }),
    extensions: [],
    tests: { path, extensions: (values.extensionDevelopmentPath ?? []).flatMap((path) => text(path) ?? []) },
    env: { ASL_TEST_BROWSER: bridge.url },
    onLog: (type, line) => log.push(`[${type}] ${line}`),
  });
  try {
    const code = await host.closed;
    // The window talks a lot; it matters when something went wrong.
    if (code !== 0) console.error(log.slice(-40).join('\n'));
    return code;
  } finally {
    await host.close();
    bridge.stop();
  }
}

async function installExtension(file: string): Promise<number> {
  const { node, server } = await installHost();
  const { status } = spawnSync(
    node,
    [
      ...[server, '--install-extension', file],
      ...(extensionsDir === undefined ? [] : ['--extensions-dir', extensionsDir]),
      ...(userDataDir === undefined ? [] : ['--server-data-dir', userDataDir]),
    ],
    { stdio: 'inherit' },
  );
  return status ?? 1;
}
