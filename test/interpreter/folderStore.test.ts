import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { folderStore } from '../../server/src/interpreter/folderStore.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'store-'));
  await writeFile(join(folder, 'secret'), 'not an object');
});
afterAll(() => rm(folder, { recursive: true }));

test('what is written can be listed and read', async () => {
  const store = folderStore(folder);
  await store.write('bucket', 'a/b.txt', 'text');
  await store.write('bucket', 'c.txt', '');
  expect((await store.list('bucket', 'a/')).map((o) => [o.Key, o.Size])).toEqual([['a/b.txt', 4]]);
  expect(await store.read('bucket', 'a/b.txt')).toBe('text');
  await expect(store.read('bucket', 'none')).rejects.toThrow('There is no object "bucket/none"');
});

test.each([
  ['bucket', '../secret'],
  ['..', 'x'],
  ['.', 'secret'],
  ['', 'secret'],
  ['bucket', '/etc/passwd'],
])('nothing outside the bucket is read: %j %j', async (bucket, key) => {
  await expect(async () => folderStore(folder).read(bucket, key)).rejects.toThrow('does not name an object');
});
