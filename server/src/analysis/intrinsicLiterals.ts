import type { Json } from '../base/json.ts';
import { lookup } from '../base/lookup.ts';
import { StatesError } from '../spec/errors.ts';
import { ALGORITHMS, callIntrinsic } from '../spec/intrinsics.ts';
import type { IntrinsicArgument, IntrinsicCall } from '../syntax/intrinsic.ts';

/** A call that fails whatever the data, and the part of it that is to blame. */
export interface LiteralFault {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** Calls, nested ones too, that must fail: for their literals alone, or because all their arguments are literals. */
export function* literalFaults(call: IntrinsicCall): Generator<LiteralFault> {
  const before = [...nestedFaults(call)];
  yield* before;
  if (before.length > 0) return;
  const check = lookup<(call: IntrinsicCall) => LiteralFault | undefined>(CHECKS, call.name.value);
  const fault = check?.(call) ?? constantFault(call);
  if (fault) yield fault;
}

function* nestedFaults(call: IntrinsicCall): Generator<LiteralFault> {
  for (const argument of call.arguments) if (argument.kind === 'call') yield* literalFaults(argument);
}

const CHECKS = {
  'States.Format': ({ arguments: [template, ...values], start, end }: IntrinsicCall) => {
    if (template?.kind !== 'string') return undefined;
    const places = template.template.replace(/\\[\s\S]/g, '').match(/\{\}/g)?.length ?? 0;
    if (places === values.length) return undefined;
    const message = `The template has ${places} {}, but there ${values.length === 1 ? 'is 1 value' : `are ${values.length} values`}`;
    return { message, start, end };
  },
  'States.JsonMerge': ({ arguments: [, , deep] }: IntrinsicCall) =>
    deep?.kind === 'boolean' && deep.value
      ? at(deep, 'Only shallow merging is supported: the third argument is false')
      : undefined,
  'States.ArrayGetItem': ({ arguments: [, index] }: IntrinsicCall) =>
    index?.kind === 'number' && index.value < 0 ? at(index, 'An index counts from 0') : undefined,
  'States.ArrayRange': ({ arguments: [, , step] }: IntrinsicCall) =>
    step?.kind === 'number' && Math.floor(step.value + 0.5) === 0 ? at(step, 'The step cannot be 0') : undefined,
  'States.Hash': ({ arguments: [, algorithm] }: IntrinsicCall) =>
    algorithm?.kind === 'string' && !Object.hasOwn(ALGORITHMS, algorithm.value)
      ? at(algorithm, `The algorithm is one of ${Object.keys(ALGORITHMS).join(', ')}`)
      : undefined,
};

function at({ start, end }: IntrinsicArgument, message: string): LiteralFault {
  return { message, start, end };
}

/** With literals only, the call can be tried. */
function constantFault(call: IntrinsicCall): LiteralFault | undefined {
  const values = constants(call);
  if (!values) return undefined;
  try {
    callIntrinsic(call.name.value, values, { random: () => 0, uuid: () => '', now: () => 0 }, call.text);
    return undefined;
  } catch (error) {
    if (!(error instanceof StatesError)) throw error;
    return { message: error.message, start: call.start, end: call.end };
  }
}

function constants(call: IntrinsicCall): Json[] | undefined {
  const values: Json[] = [];
  for (const argument of call.arguments) {
    if (argument.kind === 'null') values.push(null);
    else if (argument.kind === 'path' || argument.kind === 'call') return undefined;
    // Only States.Format reads its template with the escapes still in it.
    else if (argument.kind === 'string' && call.name.value === 'States.Format') return undefined;
    else values.push(argument.value);
  }
  return values;
}
