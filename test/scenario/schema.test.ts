import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { scenarioSchema } from '../../server/src/scenario/schema.ts';
import { exampleFiles, messages } from '../support/schema.ts';

test('the committed schema is the one in the code: `npm run schemas` writes it', () => {
  expect(JSON.parse(readFileSync('schemas/scenarios.schema.json', 'utf8'))).toEqual(scenarioSchema());
});

test.each(exampleFiles(/\.scenarios\.json$/))('accepts examples/%s', async (_name, text) => {
  expect(await messages(scenarioSchema(), text)).toEqual([]);
});

test.each([
  [{}, 'Missing property "scenarios".'],
  [{ scenarios: { A: { inputs: 1 } } }, 'Property inputs is not allowed.'],
  [answers([{ return: 1 }, { return: 1, timeot: 1 }]), 'Property timeot is not allowed.'],
  [answers({ throw: { cause: 'why' } }), 'Missing property "error".'],
  [answers(1), 'Incorrect type. Expected "object".'],
  [{ scenarios: { A: { expect: { status: 'OK' } } } }, 'Value is not accepted.'],
])('finds the mistake in %j', async (file, message) => {
  expect(await messages(scenarioSchema(), JSON.stringify(file))).toEqual([expect.stringContaining(message)]);
});

test.each([
  { scenarios: {} },
  answers({ return: null }),
  answers([{ throw: { error: 'E', cause: 'C' } }, { return: [1] }]),
  { $schema: 'x', scenarios: { A: { input: 1, expect: { output: null, path: ['A'] } } } },
])('accepts %j', async (file) => {
  expect(await messages(scenarioSchema(), JSON.stringify(file))).toEqual([]);
});

function answers(answer: unknown): object {
  return { scenarios: { A: { answers: { Charge: answer } } } };
}
