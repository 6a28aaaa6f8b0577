import { describe, expect, test } from 'vitest';
import { CODES, type ProblemCode } from '../../server/src/analysis/codes.ts';
import { machineOf } from '../support/marked.ts';
import { choice, DISTRIBUTED, jsonata, map, markedText, problemsIn, state, task } from '../support/problems.ts';

type Row = readonly [code: ProblemCode, source: string];

const YAML_PASS = 'StartAt: A\nStates:\n  A:\n    Type: Pass\n    End: true\n';

/** Each text has one kind of problem, at the marked places and nowhere else. */
function reports(name: string, rows: readonly Row[]): void {
  describe(name, () => {
    test.each(rows)('%s: %s', (code, source) => {
      const advice = CODES[code].severity === 'hint';
      expect(problemsIn(source, { advice })).toEqual(markedText(source).map((text) => [code, text]));
    });
  });
}

const pass = '"Type": "Pass"';
const end = '"Type": "Pass", "End": true';

reports('the text', [
  ['json-syntax', '{ "StartAt": "A", "States": { "A": { "Type": "Succeed"<|,|> } } }'],
  ['json-syntax', '{ "StartAt": "A", "States": { "A": { "Type": "Succeed" } <|}|>'],
  ['comment', '{ <|// why|>\n "StartAt": "A", "States": { "A": { "Type": "Succeed" } } }'],
  ['duplicate-key', `{ "StartAt": "A", "States": { "A": { ${end}, <|"End"|>: true } } }`],
  ['not-an-object', '<|[]|>'],
  ['not-an-object', '<||>'],
]);

reports('machines', [
  ['missing-field', '<|{|> "States": { "A": { "Type": "Succeed" } } }'],
  ['missing-field', '<|{|> "StartAt": "A" }'],
  ['wrong-value', '{ "StartAt": "A", "States": <|[]|> }'],
  ['wrong-value', '{ "StartAt": <|1|>, "States": { "A": { "Type": "Succeed" } } }'],
  ['unknown-field', '{ <|"Foo"|>: 1, "StartAt": "A", "States": { "A": { "Type": "Succeed" } } }'],
  ['wrong-value', '{ "Version": <|"2.0"|>, "StartAt": "A", "States": { "A": { "Type": "Succeed" } } }'],
  ['below-minimum', '{ "TimeoutSeconds": <|0|>, "StartAt": "A", "States": { "A": { "Type": "Succeed" } } }'],
  ['out-of-range', '{ "TimeoutSeconds": <|-1|>, "StartAt": "A", "States": { "A": { "Type": "Succeed" } } }'],
  ['out-of-range', '{ "TimeoutSeconds": <|999999999|>, "StartAt": "A", "States": { "A": { "Type": "Succeed" } } }'],
  ['wrong-value', '{ "TimeoutSeconds": <|1.5|>, "StartAt": "A", "States": { "A": { "Type": "Succeed" } } }'],
  ['wrong-value', '{ "QueryLanguage": <|"XPath"|>, "StartAt": "A", "States": { "A": { "Type": "Succeed" } } }'],
  ['wrong-value', '{ "Comment": <|1|>, "StartAt": "A", "States": { "A": { "Type": "Succeed" } } }'],
  [
    'unknown-field',
    `{ "StartAt": "A", "States": { "A": { "Type": "Parallel", "End": true, "Branches": [
      { <|"TimeoutSeconds"|>: 5, <|"QueryLanguage"|>: "JSONata", "StartAt": "B", "States": { "B": { ${end} } } }] } } }`,
  ],
]);

