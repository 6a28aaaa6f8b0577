import { expect, test } from 'vitest';
import { checkFiles } from '../../server/src/cli/check.ts';
import { asl } from '../support/cli.ts';

const good = '{ "StartAt": "A", "States": { "A": { "Type": "Succeed" } } }';
const bad = `{
  "StartAt": "A",
  "States": {
    "A": { "Type": "Pass", "Next": "Done" },
    "Dome": { "Type": "Succeed" }
  }
}`;

test('finds nothing', async () => {
  expect(await asl(['validate', 'a.asl.json', 'b.asl.json'], { 'a.asl.json': good, 'b.asl.json': good })).toEqual({
    code: 0,
    out: 'No problems in 2 files\n',
    err: '',
  });
});

test('shows each problem in its line', async () => {
  const { code, out } = await asl(['validate', 'bad.asl.json'], { 'bad.asl.json': bad });
  expect(code).toBe(1);
  expect(out).toBe(`bad.asl.json:4:36: error[unknown-state] There is no state named "Done"; did you mean "Dome"?
4 |     "A": { "Type": "Pass", "Next": "Done" },
  |                                    ^^^^^^

bad.asl.json:5:5: error[unreachable-state] State "Dome" is not reachable from StartAt
5 |     "Dome": { "Type": "Succeed" }
  |     ^^^^^^
  = Lead to it, or remove it.

2 errors in 1 file
`);
});

test('prints JSON for programs', async () => {
  const { code, out, err } = await asl(['validate', '--format', 'json', 'good.asl.json', 'bad.asl.json'], {
    'good.asl.json': good,
    'bad.asl.json': bad,
  });
  expect({ code, err }).toEqual({ code: 1, err: '' });
  expect(JSON.parse(out)).toEqual([
    { file: 'good.asl.json', diagnostics: [] },
    {
      file: 'bad.asl.json',
      diagnostics: [
        {
          code: 'unknown-state',
          severity: 'error',
          message: 'There is no state named "Done"; did you mean "Dome"?',
          range: { start: { line: 3, character: 35 }, end: { line: 3, character: 41 } },
        },
        expect.objectContaining({ code: 'unreachable-state', severity: 'error' }),
      ],
    },
  ]);
});

test('reads YAML by the name of the file', async () => {
  const { out } = await asl(['validate', 'a.asl.yaml'], {
    'a.asl.yaml': 'StartAt: B\nStates:\n  A:\n    Type: Succeed\n',
  });
  expect(out).toContain('a.asl.yaml:1:10: error[unknown-state]');
});

test('reads the standard input', async () => {
  expect((await asl(['validate', '-'], {}, { input: good })).code).toBe(0);
});

test('warnings alone are no failure', async () => {
  const { code, out } = await asl(['validate', 'a.asl.json'], {
    'a.asl.json': good.replace('"StartAt"', '"StartAt": "B", "StartAt"'),
  });
  expect({ code, last: out.trimEnd().split('\n').at(-1) }).toEqual({ code: 0, last: '1 warning in 1 file' });
});

test('shows a part of a very long line', async () => {
  const padding = '"Comment": "'.padEnd(3000, 'x');
  const { out } = await asl(['validate', 'a.asl.json'], {
    'a.asl.json': `{ ${padding}", "StartAt": "B", "States": { "A": { "Type": "Succeed" } } }`,
  });
  const [head, line = '', marks = ''] = out.split('\n');
  expect(head).toContain('a.asl.json:1:3017: error[unknown-state]');
  expect(line.length).toBeLessThan(80);
  expect(line.slice(marks.indexOf('^'), marks.lastIndexOf('^') + 1)).toBe('"B"');
});

test('colours only where they are wanted', async () => {
  const files = { 'bad.asl.json': bad };
  expect((await asl(['validate', 'bad.asl.json'], files)).out).not.toContain('\x1b');
  expect((await asl(['validate', 'bad.asl.json'], files, { colours: true })).out).toContain('\x1b[31merror');
});

const unused = '{ "StartAt": "A", "States": { "A": { "Type": "Pass", "Assign": { "x": 1 }, "End": true } } }';
const activity = 'arn:aws:states:us-east-1:123456789012:activity:a';
const waits = `{ "StartAt": "A", "States": { "A": { "Type": "Task", "Resource": "${activity}", "End": true } } }`;
const twice = good.replace('{', '{ "Comment": "a", "Comment": "b",');

/** Each problem as its severity and code, and how it ended. */
async function outcome(source: string, ...args: string[]): Promise<string[]> {
  const { code, out } = await asl(['validate', 'a.asl.json', ...args], { 'a.asl.json': source });
  return [...[...out.matchAll(/ (\w+\[[\w-]+\]) /g)].map(([, problem = '']) => problem), String(code)];
}

test.each([
  ['hints are for those who ask', unused, [], ['0']],
  ['hints', unused, ['--advice'], ['hint[unused-variable]', '0']],
  ['a hint that was raised', unused, ['--severity', 'unused-variable=error'], ['error[unused-variable]', '1']],
  [
    'several severities',
    bad,
    ['--severity', 'unknown-state=off', '--severity', 'unreachable-state=warning'],
    ['warning[unreachable-state]', '0'],
  ],
  ['the workflow type', waits, ['--type', 'express'], ['error[express-restriction]', '1']],
  ['as many warnings as may be', twice, ['--max-warnings', '1'], ['warning[duplicate-key]', '0']],
  ['too many warnings', twice, ['--max-warnings', '0'], ['warning[duplicate-key]', '1']],
])('%s', async (_what, source, args, expected) => {
  expect(await outcome(source, ...args)).toEqual(expected);
});

