import { describe, expect, test } from 'vitest';
import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver-types';
import { completion } from '../../server/src/features/completion.ts';
import { hover } from '../../server/src/features/hover.ts';
import type { AslDocument } from '../../server/src/model/document.ts';
import { documentOf } from '../support/marked.ts';
import { previewOf } from '../support/preview.ts';

/** Names that need quotes, brackets, backticks or escapes, and some that look as if they did. */
const NAMES = {
  ...{ n: 5, 'foo-bar': 1, 'a b': 2, "o'brien": 3, 'q"uote': 4, 'back\\slash': { deep: 1 }, 'x]y': 5, 'z[w': 6 },
  ...{ ünï: 7, '😀': 8, and: 9, in: 10, true: 11, null: 12, function: 13, '1st': 14, $dollar: 15, 'a.b': 16 },
  ...{ 'b`tick': 17, 'tab\tname': 18, '': 19, '@at': 20, '*': 21, 'a,b': 22, length: 23, 'x(y)': 24, 'a: b': 25 },
  ...{ 'a #b': 26, 'a %} b': 27, '{': 28, 'line\nbreak': 29, "it''s": 30, '}': 31 },
  list: [
    { sku: 'tea', price: 3, 'we ird': 1 },
    { sku: 'cup', price: 8 },
  ],
};

type Style = keyof typeof STYLES;

/** A machine with one expression in it, in each way to write a text. */
const STYLES = {
  json: (key: string, text: string) => `{ ${MACHINE} { ${key}: ${JSON.stringify(text)} }, "End": true } } }`,
  plain: (key: string, text: string) => yaml(`${key}: ${text}`),
  single: (key: string, text: string) => yaml(`${key}: '${text.replaceAll("'", "''")}'`),
  double: (key: string, text: string) => yaml(`${key}: ${JSON.stringify(text)}`).replaceAll('\n', '\r\n'),
  folded: (key: string, text: string) => yaml(`${key}: >-\n        ${text}`),
  literal: (key: string, text: string) => yaml(`${key}: |-\n        ${text}`),
};

const MACHINE = '"StartAt": "A", "States": { "A": { "Type": "Pass", "Parameters":';

function yaml(member: string): string {
  return `StartAt: A\nStates:\n  A:\n    Type: Pass\n    Parameters:\n      ${member}\n    End: true\n`;
}

function written(style: Style, text: string): string {
  const isJsonata = text.startsWith('{%');
  const source = STYLES[style](style === 'json' ? (isJsonata ? '"x"' : '"x.$"') : isJsonata ? 'x' : 'x.$', text);
  if (!isJsonata) return source;
  return style === 'json'
    ? source.replace('"Parameters"', '"QueryLanguage": "JSONata", "Output"')
    : source.replace('Parameters', 'QueryLanguage: JSONata\n    Output');
}

const PATHS = [
  ...['<|>', '$.<|>', '$[<|>', "$['<|>']", '$.n<|>', '$.li<|>st[0].sku'],
  ...['$.list[<|>', '$.list[<|>0].sku', '$.list[0].<|>', '$$.Execution.<|>'],
  ...["States.Format('{}', $.<|>)", "States.Array($['a b'], $.<|>)", 'States.Array(<|>)'],
  ...["States.Array(1, <|>$.list[0]['we ird'])", "States.For<|>mat('{}', $.n)"],
];
const JSONATA = [
  ...['$states.<|>', '$states.input.<|>', '$states.input.n<|>', '$states.input.`<|>', '$states.input.`a<|> b`'],
  ...['$sum($states.input.list[0].<|>)', '{"a": $states.input.<|>}', '"a b" & $states.input.<|>'],
  ...["'it' & $states.input.<|>", '($x := $states.input.list[0]; $x.<|>)'],
  ...['$states.context.Execution.<|>', '$le<|>ngth("a")'],
].map((text) => `{% ${text} %}`);

const ALL_STYLES = Object.keys(STYLES) as Style[];

describe.each(ALL_STYLES)('what is offered can be written and is what it was said to be, in %s', (style) => {
  const expressions = style === 'plain' ? PATHS : [...PATHS, ...JSONATA];

  test.each(expressions)('%s', async (marked) => {
    const source = written(style, marked.replace('<|>', '\u2603'));
    const offset = source.indexOf('\u2603');
    const text = source.replace('\u2603', '');
    const syntax = style === 'json' ? 'json' : 'yaml';
    const document = documentOf(text, syntax);
    const preview = await previewOf(documentOf(written(style, wholeOf(marked)), syntax), { input: NAMES });
    const items = await completion(document, document.text.positionAt(offset), preview);
    expect(items.length).toBeGreaterThan(0);
    for (const item of items) {
      const { after, end } = applied(document, item, offset);
      if (after === undefined) continue;
      const made = documentOf(after, syntax);
      expect([item.label, after, made.errors]).toEqual([item.label, after, []]);
      if (item.kind === CompletionItemKind.Field) {
        const found = await hover(made, made.text.positionAt(end), preview);
        expect([item.label, after, shown(found?.contents)]).toEqual([item.label, after, shown(item.documentation)]);
      }
    }
  });
});

/** Any expression of the language that reads the input. */
function wholeOf(text: string): string {
  return text.startsWith('{%') ? '{% $states.input %}' : '$';
}

/** The text with an item in it, where what is typed can stand for the item. */
function applied(document: AslDocument, item: CompletionItem, offset: number): { after?: string; end: number } {
  const { textEdit: edit, filterText = '' } = item;
  if (!edit || !('range' in edit)) throw new Error(`The item ${item.label} has no edit`);
  const [start, end] = [document.text.offsetAt(edit.range.start), document.text.offsetAt(edit.range.end)];
  if (!matches(document.source.slice(start, offset), filterText)) return { end };
  const inserted = plainText(edit.newText);
  return {
    after: document.source.slice(0, start) + inserted + document.source.slice(end),
    end: start + inserted.length,
  };
}

/** As an editor does: the characters typed are there, in their order. */
function matches(typed: string, filter: string): boolean {
  let at = 0;
  for (const character of filter) if (character === typed[at]) at++;
  return at >= typed.length;
}

/** A snippet with its placeholders as they are proposed. */
function plainText(snippet: string): string {
  return snippet.replace(
    /\\([\\$}])|\$\{\d+:((?:\\.|[^}\\])*)\}|\$\d+/g,
    (_, escaped?: string, proposed?: string) => escaped ?? (proposed ?? '').replace(/\\(.)/g, '$1'),
  );
}

/** The JSON that a hover or an item shows last. */
function shown(contents: unknown): string | undefined {
  const { value } = (contents ?? {}) as { value?: string };
  return value === undefined ? undefined : /```json\n([^`]*)/.exec(value)?.[1];
}
