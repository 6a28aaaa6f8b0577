import { DEFAULT_SETTINGS, type Settings } from '../protocol/requests.ts';

/** Settings as a client gives them, which may be anything; what is missing or wrong has its default. */
export function readSettings(given: unknown): Settings {
  return {
    validation: { enabled: flag(given, 'validation', DEFAULT_SETTINGS.validation.enabled) },
    codeLens: { enabled: flag(given, 'codeLens', DEFAULT_SETTINGS.codeLens.enabled) },
  };
}

function flag(given: unknown, section: string, fallback: boolean): boolean {
  const enabled = member(member(given, section), 'enabled');
  return typeof enabled === 'boolean' ? enabled : fallback;
}

export function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
