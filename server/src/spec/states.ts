import {
  any,
  type FieldSpec,
  integerOrExpression,
  MAX_SECONDS,
  type ObjectSpec,
  oneOf,
  path,
  referencePath,
  stateName,
  template,
  templateObject,
  text,
  textOrExpression,
} from './fields.ts';

const common = {
  Type: {
    value: oneOf('Task', 'Pass', 'Choice', 'Wait', 'Succeed', 'Fail', 'Parallel', 'Map'),
    doc: 'What kind of state this is.',
    required: true,
  },
  Comment: { value: text, doc: 'A description for people. It has no effect.' },
  QueryLanguage: {
    value: oneOf('JSONPath', 'JSONata'),
    doc: 'The query language of this state. Absent: that of the state machine, which is `JSONPath` unless it says otherwise.',
  },
} as const satisfies Record<string, FieldSpec>;

const flow = {
  Next: { value: stateName, doc: 'The state that runs after this one: a name from the same `States` object.' },
  End: { value: { kind: 'true' }, doc: '`true` makes this the last state of its state machine, branch or iteration.' },
} as const satisfies Record<string, FieldSpec>;

const inputOutput = {
  InputPath: {
    value: path,
    in: 'JSONPath',
    doc: 'Chooses the part of the state input to work on. Absent: `$`, all of it. `null`: an empty object.',
  },
  OutputPath: {
    value: path,
    in: 'JSONPath',
    doc: 'Chooses the part that becomes the state output. Absent: `$`, all of it. `null`: an empty object.',
  },
  Output: {
    value: template,
    in: 'JSONata',
    doc: 'The state output: any JSON, with expressions in `{% … %}`. Absent: the result, or the input where a state has no result.',
  },
} as const satisfies Record<string, FieldSpec>;

const assign = {
  Assign: {
    value: { kind: 'assign' },
    doc: 'Sets workflow variables: name → value. All values are computed before any variable changes.',
  },
} as const satisfies Record<string, FieldSpec>;

const resultPath = {
  ResultPath: {
    value: { kind: 'path', nullable: true, reference: true, within: 'input' },
    in: 'JSONPath',
    doc: 'Where in the state input the result is placed. Absent or `$`: it replaces the input. `null`: it is dropped.',
  },
} as const satisfies Record<string, FieldSpec>;

const resultSelector = {
  ResultSelector: {
    value: templateObject,
    in: 'JSONPath',
    doc: 'A payload template over the raw result; what it makes is handed to `ResultPath`.',
  },
} as const satisfies Record<string, FieldSpec>;

const parameters = {
  Parameters: {
    value: template,
    in: 'JSONPath',
    doc: 'A payload template over the effective input. Keys that end in `.$` take their value from a path or an intrinsic function.',
  },
} as const satisfies Record<string, FieldSpec>;

const argumentsField = {
  Arguments: {
    value: template,
    in: 'JSONata',
    doc: 'What the work is given: a JSON value with expressions in `{% … %}`.',
  },
} as const satisfies Record<string, FieldSpec>;

const errorHandling = {
  Retry: {
    value: { kind: 'array', of: 'Retrier' },
    doc: 'Retriers, tried in order: which errors to retry, how often, and how long to wait between attempts.',
  },
  Catch: {
    value: { kind: 'array', of: 'Catcher' },
    doc: 'Catchers, tried in order once no retrier is left: which errors lead to which state.',
  },
} as const satisfies Record<string, FieldSpec>;

const timeouts = {
  TimeoutSeconds: {
    value: integerOrExpression(1, MAX_SECONDS),
    doc: 'The longest time in seconds the task may take. When it passes, the task fails with `States.Timeout`.',
  },
  TimeoutSecondsPath: {
    value: referencePath,
    in: 'JSONPath',
    doc: 'A reference path to the number of seconds, in place of `TimeoutSeconds`.',
  },
  HeartbeatSeconds: {
    value: integerOrExpression(1, MAX_SECONDS),
    doc: 'The longest time in seconds between heartbeats of the task. Less than `TimeoutSeconds`.',
  },
  HeartbeatSecondsPath: {
    value: referencePath,
    in: 'JSONPath',
    doc: 'A reference path to the number of seconds, in place of `HeartbeatSeconds`.',
  },
} as const satisfies Record<string, FieldSpec>;

