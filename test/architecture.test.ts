import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What each layer may import directly, besides itself. */
const MAY_IMPORT: { readonly [layer: string]: readonly string[] } = {
  base: [],
  protocol: ['base'],
  picture: ['protocol', 'base'],
  spec: ['base'],
  syntax: ['base'],
  model: ['spec', 'syntax', 'base'],
  analysis: ['model', 'spec', 'syntax', 'base'],
  evaluate: ['spec', 'syntax', 'base'],
  scenario: ['spec', 'syntax', 'base'],
  interpreter: ['scenario', 'evaluate', 'model', 'spec', 'syntax', 'base'],
  tasks: ['interpreter', 'scenario', 'model', 'spec', 'syntax', 'base'],
  preview: ['interpreter', 'scenario', 'evaluate', 'model', 'spec', 'syntax', 'base'],
  features: [
    ...['preview', 'analysis', 'interpreter', 'scenario', 'evaluate'],
    ...['model', 'spec', 'syntax', 'base', 'protocol'],
  ],
  lsp: ['features', 'analysis', 'model', 'picture', 'protocol', 'base'],
  debug: ['interpreter', 'scenario', 'evaluate', 'model', 'spec', 'syntax', 'base', 'protocol'],
  index: [
    'features',
    'tasks',
    'preview',
    'analysis',
    'interpreter',
    'scenario',
    'evaluate',
    'model',
    'spec',
    'syntax',
    'base',
    'protocol',
  ],
  cli: [
    ...['index', 'tasks', 'features', 'preview', 'analysis', 'interpreter', 'scenario', 'evaluate'],
    ...['model', 'spec', 'syntax', 'base', 'picture', 'protocol'],
  ],
  client: ['protocol'],
  webview: ['picture', 'protocol'],
};

interface Import {
  readonly file: string;
  readonly target: string;
  readonly isType: boolean;
}

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\b[^;'"]*?\bfrom\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)|(?:^|\n)import\s+'([^']+)'/g;

const FILES = ['server/src', 'client/src', 'client/webview'].flatMap(sourcesIn);
const IMPORTS = FILES.flatMap(importsOf);
const LOCAL = IMPORTS.filter(({ target }) => !target.startsWith('package:'));

describe('layers', () => {
  test('every file belongs to one', () => {
    expect(FILES.filter((file) => layerOf(file) === undefined)).toEqual([]);
  });

  test.each(Object.keys(MAY_IMPORT))('%s imports only what is below it', (layer) => {
    const allowed = new Set([layer, ...(MAY_IMPORT[layer] ?? [])]);
    const wrong = LOCAL.filter(({ file, target }) => layerOf(file) === layer && !allowed.has(layerOf(target) ?? ''));
    expect(wrong).toEqual([]);
  });

  test('the server does not know the client', () => {
    expect(LOCAL.filter(({ file, target }) => file.startsWith('server/') && target.startsWith('client/'))).toEqual([]);
  });
});

test('vscode is imported in the client only', () => {
  const users = IMPORTS.filter(({ target }) => target === 'package:vscode').map(({ file }) => file);
  expect(users.filter((file) => !file.startsWith('client/src/'))).toEqual([]);
});

test('files import each other without cycles; types, which are gone when the code runs, do not count', () => {
  const edges = new Map<string, string[]>();
  for (const { file, target } of LOCAL.filter(({ isType }) => !isType))
    edges.set(file, [...(edges.get(file) ?? []), target]);
  expect(findCycle(edges)).toEqual([]);
});

function sourcesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => `${folder}/${name.split(sep).join('/')}`);
}

function importsOf(file: string): Import[] {
  const source = readFileSync(join(ROOT, file), 'utf8');
  return [...source.matchAll(IMPORT)].map((match) => {
    const specifier = match[1] ?? match[2] ?? match[3] ?? '';
    const isType = /^\s*(?:import|export)\s+type\b/.test(match[0]);
    if (!specifier.startsWith('.')) return { file, target: `package:${specifier}`, isType };
    const target = relative(ROOT, join(ROOT, dirname(file), specifier));
    return { file, target: target.split(sep).join('/'), isType };
  });
}

function layerOf(file: string): string | undefined {
  if (file.startsWith('client/src/')) return 'client';
  if (file.startsWith('client/webview/')) return 'webview';
  const name = /^server\/src\/([\w-]+)/.exec(file)?.[1];
  return name !== undefined && (name === 'main' || Object.hasOwn(MAY_IMPORT, name)) ? name : undefined;
}

/** Files that import each other in a circle; empty where there are none. */
function findCycle(edges: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    path.push(file);
    for (const target of edges.get(file) ?? []) {
      const cycle = visit(target);
      if (cycle.length > 0) return cycle;
    }
    path.pop();
    done.add(file);
    return [];
  };
  for (const file of edges.keys()) {
    const cycle = visit(file);
    if (cycle.length > 0) return cycle;
  }
  return [];
}