reports('transitions', [
  ['unknown-state', `{ "StartAt": <|"B"|>, "States": { "A": { "Type": "Fail" } } }`],
  ['unknown-state', choice('{ "Variable": "$.a", "IsNull": true, "Next": <|"B"|> }')],
  ['unknown-state', task('"Catch": [{ "ErrorEquals": ["E"], "Next": <|"B"|> }]')],
  [
    'unknown-state',
    '{ "StartAt": "C", "States": { "C": { "Type": "Choice", "Choices": [{ "Variable": "$.a", "IsNull": true, "Next": "Z" }], "Default": <|"X"|> }, "Z": { "Type": "Succeed" } } }',
  ],
  ['unknown-state', map(`"ItemProcessor": { "StartAt": <|"X"|>, "States": { "I": { ${end} } } }`)],
  ['unreachable-state', `{ "StartAt": "A", "States": { "A": { "Type": "Fail" }, <|"B"|>: { "Type": "Fail" } } }`],
  [
    'unreachable-state',
    machineOf(`"A": { "Type": "Fail" }, <|"B"|>: { ${pass}, "Next": "C" }, <|"C"|>: { ${pass}, "Next": "B" }`),
  ],
  ['unreachable-state', map(`"ItemProcessor": { "StartAt": "I", "States": { "I": { ${end} }, <|"U"|>: { ${end} } } }`)],
  ['no-terminal-state', `{ "StartAt": "A", <|"States"|>: { "A": { ${pass}, "Next": "A" } } }`],
  ['no-terminal-state', map(`"ItemProcessor": { "StartAt": "I", <|"States"|>: { "I": { ${pass}, "Next": "I" } } }`)],
  [
    'duplicate-state',
    `{ "StartAt": "A", "States": { "A": { "Type": "Parallel", "End": true, "Branches": [{ "StartAt": "A", "States": { <|"A"|>: { ${end} } } }] } } }`,
  ],
  ['state-name', `{ "StartAt": "${'x'.repeat(81)}", "States": { <|"${'x'.repeat(81)}"|>: { "Type": "Fail" } } }`],
]);

reports('fields of states', [
  ['missing-field', '{ "StartAt": "A", "States": { <|"A"|>: { "End": true } } }'],
  ['unknown-type', state('"Type": <|"Tsak"|>')],
  ['unknown-field', state(`${pass}, <|"Foo"|>: 1`)],
  ['unknown-field', state(`${pass}, <|"comment"|>: "x"`)],
  ['too-many-fields', state(`${pass}, "Next": "Z", <|"End"|>: true`)],
  ['missing-alternative', '{ "StartAt": "A", "States": { <|"A"|>: { "Type": "Pass", "End": false } } }'],
  ['wrong-value', `{ "StartAt": "A", "States": { "A": { "Type": "Wait", "Seconds": 1, "End": <|"true"|> } } }`],
  ['wrong-value', machineOf('"A": <|"x"|>')],
  ['unknown-field', '{ "StartAt": "A", "States": { "A": { "Type": "Succeed", <|"End"|>: true } } }'],
  ['unknown-field', '{ "StartAt": "A", "States": { "A": { "Type": "Fail", <|"InputPath"|>: "$.a" } } }'],
  ['unknown-field', state('"Type": "Wait", "Seconds": 1, <|"ResultPath"|>: "$.a", <|"Parameters"|>: {}')],
  ['unknown-field', state(`${pass}, <|"Retry"|>: [], <|"HeartbeatSeconds"|>: 3, <|"ItemSelector"|>: {}`)],
  ['unknown-field', map('<|"TimeoutSeconds"|>: 3')],
]);

reports('query languages', [
  ['wrong-query-language', jsonata(`${pass}, <|"InputPath"|>: "$.a", <|"Parameters"|>: {}, <|"Result"|>: 1`)],
  ['wrong-query-language', jsonata('"Type": "Wait", <|"SecondsPath"|>: "$.e"')],
  ['wrong-query-language', state(`${pass}, <|"Output"|>: {}`)],
  ['wrong-query-language', task('<|"Arguments"|>: { "FunctionName": "f" }')],
  ['query-language', jsonata(`${pass}, "QueryLanguage": <|"JSONPath"|>`)],
  ['jsonata-syntax', jsonata(`${pass}, "Output": "{% $sum(<| |>%}"`)],
  ['jsonata-reference', jsonata(`${pass}, "Output": { "v": "{% <|phone|> %}" }`)],
  ['jsonata-reference', jsonata(`${pass}, "Output": "{% <|$|>.foo %}"`)],
  ['jsonata-reference', jsonata(`${pass}, "Output": "{% <|$states.errorOutput|> %}"`)],
  [
    'jsonata-reference',
    jsonata(
      '"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Arguments": { "FunctionName": "f", "Payload": "{% <|$states.result|> %}" }',
    ),
  ],
  ['states-member', jsonata(`${pass}, "Output": "{% <|$states.inputs|> %}"`)],
  ['jsonata-delimiter', jsonata(`${pass}, "Output": <|" {% 1 %}"|>`)],
  ['jsonata-delimiter', jsonata(`${pass}, "Output": { "a": [<|"Hello {% $x %}!"|>] }`)],
  ['jsonata-half', jsonata(`${pass}, "Output": <|"{% $x "|>`)],
  ['jsonata-half', jsonata(`${pass}, "Output": <|"{% $x %} and more"|>`)],
  ['jsonata-half', jsonata(`${pass}, "Output": { "a": <|"$x %}"|> }`)],
  [
    'wrong-value',
    '{ "QueryLanguage": "JSONata", "StartAt": "A", "States": { "A": { "Type": "Choice", "Choices": [{ "Condition": <|"yes"|>, "Next": "Z" }] }, "Z": { "Type": "Fail" } } }',
  ],
  ['wrong-value', jsonata('"Type": "Wait", "Seconds": <|"10"|>')],
  ['wrong-value', state('"Type": "Wait", "Seconds": <|"{% 1 %}"|>')],
  ['wrong-value', jsonata('"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Arguments": <|[1]|>')],
]);

