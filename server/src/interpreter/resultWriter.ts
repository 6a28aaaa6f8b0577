import { isArray, isObject, type Json, type JsonObject } from '../base/json.ts';
import { javaText } from '../spec/javaText.ts';
import type { Failure } from './failure.ts';
import { resultsOf } from './fan.ts';
import { callOf } from './itemReader.ts';
import { type Moment, objectField } from './moment.ts';
import type { Fan, Waiting } from './run.ts';

export type Written =
  | { readonly kind: 'done'; readonly result: Json }
  | { readonly kind: 'wait'; readonly waiting: Waiting }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** The result of a distributed Map: its outputs, or where ResultWriter put them. */
export async function writeResults(moment: Moment, fan: Fan): Promise<Written> {
  const { run, thread, state, frame } = moment;
  const writer = objectField(state, 'ResultWriter');
  if (!writer) return { kind: 'done', result: resultsOf(fan) };
  const config = isObject(writer.WriterConfig) ? writer.WriterConfig : {};
  if (writer.Resource === undefined) return { kind: 'done', result: transformed(resultsOf(fan), config) };
  const call = await callOf(moment, writer, 'ResultWriter');
  const bucket = javaText(call.Bucket ?? '');
  const prefix = call.Prefix === undefined ? '' : `${javaText(call.Prefix).replace(/\/$/, '')}/`;
  const folder = `${prefix}${fan.mapRunArn?.split(':').at(-1) ?? ''}`;
  const { waiting } = frame;
  if (waiting?.kind === 'reply' && waiting.request.kind === 'write') {
    if (waiting.reply.kind === 'return') {
      const details = { Bucket: bucket, Key: `${folder}/manifest.json` };
      return { kind: 'done', result: { MapRunArn: fan.mapRunArn ?? '', ResultWriterDetails: details } };
    }
    const cause = waiting.reply.kind === 'throw' ? waiting.reply.cause : undefined;
    return { kind: 'failed', failure: { error: 'States.ResultWriterFailed', cause, fromWork: true } };
  }
  const place = {
    id: `${thread.id}.${run.nextEventId}.write`,
    thread: thread.id,
    state: state.name,
    pointer: state.pointer,
  };
  const objects = objectsOf(fan, folder, bucket, config);
  return { kind: 'wait', waiting: { kind: 'request', request: { kind: 'write', ...place, bucket, objects } } };
}

function transformed(results: readonly Json[], { Transformation }: JsonObject): Json {
  return Transformation === 'FLATTEN' ? results.flatMap((r) => (isArray(r) ? r : [r])) : results;
}

function objectsOf(fan: Fan, folder: string, bucket: string, config: JsonObject): { [key: string]: string } {
  const all = fan.blocks.flat();
  const failures = new Set(fan.failures);
  const entry = (index: number, value: Json): Json =>
    config.Transformation === 'COMPACT' || config.Transformation === 'FLATTEN'
      ? value
      : {
          ExecutionArn: `${fan.mapRunArn ?? ''}:${index}`.replace(':mapRun:', ':execution:'),
          Input: JSON.stringify(fan.items[index] ?? null),
          Output: JSON.stringify(value),
          Status: failures.has(index) ? 'FAILED' : 'SUCCEEDED',
        };
  const pick = (wanted: boolean) =>
    all.flatMap((value, index) => (failures.has(index) === wanted ? [entry(index, value)] : []));
  const extension = config.OutputType === 'JSONL' ? 'jsonl' : 'json';
  const write = (values: readonly Json[]) =>
    extension === 'jsonl' ? values.map((v) => `${JSON.stringify(v)}\n`).join('') : JSON.stringify(values);
  const flat = (values: Json[]) =>
    config.Transformation === 'FLATTEN' ? (transformed(values, config) as Json[]) : values;
  const files: [string, string, readonly Json[]][] = [
    ['SUCCEEDED', `${folder}/SUCCEEDED_0.${extension}`, flat(pick(false))],
    ['FAILED', `${folder}/FAILED_0.${extension}`, pick(true)],
  ];
  const written = files
    .filter(([, , values]) => values.length > 0)
    .map(([kind, key, values]) => ({ kind, key, text: write(values) }));
  const listed = (kind: string) =>
    written
      .filter((f) => f.kind === kind)
      .map(({ key, text }) => ({ Key: key, Size: new TextEncoder().encode(text).length }));
  const manifest = {
    DestinationBucket: bucket,
    MapRunArn: fan.mapRunArn ?? '',
    ResultFiles: { FAILED: listed('FAILED'), PENDING: [], SUCCEEDED: listed('SUCCEEDED') },
  };
  return Object.fromEntries([
    [`${folder}/manifest.json`, JSON.stringify(manifest)],
    ...written.map(({ key, text }) => [key, text]),
  ]);
}
