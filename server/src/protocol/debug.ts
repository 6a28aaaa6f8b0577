import type { NodeStatus, RunStep } from './graph.ts';

/** What `launch.json` may say for a debug configuration of type `asl`. */
export interface LaunchAttributes {
  /** Path of the state machine definition. */
  readonly stateMachine: string;
  /** Run this state alone; absent: the whole machine from `StartAt`. */
  readonly state?: string;
  /** Begin at this state, and go on from there. */
  readonly startAt?: string;
  /** Workflow variables, by name, for a run that begins in the middle. */
  readonly variables?: unknown;
  /** The folder that stands for Amazon S3: its `BUCKET/KEY` files are read by ItemReader and written by ResultWriter. */
  readonly dataDir?: string;
  /** The path of an execution history (`aws stepfunctions get-execution-history`) to replay, in place of a run. */
  readonly history?: string;
  /** The input as a value, or the path of a JSON file with it. Absent: the input of the scenario, else `{}`. */
  readonly input?: unknown;
  /** The name of a scenario in the file beside the state machine. Absent: its first one, if there is one. */
  readonly scenario?: string;
  readonly stopOnEntry?: boolean;
  /** Really wait in Wait states and between retries. */
  readonly wallClock?: boolean;
  /** The user trusts the workspace: what a scenario says may run code on this machine. The client sets it, whatever `launch.json` says. */
  readonly trusted?: boolean;
  readonly noDebug?: boolean;
}

/** Events of the debug adapter that are not part of DAP. */
export interface DebugEvents {
  /** The status of a state changed; `pointer` is its JSON Pointer in the definition. */
  'asl.state': {
    readonly stateMachine: string;
    readonly pointer: string;
    readonly name: string;
    readonly status: NodeStatus;
  };
  /** The run began again, or went back: what `asl.state` has told of it does not hold any more. */
  'asl.reset': { readonly stateMachine: string };
  /** What happened since the last time; `first` is the place of the first of them in the whole run. */
  'asl.steps': { readonly stateMachine: string; readonly first: number; readonly steps: readonly RunStep[] };
  /** A Task had no answer: the client offers to add one to the scenario file. */
  'asl.unanswered': {
    readonly stateMachine: string;
    readonly state: string;
    readonly scenario?: string;
    readonly file: string;
    /** What `asl/answer` answers. */
    readonly requestId: string;
    readonly resource: string;
    readonly parameters: unknown;
    /** What the service would give, as far as that is known. */
    readonly example?: unknown;
  };
}

/** What a task is told in place of the service. */
export type TaskAnswer =
  | { readonly return: unknown }
  | { readonly throw: { readonly error?: string; readonly cause?: string } };

/** Requests of the debug adapter that are not part of DAP: arguments and body of each. */
export interface DebugRequests {
  /** Answers a task that nobody answers, while the run stands still. With `resume` it goes on. */
  'asl/answer': [
    arguments: { readonly requestId: string; readonly answer: TaskAnswer; readonly resume?: boolean },
    body: undefined,
  ];
  /** Leaves what was recorded: from here on it is a local run, with the data as it stands. */
  'asl/fork': [arguments: undefined, body: undefined];
  /** What to write beside the lines of the state that a frame is in. Lines and columns are those of the client. */
  'asl/inlineValues': [arguments: { readonly frameId: number }, body: { readonly values: readonly InlineValue[] }];
  /** Lists only threads whose name holds this text; an empty one lists all again. */
  'asl/filterThreads': [
    arguments: { readonly filter: string },
    body: { readonly shown: number; readonly total: number },
  ];
}

export interface InlineValue {
  readonly line: number;
  readonly column: number;
  readonly text: string;
}