reports('paths and payload templates', [
  ['invalid-path', state(`${pass}, "InputPath": <|"abc"|>`)],
  ['invalid-path', state(`${pass}, "InputPath": "$.a<|[|>"`)],
  ['invalid-path', state(`${pass}, "ResultPath": <|"States.UUID()"|>`)],
  ['not-a-reference-path', state(`${pass}, "ResultPath": "$.a<|[*]|>"`)],
  ['not-a-reference-path', state(`${pass}, "ResultPath": "<|$$|>.a"`)],
  ['not-a-reference-path', state(`${pass}, "ResultPath": "<|$v|>.a"`)],
  ['not-a-reference-path', map('"MaxConcurrencyPath": "<|$$|>.Execution.Input.n"')],
  ['not-a-reference-path', state('"Type": "Wait", "SecondsPath": "$.a<|[*]|>"')],
  ['invalid-template', state(`${pass}, "Parameters": { "a.$": <|"abc"|> }`)],
  ['invalid-template', state(`${pass}, "Parameters": { "a.$": <|1|> }`)],
  ['invalid-template', state(`${pass}, "Parameters": { "list": [{ "a.$": <|"abc"|> }] }`)],
  ['invalid-template', task('"ResultSelector": { "a.$": <|"abc"|> }')],
  ['invalid-template', map('"ItemSelector": { "a.$": <|"abc"|> }')],
  ['invalid-template', state(`${pass}, "Assign": { "a.$": <|"abc"|> }`)],
  ['template-conflict', state(`${pass}, "Parameters": { "a": 1, <|"a.$"|>: "$.b" }`)],
  ['unevaluated-path', state(`${pass}, "Parameters": { "a": <|"$.abc"|> }`)],
  ['unevaluated-path', state(`${pass}, "Parameters": { "a": <|"States.UUID()"|> }`)],
  ['unevaluated-path', '{ "StartAt": "A", "States": { "A": { "Type": "Fail", "Error": <|"$.e"|> } } }'],
  ['static-result', state(`${pass}, "Result": { <|"a.$"|>: "$.x" }`)],
  ['filter-literal', state(`${pass}, "InputPath": "$.a[?(@.b==<|done|>)]"`)],
  ['path-step', state(`${pass}, "InputPath": "$.a<|[-1]|>.b"`)],
  ['path-step', state('"Type": "Wait", "SecondsPath": "$.a<|[-1]|>"')],
  ['path-step', state(`${pass}, "Parameters": { "n.$": "$.a<|.length()|>", "m.$": "States.Array($.b<|[-2]|>)" }`)],
  ['filter-literal', state(`${pass}, "InputPath": "$.a[?(@.b==<|\\"done\\"|>)]"`)],
]);

reports('intrinsic functions', [
  ['unknown-intrinsic', state(`${pass}, "Parameters": { "a.$": "<|States.Foo|>($.a)" }`)],
  ['unknown-intrinsic', state(`${pass}, "Parameters": { "a.$": "States.Array(<|States.Foo|>($.a))" }`)],
  ['intrinsic-arguments', state(`${pass}, "Parameters": { "a.$": "<|States.MathAdd($.a)|>" }`)],
  ['intrinsic-arguments', state(`${pass}, "Parameters": { "a.$": "<|States.UUID(1)|>" }`)],
  ['intrinsic-arguments', state(`${pass}, "Parameters": { "a.$": "States.MathAdd(<|'x'|>, 1)" }`)],
  ['invalid-intrinsic', state(`${pass}, "Parameters": { "a.$": "States.UUID() <|x|>" }`)],
  ['invalid-intrinsic', state(`${pass}, "Parameters": { "a.$": "States.Format('a<|\\\\q|>b')" }`)],
  [
    'invalid-intrinsic',
    '{ "StartAt": "A", "States": { "A": { "Type": "Fail", "ErrorPath": "<|States.Array|>(1)" } } }',
  ],
]);

