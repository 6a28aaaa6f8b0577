import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { validate } from '../../server/src/analysis/validate.ts';
import { semanticTokens } from '../../server/src/features/semanticTokens.ts';
import { analyseText } from '../../server/src/model/document.ts';

const EXAMPLES = ['order-fulfilment', 'loan-approval', 'inventory-report', 'manual-approval'].map((name) =>
  readFileSync(`examples/${name}.asl.json`, 'utf8'),
);
const OTHER = '{ "StartAt": "A", "States": { "A": { "Type": "Succeed" } } }';

const PIECES = [
  '',
  '',
  '"',
  '\n',
  '}',
  '{',
  ',',
  'x',
  '$x',
  '$$.Map.Item',
  '"End": true',
  '{% $now(1) %}',
  '"Type": "Map",',
  '&a ',
];

/** Some characters are taken out somewhere, and others put in; or a piece of the text is moved there. */
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  out: fc.oneof(fc.nat(3), fc.nat(300)),
  piece: fc.oneof(fc.constantFrom(...PIECES), fc.double({ min: 0, max: 1, noNaN: true })),
});

type Edit = { readonly at: number; readonly out: number; readonly piece: string | number };

function edited(text: string, { at, out, piece }: Edit): string {
  const offset = Math.floor(at * text.length);
  const from = typeof piece === 'number' ? Math.floor(piece * text.length) : 0;
  const added = typeof piece === 'number' ? text.slice(from, from + out) : piece;
  return text.slice(0, offset) + added + text.slice(offset + (typeof piece === 'number' ? 0 : out));
}

test.each([
  ['JSON', EXAMPLES, 'machine.asl.json'],
  ['YAML', EXAMPLES.map((text) => stringify(JSON.parse(text))), 'machine.asl.yaml'],
])('%s: after any edits problems and colours are those of a fresh analysis', (_, texts, uri) => {
  const property = fc.property(
    fc.constantFrom(...texts),
    fc.array(edit, { minLength: 1, maxLength: 5 }),
    fc.constantFrom('STANDARD', 'EXPRESS'),
    (text, edits, type) => {
      const check = (source: string) => ({
        problems: validate(source, { uri, type }),
        tokens: semanticTokens(analyseText(source, uri)).data,
      });
      check(text);
      let source = text;
      const versions = edits.map((change) => {
        source = edited(source, change);
        return { source, found: check(source) };
      });
      for (const version of versions) {
        // Nothing is known of a text after another one.
        check(OTHER);
        expect(check(version.source)).toEqual(version.found);
      }
    },
  );
  fc.assert(property, { numRuns: 60 });
});
