import { assertNever } from '../base/assertNever.ts';
import { lookup } from '../base/lookup.ts';
import type { Frame, Run } from '../interpreter/run.ts';
import { findThread } from '../interpreter/threads.ts';
import { fieldOf, type State } from '../model/machine.ts';
import { STAGES, STATE_STAGES, type Stage } from '../spec/stages.ts';
import type { Node, ObjectNode } from '../syntax/node.ts';
import { hasEntered } from './goal.ts';

/** What a breakpoint in a state waits for. */
export type Spot =
  /** The state has been entered. */
  | { readonly kind: 'entered' }
  /** A stage of its data has been reached. */
  | { readonly kind: 'stage'; readonly stage: Stage }
  /** Its task has been called, or its branches or iterations have been started. */
  | { readonly kind: 'called' }
  /** An iteration has been started. */
  | { readonly kind: 'iterated' }
  /** An ItemReader or a ResultWriter is at work. */
  | { readonly kind: 'reading' | 'writing' }
  /** A Wait has begun. */
  | { readonly kind: 'waiting' }
  /** Variables are about to be assigned. */
  | { readonly kind: 'assigned' }
  /** A retrier, or any, takes an error. */
  | { readonly kind: 'retried'; readonly retrier?: number }
  /** A catcher, or any, takes an error. */
  | { readonly kind: 'caught'; readonly catcher?: number }
  /** A rule of a Choice is about to be tested. */
  | { readonly kind: 'tested'; readonly rule: number }
  /** A rule of a Choice holds; no rule: its Default. */
  | { readonly kind: 'taken'; readonly rule: number | undefined }
  /** The state is about to fail by itself. */
  | { readonly kind: 'failing' };