reports('calls that must fail', [
  ['intrinsic-failure', state(`${pass}, "Parameters": { "a.$": "<|States.Format('{} {}', $.a)|>" }`)],
  ['intrinsic-failure', state(`${pass}, "Parameters": { "a.$": "States.Hash('x', <|'CRC32'|>)" }`)],
  ['intrinsic-failure', state(`${pass}, "Parameters": { "a.$": "States.ArrayRange($.a, 9, <|0|>)" }`)],
  ['intrinsic-failure', state(`${pass}, "Parameters": { "a.$": "<|States.ArrayRange(1, 5000, 1)|>" }`)],
  ['intrinsic-failure', state(`${pass}, "Parameters": { "a.$": "States.JsonMerge($.a, $.b, <|true|>)" }`)],
  ['intrinsic-arguments', state(`${pass}, "Parameters": { "a.$": "States.Array(States.ArrayPartition($.a, <|0|>))" }`)],
]);

reports('data flow', [
  ['unassigned-variable', state(`${pass}, "Parameters": { "a.$": "<|$nope|>.x" }`)],
  ['unassigned-variable', jsonata(`${pass}, "Output": "{% <|$nope|> + 1 %}"`)],
  [
    'unassigned-variable',
    `{ "StartAt": "A", "States": { "A": { ${pass}, "InputPath": "<|$x|>", "Next": "B" }, "B": { ${end}, "Assign": { "x": 1 } } } }`,
  ],
  [
    'maybe-unassigned',
    `{ "StartAt": "A", "States": {
      "A": { "Type": "Choice", "Choices": [{ "Variable": "$.a", "IsNull": true, "Next": "B" }], "Default": "C" },
      "B": { ${pass}, "Assign": { "x": 1 }, "Next": "C" }, "C": { ${end}, "InputPath": "<|$x|>" } } }`,
  ],
  ['unused-variable', state(`${pass}, "Assign": { <|"x"|>: 1 }`)],
  ['unknown-function', jsonata(`${pass}, "Output": "{% <|$noSuch|>(1) %}"`)],
  ['unknown-function', jsonata(`${pass}, "Output": "{% <|$eval|>('1') %}"`)],
  ['unknown-context-field', state(`${pass}, "Parameters": { "a.$": "$$<|.Foo.Bar|>" }`)],
  ['unknown-context-field', jsonata(`${pass}, "Output": "{% $states.context.<|Execution.Ids|> %}"`)],
]);

reports('what can never happen', [
  [
    'endless-loop',
    `{ "StartAt": "C", "States": { "C": { "Type": "Choice", "Choices": [{ "Variable": "$.a", "IsNull": true, "Next": "L" }], "Default": "Z" },
      <|"L"|>: { ${pass}, "Next": "L" }, "Z": { "Type": "Succeed" } } }`,
  ],
  [
    'dead-rule',
    choice(
      '{ "Variable": "$.a", "IsNull": true, "Next": "Z" }, { <|"IsNull"|>: true, "Variable": "$.a", "Next": "Z" }',
    ),
  ],
  [
    'dead-handler',
    task('"Retry": [{ "ErrorEquals": ["A", "B"] }, { "ErrorEquals": <|["B"]|> }, { "ErrorEquals": ["States.ALL"] }]'),
  ],
  ['pattern-escape', choice('{ "Variable": "$.a", "StringMatches": <|"a\\\\\\\\b*\\\\c"|>, "Next": "Z" }')],
]);

reports('what is easily missed', [
  ['json-syntax', '\ufeff{ "StartAt": "A", "States": { "A": { "Type": "Succeed"<|,|> } } }'],
  ['not-a-reference-path', state(`${pass}, "ResultPath": "$.a<|.length()|>"`)],
  ['jsonata-arguments', jsonata(`${pass}, "Output": "{% <|$uppercase|>('a', 'b') %}"`)],
  ['jsonata-arguments', jsonata(`${pass}, "Output": "{% <|$pad|>() %}"`)],
  ['expression-type', jsonata(`"Type": "Wait", "Seconds": <|"{% 'a' %}"|>`)],
  ['context-here', state(`${pass}, "Parameters": { "a.$": "$$<|.Map.Item.Value|>" }`)],
  ['context-here', state(`${pass}, "Parameters": { "a.$": "$$<|.Task.Token|>" }`)],
  ['intrinsic-failure', state(`${pass}, "Parameters": { "a.$": "States.ArrayGetItem($.a, <|-1|>)" }`)],
  ['invalid-timestamp', state('"Type": "Wait", "Timestamp": <|"2024-02-30T00:00:00Z"|>')],
  [
    'dead-rule',
    choice(
      '{ "Variable": "$.a", "NumericGreaterThan": 5, "Next": "Z" }, { "Variable": "$.a", <|"NumericGreaterThan"|>: 10, "Next": "Z" }',
    ),
  ],
  [
    'lost-result',
    `{ "StartAt": "A", "States": { "A": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": { "FunctionName": "f" }, "ResultPath": null, "Next": "B" },
      "B": { ${end}, "InputPath": <|"$.Payload"|> } } }`,
  ],
]);

