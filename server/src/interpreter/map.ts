import { type Awaitable, whenDone } from '../base/awaitable.ts';
import { isArray, isObject, type Json, type JsonObject } from '../base/json.ts';
import { isJsonata, QueryEvaluationError, unexpectedType } from '../evaluate/jsonata.ts';
import { StatesError } from '../spec/errors.ts';
import { type Failure, failureFrom } from './failure.ts';
import { newFan, resultsOf } from './fan.ts';
import { readItems } from './itemReader.ts';
import { inputAfterPath, jsonataValue, type Moment, mapRunArn, objectField, templateValue } from './moment.ts';
import { numberField } from './numberField.ts';
import { textOf } from './payload.ts';
import { writeResults } from './resultWriter.ts';
import type { Fan, Tolerance } from './run.ts';
import type { Child, Events, Work } from './work.ts';

/** The service runs at most this many iterations of an inline Map at a time. */
const INLINE_LIMIT = 40;
/** The service takes up to 10,000 child executions at a time; one by one they come to the same. */
const CHILD_LIMIT = 40;

/** Starts one iteration after the other, as many at a time as allowed; the result is the list of their outputs. */
export function executeMap(moment: Moment): Awaitable<Work> {
  const { fan } = moment.frame;
  if (!fan) return isDistributed(moment) ? startDistributed(moment) : startInline(moment);
  if (fan.failure) {
    const events: Events = fan.kind === 'children' ? [runFailed(fan.failure)] : [];
    return { kind: 'failed', failure: { ...fan.failure, fromWork: true }, events };
  }
  if (fan.ended === fan.items.length) return finish(moment, fan);
  return startNext(moment, fan);
}

export function isDistributed({ state }: Moment): boolean {
  const processor = objectField(state, 'ItemProcessor') ?? objectField(state, 'Iterator');
  const config = processor?.ProcessorConfig;
  return isObject(config) && config.Mode === 'DISTRIBUTED';
}

async function startInline(moment: Moment): Promise<Work> {
  const items = itemsOf(moment, false);
  const limit = limitOf(await maxConcurrency(moment), INLINE_LIMIT);
  const fan = newFan('iterations', items.values, limit);
  return { kind: 'spawn', fan, children: [], events: [started(items.values.length)] };
}

async function startDistributed(moment: Moment): Promise<Work> {
  if (objectField(moment.state, 'ItemReader')) return startReading(moment);
  const { values, keys } = itemsOf(moment, true);
  const limit = limitOf(await maxConcurrency(moment), CHILD_LIMIT);
  const arn = mapRunArn(moment.run, labelOf(moment), moment.sources.uuid());
  return startChildren(moment, { values, ...(keys && { keys }) }, 'STATE_DATA', arn, limit, [
    started(values.length),
    runStarted(arn),
  ]);
}

async function startReading(moment: Moment): Promise<Work> {
  const { run, frame, sources } = moment;
  const known = frame.reading?.mapRunArn;
  const arn = known ?? mapRunArn(run, labelOf(moment), sources.uuid());
  const limit = limitOf(await maxConcurrency(moment), CHILD_LIMIT);
  const begin: Events = known === undefined ? [started(0), runStarted(arn)] : [];
  const read = await readItems(moment, arn);
  if (read.kind === 'failed') return { ...read, events: [...begin, runFailed(read.failure)] };
  if (read.kind === 'wait') return { ...read, events: begin };
  return startChildren(moment, { values: read.items }, read.source, arn, limit, begin);
}

async function startChildren(
  moment: Moment,
  { values, keys }: Items,
  source: string,
  arn: string,
  limit: number,
  events: Events,
): Promise<Work> {
  let tolerance: Tolerance;
  try {
    tolerance = await toleranceOf(moment);
  } catch (e) {
    // The service has started the state before it looks at the tolerance, but not the Map Run.
    return { kind: 'failed', failure: failureFrom(e), events: events.slice(0, 1) };
  }
  const more = { tolerance, mapRunArn: arn, source };
  const batcher = objectField(moment.state, 'ItemBatcher');
  const fan = batcher
    ? newFan('children', await batchesOf(moment, batcher, values, keys, source), limit, { ...more, prepared: true })
    : newFan('children', values, limit, { ...more, ...(keys && { keys }) });
  return { kind: 'spawn', fan, children: [], events };
}

