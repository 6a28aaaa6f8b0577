import type { Frame } from '../interpreter/run.ts';
import { type AslDocument, rangeOf } from '../model/document.ts';
import { fieldOf, type State, statesIn } from '../model/machine.ts';
import { STAGES, type Stage } from '../spec/stages.ts';
import { findProperty, type Node } from '../syntax/node.ts';
import { type Spot, type SpotPlace, spotsOf } from './spot.ts';

/** A place in the text; lines and columns count from 0. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Where the states of a definition stand in its text. */
export interface SourceMap {
  readonly document: AslDocument;
  /** By their pointers, in the order of the document. */
  readonly states: ReadonlyMap<string, State>;
}

export function buildSourceMap(document: AslDocument): SourceMap {
  const states = document.machine ? [...statesIn(document.machine)] : [];
  return { document, states: new Map(states.map((state) => [state.pointer, state])) };
}

/** The state that a breakpoint on `line` means: the innermost one there, else the next one below, else the last one. */
export function findStateNear({ document, states }: SourceMap, line: number): State | undefined {
  let found: State | undefined;
  let below: State | undefined;
  let last: State | undefined;
  for (const state of states.values()) {
    const { start } = rangeOf(document, state.key);
    last = state;
    if (start.line > line) {
      below ??= state;
    } else if (line <= lastLine(document, state.node)) {
      // In a text on one line the outermost state is the first to be reached.
      if (start.line < line || !found || rangeOf(document, found.key).start.line < line) found = state;
    }
  }
  return found ?? below ?? last;
}

/** What a breakpoint in the text means. */
export interface BreakpointPlace {
  readonly state: State;
  readonly spot: Spot;
  readonly place: Place;
}

/**
 * What a breakpoint on `line` means: the first spot that begins there, else the innermost one that goes on there, else the nearest
 * state. With a column it is the last spot of the line that begins at or before the column.
 */
export function findSpotNear(map: SourceMap, line: number, column?: number): BreakpointPlace | undefined {
  const state = findStateNear(map, line);
  if (!state) return undefined;
  const named = { state, spot: { kind: 'entered' }, place: placeOf(map, state.key) } as const;
  if (column !== undefined) {
    const before = spotPlacesBetween(map, line, line).filter(({ place }) => place.column <= column);
    if (before.length > 0) return before.at(-1);
  }
  if (named.place.line === line) return named;
  const inner = spotsOf(state);
  const found =
    inner.find(({ node }) => placeOf(map, node).line === line) ??
    inner.findLast((spot) => spot.spot.kind !== 'entered' && isOn(map, spot, line));
  return found ? { state, spot: found.spot, place: placeOf(map, found.node) } : named;
}

function isOn(map: SourceMap, { extent }: SpotPlace, line: number): boolean {
  return placeOf(map, extent).line <= line && line <= lastLine(map.document, extent);
}

/** All that a breakpoint on these lines can mean, in the order of the text. */
export function spotPlacesBetween(map: SourceMap, first: number, last: number): readonly BreakpointPlace[] {
  const found: BreakpointPlace[] = [];
  for (const state of map.states.values()) {
    if (placeOf(map, state.key).line > last || lastLine(map.document, state.node) < first) continue;
    for (const { spot, node } of spotsOf(state)) {
      const place = placeOf(map, node);
      if (first <= place.line && place.line <= last) found.push({ state, spot, place });
    }
  }
  return found.sort((a, b) => a.place.line - b.place.line || a.place.column - b.place.column);
}

/** Where the name of a state stands. */
export function placeOfState(map: SourceMap, pointer: string): Place {
  const state = map.states.get(pointer);
  return state ? placeOf(map, state.key) : { line: 0, column: 0 };
}

/** Where a state machine says at which state it starts. */
export function placeOfStart(map: SourceMap): Place {
  const { machine } = map.document;
  return machine ? placeOf(map, machine.startAt ?? machine.node) : { line: 0, column: 0 };
}

/** The field of a state around a place in its text, if the place is in this state and in none inside it. */
export function findFieldAt(map: SourceMap, pointer: string, { line, column }: Place): string | undefined {
  const offset = map.document.text.offsetAt({ line, character: column });
  const inside = [...map.states.values()].findLast(({ node }) => node.start <= offset && offset <= node.end);
  if (inside?.pointer !== pointer) return undefined;
  return inside.node.properties.find(({ start, end }) => start <= offset && offset <= end)?.key.value;
}

