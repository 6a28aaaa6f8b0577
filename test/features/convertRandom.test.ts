import fc, { type GeneratorValue } from 'fast-check';
import { expect, test } from 'vitest';
import type { Json, JsonObject } from '../../server/src/base/json.ts';
import { evaluateExpression } from '../../server/src/evaluate/expression.ts';
import { evaluateJsonataTemplate } from '../../server/src/evaluate/jsonata.ts';
import { convertDefinition } from '../../server/src/features/convert/convert.ts';
import { renderValue } from '../../server/src/features/convert/expression.ts';
import { INPUT } from '../../server/src/features/convert/paths.ts';
import { convertField } from '../../server/src/features/convert/templates.ts';
import { run } from '../../server/src/index.ts';
import {
  INTRINSICS,
  type Intrinsic,
  type IntrinsicName,
  type ParameterType,
} from '../../server/src/spec/intrinsics.ts';
import { OPERATORS, type OperatorSpec } from '../../server/src/spec/operators.ts';
import { FIXED_SOURCES } from '../support/sources.ts';

// As in real data a name stands for one kind of value: what is meant for lists meets lists, what compares numbers meets numbers. But
// members may be missing or null, numbers may be texts, and arrays hold arrays.
type Shape = 'number' | 'text' | 'boolean' | 'null' | readonly [Shape] | { readonly [name: string]: Shape };

const ROW: Shape = {
  n: 'number',
  s: 'text',
  on: 'boolean',
  none: 'null',
  tags: ['text'],
  grid: [['number']],
  o: { n: 'number' },
};
const DATA: Shape = {
  rows: [ROW],
  row: ROW,
  words: ['text'],
  grid: [['number']],
  lists: [[['text']]],
  n: 'number',
  s: 'text',
};

const SCALARS: { readonly [shape: string]: readonly Json[] } = {
  number: [0, 1, 2, 10, -1, 1.5, '1', '10', '9'],
  text: ['x', 'y', 'xy', 'done', "it's", '', '2024-01-01'],
  boolean: [true, false],
  null: [null, 'x'],
};

function valuesOf(shape: Shape): fc.Arbitrary<Json> {
  if (typeof shape === 'string') return fc.constantFrom(...(SCALARS[shape] ?? []));
  if (isList(shape)) return fc.array(valuesOf(shape[0]), { maxLength: 3 });
  const members = Object.entries(shape).map(([name, inner]): [string, fc.Arbitrary<Json>] => [name, valuesOf(inner)]);
  return fc.record(Object.fromEntries(members), {
    requiredKeys: ['n', 's', 'rows', 'row'].filter((name) => name in shape),
  });
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}

const DATA_VALUES = valuesOf(DATA);

function pick<T>(g: GeneratorValue, ...choices: readonly T[]): T {
  return g<T, [readonly T[]]>(oneOf, choices);
}

function oneOf<T>(choices: readonly T[]): fc.Arbitrary<T> {
  return fc.constantFrom(...choices);
}

function path(g: GeneratorValue): string {
  let text = '$';
  let shape: Shape = DATA;
  for (let steps = pick(g, 1, 2, 3, 4, 5); steps > 0 && typeof shape !== 'string'; steps--) {
    if (isList(shape)) {
      const [item]: readonly [Shape] = shape;
      const list = pick(
        g,
        '[*]',
        '[*]',
        '[0]',
        '[1:]',
        '[:1]',
        '[0:2]',
        '[-1:]',
        '[:-1]',
        '[0,1]',
        '[1,0]',
        '[2:1]',
        '[(@.length-1)]',
        '?',
      );
      text += list === '?' ? `[?(${filter(g, item)})]` : list;
      shape = item;
    } else if (steps === 1 && pick(g, true, false)) {
      return text + pick(g, "['n','s']", '.*');
    } else {
      const name = pick(g, ...Object.keys(shape));
      text += pick(g, `.${name}`, `.${name}`, `.${name}`, `['${name}']`, `..${name}`);
      shape = shape[name] as Shape;
    }
  }
  return text;
}

function filter(g: GeneratorValue, item: Shape): string {
  const conditions = Array.from({ length: pick(g, 1, 1, 2, 3) }, () => condition(g, item));
  return conditions.reduce((all, each) => all + pick(g, ' && ', ' || ') + each);
}

function condition(g: GeneratorValue, shape: Shape, at = '@'): string {
  if (isList(shape)) return pick(g, at, `!${at}`);
  if (typeof shape === 'object') {
    const name = pick(g, ...Object.keys(shape));
    return condition(g, shape[name] as Shape, `${at}.${name}`);
  }
  if (at !== '@' && pick(g, 1, 2, 3) === 1) return pick(g, at, `!${at}`);
  const order = pick(g, '==', '!=', '<', '<=', '>', '>=');
  const same = pick(g, '==', '!=');
  switch (shape) {
    case 'number':
      return `${at} ${order} ${pick(g, '1', '10', '2.0', '1e1', "'1'", '-1')}`;
    case 'text':
      return pick(
        g,
        `${at} ${order} ${pick(g, "'x'", "'done'", 'done', "''")}`,
        `${at} =~ ${pick(g, '/x.*/', '/X/i')}`,
        `'x' ${order} ${at}`,
      );
    case 'boolean':
      return `${at} ${same} ${pick(g, 'true', 'false', "'true'")}`;
    case 'null':
      return `${at} ${same} ${pick(g, 'null', "'x'")}`;
  }
}

