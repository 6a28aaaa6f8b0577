import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { definitionChanges, findDefinitionFiles } from '../../server/src/main/definitionFiles.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'asl-files-'));
  mkdirSync(join(root, '.git'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(files: { readonly [path: string]: string }): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

async function found(...patterns: string[]): Promise<string[]> {
  const files = await findDefinitionFiles(patterns.map((pattern) => join(root, pattern)));
  return files.map((file) => relative(root, file).replaceAll('\\', '/'));
}

test('a folder stands for the definitions in it', async () => {
  write({
    'b.asl.yaml': '',
    'a.asl': '',
    'flows/c.asl.json': '',
    'flows/deep/d.asl.yml': '',
    'flows/e.json': '',
    'node_modules/x/f.asl.json': '',
  });
  expect(await found('.')).toEqual(['a.asl', 'b.asl.yaml', 'flows/c.asl.json', 'flows/deep/d.asl.yml']);
  expect(await found('flows/deep', 'a.asl', 'flows/**/*.json')).toEqual([
    'flows/deep/d.asl.yml',
    'a.asl',
    'flows/c.asl.json',
    'flows/e.json',
  ]);
});

test('.gitignore counts at every level; who names a file means it', async () => {
  write({
    '.gitignore': '/out/\n*.tmp.asl.json\n',
    'out/a.asl.json': '',
    'flows/out/b.asl.json': '',
    'flows/.gitignore': 'old-*\n!old-but-gold.asl.json\n!keep.tmp.asl.json\n',
    'flows/old-c.asl.json': '',
    'flows/old-but-gold.asl.json': '',
    'flows/keep.tmp.asl.json': '',
    'flows/d.tmp.asl.json': '',
    'flows/old-folder/e.asl.json': '',
  });
  expect(await found('.')).toEqual(['flows/keep.tmp.asl.json', 'flows/old-but-gold.asl.json', 'flows/out/b.asl.json']);
  expect(await found('flows/*.asl.json')).toEqual(['flows/keep.tmp.asl.json', 'flows/old-but-gold.asl.json']);
  expect(await found('out/a.asl.json')).toEqual(['out/a.asl.json']);
});

test('a path where nothing is stays, for whoever reads it to tell', async () => {
  expect(await found('nowhere.asl.json')).toEqual(['nowhere.asl.json']);
  expect(await found('*.asl')).toEqual([]);
});

test('tells when a file changes or comes, also in a new folder', async () => {
  write({ 'a.asl': '1', 'flows/b.asl': '1' });
  const stop = new AbortController();
  const changes = definitionChanges([root], stop.signal);
  for (const path of ['a.asl', 'flows/b.asl', 'c.asl', 'new/d.asl', 'new/d.asl']) {
    const change = changes.next();
    await new Promise((resolve) => setTimeout(resolve, 100));
    write({ [path]: '2' });
    expect(await change).toEqual({ done: false, value: undefined });
  }
  const end = changes.next();
  stop.abort();
  expect((await end).done).toBe(true);
});
