import { expect, test } from 'vitest';
import type { Json } from '../../server/src/base/json.ts';
import { Debugger } from '../../server/src/debug/debugger.ts';
import { RunRecord } from '../../server/src/debug/record.ts';
import { compileProgram } from '../../server/src/interpreter/compile.ts';
import { startRun } from '../../server/src/interpreter/start.ts';
import type { RunStep } from '../../server/src/protocol/graph.ts';

async function recordOf(States: object, input: Json): Promise<readonly RunStep[]> {
  const compiled = compileProgram({ StartAt: 'A', States } as unknown as Json);
  if (!compiled.ok) throw new Error(compiled.problems.join());
  const record = new RunRecord(100);
  const driver = new Debugger(startRun(compiled.program, { input }), {
    answers: async () => ({}),
    unansweredMessage: () => '',
    store: undefined,
    wallClock: false,
    free: true,
    report: (event) => {
      if (event.kind === 'advanced') record.add(event.before, event.after, event.step);
    },
  });
  await driver.start(false);
  return record.news().steps;
}

const brief = ({ node, status, to, data, error, iterations }: RunStep): string =>
  [
    node.replaceAll(/\/(States|ItemProcessor)(?=\/)/g, ''),
    iterations ? `${iterations.ended} of ${iterations.total}` : status,
    ...(data === undefined ? [] : [data]),
    ...(error === undefined ? [] : [error]),
    ...(to === undefined ? [] : [`-> ${to.replaceAll('/States', '')}`]),
  ].join(' ');

test('what goes in and comes out, and where it goes from there', async () => {
  const steps = await recordOf({ A: { Type: 'Pass', Result: 2, Next: 'B' }, B: { Type: 'Succeed' } }, 1);
  expect(steps.map(brief)).toEqual(['/A running 1', '/A succeeded 2 -> /B', '/B running 2', '/B succeeded 2']);
});

test('how far a Map is', async () => {
  const inner = { StartAt: 'In', States: { In: { Type: 'Pass', End: true } } };
  const steps = await recordOf({ A: { Type: 'Map', MaxConcurrency: 1, ItemProcessor: inner, End: true } }, ['x', 'y']);
  expect(steps.map(brief)).toEqual([
    '/A running ["x","y"]',
    '/A/In running "x"',
    '/A/In succeeded "x"',
    '/A 1 of 2',
    '/A/In running "y"',
    '/A/In succeeded "y"',
    '/A 2 of 2',
    '/A succeeded ["x","y"]',
  ]);
});

test('the error of a state that fails', async () => {
  const steps = await recordOf({ A: { Type: 'Fail', Error: 'Broken' } }, {});
  expect(steps.map(brief)).toEqual(['/A running {}', '/A failed Broken']);
});

test('what has been told is told again after going back', () => {
  const record = new RunRecord(100);
  record.mark();
  record.rewind(1);
  expect(record.news()).toEqual({ first: 0, steps: [] });
});
