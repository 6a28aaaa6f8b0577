import type { Awaitable } from '../base/awaitable.ts';
import { isArray, isObject, type Json } from '../base/json.ts';
import { lookup } from '../base/lookup.ts';
import { unexpectedType } from '../evaluate/jsonata.ts';
import { StatesError } from '../spec/errors.ts';
import { javaText } from '../spec/javaText.ts';
import type { EventDetails, EventType } from './event.ts';
import type { Failure } from './failure.ts';
import {
  effectiveInput,
  fieldValue,
  inputAfterPath,
  jsonataValue,
  type Moment,
  pathValue,
  REGION,
  timeText,
} from './moment.ts';
import { isTooLarge, textOf, WHOLE } from './payload.ts';
import { type Called, calledBy } from './resource.ts';
import type { Reply, TaskRequest } from './run.ts';
import type { Events, Work } from './work.ts';

/** Asks for the task to be done; once there is an answer, takes it. */
export function executeTask(moment: Moment): Awaitable<Work> {
  const { waiting } = moment.frame;
  if (waiting?.kind === 'reply' && waiting.request.kind === 'task') {
    return takeReply(moment, waiting.request, waiting.reply);
  }
  return askFor(moment);
}

async function askFor(moment: Moment): Promise<Work> {
  const request = await buildRequest(moment);
  checkParameters(request);
  const resource = calledBy(request.resource);
  return { kind: 'wait', waiting: { kind: 'request', request }, events: startEvents(moment, request, resource) };
}

async function buildRequest(moment: Moment): Promise<TaskRequest> {
  const { run, thread, frame, state, sources } = moment;
  const resource = javaText(state.fields.Resource ?? '');
  const { family, service, action, pattern } = calledBy(resource);
  const timeoutSeconds = await secondsField(moment, 'TimeoutSeconds');
  const heartbeatSeconds = await secondsField(moment, 'HeartbeatSeconds');
  return {
    kind: 'task',
    id: `${thread.id}.${run.nextEventId}`,
    thread: thread.id,
    state: state.name,
    pointer: state.pointer,
    resource,
    family,
    service,
    action,
    pattern,
    parameters: effectiveInput(frame.data),
    attempt: frame.retryCount,
    invocation: lookup(run.invocations, state.name) ?? 0,
    timeoutSeconds,
    heartbeatSeconds,
    token: frame.token ?? (family === 'activity' ? sources.uuid() : undefined),
    roleArn: await roleOf(moment),
  };
}

/** Members that an integration takes in one form only, whatever made them. */
const LISTS_BY_NAME: { readonly [action: string]: readonly string[] } = {
  'apigateway:invoke': ['Headers', 'QueryParameters'],
};

function checkParameters({ service, action, parameters }: TaskRequest): void {
  const names = lookup(LISTS_BY_NAME, `${service}:${action}`) ?? [];
  if (!isObject(parameters)) return;
  const wrong = names.filter((name) => {
    const value = parameters[name];
    return isObject(value) && !Object.values(value).every(isArray);
  });
  if (wrong.length === 0) return;
  const problems = wrong.map((name) => `The value of the field '${name}' has an invalid format`).join(', ');
  const sent = textOf(parameters);
  throw new StatesError(
    'States.Runtime',
    `The Parameters '${sent}' could not be used to start the Task: [${problems}]`,
  );
}

async function secondsField(moment: Moment, field: 'TimeoutSeconds' | 'HeartbeatSeconds') {
  const { state, frame } = moment;
  const path = state.fields[`${field}Path`];
  if (typeof path === 'string') {
    const value = pathValue(moment, path, inputAfterPath(frame.data));
    if (isSeconds(value)) return value;
    throw new StatesError(
      'States.Runtime',
      `The ${field}Path field refers to value "${typeof value === 'string' ? value : textOf(value)}" which is not a valid integer: ${path}`,
    );
  }
  const plain = state.fields[field];
  if (plain === undefined || typeof plain === 'number') return plain;
  const value = await jsonataValue(moment, plain, field);
  if (isSeconds(value)) return value;
  throw unexpectedType(plain, field, 'integer', value);
}

function isSeconds(value: Json): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

async function roleOf(moment: Moment): Promise<string | undefined> {
  const credentials = moment.state.fields.Credentials;
  if (!isObject(credentials)) return undefined;
  const path = credentials['RoleArn.$'];
  const role =
    moment.state.queryLanguage === 'JSONata'
      ? await jsonataValue(moment, credentials.RoleArn ?? null, 'Credentials/RoleArn')
      : typeof path === 'string'
        ? fieldValue(moment, path, 'RoleArn.$', inputAfterPath(moment.frame.data))
        : credentials.RoleArn;
  return typeof role === 'string' ? role : undefined;
}

