import { beforeAll, describe, expect, test } from 'vitest';
import type { IGrammar } from 'vscode-textmate';
import { loadGrammar, tokenize } from './tokenize.ts';

type Case = readonly [text: string, scope: string];

/** The text of each token that has the scope as its innermost one, against the text of each `<|...|>` range. */
function expectScope(grammar: IGrammar, marked: string, scope: string): void {
  const wanted: string[] = [];
  let source = '';
  const ranges: { start: number; end: number }[] = [];
  for (const part of marked.split(/(<\|[\s\S]*?\|>)/)) {
    const range = /^<\|([\s\S]*)\|>$/.exec(part)?.[1];
    if (range !== undefined) {
      wanted.push(range);
      ranges.push({ start: source.length, end: source.length + range.length });
    }
    source += range ?? part;
  }
  const found = ranges.map(({ start, end }) =>
    tokenize(grammar, source)
      .filter((token) => token.start < end && token.end > start)
      .filter((token) => token.scopes.includes(scope) && token.start >= start && token.end <= end)
      .map((token) => token.text)
      .join(''),
  );
  expect(found).toEqual(wanted);
}

function expectNoScope(grammar: IGrammar, source: string, scope: string): void {
  const found = tokenize(grammar, source).filter((token) => token.scopes.some((each) => each.startsWith(scope)));
  expect(found.map((token) => token.text)).toEqual([]);
}

