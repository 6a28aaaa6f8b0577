import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import type { ObjectStore, StoredObject } from './drive.ts';

/** A folder that stands for S3: its folders are the buckets, and what is in them are the objects. Nothing outside it is touched. */
export function folderStore(folder: string): ObjectStore {
  const root = resolve(folder);
  const place = (bucket: string, key: string) => {
    const path = resolve(root, bucket, key);
    const bucketRoot = resolve(root, bucket);
    const inside = bucketRoot.startsWith(root + sep) && (path === bucketRoot || path.startsWith(bucketRoot + sep));
    if (!inside || path.includes('\0')) throw new Error(`"${bucket}/${key}" does not name an object`);
    return path;
  };
  return {
    read: (bucket, key) =>
      readFile(place(bucket, key), 'utf8').catch(() => fail(`There is no object "${bucket}/${key}"`)),
    async list(bucket, prefix) {
      const from = place(bucket, '');
      const names = await readdir(from, { recursive: true, withFileTypes: true }).catch(() =>
        fail(`There is no bucket "${bucket}"`),
      );
      const keys = names
        .filter((entry) => entry.isFile())
        .map((entry) => relative(from, resolve(entry.parentPath, entry.name)).split(sep).join('/'))
        .filter((key) => key.startsWith(prefix))
        .sort();
      return Promise.all(keys.map((key) => describe(place(bucket, key), key)));
    },
    async write(bucket, key, text) {
      const path = place(bucket, key);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    },
  };
}

function fail(message: string): never {
  throw new Error(message);
}

async function describe(path: string, key: string): Promise<StoredObject> {
  const { size, mtimeMs } = await stat(path);
  const tag = `"${size.toString(16)}-${Math.floor(mtimeMs).toString(16)}"`;
  return { Etag: tag, Key: key, LastModified: Math.floor(mtimeMs / 1000), Size: size, StorageClass: 'STANDARD' };
}
