import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { validate } from '../../server/src/analysis/validate.ts';
import { analyseText } from '../../server/src/model/document.ts';
import { DISTRIBUTED, jsonata, map, state, task } from '../support/problems.ts';

const TEXTS = [
  state('"Type": "Pass", "Parameters": { "a.$": "States.Format(\'{}\', $.b[0].c)", "b": ["$$.Execution.Id"] }'),
  task(
    '"Retry": [{ "ErrorEquals": ["States.ALL"], "BackoffRate": 2.5 }], "Catch": [{ "ErrorEquals": ["E"], "Next": "Z" }]',
  ),
  jsonata(
    '"Type": "Pass", "Output": { "x": "{% $states.input.a[b > 1].($c := 1; $sum(d)) %}" }, "Assign": { "v": "{% 1 %}" }',
  ),
  map(
    '"ItemReader": { "Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": { "InputType": "CSV" } }',
    DISTRIBUTED,
  ),
  '{ "StartAt": "A", "States": { "A": { "Type": "Wait", "Seconds": ${wait}, "End": true } } }',
];
const YAML =
  'StartAt: A\nStates:\n  A:\n    Type: Pass\n    Parameters:\n      a.$: $.b\n      c: &x [1, {d: "e"}]\n      f: *x\n    End: true\n';

const EXAMPLES = ['order-fulfilment', 'loan-approval'].map((name) => readFileSync(`examples/${name}.asl.json`, 'utf8'));

const PIECES = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  "'",
  '\\',
  '\n',
  ' ',
  '#',
  '&',
  '*',
  '$',
  '${',
  '{%',
  '%}',
  '$.',
  '1',
  'é',
  '\u0000',
  '"Next"',
  '- ',
  '|',
];

/** An edit takes some characters out and puts something in. */
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  out: fc.nat(8),
  in: fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 4 })),
});

function apply(text: string, edits: readonly { at: number; out: number; in: string }[]): string {
  return edits.reduce((before, change) => {
    const at = Math.floor(change.at * before.length);
    return before.slice(0, at) + change.in + before.slice(at + change.out);
  }, text);
}

describe('any text gets an answer', () => {
  test.each([
    ['JSON', [...TEXTS, ...EXAMPLES], 'machine.asl.json', 8000],
    ['YAML', [YAML], 'machine.asl.yaml', 2000],
  ])('%s, after any edits', (_, texts, uri, numRuns) => {
    const property = fc.property(fc.constantFrom(...texts), fc.array(edit, { maxLength: 6 }), (text, edits) => {
      const source = apply(text, edits);
      const { text: document } = analyseText(source, uri);
      for (const { range, message } of validate(source, { uri })) {
        expect(message).not.toBe('');
        // A range is inside the text, and in order.
        expect(document.offsetAt(range.start)).toBeLessThanOrEqual(document.offsetAt(range.end));
        expect(document.offsetAt(range.end)).toBeLessThanOrEqual(source.length);
      }
    });
    fc.assert(property, { numRuns });
  });

  test.each([
    ['[', 20_000],
    ['{"a":', 20_000],
    ['{"StartAt":"A","States":{"A":{"Type":"Parallel","Branches":[', 200],
    ['- ', 5_000],
  ])('%s nested %i deep', (piece, depth) => {
    for (const uri of ['machine.asl.json', 'machine.asl.yaml']) {
      expect(validate(piece.repeat(depth), { uri }).length).toBeGreaterThan(0);
    }
  });
});

test('a text full of mistakes gets an answer', () => {
  const fields = Array.from({ length: 150_000 }, (_, i) => `"${i % 140_000}":1`).join();
  const text = `{"StartAt":"A","States":{"A":{"Type":"Succeed"}},${fields}}`;
  for (const source of [text, text.slice(0, -1)]) expect(validate(source).length).toBeGreaterThan(150_000);
});
