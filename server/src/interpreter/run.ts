import type { Json, JsonObject } from '../base/json.ts';
import type { Stage } from '../spec/stages.ts';
import type { ExecutionEvent } from './event.ts';
import type { Program } from './program.ts';

/** A whole run as plain data, never changed in place. Copying it is a snapshot; the payloads are shared. */
export interface Run {
  readonly program: Program;
  readonly settings: RunSettings;
  readonly input: Json;
  /** In the order in which they were started; the first is the machine. A thread that has ended is not in the list. */
  readonly threads: readonly Thread[];
  /** Virtual milliseconds since the start. */
  readonly clock: number;
  readonly random: RandomState;
  readonly nextEventId: number;
  readonly nextThreadId: number;
  /** How often each Task state has been invoked: over retries, loops and iterations. */
  readonly invocations: { readonly [state: string]: number };
  /** The next event id of the history of each running child execution, by its thread. */
  readonly childEventIds: { readonly [thread: string]: number };
  /** Present once the run has ended. */
  readonly outcome?: Outcome;
}

/** What stays the same for the whole run. */
export interface RunSettings {
  readonly type: WorkflowType;
  readonly limits: 'aws' | 'off';
  /** Milliseconds since the epoch, where the clock says 0. */
  readonly startTime: number;
  readonly executionName: string;
  readonly stateMachineName: string;
  /** Run only the first state. */
  readonly single: boolean;
  /** Some of its data stands for what is not known (see `unknown`): nothing is computed from that, and no Choice decides by it. */
  readonly partlyKnown?: true;
  /** The context object to show in place of the one that the run would make. */
  readonly context?: JsonObject | undefined;
}

export type WorkflowType = 'STANDARD' | 'EXPRESS';

export interface RandomState {
  readonly state: number;
}

/** One line of execution: the machine, a Parallel branch, a running Map iteration, a child execution of a distributed Map. */
export interface Thread {
  readonly id: number;
  /** The thread whose Parallel or Map state waits for this one; undefined for the machine. */
  readonly parent: number | undefined;
  readonly kind: 'machine' | 'branch' | 'iteration' | 'child';
  /** The number of the branch or item. */
  readonly index: number;
  /** Pointer of the machine whose states it runs, see `Program.machines`. */
  readonly machine: string;
  /** All variables it sees: its own, and those of the scopes around it. */
  readonly variables: JsonObject;
  /** Those of the scopes around it alone. */
  readonly outerVariables: JsonObject;
  /** `Map.Item` of the context object. */
  readonly item?: JsonObject | undefined;
  /** The thread whose child execution this is part of: its events are not those of the execution. */
  readonly history: number | undefined;
  /** What `$$.Execution` says in place of the run's own, in a child execution. */
  readonly execution?: { readonly name: string; readonly input: Json } | undefined;
  /** Its first event has been written. */
  readonly begun: boolean;
  /** The last event of this thread: what its next event follows. */
  readonly lastEventId: number;
  /** The state it is in. */
  readonly frame: Frame;
}

/** A state at work: which stages it has reached, and what it waits for. */
export interface Frame {
  readonly state: string;
  readonly pointer: string;
  /** The last stage reached. Undefined: the state has not been entered yet. */
  readonly stage: Stage | undefined;
  /** The data at each stage reached so far; `input` is always there. A stage that does nothing is left out. */
  readonly data: StageData;
  /** Id of the state's entering event; 0 before. */
  readonly enteredEventId: number;
  /** The clock when it was entered. */
  readonly enteredAt: number;
  /** Attempts after the first one, over all retriers (`$$.State.RetryCount`). */
  readonly retryCount: number;
  /** Attempts that each retrier has used. */
  readonly retrierCounts: readonly number[];
  readonly waiting?: Waiting | undefined;
  /** `$$.Task.Token` of the present attempt. */
  readonly token?: string | undefined;
  /** The last error of the state, and what was done about it. */
  readonly failure?: FrameFailure | undefined;
  /** What an ItemReader has read so far. */
  readonly reading?: Reading | undefined;
  /** The branches or iterations of a Parallel or Map state while they run. */
  readonly fan?: Fan | undefined;
  /** Where it goes once `output` has been reached. */
  readonly exit?: Exit | undefined;
}

export type StageData = { readonly [S in Stage]?: Json } & { readonly input: Json };

export type Waiting =
  /** For an answer from outside. */
  | { readonly kind: 'request'; readonly request: Request }
  /** It has been answered, and the next step takes the answer. */
  | { readonly kind: 'reply'; readonly request: Request; readonly reply: Reply }
  /** For the clock: a Wait state, or the interval before a retry. */
  | { readonly kind: 'timer'; readonly until: number; readonly why: 'wait' | 'retry' }
  /** For its branches or iterations. */
  | { readonly kind: 'threads' };

export interface FrameFailure {
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly handling: Handling;
}

/** What Retry and Catch make of an error. */
export type Handling =
  | { readonly kind: 'retry'; readonly retrier: number; readonly attempt: number; readonly delaySeconds: number }
  | { readonly kind: 'catch'; readonly catcher: number; readonly next: string }
  | { readonly kind: 'none' };

