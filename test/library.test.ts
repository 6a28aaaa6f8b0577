import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** The library as others have it: one module, imported by its path. */
const folder = mkdtempSync(join(tmpdir(), 'asl-library-'));
const file = join(folder, 'index.mjs');
type Library = typeof import('../server/src/index.ts');
let library: Library;

beforeAll(async () => {
  const banner = `import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);`;
  const options: BuildOptions = {
    bundle: true,
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    logLevel: 'error',
  };
  const worker = join(folder, 'expressionWorker.cjs');
  await build({ ...options, entryPoints: ['server/src/main/expressionWorker.ts'], outfile: worker, format: 'cjs' });
  const entryPoints = ['server/src/main/library.ts'];
  await build({ ...options, entryPoints, outfile: file, format: 'esm', banner: { js: banner } });
  library = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Library;
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const definition = {
  StartAt: 'Price',
  States: {
    Price: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: 'price', 'Payload.$': '$' },
      OutputPath: '$.Payload',
      End: true,
    },
  },
};

test('validates, runs, tests a state and evaluates', async () => {
  const { validate, run, testState, evaluate } = library;
  expect(validate(JSON.stringify(definition)).filter(({ severity }) => severity === 'error')).toEqual([]);
  const mocks = { Price: [{ Return: { Payload: 7 } }] };
  expect(await run(definition, {}, { mocks })).toMatchObject({ status: 'SUCCEEDED', output: 7 });
  const request = {
    definition,
    stateName: 'Price',
    mock: { result: { Payload: 8 }, fieldValidationMode: 'NONE' as const },
  };
  expect(await testState(request)).toMatchObject({ status: 'SUCCEEDED', output: 8 });
  expect(await evaluate('$.a', { a: 9 })).toEqual({ ok: true, value: 9 });
});

test('runs local functions of a scenario', async () => {
  writeFileSync(join(folder, 'price.mjs'), 'export const handler = ({ n }) => Promise.resolve(n * 2);');
  const text = JSON.stringify({
    scenarios: { A: { input: { n: 4 }, answers: { Price: { lambda: 'price.mjs#handler' } } } },
  });
  const parsed = library.parseScenarios(text);
  const scenario = parsed.file && library.findScenario(parsed.file);
  expect(await library.run(definition, undefined, { scenario, folder })).toMatchObject({ output: 8 });
});

test.each([
  ['a path', '$.a', '{"ok":true,"value":7}'],
  ['JSONata', '{% $sum([1, 2]) %}', '{"ok":true,"value":3}'],
  [
    'what cannot be interrupted',
    '{% $sort([1..800000]) %}',
    'Expression evaluation timeout: Check for infinite loop"}',
  ],
])('a program that evaluates %s gets its answer, and ends', (_what, expression, answer) => {
  const code = `import { evaluate } from ${JSON.stringify(pathToFileURL(file).href)};
    console.log(JSON.stringify(await evaluate(${JSON.stringify(expression)}, { a: 7 })));`;
  const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    encoding: 'utf8',
    timeout: 10_000,
  });
  expect({ stdout, status }).toEqual({ stdout: expect.stringContaining(`${answer}\n`), status: 0 });
});
