import type { JsonObject } from '../base/json.ts';

/** An event as AWS's GetExecutionHistory gives it. Payloads are JSON texts, as there. Plain data. */
export interface ExecutionEvent {
  readonly id: number;
  /** 0 for the first two, as in AWS. Branches and iterations each follow their own chain. */
  readonly previousEventId: number;
  /** ISO 8601 with milliseconds. */
  readonly timestamp: string;
  readonly type: EventType;
  readonly executionStartedEventDetails?: {
    readonly input: string;
    readonly inputDetails: Truncation;
    readonly roleArn: string;
  };
  readonly executionSucceededEventDetails?: { readonly output: string; readonly outputDetails: Truncation };
  readonly executionFailedEventDetails?: Failure;
  readonly executionTimedOutEventDetails?: Failure;
  readonly executionAbortedEventDetails?: Failure;
  readonly stateEnteredEventDetails?: {
    readonly name: string;
    readonly input: string;
    readonly inputDetails: Truncation;
  };
  readonly stateExitedEventDetails?: {
    readonly name: string;
    readonly output: string;
    readonly outputDetails: Truncation;
    /** The values themselves, where AWS has a JSON text for each. */
    readonly assignedVariables?: JsonObject;
    readonly assignedVariablesDetails?: Truncation;
  };
  readonly evaluationFailedEventDetails?: Failure & { readonly location?: string; readonly state: string };
  readonly taskScheduledEventDetails?: TaskPlace & {
    readonly region: string;
    readonly parameters: string;
    readonly timeoutInSeconds?: number;
    readonly heartbeatInSeconds?: number;
    readonly taskCredentials?: { readonly roleArn: string };
  };
  readonly taskStartedEventDetails?: TaskPlace;
  readonly taskSubmittedEventDetails?: TaskPlace & { readonly output: string; readonly outputDetails: Truncation };
  readonly taskSucceededEventDetails?: TaskPlace & { readonly output: string; readonly outputDetails: Truncation };
  readonly taskFailedEventDetails?: TaskPlace & Failure;
  readonly taskTimedOutEventDetails?: TaskPlace & Failure;
  readonly lambdaFunctionScheduledEventDetails?: Scheduled;
  readonly lambdaFunctionSucceededEventDetails?: { readonly output: string; readonly outputDetails: Truncation };
  readonly lambdaFunctionFailedEventDetails?: Failure;
  readonly lambdaFunctionTimedOutEventDetails?: Failure;
  readonly activityScheduledEventDetails?: Scheduled;
  readonly activityStartedEventDetails?: { readonly workerName?: string };
  readonly activitySucceededEventDetails?: { readonly output: string; readonly outputDetails: Truncation };
  readonly activityFailedEventDetails?: Failure;
  readonly activityTimedOutEventDetails?: Failure;
  readonly mapStateStartedEventDetails?: { readonly length: number };
  readonly mapIterationStartedEventDetails?: Iteration;
  readonly mapIterationSucceededEventDetails?: Iteration;
  readonly mapIterationFailedEventDetails?: Iteration;
  readonly mapIterationAbortedEventDetails?: Iteration;
  readonly mapRunStartedEventDetails?: { readonly mapRunArn: string };
  readonly mapRunFailedEventDetails?: Failure;
}

export type EventType =
  | `Execution${'Started' | 'Succeeded' | 'Failed' | 'TimedOut' | 'Aborted'}`
  | `${'Pass' | 'Task' | 'Choice' | 'Wait' | 'Succeed' | 'Fail' | 'Parallel' | 'Map'}StateEntered`
  | `${'Pass' | 'Task' | 'Choice' | 'Wait' | 'Succeed' | 'Parallel' | 'Map'}StateExited`
  | `${'Task' | 'Wait' | 'Parallel' | 'Map'}StateAborted`
  | `Task${'Scheduled' | 'Started' | 'Submitted' | 'Succeeded' | 'Failed' | 'TimedOut'}`
  | `LambdaFunction${'Scheduled' | 'Started' | 'Succeeded' | 'Failed' | 'TimedOut'}`
  | `Activity${'Scheduled' | 'Started' | 'Succeeded' | 'Failed' | 'TimedOut'}`
  | `ParallelState${'Started' | 'Succeeded' | 'Failed'}`
  | `MapState${'Started' | 'Succeeded' | 'Failed'}`
  | `MapIteration${'Started' | 'Succeeded' | 'Failed' | 'Aborted'}`
  | `MapRun${'Started' | 'Succeeded' | 'Failed' | 'Aborted'}`
  | 'EvaluationFailed';

/** Everything an event says about its type, without what every event has. */
export type EventDetails = Omit<ExecutionEvent, 'id' | 'previousEventId' | 'timestamp' | 'type'>;

interface Truncation {
  readonly truncated: boolean;
}
interface Failure {
  readonly error?: string;
  readonly cause?: string;
}
interface TaskPlace {
  readonly resourceType: string;
  readonly resource: string;
}
interface Scheduled {
  readonly resource: string;
  readonly input: string;
  readonly inputDetails: Truncation;
  readonly timeoutInSeconds?: number;
  readonly heartbeatInSeconds?: number;
}
interface Iteration {
  readonly name: string;
  readonly index: number;
}
