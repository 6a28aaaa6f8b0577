// Runs a TypeScript script on Node 20, which cannot: `node test/host/run.mjs SCRIPT.ts ARGUMENTS…`.
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [node, , script, ...args] = process.argv;
if (!script) throw new Error('Which script?');
const outfile = resolve(import.meta.dirname, '../../dist/test', `${basename(script, '.ts')}.mjs`);
await build({
  entryPoints: [script],
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  target: 'node20',
  format: 'esm',
  sourcemap: 'inline',
  logLevel: 'warning',
});
process.argv = [node, outfile, ...args];
await import(pathToFileURL(outfile).href);
