/** What the value of a parameter is. `any`: a text or an object, as it comes; the service gets its JSON. */
export type ParameterType = 'string' | 'number' | 'boolean' | 'object' | 'array' | 'any';

export interface ParameterSpec {
  readonly type: ParameterType;
  readonly required?: true;
  /** The texts it may be. */
  readonly oneOf?: readonly string[];
}

/** What an optimised integration takes: what the API takes that it calls, and what is different. */
export interface OptimisedSpec {
  /** The API behind it, `service:action` as in the AWS SDK integrations. Absent: only what `parameters` has. */
  readonly api?: string;
  readonly parameters?: { readonly [name: string]: ParameterSpec };
  /** Parameters of the API that it does not take. */
  readonly without?: readonly string[];
  /** At least one of these is required. */
  readonly oneRequired?: readonly string[];
}

const any: ParameterSpec = { type: 'any' };
const text: ParameterSpec = { type: 'string' };
const flag: ParameterSpec = { type: 'boolean' };
const object: ParameterSpec = { type: 'object' };
const oneOf = (...values: string[]): ParameterSpec => ({ type: 'string', oneOf: values });
const required = (spec: ParameterSpec): ParameterSpec => ({ ...spec, required: true });

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'];
const RETURN_VALUES = ['NONE', 'ALL_OLD', 'UPDATED_OLD', 'ALL_NEW', 'UPDATED_NEW'];
const dynamoWrite = {
  ReturnValues: oneOf(...RETURN_VALUES),
  ReturnConsumedCapacity: oneOf('INDEXES', 'TOTAL', 'NONE'),
  ReturnItemCollectionMetrics: oneOf('SIZE', 'NONE'),
};
const cluster = { ClusterId: required(text) };
const kubernetes = { ClusterName: required(text), CertificateAuthority: required(text), Endpoint: required(text) };