/** A spot of a state, and the node that stands for it in the text. */
export interface SpotPlace {
  readonly spot: Spot;
  readonly node: Span;
  /** All of the text that means this spot. */
  readonly extent: Span;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

const FIELDS: { readonly [field: string]: Spot } = {
  InputPath: { kind: 'stage', stage: 'afterInputPath' },
  Parameters: { kind: 'stage', stage: 'afterParameters' },
  Arguments: { kind: 'stage', stage: 'afterArguments' },
  ItemsPath: { kind: 'stage', stage: 'afterItemsPath' },
  Items: { kind: 'stage', stage: 'afterItemsPath' },
  Result: { kind: 'stage', stage: 'result' },
  ResultSelector: { kind: 'stage', stage: 'afterResultSelector' },
  ResultPath: { kind: 'stage', stage: 'afterResultPath' },
  OutputPath: { kind: 'stage', stage: 'output' },
  Output: { kind: 'stage', stage: 'output' },
  Next: { kind: 'stage', stage: 'output' },
  End: { kind: 'stage', stage: 'output' },
  Assign: { kind: 'assigned' },
  Resource: { kind: 'called' },
  Credentials: { kind: 'called' },
  TimeoutSeconds: { kind: 'called' },
  TimeoutSecondsPath: { kind: 'called' },
  HeartbeatSeconds: { kind: 'called' },
  HeartbeatSecondsPath: { kind: 'called' },
  Branches: { kind: 'called' },
  ItemProcessor: { kind: 'called' },
  Iterator: { kind: 'called' },
  ItemBatcher: { kind: 'called' },
  MaxConcurrency: { kind: 'called' },
  MaxConcurrencyPath: { kind: 'called' },
  ItemSelector: { kind: 'iterated' },
  ItemReader: { kind: 'reading' },
  ResultWriter: { kind: 'writing' },
  Seconds: { kind: 'waiting' },
  SecondsPath: { kind: 'waiting' },
  Timestamp: { kind: 'waiting' },
  TimestampPath: { kind: 'waiting' },
  Error: { kind: 'failing' },
  ErrorPath: { kind: 'failing' },
  Cause: { kind: 'failing' },
  CausePath: { kind: 'failing' },
  Retry: { kind: 'retried' },
  Catch: { kind: 'caught' },
  Choices: { kind: 'tested', rule: 0 },
  Default: { kind: 'taken', rule: undefined },
};

/** In a Map, `Parameters` is the old name of `ItemSelector`. */
const ITERATED: Spot = { kind: 'iterated' };

/** All spots of a state, its name first, the others in the order of the text, outer ones before those inside them. */
export function spotsOf(state: State): readonly SpotPlace[] {
  const found: SpotPlace[] = [{ spot: { kind: 'entered' }, node: state.key, extent: state.key }];
  for (const property of state.node.properties) {
    const { key, value } = property;
    const spot = key.value === 'Parameters' && state.type === 'Map' ? ITERATED : lookup(FIELDS, key.value);
    if (!spot || !canBeReached(state, spot, key.value)) continue;
    found.push({ spot, node: key, extent: property });
    if (value?.kind !== 'array') continue;
    for (const [i, item] of value.items.entries()) found.push(...spotsOfItem(key.value, item, i));
  }
  return found;
}

function spotsOfItem(field: string, item: Node, index: number): SpotPlace[] {
  if (field === 'Retry') return [{ spot: { kind: 'retried', retrier: index }, node: item, extent: item }];
  if (field === 'Catch') return [{ spot: { kind: 'caught', catcher: index }, node: item, extent: item }];
  if (field !== 'Choices' || item.kind !== 'object') return [];
  return [{ spot: { kind: 'tested', rule: index }, node: item, extent: item }, ...takenSpots(item, index)];
}

const WHEN_TAKEN: ReadonlySet<string> = new Set(['Next', 'Assign', 'Output']);

function takenSpots(rule: ObjectNode, index: number): SpotPlace[] {
  return rule.properties
    .filter(({ key }) => WHEN_TAKEN.has(key.value))
    .map((property) => ({ spot: { kind: 'taken', rule: index }, node: property.key, extent: property }));
}

/** A field of another type or query language does nothing, and neither does a path that is just `$`. */
function canBeReached(state: State, spot: Spot, field: string): boolean {
  const { type, language } = state;
  if (!type) return false;
  switch (spot.kind) {
    case 'stage': {
      if (field === 'Next' || field === 'End') return true;
      const value = fieldOf(state, field);
      if (value?.kind === 'string' && value.value === '$' && field !== 'OutputPath') return false;
      const stages: readonly Stage[] = STATE_STAGES[type][language];
      const ofLanguage = field === 'Output' || field === 'Items' ? language === 'JSONata' : true;
      return ofLanguage && stages.includes(spot.stage) && isFieldOf(spot.stage, field, language);
    }
    case 'called':
      return type === 'Task' || type === 'Parallel' || type === 'Map';
    case 'iterated':
    case 'reading':
    case 'writing':
      return type === 'Map';
    case 'waiting':
      return type === 'Wait';
    case 'failing':
      return type === 'Fail';
    case 'retried':
    case 'caught':
      return type === 'Task' || type === 'Parallel' || type === 'Map';
    case 'tested':
    case 'taken':
      return type === 'Choice';
    case 'entered':
    case 'assigned':
      return true;
    default:
      return assertNever(spot);
  }
}

function isFieldOf(stage: Stage, field: string, language: State['language']): boolean {
  if (stage === 'output') return field === 'Output' ? language === 'JSONata' : language === 'JSONPath';
  if (stage === 'afterItemsPath') return field === (language === 'JSONata' ? 'Items' : 'ItemsPath');
  const spec: { readonly field?: string; readonly doc: string } = STAGES[stage];
  return spec.field === field;
}

/** Whether the spot is one to stop at before the step that goes through it: after it there is nothing left to see of it. */
export function isBefore({ kind }: Spot): boolean {
  return kind === 'tested' || kind === 'failing';
}

/** Whether a step of a thread goes through a spot of the state that it is in. */
export function isReached(spot: Spot, before: Run, after: Run, thread: number): boolean {
  const earlier = findThread(before, thread)?.frame;
  const later = findThread(after, thread)?.frame;
  if (spot.kind === 'entered') return later !== undefined && hasEntered(before, after, thread);
  if (spot.kind === 'failing') {
    return earlier?.stage !== undefined && (!later || later.failure !== earlier.failure) && !earlier.exit;
  }
  if (!earlier || !later || earlier.stage === undefined || later.pointer !== earlier.pointer) return false;
  return goesThrough(spot, earlier, later);
}

function goesThrough(spot: Exclude<Spot, { kind: 'entered' | 'failing' }>, earlier: Frame, later: Frame): boolean {
  const failure = later.failure === earlier.failure ? undefined : later.failure?.handling;
  const atOutput = later.stage === 'output' && earlier.stage !== 'output' && !failure;
  const waiting = later.waiting === earlier.waiting ? undefined : later.waiting;
  switch (spot.kind) {
    case 'stage':
      return spot.stage === 'output' ? atOutput : later.stage === spot.stage && earlier.stage !== spot.stage;
    case 'called':
      return (
        (waiting?.kind === 'request' && waiting.request.kind === 'task') || (!earlier.fan && later.fan !== undefined)
      );
    case 'iterated':
      return later.fan?.kind !== 'branches' && (later.fan?.started ?? 0) > (earlier.fan?.started ?? 0);
    case 'reading':
      return waiting?.kind === 'request' && (waiting.request.kind === 'read' || waiting.request.kind === 'list');
    case 'writing':
      return waiting?.kind === 'request' && waiting.request.kind === 'write';
    case 'waiting':
      if (waiting?.kind === 'timer') return waiting.why === 'wait';
      return atOutput && earlier.waiting === undefined;
    case 'assigned':
      return atOutput && later.exit?.assigned !== undefined && later.exit.rule === undefined;
    case 'retried':
      return failure?.kind === 'retry' && (spot.retrier ?? failure.retrier) === failure.retrier;
    case 'caught':
      return failure?.kind === 'catch' && (spot.catcher ?? failure.catcher) === failure.catcher;
    case 'tested':
      return atOutput && later.exit !== undefined && spot.rule <= (later.exit.rule ?? Number.POSITIVE_INFINITY);
    case 'taken':
      return atOutput && later.exit !== undefined && later.exit.rule === spot.rule;
    default:
      return assertNever(spot);
  }
}
