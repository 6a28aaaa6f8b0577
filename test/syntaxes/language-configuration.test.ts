import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

interface Pattern {
  readonly pattern: string;
  readonly flags: string;
}

function wordPattern(file: string): Pattern {
  const text = readFileSync(new URL(`../../language-configuration/${file}.json`, import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly wordPattern: Pattern }).wordPattern;
}

/** The word around the cursor `<|>` of a line, as the editor finds it. */
function wordAt({ pattern, flags }: Pattern, marked: string): string | undefined {
  const cursor = marked.indexOf('<|>');
  const line = marked.replace('<|>', '');
  for (const { index, 0: word } of line.matchAll(new RegExp(pattern, `${flags}g`))) {
    if (index <= cursor && cursor <= index + word.length) return word;
  }
  return undefined;
}

type Case = readonly [line: string, word: string | undefined];

describe('words of JSON', () => {
  const pattern = wordPattern('asl');

  test.each<Case>([
    [`"Next": "Save <|>order",`, 'Save order'],
    [`"Is it do<|>ne?": {`, 'Is it done?'],
    [`"Next": "Sav<|>"`, 'Sav'],
    [`"Ty<|>pe": "Pass"`, 'Type'],
    [`"a.$": "$.line<|>-items.x"`, 'line-items'],
    [`"a.$": "$.über<|>Name"`, 'überName'],
    [`"a.$": "$['first na<|>me']"`, 'name'],
    [`"a.$": "$or<|>der.id"`, '$order'],
    [`"a.$": "$$<|>.Execution"`, '$$'],
    [`"a.$": "States.For<|>mat('x')"`, 'Format'],
    [`"order<|>Id.$": "$.a"`, 'orderId'],
    [`"Output": "{% $su<|>m($states.input.a) %}"`, '$sum'],
    [`"ErrorEquals": ["States.A<|>LL"]`, 'ALL'],
    [`"Seconds": 1<|>5,`, '15'],
    [`"a": <|> 1`, undefined],
  ])('%s', (line, word) => expect(wordAt(pattern, line)).toBe(word));
});

describe('words of YAML', () => {
  const pattern = wordPattern('asl-yaml');

  test.each<Case>([
    ['    Next: Save <|>order', 'Save order'],
    ['    Next: Save <|>order # then', 'Save order'],
    ['      - Next: "Save <|>order"', 'Save order'],
    ['  Is it <|>done?:', 'Is it done?'],
    ['    Ty<|>pe: Pass', 'Type'],
    ['    a.$: $.line<|>-items.x', 'line-items'],
    ['    Output: "{% $su<|>m($x) %}"', '$sum'],
    ['    Comment: the first <|>order', 'order'],
  ])('%s', (line, word) => expect(wordAt(pattern, line)).toBe(word));
});

describe('Enter in YAML', () => {
  const text = readFileSync(new URL('../../language-configuration/asl-yaml.json', import.meta.url), 'utf8');
  const { onEnterRules } = JSON.parse(text) as { readonly onEnterRules: readonly EnterRule[] };

  interface EnterRule {
    readonly beforeText: { readonly pattern: string };
    readonly afterText?: { readonly pattern: string };
    readonly action: { readonly indent: string; readonly appendText: string };
  }

  test.each([
    ['  - ErrorEquals: []', 'none'],
    ["  - 'Next': Done # then", 'none'],
    ['  - Assign:', 'indent'],
    ['  - Assign: # what is kept', 'indent'],
    ['  - Condition: >-', 'indent'],
    ['  - States.ALL', undefined],
    ['  - arn:aws:states', undefined],
    ['  - { Next: Done }', undefined],
    ['  - "a: b"', undefined],
    ['  - "a: b', undefined],
    ['  - # Next: Done', undefined],
    ['  Next: Done', undefined],
  ])('behind "%s": %s', (line, indent) => {
    const rule = onEnterRules.find(
      ({ beforeText, afterText }) => !afterText && new RegExp(beforeText.pattern).test(line),
    );
    expect(rule?.action).toEqual(indent && { indent, appendText: '  ' });
  });
});
