import { CompletionItemKind } from 'vscode-languageserver-types';
import { isObject, type Json } from '../base/json.ts';
import { unknownIn } from '../evaluate/unknown.ts';
import type { Spot } from '../model/target.ts';
import { assignmentsFor } from '../model/variables.ts';
import type { Sample } from '../preview/sample.ts';
import { CONTEXT_FIELDS } from '../spec/contextObject.ts';
import { namesReadAt } from './readPaths.ts';
import { describeValue, shortJson } from './values.ts';

/** Something that can go on an expression. */
export interface Suggestion {
  readonly label: string;
  readonly kind: CompletionItemKind;
  /** A snippet where `isSnippet` says so. */
  readonly text: string;
  readonly isSnippet?: true;
  readonly detail?: string;
  /** A sample, for which the type stands beside the name. */
  readonly value?: Json;
  /** Markdown. */
  readonly doc?: string;
  /** How many of the characters before the cursor it takes the place of. */
  readonly replaces: number;
  /** What it takes the place of behind the cursor: the rest of a name, where nothing else is said. */
  readonly over?: RegExp;
  /** What the editor matches the typed characters with, where it is not the label. */
  readonly filter?: string;
  readonly sort?: string;
  /** Typing one of these takes the suggestion and goes on with the character. */
  readonly commit?: readonly string[];
}

/** Where something is suggested, and the data that arrives there. */
export interface Situation {
  readonly spot: Spot;
  readonly field: string;
  readonly samples: readonly Sample[];
  readonly scenario: string | undefined;
}

export const GO_ON = ['.', '['];

/** Keeps the order of the data in a list that editors sort by text. */
export function order(index: number): string {
  return String(index).padStart(4, '0');
}

/** What is shown of a value that a suggestion leads to. */
export function sampled(value: Json): Pick<Suggestion, 'detail' | 'doc' | 'value'> {
  return { detail: shortJson(value, 40), doc: describeValue(value), value };
}

export function membersOf(values: readonly Json[]): ReadonlyMap<string, Json> {
  const members = new Map<string, Json>();
  for (const value of values) {
    if (!isObject(value)) continue;
    for (const [name, member] of Object.entries(value)) if (!members.has(name)) members.set(name, member);
  }
  return members;
}

/** The workflow variables that are set before the state. */
export function variableSuggestions({ spot, samples }: Situation, replaces: number): Suggestion[] {
  const { state } = spot.place;
  const names = new Set(state ? [...assignmentsFor(state)].map(({ name }) => name) : []);
  return [...names].map((name) => {
    const value = samples.map(({ variables }) => (Object.hasOwn(variables, name) ? variables[name] : undefined))[0];
    return {
      label: `$${name}`,
      kind: CompletionItemKind.Variable,
      text: `$${name}`,
      ...(value === undefined ? { detail: 'Workflow variable' } : sampled(value)),
      replaces,
      sort: `2${name}`,
    };
  });
}

/** The fields of the context object, with what is known of their values. `parent` leads to them from `$$`. */
export function withContext(found: readonly Suggestion[], parent: string, typed: number): Suggestion[] {
  const prefix = parent === '$$' ? '' : `${parent.slice(3)}.`;
  const known = contextFields(prefix).map(([name, doc]): Suggestion => {
    const sampled = found.find(({ label }) => label === name);
    const text = sampled?.doc === undefined ? doc : `${doc}\n\n${sampled.doc}`;
    const base = { label: name, kind: CompletionItemKind.Field, text: name, replaces: typed };
    return { ...base, ...sampled, doc: text };
  });
  return [...known, ...found.filter(({ label }) => !known.some((other) => other.label === label))];
}

function contextFields(prefix: string): [name: string, doc: string][] {
  return Object.entries(CONTEXT_FIELDS)
    .filter(([name]) => name.startsWith(prefix) && !name.slice(prefix.length).includes('.'))
    .map(([name, { doc }]) => [name.slice(prefix.length), doc]);
}

/** How a name is written behind a dot; undefined where it cannot be written in the language. */
export type Spelling = (
  name: string,
  typed: number,
) => Pick<Suggestion, 'text' | 'replaces' | 'filter' | 'over'> | undefined;

/** Names that are read elsewhere: what is known of data that nobody has seen. */
export function readSuggestions(
  { spot, scenario }: Situation,
  names: readonly string[],
  typed: number,
  values: readonly Json[],
  spell: Spelling,
): Suggestion[] {
  const what = values.map(unknownIn).find((found) => found !== undefined);
  const where = scenario === undefined ? '' : ` in scenario "${scenario}"`;
  const detail = what === undefined ? 'Read elsewhere in the definition' : `unknown: ${what}${where}`;
  const found = namesReadAt(spot.place.machine, names).flatMap((name, index): Suggestion[] => {
    const spelled = spell(name, typed);
    return spelled ? [{ label: name, kind: CompletionItemKind.Field, detail, sort: order(index), ...spelled }] : [];
  });
  if (found.length > 0 || what === undefined) return found;
  return [{ label: detail, kind: CompletionItemKind.Text, text: '', replaces: 0, filter: ' ' }];
}

/** The members that the data has here. */
export function memberSuggestions(values: readonly Json[], typed: number, spell: Spelling): Suggestion[] {
  return [...membersOf(values)].flatMap(([name, value], index): Suggestion[] => {
    const spelled = spell(name, typed);
    if (!spelled) return [];
    const base = { label: name, kind: CompletionItemKind.Field, sort: order(index), commit: GO_ON };
    return [{ ...base, ...sampled(value), ...spelled }];
  });
}
