import { lookup } from '../base/lookup.ts';
import { CODES, type ProblemCode, type Severity } from './codes.ts';

/** How a problem is reported; `off`: not at all. */
export type Level = Severity | 'off';

export const LEVELS: readonly Level[] = ['error', 'warning', 'information', 'hint', 'off'];

/** What the user may set about the problems that are found. */
export interface LevelOptions {
  /** By code; other codes have the severity of the table. */
  readonly severity?: { readonly [code: string]: Level } | undefined;
  /** What is a hint in the table is advice; shown unless this is false. A code that `severity` names is shown as it says. */
  readonly advice?: boolean | undefined;
}

export function levelOf(code: ProblemCode, { severity, advice }: LevelOptions): Level {
  const chosen = severity && lookup(severity, code);
  if (chosen) return chosen;
  const level = CODES[code].severity;
  return level === 'hint' && advice === false ? 'off' : level;
}
