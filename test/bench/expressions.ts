import type { Json } from '../../server/src/base/json.ts';
import { evaluateExpression } from '../../server/src/evaluate/expression.ts';
import { completion } from '../../server/src/features/completion.ts';
import { missingData } from '../../server/src/features/dataDiagnostics.ts';
import { hover } from '../../server/src/features/hover.ts';
import { inlayHints } from '../../server/src/features/inlayHint.ts';
import { semanticTokens } from '../../server/src/features/semanticTokens.ts';
import { type AslDocument, analyseText } from '../../server/src/model/document.ts';
import { type Preview, previewScenario } from '../../server/src/preview/preview.ts';
import { toJson } from '../../server/src/syntax/node.ts';

const DOCUMENT_BYTES = 1_000_000;
const SAMPLE_BYTES = 256 * 1024;
const AIM_MS = 30;
const REPEATS = 20;

export interface Speed {
  readonly name: string;
  readonly milliseconds: number;
  /** At most this many are wanted. */
  readonly aim?: number;
}

/** What is asked for at the cursor, in a document of the largest size with a sample of the largest size. */
export async function measureExpressions(): Promise<Speed[]> {
  const source = largeDefinition();
  const uri = 'file:///bench/large.asl.json';
  const document = analyseText(source, uri);
  const preview = await previewScenario(toJson(document.root, source), {
    ...{ name: 'Large', description: undefined, answers: {}, expect: undefined },
    input: largeSample(),
  });
  if (!preview || preview.stopped !== undefined) throw new Error(preview?.stopped ?? 'There is no preview');
  const speeds: Speed[] = [];
  const median = async (name: string, once: () => Promise<unknown> | unknown, aim?: number) => {
    const times: number[] = [];
    for (let i = 0; i < REPEATS; i++) {
      const began = performance.now();
      await once();
      times.push(performance.now() - began);
    }
    times.sort((a, b) => a - b);
    speeds.push({ name, milliseconds: times[REPEATS / 2] ?? 0, ...(aim !== undefined && { aim }) });
  };
  for (const [name, text, inset] of SPOTS) {
    const position = document.text.positionAt(source.indexOf(text, source.length / 2) + inset);
    await median(`hover: ${name}`, () => hover(document, position, preview), AIM_MS);
    await median(`completion: ${name}`, () => completion(document, position, preview), AIM_MS);
  }
  const { text } = document;
  const start = text.positionAt(source.length / 2);
  const screen = { start, end: { line: start.line + 60, character: 0 } };
  await median('semantic tokens of a screen', () => semanticTokens(document, screen));
  await median('semantic tokens of the document', () => semanticTokens(document));
  await median('inlay hints of a screen', () => inlayHints(document, screen, preview));
  await median('problems from the data', () => missingData(document, preview));
  speeds.push(await longestPause(document));
  for (const [name, expression] of ENDLESS) speeds.push(await ending(name, expression));
  return speeds;
}

const SPOTS: readonly [name: string, text: string, inset: number][] = [
  ['in a path', '$.order.items[0].sku', '$.order.it'.length],
  ['in a call', "States.Format('{} {}'", "States.Format('{} {}', $.order.".length],
  ['in JSONata', '$states.input.order.items[0].sku', '$states.input.order.it'.length],
  ['in a predicate of JSONata', '$states.input.order.items[price > 5]', '$states.input.order.items[pr'.length],
];

function largeDefinition(): string {
  const states: { [name: string]: Json } = {};
  let bytes = 0;
  for (let n = 0; bytes < DOCUMENT_BYTES; n++) {
    const state = n % 200 === 1 ? jsonataState(n) : pathState(n);
    states[`State ${n}`] = state;
    // Indented as an author would.
    bytes += JSON.stringify(state, null, 2).length * 1.4;
  }
  const last = `State ${Object.keys(states).length}`;
  return JSON.stringify({ StartAt: 'State 0', States: { ...states, [last]: { Type: 'Succeed' } } }, null, 2);
}

function pathState(n: number): Json {
  return {
    Type: 'Pass',
    Parameters: {
      'sku.$': '$.order.items[0].sku',
      'text.$': "States.Format('{} {}', $.order.id, $.order.items[1].sku)",
    },
    ResultPath: null,
    Next: `State ${n + 1}`,
  };
}

/** The engine of JSONata takes its time for large data, so there are not many of them, and few look at all items. */
function jsonataState(n: number): Json {
  const dear = '{% $count($states.input.order.items[price > 5]) %}';
  return {
    Type: 'Pass',
    QueryLanguage: 'JSONata',
    Output: '{% $states.input %}',
    Assign: { first: '{% $states.input.order.items[0].sku %}', ...(n % 1000 === 1 && { dear }) },
    Next: `State ${n + 1}`,
  };
}

export function largeSample(): Json {
  const items: Json[] = [];
  for (let n = 0, bytes = 0; bytes < SAMPLE_BYTES - 1000; n++) {
    const item = { sku: `sku-${n}`, price: n % 10, tags: ['a', 'b'], text: 'x'.repeat(60) };
    items.push(item);
    bytes += JSON.stringify(item).length + 1;
  }
  return { order: { id: 'o-1', items } };
}

/** How long the event loop waits while the scenario is run in the background. */
async function longestPause(document: AslDocument): Promise<Speed> {
  const definition = toJson(document.root, document.source);
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 1);
  const scenario = { name: 'Large', description: undefined, answers: {}, expect: undefined, input: largeSample() };
  const preview: Preview | undefined = await previewScenario(definition, scenario);
  clearInterval(timer);
  if (!preview) throw new Error('There is no preview');
  return { name: 'longest pause while a scenario runs', milliseconds: longest };
}

const ENDLESS: readonly [name: string, expression: string][] = [
  ['an endless loop', '{% ($f := function($n) { $f($n + 1) }; $f(0)) %}'],
  ['a slow loop', '{% ($f := function($n) { $n > 0 ? $f($n - 1) + $f($n - 1) : 1 }; $f(60)) %}'],
  ['an exploding range', '{% [1..10000000] %}'],
  ['an exploding text', '{% $reduce([1..60], function($t, $n) { $t & $t }, "xxxxxxxxxxxxxxxx") %}'],
  ['a malicious pattern', '{% $match("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", /^(a+)+$/) %}'],
  ['a path that visits everything again and again', '$..*..*..*'],
];

async function ending(name: string, expression: string): Promise<Speed> {
  const began = performance.now();
  const result = await evaluateExpression(expression, largeSample());
  const milliseconds = performance.now() - began;
  const reason = result.ok ? 'a value' : result.cause.slice(-60).replaceAll('\n', ' ');
  return { name: `${name}: ${reason}`, milliseconds, aim: 1000 };
}

/** For the console. */
export async function reportExpressions(): Promise<void> {
  for (const { name, milliseconds, aim } of await measureExpressions()) {
    const verdict = aim === undefined ? '' : milliseconds <= aim ? `  (aim ${aim})` : `  ABOVE the aim of ${aim}`;
    console.log(`${name.padEnd(110)} ${milliseconds.toFixed(1).padStart(8)} ms${verdict}`);
  }
}
