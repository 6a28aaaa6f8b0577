import type { NodeStatus } from './graph.ts';

/** What `launch.json` may say for a debug configuration of type `asl`. */
export interface LaunchAttributes {
  /** Path of the state machine definition. */
  readonly stateMachine: string;
  /** Run this state alone; absent: the whole machine from `StartAt`. */
  readonly state?: string;
  /** The input as a value, or the path of a JSON file with it. Absent: the input of the scenario, else `{}`. */
  readonly input?: unknown;
  /** The name of a scenario in the file beside the state machine. Absent: its first one, if there is one. */
  readonly scenario?: string;
  readonly stopOnEntry?: boolean;
  /** Really wait in Wait states and between retries. */
  readonly wallClock?: boolean;
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
  /** A Task had no answer: the client offers to add one to the scenario file. */
  'asl.unanswered': {
    readonly stateMachine: string;
    readonly state: string;
    readonly scenario?: string;
    readonly file: string;
  };
}
