import { describe, expect, test } from 'vitest';
import { validate } from '../../server/src/analysis/validate.ts';
import { jsonata, markedText, problemsIn, task } from '../support/problems.ts';

type Row = readonly [code: string, source: string];

/** Each text has one kind of problem, at the marked places and nowhere else. */
function reports(name: string, rows: readonly Row[]): void {
  describe(name, () => {
    test.each(rows)('%s: %s', (code, source) => {
      expect(problemsIn(source, { advice: false })).toEqual(markedText(source).map((text) => [code, text]));
    });
  });
}

/** A Task of an integration with these parameters. */
function call(resource: string, parameters?: string): string {
  return task(`"Resource": "arn:aws:states:::${resource}"${parameters ? `, ${parameters}` : ''}`);
}

const bucket = '"Parameters": { "Bucket": "b", "Key": "k" }';
const connection = 'arn:aws:events:eu-west-1:123456789012:connection/c/6e6c3e0b-0000-0000-0000-000000000000';

reports('AWS SDK integrations', [
  ['invalid-resource', call('aws-sdk:<|dynmaodb|>:getItem')],
  ['invalid-resource', call('aws-sdk:<|DynamoDB|>:getItem')],
  ['invalid-resource', call('aws-sdk:<|states|>:startExecution')],
  ['invalid-resource', call('aws-sdk:<|cognito-idp|>:listUsers')],
  ['unknown-service', call('aws-sdk:<|nosuch|>:getIt')],
  ['unknown-service', call('aws-sdk:<|esb|>:getIt')],
  ['invalid-resource', call('aws-sdk:<|s3|>')],
  ['invalid-resource', call('aws-sdk:s3:<|FooBar|>')],
  ['unknown-service', call('aws-sdk:s3:<|renameObject|>')],
  ['unknown-service', call('aws-sdk:s3:<|setObject|>')],
  ['invalid-resource', call('aws-sdk:s3:<|ListBuckets|>')],
  ['invalid-resource', call('aws-sdk:s3:<|getOject|>', bucket)],
  ['unknown-service', call('aws-sdk:s3:<|getObjects|>', bucket)],
  ['unknown-service', call('aws-sdk:s3:<|getEverythingThereIs|>')],
  ['invalid-resource', call('aws-sdk:s3:getObject<|.sync|>', bucket)],
  ['invalid-resource', call('aws-sdk:s3:getObject<|.foo|>', bucket)],
]);

reports('parameters', [
  ['missing-parameter', call('lambda:invoke', '<|"Parameters"|>: { "Payload.$": "$" }')],
  ['missing-parameter', call('dynamodb:putItem', '<|"Parameters"|>: { "TableName.$": "$.t" }')],
  ['missing-parameter', call('sns:publish', '<|"Parameters"|>: { "Message": "m" }')],
  ['missing-parameter', call('bedrock:invokeModel', '<|"Parameters"|>: { "ModelId": "m" }')],
  ['missing-parameter', call('aws-sdk:s3:getObject', '<|"Parameters"|>: { "Bucket": "b" }')],
  ['missing-parameter', call('athena:getQueryResults', '<|"Parameters"|>: {}')],
  ['no-parameters', call('batch:<|submitJob|>.sync')],
  ['no-parameters', call('aws-sdk:s3:<|headBucket|>')],
  ['unknown-parameter', call('lambda:invoke', '"Parameters": { "FunctionName": "f", <|"Foo"|>: 1 }')],
  ['unknown-parameter', call('aws-sdk:rds:describeDBInstances', '"Parameters": { <|"DBInstanceIdentifier"|>: "d" }')],
  [
    'unknown-parameter',
    call('elasticmapreduce:createCluster', '"Parameters": { "Name": "n", "Instances": {}, <|"Steps"|>: [] }'),
  ],
  ['parameter-name', call('lambda:invoke', '"Parameters": { <|"functionName"|>: "f" }')],
  ['parameter-name', call('lambda:invoke', '"Parameters": { "FunctionName": "f", <|"Paylaod.$"|>: "$.a" }')],
  ['parameter-type', call('lambda:invoke', '"Parameters": { "FunctionName": <|["f"]|> }')],
  ['parameter-type', call('lambda:invoke', '"Parameters": { "FunctionName": "f", "InvocationType": <|"Evnet"|> }')],
  ['parameter-type', call('aws-sdk:s3:listObjectsV2', '"Parameters": { "Bucket": "b", "MaxKeys": <|"many"|> }')],
  ['parameter-type', call('aws-sdk:ec2:describeInstances', '"Parameters": { "InstanceIds": <|"i-1"|> }')],
  [
    'parameter-type',
    jsonata(
      '"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Arguments": { "QueueUrl": <|[]|>, "MessageBody": {} }',
    ),
  ],
]);

reports('attributes of DynamoDB', [
  [
    'parameter-type',
    call(
      'dynamodb:putItem',
      '"Parameters": { "TableName": "t", "Item": { "id": <|["a"]|>, "n": { "N.$": "$.n" }, "o": <|{ "Str": "a" }|> } }',
    ),
  ],
  ['parameter-type', call('aws-sdk:dynamodb:getItem', '"Parameters": { "TableName": "t", "Key": { "id": <|{}|> } }')],
]);