/** What a frame is at: the field that made the last stage, or that decides how it goes on; at first the name of the state. */
export function placeOfFrame(map: SourceMap, frame: Frame): Place {
  const state = map.states.get(frame.pointer);
  if (!state) return { line: 0, column: 0 };
  const node = handlerOf(state, frame) ?? stageNode(state, frame);
  return placeOf(map, node ?? state.key);
}

/** Where the field stands that is to make `stage`. */
export function placeOfStage(map: SourceMap, frame: Frame, stage: Stage | undefined): Place {
  const state = map.states.get(frame.pointer);
  if (!state) return { line: 0, column: 0 };
  return placeOf(map, (stage && fieldNode(state, fieldsOf(stage))) ?? state.key);
}

/** The end of the line on which a state is named. */
export function placeAfterName(map: SourceMap, pointer: string): Place | undefined {
  const state = map.states.get(pointer);
  return state && endOfLine(map, placeOf(map, state.key).line);
}

/** The end of the line on which a field stands: that which made a stage, or one by its name. */
export function placeAfterField(map: SourceMap, frame: Frame, made: Stage | 'Assign' | 'Retry' | 'Catch') {
  const state = map.states.get(frame.pointer);
  const isField = made === 'Assign' || made === 'Retry' || made === 'Catch';
  const node =
    state && (isField ? findProperty(state.node, made)?.key : stageNode(state, { ...frame, ...MADE, stage: made }));
  return node && endOfLine(map, placeOf(map, node).line);
}

/** A frame whose stages have been made does not wait for them. */
const MADE = { waiting: undefined, fan: undefined } as const;

function endOfLine({ document }: SourceMap, line: number): Place {
  const start = document.text.offsetAt({ line, character: 0 });
  const end = document.source.indexOf('\n', start);
  const text = document.source.slice(start, end < 0 ? undefined : end);
  return { line, column: text.trimEnd().length };
}

/** The retrier or catcher that took the last error of the state. */
function handlerOf(state: State, { failure, waiting }: Frame): Node | undefined {
  const handling = failure?.handling;
  if (handling?.kind === 'retry' && waiting?.kind === 'timer') return itemAt(fieldOf(state, 'Retry'), handling.retrier);
  return handling?.kind === 'catch' ? itemAt(fieldOf(state, 'Catch'), handling.catcher) : undefined;
}

function stageNode(state: State, { stage, exit, waiting, fan }: Frame): Node | undefined {
  if (waiting?.kind === 'request' && waiting.request.kind === 'task') return fieldNode(state, ['Resource']);
  if (fan) return fieldNode(state, ['Branches', 'ItemProcessor', 'Iterator']);
  if (stage === undefined || stage === 'input') return undefined;
  if (stage === 'output' && state.type === 'Choice') {
    if (exit?.rule !== undefined) return itemAt(fieldOf(state, 'Choices'), exit.rule);
    return findProperty(state.node, 'Default')?.key;
  }
  return fieldNode(state, fieldsOf(stage));
}

function itemAt(list: Node | undefined, index: number): Node | undefined {
  return list?.kind === 'array' ? list.items[index] : undefined;
}

function fieldNode(state: State, names: readonly string[]): Node | undefined {
  for (const name of names) {
    const property = findProperty(state.node, name);
    if (property) return property.key;
  }
  return undefined;
}

const WAIT_FIELDS = ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'];

/** The fields that may make a stage; what does the work of a state stands for its result. */
function fieldsOf(stage: Stage): readonly string[] {
  switch (stage) {
    case 'result':
      return ['Resource', 'Result', 'Branches', 'ItemProcessor', 'Iterator', 'Parameters'];
    case 'output':
      return ['Output', 'OutputPath', 'Assign', 'Error', 'ErrorPath', ...WAIT_FIELDS, 'Next', 'End'];
    case 'afterItemsPath':
      return ['ItemsPath', 'Items'];
    case 'afterItemSelector':
      return ['ItemSelector', 'Parameters'];
    default: {
      const spec: { readonly field?: string; readonly doc: string } = STAGES[stage];
      return spec.field === undefined ? [] : [spec.field];
    }
  }
}

function placeOf({ document }: SourceMap, node: { readonly start: number; readonly end: number }): Place {
  const { line, character } = rangeOf(document, node).start;
  return { line, column: character };
}

/** A block of YAML ends at the start of a line that is not part of it any more. */
function lastLine(document: AslDocument, { start, end }: { readonly start: number; readonly end: number }): number {
  const text = document.source.slice(start, end).trimEnd();
  return document.text.positionAt(start + text.length).line;
}
