export type OperandType = 'string' | 'number' | 'boolean' | 'timestamp' | 'pattern';

export interface OperatorSpec {
  readonly operand: OperandType;
  readonly doc: string;
  /** The operand is a path to the value to compare with. */
  readonly path?: true;
}

const TESTS = {
  IsNull: 'the value is `null`',
  IsPresent: 'the path finds something',
  IsNumeric: 'the value is a number',
  IsString: 'the value is a string',
  IsBoolean: 'the value is a boolean',
  IsTimestamp: 'the value is a timestamp',
} as const;

const RELATIONS = {
  Equals: 'equals',
  LessThan: 'is less than',
  GreaterThan: 'is greater than',
  LessThanEquals: 'is less than or equal to',
  GreaterThanEquals: 'is greater than or equal to',
} as const;

type Relation = keyof typeof RELATIONS;
type Compared = `${'String' | 'Numeric' | 'Timestamp'}${Relation}` | 'BooleanEquals';
export type ComparisonOperator = Compared | `${Compared}Path` | 'StringMatches' | keyof typeof TESTS;

const COMPARED = [
  ['String', 'string'],
  ['Numeric', 'number'],
  ['Timestamp', 'timestamp'],
] as const;

/** The comparison operators of a JSONPath Choice rule. A value of another type than the operand's makes the comparison false. */
export const OPERATORS: { readonly [name in ComparisonOperator]: OperatorSpec } = Object.fromEntries([
  ...COMPARED.flatMap(([prefix, operand]) =>
    Object.entries(RELATIONS).flatMap(([relation, words]) => twins(`${prefix}${relation}`, operand, words)),
  ),
  ...twins('BooleanEquals', 'boolean', RELATIONS.Equals),
  [
    'StringMatches',
    {
      operand: 'pattern',
      doc: 'True when the value is a string that matches the pattern: `*` stands for any text, `\\*` for a star.',
    },
  ],
  ...Object.entries(TESTS).map(([name, words]) => [
    name,
    { operand: 'boolean', doc: `\`true\`: holds when ${words}. \`false\`: holds when not.` },
  ]),
]);

/** What combines other rules. */
export const COMBINATORS = {
  And: 'Holds when all of its rules hold.',
  Or: 'Holds when at least one of its rules holds.',
  Not: 'Holds when its rule does not.',
} as const;

function twins(name: string, operand: OperandType, words: string): [string, OperatorSpec][] {
  const type = operand === 'number' ? 'number' : operand;
  return [
    [name, { operand, doc: `True when the value is a ${type} and ${words} the operand.` }],
    [
      `${name}Path`,
      {
        operand,
        path: true,
        doc: `True when the value is a ${type} and ${words} the value that the operand, a path, finds.`,
      },
    ],
  ];
}
