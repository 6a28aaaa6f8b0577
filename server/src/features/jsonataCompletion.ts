import { CompletionItemKind } from 'vscode-languageserver-types';
import { isArray, type Json } from '../base/json.ts';
import { evaluateJsonata } from '../evaluate/jsonata.ts';
import { unknownInJsonata } from '../evaluate/partlyKnown.ts';
import { isUnknown, unknown } from '../evaluate/unknown.ts';
import { jsonataScopeFor } from '../preview/sample.ts';
import { JSONATA_FUNCTIONS, type JsonataFunction } from '../spec/jsonataFunctions.ts';
import { type JsonataPart, jsonataParts, partsAround } from '../syntax/jsonataParts.ts';
import { jsonataTokens } from '../syntax/jsonataTokens.ts';
import { localsAround, standalone } from './expressionPart.ts';
import { unchanging } from './expressionValue.ts';
import { namesIn } from './readPaths.ts';
import {
  memberSuggestions,
  order,
  readSuggestions,
  type Situation,
  type Spelling,
  type Suggestion,
  sampled,
  variableSuggestions,
  withContext,
} from './suggestion.ts';
import { describeValue, shortJson } from './values.ts';

const CHAIN = /(\$\$?[\p{L}\p{N}_]*(?:\.[\p{L}\p{N}_]*|\[\d+\])*)$/u;

/** What can follow a JSONata expression. */
export async function jsonataSuggestions(situation: Situation, typed: string): Promise<Suggestion[]> {
  const half = jsonataTokens(typed).at(-1);
  if (half && half.kind !== 'name' && isOpen(half.text)) return [];
  const isQuoted = half?.kind === 'name' && isOpen(half.text);
  const chain = isQuoted ? undefined : CHAIN.exec(typed)?.[1];
  if (chain !== undefined && !chain.includes('.')) return jsonataRoots(situation, typed, chain.length);
  const word = isQuoted ? half.text.length : (/(?:[\p{L}_][\p{L}\p{N}_]*)?$/u.exec(typed)?.[0].length ?? 0);
  const before = typed.slice(0, typed.length - word);
  const parent = chain?.slice(0, chain.lastIndexOf('.'));
  if (parent === '$states') return statesMembers(situation, word);
  // Behind a value only an operator can follow.
  const last = jsonataTokens(before).at(-1);
  if (last && (last.kind === 'operator' ? /^[)\]}]$/.test(last.text) : last.kind !== 'comment')) return [];
  const spell = isQuoted ? quoted : spelled;
  const values = await seenFrom(situation, before);
  const found = memberSuggestions(values, word, spell);
  const isStep = /\.\s*$/.test(before);
  const input = /^\$states\.input(.*)$/.exec(parent ?? '')?.[1];
  if (found.length === 0 && values.every(isUnknown) && input !== undefined)
    return readSuggestions(situation, namesIn(input), word, values, spell);
  const context = /^\$states\.context(.*)$/.exec(parent ?? '')?.[1];
  if (context !== undefined) return withContext(found, `$$${context}`, word);
  return isStep || isQuoted ? found : [...found, ...(await jsonataRoots(situation, typed, word))];
}

/** A text, a comment or a name in backticks that has not ended. */
function isOpen(token: string): boolean {
  if (/^["']/.test(token)) return !/^(["'])(?:\\.|(?!\1)[^\\])*\1$/s.test(token);
  if (token.startsWith('/*')) return !token.endsWith('*/');
  return token.startsWith('`') && !/^`[^`]*`$/.test(token);
}

/** Words that are values, where a name stands. */
const NOT_NAMES: ReadonlySet<string> = new Set(['true', 'false', 'null', 'function', 'λ']);

const spelled: Spelling = (name, typed) => {
  const isPlain = /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) && !NOT_NAMES.has(name);
  return isPlain ? { text: name, replaces: typed } : inBackticks(name, typed);
};

/** Behind an opening backtick. */
const quoted: Spelling = (name, typed) => {
  const found = inBackticks(name, typed);
  return found && { ...found, filter: found.text, over: /^[\p{L}\p{N}_ -]*`?/u };
};

function inBackticks(name: string, replaces: number): ReturnType<Spelling> {
  return name.includes('`') ? undefined : { text: `\`${name}\``, replaces };
}

