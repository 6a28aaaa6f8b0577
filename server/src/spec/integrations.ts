/** `.sync`: waits until the job ends. `token`: can wait for a task token. */
export interface ActionSpec {
  readonly sync?: true;
  /** Also offers `.sync:2`, with the output parsed. */
  readonly sync2?: true;
  readonly token?: true;
}

export interface ServiceSpec {
  /** The name people know the service by. */
  readonly title: string;
  readonly actions: { readonly [action: string]: ActionSpec };
}

const plain: ActionSpec = {};
const sync: ActionSpec = { sync: true };
const token: ActionSpec = { token: true };

/** The optimised integrations (`arn:aws:states:::SERVICE:ACTION`) by the developer guide: their actions and patterns. */
export const INTEGRATIONS = {
  lambda: { title: 'Lambda', actions: { invoke: token } },
  states: { title: 'Step Functions', actions: { startExecution: { sync: true, sync2: true, token: true } } },
  sqs: { title: 'SQS', actions: { sendMessage: token } },
  sns: { title: 'SNS', actions: { publish: token } },
  events: { title: 'EventBridge', actions: { putEvents: token } },
  dynamodb: { title: 'DynamoDB', actions: { getItem: plain, putItem: plain, updateItem: plain, deleteItem: plain } },
  ecs: { title: 'ECS', actions: { runTask: { sync: true, token: true } } },
  batch: { title: 'Batch', actions: { submitJob: sync } },
  glue: { title: 'Glue', actions: { startJobRun: sync } },
  databrew: { title: 'Glue DataBrew', actions: { startJobRun: sync } },
  athena: {
    title: 'Athena',
    actions: { startQueryExecution: sync, stopQueryExecution: plain, getQueryExecution: plain, getQueryResults: plain },
  },
  codebuild: {
    title: 'CodeBuild',
    actions: {
      startBuild: sync,
      startBuildBatch: sync,
      retryBuildBatch: sync,
      stopBuild: plain,
      stopBuildBatch: plain,
      deleteBuildBatch: plain,
      batchDeleteBuilds: plain,
      batchGetReports: plain,
    },
  },
  sagemaker: {
    title: 'SageMaker',
    actions: {
      createTrainingJob: sync,
      createTransformJob: sync,
      createProcessingJob: sync,
      createHyperParameterTuningJob: sync,
      createLabelingJob: sync,
      createEndpoint: plain,
      createEndpointConfig: plain,
      createModel: plain,
      updateEndpoint: plain,
    },
  },
  elasticmapreduce: {
    title: 'EMR',
    actions: {
      createCluster: sync,
      terminateCluster: sync,
      addStep: sync,
      cancelStep: plain,
      setClusterTerminationProtection: plain,
      modifyInstanceFleetByName: plain,
      modifyInstanceGroupByName: plain,
    },
  },
  'emr-containers': {
    title: 'EMR on EKS',
    actions: { createVirtualCluster: plain, deleteVirtualCluster: sync, startJobRun: sync },
  },
  'emr-serverless': {
    title: 'EMR Serverless',
    actions: {
      createApplication: sync,
      startApplication: sync,
      stopApplication: sync,
      deleteApplication: sync,
      startJobRun: sync,
      cancelJobRun: sync,
    },
  },
  eks: {
    title: 'EKS',
    actions: {
      createCluster: sync,
      deleteCluster: sync,
      createNodegroup: sync,
      deleteNodegroup: sync,
      createFargateProfile: sync,
      deleteFargateProfile: sync,
      runJob: { sync: true, token: true },
      call: token,
    },
  },
  bedrock: {
    title: 'Bedrock',
    actions: { invokeModel: token, createModelCustomizationJob: { sync: true, token: true } },
  },
  mediaconvert: { title: 'MediaConvert', actions: { createJob: sync } },
  apigateway: { title: 'API Gateway', actions: { invoke: token } },
  http: { title: 'HTTP', actions: { invoke: plain } },
} as const satisfies Record<string, ServiceSpec>;