export interface Exit {
  /** Undefined: the machine ends here. */
  readonly next: string | undefined;
  readonly assigned: JsonObject | undefined;
  /** The rule of a Choice that held; undefined for its Default and for other states. */
  readonly rule?: number;
}

/** Progress of a Parallel or Map state. Results stand in blocks, so that adding one does not copy them all. */
export interface Fan {
  readonly kind: 'branches' | 'iterations' | 'children';
  /** What each iteration starts from: the items, or the batches. For a Parallel its input, once per branch. */
  readonly items: readonly Json[];
  readonly started: number;
  readonly ended: number;
  readonly failed: number;
  /** How many may run at the same time. */
  readonly limit: number;
  readonly blocks: readonly (readonly (Json | null)[])[];
  /** Numbers of those that failed within the tolerance of a distributed Map. */
  readonly failures: readonly number[];
  /** The last event of the branch or iteration that ended last: what the state's next event follows. */
  readonly lastEventId: number | undefined;
  /** The error that ends it. */
  readonly failure?: { readonly error: string | undefined; readonly cause: string | undefined };
  readonly tolerance?: Tolerance;
  readonly mapRunArn?: string;
  /** `Map.Item.Key` of each item, when they are the entries of an object. */
  readonly keys?: readonly string[];
  /** `Map.Item.Source` of the items of a distributed Map. */
  readonly source?: string;
  /** The items have been through ItemSelector and ItemBatcher already. */
  readonly prepared?: boolean;
}

export interface Tolerance {
  readonly count: number | undefined;
  readonly percentage: number | undefined;
}

/** A file, or the files named by a manifest or a listing, on their way to being the items of a distributed Map. */
export interface Reading {
  readonly mapRunArn: string;
  readonly bucket: string;
  readonly pending: readonly string[];
  readonly items: readonly Json[];
  readonly source: string;
  /** What a manifest says of the files it names. */
  readonly files?: { readonly type: string; readonly headers?: readonly string[] };
}

/** What the run needs from outside. The driver answers it through `answer(run, request.id, reply)`. */
export type Request = TaskRequest | ReadRequest | ListRequest | WriteRequest;

export interface TaskRequest extends RequestPlace {
  readonly kind: 'task';
  readonly resource: string;
  readonly family: 'lambda' | 'activity' | 'service';
  /** `lambda`, `invoke` of `arn:aws:states:::lambda:invoke`; for `aws-sdk:s3:getObject` the service is `aws-sdk:s3`. */
  readonly service: string;
  readonly action: string;
  readonly pattern: '' | '.sync' | '.sync:2' | '.waitForTaskToken';
  /** What the task is sent: `Parameters` or `Arguments`, else the effective input. */
  readonly parameters: Json;
  /** 0 for the first attempt since the state was entered. */
  readonly attempt: number;
  /** How often this state has been invoked before in this run, over retries, loops and iterations. */
  readonly invocation: number;
  readonly timeoutSeconds: number | undefined;
  readonly heartbeatSeconds: number | undefined;
  /** For `.waitForTaskToken` and activities. */
  readonly token: string | undefined;
  readonly roleArn: string | undefined;
}

/** Read one object of a bucket for an ItemReader; answered with its text, or with a list of the rows of a Parquet file. */
export interface ReadRequest extends RequestPlace {
  readonly kind: 'read';
  readonly bucket: string;
  readonly key: string;
  readonly format: 'text' | 'parquet';
}

/** List the objects of a bucket; answered with an array of `{Key, Size, Etag, LastModified, StorageClass}`. */
export interface ListRequest extends RequestPlace {
  readonly kind: 'list';
  readonly bucket: string;
  readonly prefix: string;
}

/** Write objects for a ResultWriter; answered with `{kind: 'return', value: null}`. */
export interface WriteRequest extends RequestPlace {
  readonly kind: 'write';
  readonly bucket: string;
  readonly objects: { readonly [key: string]: string };
}

interface RequestPlace {
  readonly id: string;
  readonly thread: number;
  readonly state: string;
  readonly pointer: string;
}

export type Reply =
  | { readonly kind: 'return'; readonly value: Json }
  | { readonly kind: 'throw'; readonly error?: string | undefined; readonly cause?: string | undefined }
  /** The task took longer than its TimeoutSeconds, or missed its heartbeat. */
  | { readonly kind: 'timeout' };

/** What one step came to. */
export type Step =
  | {
      readonly kind: 'advanced';
      readonly events: readonly ExecutionEvent[];
      /** What child executions of a distributed Map record, in histories of their own. */
      readonly childEvents: readonly ExecutionEvent[];
      /** The thread that moved; it may have ended by this step. */
      readonly thread: number;
      /** An error that arose in this step, and what Retry and Catch made of it. */
      readonly failure?: FrameFailure & { readonly state: string; readonly pointer: string };
    }
  | { readonly kind: 'needs'; readonly request: Request }
  /** Nothing moves before this time; `advanceClock(run, until)` goes there. */
  | { readonly kind: 'sleeping'; readonly until: number }
  | { readonly kind: 'ended'; readonly outcome: Outcome };

export type Outcome =
  | { readonly status: 'SUCCEEDED'; readonly output: Json }
  | {
      readonly status: 'FAILED' | 'TIMED_OUT' | 'ABORTED';
      readonly error: string | undefined;
      readonly cause: string | undefined;
    };
