import { isKey } from '../base/lookup.ts';
import { DEFAULT_SETTINGS, type ProblemLevel, type Settings } from '../protocol/requests.ts';

/** Settings as a client gives them, which may be anything; what is missing or wrong has its default. */
export function readSettings(given: unknown): Settings {
  const { validation, codeLens, inlayHints } = DEFAULT_SETTINGS;
  const type = member(given, 'workflowType');
  return {
    validation: {
      enabled: flag(member(given, 'validation'), 'enabled', validation.enabled),
      advice: flag(member(given, 'validation'), 'advice', validation.advice),
      severity: levels(member(member(given, 'validation'), 'severity')),
    },
    workflowType: type === 'STANDARD' || type === 'EXPRESS' ? type : 'auto',
    codeLens: { enabled: flag(member(given, 'codeLens'), 'enabled', codeLens.enabled) },
    graph: { direction: member(member(given, 'graph'), 'direction') === 'left-right' ? 'left-right' : 'top-down' },
    inlayHints: { enabled: flag(member(given, 'inlayHints'), 'enabled', inlayHints.enabled) },
  };
}

function flag(section: unknown, name: string, fallback: boolean): boolean {
  const value = member(section, name);
  return typeof value === 'boolean' ? value : fallback;
}

const LEVELS: { readonly [level in ProblemLevel]: true } = {
  error: true,
  warning: true,
  information: true,
  hint: true,
  off: true,
};

function levels(given: unknown): Settings['validation']['severity'] {
  if (typeof given !== 'object' || given === null) return {};
  const known = Object.entries(given).filter(
    (entry): entry is [string, ProblemLevel] => typeof entry[1] === 'string' && isKey(LEVELS, entry[1]),
  );
  return Object.fromEntries(known);
}

export function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