test('JSON always has the hints: their severity says what they are', async () => {
  const { out } = await asl(['validate', 'a.asl.json', '--format', 'json'], { 'a.asl.json': unused });
  expect(JSON.parse(out)[0].diagnostics).toMatchObject([{ code: 'unused-variable', severity: 'hint' }]);
});

test('SARIF for code scanning', async () => {
  const { code, out } = await asl(['validate', 'flows/a b.asl.json', '--format', 'sarif'], {
    'flows/a b.asl.json': bad,
  });
  expect(code).toBe(1);
  const [run] = JSON.parse(out).runs;
  expect(run.tool.driver).toMatchObject({
    name: 'asl',
    version: '1.2.3',
    rules: [
      { id: 'unknown-state', helpUri: 'file:///package/docs/rules.md#unknown-state' },
      { id: 'unreachable-state', defaultConfiguration: { level: 'error' } },
    ],
  });
  expect(run.results[0]).toEqual({
    ruleId: 'unknown-state',
    ruleIndex: 0,
    level: 'error',
    message: { text: 'There is no state named "Done"; did you mean "Dome"?' },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'flows/a%20b.asl.json', index: 0 },
          region: { startLine: 4, startColumn: 36, endLine: 4, endColumn: 42 },
        },
      },
    ],
  });
});

test('annotations for GitHub, with what would end a command escaped', async () => {
  const source = '{ "StartAt": "50%", "States": { "A": { "Type": "Succeed" } } }';
  const { out } = await asl(['validate', 'a,b:c.asl.json', '--format', 'github'], { 'a,b:c.asl.json': source });
  expect(out).toBe(
    '::error file=a%2Cb%3Ac.asl.json,line=1,endLine=1,col=14,endColumn=18,title=unknown-state::There is no state named "50%25"\n1 error in 1 file\n',
  );
});

test('many files are shared out among threads, in their order', async () => {
  const files = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`${i}.asl.json`, i === 150 ? bad : good]));
  const lines: string[] = [];
  const { code, out } = await asl(['validate'], files, {
    inThreads: async (jobs, done) => {
      const reports = await Promise.all(jobs.map((job) => checkFiles(job, async (file) => files[file] ?? '')));
      for (const i of jobs.keys()) done(i + 1);
      return reports;
    },
    progress: (line) => lines.push(line),
  });
  expect(code).toBe(1);
  expect(out).toMatch(/^150\.asl\.json:4:36: error/);
  expect(out).toMatch(/2 errors in 200 files\n$/);
  expect([lines[0], lines.at(-2), lines.at(-1)]).toEqual(['Checked 16 of 200 files', 'Checked 200 of 200 files', '']);
});

test('checks again when something changes, also while a file is away', async () => {
  const files: { [path: string]: string | undefined } = { 'a.asl.json': bad };
  const { code, out, err } = await asl(['validate', 'a.asl.json', '--watch'], files, {
    clear: () => undefined,
    changes: async function* () {
      files['a.asl.json'] = undefined;
      yield;
      files['a.asl.json'] = good;
      yield;
    },
  });
  expect(code).toBe(0);
  expect(out.match(/.* in 1 file/g)).toEqual(['2 errors in 1 file', 'No problems in 1 file']);
  expect(err).toBe('asl: a.asl.json: There is no such file\n');
});

test.each([
  ['JSON', good, []],
  ['YAML', 'StartAt: A\nStates:\n  A:\n    Type: Succeed\n', []],
  ['a file', 'StartAt: A\nStates:\n  A:\n    Type: Succeed\n', ['--stdin-name', 'my.asl.yaml']],
])('the standard input may be JSON or YAML: %s', async (_, input, args) => {
  const { code, out } = await asl(['validate', '-', ...args], {}, { input });
  expect({ code, out }).toEqual({ code: 0, out: 'No problems in 1 file\n' });
});

test('the standard input has the name it is given', async () => {
  const { out } = await asl(['validate', '-', '--stdin-name', 'my.asl.json'], {}, { input: bad });
  expect(out).toContain('my.asl.json:4:36: error[unknown-state]');
});

test.each([
  ['README.md', '# Title\n\nSome *text* about States: here, and [there](a.md).\n\n- a\n- b: c\n'],
  ['package.json', '{"name": "x", "version": 1, "private": true}'],
])('%s is not a state machine, and that is all', async (file, text) => {
  const { code, out } = await asl(['validate', file], { [file]: text });
  expect(code).toBe(1);
  expect(out).toContain(`${file}:1:1: error[missing-field] Not a state machine: there is neither StartAt nor States`);
  expect(out).toMatch(/\n1 error in 1 file\n$/);
});

test.each([
  ['{"scenarios": {"A": {"input": 1}}}', 0, 'No problems in 1 file\n'],
  ['{"scenarios": {"A": {"answers": {"T": 1}}}}', 1, 'm.scenarios.json:1:39: error[wrong-value] An answer must have'],
])('a scenario file is checked as such: %s', async (text, code, message) => {
  const call = await asl(['validate', 'm.scenarios.json'], { 'm.scenarios.json': text });
  expect({ code: call.code, out: call.out }).toEqual({ code, out: expect.stringContaining(message) });
});

test.each([
  [['--max-warnings', '-1'], '--max-warnings must be a whole number, 0 or more, not "-1"'],
  [['--severity', 'no-timeout'], '--severity must be CODE=LEVEL, such as no-timeout=warning, not "no-timeout"'],
])('%j is wrong use', async (args, message) => {
  const { code, err } = await asl(['validate', 'a.asl.json', ...args], { 'a.asl.json': good });
  expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(message) });
});
