import type { TaskAnswer } from './debug.ts';
import type { Direction, PictureFormat, PlacedGraph, SourceRange, Theme } from './graph.ts';

/** What the client may set when it starts the language server. */
export interface InitializationOptions {
  readonly settings?: Settings;
  /** The URI of `docs/rules.md`, which has a section for each code. */
  readonly rules?: string;
  /** The client checks and completes scenario files by their JSON schema itself, as VS Code does. */
  readonly hasJsonSchemas?: boolean;
}

/** The settings under `asl.` that the server reads. */
export interface Settings {
  readonly validation: {
    readonly enabled: boolean;
    /** Whether hints are shown. */
    readonly advice: boolean;
    /** By code. */
    readonly severity: { readonly [code: string]: ProblemLevel };
  };
  /** `auto`: what the definition says of itself, else `STANDARD`. */
  readonly workflowType: 'STANDARD' | 'EXPRESS' | 'auto';
  readonly codeLens: { readonly enabled: boolean };
  /** The values of paths and expressions, behind them. */
  readonly inlayHints: { readonly enabled: boolean };
  readonly graph: { readonly direction: 'top-down' | 'left-right' };
}

export type ProblemLevel = 'error' | 'warning' | 'information' | 'hint' | 'off';

export const DEFAULT_SETTINGS: Settings = {
  validation: { enabled: true, advice: true, severity: {} },
  workflowType: 'auto',
  codeLens: { enabled: true },
  inlayHints: { enabled: false },
  graph: { direction: 'top-down' },
};

/** Requests that are not part of LSP: name, parameters and result of each. The client and the server both read this. */
export interface Requests {
  /** The graph of a state machine, placed. `graph` is absent while there has never been one to draw. */
  'asl/graph': {
    params: Partial<GraphView> & { readonly uri: string };
    result: { readonly graph?: PlacedGraph; readonly stale: boolean; readonly message?: string };
  };
  /** The graph as a text in some format; undefined while there is none. */
  'asl/exportGraph': {
    params: GraphView & { readonly uri: string; readonly format: PictureFormat; readonly theme: Theme };
    result: string | undefined;
  };
  /** The scenarios beside a state machine, and which one is active. */
  'asl/scenarios': { params: { readonly uri: string }; result: Scenarios };
  /** Makes a scenario the active one for hover previews and runs. */
  'asl/activateScenario': { params: { readonly uri: string; readonly name: string }; result: Scenarios };
  /** The edit that adds an answer for a Task state to a scenario, making the file or the scenario where there is none. */
  'asl/addAnswer': {
    params: {
      readonly uri: string;
      readonly scenario?: string;
      readonly state: string;
      /** As a scenario file writes it; absent: one to be filled in. */
      readonly answer?: TaskAnswer | { readonly lambda: string };
    };
    result: AnswerEdit | undefined;
  };
  /** The edit that puts a real payload into the scenario file: as the answer of the Task at a position, or as input of a new scenario. */
  'asl/addPayload': {
    params: { readonly uri: string; readonly position: SourceRange['start']; readonly payload: unknown };
    result: AnswerEdit | undefined;
  };
  /** What a state can be run with: the state of a name, at a position, or the first one. */
  'asl/inputOf': {
    params: { readonly uri: string; readonly state?: string; readonly position?: SourceRange['start'] };
    result: StateInput | undefined;
  };
}

/** How much of a graph is shown, and which way it goes. */
export interface GraphView {
  readonly direction: Direction;
  /** The containers whose content is not drawn, by id. */
  readonly collapsed: readonly string[];
}

/** What the server tells without being asked. */
export interface Notifications {
  /** How far the layout of a large graph is, in states. */
  'asl/graphProgress': GraphView & { readonly uri: string; readonly done: number; readonly total: number };
}

export interface Scenarios {
  /** Where the scenario file is, or would be. */
  readonly file: string;
  readonly exists: boolean;
  readonly scenarios: readonly { readonly name: string; readonly description?: string }[];
  readonly active?: string;
  /** Why the file cannot be used, and where. */
  readonly problem?: { readonly message: string; readonly line: number; readonly character: number };
}

export interface StateInput {
  /** The name of the state. */
  readonly state: string;
  /** Made from what the state reads. */
  readonly example: unknown;
  /** What the active scenario brought to it last, and the variables then. */
  readonly arrived?: unknown;
  readonly variables?: { readonly [name: string]: unknown };
  readonly scenario?: string;
}

export interface AnswerEdit {
  readonly file: string;
  /** The whole new text of the scenario file. */
  readonly text: string;
  /** The value to fill in, selected for typing. */
  readonly selection: SourceRange;
}

/** Commands behind code lenses; the client carries them out. `state` is absent for the whole machine. */
export const RUN_COMMAND = 'asl.run';
export const DEBUG_COMMAND = 'asl.debug';
export interface RunCommandArguments {
  readonly uri: string;
  readonly state?: string;
}
