import type { DebugProtocol } from '@vscode/debugprotocol';
import { type Json, parseJson } from '../base/json.ts';
import type { Run } from '../interpreter/run.ts';
import { findThread, framesOf, nextStage } from '../interpreter/threads.ts';
import {
  type Client,
  fromClientColumn,
  fromClientLine,
  fromClientPath,
  isSamePath,
  toClientLocation,
  toClientPlace,
} from './client.ts';
import { completionsIn } from './completions.ts';
import type { Stop } from './debugger.ts';
import { evaluateIn, isExpression } from './evaluate.ts';
import { type Child, changeOf, childrenOf, expressionOf, Handles } from './handles.ts';
import { inlineValuesOf } from './inlineValues.ts';
import type { Launched } from './launch.ts';
import { RequestError } from './requests.ts';
import { executionScopes, scopesOf } from './scopes.ts';
import {
  findFieldAt,
  type Place,
  placeOfFrame,
  placeOfStage,
  placeOfStart,
  placeOfState,
  type SourceMap,
} from './sourceMap.ts';
import { preview, sizeOf, typeName } from './values.ts';

/** The client cuts what does not fit; what it offers to edit should be whole. */
const SHOWN_LENGTH = 2000;
const CONSOLE_LENGTH = 10_000;

/** A stack frame: a state at work in a thread, or the execution around all of them. */
type StackPlace = { readonly kind: 'state'; readonly thread: number } | { readonly kind: 'execution' };

/** What a run shows while it stands still. The numbers it gives out for frames and values end with it. */
export class View {
  readonly #shows: { readonly launched: Launched };
  /** The text as it was when the run stopped: a breakpoint may stand elsewhere since then. */
  readonly #map: SourceMap;
  readonly #client: Client;
  readonly #stop: Stop | undefined;
  readonly #stackPlaces: StackPlace[] = [];
  readonly #handles = new Handles();

  constructor(shows: { readonly launched: Launched }, client: Client, stop: Stop | undefined) {
    this.#shows = shows;
    this.#map = shows.launched.map;
    this.#client = client;
    this.#stop = stop;
  }