const PATHS: { readonly [T in ParameterType]: readonly string[] } = {
  any: ['$.n', '$.s', '$.words', '$.rows', '$.row.o', '$.grid[0]', 'null', "'x'", '1'],
  string: ['$.s', '$.words[0]', "'a,b;c'", "''", "'MD5'", "'it\\'s'"],
  template: [],
  integer: ['$.n', '$.row.n', '1', '2', '-1', '1.5', '10'],
  positiveInteger: ['1', '2', '$.n'],
  array: ['$.words', '$.grid', '$.rows', '$.rows[*].n', '$.words[1:]', '$.lists'],
  object: ['$.row', '$.row.o', '$.rows[0]'],
  boolean: ['false'],
};
const NAMES = Object.keys(INTRINSICS).filter((name) => name !== 'States.UUID') as IntrinsicName[];

function call(g: GeneratorValue, name = pick(g, ...NAMES), depth = 0): string {
  const { params }: Intrinsic = INTRINSICS[name];
  const types = params.flatMap(({ type, rest }) =>
    rest ? Array.from({ length: pick(g, 0, 1, 2, 3) }, () => type) : [type],
  );
  const values = types.filter((type) => type !== 'template').map((type) => argument(g, name, type, depth));
  const template = values.map(() => `${pick(g, '', 'a ', '\\\\{ ')}{}`).join(pick(g, '', ' and ', "\\'"));
  return `${name}(${(types[0] === 'template' ? [`'${template}'`, ...values] : values).join(', ')})`;
}

function argument(g: GeneratorValue, name: IntrinsicName, type: ParameterType, depth: number): string {
  // They are for texts and numbers, and for all but texts.
  if (name === 'States.Format') return pick(g, '$.s', '$.n', '$.row.n', "'x'", '1', 'null', '$$.Execution');
  if (name === 'States.JsonToString') return pick(g, '$.words', '$.row', '$.rows[*]', "'x'");
  const nested = NAMES.filter((other) => INTRINSICS[other].returns === type);
  if (depth < 2 && nested.length > 0 && pick(g, 1, 2, 3) === 1) return call(g, pick(g, ...nested), depth + 1);
  return pick(g, ...PATHS[type]);
}

test.each([
  ['path', path],
  ['call', call],
])('a %s that has a value has it in JSONata too, or a note', async (_, text) => {
  await fc.assert(
    fc.asyncProperty(fc.gen(), DATA_VALUES, async (g, input) => {
      const written = text(g);
      const expected = await evaluateExpression(written, input, { context: CONTEXT });
      const notes: string[] = [];
      const value = renderValue(convertField(written, { data: INPUT, note: (message) => notes.push(message) }));
      if (!expected.ok || notes.length > 0) return;
      const scope = { states: { input, context: CONTEXT }, variables: {} };
      const found = await evaluateJsonataTemplate(value, 'Output', scope, FIXED_SOURCES).catch(String);
      expect({ written, value, found }).toEqual({ written, value, found: expected.value });
    }),
    { numRuns: 300 },
  );
});

const CONTEXT = { Execution: { Id: 'id' } };

const OPERANDS: { readonly [O in OperatorSpec['operand']]: readonly Json[] } = {
  string: ['x', 'done', ''],
  pattern: ['*', 'x*', '*ne', 'd*n*', 'x\\*', '*o*'],
  number: [1, 1.5, -1],
  boolean: [true, false],
  timestamp: ['2024-01-01T00:00:00Z', '2024-01-01T02:00:00.5+01:00'],
};
const VALUES: readonly Json[] = [
  ...Object.values(OPERANDS).flat(),
  'x*',
  '1',
  null,
  [],
  ['x'],
  {},
  { x: 1 },
  '2024-01-01',
];

function rule(g: GeneratorValue, depth = 0): JsonObject {
  const kind = depth > 1 ? 'compare' : pick(g, 'compare', 'compare', 'compare', 'And', 'Or', 'Not');
  if (kind === 'Not') return { Not: rule(g, depth + 1) };
  if (kind !== 'compare') return { [kind]: Array.from({ length: pick(g, 1, 2, 3) }, () => rule(g, depth + 1)) };
  const operator = pick(g, ...Object.keys(OPERATORS)) as keyof typeof OPERATORS;
  const { operand, path: atPath }: OperatorSpec = OPERATORS[operator];
  return {
    Variable: pick(g, '$.x', '$.l[0]'),
    [operator]: atPath ? pick(g, '$.x', '$.y') : pick(g, ...OPERANDS[operand]),
  };
}

test('a rule that holds does so in JSONata too', async () => {
  const input = fc.record({
    x: fc.constantFrom(...VALUES),
    y: fc.constantFrom(...VALUES),
    l: fc.tuple(fc.constantFrom(...VALUES)),
  });
  await fc.assert(
    fc.asyncProperty(fc.gen(), input, async (g, data) => {
      const chosen = { ...rule(g), Next: 'T' };
      const States = {
        C: { Type: 'Choice', Choices: [chosen], Default: 'F' },
        T: { Type: 'Pass', Result: 'chosen', End: true },
        F: { Type: 'Pass', Result: 'not chosen', End: true },
      };
      const definition = { StartAt: 'C', States };
      const converted = convertDefinition(definition);
      const [old, now] = await Promise.all([definition, converted.definition].map((each) => run(each, data)));
      expect(converted.notes).toEqual([]);
      expect({ chosen, output: now?.output }).toEqual({ chosen, output: old?.output });
    }),
    { numRuns: 150 },
  );
});
