import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './paths.ts';
import { runSuite } from './vscodeSuite.ts';

interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/** Everything `npm test` does, in order. `npm test -- vscode vsix` does only those. */
const STEPS: { readonly [name: string]: (folder: string) => Counts | Promise<Counts> } = {
  types: () => check('types'),
  lint: () => check('lint'),
  unit: (folder) => {
    const report = join(folder, 'vitest.json');
    const ok = npm('unit', '--', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`);
    const { numPassedTests: passed, numFailedTests: failed } = JSON.parse(readFileSync(report, 'utf8')) as VitestReport;
    return { passed, failed: ok ? failed : Math.max(failed, 1) };
  },
  vscode: async (folder) => {
    if (!npm('build')) return FAILED;
    return suite(folder, { suite: 'development', extension: ROOT });
  },
  vsix: async (folder) => {
    if (!npm('package')) return FAILED;
    const { name, version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;
    // VS Code runs tests for an extension under development only: here that is the demo beside the installed one.
    const extension = join(ROOT, 'test/host/demo');
    return suite(folder, { suite: 'installed', extension, install: join(ROOT, `${name}-${version}.vsix`) });
  },
};

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
}

const FAILED: Counts = { passed: 0, failed: 1 };

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !(name in STEPS));
if (unknown !== undefined) throw new Error(`There is no step ${unknown}: ${Object.keys(STEPS).join(', ')}`);

const folder = mkdtempSync(join(tmpdir(), 'asl-test-'));
let [passed, failed] = [0, 0];
for (const [name, step] of Object.entries(STEPS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n== ${name}`);
  try {
    const counts = await step(folder);
    passed += counts.passed;
    failed += counts.failed;
  } catch (error) {
    console.error(error);
    failed++;
  }
}
rmSync(folder, { recursive: true, force: true });
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** Types and lint count only when they fail. */
function check(script: string): Counts {
  return npm(script) ? { passed: 0, failed: 0 } : FAILED;
}

/** Whether an npm script succeeds. */
function npm(script: string, ...args: readonly string[]): boolean {
  const shell = process.platform === 'win32';
  return spawnSync('npm', ['run', '--silent', script, ...args], { cwd: ROOT, stdio: 'inherit', shell }).status === 0;
}

async function suite(folder: string, options: Omit<Parameters<typeof runSuite>[0], 'result'>): Promise<Counts> {
  const result = join(folder, `${options.suite}.json`);
  const ok = await runSuite({ ...options, result });
  const counts = JSON.parse(readFileSync(result, 'utf8')) as Counts;
  return { ...counts, failed: ok ? counts.failed : Math.max(counts.failed, 1) };
}
