import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';

/** VS Code calls this. The tests are those of the folder that `ASL_TEST_SUITE` names; the counts go to `ASL_TEST_RESULT`. */
export async function run(): Promise<void> {
  const { ASL_TEST_SUITE: suite = 'development', ASL_TEST_RESULT: result, ASL_TEST_ONLY: only } = process.env;
  const mocha = new Mocha({ ui: 'tdd', timeout: 60_000, slow: 5_000, ...(only === undefined ? {} : { grep: only }) });
  const folder = join(__dirname, suite);
  for (const file of readdirSync(folder)) {
    if (file.endsWith('.test.cjs')) mocha.addFile(join(folder, file));
  }
  const stats = await new Promise<Mocha.Stats>((resolve) => {
    const runner = mocha.run(() =>
      resolve(runner.stats ?? { passes: 0, failures: 1, pending: 0, suites: 0, tests: 0 }),
    );
  });
  if (result !== undefined) writeFileSync(result, JSON.stringify({ passed: stats.passes, failed: stats.failures }));
  if (stats.failures > 0) throw new Error(`${stats.failures} failed`);
}
