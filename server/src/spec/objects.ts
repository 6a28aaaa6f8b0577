import { assertNever } from '../base/assertNever.ts';
import {
  type FieldSpec,
  type Fields,
  type FieldValue,
  integer,
  integerOrExpression,
  MAX_SECONDS,
  type ObjectName,
  type ObjectSpec,
  oneOf,
  referencePath,
  stateName,
  template,
  templateObject,
  text,
  textOrExpression,
} from './fields.ts';
import { COMBINATORS, OPERATORS, type OperandType } from './operators.ts';

const comment = { value: text, doc: 'A description for people. It has no effect.' } as const satisfies FieldSpec;

const machine = {
  StartAt: { value: stateName, doc: 'The name of the state to begin with.', required: true },
  States: { value: { kind: 'states' }, doc: 'The states: name → state. Their order has no meaning.', required: true },
  Comment: comment,
} as const satisfies Record<string, FieldSpec>;

const errorEquals = {
  value: { kind: 'errorNames' },
  doc: 'The error names this applies to. `States.ALL` stands for (nearly) all, alone and in the last place.',
  required: true,
} as const satisfies FieldSpec;

const maxItems = 100_000_000;
const maxBatchBytes = 262_144;

/** The number fields of a Map take no path into the context object (observed). */
const dataPath = { kind: 'path', reference: true, within: 'data' } as const;

const callParameters = {
  Parameters: { value: templateObject, in: 'JSONPath', doc: 'The parameters of the call, a payload template.' },
  Arguments: { value: template, in: 'JSONata', doc: 'The parameters of the call, with expressions in `{% … %}`.' },
} as const satisfies Record<string, FieldSpec>;

/** What makes a JSONPath rule: a `Variable` with one operator, or one combinator. */
const comparison: Fields = {
  Variable: {
    value: referencePath,
    in: 'JSONPath',
    doc: 'The path to the value that is compared.',
  },
  ...Object.fromEntries(
    Object.entries(OPERATORS).map(([name, { doc, ...operator }]): [string, FieldSpec] => [
      name,
      { value: operandValue(operator), in: 'JSONPath', doc },
    ]),
  ),
  And: {
    value: { kind: 'array', of: 'NestedRule', notEmpty: true },
    in: 'JSONPath',
    doc: COMBINATORS.And,
  },
  Or: { value: { kind: 'array', of: 'NestedRule', notEmpty: true }, in: 'JSONPath', doc: COMBINATORS.Or },
  Not: { value: { kind: 'object', of: 'NestedRule' }, in: 'JSONPath', doc: COMBINATORS.Not },
};

