import { describe, expect, test } from 'vitest';
import { TOKEN_TYPES } from '../../server/src/features/expressionTokens.ts';
import { semanticTokens, tokenEdits } from '../../server/src/features/semanticTokens.ts';
import { dedent, documentOf, machineOf, type Syntax } from '../support/marked.ts';

describe('the words inside strings', () => {
  test.each([
    [
      'a path',
      '"InputPath": "$.a[\'b c\'][0]..d"',
      ['$ variable!', 'a property', "'b c' property", '0 number', '.. operator', 'd property'],
    ],
    ['the context', '"InputPath": "$$.State.Name"', ['$$ variable!', 'State property', 'Name property']],
    ['a variable', '"InputPath": "$order.id"', ['$order variable', 'id property']],
    [
      'a filter',
      '"InputPath": "$.a[?(@.b == \'c\' && @.d > 2)]"',
      [
        '$ variable!',
        'a property',
        '@ variable!',
        'b property',
        '== operator',
        "'c' string",
        '@ variable!',
        'd property',
        '> operator',
        '2 number',
      ],
    ],
    [
      'an intrinsic call',
      `"Parameters": { "a.$": "States.Format('#{}', States.MathAdd($.n, 1), null)" }`,
      [
        'States.Format function!',
        "'#{}' string",
        'States.MathAdd function!',
        '$ variable!',
        'n property',
        '1 number',
        'null keyword',
      ],
    ],
    [
      'JSONata',
      '"QueryLanguage": "JSONata", "Output": "{% $sum($states.input.a) + $v and true %}"',
      [
        '$sum function!',
        '$states variable!',
        'input property',
        'a property',
        '+ operator',
        '$v variable',
        'and keyword',
        'true keyword',
      ],
    ],
    [
      'escapes of JSON',
      '"QueryLanguage": "JSONata", "Output": "{% \\"a\\" & $v %}"',
      ['\\"a\\" string', '& operator', '$v variable'],
    ],
    ['a placeholder', '"Comment": "for ${stage}"', ['${stage} macro']],
  ])('%s', (_, fields, expected) => {
    expect(wordsOf(machineOf(`"A": { "Type": "Pass", ${fields}, "End": true }`))).toEqual(expected);
  });

  test('YAML, also over several lines', () => {
    const source = dedent(`
      StartAt: A
      QueryLanguage: JSONata
      States:
        A:
          Type: Pass
          Output: |-
            {% $x &
              'b' %}
          End: true
    `);
    expect(wordsOf(source, 'yaml')).toEqual(['$x variable', '& operator', "'b' string"]);
  });

  test('only those of a range', () => {
    const source = machineOf('"A": { "Type": "Pass", "InputPath": "$.a",\n"OutputPath": "$.b", "End": true }');
    const document = documentOf(source);
    const line = { start: { line: 1, character: 0 }, end: { line: 2, character: 0 } };
    expect(semanticTokens(document, line).data).toEqual([1, 15, 1, 0, 1, 0, 2, 1, 1, 0]);
  });
});

test.each([
  [[1, 2, 3], [1, 2, 3], []],
  [[1, 2, 3], [1, 9, 3], [{ start: 1, deleteCount: 1, data: [9] }]],
  [[1, 2], [1, 2, 3, 4], [{ start: 2, deleteCount: 0, data: [3, 4] }]],
  [[1, 1, 1], [1], [{ start: 1, deleteCount: 2, data: [] }]],
])('from %j to %j', (before, after, expected) => {
  expect(tokenEdits(before, after)).toEqual(expected);
});

function wordsOf(source: string, syntax: Syntax = 'json'): string[] {
  const document = documentOf(source, syntax);
  const { data } = semanticTokens(document);
  const words: string[] = [];
  let [line, character] = [0, 0];
  for (let i = 0; i < data.length; i += 5) {
    const [lines = 0, characters = 0, length = 0, type = 0, modifiers = 0] = data.slice(i, i + 5);
    character = lines > 0 ? characters : character + characters;
    line += lines;
    const start = document.text.offsetAt({ line, character });
    words.push(`${source.slice(start, start + length)} ${TOKEN_TYPES[type]}${modifiers ? '!' : ''}`);
  }
  return words;
}
