import type { DebugProtocol } from '@vscode/debugprotocol';

/** What the adapter can do beyond the bare protocol. */
export const CAPABILITIES: DebugProtocol.Capabilities = {
  supportsConfigurationDoneRequest: true,
  supportsFunctionBreakpoints: true,
  supportsConditionalBreakpoints: true,
  supportsHitConditionalBreakpoints: true,
  supportsLogPoints: true,
  supportsEvaluateForHovers: true,
  supportsStepBack: true,
  supportsSetVariable: true,
  supportsRestartFrame: true,
  supportsRestartRequest: true,
  supportsGotoTargetsRequest: true,
  supportsExceptionInfoRequest: true,
  supportsTerminateRequest: true,
  supportsDelayedStackTraceLoading: true,
  supportsBreakpointLocationsRequest: true,
  supportsClipboardContext: true,
  exceptionBreakpointFilters: [
    {
      filter: 'all',
      label: 'All Errors',
      description: 'Stop where a state fails, also where it is retried or caught.',
    },
    {
      filter: 'uncaught',
      label: 'Uncaught Errors',
      description: 'Stop where a state fails and nothing around it catches the error.',
      default: true,
    },
  ],
};