reports('tasks', [
  ['missing-field', '{ "StartAt": "A", "States": { <|"A"|>: { "Type": "Task", "End": true } } }'],
  ['invalid-resource', task('"Resource": <|"hello world"|>')],
  ['invalid-resource', task('"Resource": "arn:aws:states:::dynamodb:<|query|>"')],
  ['invalid-resource', task('"Resource": "arn:aws:states:::<|lamda|>:invoke"')],
  ['unknown-service', task('"Resource": "arn:aws:states:::<|newservice|>:doIt"')],
  ['unknown-service', task('"Resource": "arn:aws:states:::<|s3|>:getObject"')],
  [
    'invalid-resource',
    task('"Resource": "arn:aws:states:::lambda:invoke<|.sync|>", "Parameters": { "FunctionName": "f" }'),
  ],
  ['invalid-resource', task('"Resource": <|"arn:aws:lambda:eu-west-1:123456789012:function:f:"|>')],
  ['unknown-resource', task('"Resource": <|"arn:aws:swf:us-east-1:123456789012:task:X"|>')],
  ['timeout-order', task('"TimeoutSeconds": 5, "HeartbeatSeconds": <|10|>')],
  ['out-of-range', task('"TimeoutSeconds": <|0|>')],
  ['too-many-fields', task('"TimeoutSeconds": 1, <|"TimeoutSecondsPath"|>: "$.a"')],
  ['missing-field', task('<|"Credentials"|>: {}')],
  ['wrong-value', task('"Parameters": <|"x"|>')],
]);

reports('Retry and Catch', [
  ['wrong-value', task('"Retry": <|{}|>')],
  ['missing-field', task('"Retry": [<|{|> "MaxAttempts": 1 }]')],
  ['wrong-value', task('"Retry": [{ "ErrorEquals": <|[]|> }]')],
  ['wrong-value', task('"Retry": [{ "ErrorEquals": <|1|> }]')],
  ['states-all', task('"Retry": [{ "ErrorEquals": [<|"States.ALL"|>, "E"] }]')],
  [
    'states-all',
    task('"Catch": [{ "ErrorEquals": [<|"States.ALL"|>], "Next": "Z" }, { "ErrorEquals": ["E"], "Next": "Z" }]'),
  ],
  ['reserved-error', task('"Retry": [{ "ErrorEquals": [<|"States.TaskFail"|>] }]')],
  [
    'out-of-range',
    task(
      '"Retry": [{ "ErrorEquals": ["E"], "IntervalSeconds": <|-1|>, "BackoffRate": <|0.5|>, "MaxAttempts": <|-1|> }]',
    ),
  ],
  ['retry-delay', task('"Retry": [{ "ErrorEquals": ["E"], "IntervalSeconds": 10, "MaxDelaySeconds": <|5|> }]')],
  ['wrong-value', task('"Retry": [{ "ErrorEquals": ["E"], "JitterStrategy": <|"HALF"|> }]')],
  ['unknown-field', task('"Retry": [{ "ErrorEquals": ["E"], <|"Foo"|>: 1 }]')],
  ['missing-field', task('"Catch": [<|{|> "ErrorEquals": ["E"] }]')],
  ['wrong-query-language', task('"Catch": [{ "ErrorEquals": ["E"], "Next": "Z", <|"Output"|>: 1 }]')],
]);

