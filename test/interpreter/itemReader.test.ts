import { expect, test } from 'vitest';
import type { Json } from '../../server/src/base/json.ts';
import { run } from '../../server/src/index.ts';
import { type ObjectStore, runDefinition } from '../../server/src/interpreter/drive.ts';
import { parseCsv } from '../../server/src/interpreter/itemReader.ts';

/** Buckets in memory. */
function memoryStore(objects: { [path: string]: string }): ObjectStore {
  return {
    async read(bucket, key) {
      const text = objects[`${bucket}/${key}`];
      if (text === undefined) throw new Error(`There is no object "${bucket}/${key}"`);
      return text;
    },
    async list(bucket, prefix) {
      return Object.keys(objects)
        .filter((path) => path.startsWith(`${bucket}/${prefix}`))
        .map((path) => ({
          Etag: '"e"',
          Key: path.slice(bucket.length + 1),
          LastModified: 0,
          Size: objects[path]?.length ?? 0,
          StorageClass: 'STANDARD',
        }));
    },
    async write(bucket, key, text) {
      objects[`${bucket}/${key}`] = text;
    },
  };
}

function reading(reader: object, fields: object = {}): Json {
  const map = {
    Type: 'Map',
    ItemReader: { Resource: 'arn:aws:states:::s3:getObject', Parameters: { Bucket: 'b', Key: 'k' }, ...reader },
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'P',
      States: { P: { Type: 'Pass', End: true } },
    },
    End: true,
    ...fields,
  };
  return { StartAt: 'Map', States: { Map: map } } as Json;
}

test.each([
  ['JSON', { InputType: 'JSON' }, '[1, 2]', [1, 2]],
  ['a part of JSON', { InputType: 'JSON', ItemsPointer: '/a/b~1c' }, '{"a": {"b/c": [1]}}', [1]],
  ['JSONL', { InputType: 'JSONL' }, '{"a": 1}\n\n{"a": 2}\n', [{ a: 1 }, { a: 2 }]],
  ['MaxItems', { InputType: 'JSON', MaxItems: 1 }, '[1, 2]', [1]],
  [
    'CSV with a header',
    { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
    'a,b\n1,"x, ""y"""\n2\n',
    [
      { a: '1', b: 'x, "y"' },
      { a: '2', b: '' },
    ],
  ],
  [
    'CSV with given headers',
    { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['h'], CSVDelimiter: 'SEMICOLON' },
    '1;2',
    [{ h: '1' }],
  ],
])('reads %s', async (_, ReaderConfig, text, items) => {
  const result = await runDefinition(reading({ ReaderConfig }), {}, { store: memoryStore({ 'b/k': text }) });
  expect(result.output).toEqual(items);
});

test.each([
  [
    'duplicate headers',
    { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
    'a,a\n1,2',
    'CSV headers cannot contain duplicates.',
  ],
  ['no list', { InputType: 'JSON' }, '7', 'Attempting to map over non-iterable node.'],
  ['a negative MaxItems', { InputType: 'JSON', MaxItems: -1 }, '[]', 'field MaxItems must be positive'],
])('refuses %s', async (_, ReaderConfig, text, cause) => {
  const result = await runDefinition(reading({ ReaderConfig }), {}, { store: memoryStore({ 'b/k': text }) });
  expect(result).toMatchObject({ status: 'FAILED', error: 'States.ItemReaderFailed', cause });
  expect(result.events.map((e) => e.type).slice(-3)).toEqual(['MapRunFailed', 'MapStateFailed', 'ExecutionFailed']);
});

test('reads the files that a manifest names', async () => {
  const store = memoryStore({
    'b/k': '{"files": [{"key": "one.csv"}, {"key": "two.csv"}]}',
    'b/one.csv': '1\n2',
    'b/two.csv': '3',
  });
  const ReaderConfig = { ManifestType: 'S3_INVENTORY', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['n'] };
  expect((await runDefinition(reading({ ReaderConfig }), {}, { store })).output).toEqual([
    { n: '1' },
    { n: '2' },
    { n: '3' },
  ]);
});

test('lists objects, or reads those it lists', async () => {
  const listing = { Resource: 'arn:aws:states:::s3:listObjectsV2', Parameters: { Bucket: 'b', Prefix: 'in/' } };
  const store = () => memoryStore({ 'b/in/x': '[1]', 'b/in/y': '[2]', 'b/other': '[3]' });
  const keys = await runDefinition(
    reading(listing, { ItemSelector: { 'k.$': '$$.Map.Item.Value.Key' } }),
    {},
    { store: store() },
  );
  expect(keys.output).toEqual([{ k: 'in/x' }, { k: 'in/y' }]);
  const ReaderConfig = { InputType: 'JSON', Transformation: 'LOAD_AND_FLATTEN' };
  const flat = await runDefinition(reading({ ...listing, ReaderConfig }), {}, { store: store() });
  expect(flat.output).toEqual([1, 2]);
});

test('ResultWriter puts the results into the bucket', async () => {
  const objects: { [path: string]: string } = { 'b/k': '[1, 2]' };
  const machine = reading(
    { ReaderConfig: { InputType: 'JSON' } },
    {
      ResultWriter: {
        Resource: 'arn:aws:states:::s3:putObject',
        Parameters: { Bucket: 'out', Prefix: 'results' },
        WriterConfig: { Transformation: 'COMPACT', OutputType: 'JSON' },
      },
    },
  );
  const { output } = await runDefinition(machine, {}, { store: memoryStore(objects) });
  const { Key } = (output as { ResultWriterDetails: { Key: string } }).ResultWriterDetails;
  expect(Key).toMatch(/^results\/[0-9a-f-]{36}\/manifest\.json$/);
  expect(objects[`out/${Key.replace('manifest', 'SUCCEEDED_0')}`]).toBe('[1,2]');
  expect(JSON.parse(objects[`out/${Key}`] ?? '')).toMatchObject({ DestinationBucket: 'out' });
});

test.each([
  ['a,b', [['a', 'b']]],
  [
    'a,\r\n,b\r\n',
    [
      ['a', ''],
      ['', 'b'],
    ],
  ],
  ['"a\nb","c"', [['a\nb', 'c']]],
  ['', []],
])('parseCsv(%j)', (text, rows) => {
  expect(parseCsv(text, ',')).toEqual(rows);
});

test('an ItemReader without a Key fails the Map, not the caller', async () => {
  const definition = {
    StartAt: 'M',
    States: {
      M: {
        Type: 'Map',
        ItemReader: { Resource: 'arn:aws:states:::s3:getObject', Parameters: { Bucket: 'b' } },
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'I',
          States: { I: { Type: 'Pass', End: true } },
        },
        End: true,
      },
    },
  };
  expect(await run(definition, {})).toMatchObject({ status: 'FAILED', error: 'States.ItemReaderFailed' });
});
