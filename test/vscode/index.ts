import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';
import { request } from './browser.ts';

/**
 * VS Code calls this. The tests are those of the folder that `ASL_TEST_SUITE` names, or of them those that match
 * `ASL_TEST_ONLY`; the counts go to `ASL_TEST_RESULT`.
 */
export async function run(): Promise<void> {
  const { ASL_TEST_SUITE: suite = 'development', ASL_TEST_RESULT: result, ASL_TEST_ONLY: only } = process.env;
  const mocha = new Mocha({ ui: 'tdd', timeout: 60_000, slow: 5_000, ...(only === undefined ? {} : { grep: only }) });
  const folder = join(__dirname, suite);
  for (const file of readdirSync(folder)) {
    if (file.endsWith('.test.cjs')) mocha.addFile(join(folder, file));
  }
  const printed = printInOrder();
  let [passed, failed] = [0, 0];
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => resolve());
    runner.on('pass', () => passed++);
    runner.on('fail', () => failed++);
  });
  await printed();
  if (result !== undefined) writeFileSync(result, JSON.stringify({ passed, failed }));
  if (failed > 0) throw new Error(`${failed} failed`);
}

/** In the browser, what the reporter prints goes to the terminal; the function returned waits until all is there. */
function printInOrder(): () => Promise<unknown> {
  let printed: Promise<unknown> = Promise.resolve();
  if (process.env.ASL_TEST_BROWSER !== undefined) {
    Mocha.reporters.Base.consoleLog = (...args: unknown[]) => {
      const text = format(...args);
      printed = printed.then(() => request({ type: 'print', text }));
    };
  }
  return () => printed;
}
