import { expect, test } from 'vitest';
import { asl } from '../support/cli.ts';

test.each([
  [[], 'asl: A command is missing\nusage: asl COMMAND …'],
  [['valdate'], 'asl: There is no command "valdate"; did you mean "validate"?\nusage: asl COMMAND …'],
  [['constructor'], 'asl: There is no command "constructor"'],
  [['help', 'nothing'], 'asl: There is no command "nothing"'],
  [['validate'], 'asl: There are no state machines in ., or .gitignore leaves them out\nusage: asl validate'],
  [['validate', '-', '--watch'], 'asl: The standard input cannot be watched'],
  [['validate', 'a', '--type', 'fast'], 'asl: --type must be express or standard, not "fast"'],
  [['validate', 'a', '--max-warnings', 'few'], 'asl: --max-warnings must be a whole number, 0 or more, not "few"'],
  [['validate', 'a', '--severity', 'no-tmeout=off'], 'asl: There is no code "no-tmeout"; did you mean "no-timeout"?'],
  [['validate', 'a', '--severity', 'no-timeout'], '--severity must be CODE=LEVEL, such as no-timeout=warning'],
  [['explain', 'constructor'], 'asl: There is no code "constructor"'],
  [['validate', '--strict', 'a'], "asl: Unknown option '--strict'\nusage: asl validate"],
  [['validate', 'a', '--format', 'xml'], 'asl: --format must be text, json, sarif, github, not "xml"'],
  [['validate', 'a', '--format'], "asl: Option '--format <value>' argument missing"],
  [['validate', 'nowhere.asl.json'], 'asl: nowhere.asl.json: There is no such file'],
  [['run'], 'asl: The file of the state machine is missing\nusage: asl run FILE'],
  [['run', 'a', 'b'], 'asl: There is one argument too many: "b"'],
  [['eval'], 'asl: The expression is missing\nusage: asl eval EXPRESSION'],
  [['lsp', '--port', '1'], "asl: Unknown option '--port'\nusage: asl lsp"],
])('asl %j is wrong use', async (args, message) => {
  const { code, out, err } = await asl(args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(message);
});

test.each([
  [['--version'], '1.2.3\n'],
  [['help'], 'usage: asl COMMAND …'],
  [['--help'], 'asl help COMMAND'],
  [['help', 'validate'], 'usage: asl validate [FILES, FOLDERS, GLOBS…]'],
  [['explain', 'no-timeout'], '## no-timeout\n\n*Hint.*'],
  [['explain'], 'endless-loop           warning  From these states'],
  [['run', '--help'], '--scenario NAME'],
])('asl %j', async (args, text) => {
  const { code, out, err } = await asl(args);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain(text);
});

test.each(['lsp', 'dap'] as const)('asl %s serves until the client is gone', async (name) => {
  let served = '';
  const serve = (what: string) => async () => {
    served += what;
  };
  expect(await asl([name], {}, { lsp: serve('lsp'), dap: serve('dap') })).toEqual({ code: 0, out: '', err: '' });
  expect(served).toBe(name);
});