reports('HTTP tasks', [
  ['missing-parameter', call('http:invoke', `<|"Parameters"|>: { "ApiEndpoint": "https://a", "Method": "GET" }`)],
  [
    'missing-parameter',
    call(
      'http:invoke',
      `<|"Parameters"|>: { "Method": "GET", "Authentication": { "ConnectionArn": "${connection}" } }`,
    ),
  ],
  [
    'missing-parameter',
    call('http:invoke', `"Parameters": { "ApiEndpoint": "https://a", "Method": "GET", <|"Authentication"|>: {} }`),
  ],
  [
    'invalid-connection',
    call(
      'http:invoke',
      `"Parameters": { "ApiEndpoint": "https://a", "Method": "GET", "Authentication": { "ConnectionArn": <|"c"|> } }`,
    ),
  ],
]);

reports('task tokens', [
  [
    'task-token',
    call('lambda:invoke<|.waitForTaskToken|>', '"Parameters": { "FunctionName": "f", "Payload": { "a.$": "$.a" } }'),
  ],
  [
    'task-token',
    call('aws-sdk:sqs:sendMessage<|.waitForTaskToken|>', '"Parameters": { "QueueUrl": "q", "MessageBody": "m" }'),
  ],
  [
    'task-token',
    jsonata(
      '"Type": "Task", "Resource": "arn:aws:states:::sns:publish<|.waitForTaskToken|>", "Arguments": { "TopicArn": "t", "Message": "{% $states.input %}" }',
    ),
  ],
]);

describe('no false alarm', () => {
  test.each([
    ['a service that is newer than the table', call('aws-sdk:s3vectors:queryVectors')],
    ['placeholders', call('aws-sdk:${service}:getThing')],
    ['a placeholder for the action', call('aws-sdk:s3:${action}', '"Parameters": {}')],
    [
      'names of the SDK for Java',
      call('aws-sdk:rds:describeDBInstances', '"Parameters": { "DbInstanceIdentifier": "d" }'),
    ],
    [
      'scalars that are converted',
      call('aws-sdk:s3:listObjectsV2', '"Parameters": { "Bucket": 1, "MaxKeys": "5", "FetchOwner": "true" }'),
    ],
    [
      'attributes with their types',
      call(
        'dynamodb:updateItem',
        '"Parameters": { "TableName": "t", "Key": { "id": "a" }, "ExpressionAttributeValues": { ":m": { "M": { "a": { "BOOL": true } } }, ":x.$": "$.x" } }',
      ),
    ],
    [
      'attributes from an expression',
      jsonata(
        '"Type": "Task", "Resource": "arn:aws:states:::dynamodb:getItem", "Arguments": { "TableName": "t", "Key": { "id": "{% $states.input.key %}" } }',
      ),
    ],
    ['any JSON as a payload', call('lambda:invoke', '"Parameters": { "FunctionName": "${f}", "Payload": [1] }')],
    [
      'any JSON as a message',
      call('sqs:sendMessage', '"Parameters": { "QueueUrl": { "Ref": "Q" }, "MessageBody": { "a": 1 } }'),
    ],
    ['parameters that deployment makes', call('sqs:sendMessage', '"Parameters": { "Fn::If": [] }')],
    ['what the SDK fills in', call('aws-sdk:fis:startExperiment', '"Parameters": { "ExperimentTemplateId": "e" }')],
    [
      'a connection from a placeholder',
      call(
        'http:invoke',
        '"Parameters": { "ApiEndpoint": "https://a", "Method": "GET", "Authentication": { "ConnectionArn": "${c}" } }',
      ),
    ],
    [
      'the other place of a connection',
      call(
        'http:invoke',
        `"Parameters": { "ApiEndpoint": "https://a", "Method": "GET", "InvocationConfig": { "ConnectionArn": "${connection}" } }`,
      ),
    ],
    [
      'a token inside an intrinsic call',
      call(
        'lambda:invoke.waitForTaskToken',
        '"Parameters": { "FunctionName": "f", "Payload": { "a.$": "States.Format(\'{}\', $$.Task.Token)" } }',
      ),
    ],
    [
      'the whole context object',
      call('lambda:invoke.waitForTaskToken', '"Parameters": { "FunctionName": "f", "Payload": { "c.$": "$$" } }'),
    ],
    [
      'a token in JSONata',
      jsonata(
        '"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Arguments": { "QueueUrl": "q", "MessageBody": "{% $states.context.Task.Token %}" }',
      ),
    ],
    [
      'all arguments in one expression',
      jsonata('"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Arguments": "{% $states.input %}"'),
    ],
  ])('%s', (_, source) => {
    expect(problemsIn(source, { advice: false })).toEqual([]);
  });
});

test('says what is meant, and what AWS answers', () => {
  const [problem] = validate(call('aws-sdk:dynmaodb:getItem'), { advice: false });
  expect(problem?.message).toBe('No AWS service "dynmaodb" is known; did you mean "dynamodb"?');
  const [missing] = validate(call('lambda:invoke', '"Parameters": {}'), { advice: false });
  expect(missing?.aws).toEqual({
    code: 'SCHEMA_VALIDATION_FAILED',
    message: "The field 'FunctionName' is required but was missing",
    location: '/States/A/Parameters',
  });
});
