import type { ProblemCode } from './codes.ts';

/** What is to be read about a code, beside its sentence in `CODES`. */
export interface Page {
  /** What to do about it. */
  readonly mend: string;
  /** Why it matters, where that does not go without saying. */
  readonly why?: string;
  /** A definition, or some of its states, with the problem; and the same without it. Absent where they would fill pages. */
  readonly bad?: string;
  readonly good?: string;
}

/** The page of every code; `npm run docs` makes `docs/rules.md` of it. */
export const PAGES: { readonly [code in ProblemCode]: Page } = {
  'json-syntax': {
    mend: 'Write it as JSON: double quotes, commas between members, none after the last.',
    bad: `{ "StartAt": "A", "States": { "A": { "Type": "Succeed", } } }`,
    good: `{ "StartAt": "A", "States": { "A": { "Type": "Succeed" } } }`,
  },
  'yaml-syntax': {
    mend: 'Look at the indentation, and put texts with special characters in quotes.',
    why: 'YAML is read by its rules of version 1.2: `yes` and `on` are texts.',
    bad: 'StartAt: A\nStates:\n  A: { Type: Succeed',
    good: 'StartAt: A\nStates:\n  A: { Type: Succeed }',
  },
  comment: {
    mend: 'Say it in a `Comment` field, or name the file `.asl.jsonc` and let your deployment take the comments out.',
    bad: `{
  // The only state.
  "StartAt": "A", "States": { "A": { "Type": "Succeed" } }
}`,
    good: `{
  "Comment": "The only state.",
  "StartAt": "A", "States": { "A": { "Type": "Succeed" } }
}`,
  },
  'duplicate-key': {
    mend: 'Remove or rename one of them.',
    why: 'Readers of JSON take the last one without a word; the others are lost.',
    bad: `"A": { "Type": "Pass", "Comment": "first", "Comment": "second", "End": true }`,
    good: `"A": { "Type": "Pass", "Comment": "first and second", "End": true }`,
  },
  'not-an-object': {
    mend: 'Begin with `{ "StartAt": …, "States": { … } }`.',
    bad: `[]`,
    good: `{ "StartAt": "A", "States": { "A": { "Type": "Succeed" } } }`,
  },
  'missing-field': {
    mend: 'Add the field.',
    bad: `"A": { "Type": "Task", "End": true }`,
    good: `"A": { "Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "End": true }`,
  },
  'unknown-field': {
    mend: 'Correct its name, or remove it. A note belongs in `Comment`.',
    bad: `"A": { "Type": "Pass", "Nxt": "B", "End": true }`,
    good: `"A": { "Type": "Pass", "Comment": "leads nowhere", "End": true }`,
  },
  'wrong-query-language': {
    mend: "Use the other language's field, or set `QueryLanguage`.",
    why: 'JSONPath has `InputPath`, `Parameters`, `ResultSelector`, `ResultPath` and `OutputPath`; JSONata has `Arguments` and `Output`.',
    bad: `"A": { "Type": "Pass", "QueryLanguage": "JSONata", "InputPath": "$.a", "End": true }`,
    good: `"A": { "Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $states.input.a %}", "End": true }`,
  },
  'query-language': {
    mend: 'Write the state in JSONata, or choose the language state by state.',
    bad: `{
  "QueryLanguage": "JSONata",
  "StartAt": "A", "States": { "A": { "Type": "Pass", "QueryLanguage": "JSONPath", "End": true } }
}`,
    good: `{
  "StartAt": "A", "States": { "A": { "Type": "Pass", "QueryLanguage": "JSONata", "End": true } }
}`,
  },
  'unknown-type': {
    mend: 'One of Task, Pass, Choice, Wait, Succeed, Fail, Parallel, Map, in this spelling.',
    bad: `"A": { "Type": "pass", "End": true }`,
    good: `"A": { "Type": "Pass", "End": true }`,
  },
  'wrong-value': {
    mend: 'Write a value as the message says.',
    bad: `"A": { "Type": "Wait", "Seconds": "10", "End": true }`,
    good: `"A": { "Type": "Wait", "Seconds": 10, "End": true }`,
  },
  'below-minimum': {
    mend: 'Give 1 or more, or leave the field out.',
    bad: `"A": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": { "FunctionName": "f" }, "Retry": [{ "ErrorEquals": ["E"], "IntervalSeconds": 0 }], "End": true }`,
    good: `"A": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": { "FunctionName": "f" }, "Retry": [{ "ErrorEquals": ["E"], "IntervalSeconds": 1 }], "End": true }`,
  },
  'out-of-range': {
    mend: 'Choose a number between the limits.',
    bad: `"A": { "Type": "Wait", "Seconds": -1, "End": true }`,
    good: `"A": { "Type": "Wait", "Seconds": 1, "End": true }`,
  },
  'too-many-fields': {
    mend: 'Keep one of them.',
    bad: `"A": { "Type": "Pass", "Next": "B", "End": true },
"B": { "Type": "Succeed" }`,
    good: `"A": { "Type": "Pass", "Next": "B" },
"B": { "Type": "Succeed" }`,
  },
  'missing-alternative': {
    mend: 'Add one of the fields that the message names.',
    bad: `"A": { "Type": "Wait", "End": true }`,
    good: `"A": { "Type": "Wait", "Seconds": 1, "End": true }`,
  },
  'distributed-only': {
    mend: 'Set `"Mode": "DISTRIBUTED"` in `ProcessorConfig`, or remove the field.',
    bad: `"A": { "Type": "Map", "ToleratedFailureCount": 1, "End": true, "ItemProcessor": {
  "ProcessorConfig": { "Mode": "INLINE" },
  "StartAt": "B", "States": { "B": { "Type": "Succeed" } } } }`,
    good: `"A": { "Type": "Map", "ToleratedFailureCount": 1, "End": true, "ItemProcessor": {
  "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" },
  "StartAt": "B", "States": { "B": { "Type": "Succeed" } } } }`,
  },
  'distributed-mode': {
    mend: 'Add `"ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" }`, or remove the field.',
    bad: `"A": { "Type": "Map", "ToleratedFailureCount": 1, "End": true, "ItemProcessor": {
  "StartAt": "B", "States": { "B": { "Type": "Succeed" } } } }`,
    good: `"A": { "Type": "Map", "ToleratedFailureCount": 1, "End": true, "ItemProcessor": {
  "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" },
  "StartAt": "B", "States": { "B": { "Type": "Succeed" } } } }`,
  },
  'items-source': {
    mend: 'Remove `ItemsPath` or `Items`, or the `ItemReader`.',
    bad: `"A": { "Type": "Map", "End": true, "ItemsPath": "$.orders",
  "ItemReader": { "Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": { "InputType": "JSON" },
    "Parameters": { "Bucket": "b", "Key": "k" } },
  "ItemProcessor": {
    "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" },
    "StartAt": "B", "States": { "B": { "Type": "Succeed" } } } }`,
    good: `"A": { "Type": "Map", "End": true, "ItemsPath": "$.orders",
  "ItemProcessor": {
    "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" },
    "StartAt": "B", "States": { "B": { "Type": "Succeed" } } } }`,
  },
  'unknown-state': {
    mend: 'Correct the name, or add the state. A transition stays inside its machine: it leads neither into nor out of a branch.',
    bad: `"A": { "Type": "Pass", "Next": "Dome" },
"Done": { "Type": "Succeed" }`,
    good: `"A": { "Type": "Pass", "Next": "Done" },
"Done": { "Type": "Succeed" }`,
  },
  'unreachable-state': {
    mend: 'Lead to it, or remove it.',
    bad: `"A": { "Type": "Pass", "End": true },
"B": { "Type": "Succeed" }`,
    good: `"A": { "Type": "Pass", "Next": "B" },
"B": { "Type": "Succeed" }`,
  },
  'no-terminal-state': {
    mend: 'Give one state `"End": true`, or add a Succeed or Fail state.',
    bad: `"A": { "Type": "Pass", "Next": "A" }`,
    good: `"A": { "Type": "Pass", "End": true }`,
  },
  'duplicate-state': {
    mend: 'Rename one of them.',
    why: 'Execution histories tell states apart by their names.',
    bad: `"A": { "Type": "Parallel", "End": true, "Branches": [
  { "StartAt": "A", "States": { "A": { "Type": "Succeed" } } }] }`,
    good: `"A": { "Type": "Parallel", "End": true, "Branches": [
  { "StartAt": "B", "States": { "B": { "Type": "Succeed" } } }] }`,
  },
  'state-name': {
    mend: 'Choose a shorter name, and put the rest in `Comment`.',
    bad: `"": { "Type": "Succeed" }`,
    good: `"A": { "Type": "Succeed" }`,
  },
  'invalid-path': {
    mend: 'Begin with `$` and go on with `.name`, `[0]`, `[*]` or a filter `[?(@.a > 1)]`.',
    bad: `"A": { "Type": "Pass", "InputPath": "orders", "End": true }`,
    good: `"A": { "Type": "Pass", "InputPath": "$.orders", "End": true }`,
  },
  'filter-literal': {
    mend: 'Put the text in single quotes.',
    why: 'The engine takes a bare word, and double quotes too, as the text to compare with.',
    bad: `"A": { "Type": "Pass", "InputPath": "$.a[?(@.b == done)]", "End": true }`,
    good: `"A": { "Type": "Pass", "InputPath": "$.a[?(@.b == 'done')]", "End": true }`,
  },
  'path-step': {
    mend: 'Count from the end with `[(@.length-1)]`; use an intrinsic function such as `States.ArrayLength`.',
    why: 'A negative index fails, and a name with parentheses is a name: nothing is found.',
    bad: `"A": { "Type": "Pass", "Parameters": { "last.$": "$.items[-1]", "count.$": "$.items.length()" }, "End": true }`,
    good: `"A": { "Type": "Pass", "Parameters": { "last.$": "$.items[(@.length-1)]", "count.$": "States.ArrayLength($.items)" }, "End": true }`,
  },
  'not-a-reference-path': {
    mend: 'Use names and indices only: `$.a.b[0]`.',
    bad: `"A": { "Type": "Pass", "ResultPath": "$.a[*]", "End": true }`,
    good: `"A": { "Type": "Pass", "ResultPath": "$.a[0]", "End": true }`,
  },
  'invalid-template': {
    mend: 'Give a path or an intrinsic function, or take the `.$` off the key.',
    bad: `"A": { "Type": "Pass", "Parameters": { "name.$": "Ada" }, "End": true }`,
    good: `"A": { "Type": "Pass", "Parameters": { "name": "Ada" }, "End": true }`,
  },
  'template-conflict': {
    mend: 'Keep one of the two keys.',
    bad: `"A": { "Type": "Pass", "Parameters": { "a": 1, "a.$": "$.b" }, "End": true }`,
    good: `"A": { "Type": "Pass", "Parameters": { "a.$": "$.b" }, "End": true }`,
  },
  'unknown-intrinsic': {
    mend: 'Correct the name; completion lists the functions.',
    bad: `"A": { "Type": "Pass", "Parameters": { "id.$": "States.Uuid()" }, "End": true }`,
    good: `"A": { "Type": "Pass", "Parameters": { "id.$": "States.UUID()" }, "End": true }`,
  },
  'intrinsic-arguments': {
    mend: 'Give as many arguments, of such types, as the function takes.',
    bad: `"A": { "Type": "Pass", "Parameters": { "n.$": "States.ArrayLength()" }, "End": true }`,
    good: `"A": { "Type": "Pass", "Parameters": { "n.$": "States.ArrayLength($.a)" }, "End": true }`,
  },
  'intrinsic-failure': {
    mend: 'Change the constant arguments.',
    bad: `"A": { "Type": "Pass", "Parameters": { "t.$": "States.Format('{} {}', 1)" }, "End": true }`,
    good: `"A": { "Type": "Pass", "Parameters": { "t.$": "States.Format('{} {}', 1, 2)" }, "End": true }`,
  },
  'invalid-intrinsic': {
    mend: "Write `States.Name(argument, …)`: texts in single quotes, with a backslash before `'`, `{`, `}` and `\\`.",
    bad: `"A": { "Type": "Pass", "Parameters": { "t.$": "States.Format('{}', $.a" }, "End": true }`,
    good: `"A": { "Type": "Pass", "Parameters": { "t.$": "States.Format('{}', $.a)" }, "End": true }`,
  },
  'jsonata-syntax': {
    mend: 'Correct the expression.',
    bad: `"A": { "Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $sum($states.input.a %}", "End": true }`,
    good: `"A": { "Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $sum($states.input.a) %}", "End": true }`,
  },
  'jsonata-reference': {
    mend: 'Read the input as `$states.input.…`, the result, after the work, as `$states.result`.',
    why: 'An expression has no input of its own: a bare name or `$` has nothing to refer to.',
    bad: `"A": { "Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% name %}", "End": true }`,
    good: `"A": { "Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $states.input.name %}", "End": true }`,
  },
  'states-member': {
    mend: '`$states` has `input`, `context`, `result` and `errorOutput`.',
    bad: `"A": { "Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $states.inputs.a %}", "End": true }`,
    good: `"A": { "Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $states.input.a %}", "End": true }`,
  },
  'jsonata-delimiter': {
    mend: 'Let the text begin with `{%` and end with `%}`, with nothing around them; join texts with `&` inside.',
    why: 'Otherwise it is a text like any other.',
    bad: `"A": { "Type": "Pass", "QueryLanguage": "JSONata", "Output": "Hello {% $states.input.name %}", "End": true }`,
    good: `"A": { "Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% 'Hello ' & $states.input.name %}", "End": true }`,
  },
  'jsonata-half': {
    mend: 'Let the text begin with `{%` and end with `%}`.',
    why: 'An expression that is opened and not closed, or closed and not opened, is refused.',
    bad: `"A": { "Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $states.input.a", "End": true }`,
    good: `"A": { "Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $states.input.a %}", "End": true }`,
  },
  'unevaluated-path': {
    mend: 'Let the key end in `.$`, or use the field that ends in `Path`.',
    bad: `"A": { "Type": "Pass", "Parameters": { "id": "$.id" }, "End": true }`,
    good: `"A": { "Type": "Pass", "Parameters": { "id.$": "$.id" }, "End": true }`,
  },
  'static-result': {
    mend: 'Use `Parameters` in place of `Result`.',
    bad: `"A": { "Type": "Pass", "Result": { "id.$": "$.id" }, "End": true }`,
    good: `"A": { "Type": "Pass", "Parameters": { "id.$": "$.id" }, "End": true }`,
  },
  'invalid-timestamp': {
    mend: 'Write it like `2030-08-18T17:33:00Z`.',
    bad: `"A": { "Type": "Wait", "Timestamp": "2030-08-18 17:33", "End": true }`,
    good: `"A": { "Type": "Wait", "Timestamp": "2030-08-18T17:33:00Z", "End": true }`,
  },
  'choice-operator': {
    mend: 'Give the rule one operator; join several with `And` or `Or`.',
    bad: `"A": { "Type": "Choice", "Default": "B", "Choices": [{ "Variable": "$.a", "Next": "B" }] },
"B": { "Type": "Succeed" }`,
    good: `"A": { "Type": "Choice", "Default": "B", "Choices": [{ "Variable": "$.a", "IsNull": true, "Next": "B" }] },
"B": { "Type": "Succeed" }`,
  },
  'unknown-resource': {
    mend: 'Call it through a service integration, such as `arn:aws:states:::sqs:sendMessage`.',
    bad: `"A": { "Type": "Task", "Resource": "arn:aws:sqs:us-east-1:123456789012:queue", "End": true }`,
    good: `"A": { "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "End": true,
  "Parameters": { "QueueUrl": "https://sqs.us-east-1.amazonaws.com/123456789012/queue", "MessageBody": "x" } }`,
  },
  'invalid-resource': {
    mend: 'Give the ARN of a Lambda function, an activity, or a service integration (`arn:aws:states:::SERVICE:ACTION`).',
    bad: `"A": { "Type": "Task", "Resource": "my-function", "End": true }`,
    good: `"A": { "Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:my-function", "End": true }`,
  },
  'unknown-service': {
    mend: 'Look at the spelling. If it is newer than this version of the checker, switch the code off here.',
    bad: `"A": { "Type": "Task", "Resource": "arn:aws:states:::aws-sdk:s3:getObjectAttribute", "End": true }`,
    good: `"A": { "Type": "Task", "Resource": "arn:aws:states:::aws-sdk:s3:listBuckets", "End": true }`,
  },
  'missing-parameter': {
    mend: 'Add the parameter.',
    bad: `"A": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": { "Payload": {} }, "End": true }`,
    good: `"A": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": { "FunctionName": "f" }, "End": true }`,
  },
  'no-parameters': {
    mend: 'Add `Parameters` (`Arguments` in JSONata).',
    bad: `"A": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": true }`,
    good: `"A": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": { "FunctionName": "f" }, "End": true }`,
  },
  'unknown-parameter': {
    mend: 'Correct or remove it. If it is newer than this version of the checker, switch the code off here.',
    bad: `"A": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": true,
  "Parameters": { "FunctionName": "f", "Colour": "red" } }`,
    good: `"A": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": true,
  "Parameters": { "FunctionName": "f" } }`,
  },
  'parameter-name': {
    mend: 'Write it as the message says.',
    why: 'Step Functions writes the names of parameters in PascalCase, whatever the API does.',
    bad: `"A": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": true,
  "Parameters": { "functionName": "f" } }`,
    good: `"A": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": true,
  "Parameters": { "FunctionName": "f" } }`,
  },
  'parameter-type': {
    mend: 'Give a value of the type that the message names.',
    bad: `"A": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": true,
  "Parameters": { "FunctionName": ["f"] } }`,
    good: `"A": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": true,
  "Parameters": { "FunctionName": "f" } }`,
  },
  'invalid-connection': {
    mend: 'Give `arn:aws:events:REGION:ACCOUNT:connection/NAME/ID`.',
    bad: `"A": { "Type": "Task", "Resource": "arn:aws:states:::http:invoke", "End": true,
  "Parameters": { "ApiEndpoint": "https://example.com", "Method": "GET",
    "Authentication": { "ConnectionArn": "my-connection" } } }`,
    good: `"A": { "Type": "Task", "Resource": "arn:aws:states:::http:invoke", "End": true,
  "Parameters": { "ApiEndpoint": "https://example.com", "Method": "GET",
    "Authentication": { "ConnectionArn": "arn:aws:events:us-east-1:123456789012:connection/c/0a1b" } } }`,
  },
  'task-token': {
    mend: 'Pass it on: `"token.$": "$$.Task.Token"`, in JSONata `"{% $states.context.Task.Token %}"`.',
    why: 'Nobody can end the state without its token; it waits until it times out.',
    bad: `"A": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken", "TimeoutSeconds": 60, "End": true,
  "Parameters": { "FunctionName": "f", "Payload": {} } }`,
    good: `"A": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken", "TimeoutSeconds": 60, "End": true,
  "Parameters": { "FunctionName": "f", "Payload": { "token.$": "$$.Task.Token" } } }`,
  },
  'states-all': {
    mend: 'Let it stand alone, in the last retrier or catcher.',
    bad: `"A": { "Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "End": true,
  "Retry": [{ "ErrorEquals": ["States.ALL"] }, { "ErrorEquals": ["Busy"] }] }`,
    good: `"A": { "Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "End": true,
  "Retry": [{ "ErrorEquals": ["Busy"] }, { "ErrorEquals": ["States.ALL"] }] }`,
  },
  'reserved-error': {
    mend: 'Correct the name, or give errors of your own names that begin differently.',
    bad: `"A": { "Type": "Fail", "Error": "x" , "Comment": "see B" },
"B": { "Type": "Parallel", "Branches": [], "Next": "A", "Retry": [{ "ErrorEquals": ["States.Timeouts"] }] }`,
    good: `"A": { "Type": "Parallel", "End": true, "Retry": [{ "ErrorEquals": ["States.Timeout"] }],
  "Branches": [{ "StartAt": "B", "States": { "B": { "Type": "Succeed" } } }] }`,
  },
  'timeout-order': {
    mend: 'Make the heartbeat shorter than the timeout.',
    bad: `"A": { "Type": "Task", "Resource": "arn:aws:states:us-east-1:123456789012:activity:a", "End": true,
  "TimeoutSeconds": 60, "HeartbeatSeconds": 60 }`,
    good: `"A": { "Type": "Task", "Resource": "arn:aws:states:us-east-1:123456789012:activity:a", "End": true,
  "TimeoutSeconds": 60, "HeartbeatSeconds": 10 }`,
  },
  'retry-delay': {
    mend: 'Raise `MaxDelaySeconds` above `IntervalSeconds`.',
    bad: `"A": { "Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "End": true,
  "Retry": [{ "ErrorEquals": ["Busy"], "IntervalSeconds": 10, "MaxDelaySeconds": 5 }] }`,
    good: `"A": { "Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "End": true,
  "Retry": [{ "ErrorEquals": ["Busy"], "IntervalSeconds": 5, "MaxDelaySeconds": 10 }] }`,
  },
  'reader-config': {
    mend: 'Let the options fit the `InputType`.',
    bad: `"A": { "Type": "Map", "End": true,
  "ItemReader": { "Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": { "InputType": "CSV" },
    "Parameters": { "Bucket": "b", "Key": "k" } },
  "ItemProcessor": {
    "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" },
    "StartAt": "B", "States": { "B": { "Type": "Succeed" } } } }`,
    good: `"A": { "Type": "Map", "End": true,
  "ItemReader": { "Resource": "arn:aws:states:::s3:getObject",
    "ReaderConfig": { "InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW" },
    "Parameters": { "Bucket": "b", "Key": "k" } },
  "ItemProcessor": {
    "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" },
    "StartAt": "B", "States": { "B": { "Type": "Succeed" } } } }`,
  },
  label: {
    mend: 'Choose a short label of letters, digits, `-` and `_`.',
    bad: `"A": { "Type": "Map", "End": true, "Label": "all orders", "ItemProcessor": {
  "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" },
  "StartAt": "B", "States": { "B": { "Type": "Succeed" } } } }`,
    good: `"A": { "Type": "Map", "End": true, "Label": "all-orders", "ItemProcessor": {
  "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" },
  "StartAt": "B", "States": { "B": { "Type": "Succeed" } } } }`,
  },
  'variable-name': {
    mend: 'Begin with a letter and go on with letters, digits and underscores.',
    bad: `"A": { "Type": "Pass", "Assign": { "first-name": 1 }, "End": true }`,
    good: `"A": { "Type": "Pass", "Assign": { "firstName": 1 }, "End": true }`,
  },
  'variable-scope': {
    mend: 'Hand the value out in the output of the branch, and assign it outside.',
    bad: `"A": { "Type": "Pass", "Assign": { "x": 1 }, "Next": "P" },
"P": { "Type": "Parallel", "End": true, "Branches": [
  { "StartAt": "B", "States": { "B": { "Type": "Pass", "Assign": { "x": 2 }, "End": true } } }] }`,
    good: `"A": { "Type": "Pass", "Assign": { "x": 1 }, "Next": "P" },
"P": { "Type": "Parallel", "End": true, "Branches": [
  { "StartAt": "B", "States": { "B": { "Type": "Pass", "Assign": { "y": 2 }, "End": true } } }] }`,
  },
  'unassigned-variable': {
    mend: 'Assign it in a state before this one.',
    bad: `"A": { "Type": "Pass", "Parameters": { "n.$": "$count" }, "End": true }`,
    good: `"A": { "Type": "Pass", "Assign": { "count": 1 }, "Next": "B" },
"B": { "Type": "Pass", "Parameters": { "n.$": "$count" }, "End": true }`,
  },
  'maybe-unassigned': {
    mend: 'Assign it on every way to this state, for example in the first state.',
    bad: `"A": { "Type": "Choice", "Default": "C", "Choices": [{ "Variable": "$.a", "IsPresent": true, "Next": "B" }] },
"B": { "Type": "Pass", "Assign": { "count": 1 }, "Next": "C" },
"C": { "Type": "Pass", "Parameters": { "n.$": "$count" }, "End": true }`,
    good: `"B": { "Type": "Pass", "Assign": { "count": 1 }, "Next": "C" },
"C": { "Type": "Pass", "Parameters": { "n.$": "$count" }, "End": true }`,
  },
  'unused-variable': {
    mend: 'Remove the assignment, or read the variable.',
    bad: `"A": { "Type": "Pass", "Assign": { "count": 1 }, "End": true }`,
    good: `"A": { "Type": "Pass", "Assign": { "count": 1 }, "Next": "B" },
"B": { "Type": "Pass", "Parameters": { "n.$": "$count" }, "End": true }`,
  },
  'shadowed-name': {
    mend: 'Choose another name.',
    why: 'In expressions of later states the function is hidden behind the variable.',
    bad: `"A": { "Type": "Pass", "QueryLanguage": "JSONata", "Assign": { "sum": 1 }, "Next": "B" },
"B": { "Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $sum %}", "End": true }`,
    good: `"A": { "Type": "Pass", "QueryLanguage": "JSONata", "Assign": { "total": 1 }, "Next": "B" },
"B": { "Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $total %}", "End": true }`,
  },
  'unknown-function': {
    mend: 'Correct the name; `$eval` is not available.',
    bad: `"A": { "Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $upper($states.input.a) %}", "End": true }`,
    good: `"A": { "Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $uppercase($states.input.a) %}", "End": true }`,
  },
  'unknown-context-field': {
    mend: 'Correct the name; completion lists the fields of the context object.',
    bad: `"A": { "Type": "Pass", "Parameters": { "id.$": "$$.Execution.ID" }, "End": true }`,
    good: `"A": { "Type": "Pass", "Parameters": { "id.$": "$$.Execution.Id" }, "End": true }`,
  },
  'endless-loop': {
    mend: 'Lead out of the loop, for example with a Choice.',
    bad: `"A": { "Type": "Choice", "Default": "D", "Choices": [{ "Variable": "$.a", "IsPresent": true, "Next": "B" }] },
"B": { "Type": "Wait", "Seconds": 5, "Next": "C" },
"C": { "Type": "Pass", "Next": "B" },
"D": { "Type": "Succeed" }`,
    good: `"A": { "Type": "Choice", "Default": "D", "Choices": [{ "Variable": "$.a", "IsPresent": true, "Next": "B" }] },
"B": { "Type": "Wait", "Seconds": 5, "Next": "C" },
"C": { "Type": "Pass", "Next": "A" },
"D": { "Type": "Succeed" }`,
  },
  'dead-rule': {
    mend: 'Remove the rule, or change its condition or its place.',
    bad: `"A": { "Type": "Choice", "Default": "B", "Choices": [
  { "Variable": "$.a", "IsNull": true, "Next": "B" },
  { "Variable": "$.a", "IsNull": true, "Next": "C" }] },
"B": { "Type": "Succeed" }, "C": { "Type": "Fail" }`,
    good: `"A": { "Type": "Choice", "Default": "B", "Choices": [
  { "Variable": "$.a", "IsNull": true, "Next": "B" },
  { "Variable": "$.b", "IsNull": true, "Next": "C" }] },
"B": { "Type": "Succeed" }, "C": { "Type": "Fail" }`,
  },
  'dead-handler': {
    mend: 'Remove it, or put it before the one that takes its errors.',
    bad: `"A": { "Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "End": true,
  "Retry": [{ "ErrorEquals": ["States.TaskFailed"] }, { "ErrorEquals": ["Busy"] }] }`,
    good: `"A": { "Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "End": true,
  "Retry": [{ "ErrorEquals": ["Busy"] }, { "ErrorEquals": ["States.TaskFailed"] }] }`,
  },
  'pattern-escape': {
    mend: 'Double the backslash, in JSON four of them, or remove it.',
    bad: `"A": { "Type": "Choice", "Default": "B", "Choices": [{ "Variable": "$.a", "StringMatches": "\\\\d*", "Next": "B" }] },
"B": { "Type": "Succeed" }`,
    good: `"A": { "Type": "Choice", "Default": "B", "Choices": [{ "Variable": "$.a", "StringMatches": "log-*.txt", "Next": "B" }] },
"B": { "Type": "Succeed" }`,
  },
  'too-deep': { mend: 'Move inner machines into state machines of their own, and start their executions.' },
  'size-limit': { mend: 'Move parts into state machines of their own, and data into a file on Amazon S3.' },
  'near-size-limit': {
    mend: 'Make nested state machines executions of their own (`states:startExecution.sync:2`), or keep large literals elsewhere.',
  },
  'no-default': {
    mend: 'Add a `Default`.',
    bad: `"A": { "Type": "Choice", "Choices": [{ "Variable": "$.a", "IsNull": true, "Next": "B" }] },
"B": { "Type": "Succeed" }`,
    good: `"A": { "Type": "Choice", "Default": "B", "Choices": [{ "Variable": "$.a", "IsNull": true, "Next": "B" }] },
"B": { "Type": "Succeed" }`,
  },
  'no-timeout': {
    mend: 'Add `TimeoutSeconds`, or `HeartbeatSeconds` where the worker sends heartbeats.',
    bad: `"A": { "Type": "Task", "Resource": "arn:aws:states:us-east-1:123456789012:activity:a", "End": true }`,
    good: `"A": { "Type": "Task", "Resource": "arn:aws:states:us-east-1:123456789012:activity:a", "TimeoutSeconds": 60, "End": true }`,
  },
  'no-retry': {
    mend: 'Add the retrier that AWS recommends.',
    bad: `"A": { "Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "End": true }`,
    good: `"A": { "Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "End": true, "Retry": [{
  "ErrorEquals": ["Lambda.ServiceException", "Lambda.AWSLambdaException", "Lambda.SdkClientException", "Lambda.TooManyRequestsException"],
  "IntervalSeconds": 1, "MaxAttempts": 3, "BackoffRate": 2, "JitterStrategy": "FULL" }] }`,
  },
  'no-catch': {
    mend: 'Add a last catcher with `States.ALL`.',
    bad: `"A": { "Type": "Task", "Resource": "arn:aws:states:::sns:publish", "End": true,
  "Parameters": { "TopicArn": "arn:aws:sns:us-east-1:123456789012:t", "Message": "x" },
  "Catch": [{ "ErrorEquals": ["Busy"], "Next": "B" }] },
"B": { "Type": "Fail" }`,
    good: `"A": { "Type": "Task", "Resource": "arn:aws:states:::sns:publish", "End": true,
  "Parameters": { "TopicArn": "arn:aws:sns:us-east-1:123456789012:t", "Message": "x" },
  "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "B" }] },
"B": { "Type": "Fail" }`,
  },
  'whole-payload': {
    mend: 'Name the members that the function needs.',
    bad: `"A": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": true,
  "Parameters": { "FunctionName": "f", "Payload.$": "$" } }`,
    good: `"A": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": true,
  "Parameters": { "FunctionName": "f", "Payload": { "id.$": "$.id" } } }`,
  },
  'large-map': { mend: 'Set `"Mode": "DISTRIBUTED"`.' },
  'state-name-character': {
    mend: 'Rename the state.',
    bad: `{ "StartAt": "a\\u0001b", "States": { "a\\u0001b": { "Type": "Succeed" } } }`,
    good: `{ "StartAt": "ab", "States": { "ab": { "Type": "Succeed" } } }`,
  },
  'express-limit': {
    mend: 'Wait less, or make it a Standard state machine.',
    why: 'An Express execution takes at most five minutes.',
    bad: `{ "Comment": "asl: express", "StartAt": "A", "States": { "A": { "Type": "Wait", "Seconds": 301, "End": true } } }`,
    good: `{ "Comment": "asl: express", "StartAt": "A", "States": { "A": { "Type": "Wait", "Seconds": 30, "End": true } } }`,
  },
  'payload-size': {
    mend: 'Keep large data in Amazon S3, and hand on where it is.',
    why: 'The execution fails with `States.DataLimitExceeded`.',
  },
  'jsonata-arguments': {
    mend: 'Give the arguments that the signature names; it is shown while typing.',
    bad: `{ "QueryLanguage": "JSONata", "StartAt": "A", "States": { "A": { "Type": "Pass", "Output": "{% $uppercase('a', 'b') %}", "End": true } } }`,
    good: `{ "QueryLanguage": "JSONata", "StartAt": "A", "States": { "A": { "Type": "Pass", "Output": "{% $uppercase('a') %}", "End": true } } }`,
  },
  'expression-type': {
    mend: 'Write an expression that gives the type the field takes.',
    bad: `{ "QueryLanguage": "JSONata", "StartAt": "A", "States": { "A": { "Type": "Wait", "Seconds": "{% 'ten' %}", "End": true } } }`,
    good: `{ "QueryLanguage": "JSONata", "StartAt": "A", "States": { "A": { "Type": "Wait", "Seconds": "{% 10 %}", "End": true } } }`,
  },
  'context-here': {
    mend: 'Read it where it is there: `Map` in a Map and its iterations, `Task` in a Task state.',
    bad: `"A": { "Type": "Pass", "Parameters": { "item.$": "$$.Map.Item.Value" }, "End": true }`,
    good: `"A": { "Type": "Pass", "Parameters": { "name.$": "$$.State.Name" }, "End": true }`,
  },
  'lost-result': {
    mend: 'Give `ResultPath` a place in the input, such as `$.result`, and read it from there.',
    bad: `"A": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": { "FunctionName": "f" }, "ResultPath": null, "OutputPath": "$.Payload", "End": true }`,
    good: `"A": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": { "FunctionName": "f" }, "OutputPath": "$.Payload", "End": true }`,
  },
  'express-restriction': {
    mend: 'Use request response, or a Standard state machine.',
    bad: `{
  "Comment": "asl: express", "StartAt": "A", "States": {
    "A": { "Type": "Task", "Resource": "arn:aws:states:us-east-1:123456789012:activity:a", "TimeoutSeconds": 60, "End": true } }
}`,
    good: `{
  "Comment": "asl: express", "StartAt": "A", "States": {
    "A": { "Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "End": true } }
}`,
  },
  deprecated: {
    mend: 'Use the successor; nothing else changes.',
    bad: `"A": { "Type": "Map", "End": true, "Iterator": { "StartAt": "B", "States": { "B": { "Type": "Succeed" } } } }`,
    good: `"A": { "Type": "Map", "End": true, "ItemProcessor": { "StartAt": "B", "States": { "B": { "Type": "Succeed" } } } }`,
  },
  'missing-data': {
    mend: 'Correct the path, give the data a default in the state before, or test for it in a Choice with `IsPresent`.',
    why: 'It is found by running the active scenario in the background, so it depends on the data of the scenario.',
  },
};
