import { describe, expect, test } from 'vitest';
import { INTEGRATIONS } from '../../server/src/spec/integrations.ts';
import {
  actionsOf,
  describeService,
  parametersOf,
  sdkSpelling,
  serviceAlias,
  serviceNames,
} from '../../server/src/spec/services/catalog.ts';
import { OPTIMISED } from '../../server/src/spec/services/optimised.ts';

test.each([
  ['dynamodb', 'putItem', ['TableName', 'Item']],
  ['sfn', 'startExecution', ['StateMachineArn']],
  ['cloudwatchlogs', 'putLogEvents', ['LogGroupName', 'LogStreamName', 'LogEvents']],
  ['cognitoidentityprovider', 'adminGetUser', ['UserPoolId', 'Username']],
  ['eventbridge', 'putEvents', ['Entries']],
  ['cloudfront', 'createInvalidation', ['DistributionId', 'InvalidationBatch']],
  ['rds', 'createDBInstance', ['DbInstanceIdentifier', 'DbInstanceClass', 'Engine']],
  ['databasemigration', 'startReplicationTask', ['ReplicationTaskArn', 'StartReplicationTaskType']],
])('%s:%s requires %j', (service, action, required) => {
  expect(serviceNames()).toContain(service);
  expect(actionsOf(service)).toContain(action);
  const parameters = [...(parametersOf(service, action) ?? [])];
  expect(parameters.filter(([, spec]) => spec.required).map(([name]) => name)).toEqual(required);
});

test('types of parameters', () => {
  expect(Object.fromEntries(parametersOf('s3', 'listObjectsV2') ?? [])).toMatchObject({
    Bucket: { type: 'string', required: true },
    MaxKeys: { type: 'number' },
    FetchOwner: { type: 'boolean' },
    OptionalObjectAttributes: { type: 'array' },
  });
  expect(parametersOf('lambda', 'invoke', 'integration')?.get('Payload')).toEqual({ type: 'any' });
  expect(parametersOf('elasticmapreduce', 'createCluster', 'integration')?.has('Steps')).toBe(false);
});

test.each([
  ['states', 'sfn'],
  ['logs', 'cloudwatchlogs'],
  ['Cognito-IDP', 'cognitoidentityprovider'],
  ['dms', 'databasemigration'],
  ['nosuch', undefined],
])('%s elsewhere is %s here', (name, service) => {
  expect(serviceAlias(name)).toBe(service);
});

test.each([
  ['DBInstanceIdentifier', 'DbInstanceIdentifier'],
  ['SSEKMSKeyId', 'SsekmsKeyId'],
  ['MD5OfMessageBody', 'Md5OfMessageBody'],
  ['ACL', 'Acl'],
  ['ETag', 'ETag'],
  ['S3Bucket', 'S3Bucket'],
  ['UserARN', 'UserARN'],
])('%s is spelt %s', (name, spelt) => {
  expect(sdkSpelling(name)).toBe(spelt);
});

describe('names from a document', () => {
  test.each(['constructor', '__proto__', '', 'nosuch'])('"%s" is nothing', (name) => {
    expect(describeService(name)).toBeUndefined();
    expect(actionsOf(name, 'integration')).toEqual([]);
    expect(parametersOf('s3', name)).toBeUndefined();
    expect(parametersOf(name, name, 'integration')).toBeUndefined();
  });
});

test('every action of the optimised integrations has its parameters, from an API that exists', () => {
  const actions = Object.entries(INTEGRATIONS).flatMap(([service, spec]) =>
    Object.keys(spec.actions).map((action) => `${service}:${action}`),
  );
  expect(Object.keys(OPTIMISED).sort()).toEqual(actions.sort());
  for (const { api } of Object.values(OPTIMISED)) {
    if (api === undefined) continue;
    const [service = '', action = ''] = api.split(':');
    expect(actionsOf(service), api).toContain(action);
  }
});