/** The parameters of the optimised integrations, by `service:action`. */
export const OPTIMISED: { readonly [action: string]: OptimisedSpec } = {
  'lambda:invoke': {
    api: 'lambda:invoke',
    parameters: {
      Payload: any,
      ClientContext: any,
      InvocationType: oneOf('Event', 'RequestResponse', 'DryRun'),
      LogType: oneOf('None', 'Tail'),
      TenantId: text,
    },
  },
  'states:startExecution': { api: 'sfn:startExecution', parameters: { Input: any } },
  'sqs:sendMessage': { api: 'sqs:sendMessage', parameters: { MessageBody: required(any) } },
  'sns:publish': {
    api: 'sns:publish',
    parameters: { Message: required(any) },
    oneRequired: ['TopicArn', 'TargetArn', 'PhoneNumber'],
  },
  'events:putEvents': { api: 'eventbridge:putEvents' },
  'dynamodb:getItem': {
    api: 'dynamodb:getItem',
    parameters: { ReturnConsumedCapacity: dynamoWrite.ReturnConsumedCapacity },
  },
  'dynamodb:putItem': { api: 'dynamodb:putItem', parameters: dynamoWrite },
  'dynamodb:updateItem': { api: 'dynamodb:updateItem', parameters: dynamoWrite },
  'dynamodb:deleteItem': { api: 'dynamodb:deleteItem', parameters: dynamoWrite },
  'ecs:runTask': { api: 'ecs:runTask', parameters: { LaunchType: oneOf('EC2', 'FARGATE', 'EXTERNAL') } },
  'batch:submitJob': { api: 'batch:submitJob' },
  'glue:startJobRun': { api: 'glue:startJobRun' },
  'databrew:startJobRun': { api: 'databrew:startJobRun' },
  'athena:startQueryExecution': { api: 'athena:startQueryExecution' },
  'athena:stopQueryExecution': { api: 'athena:stopQueryExecution' },
  'athena:getQueryExecution': { api: 'athena:getQueryExecution' },
  'athena:getQueryResults': { api: 'athena:getQueryResults' },
  'codebuild:startBuild': { api: 'codebuild:startBuild' },
  'codebuild:startBuildBatch': { api: 'codebuild:startBuildBatch' },
  'codebuild:retryBuildBatch': { api: 'codebuild:retryBuildBatch' },
  'codebuild:stopBuild': { api: 'codebuild:stopBuild' },
  'codebuild:stopBuildBatch': { api: 'codebuild:stopBuildBatch' },
  'codebuild:deleteBuildBatch': { api: 'codebuild:deleteBuildBatch' },
  'codebuild:batchDeleteBuilds': { api: 'codebuild:batchDeleteBuilds' },
  'codebuild:batchGetReports': { api: 'codebuild:batchGetReports' },
  'sagemaker:createTrainingJob': { api: 'sagemaker:createTrainingJob' },
  'sagemaker:createTransformJob': { api: 'sagemaker:createTransformJob' },
  'sagemaker:createProcessingJob': { api: 'sagemaker:createProcessingJob' },
  'sagemaker:createHyperParameterTuningJob': { api: 'sagemaker:createHyperParameterTuningJob' },
  'sagemaker:createLabelingJob': { api: 'sagemaker:createLabelingJob' },
  'sagemaker:createEndpoint': { api: 'sagemaker:createEndpoint' },
  'sagemaker:createEndpointConfig': { api: 'sagemaker:createEndpointConfig' },
  'sagemaker:createModel': { api: 'sagemaker:createModel' },
  'sagemaker:updateEndpoint': { api: 'sagemaker:updateEndpoint' },
  'elasticmapreduce:createCluster': { api: 'emr:runJobFlow', without: ['Steps'] },
  'elasticmapreduce:terminateCluster': { parameters: cluster },
  'elasticmapreduce:addStep': { parameters: { ...cluster, Step: required(object), ExecutionRoleArn: text } },
  'elasticmapreduce:cancelStep': { parameters: { ...cluster, StepId: required(text) } },
  'elasticmapreduce:setClusterTerminationProtection': {
    parameters: { ...cluster, TerminationProtected: required(flag) },
  },
  'elasticmapreduce:modifyInstanceFleetByName': {
    parameters: { ...cluster, InstanceFleetName: required(text), InstanceFleet: required(object) },
  },
  'elasticmapreduce:modifyInstanceGroupByName': {
    parameters: { ...cluster, InstanceGroupName: required(text), InstanceGroup: required(object) },
  },
  'emr-containers:createVirtualCluster': { api: 'emrcontainers:createVirtualCluster' },
  'emr-containers:deleteVirtualCluster': { api: 'emrcontainers:deleteVirtualCluster' },
  'emr-containers:startJobRun': { api: 'emrcontainers:startJobRun' },
  'emr-serverless:createApplication': { api: 'emrserverless:createApplication' },
  'emr-serverless:startApplication': { api: 'emrserverless:startApplication' },
  'emr-serverless:stopApplication': { api: 'emrserverless:stopApplication' },
  'emr-serverless:deleteApplication': { api: 'emrserverless:deleteApplication' },
  'emr-serverless:startJobRun': { api: 'emrserverless:startJobRun' },
  'emr-serverless:cancelJobRun': { api: 'emrserverless:cancelJobRun' },
  'eks:createCluster': { api: 'eks:createCluster' },
  'eks:deleteCluster': { api: 'eks:deleteCluster' },
  'eks:createNodegroup': { api: 'eks:createNodegroup' },
  'eks:deleteNodegroup': { api: 'eks:deleteNodegroup' },
  'eks:createFargateProfile': { api: 'eks:createFargateProfile' },
  'eks:deleteFargateProfile': { api: 'eks:deleteFargateProfile' },
  'eks:runJob': { parameters: { ...kubernetes, Job: required(object), Namespace: text, LogOptions: object } },
  'eks:call': {
    parameters: {
      ...kubernetes,
      Method: required(oneOf(...METHODS)),
      Path: required(text),
      QueryParameters: object,
      RequestBody: any,
    },
  },
  'bedrock:invokeModel': {
    api: 'bedrockruntime:invokeModel',
    parameters: { Body: any, Input: object, Output: object },
    oneRequired: ['Body', 'Input'],
  },
  'bedrock:createModelCustomizationJob': { api: 'bedrock:createModelCustomizationJob' },
  'mediaconvert:createJob': { api: 'mediaconvert:createJob' },
  'apigateway:invoke': {
    parameters: {
      ApiEndpoint: required(text),
      Method: required(oneOf(...METHODS)),
      Headers: object,
      Stage: text,
      Path: text,
      QueryParameters: object,
      RequestBody: any,
      AllowNullValues: flag,
      AuthType: oneOf('NO_AUTH', 'IAM_ROLE', 'RESOURCE_POLICY'),
    },
  },
  'http:invoke': {
    parameters: {
      ApiEndpoint: required(text),
      Method: required(text),
      Authentication: object,
      InvocationConfig: object,
      Headers: object,
      QueryParameters: object,
      RequestBody: any,
      Transform: object,
    },
    oneRequired: ['Authentication', 'InvocationConfig'],
  },
};
