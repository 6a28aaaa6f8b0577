import { expect, test } from 'vitest';
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

bad.asl.json:5:5: error[unreachable-state] State "Dome" is not reachable: no transition leads to it
5 |     "Dome": { "Type": "Succeed" }
  |     ^^^^^^

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
