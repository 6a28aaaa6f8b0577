import type { Json } from '../../server/src/base/json.ts';
import { type RunOptions, runDefinition } from '../../server/src/interpreter/drive.ts';
import type { ExecutionEvent } from '../../server/src/interpreter/event.ts';

/**
 * What happened in a run, one line per event that says something about time or data: `>` a state is entered, `<` it is left,
 * `x` a task failed, `[2]` an iteration.
 */
export async function story(machine: Json, input: Json, options: RunOptions = {}): Promise<string[]> {
  const { events } = await runDefinition(machine, input, { startTime: 0, ...options });
  return events.flatMap(line);
}

export function line(event: ExecutionEvent): string[] {
  const text = describe(event);
  return text === undefined ? [] : [`${Date.parse(event.timestamp) / 1000}s ${text}`];
}

function describe(event: ExecutionEvent): string | undefined {
  const { stateEnteredEventDetails: entered, stateExitedEventDetails: exited } = event;
  if (entered) return `> ${entered.name} ${entered.input}`;
  if (exited) {
    const variables = exited.assignedVariables ? ` $${JSON.stringify(exited.assignedVariables)}` : '';
    return `< ${exited.name} ${exited.output}${variables}`;
  }
  const failure =
    event.taskFailedEventDetails ?? event.lambdaFunctionFailedEventDetails ?? event.activityFailedEventDetails;
  if (failure) return `x ${failure.error}`;
  switch (event.type) {
    case 'ExecutionStarted':
      return 'started';
    case 'ExecutionSucceeded':
      return `succeeded ${event.executionSucceededEventDetails?.output}`;
    case 'ExecutionFailed': {
      const { error, cause } = event.executionFailedEventDetails ?? {};
      return ['failed', error, cause && `(${cause})`].filter(Boolean).join(' ');
    }
    case 'ExecutionTimedOut':
      return 'timed out';
    case 'ExecutionAborted':
      return 'aborted';
    case 'MapIterationStarted':
      return `[${event.mapIterationStartedEventDetails?.index}] started`;
    case 'MapIterationFailed':
      return `[${event.mapIterationFailedEventDetails?.index}] failed`;
    case 'MapIterationAborted':
      return `[${event.mapIterationAbortedEventDetails?.index}] aborted`;
    default:
      return undefined;
  }
}