function startEvents({ run }: Moment, request: TaskRequest, resource: Called): Events {
  const { timeoutSeconds, heartbeatSeconds, roleArn } = request;
  const limits = {
    ...(timeoutSeconds !== undefined && { timeoutInSeconds: timeoutSeconds }),
    ...(heartbeatSeconds !== undefined && { heartbeatInSeconds: heartbeatSeconds }),
  };
  const payload = textOf(request.parameters);
  const credentials = roleArn === undefined ? {} : { taskCredentials: { roleArn } };
  switch (request.family) {
    case 'lambda': {
      const details = { resource: request.resource, input: payload, inputDetails: WHOLE, ...limits, ...credentials };
      return [['LambdaFunctionScheduled', { lambdaFunctionScheduledEventDetails: details }], ['LambdaFunctionStarted']];
    }
    case 'activity': {
      const details = { resource: request.resource, input: payload, inputDetails: WHOLE, ...limits };
      return [
        ['ActivityScheduled', { activityScheduledEventDetails: details }],
        ['ActivityStarted', { activityStartedEventDetails: {} }],
      ];
    }
    case 'service': {
      const place = placeOf(resource);
      const details = { ...place, region: REGION, parameters: payload, ...limits, ...credentials };
      const submitted = submittedOutput(request, run.settings.startTime + run.clock);
      return [
        ['TaskScheduled', { taskScheduledEventDetails: details }],
        ['TaskStarted', { taskStartedEventDetails: place }],
        ...(request.pattern === ''
          ? []
          : ([
              [
                'TaskSubmitted',
                { taskSubmittedEventDetails: { ...place, output: textOf(submitted), outputDetails: WHOLE } },
              ],
            ] as const)),
      ];
    }
  }
}

/** What the service itself said at once, before the job was done or the token came back. Nobody answered it here: only its shape is known. */
function submittedOutput(request: TaskRequest, now: number): Json {
  const date = new Date(now).toUTCString();
  const type = 'application/x-amz-json-1.0';
  const length = request.service === 'sqs' ? '106' : '161';
  const meta = {
    SdkHttpMetadata: {
      AllHttpHeaders: {
        'x-amzn-RequestId': [request.id],
        connection: ['keep-alive'],
        'Content-Length': [length],
        Date: [date],
        'Content-Type': [type],
      },
      HttpHeaders: {
        connection: 'keep-alive',
        'Content-Length': length,
        'Content-Type': type,
        Date: date,
        'x-amzn-RequestId': request.id,
      },
      HttpStatusCode: 200,
    },
    SdkResponseMetadata: { RequestId: request.id },
  };
  switch (request.service) {
    case 'sqs':
      return { MD5OfMessageBody: '', MessageId: request.id, ...meta };
    case 'states':
      return { ExecutionArn: childExecutionArn(request), ...meta, StartDate: timeText(now) };
    default:
      return meta;
  }
}

function childExecutionArn({ parameters, id }: TaskRequest): string {
  const { StateMachineArn, Name } = isObject(parameters) ? parameters : {};
  return `${javaText(StateMachineArn ?? '').replace(':stateMachine:', ':execution:')}:${javaText(Name ?? id)}`;
}

function placeOf({ resourceType, eventResource }: Called) {
  return { resourceType, resource: eventResource };
}

function takeReply({ run }: Moment, request: TaskRequest, reply: Reply): Work {
  const resource = calledBy(request.resource);
  switch (reply.kind) {
    case 'return': {
      if (run.settings.limits === 'aws' && isTooLarge(reply.value)) {
        const name = request.family === 'service' ? resource.resourceType : request.resource;
        const failure = {
          error: 'States.DataLimitExceeded',
          cause: `The state/task '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`,
          fromWork: true,
        };
        return { kind: 'failed', failure, events: [endEvent('Failed', request, resource, failure)] };
      }
      return { kind: 'done', result: reply.value, events: [successEvent(request, resource, reply.value)] };
    }
    case 'timeout':
      return timedOut(request, resource);
    case 'throw': {
      if (reply.error === 'States.Timeout' && reply.cause === undefined) return timedOut(request, resource);
      const failure = { error: reply.error, cause: reply.cause, fromWork: true };
      return { kind: 'failed', failure, events: [endEvent('Failed', request, resource, failure)] };
    }
  }
}

function timedOut(request: TaskRequest, resource: Called): Work {
  const aliases = request.heartbeatSeconds === undefined ? [] : ['States.HeartbeatTimeout'];
  const failure: Failure = { error: 'States.Timeout', cause: undefined, aliases, fromWork: true };
  return { kind: 'failed', failure, events: [endEvent('TimedOut', request, resource, failure)] };
}

function successEvent(request: TaskRequest, resource: Called, value: Json): readonly [EventType, EventDetails] {
  const output = { output: textOf(value), outputDetails: WHOLE };
  switch (request.family) {
    case 'lambda':
      return ['LambdaFunctionSucceeded', { lambdaFunctionSucceededEventDetails: output }];
    case 'activity':
      return ['ActivitySucceeded', { activitySucceededEventDetails: output }];
    case 'service':
      return ['TaskSucceeded', { taskSucceededEventDetails: { ...placeOf(resource), ...output } }];
  }
}

function endEvent(
  end: 'Failed' | 'TimedOut',
  request: TaskRequest,
  resource: Called,
  { error, cause }: Failure,
): readonly [EventType, EventDetails] {
  const details = { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
  const failed = end === 'Failed';
  switch (request.family) {
    case 'lambda':
      return [
        `LambdaFunction${end}`,
        failed ? { lambdaFunctionFailedEventDetails: details } : { lambdaFunctionTimedOutEventDetails: details },
      ];
    case 'activity':
      return [
        `Activity${end}`,
        failed ? { activityFailedEventDetails: details } : { activityTimedOutEventDetails: details },
      ];
    case 'service': {
      const all = { ...placeOf(resource), ...details };
      return [`Task${end}`, failed ? { taskFailedEventDetails: all } : { taskTimedOutEventDetails: all }];
    }
  }
}
