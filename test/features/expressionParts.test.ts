import { describe, expect, test } from 'vitest';
import { documentHighlights } from '../../server/src/features/documentHighlight.ts';
import { inlayHints } from '../../server/src/features/inlayHint.ts';
import { selectionRanges } from '../../server/src/features/selectionRange.ts';
import { rangeOf } from '../../server/src/model/document.ts';
import { machineOf, marked } from '../support/marked.ts';
import { previewOf } from '../support/preview.ts';

const state = (fields: string) => machineOf(`"A": { "Type": "Pass", ${fields}, "End": true }`);
const jsonata = (text: string) => state(`"QueryLanguage": "JSONata", "Output": "${text}"`);

describe('a selection grows by the parts of the expression', () => {
  test.each([
    ['a path', state('"InputPath": "$.a.<|>b[0]"'), ['b', '$.a.b', '$.a.b[0]', '"$.a.b[0]"']],
    [
      'a condition of a filter',
      state('"InputPath": "$.a[?(@.b.<|>c > 5)].d"'),
      ['c', '@.b.c', '@.b.c > 5', '[?(@.b.c > 5)]', '$.a[?(@.b.c > 5)]', '$.a[?(@.b.c > 5)].d'],
    ],
    [
      'an intrinsic call',
      state(`"Parameters": { "x.$": "States.Format('{}', States.MathAdd($.<|>n, 1))" }`),
      ['n', '$.n', 'States.MathAdd($.n, 1)', "States.Format('{}', States.MathAdd($.n, 1))"],
    ],
    [
      'JSONata',
      jsonata('{% $sum($states.input.<|>a.b) + 1 %}'),
      ['a', '$states.input.a', '$states.input.a.b', '$sum($states.input.a.b)', '$sum($states.input.a.b) + 1'],
    ],
  ])('%s', (_, source, expected) => {
    const { document, position, text } = marked(source);
    const texts: string[] = [];
    let [range] = selectionRanges(document, [position]);
    for (; range && texts.length < expected.length; range = range.parent) {
      texts.push(text.slice(document.text.offsetAt(range.range.start), document.text.offsetAt(range.range.end)));
    }
    expect(texts).toEqual(expected);
  });
});

test.each([
  ['of JSONata', jsonata('{% $sum<|(|><|>$states.input[0]<|)|> %}')],
  ['of an intrinsic call', state(`"Parameters": { "x.$": "States.Format<|(|><|>'(', $.a)<|UNUSED|>" }`)],
  ['of a path', state('"InputPath": "$.a<|>[?(@.b)]"')],
])('the pair of brackets at the cursor: %s', (name, source) => {
  const { document, position, ranges, text } = marked(source.replace(')<|UNUSED|>', '<|)|>'));
  const found = documentHighlights(document, position).map(({ range }) => range);
  if (name !== 'of a path') expect(found).toEqual(ranges);
  else expect(found).toEqual(['[', ']'].map((bracket) => rangeAt(text, bracket)));

  function rangeAt(source: string, bracket: string) {
    const start = source.indexOf(bracket, source.indexOf('$.a'));
    return rangeOf(document, { start, end: start + 1 });
  }
});

test('a hint stands behind its expression, in a block of YAML too', async () => {
  const { document, position, text } = marked(
    'StartAt: A\nStates:\n  A:\n    Type: Pass\n    InputPath: >-\n      $.n<|>\n    End: true\n',
    'yaml',
  );
  const whole = rangeOf(document, { start: 0, end: text.length });
  const [hint] = await inlayHints(document, whole, await previewOf(document, { input: { n: 7 } }));
  expect(hint?.position).toEqual(position);
});

test('hints show what expressions yield, shortened', async () => {
  const source = machineOf(`
    "A": { "Type": "Pass", "Parameters": { "a.$": "$.n"<|>, "b.$": "States.Format('{}', $.n)"<|> }, "ResultPath": "$.x", "Next": "B" },
    "B": { "Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $states.input.long %}"<|>, "Assign": { "none": "{% $states.input.missing %}" }, "End": true }`);
  const { document, offsets, text } = marked(source);
  const preview = await previewOf(document, { input: { n: 7, long: 'x'.repeat(100) } });
  const whole = rangeOf(document, { start: 0, end: text.length });
  const hints = await inlayHints(document, whole, preview);
  expect(hints.map(({ label }) => label)).toEqual(['= 7', '= "7"', `= "${'x'.repeat(38)}…`]);
  expect(hints.map(({ position }) => document.text.offsetAt(position))).toEqual(offsets);
  expect(await inlayHints(document, whole, undefined)).toEqual([]);
});
