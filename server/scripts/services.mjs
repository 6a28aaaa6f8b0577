// Writes the tables of the AWS services in `server/src/spec/services` from the API models inside the npm package `aws-sdk`,
// which is only unpacked into a temporary folder: `node server/scripts/services.mjs`. Facts only, no documentation text.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGE = 'aws-sdk@2.1692.0';
const TARGET = fileURLToPath(new URL('../src/spec/services/', import.meta.url));

/**
 * The actions whose answers are described down to the last member, by API model. `.`: all actions of the service.
 * These are what state machines call most, and what the optimised integrations call.
 */
const DESCRIBED = {
  athena: 'startQueryExecution stopQueryExecution getQueryExecution getQueryResults',
  batch: 'submitJob describeJobs terminateJob',
  bedrock: 'createModelCustomizationJob getModelCustomizationJob',
  bedrockagent: 'startIngestionJob getIngestionJob',
  bedrockruntime: 'invokeModel',
  cloudformation: 'createStack updateStack deleteStack',
  cloudwatch: 'putMetricData getMetricData',
  cloudwatchlogs: 'createLogGroup createLogStream startQuery getQueryResults',
  codebuild: 'stopBuild batchDeleteBuilds deleteBuildBatch',
  cognitoidentityprovider: 'adminCreateUser adminGetUser adminDeleteUser listUsers',
  comprehend: 'detectSentiment detectEntities detectKeyPhrases detectDominantLanguage',
  databrew: 'startJobRun describeJobRun',
  dynamodb:
    'getItem putItem updateItem deleteItem query scan batchGetItem batchWriteItem transactWriteItems transactGetItems describeTable',
  ec2: 'startInstances stopInstances rebootInstances terminateInstances createSnapshot createTags describeSnapshots describeInstanceStatus',
  ecs: 'listTasks stopTask updateService',
  eks: 'describeCluster',
  emr: 'addJobFlowSteps runJobFlow describeStep terminateJobFlows',
  emrcontainers: 'startJobRun describeJobRun',
  emrserverless: 'startJobRun getJobRun startApplication stopApplication createApplication',
  eventbridge: 'putEvents putRule putTargets enableRule disableRule deleteRule listRules',
  firehose: 'putRecord putRecordBatch',
  glue: 'startJobRun getJobRun startCrawler getCrawler stopCrawler startWorkflowRun getTable createPartition',
  iam: 'createRole getRole attachRolePolicy',
  kinesis: 'putRecord putRecords',
  kms: '.',
  lambda:
    'invoke getFunction getFunctionConfiguration updateFunctionConfiguration createFunction deleteFunction listFunctions',
  organizations: 'listAccounts describeAccount createAccount',
  polly: 'startSpeechSynthesisTask getSpeechSynthesisTask',
  rds: 'startDBCluster stopDBCluster createDBSnapshot describeDBSnapshots',
  rdsdata: 'executeStatement batchExecuteStatement beginTransaction commitTransaction',
  redshiftdata: 'executeStatement describeStatement getStatementResult batchExecuteStatement',
  rekognition: 'detectLabels detectText detectFaces detectModerationLabels',
  s3: 'getObject putObject copyObject deleteObject deleteObjects headObject headBucket listBuckets listObjects listObjectsV2 createBucket deleteBucket getObjectTagging putObjectTagging getObjectAttributes restoreObject',
  sagemaker:
    'createTrainingJob createTransformJob createProcessingJob createHyperParameterTuningJob createLabelingJob createEndpoint createEndpointConfig createModel updateEndpoint',
  scheduler: '.',
  secretsmanager: '.',
  ses: 'sendEmail sendRawEmail sendTemplatedEmail',
  sesv2: 'sendEmail',
  sfn: '.',
  sns: '.',
  sqs: '.',
  ssm: 'getParameter getParameters getParametersByPath putParameter deleteParameter sendCommand getCommandInvocation startAutomationExecution',
  sts: 'assumeRole getCallerIdentity',
  textract: 'detectDocumentText startDocumentTextDetection getDocumentTextDetection startDocumentAnalysis',
  transcribe: 'startTranscriptionJob getTranscriptionJob',
  translate: 'translateText',
};

