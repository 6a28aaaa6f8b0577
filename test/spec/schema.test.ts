import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { definitionSchema } from '../../server/src/spec/schema.ts';
import { exampleFiles, messages } from '../support/schema.ts';

test('the committed schema is that of the tables: `npm run schemas` writes it', () => {
  expect(JSON.parse(readFileSync('schemas/asl.schema.json', 'utf8'))).toEqual(definitionSchema());
});

test.each(exampleFiles(/\.asl\.(json|yaml)$/))('accepts examples/%s', async (_name, text) => {
  expect(await messages(definitionSchema(), text)).toEqual([]);
});

const pass = { Type: 'Pass', End: true };

test.each([
  ['a machine without states', { StartAt: 'A' }, 'Missing property "States".'],
  ['an unknown field', machine({ ...pass, Foo: 1 }), 'Property Foo is not allowed.'],
  ['a field of another state', machine({ ...pass, Choices: [] }), 'Property Choices is not allowed.'],
  ['a state without a type', machine({ End: true }), 'Missing property "Type".'],
  ['an unknown type', machine({ Type: 'Pas' }), 'Value is not accepted. Valid values: "Task", "Pass", "Choice"'],
  [
    'Next and End together',
    machine({ ...pass, Next: 'A' }),
    'There should only be one of the following fields: [Next, End]',
  ],
  ['no way on', machine({ Type: 'Pass' }), 'Missing property "Next".'],
  ['a number out of range', machine({ Type: 'Wait', Seconds: -1, End: true }), 'Value is below the minimum of 0.'],
  ['a text for a number', machine({ Type: 'Wait', Seconds: '10', End: true }), 'Expected an integer'],
  ['no path', machine({ ...pass, InputPath: 'a' }), 'Expected a path, which begins with $'],
  ['a JSONata field in JSONPath', machine({ ...pass, Output: 1 }), 'Property Output is not allowed.'],
  ['a JSONPath field in JSONata', machine({ ...pass, Result: 1 }, 'JSONata'), 'Property Result is not allowed.'],
  [
    'a JSONPath field in a JSONata state',
    machine({ ...pass, QueryLanguage: 'JSONata', Result: 1 }),
    'Property Result is not allowed.',
  ],
  [
    'a JSONPath state in JSONata',
    machine({ ...pass, QueryLanguage: 'JSONPath' }, 'JSONata'),
    'Value is not accepted. Valid values: "JSONata".',
  ],
  [
    'a mistake in a branch',
    machine({ Type: 'Parallel', Branches: [machine({ Type: 'Fail', Next: 'A' })], End: true }),
    'Property Next is not allowed.',
  ],
  [
    'a mistake in a nested rule',
    machine({ Type: 'Choice', Choices: [{ Not: { Next: 'A' }, Next: 'A' }] }),
    'Property Next is not allowed.',
  ],
  [
    'no error names',
    machine({ ...task(), Retry: [{ ErrorEquals: [] }] }),
    'Array has too few items. Expected 1 or more.',
  ],
  ['credentials without a role', machine({ ...task(), Credentials: {} }), 'Missing property "RoleArn".'],
  [
    'a retrier with a text',
    machine({ ...task(), Retry: [{ ErrorEquals: ['A'], MaxAttempts: 'x' }] }),
    'Expected an integer',
  ],
])('finds %s', async (_what, definition, message) => {
  const found = await messages(definitionSchema(), JSON.stringify(definition));
  expect(found).toEqual([expect.stringContaining(message)]);
});

test.each([
  ['placeholders for numbers', machine({ Type: 'Wait', Seconds: '${Pause}', End: true })],
  ['expressions for numbers', machine({ Type: 'Wait', Seconds: '{% $pause %}', End: true }, 'JSONata')],
  ['expressions for timestamps', machine({ Type: 'Wait', Timestamp: '{% $until %}', End: true }, 'JSONata')],
  ['a JSONata state in JSONPath', machine({ ...pass, QueryLanguage: 'JSONata', Output: '{% 1 %}' })],
  [
    'the language of the machine inside a JSONata Map',
    machine({
      Type: 'Map',
      QueryLanguage: 'JSONata',
      Items: [1],
      ItemProcessor: machine({ ...pass, Result: 1 }),
      End: true,
    }),
  ],
  ['a role from the input', machine({ ...task(), Credentials: { 'RoleArn.$': '$.role' } })],
  ['null for a path', machine({ ...pass, ResultPath: null })],
  ['a state name from JavaScript', { StartAt: 'constructor', States: { constructor: pass } }],
])('accepts %s', async (_what, definition) => {
  expect(await messages(definitionSchema(), JSON.stringify(definition))).toEqual([]);
});

function machine(state: object, language?: 'JSONata'): object {
  return { ...(language && { QueryLanguage: language }), StartAt: 'A', States: { A: state } };
}

function task(): object {
  return { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true };
}
