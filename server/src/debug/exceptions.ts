import type { DebugProtocol } from '@vscode/debugprotocol';

/** Errors that stop a run. */
export interface ExceptionFilter {
  /** Also those that are retried or caught. */
  readonly handled: boolean;
  /** Undefined: whatever its name is. */
  readonly matches?: ((error: string) => boolean) | undefined;
}

export const EXCEPTION_FILTERS: readonly DebugProtocol.ExceptionBreakpointsFilter[] = [
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
    supportsCondition: true,
    conditionDescription: 'Only these errors: States.Timeout, Lambda.*',
  },
  {
    filter: 'named',
    label: 'Errors by Name',
    description: 'Stop where a state fails with one of these errors, also where it is retried or caught.',
    supportsCondition: true,
    conditionDescription: 'Names of errors, * stands for anything: States.Timeout, Lambda.*',
  },
];

/** The filters until the client says which it wants. */
export const DEFAULT_FILTERS: readonly ExceptionFilter[] = [{ handled: false }];

/** What the client asks for, and whether each of it can be. */
export function readFilters({ filters, filterOptions = [] }: DebugProtocol.SetExceptionBreakpointsArguments): {
  readonly filters: readonly ExceptionFilter[];
  readonly answers: DebugProtocol.Breakpoint[];
} {
  const wanted = [...filters.map((filterId) => ({ filterId, condition: undefined })), ...filterOptions];
  const read = wanted.map(({ filterId, condition }) => readFilter(filterId, condition));
  return {
    filters: read.flatMap((filter) => (typeof filter === 'string' ? [] : [filter])),
    answers: read.map((filter) =>
      typeof filter === 'string' ? { verified: false, message: filter } : { verified: true },
    ),
  };
}

/** Text: why it cannot be. */
function readFilter(id: string, condition: string | undefined): ExceptionFilter | string {
  if (!EXCEPTION_FILTERS.some(({ filter }) => filter === id)) return `There is no exception filter "${id}"`;
  const matches = condition?.trim() ? parseNames(condition) : undefined;
  if (id === 'named' && !matches) return 'Which errors? Edit the condition: States.Timeout, Lambda.*';
  return { handled: id !== 'uncaught', matches };
}

/** Names with commas or spaces between them. An error without a name is matched by `*` alone. */
export function parseNames(text: string): (error: string) => boolean {
  const names = text.split(/[\s,;|]+/).map((name) => name.replace(/^["']|["']$/g, ''));
  const patterns = names.filter((name) => name !== '').map((name) => name.split('*'));
  return (error) => patterns.some((parts) => matchesParts(error, parts));
}

/** Parts of a name with anything between them. */
function matchesParts(error: string, parts: readonly string[]): boolean {
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return error === first;
  if (!error.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = error.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return error.length - last.length >= at && error.endsWith(last);
}
