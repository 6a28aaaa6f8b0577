import { isArray, isObject, type Json, type JsonObject, parseJson } from '../base/json.ts';
import { lookup } from '../base/lookup.ts';
import { javaText } from '../spec/javaText.ts';
import type { Failure } from './failure.ts';
import { inputAfterPath, jsonataValue, type Moment, objectField, templateValue } from './moment.ts';
import { numberField } from './numberField.ts';
import type { Reading, Reply, Waiting } from './run.ts';

export type Read =
  | { readonly kind: 'items'; readonly items: readonly Json[]; readonly source: string }
  | { readonly kind: 'wait'; readonly waiting: Waiting; readonly reading: Reading }
  | { readonly kind: 'failed'; readonly failure: Failure };

const MOST_ITEMS = 100_000_000;

/** Asks for one object after the other, until all items of the Map are there. */
export async function readItems(moment: Moment, mapRunArn: string): Promise<Read> {
  const reader = objectField(moment.state, 'ItemReader') ?? {};
  const config = isObject(reader.ReaderConfig) ? reader.ReaderConfig : {};
  const most = await numberField(moment, config, 'MaxItems', 'ItemReader/ReaderConfig');
  if (most !== undefined && most < 0) return failed('field MaxItems must be positive');
  const limit = !most || most > MOST_ITEMS ? MOST_ITEMS : most;
  const { waiting, reading } = moment.frame;
  try {
    if (waiting?.kind === 'reply' && reading) {
      const next = takeObject(moment, config, reading, waiting.reply, limit);
      if (next.pending.length === 0 || next.items.length >= limit) {
        return { kind: 'items', items: next.items.slice(0, limit), source: next.source };
      }
      return askFor(moment, next, typeOfFile(config, next));
    }
    return await askFirst(moment, reader, mapRunArn);
  } catch (e) {
    if (e instanceof ReaderError) return failed(e.message);
    throw e;
  }
}

class ReaderError extends Error {}

function failed(cause: string): Read {
  return { kind: 'failed', failure: { error: 'States.ItemReaderFailed', cause, fromWork: true } };
}

async function askFirst(moment: Moment, reader: JsonObject, mapRunArn: string): Promise<Read> {
  const call = await callOf(moment, reader, 'ItemReader');
  const bucket = textMember(call, 'Bucket');
  const listing = javaText(reader.Resource ?? '').endsWith(':listObjectsV2');
  const name = listing ? javaText(call.Prefix ?? '') : textMember(call, 'Key');
  const reading = { mapRunArn, bucket, pending: [name], items: [], source: `S3://${bucket}/${name}` };
  const config = isObject(reader.ReaderConfig) ? reader.ReaderConfig : {};
  if (!listing) return askFor(moment, reading, isManifest(config) ? 'JSON' : javaText(config.InputType ?? 'JSON'));
  return { kind: 'wait', reading, waiting: requestFor(moment, reading, 'list') };
}

function askFor(moment: Moment, reading: Reading, type: string): Read {
  const format = type.toUpperCase() === 'PARQUET' ? 'parquet' : 'text';
  return { kind: 'wait', reading, waiting: requestFor(moment, reading, 'read', format) };
}

function isManifest({ InputType, ManifestType }: JsonObject): boolean {
  return InputType === 'MANIFEST' || ManifestType !== undefined;
}

function requestFor(
  { run, thread, state }: Moment,
  reading: Reading,
  kind: 'read' | 'list',
  format: 'text' | 'parquet' = 'text',
): Waiting {
  const name = reading.pending[0] ?? '';
  const id = `${thread.id}.${run.nextEventId}.${reading.items.length}.${reading.pending.length}.${kind}`;
  const place = { id, thread: thread.id, state: state.name, pointer: state.pointer, bucket: reading.bucket };
  return {
    kind: 'request',
    request: kind === 'list' ? { kind, ...place, prefix: name } : { kind, ...place, key: name, format },
  };
}

/** What a call of ItemReader or ResultWriter is sent. */
export async function callOf(moment: Moment, holder: JsonObject, field: string): Promise<JsonObject> {
  const { state, frame } = moment;
  const value =
    state.queryLanguage === 'JSONata'
      ? await jsonataValue(moment, holder.Arguments ?? {}, `${field}/Arguments`)
      : templateValue(moment, holder.Parameters ?? {}, inputAfterPath(frame.data));
  return isObject(value) ? value : {};
}

function textMember(call: JsonObject, name: string): string {
  const value = call[name];
  if (typeof value === 'string') return value;
  throw new ReaderError(`The ItemReader needs a ${name}`);
}

function takeObject(moment: Moment, config: JsonObject, reading: Reading, reply: Reply, limit: number): Reading {
  if (reply.kind !== 'return') {
    throw new ReaderError(
      reply.kind === 'throw' ? (reply.cause ?? 'The object could not be read') : 'Reading timed out',
    );
  }
  const [, ...rest] = reading.pending;
  const { waiting } = moment.frame;
  const request = waiting?.kind === 'reply' ? waiting.request : undefined;
  if (isArray(reply.value) && request?.kind === 'list') return takeListing(config, reading, reply.value);
  if (isArray(reply.value))
    return { ...reading, pending: rest, items: reading.items.concat(reply.value.slice(0, limit)) };
  const text = typeof reply.value === 'string' ? reply.value : JSON.stringify(reply.value);
  if (isManifest(config) && isFirst(moment, reading)) return takeManifest(config, reading, text);
  const items = parseItems(typeOfFile(config, reading), config, text, limit, reading.files?.headers);
  return { ...reading, pending: rest, items: reading.items.concat(items) };
}

