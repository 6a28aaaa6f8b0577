import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
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
  const readBytes = async (bucket: string, key: string) => {
    const bytes = await readFile(place(bucket, key)).catch(() => fail(`There is no object "${bucket}/${key}"`));
    return isGzip(bytes) ? inflate(bytes, `${bucket}/${key}`) : bytes;
  };
  return {
    read: async (bucket, key) => (await readBytes(bucket, key)).toString('utf8'),
    readBytes,
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

const MOST_BYTES = 1024 ** 3;

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** A small file can stand for more than there is memory for. */
async function inflate(bytes: Buffer, name: string): Promise<Buffer> {
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: MOST_BYTES });
  } catch (error) {
    return fail(`The object "${name}" cannot be unpacked: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function fail(message: string): never {
  throw new Error(message);
}

async function describe(path: string, key: string): Promise<StoredObject> {
  const { size, mtimeMs } = await stat(path);
  const tag = `"${size.toString(16)}-${Math.floor(mtimeMs).toString(16)}"`;
  return { Etag: tag, Key: key, LastModified: Math.floor(mtimeMs / 1000), Size: size, StorageClass: 'STANDARD' };
}