function runFailed(failure: Failure): Events[number] {
  const { error, cause } = failure;
  const details = { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
  return ['MapRunFailed', { mapRunFailedEventDetails: details }];
}

function started(length: number): Events[number] {
  return ['MapStateStarted', { mapStateStartedEventDetails: { length } }];
}

function runStarted(arn: string): Events[number] {
  return ['MapRunStarted', { mapRunStartedEventDetails: { mapRunArn: arn } }];
}

function labelOf({ state }: Moment): string {
  const label = state.fields.Label;
  return typeof label === 'string' ? label : state.name.replace(/[^\w-]/g, '').slice(0, 40);
}

function startNext(moment: Moment, fan: Fan): Awaitable<Work> {
  const index = fan.started;
  const value = fan.items[index] ?? null;
  const machine = moment.state.machines[0] ?? '';
  const item = itemContext(fan, index, value);
  const kind = fan.kind === 'children' ? 'child' : 'iteration';
  return whenDone(fan.prepared ? value : selectItem(moment, value, item), (input): Work => {
    const child: Child = { kind, index, machine, input, ...(!fan.prepared && { item }) };
    return { kind: 'spawn', fan: { ...fan, started: index + 1 }, children: [child] };
  });
}

function itemContext({ keys, source }: Pick<Fan, 'keys' | 'source'>, index: number, value: Json): JsonObject {
  const key = keys?.[index];
  return {
    Index: index,
    ...(key !== undefined && { Key: key }),
    Value: value,
    ...(source !== undefined && { Source: source }),
  };
}

/** What ItemSelector makes of one item. */
function selectItem(moment: Moment, value: Json, item: JsonObject): Awaitable<Json> {
  const { state, frame } = moment;
  const name = state.fields.ItemSelector === undefined ? 'Parameters' : 'ItemSelector';
  const selector = state.fields[name];
  if (selector === undefined) return value;
  const { run, thread } = moment;
  const at: Moment = {
    ...{ run, thread, frame, state, item },
    get sources() {
      return moment.sources;
    },
  };
  if (state.queryLanguage === 'JSONata') return jsonataValue(at, selector, 'ItemSelector');
  return templateValue(at, selector, inputAfterPath(frame.data));
}

async function batchesOf(
  moment: Moment,
  batcher: JsonObject,
  items: readonly Json[],
  keys: readonly string[] | undefined,
  source: string,
): Promise<Json[]> {
  const most = (await numberField(moment, batcher, 'MaxItemsPerBatch', 'ItemBatcher')) ?? Number.POSITIVE_INFINITY;
  const bytes =
    (await numberField(moment, batcher, 'MaxInputBytesPerBatch', 'ItemBatcher')) ?? Number.POSITIVE_INFINITY;
  const batchInput = await batchInputOf(moment, batcher.BatchInput);
  const fixed = { ...(batchInput !== undefined && { BatchInput: batchInput }) };
  const room = bytes - textOf({ ...fixed, Items: [] }).length;
  const batches: Json[] = [];
  let batch: Json[] = [];
  let used = 0;
  for (const [index, value] of items.entries()) {
    const item = await selectItem(moment, value, itemContext({ ...(keys && { keys }), source }, index, value));
    const size = textOf(item).length + (batch.length > 0 ? 1 : 0);
    if (batch.length > 0 && (batch.length >= most || used + size > room)) {
      batches.push({ ...fixed, Items: batch });
      batch = [];
      used = 0;
    }
    batch.push(item);
    used += size;
  }
  if (batch.length > 0) batches.push({ ...fixed, Items: batch });
  return batches;
}

async function batchInputOf(moment: Moment, template: Json | undefined): Promise<Json | undefined> {
  if (template === undefined) return undefined;
  if (moment.state.queryLanguage === 'JSONata') return jsonataValue(moment, template, 'ItemBatcher/BatchInput');
  return templateValue(moment, template, inputAfterPath(moment.frame.data));
}

async function finish(moment: Moment, fan: Fan): Promise<Work> {
  if (fan.kind !== 'children') return { kind: 'done', result: resultsOf(fan), events: [['MapStateSucceeded']] };
  const written = await writeResults(moment, fan);
  if (written.kind === 'wait') return written;
  const events: Events = [['MapRunSucceeded'], ['MapStateSucceeded']];
  return written.kind === 'failed' ? written : { kind: 'done', result: written.result, events };
}

interface Items {
  readonly values: readonly Json[];
  readonly keys?: readonly string[];
}

/** The items of a Map without an ItemReader. */
export function itemsOf(moment: Moment, distributed: boolean): Items {
  const { state, frame } = moment;
  const { afterItemsPath } = frame.data;
  const value = afterItemsPath === undefined ? inputAfterPath(frame.data) : afterItemsPath;
  if (isArray(value)) return { values: value };
  if (isObject(value) && distributed) {
    const entries = Object.entries(value);
    return { values: entries.map(([Key, Value]) => ({ Key, Value })), keys: entries.map(([key]) => key) };
  }
  if (state.queryLanguage === 'JSONata') {
    const { Items } = state.fields;
    if (typeof Items === 'string' && isJsonata(Items)) {
      throw unexpectedType(Items, 'Items', 'array', value);
    }
    throw new QueryEvaluationError('', `Map state input must be an array but was: ${textOf(value)}`);
  }
  const path = typeof state.fields.ItemsPath === 'string' ? state.fields.ItemsPath : '$';
  throw new StatesError('States.Runtime', `Reference path "${path.replace(/^\$\$/, '$')}" must point to array.`);
}

/** MaxConcurrency, 0 where there is no limit. */
export async function maxConcurrency(moment: Moment): Promise<number> {
  const value = await numberField(moment, moment.state.fields, 'MaxConcurrency');
  if (value !== undefined && value < 0) throw new StatesError('States.Runtime', 'MaxConcurrency cannot be negative.');
  return value ?? 0;
}

function limitOf(wanted: number, most: number): number {
  return wanted === 0 ? most : Math.min(wanted, most);
}

export async function toleranceOf(moment: Moment): Promise<Tolerance> {
  const { fields } = moment.state;
  const count = await numberField(moment, fields, 'ToleratedFailureCount');
  const percentage = await numberField(moment, fields, 'ToleratedFailurePercentage', undefined, 'float');
  if (count !== undefined && count < 0) {
    throw new StatesError('States.Runtime', 'ToleratedFailureCount cannot be negative.');
  }
  if (percentage !== undefined && (percentage < 0 || percentage > 100)) {
    throw new StatesError('States.Runtime', 'ToleratedFailurePercentage must be between 0 and 100.');
  }
  return { count, percentage };
}

/** For TestState: what ItemSelector and ItemBatcher, where there are any, make of the items. */
export async function itemInputs(
  moment: Moment,
  items: readonly Json[],
): Promise<{ readonly selected?: readonly Json[]; readonly batched?: readonly Json[] }> {
  const { fields } = moment.state;
  const batcher = objectField(moment.state, 'ItemBatcher');
  const hasSelector = fields.ItemSelector !== undefined || fields.Parameters !== undefined;
  const source = isDistributed(moment) ? 'STATE_DATA' : undefined;
  const contexts = items.map((value, i) => itemContext(source === undefined ? {} : { source }, i, value));
  const selected: Json[] = [];
  if (hasSelector)
    for (const [i, value] of items.entries()) selected.push(await selectItem(moment, value, contexts[i] ?? {}));
  const batched = batcher && (await batchesOf(moment, batcher, items, undefined, source ?? ''));
  return { ...(hasSelector && { selected }), ...(batched && { batched }) };
}