reports('Choice', [
  [
    'missing-field',
    '{ "StartAt": "A", "States": { <|"A"|>: { "Type": "Choice", "Default": "Z" }, "Z": { "Type": "Fail" } } }',
  ],
  [
    'wrong-value',
    '{ "StartAt": "A", "States": { "A": { "Type": "Choice", "Choices": <|[]|>, "Default": "Z" }, "Z": { "Type": "Fail" } } }',
  ],
  ['choice-operator', choice('<|{|> "Variable": "$.a", "Next": "Z" }')],
  ['choice-operator', choice('{ "Variable": "$.a", "StringEquals": "x", <|"IsNull"|>: true, "Next": "Z" }')],
  ['missing-field', choice('<|{|> "StringEquals": "x", "Next": "Z" }')],
  ['missing-field', choice('<|{|> "Variable": "$.a", "StringEquals": "x" }')],
  ['unknown-field', choice('{ "Not": { "Variable": "$.a", "IsNull": true, <|"Next"|>: "Z" }, "Next": "Z" }')],
  ['wrong-value', choice('{ "Variable": "$.a", "NumericEquals": <|"1"|>, "Next": "Z" }')],
  ['invalid-timestamp', choice('{ "Variable": "$.a", "TimestampEquals": <|"2024-01-01"|>, "Next": "Z" }')],
  ['wrong-value', choice('{ "And": <|[]|>, "Next": "Z" }')],
  ['choice-operator', choice('{ <|"Variable"|>: "$.a", "And": [{ "Variable": "$.a", "IsNull": true }], "Next": "Z" }')],
  ['invalid-path', choice('{ "Variable": <|"abc"|>, "IsNull": true, "Next": "Z" }')],
  ['invalid-path', choice('{ "Variable": "$.a", "StringEqualsPath": <|"abc"|>, "Next": "Z" }')],
]);

reports('Wait, Parallel, Map', [
  ['missing-alternative', '{ "StartAt": "A", "States": { <|"A"|>: { "Type": "Wait", "End": true } } }'],
  ['too-many-fields', state('"Type": "Wait", "Seconds": 1, <|"Timestamp"|>: "2024-01-01T00:00:00Z"')],
  ['out-of-range', state('"Type": "Wait", "Seconds": <|100000000|>')],
  ['invalid-timestamp', state('"Type": "Wait", "Timestamp": <|"2024-01-01t00:00:00z"|>')],
  ['wrong-value', '{ "StartAt": "A", "States": { "A": { "Type": "Parallel", "Branches": <|[]|>, "End": true } } }'],
  ['missing-alternative', '{ "StartAt": "A", "States": { <|"A"|>: { "Type": "Map", "End": true } } }'],
  ['too-many-fields', map('"MaxConcurrency": 1, <|"MaxConcurrencyPath"|>: "$.a"')],
  ['out-of-range', map('"MaxConcurrency": <|-1|>')],
  ['wrong-value', map('"MaxConcurrency": <|"2"|>')],
  [
    'missing-field',
    map('"Comment": "x"', '{ "Mode": "DISTRIBUTED" }').replace('"ProcessorConfig"', '<|"ProcessorConfig"|>'),
  ],
  ['distributed-only', map('<|"Label"|>: "L"', '{ "Mode": "INLINE" }')],
  ['distributed-mode', map('<|"Label"|>: "L"')],
  ['label', map('"Label": <|"a?b"|>', DISTRIBUTED)],
  ['out-of-range', map('"ToleratedFailurePercentage": <|101|>', DISTRIBUTED)],
  ['missing-alternative', map('<|"ItemBatcher"|>: { "BatchInput": {} }', DISTRIBUTED)],
  ['missing-alternative', map('<|"ResultWriter"|>: {}', DISTRIBUTED)],
  [
    'reader-config',
    map(
      '"ItemReader": { "Resource": "arn:aws:states:::s3:getObject", "Parameters": { "Bucket": "b", "Key": "k" }, "ReaderConfig": { "InputType": <|"CSV"|> } }',
      DISTRIBUTED,
    ),
  ],
  [
    'missing-field',
    map(
      '"ItemReader": { "Resource": "arn:aws:states:::s3:getObject", <|"Parameters"|>: { "Bucket": "b" } }',
      DISTRIBUTED,
    ),
  ],
  [
    'distributed-only',
    map(
      `"ItemProcessor": { "ProcessorConfig": { "Mode": "INLINE", <|"ExecutionType"|>: "STANDARD" }, "StartAt": "I", "States": { "I": { ${end} } } }`,
    ),
  ],
  [
    'reader-config',
    map(
      '"ItemReader": { "Resource": "arn:aws:states:::s3:listObjectsV2", "Parameters": { "Bucket": "b" }, "ReaderConfig": { "Transformation": <|"LOAD_AND_FLATTEN"|> } }',
      DISTRIBUTED,
    ),
  ],
  [
    'deprecated',
    `{ "StartAt": "M", "States": { "M": { "Type": "Map", <|"Iterator"|>: { "StartAt": "I", "States": { "I": { ${end} } } }, "End": true } } }`,
  ],
]);