describe('JSON', () => {
  let grammar: IGrammar;
  beforeAll(async () => {
    grammar = await loadGrammar('source.asl');
  });

  test.each<Case>([
    [`{ "<|StartAt|>": "A" }`, 'support.type.property-name.json'],
    [`{ "StartAt": "<|Save order|>" }`, 'entity.name.function.state.asl'],
    [`{ "States": { "<|Save order|>": { "Next": "<|B|>" }, "<|B|>": {} } }`, 'entity.name.function.state.asl'],
    [`{ "States": { "A": { "<|Type|>": "Pass" } } }`, 'support.type.property-name.json'],
    [`{ "States":\n  {\n    "<|A|>":\n    {} } }`, 'entity.name.function.state.asl'],
    [`{ "Type": "<|Parallel|>" }`, 'support.class.state-type.asl'],
    [`{ "QueryLanguage": "<|JSONata|>" }`, 'constant.language.query-language.asl'],
    [`{ "ErrorEquals": ["<|States.ALL|>",\n "<|My.Error|>"] }`, 'support.class.error.asl'],
    [`{ "Resource": "arn:aws:states:::<|sqs|>:sendMessage.waitForTaskToken" }`, 'support.class.service.asl'],
    [`{ "Resource": "arn:aws:states:::aws-sdk:s3:<|putObject|>" }`, 'support.function.action.asl'],
    [`{ "Resource": "arn:aws:states:::sqs:sendMessage<|.waitForTaskToken|>" }`, 'keyword.other.pattern.asl'],
    [`{ "TableName": "x-\${<|Orders|>}" }`, 'variable.other.constant.placeholder.asl'],
    [`{ "Resource": "\${<|Function.Arn|>}" }`, 'variable.other.constant.placeholder.asl'],
    [`{ "Comment": "a<|\\n|>b" }`, 'constant.character.escape.json'],
    [`{ "Seconds": <|30|> }`, 'constant.numeric.json'],
    [`{ "End": <|true|> }`, 'constant.language.json'],
    [`{ <|// later|>\n "End": true }`, 'comment.line.double-slash.json'],
    [`{ <|/* later */|> "End": true }`, 'comment.block.json'],
  ])('%s has %s', (text, scope) => expectScope(grammar, text, scope));

  test.each<Case>([
    [`{ "a<|.$|>": "$.b" }`, 'keyword.operator.template.asl'],
    [`{ "a.$": "<|$|>.b" }`, 'variable.language.root.asl'],
    [`{ "a.$": "<|$$|>.Execution.Id" }`, 'variable.language.context.asl'],
    [`{ "a.$": "<|$order|>.id" }`, 'variable.other.readwrite.asl'],
    [`{ "InputPath": "$.<|order|>.<|line-items|>" }`, 'variable.other.property.asl'],
    [`{ "Variable": "$['<|first name|>'].x" }`, 'variable.other.property.asl'],
    [`{ "a.$": "$..<|name|>" }`, 'variable.other.property.asl'],
    [`{ "a.$": "$<|..|>name" }`, 'keyword.operator.descent.asl'],
    [`{ "a.$": "$.items[<|0|>][<|2|>:<|4|>]" }`, 'constant.numeric.index.asl'],
    [`{ "a.$": "$.items[<|*|>].x" }`, 'keyword.operator.wildcard.asl'],
    [`{ "a.$": "$.items[<|?|>(@.n > 1)]" }`, 'keyword.operator.filter.asl'],
    [`{ "a.$": "$.items[?(<|@|>.n > 1 && <|@|>.m)]" }`, 'variable.language.this.asl'],
    [`{ "a.$": "$.items[?(@.n <|>=|> 1 <|&&|> @.s <|==|> 'x')]" }`, 'keyword.operator.comparison.asl'],
    [`{ "a.$": "$.items[?(@.n >= <|1.5|>)]" }`, 'constant.numeric.asl'],
    [`{ "a.$": "$.items[?(@.s == <|'it is'|>)].t" }`, 'string.quoted.single.asl'],
    [`{ "a.$": "$.items[?(@.s =~ <|/a.*/i|>)]" }`, 'string.regexp.asl'],
  ])('JSONPath: %s has %s', (text, scope) => expectScope(grammar, text, scope));

  test.each<Case>([
    [`{ "a.$": "States.<|Format|>('{}', States.<|UUID|>())" }`, 'support.function.intrinsic.asl'],
    [`{ "CausePath": "States.<|Format|>('x')" }`, 'support.function.intrinsic.asl'],
    [`{ "a.$": "States.Format(<|'for {}, it\\\\'s'|>, $.b)" }`, 'string.quoted.single.asl'],
    [`{ "a.$": "States.Format('for <|{}|>', $.b)" }`, 'constant.other.placeholder.asl'],
    [`{ "a.$": "States.Format('it<|\\\\'|>s', $.b)" }`, 'constant.character.escape.asl'],
    [`{ "a.$": "States.MathAdd($.b[0].<|c|>, -1)" }`, 'variable.other.property.asl'],
    [`{ "a.$": "States.MathAdd($.b, <|-1|>)" }`, 'constant.numeric.asl'],
    [`{ "a.$": "States.JsonMerge($.a, $.b, <|false|>)" }`, 'constant.language.asl'],
  ])('intrinsic call: %s has %s', (text, scope) => expectScope(grammar, text, scope));

  test.each<Case>([
    [`{ "Output": "<|{%|> $x %}" }`, 'punctuation.section.embedded.begin.asl'],
    [`{ "Output": "{% <|$states|>.<|input|>.a %}" }`, 'variable.language.states.jsonata'],
    [`{ "Output": "{% $states.input.<|a|> %}" }`, 'variable.other.property.jsonata'],
    [`{ "Output": { "x": ["{% <|$total|> + 1 %}"] } }`, 'variable.other.readwrite.jsonata'],
    [`{ "Items": "{% <|$map|>($x, function($v) { 1 }) %}" }`, 'support.function.jsonata'],
    [`{ "Items": "{% $map($x, <|function|>($v) { $v }) %}" }`, 'storage.type.function.jsonata'],
    [`{ "Condition": "{% $a <|and|> $b <|in|> $c %}" }`, 'keyword.operator.wordlike.jsonata'],
    [`{ "Condition": "{% $a <|>=|> 1 %}" }`, 'keyword.operator.comparison.jsonata'],
    [`{ "Condition": "{% $a = <|\\"x %\\"|> %}" }`, 'string.quoted.double.jsonata'],
    [`{ "Condition": "{% $a = <|'x'|> %}" }`, 'string.quoted.single.jsonata'],
    [`{ "Seconds": "{% <|1.5|> %}" }`, 'constant.numeric.jsonata'],
    [`{ "Output": "{% [<|1|>..<|3|>] %}" }`, 'constant.numeric.jsonata'],
    [`{ "Output": "{% $a <|:=|> 1 %}" }`, 'keyword.operator.assignment.jsonata'],
    [`{ "Output": "{% $a <|~>|> $f %}" }`, 'keyword.operator.chain.jsonata'],
    [`{ "Output": "{% <|/* why */|> 1 %}" }`, 'comment.block.jsonata'],
    [`{ "Output": "{% $match($a, <|/\\\\d+\\\\/x/i|>) %}" }`, 'string.regexp.jsonata'],
    [`{ "Output": "{% $a <|/|> $b <|/|> 2 %}" }`, 'keyword.operator.arithmetic.jsonata'],
  ])('JSONata: %s has %s', (text, scope) => expectScope(grammar, text, scope));

  test.each<Case>([
    [`{ "Output": "{% 'unfinished %}", "Next": "<|B|>" }`, 'entity.name.function.state.asl'],
    [`{ "Output": "{% $f(", "Next": "<|B|>" }`, 'entity.name.function.state.asl'],
    [`{ "a.$": "States.Format('x", "Next": "<|B|>" }`, 'entity.name.function.state.asl'],
    [`{ "InputPath": "$.a[?(@.b", "Next": "<|B|>" }`, 'entity.name.function.state.asl'],
    [`{ "Comment": "open\n "Next": "<|B|>" }`, 'entity.name.function.state.asl'],
    [`{ "Comment":\n "Next": "<|B|>" }`, 'entity.name.function.state.asl'],
    [`{ "Comment": "a"\n "Next": "<|B|>" }`, 'entity.name.function.state.asl'],
  ])('what is unfinished does not colour the rest: %s', (text, scope) => expectScope(grammar, text, scope));

  test.each<Case>([
    [`{ "Comment": "$.a costs $5" }`, 'meta.embedded'],
    [`{ "Parameters": { "a": "$.b" } }`, 'meta.embedded'],
    [`{ "Comment": "States.Format('x')" }`, 'meta.embedded'],
    [`{ "Output": " {% $a %}" }`, 'meta.embedded'],
    [`{ "Output": "{% $a %} " }`, 'meta.embedded'],
    [`{ "Parameters": { "Next": "B", "Type": "Pass", "ErrorEquals": ["x"] } }`, 'entity.name'],
    [`{ "Type": "Nothing" }`, 'support.class'],
  ])('%s has nothing of %s', (text, scope) => expectNoScope(grammar, text, scope));
});