/** The values from which a name behind `before` is seen: those of the path it goes on, or those that a predicate tests. */
async function seenFrom(situation: Situation, before: string): Promise<Json[]> {
  const { around, text } = partsAt(before);
  const run = around.at(-1)?.kind === 'name' ? standalone(text, around, '$') : undefined;
  return run === undefined ? [] : valuesOf(situation, run);
}

/** The parts around a name that goes on `before`. */
function partsAt(before: string): { readonly around: readonly JsonataPart[]; readonly text: string } {
  const text = `${before}x`;
  return { around: partsAround(jsonataParts(text), text.length), text };
}

async function valuesOf({ spot, field, samples }: Situation, run: string): Promise<Json[]> {
  const values: Json[] = [];
  const giveUp = Date.now() + MAX_MILLISECONDS;
  for (const sample of samples) {
    const scope = jsonataScopeFor(spot.place, field, sample);
    if (!scope || Date.now() > giveUp) continue;
    // What a half-typed chain has no value for is no news.
    const what = unknownInJsonata(run, scope);
    const given = what === undefined ? evaluateJsonata(run, field, scope, unchanging()) : unknown(what);
    const value = await Promise.resolve(given).catch(() => undefined);
    if (value !== undefined) values.push(...(isArray(value) ? value : [value]));
  }
  return values;
}

const MAX_MILLISECONDS = 100;

const MEMBER_DOCS: { readonly [name: string]: string } = {
  input: 'The input of the state.',
  context: 'The context object.',
  result: 'The raw result of the work of the state.',
  errorOutput: 'The error: `{"Error", "Cause"}`.',
};

function statesMembers({ spot, field, samples }: Situation, replaces: number): Suggestion[] {
  const { kind, state } = spot.place;
  const isAfterWork = field === 'Output' || field === 'Assign';
  const hasResult = state?.type === 'Task' || state?.type === 'Parallel' || state?.type === 'Map';
  const names = [
    'input',
    ...(kind !== 'Catcher' && isAfterWork && hasResult ? ['result'] : []),
    ...(kind === 'Catcher' ? ['errorOutput'] : []),
    'context',
  ];
  const [sample] = samples;
  const known = sample && jsonataScopeFor(spot.place, field, sample)?.states;
  return names.map((name, index) => {
    const value = known && Object.hasOwn(known, name) ? known[name] : undefined;
    return {
      label: name,
      kind: CompletionItemKind.Field,
      text: name,
      replaces,
      doc: `${MEMBER_DOCS[name] ?? ''}${value === undefined ? '' : `\n\n${describeValue(value)}`}`,
      ...(value !== undefined && { detail: shortJson(value, 40) }),
      sort: order(index),
    };
  });
}

async function jsonataRoots(situation: Situation, typed: string, replaces: number): Promise<Suggestion[]> {
  const states: Suggestion = {
    label: '$states',
    kind: CompletionItemKind.Variable,
    text: '$states',
    detail: 'The input, the result and the context of the state',
    replaces,
    sort: '1',
  };
  const functions = Object.entries(JSONATA_FUNCTIONS).map(
    ([name, { signature, doc, added }]: [string, JsonataFunction]): Suggestion => ({
      label: `$${name}`,
      kind: CompletionItemKind.Function,
      text: `\\$${name}($1)`,
      isSnippet: true,
      detail: signature,
      doc: added ? `${doc}\n\nAdded to JSONata by Step Functions.` : doc,
      replaces,
      sort: `5${name}`,
    }),
  );
  const own = await localSuggestions(situation, typed.slice(0, typed.length - replaces), replaces);
  const given = variableSuggestions(situation, replaces).filter(({ label }) => !own.some((one) => one.label === label));
  return [states, ...own, ...given, ...functions];
}

/** The variables that the expression binds itself, and the parameters of its functions. */
async function localSuggestions(situation: Situation, before: string, replaces: number): Promise<Suggestion[]> {
  const { around, text } = partsAt(before);
  const found: Suggestion[] = [];
  for (const label of localsAround(text, around)) {
    const run = standalone(text, around, label);
    const [value] = run === undefined ? [] : await valuesOf(situation, run);
    found.push({
      label,
      kind: CompletionItemKind.Variable,
      text: label,
      ...(value === undefined ? { detail: 'Variable of the expression' } : sampled(value)),
      replaces,
      sort: `0${label}`,
    });
  }
  return found;
}
