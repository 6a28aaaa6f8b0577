import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { CompressionCodec } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { expect, test } from 'vitest';
import { parquetRows } from '../../server/src/interpreter/parquet.ts';

/** A frame with one block that is not compressed. */
function zstd(bytes: Uint8Array): Uint8Array {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(bytes.length);
  const block = Buffer.alloc(4);
  block.writeUInt32LE((bytes.length << 3) | 1);
  return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0]), size, block.subarray(0, 3), bytes]);
}

/** A block of literals. */
function lz4(bytes: Uint8Array): Uint8Array {
  const rest = bytes.length - 15;
  const length = rest < 0 ? [bytes.length << 4] : [0xf0, ...Array(Math.floor(rest / 255)).fill(255), rest % 255];
  return Buffer.concat([Buffer.from(length), bytes]);
}

const CODECS: readonly [CompressionCodec, ((bytes: Uint8Array) => Uint8Array) | undefined][] = [
  ['UNCOMPRESSED', undefined],
  ['SNAPPY', undefined],
  ['GZIP', gzipSync],
  ['BROTLI', brotliCompressSync],
  ['ZSTD', zstd],
  ['LZ4_RAW', lz4],
];

test.each(CODECS)('pages packed as %s', async (codec, compress) => {
  const rows = Array.from({ length: 30 }, (_, i) => ({ id: i, name: `order ${i}` }));
  const file = parquetWriteBuffer({
    codec,
    ...(compress && { compressors: { [codec]: compress } }),
    columnData: [
      { name: 'id', data: rows.map(({ id }) => id), type: 'INT32' },
      { name: 'name', data: rows.map(({ name }) => name), type: 'STRING' },
    ],
  });
  expect(await parquetRows(new Uint8Array(file))).toEqual(rows);
});
