import { expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { answerActions } from '../server/src/features/codeAction.ts';
import { codeLenses } from '../server/src/features/codeLens.ts';
import { completion } from '../server/src/features/completion.ts';
import { conversionActions } from '../server/src/features/conversionActions.ts';
import { missingData } from '../server/src/features/dataDiagnostics.ts';
import { definition } from '../server/src/features/definition.ts';
import { diagnostics } from '../server/src/features/diagnostics.ts';
import { documentHighlights } from '../server/src/features/documentHighlight.ts';
import { documentLinksInScenarios } from '../server/src/features/documentLink.ts';
import { documentSymbols } from '../server/src/features/documentSymbol.ts';
import { expressionActions } from '../server/src/features/expressionActions.ts';
import { foldingRanges } from '../server/src/features/foldingRange.ts';
import { formatting } from '../server/src/features/formatting.ts';
import { buildGraph } from '../server/src/features/graph.ts';
import { hover } from '../server/src/features/hover.ts';
import { inlayHints } from '../server/src/features/inlayHint.ts';
import { references } from '../server/src/features/references.ts';
import { prepareRename, rename } from '../server/src/features/rename.ts';
import { resultCompletion } from '../server/src/features/resultCompletion.ts';
import { analyseScenarios } from '../server/src/features/scenarioFile.ts';
import { scenarioCompletion, scenarioDiagnostics } from '../server/src/features/scenarios.ts';
import { selectionRanges } from '../server/src/features/selectionRange.ts';
import { semanticTokens } from '../server/src/features/semanticTokens.ts';
import { signatureHelp } from '../server/src/features/signatureHelp.ts';
import { type AslDocument, analyseText } from '../server/src/model/document.ts';
import { FIXTURES, fixtureOf, readFixture } from './support/fixtures.ts';
import { previewOf } from './support/preview.ts';

const SCENARIO = {
  input: { id: 1, folder: 'old', order: { id: 7, total: 20, limit: 5, items: [{ sku: 'tea', price: 12 }] } },
  answers: {
    'Check order': { return: { Payload: { ok: true } } },
    Read: { return: { Item: { amount: { N: '2000' }, wait: 5 } } },
    Ask: { return: {} },
    'List files': { return: { Contents: [{ Key: 'a' }] } },
  },
};

test.each(FIXTURES)(
  'every feature survives every prefix of %s',
  async (name) => {
    const source = readFixture(name);
    const preview = await previewOf(fixtureOf(name), SCENARIO);
    expect(preview?.samples.size).toBeGreaterThan(0);
    for (let length = 0; length <= source.length; length++) {
      const document = analyseText(source.slice(0, length), `file:///work/${name}`);
      await useEverything(document, length, preview);
    }
  },
  120_000,
);

test.each(FIXTURES)(
  'every feature survives every cursor in %s, and a line cut out around it',
  async (name) => {
    const source = readFixture(name);
    const whole = fixtureOf(name);
    const preview = await previewOf(whole, SCENARIO);
    for (let offset = 0; offset <= source.length; offset += 3) {
      await useEverything(whole, offset, preview);
      const lineEnd = source.indexOf('\n', offset);
      const cut = source.slice(0, offset) + (lineEnd < 0 ? '' : source.slice(lineEnd));
      await useEverything(analyseText(cut, whole.text.uri), offset, preview);
    }
  },
  120_000,
);

test('the features of scenario files survive every prefix of one', () => {
  const source = JSON.stringify(
    { scenarios: { 'A case': { ...SCENARIO, expect: { path: ['Check order'] } } } },
    null,
    2,
  );
  const machine = fixtureOf('orders.asl.json');
  for (let length = 0; length <= source.length; length++) {
    const text = TextDocument.create('file:///work/orders.scenarios.json', 'json', 0, source.slice(0, length));
    const scenarios = analyseScenarios(text);
    const position = text.positionAt(length);
    expect(Array.isArray(scenarioDiagnostics(scenarios, machine))).toBe(true);
    expect(Array.isArray(scenarioCompletion(scenarios, machine, position))).toBe(true);
    expect(Array.isArray(resultCompletion(scenarios, machine, position))).toBe(true);
    expect(Array.isArray(documentLinksInScenarios(scenarios))).toBe(true);
  }
});

async function useEverything(document: AslDocument, offset: number, preview: Awaited<ReturnType<typeof previewOf>>) {
  const position = document.text.positionAt(offset);
  const range = { start: position, end: position };
  for (const item of await completion(document, position, preview)) {
    const edit = item.textEdit;
    if (!edit || !('range' in edit)) throw new Error(`The item ${item.label} has no edit`);
    // An editor drops an item whose range is not around the cursor, on its line.
    if (document.source.trim() === '') continue;
    const { start, end } = edit.range;
    const isAround =
      start.line === position.line && end.line === position.line && start.character <= position.character;
    if (!isAround || end.character < position.character) throw new Error(`${item.label} at ${offset} is misplaced`);
  }
  await hover(document, position, preview);
  signatureHelp(document, position);
  const whole = { start: document.text.positionAt(0), end: document.text.positionAt(document.source.length) };
  // Hints and colours look at the whole document, wherever the cursor is.
  if (offset % 10 === 0) await inlayHints(document, whole, preview);
  const checked = [
    diagnostics(document, { validation: true }),
    definition(document, position),
    references(document, position, { includeDeclaration: true }),
    documentHighlights(document, position),
    documentSymbols(document),
    foldingRanges(document),
    selectionRanges(document, [position]),
    codeLenses(document),
    semanticTokens(document).data,
    missingData(document, preview),
    formatting(document, { tabSize: 2, insertSpaces: true }),
    answerActions(document, range, undefined, undefined),
    conversionActions(document, range),
    expressionActions(document, range),
  ];
  expect(checked.every(Array.isArray)).toBe(true);
  expect(prepareRename(document, position)).toBeTypeOf('object');
  expect(rename(document, position, 'Another name')).toBeTypeOf('object');
  buildGraph(document);
}
