import type { Json } from '../base/json.ts';
import type { Run, Thread } from '../interpreter/run.ts';
import { stateOf } from '../interpreter/threads.ts';
import { STATE_STAGES, type Stage } from '../spec/stages.ts';
import { type Place, placeAfterField, placeAfterName, type SourceMap } from './sourceMap.ts';
import { preview } from './values.ts';

export interface PlacedValue {
  readonly place: Place;
  readonly text: string;
}

const SHOWN_LENGTH = 80;

/** What the state of a thread has made so far, beside the fields that made it. */
export function inlineValuesOf(run: Run, thread: Thread, map: SourceMap): readonly PlacedValue[] {
  const state = stateOf(run, thread);
  const { frame } = thread;
  if (!state || frame.stage === undefined) return [];
  const stages: readonly Stage[] = STATE_STAGES[state.type][state.queryLanguage];
  const values: PlacedValue[] = [];
  const add = (place: Place | undefined, text: string) => {
    if (place && !values.some((it) => it.place.line === place.line)) values.push({ place, text });
  };
  add(placeAfterName(map, frame.pointer), `input = ${shown(frame.data.input)}`);
  for (const stage of stages) {
    const value = frame.data[stage];
    if (stage !== 'input' && value !== undefined) add(placeAfterField(map, frame, stage), shown(value));
  }
  const { exit, failure } = frame;
  if (exit?.assigned) add(placeAfterField(map, frame, 'Assign'), shown(exit.assigned));
  if (failure?.handling.kind === 'retry') add(placeAfterField(map, frame, 'Retry'), retryText(failure.handling));
  if (failure?.handling.kind === 'catch') add(placeAfterField(map, frame, 'Catch'), `caught ${failure.error ?? ''}`);
  return values;
}

function retryText({ attempt, delaySeconds }: { readonly attempt: number; readonly delaySeconds: number }): string {
  return `retry ${attempt}, in ${Math.round(delaySeconds * 1000) / 1000}s`;
}

function shown(value: Json): string {
  return preview(value, SHOWN_LENGTH);
}
