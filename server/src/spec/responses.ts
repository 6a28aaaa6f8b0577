/** A member of what a service answers. */
export type ResponseField = { readonly required?: boolean } & (
  | { readonly type: 'any' | 'boolean' }
  | { readonly type: 'string'; readonly minLength?: number; readonly oneOf?: readonly string[] }
  | { readonly type: 'number'; readonly min?: number; readonly max?: number }
  | { readonly type: 'array'; readonly of: ResponseField }
  | { readonly type: 'object'; readonly fields: { readonly [name: string]: ResponseField } }
);

const text: ResponseField = { type: 'string' };
const number: ResponseField = { type: 'number' };
const flag: ResponseField = { type: 'boolean' };
const any: ResponseField = { type: 'any' };
const blob: ResponseField = { type: 'string', minLength: 1 };
const list = (of: ResponseField): ResponseField => ({ type: 'array', of });
const object = (fields: { readonly [name: string]: ResponseField }): ResponseField => ({ type: 'object', fields });
const required = (field: ResponseField): ResponseField => ({ ...field, required: true });
const between = (min: number, max: number): ResponseField => ({ type: 'number', min, max });
const oneOf = (...values: string[]): ResponseField => ({ type: 'string', oneOf: values });

const capacityUnits = { CapacityUnits: number, ReadCapacityUnits: number, WriteCapacityUnits: number };
const consumedCapacity = object({ TableName: text, ...capacityUnits, Table: object(capacityUnits) });
const dynamoWrite = { Attributes: any, ConsumedCapacity: consumedCapacity, ItemCollectionMetrics: any };
const dynamoRead = { Item: any, ConsumedCapacity: consumedCapacity };

const startedExecution = { ExecutionArn: required(text), StartDate: required(any) };
const executionStatus = oneOf('RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE');
const describedExecution = {
  ExecutionArn: required(text),
  StateMachineArn: required(text),
  Name: text,
  Status: required(executionStatus),
  StartDate: required(any),
  StopDate: any,
  Input: any,
  Output: any,
  Error: text,
  Cause: text,
};

const lambdaInvoke = {
  StatusCode: number,
  FunctionError: text,
  LogResult: text,
  Payload: any,
  ExecutedVersion: text,
};
const lambdaConfiguration = {
  FunctionName: text,
  FunctionArn: text,
  Runtime: text,
  Role: text,
  Handler: text,
  CodeSize: number,
  Description: text,
  Timeout: { type: 'number', min: 1 } as ResponseField,
  MemorySize: between(128, 10_240),
  LastModified: text,
  CodeSha256: text,
  Version: text,
  State: oneOf('Pending', 'Active', 'Inactive', 'Failed', 'Deactivating', 'Deactivated', 'ActiveNonInvocable'),
  PackageType: oneOf('Zip', 'Image'),
  Architectures: list(oneOf('x86_64', 'arm64')),
};
const putEvents = {
  FailedEntryCount: number,
  Entries: list(object({ EventId: text, ErrorCode: text, ErrorMessage: text })),
};
const sqsSend = {
  MD5OfMessageBody: text,
  MD5OfMessageAttributes: text,
  MD5OfMessageSystemAttributes: text,
  MessageId: text,
  SequenceNumber: text,
};
const snsPublish = { MessageId: text, SequenceNumber: text };

/**
 * What the services answer that state machines call most, by `service:action`: the members that TestState checks in a mocked answer.
 * An action that is not here is not checked.
 */
export const RESPONSES: { readonly [action: string]: { readonly [name: string]: ResponseField } } = {
  'lambda:invoke': lambdaInvoke,
  'states:startExecution': startedExecution,
  'states:startExecution.sync': describedExecution,
  'states:startExecution.sync:2': describedExecution,
  'sqs:sendMessage': sqsSend,
  'sns:publish': snsPublish,
  'events:putEvents': putEvents,
  'dynamodb:getItem': dynamoRead,
  'dynamodb:putItem': dynamoWrite,
  'dynamodb:updateItem': dynamoWrite,
  'dynamodb:deleteItem': dynamoWrite,
  'aws-sdk:lambda:invoke': lambdaInvoke,
  'aws-sdk:lambda:getFunction': {
    Configuration: object(lambdaConfiguration),
    Code: object({ RepositoryType: text, Location: text, ImageUri: text, ResolvedImageUri: text }),
    Tags: any,
    Concurrency: object({ ReservedConcurrentExecutions: { type: 'number', min: 0 } }),
  },
  'aws-sdk:lambda:getFunctionConfiguration': lambdaConfiguration,
  'aws-sdk:sfn:startExecution': startedExecution,
  'aws-sdk:sfn:startSyncExecution': {
    ...describedExecution,
    StopDate: required(any),
    Status: required(oneOf('SUCCEEDED', 'FAILED', 'TIMED_OUT')),
    StateMachineArn: text,
  },
  'aws-sdk:sfn:describeExecution': describedExecution,
  'aws-sdk:sqs:sendMessage': sqsSend,
  'aws-sdk:sns:publish': snsPublish,
  'aws-sdk:eventbridge:putEvents': putEvents,
  'aws-sdk:dynamodb:getItem': dynamoRead,
  'aws-sdk:dynamodb:putItem': dynamoWrite,
  'aws-sdk:dynamodb:updateItem': dynamoWrite,
  'aws-sdk:dynamodb:deleteItem': dynamoWrite,
  'aws-sdk:dynamodb:query': {
    Items: list(any),
    Count: number,
    ScannedCount: number,
    LastEvaluatedKey: any,
    ConsumedCapacity: consumedCapacity,
  },
  'aws-sdk:s3:getObject': {
    Body: any,
    ContentLength: number,
    ContentType: text,
    ContentEncoding: text,
    ContentRange: text,
    DeleteMarker: flag,
    AcceptRanges: text,
    CacheControl: text,
    ETag: text,
    VersionId: text,
    MissingMeta: number,
    PartsCount: number,
    TagCount: number,
    StorageClass: text,
  },
  'aws-sdk:s3:putObject': { ETag: text, VersionId: text, Expiration: text, Size: number },
  'aws-sdk:s3:listObjectsV2': {
    IsTruncated: flag,
    Name: text,
    Prefix: text,
    Delimiter: text,
    MaxKeys: number,
    KeyCount: number,
    ContinuationToken: text,
    NextContinuationToken: text,
    StartAfter: text,
    Contents: list(object({ Key: text, ETag: text, Size: number, StorageClass: text })),
    CommonPrefixes: list(object({ Prefix: text })),
  },
  'aws-sdk:kms:encrypt': { CiphertextBlob: blob, KeyId: blob, EncryptionAlgorithm: text },
  'aws-sdk:kms:decrypt': { Plaintext: blob, KeyId: blob, EncryptionAlgorithm: text },
  'aws-sdk:kms:generateDataKey': { CiphertextBlob: blob, Plaintext: blob, KeyId: blob },
  'aws-sdk:secretsmanager:getSecretValue': {
    ARN: text,
    Name: blob,
    VersionId: text,
    SecretBinary: blob,
    SecretString: text,
    VersionStages: list(blob),
  },
  'aws-sdk:ssm:getParameter': {
    Parameter: object({
      Name: text,
      Type: oneOf('String', 'StringList', 'SecureString'),
      Value: text,
      Version: number,
    }),
  },
};
