import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Json, parseJson } from '../../server/src/base/json.ts';
import { evaluateElsewhere, evaluateJsonata, evaluateJsonataTemplate } from '../../server/src/evaluate/jsonata.ts';
import { createExpressions, type Expressions } from '../../server/src/main/expressions.ts';

const folder = mkdtempSync(join(tmpdir(), 'asl-worker-'));
const worker = join(folder, 'expressionWorker.cjs');
let expressions: Expressions;

beforeAll(async () => {
  await build({
    entryPoints: ['server/src/main/expressionWorker.ts'],
    outfile: worker,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
  });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => {
  evaluateElsewhere(undefined);
  expressions.dispose();
});

const SOURCES = { random: () => 0.5, uuid: () => 'u', now: () => 0 };

function evaluate(text: string, input: Json = {}): Promise<Json> {
  return evaluateJsonata(text, 'Output', { states: { input }, variables: { rate: 2 } }, SOURCES);
}

function begin(limitMs?: number): void {
  expressions = createExpressions(worker, limitMs);
  evaluateElsewhere(expressions.evaluate);
}

test('values and errors are those of an evaluation in this thread', async () => {
  begin();
  expect(await evaluate('$sum($states.input.a) * $rate', { a: [1, 2] })).toBe(6);
  expect(await evaluate('$states.input.a', { a: 1 })).toBe(1);
  const scope = { states: { input: 3 }, variables: {} };
  expect(await evaluateJsonataTemplate({ a: ['{% $string($states.input) %}'] }, 'Output', scope, SOURCES)).toEqual({
    a: ['3'],
  });
  const failure = { name: 'QueryEvaluationError', location: 'Output' };
  await expect(evaluate('$sum("x")')).rejects.toMatchObject({ ...failure, cause: expect.stringContaining('T0412') });
});

test('what cannot be interrupted is ended, and what waits behind it goes on', async () => {
  begin(300);
  const ticks: number[] = [];
  const clock = setInterval(() => ticks.push(1), 20);
  const blocking = evaluate('$count($sort([1..800000], function($a, $b) { $a < $b }))');
  const behind = evaluate('$string(1)');
  await expect(blocking).rejects.toMatchObject({ cause: expect.stringMatching(/timeout|memory/) });
  expect(await behind).toBe('1');
  clearInterval(clock);
  // Meanwhile this thread has had time for others.
  expect(ticks.length).toBeGreaterThan(3);
});

test('data that is nested too deep is an error of its expression alone', async () => {
  begin();
  const deep = parseJson(`${'['.repeat(20_000)}${']'.repeat(20_000)}`);
  const failing = evaluate('$count($states.input)', deep);
  const behind = evaluate('$string(1)');
  await expect(failing).rejects.toMatchObject({ name: 'QueryEvaluationError', cause: 'The data is nested too deep' });
  expect(await behind).toBe('1');
});

test('a thread that does not start is an error of the expression', async () => {
  expressions = createExpressions(join(folder, 'nowhere.cjs'));
  evaluateElsewhere(expressions.evaluate);
  await expect(evaluate('$sum([1])')).rejects.toMatchObject({ name: 'QueryEvaluationError' });
});
