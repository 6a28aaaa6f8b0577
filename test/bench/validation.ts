import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { getLanguageService } from 'amazon-states-language-service';
import { parseTree } from 'jsonc-parser';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { findProblems } from '../../server/src/analysis/problems.ts';
import { analyse } from '../../server/src/model/document.ts';

/** Each checks a text and gives back what it would keep in memory. */
const TOOLS: { readonly [name: string]: () => (text: string) => unknown } = {
  'jsonc-parser alone': () => (text) => parseTree(text, []),
  'asl-workbench': () => (text) => {
    const document = analyse(documentOf(text));
    return { document, problems: findProblems(document) };
  },
  'amazon-states-language-service': () => {
    const service = getLanguageService({});
    return async (text) => {
      const document = documentOf(text);
      const tree = service.parseJSONDocument(document);
      return { document, tree, problems: await service.doValidation(document, tree) };
    };
  },
};

const SIZES: readonly (readonly [name: string, bytes: number])[] = [
  ['10 KB', 10_000],
  ['100 KB', 100_000],
  ['1 MB', 1_000_000],
];

interface Times {
  /** Milliseconds: the first text of the process, then the same again, then with one character changed. */
  readonly cold: number;
  readonly warm: number;
  readonly edited: number;
  /** MB in use once the text has been checked, less those before. */
  readonly heap: number;
}

/** A table: every tool with every size, each in a process of its own. */
export async function reportValidation(): Promise<void> {
  const rows = [['', '', 'cold ms', 'warm ms', 'edited ms', 'times alone', 'heap MB']];
  for (const [size] of SIZES) {
    let alone: number | undefined;
    for (const tool of Object.keys(TOOLS)) {
      const out = execFileSync(process.execPath, ['--expose-gc', process.argv[1] ?? '', '--child', tool, size]);
      const { cold, warm, edited, heap }: Times = JSON.parse(out.toString());
      alone ??= warm;
      rows.push([size, tool, shown(cold), shown(warm), shown(edited), shown(warm / alone), heap.toFixed(1)]);
    }
  }
  console.log(aligned(rows));
}

/** One cell of the table, as JSON on the standard output. */
export async function measureHere([tool = '', size = '']: readonly string[]): Promise<void> {
  const bytes = SIZES.find(([name]) => name === size)?.[1] ?? 0;
  const text = definitionOf(bytes);
  const before = heapUsed();
  const check = TOOLS[tool]?.();
  if (!check) throw new Error(`There is no tool ${tool}`);
  const cold = await timeOf(() => check(text));
  const again = () => check(text);
  const edits = editsOf(text);
  const warm = await medianOf(again);
  const edited = await medianOf(() => check(edits()));
  const kept = await check(text);
  const heap = (heapUsed() - before) / 1_000_000;
  const times: Times = { cold, warm, edited, heap };
  console.log(JSON.stringify(kept === undefined ? {} : times));
}

const MEASURE_MS = 3000;
const WARM_UP_MS = 2000;

async function medianOf(work: () => unknown): Promise<number> {
  const warmUntil = performance.now() + WARM_UP_MS;
  while (performance.now() < warmUntil) await work();
  const times: number[] = [];
  const until = performance.now() + MEASURE_MS;
  while (performance.now() < until || times.length < 3) times.push(await timeOf(work));
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}

async function timeOf(work: () => unknown): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function heapUsed(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

/** A letter of a comment in the middle is another one each time. */
function editsOf(text: string): () => string {
  const at = text.indexOf('"Comment": "', text.length / 2) + '"Comment": "'.length;
  let count = 0;
  return () => text.slice(0, at) + String.fromCharCode(97 + (count++ % 26)) + text.slice(at + 1);
}

function documentOf(text: string): TextDocument {
  return TextDocument.create('file:///bench.asl.json', 'asl', 1, text);
}

interface Definition {
  readonly StartAt: string;
  readonly States: { readonly [name: string]: object };
  readonly QueryLanguage?: string;
}

const EXAMPLES = ['order-fulfilment', 'inventory-report', 'loan-approval', 'manual-approval'];

/** The states of the examples over and over, one copy after the other, until the text is of about that size. */
export function definitionOf(bytes: number): string {
  const parts = EXAMPLES.map((name): Definition => JSON.parse(readFileSync(`examples/${name}.asl.json`, 'utf8')));
  const sizes = parts.map((part) => JSON.stringify(part, null, 2).length);
  const copies: Definition[] = [];
  for (let size = 0; size < bytes; size += sizes[copies.length % parts.length] ?? 0) {
    const part = parts[copies.length % parts.length];
    if (part) copies.push(renamed(part, `${copies.length + 1} `));
  }
  const states = copies.flatMap(({ States, QueryLanguage }, i) => {
    const next = copies[i + 1]?.StartAt ?? 'Done';
    return Object.entries(States).map(([name, state]) => [name, leadingTo(next, state, QueryLanguage)]);
  });
  const States = { ...Object.fromEntries(states), Done: { Type: 'Succeed', Comment: 'That is all.' } };
  return JSON.stringify({ Comment: 'Made for measuring', StartAt: copies[0]?.StartAt, States }, null, 2);
}

/** Names of states are unique in the whole definition. */
function renamed<T>(value: T, prefix: string): T {
  return JSON.parse(JSON.stringify(value), (key, member) => {
    if (['StartAt', 'Next', 'Default'].includes(key) && typeof member === 'string') return prefix + member;
    if (key !== 'States') return member;
    return Object.fromEntries(Object.entries(member).map(([name, state]) => [prefix + name, state]));
  });
}

/** A state whose machine goes on where it ended; all states in it say which language they are in. */
function leadingTo(next: string, state: object, language: string | undefined): object {
  const { End, ...others } = withLanguage(state, language) as { Type?: string; End?: boolean };
  if (others.Type === 'Succeed') return { ...others, Type: 'Pass', Next: next };
  return End ? { ...others, Next: next } : others;
}

function withLanguage(state: object, language: string | undefined): object {
  if (language === undefined) return state;
  const inside = JSON.stringify(state, (key, value) => {
    if (key !== 'States') return value;
    const entries = Object.entries<object>(value).map(([name, inner]) => [name, { QueryLanguage: language, ...inner }]);
    return Object.fromEntries(entries);
  });
  return { QueryLanguage: language, ...JSON.parse(inside) };
}

function shown(value: number): string {
  return value < 10 ? value.toFixed(2) : value.toFixed(0);
}

export function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row.map((cell, i) => (i < 2 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '),
    )
    .join('\n');
}