/** The ranges that the models in this package leave out, by service and shape; from the public API references. */
const RANGES = {
  kms: {
    CiphertextType: [1, 6144],
    PlaintextType: [1, 4096],
    KeyIdType: [1, 2048],
    PublicKeyType: [1, 8192],
    AliasNameType: [1, 256],
    GrantIdType: [1, 128],
  },
  lambda: {
    MemorySize: [128, 10240],
    Timeout: [1, null],
    EphemeralStorageSize: [512, 10240],
    ReservedConcurrentExecutions: [0, null],
  },
  secretsmanager: {
    SecretARNType: [20, 2048],
    SecretNameType: [1, 256],
    SecretStringType: [1, 65536],
    SecretBinaryType: [1, 65536],
    SecretVersionIdType: [32, 64],
    SecretVersionStageType: [1, 256],
  },
  sfn: { Arn: [1, 256], Name: [1, 80], ClientToken: [1, 64], TaskToken: [0, 2048], SensitiveData: [0, 262144] },
  ssm: { PSParameterName: [1, 2048], AutomationExecutionId: [36, 36] },
};

/** Sets of values that grow with every season: an answer may well name a newer one. */
const GROWING =
  /Runtime|Engine|InstanceType|Region|Version|Language|Voice|Code$|Reason|Model|SigningAlgorithm|KeySpec|Type$|State$|Attribute/;

/** The letters that stand for the types of the models. */
const LETTERS = {
  structure: 'O',
  list: 'L',
  map: 'M',
  boolean: 'B',
  integer: 'N',
  long: 'N',
  float: 'N',
  double: 'N',
  bigdecimal: 'N',
  blob: 'X',
  timestamp: 'T',
  string: 'S',
  character: 'S',
};