  get #launched(): Launched {
    return this.#shows.launched;
  }

  stackTrace(run: Run, { threadId, startFrame = 0, levels = 0 }: DebugProtocol.StackTraceArguments) {
    const frames = framesOf(run, threadId);
    const all = [
      ...frames.map(({ thread, frame }, i): DebugProtocol.StackFrame => {
        const inner = frames[i - 1]?.thread;
        const place = inner ? placeOfState(this.#launched.map, frame.pointer) : this.#innermostPlace(run, threadId);
        return {
          id: this.#stackPlaces.push({ kind: 'state', thread: thread.id }),
          name: inner ? `${frame.state}[${inner.index}]` : frame.state,
          canRestart: true,
          ...this.#location(place),
        };
      }),
      {
        id: this.#stackPlaces.push({ kind: 'execution' }),
        name: this.#launched.name,
        canRestart: false,
        presentationHint: 'subtle' as const,
        ...this.#location(placeOfStart(this.#launched.map)),
      },
    ];
    const stackFrames = all.slice(startFrame, levels > 0 ? startFrame + levels : undefined);
    return { stackFrames, totalFrames: all.length };
  }

  /** At the field that made the last stage; where an error stops it, at the one that fails. */
  #innermostPlace(run: Run, id: number): Place {
    const { map } = this.#launched;
    const frame = findThread(run, id)?.frame;
    if (!frame) return placeOfStart(map);
    const stopped = this.#stop?.thread === id && map === this.#map ? this.#stop.place : undefined;
    if (stopped) return stopped;
    const isFailing = this.#stop?.exception !== undefined && this.#stop.thread === id;
    return isFailing ? placeOfStage(map, frame, nextStage(run, id)) : placeOfFrame(map, frame);
  }

  #location(place: Place) {
    return toClientLocation(this.#client, this.#launched.path, place);
  }

  /** The thread of a frame; undefined for the execution as a whole. */
  threadAt(frameId: number): number | undefined {
    const place = this.#stackPlaces[frameId - 1];
    if (!place) throw new RequestError('This frame is not there any more');
    return place.kind === 'state' ? place.thread : undefined;
  }

  scopes(run: Run, frameId: number): DebugProtocol.Scope[] {
    const id = this.threadAt(frameId);
    const thread = id === undefined ? undefined : findThread(run, id);
    const scopes = thread ? scopesOf(run, thread) : executionScopes(run);
    return scopes.map(({ name, entries }) => ({
      name,
      variablesReference: this.#handles.add({ kind: 'entries', entries }),
      namedVariables: entries.length,
      expensive: false,
    }));
  }

  variables({ variablesReference, filter, start, count }: DebugProtocol.VariablesArguments): DebugProtocol.Variable[] {
    const holder = this.#handles.find(variablesReference);
    if (!holder) throw new RequestError('This value is not there any more');
    const isList = holder.kind === 'value' && Array.isArray(holder.value);
    if (filter !== undefined && (filter === 'indexed') !== isList) return [];
    return childrenOf(holder, start, count).map((child) => this.#variable(child));
  }

  #variable(child: Child): DebugProtocol.Variable {
    const { name, entry } = child;
    const expression = expressionOf(child);
    const shown = entry.missing === undefined ? this.#shown(child, child.value) : unset(entry.missing);
    return {
      name,
      ...shown,
      ...(expression !== undefined && { evaluateName: expression }),
      ...(!entry.set && { presentationHint: { attributes: ['readOnly'] } }),
    };
  }

  #shown({ entry, path }: Pick<Child, 'entry' | 'path'>, value: Json) {
    const size = sizeOf(value);
    return {
      value: preview(value, SHOWN_LENGTH),
      type: typeName(value),
      variablesReference: this.#handles.addValue(entry, path, value),
      ...(size > 0 && { [Array.isArray(value) ? 'indexedVariables' : 'namedVariables']: size }),
    };
  }

  /** The change of the run that sets a variable, and how the variable looks then. */
  setVariable({ variablesReference, name, value: text }: DebugProtocol.SetVariableArguments) {
    const holder = this.#handles.find(variablesReference);
    const child = holder && childrenOf(holder).find((candidate) => candidate.name === name);
    if (!child) throw new RequestError('This value is not there any more');
    const value = parseValue(text);
    const change = changeOf(child, value);
    if (!change) throw new RequestError(`${name} cannot be changed`);
    return { change, shown: this.#shown(child, value) };
  }

  async completions(run: Run, { text, column, line = 1, frameId }: DebugProtocol.CompletionsArguments) {
    const thread = frameId === undefined ? this.#stop?.thread : this.threadAt(frameId);
    const first = this.#client.linesStartAt1 === false ? 0 : 1;
    const typed = text.split('\n')[line - first] ?? '';
    const end = fromClientColumn(this.#client, column) ?? typed.length;
    return completionsIn(run, thread, typed.slice(0, end));
  }

  inlineValues(run: Run, frameId: number) {
    const id = this.threadAt(frameId);
    const thread = id === undefined ? undefined : findThread(run, id);
    const values = thread ? inlineValuesOf(run, thread, this.#launched.map) : [];
    return values.map(({ place, text }) => ({ ...toClientPlace(this.#client, place), text }));
  }

  /** The field that an expression stands in, where the client tells a place in the state of the thread. */
  #fieldOf(run: Run, id: number | undefined, { line, column, source }: DebugProtocol.EvaluateArguments) {
    const { path, map } = this.#launched;
    const thread = id === undefined ? undefined : findThread(run, id);
    if (!thread || line === undefined || !source?.path) return undefined;
    if (!isSamePath(fromClientPath(source.path), path)) return undefined;
    const place = { line: fromClientLine(this.#client, line), column: fromClientColumn(this.#client, column) ?? 0 };
    return findFieldAt(map, thread.frame.pointer, place);
  }

  async evaluate(run: Run, args: DebugProtocol.EvaluateArguments) {
    const { expression, frameId, context } = args;
    if (context === 'hover' && !isExpression(expression)) throw new RequestError('This is not an expression');
    const thread = frameId === undefined ? this.#stop?.thread : this.threadAt(frameId);
    const evaluated = await evaluateIn(run, thread, expression, this.#fieldOf(run, thread, args));
    if (!evaluated.ok) throw new RequestError(evaluated.cause || evaluated.error);
    const { value } = evaluated;
    const { value: result, ...shown } = this.#shown({ entry: { name: expression, value }, path: [] }, value);
    return { result: resultText(value, context) ?? result, ...shown };
  }
}

/** A value that is not there: nothing to expand. */
function unset(value: string) {
  return { value, type: 'undefined', variablesReference: 0 };
}

function parseValue(text: string): Json {
  try {
    return parseJson(text);
  } catch (error) {
    throw new RequestError(`The new value has to be JSON: ${error instanceof Error ? error.message : error}`);
  }
}

/** Undefined where a result is shown like any other value. */
function resultText(value: Json, context: string | undefined): string | undefined {
  if (context === 'clipboard') return JSON.stringify(value, undefined, 2);
  return context === 'repl' ? preview(value, CONSOLE_LENGTH) : undefined;
}
