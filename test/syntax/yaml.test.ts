import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readYaml } from '../../server/src/syntax/readYaml.ts';
import { parseYamlTree } from '../../server/src/syntax/yaml.ts';

/** Large enough to be read entry by entry. */
const LARGE = definition('State', 150);

function definition(name: string, states: number): string {
  const entries = Array.from(
    { length: states },
    (_, n) => `  # The ${n}th
  ${name} ${n}:
    Type: Task
    Resource: "arn:aws:states:::lambda:invoke"
    Parameters: { a: [1, 2], "b.$": "$.items[*]" }

    Next: ${name} ${n + 1}
`,
  );
  return `---\nComment: |\n  Many: states\nStartAt: ${name} 0\nStates:\n${entries.join('')}  ${name} ${states}:\n    Type: Succeed\n`;
}

test.each([
  ['as it is', LARGE],
  ['with CRLF', LARGE.replaceAll('\n', '\r\n')],
  ['with a key that is given twice', LARGE.replace('State 7:', 'State 6:')],
  ['with a state in brackets', LARGE.replace('  State 7:\n', '  Other: {\n  Type: Pass\n  }\n  State 7:\n')],
  ['with an anchor', LARGE.replace('Type: Task', 'Type: &type Task').replace('Type: Succeed', 'Type: *type')],
  ['with two documents', `${LARGE}---\nStartAt: A\n`],
  ['inside another mapping', LARGE.slice('---\n'.length).replaceAll(/^/gm, '  ').replace(/^/, 'Definition:\n')],
])('reads a large text %s as if it were read all at once', (_, source) => {
  expect(parseYamlTree(source)).toEqual(readYaml(source));
});

test.each([
  ['a string without its end', 'Type: Task\n', 'Type: Task\n    Comment: "half\n'],
  ['a bracket without its end', 'Type: Task\n', 'Type: Task\n    Retry: [\n'],
  ['a name without its colon', '  State 1:\n', '  Half\n  State 1:\n'],
])('%s leaves the other states as they are', (_, whole, broken) => {
  const { root, errors } = parseYamlTree(LARGE.replace(whole, broken));
  const states = root?.kind === 'object' ? root.properties.at(-1)?.value : undefined;
  expect(errors).not.toEqual([]);
  expect(states?.kind === 'object' && states.properties.length).toBeGreaterThanOrEqual(151);
});

test('after any edits the tree is the one of a fresh reading', () => {
  const other = definition('Other', 150);
  const piece = fc.constantFrom(
    '',
    'x',
    '\n',
    '"',
    ': ',
    '    ',
    '#',
    '- ',
    '{',
    '}',
    '  New:\n    Type: Pass\n',
    '&a ',
    '\t',
  );
  const edit = fc.record({ at: fc.nat(LARGE.length), length: fc.nat(40), piece });
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
      let source = LARGE;
      parseYamlTree(source);
      for (const { at, length, piece } of edits) {
        source = source.slice(0, at) + piece + source.slice(at + length);
        const edited = parseYamlTree(source);
        parseYamlTree(other);
        expect(edited).toEqual(parseYamlTree(source));
      }
    }),
    { numRuns: 15 },
  );
});
