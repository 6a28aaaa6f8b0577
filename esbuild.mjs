import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, rm } from 'node:fs/promises';
import * as esbuild from 'esbuild';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

/** @satisfies {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  outdir: 'dist',
  sourcemap: production ? false : 'linked',
  minify: production,
  // The UMD builds some packages name as `main` hide their imports from a bundler.
  mainFields: ['module', 'main'],
  logLevel: 'warning',
};

const node = { ...common, platform: 'node', target: 'node20' };

// What is bundled as ESM may hold CommonJS packages, which call `require`.
const requireForModules = `import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);`;

// And the other way round: a package that is ESM only asks where it is.
const urlForCommonJs = `const __url = require('node:url').pathToFileURL(__filename).href;`;

/** @type {import('esbuild').BuildOptions[]} */
const bundles = [
  {
    ...node,
    entryPoints: {
      extension: 'client/src/extension.ts',
      server: 'server/src/main/server.ts',
      adapter: 'server/src/main/adapter.ts',
      layoutWorker: 'server/src/main/layoutWorker.ts',
      expressionWorker: 'server/src/main/expressionWorker.ts',
    },
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    external: ['vscode'],
  },
  {
    ...node,
    entryPoints: { cli: 'server/src/main/cli.ts' },
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    banner: { js: `#!/usr/bin/env node\n${urlForCommonJs}` },
    define: { 'import.meta.url': '__url' },
    plugins: [{ name: 'executable', setup: (build) => build.onEnd(() => chmod('dist/cli.cjs', 0o755)) }],
  },
  {
    ...node,
    entryPoints: { index: 'server/src/main/library.ts' },
    format: 'esm',
    banner: { js: requireForModules },
  },
  {
    ...common,
    entryPoints: { webview: 'client/webview/main.ts' },
    format: 'iife',
    platform: 'browser',
    target: 'chrome122',
  },
  { ...common, entryPoints: { webview: 'client/webview/style.css' }, target: 'chrome122' },
];

/** The types of the library, for whoever imports it. */
async function emitTypes() {
  await rm('dist/types', { recursive: true, force: true });
  const tsc = spawn(
    process.execPath,
    [
      ...['node_modules/typescript/bin/tsc', '-p', 'server', '--noEmit', 'false'],
      ...['--declaration', '--emitDeclarationOnly', '--rootDir', 'server/src', '--outDir', 'dist/types'],
    ],
    { stdio: 'inherit' },
  );
  // A type error is shown but stops nobody from trying the rest: `npm run types` is what fails.
  await once(tsc, 'exit');
}

if (watch) {
  for (const bundle of bundles) await (await esbuild.context({ ...bundle, logLevel: 'info' })).watch();
} else {
  // esbuild has told what is wrong; the other bundles are still worth having.
  const built = await Promise.allSettled([...bundles.map((bundle) => esbuild.build(bundle)), emitTypes()]);
  if (built.some(({ status }) => status === 'rejected')) process.exitCode = 1;
}
