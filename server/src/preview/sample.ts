import { isArray, isObject, type Json, type JsonObject, withMember } from '../base/json.ts';
import type { JsonataScope } from '../evaluate/jsonata.ts';
import type { Scope } from '../evaluate/scope.ts';
import type { StageData } from '../interpreter/run.ts';
import type { Place } from '../model/places.ts';
import { STATE_STAGES, type Stage } from '../spec/stages.ts';
import type { StateType } from '../spec/states.ts';

/** What one visit to a state left behind: the data at each stage it reached, and what else its expressions read. */
export interface Sample {
  readonly data: StageData;
  readonly variables: JsonObject;
  readonly context: JsonObject;
  /** `{"Error", "Cause"}` of the last error, as a catcher sees it. */
  readonly errorOutput: JsonObject | undefined;
  /** The state that it comes from, or that is around it; absent for the first state. */
  readonly from?: string;
  /** What has to happen for it: `if rule 1 of "Paid?" holds`. Absent where it did happen. */
  readonly assumed?: string;
}

/** What a path or an intrinsic call in a field of this place reads; undefined where the visit did not get that far. */
export function scopeFor(place: Place, field: string, sample: Sample): Scope | undefined {
  const data = dataFor(place, field, sample);
  if (data === undefined) return undefined;
  return { data, variables: sample.variables, context: contextFor(place, field, sample), effort: { visits: 0 } };
}

/** What a JSONata expression in a field of this place reads; undefined where the visit did not get that far. */
export function jsonataScopeFor(place: Place, field: string, sample: Sample): JsonataScope | undefined {
  const { data, variables, errorOutput } = sample;
  const isCaught = place.kind === 'Catcher';
  const isAfterWork = !isCaught && (field === 'Output' || field === 'Assign');
  const result = isAfterWork ? data.result : undefined;
  if (isCaught ? !errorOutput : isAfterWork && hasResult(place) && result === undefined) return undefined;
  return {
    variables,
    states: {
      input: data.input,
      context: contextFor(place, field, sample),
      ...(result !== undefined && { result }),
      ...(isCaught && errorOutput && { errorOutput }),
    },
  };
}

/** What `$` is in a field. */
export function dataFor(place: Place, field: string, { data, errorOutput }: Sample): Json | undefined {
  if (place.kind === 'Catcher') return errorOutput && (field === 'Assign' ? errorOutput : data.input);
  switch (field) {
    case 'InputPath':
    case 'ResultPath':
    case 'ErrorPath':
    case 'CausePath':
      return data.input;
    case 'ResultSelector':
      return data.result;
    case 'OutputPath':
      return beforeOutput(place, data);
    case 'Assign':
      return data.result === undefined && hasResult(place) ? undefined : (data.result ?? effectiveInput(data));
    default:
      return afterInputPath(data);
  }
}

function afterInputPath(data: StageData): Json {
  return data.afterInputPath === undefined ? data.input : data.afterInputPath;
}

function effectiveInput(data: StageData): Json {
  return data.afterParameters === undefined ? afterInputPath(data) : data.afterParameters;
}

/** The work of a Task, Parallel or Map makes a result; without it the visit has not got further. */
function hasResult({ state }: Place): boolean {
  return state?.type === 'Task' || state?.type === 'Parallel' || state?.type === 'Map';
}

function beforeOutput(place: Place, data: StageData): Json | undefined {
  const type: StateType | undefined = place.state?.type;
  if (!type || (hasResult(place) && data.result === undefined)) return undefined;
  const stages: readonly Stage[] = STATE_STAGES[type].JSONPath;
  const reached = stages.slice(0, -1).findLast((stage) => data[stage] !== undefined);
  return reached && data[reached];
}

/** The context object; while items are selected, with the first item. */
function contextFor({ kind }: Place, field: string, { data, context }: Sample): JsonObject {
  if (kind !== 'Map' || field !== 'ItemSelector') return context;
  const items = data.afterItemsPath ?? afterInputPath(data);
  const [first] = isArray(items) ? items : isObject(items) ? Object.values(items) : [];
  if (first === undefined) return context;
  const [key] = isObject(items) ? Object.keys(items) : [];
  return withMember(context, 'Map', { Item: { Index: 0, Value: first, ...(key !== undefined && { Key: key }) } });
}
