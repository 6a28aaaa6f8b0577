/** The error names that the States Language reserves, and when they arise. Hover, completion, rules and the interpreter read this. */
export const ERRORS = {
  'States.ALL':
    'Any error but `States.DataLimitExceeded` and `States.Runtime`. Alone in its list, and in the last retrier or catcher.',
  'States.TaskFailed': 'A task failed. In `ErrorEquals` it matches any error but `States.Timeout`.',
  'States.Timeout':
    'A task ran longer than `TimeoutSeconds`, missed its heartbeat, or the whole state machine ran longer than its `TimeoutSeconds`.',
  'States.HeartbeatTimeout': 'A task sent no heartbeat for longer than `HeartbeatSeconds`.',
  'States.Permissions': 'The state machine lacks the privileges to run the task.',
  'States.DataLimitExceeded': 'A payload is larger than 256 KiB.',
  'States.Runtime': 'The definition cannot be carried out on this data. It is never retried and never caught.',
  'States.NoChoiceMatched':
    'No rule of a Choice state held, and it has no `Default`. The service itself says `States.Runtime` then.',
  'States.IntrinsicFailure': 'An intrinsic function failed.',
  'States.QueryEvaluationError': 'A JSONata expression failed, or gave a value of the wrong type.',
  'States.ResultPathMatchFailure': '`ResultPath` cannot be applied to the input of the state.',
  'States.ParameterPathFailure': 'A path in a payload template finds nothing.',
  'States.BranchFailed': 'A branch of a Parallel state failed.',
  'States.ItemReaderFailed': 'The `ItemReader` of a Map could not read its items.',
  'States.ResultWriterFailed': 'The `ResultWriter` of a Map could not write its results.',
  'States.ExceedToleratedFailureThreshold': 'More items of a distributed Map failed than it tolerates.',
  'States.Http.Socket': 'An HTTP task found no connection within 60 seconds, or it broke off.',
} as const satisfies Record<string, string>;

/** An error of the language: it has a name and a cause, and Retry and Catch decide what becomes of it. */
export class StatesError extends Error {
  readonly error: string | undefined;
  /** What AWS calls the cause; absent where AWS gives none. */
  override readonly cause: string | undefined;

  constructor(error: string | undefined, cause?: string) {
    super(cause ?? error ?? '');
    this.name = 'StatesError';
    this.error = error;
    this.cause = cause;
  }
}
