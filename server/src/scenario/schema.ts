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

const ANSWER: JsonObject = {
  type: 'object',
  properties: {
    return: {
      description: 'The raw result of the task, before ResultSelector. Any JSON value.',
      markdownDescription: 'The raw result of the task, before `ResultSelector`. Any JSON value.',
    },
    throw: THROWN,
  },
  additionalProperties: false,
  allOf: [
    { anyOf: [{ required: ['return'] }, { required: ['throw'] }] },
    { not: { type: 'object', required: ['return', 'throw'] }, errorMessage: 'An answer is either return or throw' },
  ],
  defaultSnippets: [
    { label: 'return', body: { return: '^$1' } },
    { label: 'throw', body: { throw: { error: '$1', cause: '$2' } } },
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