const NEXT_OR_END = [['Next', 'End']] as const;

/** Every state type and its fields. Completion, hover, validation, the schema and the interpreter all read this. */
export const STATES = {
  Task: {
    doc: 'Does work: calls a Lambda function, an activity or another AWS service, and waits for its result.',
    fields: {
      ...common,
      Resource: {
        value: { kind: 'resource' },
        doc: 'The ARN that says what to call: a Lambda function, an activity, or a service integration.',
        required: true,
      },
      ...inputOutput,
      ...parameters,
      ...argumentsField,
      ...resultSelector,
      ...resultPath,
      ...assign,
      ...errorHandling,
      ...timeouts,
      Credentials: {
        value: { kind: 'object', of: 'Credentials' },
        doc: 'The role the task assumes, for resources of another account.',
      },
      ...flow,
    },
    exactlyOne: NEXT_OR_END,
    atMostOne: [
      ['TimeoutSeconds', 'TimeoutSecondsPath'],
      ['HeartbeatSeconds', 'HeartbeatSecondsPath'],
    ],
  },
  Pass: {
    doc: 'Passes its input to its output, optionally adding fixed data.',
    fields: {
      ...common,
      ...inputOutput,
      ...parameters,
      Result: {
        value: any,
        in: 'JSONPath',
        doc: 'The result of the state, taken literally: keys that end in `.$` are not evaluated.',
      },
      ...resultPath,
      ...assign,
      ...flow,
    },
    exactlyOne: NEXT_OR_END,
  },
  Choice: {
    doc: 'Decides where to go: the first rule that holds names the next state.',
    fields: {
      ...common,
      Choices: {
        value: { kind: 'array', of: 'ChoiceRule', notEmpty: true },
        doc: 'The rules, tried in order.',
        required: true,
      },
      Default: {
        value: stateName,
        doc: 'The next state when no rule holds. Without it the execution fails with `States.Runtime`.',
      },
      ...inputOutput,
      ...assign,
    },
  },
  Wait: {
    doc: 'Waits for a number of seconds, or until a point in time.',
    fields: {
      ...common,
      Seconds: { value: integerOrExpression(0, MAX_SECONDS), doc: 'How many seconds to wait.' },
      SecondsPath: {
        value: referencePath,
        in: 'JSONPath',
        doc: 'A reference path to the number of seconds, in place of `Seconds`.',
      },
      Timestamp: {
        value: { kind: 'timestamp', expression: true },
        doc: 'Until when to wait: RFC 3339 with upper-case `T` and `Z`, such as `2030-08-18T17:33:00Z`.',
      },
      TimestampPath: {
        value: referencePath,
        in: 'JSONPath',
        doc: 'A reference path to the point in time, in place of `Timestamp`.',
      },
      ...inputOutput,
      ...assign,
      ...flow,
    },
    exactlyOne: [...NEXT_OR_END, ['SecondsPath', 'Seconds', 'TimestampPath', 'Timestamp']],
  },
  Succeed: {
    doc: 'Ends its state machine, branch or iteration successfully.',
    fields: { ...common, ...inputOutput },
  },
  Fail: {
    doc: 'Ends the execution with an error, or fails the Parallel or Map state around it.',
    fields: {
      ...common,
      Error: { value: textOrExpression, doc: 'The error name.' },
      ErrorPath: {
        value: { kind: 'stringPath' },
        in: 'JSONPath',
        doc: 'A path, or an intrinsic function that returns a string, in place of `Error`.',
      },
      Cause: { value: textOrExpression, doc: 'A description of the error for people.' },
      CausePath: {
        value: { kind: 'stringPath' },
        in: 'JSONPath',
        doc: 'A path, or an intrinsic function that returns a string, in place of `Cause`.',
      },
    },
    atMostOne: [
      ['Error', 'ErrorPath'],
      ['Cause', 'CausePath'],
    ],
  },
  Parallel: {
    doc: 'Runs its branches at the same time with the same input. Its result is the array of their outputs.',
    fields: {
      ...common,
      Branches: {
        value: { kind: 'array', of: 'Branch', notEmpty: true },
        doc: 'The branches, each a state machine of its own.',
        required: true,
      },
      ...inputOutput,
      ...parameters,
      ...argumentsField,
      ...resultSelector,
      ...resultPath,
      ...assign,
      ...errorHandling,
      ...flow,
    },
    exactlyOne: NEXT_OR_END,
  },
  Map: {
    doc: 'Runs its item processor once for each item. Its result is the array of the outputs, in the order of the items.',
    fields: {
      ...common,
      ItemProcessor: {
        value: { kind: 'object', of: 'ItemProcessor' },
        doc: 'The state machine that runs for each item.',
      },
      Iterator: {
        value: { kind: 'object', of: 'ItemProcessor' },
        doc: 'The state machine that runs for each item.',
        deprecated: 'ItemProcessor',
      },
      ItemsPath: {
        value: { kind: 'path' },
        in: 'JSONPath',
        doc: 'A path to the array of items in the effective input. Absent: `$`.',
      },
      Items: {
        value: { kind: 'items' },
        in: 'JSONata',
        doc: 'The items: an array, or an expression that gives one. A distributed Map takes an object too.',
      },
      ItemSelector: {
        value: template,
        doc: 'Makes the input of each iteration. The item is `$$.Map.Item.Value`, in JSONata `$states.context.Map.Item.Value`.',
      },
      MaxConcurrency: {
        value: integerOrExpression(0),
        doc: 'How many iterations may run at the same time. 0, the default: no limit of its own.',
      },
      MaxConcurrencyPath: {
        value: { kind: 'path', reference: true, within: 'data' },
        in: 'JSONPath',
        doc: 'A reference path to the number, in place of `MaxConcurrency`.',
      },
      ItemReader: {
        value: { kind: 'object', of: 'ItemReader' },
        distributed: true,
        doc: 'Reads the items from Amazon S3: a file, or the list of objects.',
      },
      ItemBatcher: {
        value: { kind: 'object', of: 'ItemBatcher' },
        distributed: true,
        doc: 'Gives each child execution a group of items.',
      },
      ResultWriter: {
        value: { kind: 'object', of: 'ResultWriter' },
        distributed: true,
        doc: 'Writes the results to Amazon S3, or shapes them.',
      },
      ToleratedFailurePercentage: {
        value: { kind: 'number', minimum: 0, maximum: 100, expression: true },
        distributed: true,
        doc: 'The percentage of items that may fail before the Map fails. Default 0.',
      },
      ToleratedFailurePercentagePath: {
        value: { kind: 'path', reference: true, within: 'data' },
        in: 'JSONPath',
        distributed: true,
        doc: 'A reference path to the number, in place of `ToleratedFailurePercentage`.',
      },
      ToleratedFailureCount: {
        value: integerOrExpression(0),
        distributed: true,
        doc: 'The number of items that may fail before the Map fails. Default 0.',
      },
      ToleratedFailureCountPath: {
        value: { kind: 'path', reference: true, within: 'data' },
        in: 'JSONPath',
        distributed: true,
        doc: 'A reference path to the number, in place of `ToleratedFailureCount`.',
      },
      Label: {
        value: { kind: 'label' },
        distributed: true,
        doc: 'A name of at most 40 characters for the Map Run, unique in the definition. Absent: made from the state name.',
      },
      ...inputOutput,
      Parameters: { ...parameters.Parameters, deprecated: 'ItemSelector' },
      ...resultSelector,
      ...resultPath,
      ...assign,
      ...errorHandling,
      ...flow,
    },
    exactlyOne: [...NEXT_OR_END, ['ItemProcessor', 'Iterator']],
    atMostOne: [
      ['ItemSelector', 'Parameters'],
      ['MaxConcurrency', 'MaxConcurrencyPath'],
      ['ToleratedFailurePercentage', 'ToleratedFailurePercentagePath'],
      ['ToleratedFailureCount', 'ToleratedFailureCountPath'],
    ],
  },
} as const satisfies Record<string, ObjectSpec>;

export type StateType = keyof typeof STATES;

export function isStateType(name: string): name is StateType {
  return Object.hasOwn(STATES, name);
}