describe('YAML', () => {
  let grammar: IGrammar;
  beforeAll(async () => {
    grammar = await loadGrammar('source.asl.yaml');
  });

  test.each<Case>([
    [`<|# why|>`, 'comment.line.number-sign.yaml'],
    [`End: true <|# why|>`, 'comment.line.number-sign.yaml'],
    [`<|StartAt|>: A`, 'entity.name.tag.yaml'],
    [`StartAt: <|Save order|> # first`, 'entity.name.function.state.asl'],
    [`StartAt: "<|Save order|>"`, 'entity.name.function.state.asl'],
    [
      `States:\n  <|Save order|>:\n    Next: <|Is it?|>\n\n  # one\n  <|Is it?|>:\n    Type: Pass`,
      'entity.name.function.state.asl',
    ],
    [
      `States:\n  A:\n    Branches:\n      - States:\n          <|B|>:\n            Type: Pass\n        StartAt: <|B|>`,
      'entity.name.function.state.asl',
    ],
    [`States:\n  A:\n    Branches:\n      - States:\n          B: {}\n        <|StartAt|>: B`, 'entity.name.tag.yaml'],
    [`Type: <|Map|>`, 'support.class.state-type.asl'],
    [`Catch:\n  - ErrorEquals: [<|States.ALL|>, "<|My.Error|>"]`, 'support.class.error.asl'],
    [`Catch:\n  - ErrorEquals:\n      - <|States.ALL|>\n    Next: B`, 'support.class.error.asl'],
    [`Catch:\n  - ErrorEquals:\n    - States.ALL\n    Next: <|B|>`, 'entity.name.function.state.asl'],
    [`Resource: arn:aws:states:::<|sqs|>:sendMessage`, 'support.class.service.asl'],
    [`TableName: \${<|Orders|>}`, 'variable.other.constant.placeholder.asl'],
    [`Seconds: <|30|>`, 'constant.numeric.yaml'],
    [`End: <|true|>`, 'constant.language.yaml'],
    [`Comment: it's <|# not open|>`, 'comment.line.number-sign.yaml'],
  ])('%s has %s', (text, scope) => expectScope(grammar, text, scope));

  test.each<Case>([
    [`a<|.$|>: $.b`, 'keyword.operator.template.asl'],
    [`- a.$: $.<|b|>.<|c|>[0]`, 'variable.other.property.asl'],
    [`a.$: "$.<|b|>"`, 'variable.other.property.asl'],
    [`"a.$": '$.<|b|>'`, 'variable.other.property.asl'],
    [`InputPath: <|$|>`, 'variable.language.root.asl'],
    [`a.$: States.<|Format|>('{}: {}', $.b)`, 'support.function.intrinsic.asl'],
    [`a.$: States.Format(<|'{}: {}'|>, $.b)`, 'string.quoted.single.asl'],
    [`CausePath: >-\n  States.<|Format|>('x',\n  $.b)\nNext: B`, 'support.function.intrinsic.asl'],
    [`CausePath: >-\n  States.Format('x\nNext: <|B|>`, 'entity.name.function.state.asl'],
    [`Item: { id.$: $.<|b|>, n: 1 }`, 'variable.other.property.asl'],
  ])('paths: %s has %s', (text, scope) => expectScope(grammar, text, scope));

  test.each<Case>([
    [`Output: "{% <|$total|> %}"`, 'variable.other.readwrite.jsonata'],
    [`Output: '{% <|$total|> %}'`, 'variable.other.readwrite.jsonata'],
    [`Output: '{% $a = <|''x''|> & $b %}'`, 'string.quoted.single.jsonata'],
    [`Items: ["{% <|$total|> %}"]`, 'variable.other.readwrite.jsonata'],
    [`Output: |-\n  {%\n    <|$sum|>($x)\n  %}\nNext: B`, 'support.function.jsonata'],
    [`Output: |-\n  {%\n    $sum($x\nNext: <|B|>`, 'entity.name.function.state.asl'],
    [`Output: "{%\n    <|$sum|>($x)\n  %}"\nNext: B`, 'support.function.jsonata'],
    [`Assign:\n  a: "{% 'x' %}"\n  Next: x\nNext: <|B|>`, 'entity.name.function.state.asl'],
  ])('JSONata: %s has %s', (text, scope) => expectScope(grammar, text, scope));

  test.each<Case>([
    [`Comment: $.a costs $5`, 'meta.embedded'],
    [`Parameters:\n  Next: B\n  Type: Pass\n  a: $.b`, 'entity.name.function'],
    [`Parameters:\n  Type: Pass`, 'support.class'],
  ])('%s has nothing of %s', (text, scope) => expectNoScope(grammar, text, scope));
});
