import type { JsonObject } from '../base/json.ts';

/** The JSON schema (draft-07) of a scenario file, `NAME.scenarios.json`. */
export function scenarioSchema(): JsonObject {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Scenarios of a state machine',
    description: 'Inputs of a state machine, the answers of its tasks, and what is expected to come out.',
    type: 'object',
    required: ['scenarios'],
    properties: {
      $schema: { type: 'string' },
      scenarios: {
        description: 'Scenario name → scenario. The first one is the default.',
        type: 'object',
        propertyNames: { minLength: 1 },
        additionalProperties: SCENARIO,
      },
    },
    additionalProperties: false,
  };
}

const THROWN: JsonObject = {
  description: 'Fails the task with an error.',
  type: 'object',
  required: ['error'],
  properties: {
    error: { description: 'The error name: what Retry and Catch look at.', type: 'string', minLength: 1 },
    cause: { description: 'A description of the error for people.', type: 'string' },
  },
  additionalProperties: false,
};

const ALLOW_REMOTE: JsonObject = {
  description: 'Also call what is not on this machine.',
  type: 'boolean',
};

/** What each kind of answer may have beside the member that makes it one. */
const ANSWER_KINDS: { readonly [kind: string]: JsonObject } = {
  return: {
    return: {
      description: 'The raw result of the task, before ResultSelector. Any JSON value.',
      markdownDescription: 'The raw result of the task, before `ResultSelector`. Any JSON value.',
    },
  },
  throw: { throw: THROWN },
  lambda: {
    lambda: {
      description:
        'A function that is called as AWS Lambda calls it: the path of a JavaScript or Python file, relative to this one, and the name of its handler. Its code runs on this machine.',
      markdownDescription:
        'A function that is called as AWS Lambda calls it: the path of a JavaScript or Python file, relative to this one, and the name of its handler: `src/price.mjs#handler`. Its code runs on this machine.',
      type: 'string',
      pattern: '.#.',
    },
    timeout: { description: 'The timeout of the function, in seconds.', type: 'number', exclusiveMinimum: 0 },
    environment: {
      description: 'Environment variables of the function.',
      type: 'object',
      additionalProperties: { type: 'string' },
    },
  },
  endpoint: {
    endpoint: {
      description:
        'What answers as the API of AWS Lambda does, such as `sam local start-lambda`: http://127.0.0.1:3001',
      type: 'string',
      pattern: '^https?://',
    },
    allowRemote: ALLOW_REMOTE,
  },
  http: {
    http: {
      description: 'What an HTTP task calls in place of the host of its ApiEndpoint: http://127.0.0.1:8080',
      type: 'string',
      pattern: '^https?://',
    },
    allowRemote: ALLOW_REMOTE,
  },
  stateMachine: {
    stateMachine: { description: 'The definition that the task starts, relative to this file.', type: 'string' },
    scenario: { description: 'The scenario of that definition. Without it: its first one.', type: 'string' },
  },
  callback: {
    callback: {
      description:
        'The task token comes back over HTTP, as SendTaskSuccess, SendTaskFailure and SendTaskHeartbeat. The address is shown when the run waits for it.',
      const: true,
    },
  },
};

/** That an answer is of exactly one kind is checked where it is read, which can say what a misspelled one should be. */
const ANSWER: JsonObject = {
  type: 'object',
  properties: Object.assign({}, ...Object.values(ANSWER_KINDS)),
  if: { anyOf: Object.keys(ANSWER_KINDS).map((kind) => ({ required: [kind] })) },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON schema.
  then: {
    properties: Object.fromEntries(
      Object.values(ANSWER_KINDS)
        .flatMap(Object.keys)
        .map((name) => [name, {}]),
    ),
    additionalProperties: false,
  },
  defaultSnippets: [
    { label: 'return', body: { return: '^$1' } },
    { label: 'throw', body: { throw: { error: '$1', cause: '$2' } } },
    { label: 'lambda', body: { lambda: '$1#handler' } },
    { label: 'stateMachine', body: { stateMachine: '$1' } },
  ],
};

const SCENARIO: JsonObject = {
  type: 'object',
  properties: {
    description: { description: 'What happens in this scenario, for people.', type: 'string' },
    input: { description: 'The input of the state machine. Any JSON value.' },
    answers: {
      description: 'State name → what its task answers.',
      type: 'object',
      additionalProperties: {
        description:
          'One answer for every attempt, or a list with one per attempt, counted over retries, loops and Map iterations.',
        if: { type: 'array' },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON schema.
        then: { type: 'array', items: ANSWER },
        else: ANSWER,
      },
    },
    mockConfig: {
      description: 'Further answers, from a mock configuration file of Step Functions Local.',
      type: 'object',
      required: ['file'],
      properties: {
        file: { description: 'Its path, relative to this file.', type: 'string' },
        stateMachine: { description: 'The state machine in it. Without it: the only one.', type: 'string' },
        testCase: { description: 'The test case. Without it: the only one.', type: 'string' },
      },
      additionalProperties: false,
    },
    s3: {
      description: 'The folder whose BUCKET/KEY files stand for Amazon S3, relative to this file.',
      type: 'string',
    },
    expect: {
      description: 'What is expected to come out. What is left out may be anything.',
      type: 'object',
      properties: {
        status: { description: 'How the run ends.', enum: ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] },
        output: { description: 'The output of the state machine.' },
        error: { description: 'The error name it fails with.', type: 'string' },
        cause: { description: 'The cause it fails with.', type: 'string' },
        path: {
          description: 'The names of the states entered at the top level, in order.',
          type: 'array',
          items: { type: 'string' },
        },
      },
      additionalProperties: false,
    },
  },
  additionalProperties: false,
};
