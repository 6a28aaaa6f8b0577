import { expect, test } from 'vitest';
import { validate } from '../../server/src/analysis/validate.ts';

const failure = (message: string, location?: string) => ({
  code: 'SCHEMA_VALIDATION_FAILED',
  message,
  ...(location !== undefined && { location }),
});

/** What the service says of a definition, its first mistake at least. */
test.each([
  [
    'not a definition',
    {
      code: 'INVALID_JSON_DESCRIPTION',
      message: `Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n at [Source: (String)"not a definition"; line: 1, column: 4]`,
      location: '[Source: (String)"not a definition"; line: 1, column: 4]',
    },
  ],
  [' ', failure('Definition must be a valid JSON object')],
  ['[]', failure('Definition must be a valid JSON object')],
  ['{}', failure('These fields are required: [States, StartAt]', '/')],
  [
    `{ "QueryLanguage": "JSONata", "StartAt": "A", "States": { "A": { "Type": "Pass", "QueryLanguage": "JSONPath", "End": true } } }`,
    failure(`'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine`, '/States/A'),
  ],
])('%s', (text, aws) => expect(validate(text).map((diagnostic) => diagnostic.aws)).toContainEqual(aws));