reports('variables', [
  ['variable-name', state(`${pass}, "Assign": { <|"1a"|>: 1, <|"states"|>: 1, "fine": 1 }`)],
  ['wrong-value', state(`${pass}, "Assign": <|1|>`)],
  [
    'variable-scope',
    `{ "StartAt": "A", "States": { "A": { ${pass}, "Assign": { "x": 1 }, "Next": "M" }, "M": { "Type": "Map", "End": true,
      "ItemProcessor": { "StartAt": "I", "States": { "I": { ${end}, "Assign": { <|"x"|>: 2 } } } } } } }`,
  ],
]);

describe('YAML that is no JSON', () => {
  test.each([
    ['a state without anything', 'StartAt: A\nStates:\n  A:\n', 'wrong-value', 'A'],
    ['an alias of nothing', `${YAML_PASS}    Parameters: *nope\n`, 'yaml-syntax', '*nope'],
    ['an alias inside what it stands for', `${YAML_PASS}    Parameters: &a { b: *a }\n`, 'yaml-syntax', '*a'],
    ['a number that JSON lacks', `${YAML_PASS}    Result: .nan\n`, 'yaml-syntax', '.nan'],
  ])('%s', (_, source, code, text) => {
    expect(problemsIn(source, { advice: false }, 'yaml')).toContainEqual([code, text]);
  });

  test('a second document', () => {
    const codes = problemsIn(`${YAML_PASS}---\na: 1\n`, undefined, 'yaml').map(([code]) => code);
    expect(codes).toContain('yaml-syntax');
  });
});

describe('no false alarm', () => {
  test.each([
    ['a byte order mark', `\ufeff${state(pass)}`],
    [
      'rules that overlap',
      choice(
        '{ "Variable": "$.a", "NumericGreaterThan": 5, "Next": "Z" }, { "Variable": "$.a", "NumericGreaterThan": 1, "Next": "Z" }',
      ),
    ],
    ['functions with their context left out', jsonata(`${pass}, "Output": "{% $states.input.names.$uppercase() %}"`)],
    [
      'the item of a Map, deep inside',
      map('"Comment": "x"').replace(
        `"I": { "Type": "Pass"`,
        `"I": { "Type": "Pass", "Parameters": { "a.$": "$$.Map.Item.Value" }`,
      ),
    ],
    [
      'placeholders without quotes',
      '{ "StartAt": "A", "States": { "A": { "Type": "Wait", "Seconds": ${wait}, "Next": "Z" }, "Z": { "Type": "Succeed" } } }',
    ],
    [
      'placeholders in numbers, paths, targets and ARNs',
      task('"Resource": "${Arn}", "TimeoutSeconds": "${t}", "ResultPath": "${p}"').replace('"Z" }', '"${next}" }'),
    ],
    [
      'functions of deployment templates',
      task(
        '"Resource": { "Fn::GetAtt": ["F", "Arn"] }, "TimeoutSeconds": { "Ref": "T" }, "Parameters": { "a.$": { "Fn::Sub": "$.${p}" } }',
      ),
    ],
    [
      'transitions from a placeholder',
      `{ "StartAt": "A", "States": { "A": { "Type": "Choice", "Choices": [\${rules}], "Default": \${next} }, "B": { ${end} } } }`,
    ],
    [
      'catchers from a template',
      task('"Catch": [{ "ErrorEquals": ["E"], "Next": { "Ref": "N" } }]').replace(
        '"Z" }, ',
        '"Z" }, "B": { "Type": "Fail" }, ',
      ),
    ],
    ['states from a placeholder', '{ "StartAt": "A", "States": ${states} }'],
    [
      'ARNs of other partitions',
      task('"Resource": "arn:aws-us-gov:states:::sns:publish", "Parameters": { "TopicArn": "t", "Message": "m" }'),
    ],
    ['an empty Catch', task('"Catch": []')],
    ['a path with an odd name', state(`${pass}, "InputPath": "$.foo-bar['a b'][0]"`)],
    ['keys that end in .$ in a JSONata state', jsonata(`${pass}, "Output": { "a.$": "abc" }`)],
    [
      'JSONata functions that take functions, and those after ~>',
      jsonata(`${pass}, "Output": "{% $reduce([1], function($a, $b) { $a + $b }) & ([1] ~> $join()) %}"`),
    ],
    ['JSONata over several lines', jsonata(`${pass}, "Output": "{%\\n $states.input.a\\n ? 1 : 2 %}"`)],
    [
      'CSV of a manifest',
      map(
        '"ItemReader": { "Resource": "arn:aws:states:::s3:getObject", "Parameters": { "Bucket": "b", "Key": "k" }, "ReaderConfig": { "ManifestType": "ATHENA_DATA", "InputType": "CSV" } }',
        DISTRIBUTED,
      ),
    ],
    ['End: false beside Next', state(`${pass}, "End": false, "Next": "Z"`)],
  ])('%s', (_, source) => {
    expect(problemsIn(source, { advice: false })).toEqual([]);
  });
});