/** What a file holds: as the manifest says, or else the configuration. */
function typeOfFile(config: JsonObject, reading: Reading): string {
  if (reading.files) return reading.files.type;
  const type = javaText(config.InputType ?? 'JSON');
  if (!isManifest(config)) return type;
  if (type !== 'MANIFEST' && config.InputType !== undefined) return type;
  return config.ManifestType === 'ATHENA_DATA' && config.CSVHeaderLocation === undefined ? 'JSONL' : 'CSV';
}

/** The object that ItemReader names, not one of those that it names in turn. */
function isFirst({ frame }: Moment, reading: Reading): boolean {
  const request = frame.waiting?.kind === 'reply' ? frame.waiting.request : undefined;
  return request?.kind === 'read' && reading.source === `S3://${reading.bucket}/${request.key}`;
}

function takeListing(config: JsonObject, reading: Reading, objects: readonly Json[]): Reading {
  if (config.Transformation !== 'LOAD_AND_FLATTEN') return { ...reading, pending: [], items: objects };
  const keys = objects.flatMap((o) => (isObject(o) && typeof o.Key === 'string' ? [o.Key] : []));
  return { ...reading, pending: keys };
}

/** Athena names its files in a CSV of S3 URIs; S3 Inventory has a JSON with `files`, each a CSV without a header. */
function takeManifest(config: JsonObject, reading: Reading, text: string): Reading {
  if (config.ManifestType !== 'ATHENA_DATA' && text.trimStart().startsWith('{')) {
    const manifest = jsonOf(text);
    const { files, fileFormat, fileSchema } = isObject(manifest) ? manifest : {};
    const keys = (isArray(files) ? files : []).flatMap((file) =>
      isObject(file) && typeof file.key === 'string' ? [file.key] : [],
    );
    if (typeof fileFormat !== 'string') return { ...reading, pending: keys };
    // The columns of a CSV have no header of their own.
    const schema = typeof fileSchema === 'string' && fileFormat === 'CSV' ? fileSchema.split(',') : undefined;
    const headers = schema?.map((name) => name.trim());
    return { ...reading, pending: keys, files: { type: fileFormat, ...(headers && { headers }) } };
  }
  const uris = text.split(/\r?\n/).map((line) => line.trim().replace(/^"|"$/g, ''));
  return { ...reading, pending: uris.filter((uri) => uri !== '').map((uri) => uri.replace(/^s3:\/\/[^/]+\//i, '')) };
}

/** The items in the text of an object. */
export function parseItems(
  type: string,
  config: JsonObject,
  text: string,
  limit: number,
  headers?: readonly string[],
): Json[] {
  switch (type.toUpperCase()) {
    case 'CSV':
      return csvItems(config, text, limit, headers);
    case 'JSONL':
      return text
        .split(/\r?\n/)
        .filter((line) => line.trim() !== '')
        .slice(0, limit)
        .map((line) => jsonOf(line));
    case 'JSON':
      return jsonItems(config, jsonOf(text)).slice(0, limit);
    default:
      throw new ReaderError(`Reading items of type ${type} is not supported here`);
  }
}

function jsonOf(text: string): Json {
  try {
    return parseJson(text);
  } catch (e) {
    throw new ReaderError(`The object is not valid JSON: ${e instanceof Error ? e.message : String(e)}`);
  }
}

function jsonItems(config: JsonObject, document: Json): Json[] {
  const value = typeof config.ItemsPointer === 'string' ? atPointer(document, config.ItemsPointer) : document;
  if (isArray(value)) return [...value];
  // An object is a set of items where it was asked for, not where a list was expected.
  if (isObject(value) && config.ItemsPointer !== undefined) {
    return Object.entries(value).map(([Key, Value]) => ({ Key, Value }));
  }
  throw new ReaderError('Attempting to map over non-iterable node.');
}

/** RFC 6901. */
function atPointer(document: Json, pointer: string): Json | undefined {
  let value: Json | undefined = document;
  for (const token of pointer.split('/').slice(1)) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~');
    if (isArray(value)) value = value[Number(name)];
    else value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  }
  return value;
}

const DELIMITERS: { readonly [name: string]: string } = {
  COMMA: ',',
  PIPE: '|',
  SEMICOLON: ';',
  SPACE: ' ',
  TAB: '\t',
};

function csvItems(config: JsonObject, text: string, limit: number, known?: readonly string[]): Json[] {
  const rows = parseCsv(text, lookup(DELIMITERS, javaText(config.CSVDelimiter ?? 'COMMA')) ?? ',');
  const given =
    config.CSVHeaderLocation === 'GIVEN' && isArray(config.CSVHeaders) ? config.CSVHeaders.map(javaText) : undefined;
  const headers = given ?? known ?? rows.shift() ?? [];
  if (new Set(headers).size < headers.length) throw new ReaderError('CSV headers cannot contain duplicates.');
  return rows.slice(0, limit).map((row) => Object.fromEntries(headers.map((header, i) => [header, row[i] ?? ''])));
}

/** RFC 4180; empty lines are skipped. */
export function parseCsv(text: string, delimiter: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  const endRow = () => {
    if (row.length > 0 || field !== '') rows.push([...row, field]);
    row = [];
    field = '';
  };
  for (let i = text.startsWith('\uFEFF') ? 1 : 0; i < text.length; i++) {
    const letter = text[i] ?? '';
    if (quoted) {
      if (letter !== '"') field += letter;
      else if (text[i + 1] === '"') field += text[++i] ?? '';
      else quoted = false;
    } else if (letter === '"' && field === '') {
      quoted = true;
    } else if (letter === delimiter) {
      row.push(field);
      field = '';
    } else if (letter === '\n') {
      endRow();
    } else if (letter !== '\r' || text[i + 1] !== '\n') {
      field += letter;
    }
  }
  endRow();
  return rows;
}
