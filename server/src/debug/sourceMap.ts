import type { Frame } from '../interpreter/run.ts';
import { type AslDocument, rangeOf } from '../model/document.ts';
import { fieldOf, type State, statesIn } from '../model/machine.ts';
import { STAGES, type Stage } from '../spec/stages.ts';
import { findProperty, type Node } from '../syntax/node.ts';

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
    const { end } = rangeOf(document, state.node);
    last = state;
    if (start.line > line) {
      below ??= state;
    } else if (line <= lastLine(document, state, end)) {
      // In a text on one line the outermost state is the first to be reached.
      if (start.line < line || !found || rangeOf(document, found.key).start.line < line) found = state;
    }
  }
  return found ?? below ?? last;
}

/** The names of the states that stand on these lines. */
export function statePlacesBetween(map: SourceMap, first: number, last: number): readonly Place[] {
  return [...map.states.values()]
    .map((state) => placeOf(map, state.key))
    .filter(({ line }) => first <= line && line <= last);
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

/** The retrier or catcher that took the last error of the state. */
function handlerOf(state: State, { failure, waiting }: Frame): Node | undefined {
  const handling = failure?.handling;
  if (handling?.kind === 'retry' && waiting?.kind === 'timer') return itemAt(fieldOf(state, 'Retry'), handling.retrier);
  return handling?.kind === 'catch' ? itemAt(fieldOf(state, 'Catch'), handling.catcher) : undefined;
}

function stageNode(state: State, { stage, exit }: Frame): Node | undefined {
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
function lastLine(document: AslDocument, state: State, end: { readonly line: number; readonly character: number }) {
  const text = document.source.slice(state.node.start, state.node.end).trimEnd();
  return text.length === state.node.end - state.node.start
    ? end.line
    : document.text.positionAt(state.node.start + text.length).line;
}