describe('Express state machines', () => {
  test.each([
    ['arn:aws:states:::ecs:runTask.sync', '{ "TaskDefinition": "t" }'],
    ['arn:aws:states:::sqs:sendMessage.waitForTaskToken', '{ "QueueUrl": "q", "MessageBody.$": "$$.Task.Token" }'],
    ['arn:aws:states:eu-west-1:123456789012:activity:a', '{}'],
  ])('refuse %s', (resource, parameters) => {
    const source = task(`"Resource": "${resource}", "Parameters": ${parameters}`);
    expect(problemsIn(source, { type: 'EXPRESS', advice: false })).toEqual([['express-restriction', `"${resource}"`]]);
    expect(problemsIn(source, { advice: false })).toEqual([]);
  });
});

test('YAML is checked by the same rules', () => {
  const source = `
StartAt: A
States:
  A:
    Type: Task
    Resource: !GetAtt Function.Arn
    TimeoutSeconds: 0
    Next: yes
  on:
    Type: Succeed
`;
  expect(problemsIn(source, { advice: false }, 'yaml')).toEqual([
    ['out-of-range', '0'],
    ['unknown-state', 'yes'],
    ['unreachable-state', 'on'],
  ]);
});

describe('advice', () => {
  test.each<Row>([
    ['no-retry', task('"Parameters": { "FunctionName": "f" }').replace('"A": {', '<|"A"|>: {')],
    [
      'no-timeout',
      task('"Resource": "arn:aws:states:::ecs:runTask.sync", "Parameters": { "TaskDefinition": "t" }').replace(
        '"A": {',
        '<|"A"|>: {',
      ),
    ],
    [
      'no-catch',
      task(`"Retry": [{ "ErrorEquals": ["States.ALL"] }], <|"Catch"|>: [{ "ErrorEquals": ["E"], "Next": "Z" }]`),
    ],
    [
      'no-default',
      '{ "StartAt": "A", "States": { "A": { "Type": "Choice", <|"Choices"|>: [{ "Variable": "$.a", "IsNull": true, "Next": "Z" }] }, "Z": { "Type": "Fail" } } }',
    ],
    [
      'whole-payload',
      task('"Retry": [{ "ErrorEquals": ["States.ALL"] }], "Parameters": { "FunctionName": "f", "Payload.$": <|"$"|> }'),
    ],
  ])('%s is given, and can be switched off', (code, source) => {
    expect(problemsIn(source)).toEqual(markedText(source).map((text) => [code, text]));
    expect(problemsIn(source, { advice: false })).toEqual([]);
  });
});

describe('switching a code off', () => {
  test('for a state, in its Comment', () => {
    const source = state(`${pass}, "Comment": "asl-disable unknown-field", "Foo": 1, "ResultPath": "x"`);
    expect(problemsIn(source)).toEqual([['invalid-path', '"x"']]);
  });

  test('for the next line, in YAML', () => {
    const source = `
StartAt: A
States:
  A:
    Type: Pass
    # asl-disable-next-line unknown-field
    Foo: 1
    Bar: 2
    End: true
`;
    expect(problemsIn(source, undefined, 'yaml')).toEqual([['unknown-field', 'Bar']]);
  });

  test('an Express machine can say so', () => {
    const source = task(
      '"Resource": "arn:aws:states:::ecs:runTask.sync", "Parameters": { "TaskDefinition": "t" }, "TimeoutSeconds": 9',
    ).replace('{', '{ "Comment": "asl: express",');
    expect(problemsIn(source)).toEqual([['express-restriction', '"arn:aws:states:::ecs:runTask.sync"']]);
  });
});

test.each([
  [950_000, 'near-size-limit'],
  [1_100_000, 'size-limit'],
] as const)('a definition of %i bytes', (bytes, code) => {
  const source = state(`${pass}, "Comment": "${'x'.repeat(bytes)}"`);
  expect(problemsIn(source).map(([found]) => found)).toEqual([code]);
});
