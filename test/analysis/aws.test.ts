import { describe, expect, test } from 'vitest';
import { validate } from '../../server/src/analysis/validate.ts';
import { choice, jsonata, map, state, task } from '../support/problems.ts';

const pass = '"Type": "Pass"';
const INVALID = 'SCHEMA_VALIDATION_FAILED';
const NO_VALUE = "was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

const PLACE = '[Source: (String)"\n yes"; line: 2, column: 5]';

describe('what AWS answers', () => {
  test.each<[source: string, ...answers: string[]]>([
    [state(`${pass}, "Comment": 1`), `${INVALID}: Expected value of type [STRING] at /States/A/Comment`],
    [
      state(`${pass}, "QueryLanguage": "XPath"`),
      `${INVALID}: Value should be one of the following: [JSONPath, JSONata] at /States/A/QueryLanguage`,
    ],
    [state(`${pass}, "QueryLanguage": 5`), `${INVALID}: Expected value of type [STRING] at /States/A/QueryLanguage`],
    [
      jsonata(`${pass}, "QueryLanguage": "JSONPath", "Output": 1`),
      `${INVALID}: 'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/A`,
    ],
    [
      state(`${pass}, "QueryLanguage": "jsonpath", "Output": {}, "InputPath": "$.a"`),
      `${INVALID}: Value should be one of the following: [JSONPath, JSONata] at /States/A/QueryLanguage`,
      `${INVALID}: The QueryLanguage is set to 'JSONata', but field 'InputPath' is only supported for the 'JSONPath' QueryLanguage at /States/A`,
    ],
    [
      jsonata(`${pass}, "Output": "{% $$.a %}"`),
      `UNSUPPORTED_JSONATA_EXPRESSION: Reference to '$$' is not supported. at /States/A/Output`,
    ],
    [
      jsonata(`${pass}, "Output": { "v": "{% $states.errorOutput %}" }`),
      `UNSUPPORTED_JSONATA_EXPRESSION: Field '$states.errorOutput' does not exist. at /States/A/Output/v`,
    ],
    [
      choice('{ "And": [{ "StringEquals": "a" }], "Next": "Z" }'),
      `${INVALID}: The object must have only one of the following fields, [And, Or, Not, Variable, Condition] at /States/A/Choices[0]/And[0]`,
    ],
    [
      `{ "StartAt": "A", "States": { "A": { ${pass} } } }`,
      `${INVALID}: This object should have only one of the following fields: [Next, End] at /States/A`,
    ],
    [
      state('"Type": "Wait", "Timestamp": "2030-01-01T00:00:00Z", "Seconds": 1'),
      `${INVALID}: There should only be one of the following fields: [SecondsPath, Seconds, TimestampPath, Timestamp] at /States/A`,
    ],
    [state('"Type": "Wait", "Seconds": "1"'), `${INVALID}: Expected value of type Integer at /States/A/Seconds`],
    [
      jsonata(`${pass}, "Output": { "v": "{% 1" }`),
      `${INVALID}: JSONata string must start with {% and end with %} at /States/A/Output/v`,
    ],
    [
      state(`${pass}, "Assign": { "states": 1, "a-b": 1 }`),
      "RESERVED_VARIABLE_NAME: Cannot assign to reserved variable '$states'. at /States/A/Assign",
      "INVALID_VARIABLE_NAME: Invalid variable name 'a-b': the variable name contains invalid characters. at /States/A/Assign",
    ],
    [
      task('"Resource": "arn:aws:states:us-east-1:123456789012:activity:a", "Credentials": { "RoleArn": "r" }'),
      `${INVALID}: The field 'Credentials' is not supported for activities at /States/A/Credentials`,
    ],
    [task('"Retry": [{ "ErrorEquals": ["E"], "IntervalSeconds": 0 }]')],
    [
      task('"Retry": [{ "ErrorEquals": ["E"], "JitterStrategy": "HALF" }]'),
      `${INVALID}: Value should be one of the following: [NONE, FULL] at /States/A/Retry[0]/JitterStrategy`,
    ],
    [
      state(`${pass}, "Next": "Z", "Foo": 1`).replaceAll('"A"', '"a/b~c"'),
      `${INVALID}: Field 'Foo' is not supported at /States/a/b~c`,
    ],
    [
      `{ "StartAt": "A", "States": { "A": { ${pass}, "Next": "A" } } }`,
      'MISSING_END_STATE: Workflow has no terminal state',
    ],
    [map(`"ItemProcessor": { "StartAt": "I", "States": { "I": { ${pass}, "Next": "I" } } }`), 'nothing'],
    [task('"Credentials": {}'), `${INVALID}: The field 'RoleArn' is required but was missing at /States/A/Credentials`],
    ['\n yes', `INVALID_JSON_DESCRIPTION: Unrecognized token 'yes': ${NO_VALUE}\n at ${PLACE} at ${PLACE}`],
  ])('%s', (source, ...answers) => {
    const found = validate(source, { advice: false }).filter(({ severity }) => severity === 'error');
    const said = found.map(({ aws }) =>
      aws ? `${aws.code}: ${aws.message}${aws.location ? ` at ${aws.location}` : ''}` : 'nothing',
    );
    expect(said).toEqual(answers);
  });
});
