import { lookup } from '../../base/lookup.ts';
import { INTEGRATIONS, type ServiceSpec } from '../integrations.ts';

/** How people write the services that only the AWS SDK integrations reach. What is missing here is written with a capital. */
const SDK_TITLES: { readonly [service: string]: string } = {
  accessanalyzer: 'Access Analyzer',
  acm: 'ACM',
  appconfig: 'AppConfig',
  appsync: 'AppSync',
  autoscaling: 'Auto Scaling',
  bedrockagentruntime: 'Bedrock Agents',
  bedrockruntime: 'Bedrock',
  cloudformation: 'CloudFormation',
  cloudfront: 'CloudFront',
  cloudtrail: 'CloudTrail',
  cloudwatch: 'CloudWatch',
  cloudwatchlogs: 'CloudWatch Logs',
  codedeploy: 'CodeDeploy',
  codepipeline: 'CodePipeline',
  cognitoidentityprovider: 'Cognito',
  ec2: 'EC2',
  ecr: 'ECR',
  efs: 'EFS',
  elasticache: 'ElastiCache',
  emr: 'EMR',
  emrcontainers: 'EMR on EKS',
  emrserverless: 'EMR Serverless',
  eventbridge: 'EventBridge',
  guardduty: 'GuardDuty',
  iam: 'IAM',
  kms: 'KMS',
  organizations: 'Organizations',
  rds: 'RDS',
  rdsdata: 'RDS Data',
  redshiftdata: 'Redshift Data',
  route53: 'Route 53',
  s3: 'S3',
  s3control: 'S3 Control',
  secretsmanager: 'Secrets Manager',
  securityhub: 'Security Hub',
  servicecatalog: 'Service Catalog',
  ses: 'SES',
  sesv2: 'SES',
  sfn: 'Step Functions',
  ssm: 'Systems Manager',
  sts: 'STS',
};

/** The name people know a service by: `dynamodb` is DynamoDB. */
export function serviceTitle(service: string): string {
  const integrations: { readonly [name: string]: ServiceSpec } = INTEGRATIONS;
  return lookup(integrations, service)?.title ?? lookup(SDK_TITLES, service) ?? capitalised(service);
}

/** The name of an API action, `putItem` in a resource, as the API spells it: `PutItem`. */
export function actionTitle(action: string): string {
  return capitalised(action);
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
