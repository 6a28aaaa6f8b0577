import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../../server/src/index.ts';

/** Three rows: sku, count (64 bits), price, at (a time); compressed with Snappy. */
const PARQUET =
  'UEFSMRUGFSYVKlwVBhUCFQYVABUEFQAAAAMDEUADAAAAdGVhBgAAAGtldHRsZRUGFTQVLFwVBhUAFQYVABUEFQAAAAMHGAQBAAkBAAIJByAAAwAAAAAAAAAVBhU0FTBcFQYVABUGFQAVBBUAAAADBxgAAAUBBCFABQcogENAAAAAAAAAHEAVBhU0FS5cFQYVABUGFQAVBBUAAAADBxgAABEBOFwmBQAAAAABAAAAAAAAABUEGVxIBHJvb3QVCAAVDCUCGANza3UlAAAVBCUCGAVjb3VudAAVCiUCGAVwcmljZQAVBCUCGAJhdCUSABYGGRwZTCYIHBUMGRUAGRgDc2t1FQIWBhZQFlQmCDw2AigDdGVhGAZrZXR0bGUAGRwVBhUAFQIAAAAmXBwVBBkVABkYBWNvdW50FQIWBhZeFlYmXDw2ACgIAwAAAAAAAAAYCAEAAAAAAAAAABkcFQYVABUCAAAAJrIBHBUKGRUAGRgFcHJpY2UVAhYGFl4WWiayATw2ACgIAAAAAACAQ0AYCAAAAAAAABxANgAAGRwVBhUAFQIAAAAmjAIcFQQZFQAZGAJhdBUCFgYWXhZYJowCPDYAKAgAXCYFAAAAABgIAAAAAAAAAAAAGRwVBhUAFQIAAAAW6gIWBjbcAgAoCWh5cGFycXVldBlMHAAAHAAAHAAAHAAAAFMBAABQQVIx';
const ROWS = [
  { sku: 'tea', count: 1, price: 8.5, at: '1970-01-01T00:00:00.000Z' },
  { sku: 'kettle', count: 2, price: 39, at: '1970-01-02T00:00:00.000Z' },
  { sku: null, count: 3, price: 7, at: '1970-01-01T00:00:00.001Z' },
];

const dataDir = mkdtempSync(join(tmpdir(), 'asl-files-'));
afterAll(() => rmSync(dataDir, { recursive: true }));

const FILES: { readonly [key: string]: string | Buffer } = {
  'orders.parquet': Buffer.from(PARQUET, 'base64'),
  'broken.parquet': 'PAR1 and no more',
  'orders.csv.gz': gzipSync('sku,count\ntea,1\n'),
  'orders.jsonl.gz': gzipSync('{"sku":"tea"}\n{"sku":"kettle"}\n'),
  'broken.json.gz': Buffer.from([0x1f, 0x8b, 0, 0]),
  'data.csv.gz': gzipSync('"orders","a.txt",5\n"orders","b.txt",7\n'),
  'csv-inventory.json': JSON.stringify({
    fileFormat: 'CSV',
    fileSchema: 'Bucket, Key, Size',
    files: [{ key: 'data.csv.gz', size: 1 }],
  }),
  'parquet-inventory.json': JSON.stringify({ fileFormat: 'Parquet', files: [{ key: 'orders.parquet', size: 1 }] }),
  'athena.csv': '"s3://bucket/orders.parquet"\n',
};

beforeAll(() => {
  for (const [key, content] of Object.entries(FILES)) {
    const path = join(dataDir, 'bucket', key);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
});

function mapOver(Key: string, ReaderConfig: object) {
  const States = {
    Each: {
      Type: 'Map',
      ItemReader: { Resource: 'arn:aws:states:::s3:getObject', Parameters: { Bucket: 'bucket', Key }, ReaderConfig },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'A',
        States: { A: { Type: 'Pass', End: true } },
      },
      End: true,
    },
  };
  return run({ StartAt: 'Each', States }, {}, { dataDir });
}

const LISTED = [
  { Bucket: 'orders', Key: 'a.txt', Size: '5' },
  { Bucket: 'orders', Key: 'b.txt', Size: '7' },
];

test.each([
  ['orders.parquet', { InputType: 'PARQUET' }, ROWS],
  ['orders.parquet', { InputType: 'PARQUET', MaxItems: 1 }, ROWS.slice(0, 1)],
  ['orders.csv.gz', { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' }, [{ sku: 'tea', count: '1' }]],
  ['orders.jsonl.gz', { InputType: 'JSONL' }, [{ sku: 'tea' }, { sku: 'kettle' }]],
  ['csv-inventory.json', { InputType: 'MANIFEST' }, LISTED],
  ['csv-inventory.json', { ManifestType: 'S3_INVENTORY' }, LISTED],
  ['parquet-inventory.json', { ManifestType: 'S3_INVENTORY' }, ROWS],
  ['athena.csv', { ManifestType: 'ATHENA_DATA', InputType: 'PARQUET' }, ROWS],
])('the items of %s with %j', async (key, config, items) => {
  expect((await mapOver(key, config)).output).toEqual(items);
});

test.each([
  ['broken.parquet', { InputType: 'PARQUET' }, 'The Parquet file cannot be read'],
  ['broken.json.gz', { InputType: 'JSON' }, 'cannot be unpacked'],
])('%s is an error of the reader', async (key, config, cause) => {
  const result = await mapOver(key, config);
  expect(result).toMatchObject({ status: 'FAILED', error: 'States.ItemReaderFailed' });
  expect(result.cause).toContain(cause);
});
