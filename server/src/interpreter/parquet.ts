import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { type Json, type JsonObject, parseJson } from '../base/json.ts';

/** The rows of a Parquet file, each an object. Throws an `Error` for what cannot be read. */
export async function parquetRows(bytes: Uint8Array): Promise<readonly Json[]> {
  // Few runs read Parquet.
  const [{ parquetReadObjects }, { compressors }] = await Promise.all([
    import('hyparquet'),
    import('hyparquet-compressors'),
  ]);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const unpack = (inflate: typeof gunzipSync) => (packed: Uint8Array, length: number) =>
    inflate(packed, { maxOutputLength: Math.max(1, length) });
  try {
    const rows = await parquetReadObjects({
      file,
      compressors: { ...compressors, GZIP: unpack(gunzipSync), BROTLI: unpack(brotliDecompressSync) },
    });
    return rows.map((row) => jsonOf(row));
  } catch (error) {
    throw new Error(`The Parquet file cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Integers of 64 bits become numbers, times become text as JSON has it, and bytes become Base64. */
function jsonOf(row: { readonly [column: string]: unknown }): JsonObject {
  const text = JSON.stringify(row, (_key, value: unknown) => {
    if (typeof value === 'bigint') return Number(value);
    return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
  });
  return parseJson(text) as JsonObject;
}