/** The objects of a definition other than states: which fields they have. Read together with `STATES`. */
export const OBJECTS = {
  StateMachine: {
    doc: 'A state machine definition.',
    fields: {
      ...machine,
      QueryLanguage: {
        value: oneOf('JSONPath', 'JSONata'),
        doc: 'The query language of all states that do not choose their own. Default `JSONPath`.',
      },
      TimeoutSeconds: {
        value: { ...integer(1, MAX_SECONDS), accepted: 0 },
        doc: 'The longest time in seconds an execution may take. When it passes, the execution ends with the status `TIMED_OUT`.',
      },
      Version: { value: oneOf('1.0'), doc: 'The version of the States Language: `1.0`.' },
    },
  },
  Branch: { doc: 'One branch of a Parallel state: a state machine of its own.', fields: machine },
  ItemProcessor: {
    doc: 'The state machine that a Map runs for each item.',
    fields: {
      ...machine,
      ProcessorConfig: {
        value: { kind: 'object', of: 'ProcessorConfig' },
        doc: 'Whether iterations run inside this execution or as child executions.',
      },
    },
  },
  ProcessorConfig: {
    doc: 'How a Map runs its iterations.',
    fields: {
      Mode: {
        value: oneOf('INLINE', 'DISTRIBUTED'),
        doc: '`INLINE`, the default: inside this execution. `DISTRIBUTED`: each iteration is a child execution.',
      },
      ExecutionType: {
        value: oneOf('STANDARD', 'EXPRESS'),
        doc: 'The workflow type of the child executions of a distributed Map.',
      },
    },
  },
  Retrier: {
    doc: 'Says which errors to retry, how often, and how long to wait in between.',
    fields: {
      ErrorEquals: errorEquals,
      IntervalSeconds: {
        value: { ...integer(1, MAX_SECONDS), accepted: 0 },
        doc: 'Seconds before the first retry. Default 1.',
      },
      MaxAttempts: { value: integer(0, MAX_SECONDS), doc: 'How many retries at most. Default 3; 0 means never.' },
      BackoffRate: {
        value: { kind: 'number', minimum: 1 },
        doc: 'The interval grows by this factor with each retry. Default 2.',
      },
      MaxDelaySeconds: { value: integer(1, 31_622_400), doc: 'The longest wait between two attempts, in seconds.' },
      JitterStrategy: {
        value: oneOf('NONE', 'FULL'),
        doc: '`FULL`: wait a random time up to the interval. Default `NONE`.',
      },
      Comment: comment,
    },
  },
  Catcher: {
    doc: 'Says where to go when an error is not retried (any more).',
    fields: {
      ErrorEquals: errorEquals,
      Next: { value: stateName, doc: 'The state to go to.', required: true },
      ResultPath: {
        value: { kind: 'path', nullable: true, reference: true, within: 'input' },
        in: 'JSONPath',
        doc: 'Where in the state input the error output `{"Error", "Cause"}` is placed. Default `$`.',
      },
      Output: {
        value: template,
        in: 'JSONata',
        doc: 'The input of the next state; the error is `$states.errorOutput`. Default: the error output.',
      },
      Assign: { value: { kind: 'assign' }, doc: 'Sets workflow variables when this catcher is taken.' },
      Comment: comment,
    },
  },
  ChoiceRule: {
    doc: 'One rule of a Choice state. In JSONPath a comparison, or rules combined; in JSONata a `Condition`.',
    fields: {
      Next: { value: stateName, doc: 'The state to go to when the rule holds.', required: true },
      Condition: {
        value: { kind: 'condition' },
        in: 'JSONata',
        doc: 'An expression `{% … %}` that gives a boolean, or a boolean.',
      },
      ...comparison,
      Output: { value: template, in: 'JSONata', doc: 'The state output when this rule is taken.' },
      Assign: { value: { kind: 'assign' }, doc: 'Sets workflow variables when this rule is taken.' },
      Comment: comment,
    },
  },
  NestedRule: {
    doc: 'A rule inside `And`, `Or` or `Not`: a comparison, or rules combined. It has no `Next`.',
    fields: { ...comparison, Comment: comment },
  },
  Credentials: {
    doc: 'The role that a Task assumes.',
    fields: {
      RoleArn: {
        value: textOrExpression,
        doc: 'The ARN of the role. In JSONPath also as `RoleArn.$`.',
        required: true,
      },
    },
  },
  ItemReader: {
    doc: 'Where the items of a distributed Map come from.',
    fields: {
      Resource: {
        value: { kind: 'resource' },
        doc: '`arn:aws:states:::s3:getObject` for one file, `arn:aws:states:::s3:listObjectsV2` for the list of objects.',
        required: true,
      },
      ...callParameters,
      ReaderConfig: { value: { kind: 'object', of: 'ReaderConfig' }, doc: 'How the file is read.' },
    },
    atMostOne: [['Parameters', 'Arguments']],
  },
  ReaderConfig: {
    doc: 'How an ItemReader reads its file.',
    fields: {
      InputType: { value: oneOf('CSV', 'JSON', 'JSONL', 'PARQUET', 'MANIFEST'), doc: 'The format of the file.' },
      Transformation: {
        value: oneOf('NONE', 'LOAD_AND_FLATTEN'),
        doc: '`LOAD_AND_FLATTEN`: read every listed file and process all their items as one set.',
      },
      ManifestType: { value: oneOf('ATHENA_DATA', 'S3_INVENTORY'), doc: 'What made the manifest.' },
      CSVHeaderLocation: { value: oneOf('FIRST_ROW', 'GIVEN'), doc: 'Where the names of the columns are.' },
      CSVHeaders: { value: { kind: 'strings' }, doc: 'The names of the columns, with `CSVHeaderLocation` `GIVEN`.' },
      CSVDelimiter: {
        value: oneOf('COMMA', 'PIPE', 'SEMICOLON', 'SPACE', 'TAB'),
        doc: 'What separates the columns. Default `COMMA`.',
      },
      ItemsPointer: { value: { kind: 'pointer' }, doc: 'A JSON Pointer to the array or object inside the file.' },
      MaxItems: { value: integerOrExpression(0, maxItems), doc: 'Read at most this many items.' },
      MaxItemsPath: {
        value: dataPath,
        in: 'JSONPath',
        doc: 'A reference path to the number, in place of `MaxItems`.',
      },
    },
    atMostOne: [['MaxItems', 'MaxItemsPath']],
  },
  ItemBatcher: {
    doc: 'How the items of a distributed Map are grouped.',
    fields: {
      MaxItemsPerBatch: { value: integerOrExpression(1), doc: 'At most this many items in a group.' },
      MaxItemsPerBatchPath: {
        value: dataPath,
        in: 'JSONPath',
        doc: 'A reference path to the number, in place of `MaxItemsPerBatch`.',
      },
      MaxInputBytesPerBatch: {
        value: integerOrExpression(1, maxBatchBytes),
        doc: 'At most this many bytes in a group.',
      },
      MaxInputBytesPerBatchPath: {
        value: dataPath,
        in: 'JSONPath',
        doc: 'A reference path to the number, in place of `MaxInputBytesPerBatch`.',
      },
      BatchInput: { value: templateObject, doc: 'An object that is given to every group.' },
    },
    atMostOne: [
      ['MaxItemsPerBatch', 'MaxItemsPerBatchPath'],
      ['MaxInputBytesPerBatch', 'MaxInputBytesPerBatchPath'],
    ],
    atLeastOne: [['MaxItemsPerBatch', 'MaxItemsPerBatchPath', 'MaxInputBytesPerBatch', 'MaxInputBytesPerBatchPath']],
  },
  ResultWriter: {
    doc: 'Where the results of a distributed Map go.',
    fields: {
      Resource: { value: { kind: 'resource' }, doc: '`arn:aws:states:::s3:putObject`.' },
      ...callParameters,
      WriterConfig: { value: { kind: 'object', of: 'WriterConfig' }, doc: 'The form of the results.' },
    },
    atMostOne: [['Parameters', 'Arguments']],
    atLeastOne: [['Resource', 'WriterConfig']],
  },
  WriterConfig: {
    doc: 'The form of the results of a distributed Map.',
    fields: {
      Transformation: { value: oneOf('NONE', 'COMPACT', 'FLATTEN'), doc: 'How much of each child execution is kept.' },
      OutputType: { value: oneOf('JSON', 'JSONL'), doc: 'The format of the files.' },
    },
    atLeastOne: [['Transformation', 'OutputType']],
  },
} as const satisfies Record<ObjectName, ObjectSpec>;

function operandValue(operator: { readonly operand: OperandType; readonly path?: true }): FieldValue {
  if (operator.path) return referencePath;
  switch (operator.operand) {
    case 'string':
    case 'pattern':
      return text;
    case 'number':
    case 'boolean':
    case 'timestamp':
      return { kind: operator.operand };
    default:
      return assertNever(operator.operand);
  }
}
