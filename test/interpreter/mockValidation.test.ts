import { describe, expect, test } from 'vitest';
import type { Json } from '../../server/src/base/json.ts';
import { validateMock } from '../../server/src/interpreter/mockValidation.ts';

const started = {
  ExecutionArn: 'arn:aws:states:eu-west-1:123456789012:execution:m:e',
  StartDate: '2026-01-01T00:00:00Z',
};

describe('an answer the service could not give', () => {
  test.each<[action: string, result: Json, message: string]>([
    ['lambda:invoke', { StatusCode: '200' }, "Field 'StatusCode' must be a number"],
    ['lambda:invoke', { ExecutedVersion: 1 }, "Field 'ExecutedVersion' must be a string"],
    ['sqs:sendMessage', { MD5OfMessageBody: 1 }, "Field 'MD5OfMessageBody' must be a string"],
    ['aws-sdk:sqs:sendMessage', { Md5OfMessageBody: 1 }, "Field 'Md5OfMessageBody' must be a string"],
    ['events:putEvents', { Entries: {} }, "Field 'Entries' must be an array"],
    ['events:putEvents', { Entries: [{ EventId: 'a' }, { EventId: 1 }] }, "Field 'EventId' must be a string"],
    ['dynamodb:getItem', { ConsumedCapacity: 1 }, "Field 'ConsumedCapacity' must be an object"],
    ['dynamodb:getItem', { Item: { id: { S: 1 } } }, "Field 'S' must be a string"],
    ['states:startExecution', {}, "Required field 'ExecutionArn' is missing"],
    ['states:startExecution', { ExecutionArn: '' }, "Field 'ExecutionArn' is smaller than the minimum length"],
    [
      'states:startExecution.sync',
      { ...started, StateMachineArn: 'm', Status: 'DONE' },
      "Field 'Status' is not an expected value",
    ],
    [
      'aws-sdk:lambda:getFunction',
      { Configuration: { MemorySize: 64 } },
      "Field 'MemorySize' is less than the minimum value",
    ],
    [
      'aws-sdk:lambda:getFunction',
      { Configuration: { MemorySize: 99_999 } },
      "Field 'MemorySize' exceeds the maximum value",
    ],
    ['aws-sdk:kms:decrypt', { Plaintext: '' }, "Field 'Plaintext' is smaller than the minimum length"],
    ['aws-sdk:s3:listObjectsV2', { IsTruncated: 'no' }, "Field 'IsTruncated' must be a boolean"],
    ['aws-sdk:s3:getObject', { Metadata: { a: 1 } }, "Field 'a' must be a string"],
    [
      'aws-sdk:rds:createDBSnapshot',
      { DbSnapshot: { AllocatedStorage: '9' } },
      "Field 'AllocatedStorage' must be a number",
    ],
  ])('%s: %j', (action, result, message) => {
    expect(validateMock(`arn:aws:states:::${action}`, result, 'STRICT')).toBe(
      `Mock result schema validation error: ${message}`,
    );
  });
});

describe('an answer that passes', () => {
  test.each<[resource: string, result: Json]>([
    ['arn:aws:states:::lambda:invoke', { Payload: { any: ['JSON'] }, StatusCode: 200, More: 1 }],
    ['arn:aws:states:::lambda:invoke.waitForTaskToken', { StatusCode: 'whatever was sent' }],
    [
      'arn:aws:states:::states:startExecution.sync:2',
      { ...started, StateMachineArn: 'm', Status: 'SUCCEEDED', Output: { a: 1 } },
    ],
    ['arn:aws:states:::dynamodb:putItem', {}],
    ['arn:aws:states:::ecs:runTask.sync', { Containers: 1 }],
    ['arn:aws:states:::elasticmapreduce:createCluster', { ClusterId: 1 }],
    ['arn:aws:states:::aws-sdk:nosuch:getIt', { a: 1 }],
    ['arn:aws:states:::aws-sdk:lambda:constructor', { a: 1 }],
    ['arn:aws:lambda:eu-west-1:123456789012:function:f', { StatusCode: 'a' }],
    ['arn:aws:states:::aws-sdk:lambda:deleteFunction', {}],
  ])('%s', (resource, result) => {
    expect(validateMock(resource, result, 'STRICT')).toBeUndefined();
  });
});

test('PRESENT does not ask for what is missing, NONE for nothing at all', () => {
  const resource = 'arn:aws:states:::states:startExecution';
  expect(validateMock(resource, {}, 'PRESENT')).toBeUndefined();
  expect(validateMock(resource, { ExecutionArn: 1 }, 'PRESENT')).toMatch(/must be a string$/);
  expect(validateMock(resource, { ExecutionArn: 1 }, 'NONE')).toBeUndefined();
});
