import type { DebugProtocol } from '@vscode/debugprotocol';
import type { DebugRequests, LaunchAttributes } from '../protocol/debug.ts';

/** The requests of the Debug Adapter Protocol that the session answers: arguments and body of each. */
interface Requests extends DebugRequests {
  initialize: [DebugProtocol.InitializeRequestArguments, DebugProtocol.Capabilities];
  launch: [LaunchAttributes, undefined];
  configurationDone: [DebugProtocol.ConfigurationDoneArguments, undefined];
  restart: [DebugProtocol.RestartArguments, undefined];
  terminate: [DebugProtocol.TerminateArguments, undefined];
  disconnect: [DebugProtocol.DisconnectArguments, undefined];
  setBreakpoints: [DebugProtocol.SetBreakpointsArguments, DebugProtocol.SetBreakpointsResponse['body']];
  setFunctionBreakpoints: [
    DebugProtocol.SetFunctionBreakpointsArguments,
    DebugProtocol.SetFunctionBreakpointsResponse['body'],
  ];
  setExceptionBreakpoints: [
    DebugProtocol.SetExceptionBreakpointsArguments,
    DebugProtocol.SetExceptionBreakpointsResponse['body'],
  ];
  breakpointLocations: [DebugProtocol.BreakpointLocationsArguments, DebugProtocol.BreakpointLocationsResponse['body']];
  threads: [undefined, DebugProtocol.ThreadsResponse['body']];
  stackTrace: [DebugProtocol.StackTraceArguments, DebugProtocol.StackTraceResponse['body']];
  scopes: [DebugProtocol.ScopesArguments, DebugProtocol.ScopesResponse['body']];
  variables: [DebugProtocol.VariablesArguments, DebugProtocol.VariablesResponse['body']];
  setVariable: [DebugProtocol.SetVariableArguments, DebugProtocol.SetVariableResponse['body']];
  completions: [DebugProtocol.CompletionsArguments, DebugProtocol.CompletionsResponse['body']];
  evaluate: [DebugProtocol.EvaluateArguments, DebugProtocol.EvaluateResponse['body']];
  exceptionInfo: [DebugProtocol.ExceptionInfoArguments, DebugProtocol.ExceptionInfoResponse['body']];
  continue: [DebugProtocol.ContinueArguments, DebugProtocol.ContinueResponse['body']];
  next: [DebugProtocol.NextArguments, undefined];
  stepIn: [DebugProtocol.StepInArguments, undefined];
  stepOut: [DebugProtocol.StepOutArguments, undefined];
  pause: [DebugProtocol.PauseArguments, undefined];
  stepBack: [DebugProtocol.StepBackArguments, undefined];
  reverseContinue: [DebugProtocol.ReverseContinueArguments, undefined];
  restartFrame: [DebugProtocol.RestartFrameArguments, undefined];
  gotoTargets: [DebugProtocol.GotoTargetsArguments, DebugProtocol.GotoTargetsResponse['body']];
  goto: [DebugProtocol.GotoArguments, undefined];
}

type Answered<Body> = Body | AfterResponse<Body> | Promise<Body | AfterResponse<Body>>;

/** One handler per request; a missing one does not compile. */
export type Handlers = {
  readonly [Name in keyof Requests]: (args: Requests[Name][0]) => Answered<Requests[Name][1]>;
};

/** What happens once the response has been sent: a client would be confused by a stop before the answer to what led to it. */
export class AfterResponse<Body> {
  readonly action: () => void;
  readonly body: Body;

  constructor(action: () => void, body: Body) {
    this.action = action;
    this.body = body;
  }
}

export function afterResponse(action: () => void): AfterResponse<undefined>;
export function afterResponse<Body>(action: () => void, body: Body): AfterResponse<Body>;
export function afterResponse<Body>(action: () => void, body?: Body): AfterResponse<Body | undefined> {
  return new AfterResponse(action, body);
}

/** A request that cannot be answered, in words for the user. */
export class RequestError extends Error {}