const folder = mkdtempSync(join(tmpdir(), 'aws-services-'));
try {
  const [{ filename }] = JSON.parse(
    execFileSync('npm', ['pack', PACKAGE, '--json', '--silent', '--pack-destination', folder], { encoding: 'utf8' }),
  );
  execFileSync('tar', ['-xzf', join(folder, filename), '-C', folder]);
  const services = readServices(join(folder, 'package'));
  writeActions(services);
  writeResponses(services, join(folder, 'package'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** By the name that Step Functions gives a service; of several versions of an API the newest. */
function readServices(root) {
  const clients = JSON.parse(readFileSync(join(root, 'apis', 'metadata.json'), 'utf8'));
  const services = new Map();
  for (const file of readdirSync(join(root, 'apis')).sort()) {
    if (!file.endsWith('.min.json')) continue;
    const api = JSON.parse(readFileSync(join(root, 'apis', file), 'utf8'));
    const name = api.metadata.serviceId
      .toLowerCase()
      .replace(/[^a-z0-9]/g, '')
      .replace(/(?<=.)service$/, '');
    const prefix = file.replace(/-\d{4}-\d{2}-\d{2}\.min\.json$/, '');
    const client = Object.keys(clients).find((key) => (clients[key].prefix ?? key) === prefix) ?? prefix.toLowerCase();
    services.set(name, { ...api, prefix, client });
  }
  return new Map([...services].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function actionName(operation) {
  const plain = operation.replace(/\d{4}_\d{2}_\d{2}$/, '');
  return plain.charAt(0).toLowerCase() + plain.slice(1);
}

function memberName(name) {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function resolveShape(api, shape) {
  return shape?.shape ? { ...api.shapes[shape.shape], ...shape } : (shape ?? {});
}

function letterOf(api, member) {
  const shape = resolveShape(api, member);
  if (shape.document || shape.jsonvalue) return 'D';
  return LETTERS[shape.type ?? 'string'] ?? 'D';
}

function writeActions(services) {
  const counts = new Map();
  const inputs = new Map();
  for (const [service, api] of services) {
    for (const [operation, { input }] of Object.entries(api.operations)) {
      const { members = {}, required = [] } = resolveShape(api, input);
      const list = Object.entries(members).map(([name, member]) => ({
        name: memberName(name),
        // What the SDK fills in by itself need not be given.
        required: required.includes(name) && !resolveShape(api, member).idempotencyToken,
        letter: letterOf(api, member),
      }));
      for (const { name } of list) counts.set(name, (counts.get(name) ?? 0) + 1);
      inputs.set(`${service}:${operation}`, list);
    }
  }
  const names = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([name]) => name);
  const numbers = new Map(names.map((name, i) => [name, i.toString(36)]));
  const aliases = aliasesOf(services);
  const lines = [...services].map(([service, { metadata, operations }]) => {
    const actions = Object.keys(operations).map((operation) => {
      const list = inputs.get(`${service}:${operation}`) ?? [];
      const code = list
        .map(({ name, required, letter }) => `${numbers.get(name)}${required ? '!' : ''}${letter}`)
        .join('');
      return `${actionName(operation)}:${code}`;
    });
    const title = metadata.serviceFullName.replaceAll('|', ' ');
    return [service, title, aliases.get(service)?.join(',') ?? '', actions.sort().join(';')].join('|');
  });
  write(
    'actions.ts',
    'Every service that the SDK knows, a line each: `name|title|other names|actions`. An action is `name:parameters`,',
    'a parameter the number of its name (base 36) in `MEMBER_NAMES`, `!` where it is required, and a letter for its type.',
    `export const SERVICE_LINES = ${literal(lines)};`,
    `export const MEMBER_NAMES = ${literal(wrap(names))};`,
  );
}

/** Other names a service has, in endpoints and in other SDKs, which are easily taken for that of Step Functions. */
function aliasesOf(services) {
  const owners = new Map();
  for (const [service, { metadata, prefix, client }] of services) {
    for (const text of [metadata.endpointPrefix, metadata.signingName, prefix, client, metadata.serviceId]) {
      const alias = (text ?? '').toLowerCase().replace(/[^a-z0-9]/g, '');
      if (alias === '' || services.has(alias)) continue;
      owners.set(alias, (owners.get(alias) ?? new Set()).add(service));
    }
  }
  const aliases = new Map();
  for (const [alias, named] of [...owners].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [service] = named;
    if (named.size === 1) aliases.set(service, [...(aliases.get(service) ?? []), alias]);
  }
  return aliases;
}

function writeResponses(services, root) {
  const lines = [];
  for (const [service, wanted] of Object.entries(DESCRIBED)) {
    const api = services.get(service);
    const types = readTypes(join(root, 'clients', `${api.client}.d.ts`));
    const shared = {};
    const actions = {};
    for (const [operation, { output }] of Object.entries(api.operations)) {
      const action = actionName(operation);
      if (wanted !== '.' && !wanted.split(' ').includes(action)) continue;
      const walk = { api, types, ranges: RANGES[service] ?? {}, shared };
      const type = types.outputs.get(operation.toLowerCase());
      actions[action] = output ? describe(walk, output, type) : { o: {} };
    }
    const missing = wanted === '.' ? [] : wanted.split(' ').filter((name) => !(name in actions));
    if (missing.length > 0) throw new Error(`${service} has no ${missing.join(', ')}`);
    const alike = sharing(actions, shared);
    lines.push(`${service}|${JSON.stringify(alike)}`);
  }
  write(
    'responses.ts',
    'What services answer, a line each: `name|JSON`. `a`: actions, `s`: shapes that are used more than once.',
    'A shape is a letter, `@` and the name of a shape, or: `o` members (`!` after the name: required), `l` items of a list,',
    '`m` values of a map, `e` the texts allowed, `S`, `N`, `X` with [least, most] of a length or a number.',
    `export const RESPONSE_LINES = ${literal(lines)};`,
  );
}

/** Keeps the shapes that are used at least twice apart, and puts the others where they are used. */
function sharing(actions, shared) {
  const uses = new Map();
  const count = (value) => {
    if (typeof value === 'string' && value.startsWith('@')) uses.set(value, (uses.get(value) ?? 0) + 1);
    else if (value && typeof value === 'object') for (const inner of Object.values(value)) count(inner);
  };
  count(actions);
  count(shared);
  const once = (name) => uses.get(`@${name}`) === 1;
  const settle = (value) => {
    if (typeof value === 'string' && value.startsWith('@') && once(value.slice(1)))
      return settle(shared[value.slice(1)]);
    if (Array.isArray(value) || value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, settle(inner)]));
  };
  const kept = Object.keys(shared).filter((name) => uses.has(`@${name}`) && !once(name));
  return { a: settle(actions), s: Object.fromEntries(kept.map((name) => [name, settle(shared[name])])) };
}

/** A shape of the model together with its type declaration, which has the names and the values allowed. */
function describe(walk, member, typeName) {
  const { api, types, ranges, shared } = walk;
  const shape = resolveShape(api, member);
  const letter = letterOf(api, shape);
  const type = types.declared.get(typeName);
  switch (letter) {
    case 'O': {
      const name = member.shape ?? typeName;
      if (name && name in shared) return `@${name}`;
      const members = {};
      if (name) shared[name] = { o: members };
      for (const [key, inner] of Object.entries(shape.members ?? {})) {
        const mark = (shape.required ?? []).includes(key) ? '!' : '';
        members[memberName(key) + mark] = describe(walk, inner, type?.members?.get(key));
      }
      return name ? `@${name}` : { o: members };
    }
    case 'L':
      return { l: describe(walk, shape.member, type?.item) };
    case 'M':
      return { m: describe(walk, shape.value, type?.item) };
    case 'S':
      if (type?.values && type.values.length <= 12 && !GROWING.test(typeName)) return { e: type.values };
      return ranges[typeName] ? { S: ranges[typeName] } : 'S';
    case 'N':
    case 'X':
      return ranges[typeName] ? { [letter]: ranges[typeName] } : letter;
    default:
      return letter;
  }
}

function readTypes(file) {
  const text = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  const declared = new Map();
  for (const [, name, body] of text.matchAll(/export type (\w+) = ([^;]+);/g)) {
    const item = body.match(/^(\w+)\[\]$/)?.[1] ?? body.match(/^\{\[key: string\]: (\w+)\}$/)?.[1];
    const values = [...body.matchAll(/"([^"]*)"/g)].map(([, value]) => value);
    declared.set(name, { item, ...(values.length > 0 && { values }) });
  }
  for (const [, name, body] of text.matchAll(/export interface (\w+) \{([\s\S]*?)\n {2}\}/g)) {
    const members = new Map([...body.matchAll(/^\s*"?([\w-]+)"?\??: (\w+);/gm)].map(([, key, type]) => [key, type]));
    declared.set(name, { members });
  }
  const outputs = new Map();
  for (const [, method, type] of text.matchAll(/^ {2}(\w+)\(params: [^\n]*data: \w+\.Types\.(\w+)\) => void/gm)) {
    outputs.set(method.toLowerCase(), type);
  }
  return { declared, outputs };
}

/** Names, as many to a line as a reader bears. */
function wrap(names) {
  const lines = [''];
  for (const name of names) {
    const line = lines.at(-1);
    if (line === '') lines[lines.length - 1] = name;
    else if (line.length + name.length < 140) lines[lines.length - 1] = `${line} ${name}`;
    else lines.push(name);
  }
  return lines;
}

function literal(lines) {
  return `\`${lines.join('\n').replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${')}\``;
}

function write(name, ...parts) {
  const comment = parts.filter((part) => !part.startsWith('export')).map((line) => `// ${line}`);
  const code = parts.filter((part) => part.startsWith('export'));
  const source = `// Written by server/scripts/services.mjs from ${PACKAGE}; not by hand.`;
  writeFileSync(join(TARGET, name), `${[source, ...comment, ...code].join('\n')}\n`);
}
