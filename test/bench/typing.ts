import { type Range, TextDocument } from 'vscode-languageserver-textdocument';
import { stringify } from 'yaml';
import { answerActions } from '../../server/src/features/codeAction.ts';
import { codeLenses } from '../../server/src/features/codeLens.ts';
import { completion } from '../../server/src/features/completion.ts';
import { conversionActions } from '../../server/src/features/conversionActions.ts';
import { diagnostics } from '../../server/src/features/diagnostics.ts';
import { documentHighlights } from '../../server/src/features/documentHighlight.ts';
import { documentSymbols } from '../../server/src/features/documentSymbol.ts';
import { expressionActions } from '../../server/src/features/expressionActions.ts';
import { foldingRanges } from '../../server/src/features/foldingRange.ts';
import { hover } from '../../server/src/features/hover.ts';
import { inlayHints } from '../../server/src/features/inlayHint.ts';
import { selectionRanges } from '../../server/src/features/selectionRange.ts';
import { semanticTokens } from '../../server/src/features/semanticTokens.ts';
import { signatureHelp } from '../../server/src/features/signatureHelp.ts';
import { type AslDocument, analyse, rangeOf } from '../../server/src/model/document.ts';
import { statesIn } from '../../server/src/model/machine.ts';
import type { Preview } from '../../server/src/preview/preview.ts';
import { largeSample } from './expressions.ts';
import { aligned, definitionOf } from './validation.ts';

const BYTES = 1_000_000;
/** As often as there is time for. */
const MEASURE_MS = 10_000;
const LEAST = 3;

/** What is typed behind the type of a Task in the middle of a document, `<|>` being the letter that changes. */
const SITUATIONS = {
  comment: ['json', '"Comment": "a <|>",'],
  path: ['json', '"OutputPath": "$.order.<|>",'],
  'open string': ['json', '"OutputPath": "$.order.<|>'],
  'no comma': ['json', '"OutputPath": "$.order.<|>"'],
  'open brace': ['json', '"ResultSelector": { "a.$": "$.order.<|>",'],
  YAML: ['yaml', 'OutputPath: $.order.<|>'],
  'YAML, open string': ['yaml', 'OutputPath: "$.order.<|>'],
} as const satisfies { readonly [name: string]: readonly [syntax: 'json' | 'yaml', line: string] };

interface Typed {
  readonly document: AslDocument;
  readonly offset: number;
  readonly screen: Range;
  readonly preview: Preview;
}

/** What is asked for right after a keystroke, each the first to ask. */
const FEATURES: { readonly [name: string]: (typed: Typed) => unknown } = {
  diagnostics: ({ document }) => diagnostics(document, { validation: true }),
  completion: ({ document, screen, preview }) => completion(document, screen.start, preview),
  'signature help': ({ document, screen }) => signatureHelp(document, screen.start),
  hover: ({ document, screen, preview }) => hover(document, screen.start, preview),
  highlights: ({ document, screen }) => documentHighlights(document, screen.start),
  selection: ({ document, screen }) => selectionRanges(document, [screen.start]),
  'code actions': ({ document, offset }) => {
    const range = rangeOf(document, { start: offset, end: offset });
    return [
      ...answerActions(document, range, undefined, undefined),
      ...conversionActions(document, range),
      ...expressionActions(document, range),
    ];
  },
  'inlay hints of a screen': ({ document, screen, preview }) => inlayHints(document, screen, preview),
  'tokens of a screen': ({ document, screen }) => semanticTokens(document, screen),
  'tokens of all': ({ document }) => semanticTokens(document),
  symbols: ({ document }) => documentSymbols(document),
  folding: ({ document }) => foldingRanges(document),
  'code lenses': ({ document }) => codeLenses(document),
};

/** The milliseconds that a keystroke takes in a document of 1 MB, and every feature right after it. */
export async function reportTyping(): Promise<void> {
  const columns: (readonly string[])[] = [];
  for (const [name, [syntax, line]] of Object.entries(SITUATIONS)) {
    const [tree = 0, problems = 0, ...others] = await timesOf(keystrokes(syntax, line));
    columns.push([name, ...[tree + problems, tree, problems, ...others].map((time) => time.toFixed(1))]);
  }
  const names = ['', 'keystroke to diagnostics', 'text and tree', ...Object.keys(FEATURES)];
  console.log(aligned(names.map((name, row) => [name, '', ...columns.map((column) => column[row] ?? '')])));
}

/** The medians: of the keystroke, and of each feature. */
async function timesOf(type: () => Typed): Promise<number[]> {
  const works = Object.values(FEATURES);
  const times: number[][] = [[], ...works.map(() => [])];
  const until = performance.now() + MEASURE_MS;
  for (let round = 0; round < LEAST || performance.now() < until; round++) {
    for (const [k, work] of works.entries()) {
      const began = performance.now();
      const typed = type();
      const known = performance.now();
      await work(typed);
      times[0]?.push(known - began);
      times[k + 1]?.push(performance.now() - known);
    }
  }
  return times.map((list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0);
}

/** Each call types another letter. */
function keystrokes(syntax: 'json' | 'yaml', line: string): () => Typed {
  const json = definitionOf(BYTES);
  const source = syntax === 'json' ? json : stringify(JSON.parse(json), { lineWidth: 0 });
  const anchor = syntax === 'json' ? '"Type": "Task",\n' : 'Type: Task\n';
  const at = source.indexOf(anchor, source.length / 2) + anchor.length;
  const indent = /^ */.exec(source.slice(at, at + 100))?.[0] ?? '';
  const [before = '', after = ''] = line.split('<|>');
  const typed = `${source.slice(0, at)}${indent}${before}a`;
  let text = TextDocument.create('file:///bench.asl', `asl-${syntax}`, 1, `${typed}${after}\n${source.slice(at)}`);
  const whole = analyse(TextDocument.create('file:///bench.asl', `asl-${syntax}`, 1, source));
  const sample = {
    data: { input: largeSample(), output: largeSample() },
    variables: {},
    context: {},
    errorOutput: undefined,
  };
  const states = whole.machine ? statesIn(whole.machine) : [];
  const samples = new Map(states.map(({ pointer }) => [pointer, [sample]]));
  const preview: Preview = { scenario: 'Large', samples, explored: new Map(), stopped: undefined };
  const start = text.positionAt(typed.length);
  const screen = { start, end: { line: start.line + 60, character: 0 } };
  const letter = { start: text.positionAt(typed.length - 1), end: start };
  let count = 0;
  return () => {
    const change = { range: letter, text: String.fromCharCode(97 + (count++ % 26)) };
    text = TextDocument.update(
      TextDocument.create(text.uri, text.languageId, text.version, text.getText()),
      [change],
      text.version + 1,
    );
    return { document: analyse(text), offset: typed.length, screen, preview };
  };
}
