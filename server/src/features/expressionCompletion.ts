import { CompletionItemKind } from 'vscode-languageserver-types';
import { isArray, isObject, type Json } from '../base/json.ts';
import { evaluateJsonata } from '../evaluate/jsonata.ts';
import { evaluatePath } from '../evaluate/path.ts';
import type { Scope } from '../evaluate/scope.ts';
import type { ExpressionLanguage, Spot } from '../model/target.ts';
import { assignmentsFor } from '../model/variables.ts';
import type { Preview } from '../preview/preview.ts';
import { jsonataScopeFor, type Sample, scopeFor } from '../preview/sample.ts';
import { unknown, unknownIn } from '../preview/unknown.ts';
import { CONTEXT_FIELDS } from '../spec/contextObject.ts';
import { INTRINSICS, type Intrinsic, type ParameterType } from '../spec/intrinsics.ts';
import { JSONATA_FUNCTIONS, type JsonataFunction } from '../spec/jsonataFunctions.ts';
import { jsonataParts, partsAround } from '../syntax/jsonataParts.ts';
import { jsonataTokens } from '../syntax/jsonataTokens.ts';
import { isDefinite, type PathRoot, parsePath } from '../syntax/jsonpath.ts';
import { standalone } from './expressionPart.ts';
import { allSamplesOf, unchanging } from './expressionValue.ts';
import { signatureOf } from './hover.ts';
import { knownPaths } from './knownPaths.ts';
import { namesIn, namesReadAt } from './readPaths.ts';
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
  /** What the editor matches the typed characters with, where it is not the label. */
  readonly filter?: string;
  readonly sort?: string;
  /** Typing one of these takes the suggestion and goes on with the character. */
  readonly commit?: readonly string[];
}

interface Situation {
  readonly spot: Spot;
  readonly field: string;
  readonly samples: readonly Sample[];
  readonly scenario: string | undefined;
}

const GO_ON = ['.', '['];

/** What can follow `typed`, which is an expression as far as the cursor. */
export async function expressionSuggestions(
  spot: Spot,
  language: ExpressionLanguage,
  typed: string,
  preview: Preview | undefined,
): Promise<Suggestion[]> {
  const field = spot.field?.property.key.value ?? '';
  const situation = { spot, field, samples: allSamplesOf(spot.place, preview), scenario: preview?.scenario };
  if (language === 'jsonata') return jsonataSuggestions(situation, typed);
  const kind = spot.field?.spec?.value.kind;
  // Intrinsic calls stand where a template or a string is made, not where a path chooses data.
  return pathSuggestions(situation, typed, kind !== 'path');
}

function pathSuggestions(situation: Situation, typed: string, withCalls: boolean): Suggestion[] {
  const inFilter = filterSuggestions(situation, typed);
  if (inFilter) return inFilter;
  if (!withCalls) return typed === '' || typed.startsWith('$') ? pathParts(situation, typed) : [];
  if (isInQuotes(typed)) return [];
  const fragment = /(?:^|[(,])\s*([^(,\s]*)$/.exec(typed)?.[1];
  if (fragment === undefined) return inBrackets(situation, typed);
  if (fragment.startsWith('$')) return pathParts(situation, fragment);
  const calls = callSuggestions(fragment.length);
  return fragment === '' ? [...pathParts(situation, ''), ...calls] : calls;
}

/** Inside `[?(…)]`: the names of the items that the filter tests. Undefined elsewhere. */
function filterSuggestions(situation: Situation, typed: string): Suggestion[] | undefined {
  const open = typed.lastIndexOf('[?(');
  if (open < 0 || typed.includes(')]', open)) return undefined;
  const fragment = /@(\S*)$/.exec(typed.slice(open))?.[1];
  if (fragment === undefined) return [];
  const cut = fragment.lastIndexOf('.');
  if (cut < 0) return [];
  const list = /\$[^\s,]*$/.exec(typed.slice(0, open))?.[0] ?? '';
  const items = valuesOf(situation, list).flatMap((value) => (isArray(value) ? value.slice(0, MAX_ITEMS) : [value]));
  const inner = `$${fragment.slice(0, cut)}`;
  const values = items.flatMap((item) => valueIn(inner, { data: item, context: {}, variables: {} }));
  return memberSuggestions(membersOf(values), fragment.length - cut - 1);
}

const MAX_ITEMS = 100;

/** A path whose brackets hold a comma or a parenthesis, as filters do: only its beginning tells that it is one. */
function inBrackets(situation: Situation, typed: string): Suggestion[] {
  return typed.startsWith('$') ? pathParts(situation, typed) : [];
}

function isInQuotes(typed: string): boolean {
  return [...typed.replace(/\\./g, '').matchAll(/'/g)].length % 2 === 1 && !/\[\s*'[^']*$/.test(typed);
}

function pathParts(situation: Situation, fragment: string): Suggestion[] {
  const access = /^(.*?)(\.|\[\s*'?)([^.[\]']*)$/s.exec(fragment);
  const deeper = deeperSuggestions(situation, fragment);
  return [...nextParts(situation, fragment, access !== null), ...deeper];
}

function nextParts(situation: Situation, fragment: string, isBelow: boolean): Suggestion[] {
  if (!isBelow) return fragment === '' || /^\$\$?[\p{L}\w]*$/u.test(fragment) ? roots(situation, fragment) : [];
  // The last dot or bracket counts.
  const cut = Math.max(fragment.lastIndexOf('.'), fragment.lastIndexOf('['));
  const parent = fragment.slice(0, cut);
  const isBracket = fragment[cut] === '[';
  const partial = fragment.slice(cut + 1);
  const values = valuesOf(situation, parent);
  const found = isBracket
    ? bracketSuggestions(situation, values, fragment.length - cut)
    : memberSuggestions(membersOf(values), partial.length);
  if (found.length === 0 && !isBracket && /^\$(?!\$)(?![\p{L}_])/u.test(parent)) {
    return readSuggestions(situation, namesIn(parent.slice(1)), partial.length, values);
  }
  return parent.startsWith('$$') && !isBracket ? withContext(found, parent, partial.length) : found;
}

/** Names that are read elsewhere: what is known of data that nobody has seen. */
function readSuggestions(
  { spot, scenario }: Situation,
  names: readonly string[],
  typed: number,
  values: readonly Json[],
): Suggestion[] {
  const what = values.map(unknownIn).find((found) => found !== undefined);
  const where = scenario === undefined ? '' : ` in scenario "${scenario}"`;
  const detail = what === undefined ? 'Read elsewhere in the definition' : `unknown: ${what}${where}`;
  const found = namesReadAt(spot.place.machine, names).map((name, index): Suggestion => {
    const isPlain = PLAIN_NAME.test(name);
    return {
      label: name,
      kind: CompletionItemKind.Field,
      text: isPlain ? name : `['${name}']`,
      detail,
      replaces: isPlain ? typed : typed + 1,
      ...(!isPlain && { filter: `.${name}` }),
      sort: order(index),
    };
  });
  if (found.length > 0 || what === undefined) return found;
  return [{ label: detail, kind: CompletionItemKind.Text, text: '', replaces: 0, filter: ' ' }];
}

const MAX_DEEPER = 100;

/** Whole paths to what lies deeper in the data. */
function deeperSuggestions({ spot, field, samples }: Situation, fragment: string): Suggestion[] {
  if (!/^(?:\$(?:\.[\p{L}\p{N}_]*)?)?$/u.test(fragment)) return [];
  const known = new Map<string, Json>();
  // Behind `$.` the first members are offered by their names alone.
  const least = fragment === '' ? 1 : 2;
  for (const sample of samples) {
    const data = scopeFor(spot.place, field, sample)?.data;
    if (data === undefined) continue;
    for (const { text, value, depth } of knownPaths(data))
      if (depth >= least && !known.has(text)) known.set(text, value);
    if (known.size >= MAX_DEEPER) break;
  }
  return [...known].slice(0, MAX_DEEPER).map(([text, value], index) => ({
    label: text,
    kind: CompletionItemKind.Field,
    text,
    detail: shortJson(value, 40),
    value,
    replaces: fragment.length,
    sort: `8${order(index)}`,
  }));
}

/** What a path finds on the data of each visit. */
function valuesOf({ spot, field, samples }: Situation, text: string): Json[] {
  return samples.flatMap((sample) => {
    const scope = scopeFor(spot.place, field, sample);
    return scope ? valueIn(text, scope) : [];
  });
}

function valueIn(text: string, scope: Scope): readonly Json[] {
  const { path, errors } = parsePath(text);
  if (!path || errors.length > 0) return [];
  try {
    const value = evaluatePath(path, scope);
    return !isDefinite(path) && isArray(value) ? value : [value];
  } catch {
    // Half-typed paths find nothing, and that is no news. Below what is not known, nothing is known.
    return [...unknownBelow(path.root.kind, scope)];
  }
}

function* unknownBelow(root: PathRoot['kind'], { data, variables }: Scope): Generator<Json> {
  const what = unknownIn(root === 'variable' ? variables : data);
  if (what !== undefined) yield unknown(what);
}

function membersOf(values: readonly Json[]): ReadonlyMap<string, Json> {
  const members = new Map<string, Json>();
  for (const value of values) {
    if (!isObject(value)) continue;
    for (const [name, member] of Object.entries(value)) if (!members.has(name)) members.set(name, member);
  }
  return members;
}

/** What is shown of a value that a suggestion leads to. */
function sampled(value: Json): Pick<Suggestion, 'detail' | 'doc' | 'value'> {
  return { detail: shortJson(value, 40), doc: describeValue(value), value };
}

const PLAIN_NAME = /^[^.[\]'"\s()*?@$,\\]+$/;

function memberSuggestions(members: ReadonlyMap<string, Json>, typed: number): Suggestion[] {
  return [...members]
    .filter(([name]) => !name.includes("'") && !name.includes(']'))
    .map(([name, value], index) => {
      const isPlain = PLAIN_NAME.test(name);
      return {
        label: name,
        kind: CompletionItemKind.Field,
        text: isPlain ? name : `['${name}']`,
        ...sampled(value),
        // The dot goes where the name is put in brackets.
        replaces: isPlain ? typed : typed + 1,
        ...(!isPlain && { filter: `.${name}` }),
        sort: order(index),
        commit: GO_ON,
      };
    });
}

function bracketSuggestions({ spot }: Situation, values: readonly Json[], typed: number): Suggestion[] {
  const array = values.find(isArray);
  const items = (array ?? []).slice(0, 10).map((item, index) => ({ text: `[${index}]`, value: item }));
  const members = [...membersOf(values)]
    .filter(([name]) => !name.includes("'"))
    .map(([name, value]) => ({ text: `['${name}']`, value }));
  const all: Suggestion[] = [...items, ...members].map(({ text, value }, index) => ({
    label: text,
    kind: CompletionItemKind.Field,
    text,
    ...sampled(value),
    replaces: typed,
    sort: order(index),
  }));
  // A reference path leads to one place.
  if (!array || rootKinds(spot).reference) return all;
  const every = { label: '[*]', kind: CompletionItemKind.Operator, text: '[*]', detail: 'All items', replaces: typed };
  return [...all, { ...every, sort: '~' }, ...filtersOf(array, typed)];
}

/** Filters by what the items have. */
function filtersOf(array: readonly Json[], typed: number): Suggestion[] {
  const found: Suggestion[] = [];
  for (const [name, value] of membersOf(array.slice(0, MAX_ITEMS))) {
    if (found.length >= MAX_FILTERS || !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) continue;
    if (typeof value === 'object') continue;
    const example = typeof value === 'string' ? `'\${1:${value.replace(/[\\$}'\]&|]/g, '')}}'` : `\${1:${value}}`;
    found.push({
      label: `[?(@.${name} == …)]`,
      kind: CompletionItemKind.Operator,
      text: `[?(@.${name} == ${example})]`,
      isSnippet: true,
      detail: 'Items that fit',
      replaces: typed,
      sort: `~${order(found.length)}`,
    });
  }
  return found;
}

const MAX_FILTERS = 5;

/** The fields of the context object, with what is known of their values. */
function withContext(found: readonly Suggestion[], parent: string, typed: number): Suggestion[] {
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

function roots(situation: Situation, typed: string): Suggestion[] {
  const within = rootKinds(situation.spot);
  const replaces = typed.length;
  const base = { kind: CompletionItemKind.Variable, replaces };
  return [
    { ...base, label: '$', text: '$', detail: 'The data', sort: '0' },
    ...(within.context ? [{ ...base, label: '$$', text: '$$', detail: 'The context object', sort: '1' }] : []),
    ...(within.variables ? variableSuggestions(situation, replaces) : []),
  ];
}

function rootKinds({ field }: Spot): { context: boolean; variables: boolean; reference: boolean } {
  const value = field?.spec?.value;
  const within = value?.kind === 'path' ? value.within : undefined;
  const reference = value?.kind === 'path' && value.reference === true;
  return { context: within === undefined, variables: within !== 'input', reference };
}

function variableSuggestions({ spot, samples }: Situation, replaces: number): Suggestion[] {
  const { state } = spot.place;
  const names = new Set(state ? [...assignmentsFor(state)].map(({ name }) => name) : []);
  return [...names].map((name) => {
    const value = samples.map(({ variables }) => (Object.hasOwn(variables, name) ? variables[name] : undefined))[0];
    return {
      label: `$${name}`,
      kind: CompletionItemKind.Variable,
      text: `$${name}`,
      detail: value === undefined ? 'Workflow variable' : shortJson(value, 40),
      ...(value !== undefined && { doc: describeValue(value) }),
      replaces,
      sort: `2${name}`,
    };
  });
}

function callSuggestions(replaces: number): Suggestion[] {
  return Object.entries(INTRINSICS).map(([name, intrinsic]: [string, Intrinsic]) => {
    const [call, result] = intrinsic.example;
    return {
      label: name,
      kind: CompletionItemKind.Function,
      text: callSnippet(name, intrinsic),
      isSnippet: true,
      detail: signatureOf(name, intrinsic),
      doc: `${intrinsic.doc}\n\n\`${call}\` → \`${result}\``,
      replaces,
      sort: `5${name}`,
    };
  });
}

/** `States.Format('${1:template}', ${2:values})` */
function callSnippet(name: string, { params }: Intrinsic): string {
  const places = params
    .filter(({ optional }) => !optional)
    .map(({ name: param, type }, index) => placeFor(type, param, index + 1));
  return `${name}(${places.join(', ')})`;
}

function placeFor(type: ParameterType, name: string, index: number): string {
  return type === 'template' ? `'\${${index}:${name}}'` : `\${${index}:\\$.${name}}`;
}

const CHAIN = /(\$\$?[\p{L}\p{N}_]*(?:\.[\p{L}\p{N}_]*|\[\d+\])*)$/u;

async function jsonataSuggestions(situation: Situation, typed: string): Promise<Suggestion[]> {
  if (isInJsonataText(typed)) return [];
  const chain = CHAIN.exec(typed)?.[1];
  if (chain !== undefined && !chain.includes('.')) return jsonataRoots(situation, chain.length);
  const word = /(?:[\p{L}_][\p{L}\p{N}_]*)?$/u.exec(typed)?.[0].length ?? 0;
  const before = typed.slice(0, typed.length - word);
  const parent = chain?.slice(0, chain.lastIndexOf('.'));
  if (parent === '$states') return statesMembers(situation, word);
  // Behind a value only an operator can follow.
  const last = jsonataTokens(before).at(-1);
  if (last && (last.kind === 'operator' ? /^[)\]}]$/.test(last.text) : last.kind !== 'comment')) return [];
  const values = await seenFrom(situation, before);
  const found = fieldSuggestions(values, word);
  const isStep = /\.\s*$/.test(before);
  const input = /^\$states\.input(.*)$/.exec(parent ?? '')?.[1];
  if (found.length === 0 && input !== undefined) return readSuggestions(situation, namesIn(input), word, values);
  const context = /^\$states\.context(.*)$/.exec(parent ?? '')?.[1];
  if (context !== undefined) return withContext(found, `$$${context}`, word);
  return isStep ? found : [...found, ...jsonataRoots(situation, word)];
}

/** The values from which a name behind `before` is seen: those of the path it goes on, or those that a predicate tests. */
async function seenFrom({ spot, field, samples }: Situation, before: string): Promise<Json[]> {
  const text = `${before}x`;
  const around = partsAround(jsonataParts(text), text.length);
  if (around.at(-1)?.kind !== 'name') return [];
  const run = standalone(text, around, '$');
  if (run === undefined) return [];
  const values: Json[] = [];
  const giveUp = Date.now() + MAX_MILLISECONDS;
  for (const sample of samples) {
    const scope = jsonataScopeFor(spot.place, field, sample);
    if (!scope || Date.now() > giveUp) continue;
    // What a half-typed chain has no value for is no news.
    const value = await evaluateJsonata(run, field, scope, unchanging()).catch(() => undefined);
    if (value !== undefined) values.push(...(isArray(value) ? value : [value]));
    else if (unknownIn(scope.states) !== undefined) values.push(unknown(unknownIn(scope.states) ?? ''));
  }
  return values;
}

const MAX_MILLISECONDS = 100;

function fieldSuggestions(values: readonly Json[], replaces: number): Suggestion[] {
  return [...membersOf(values)].map(([name, value], index) => {
    const isPlain = /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name);
    return {
      label: name,
      kind: CompletionItemKind.Field,
      text: isPlain ? name : `\`${name}\``,
      ...sampled(value),
      replaces,
      sort: order(index),
      commit: GO_ON,
    };
  });
}

function isInJsonataText(typed: string): boolean {
  const bare = typed.replace(/\\./g, '').replace(/"[^"]*"|'[^']*'/g, '');
  return /["']/.test(bare);
}

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

function jsonataRoots(situation: Situation, replaces: number): Suggestion[] {
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
  return [states, ...variableSuggestions(situation, replaces), ...functions];
}

/** Keeps the order of the data in a list that editors sort by text. */
function order(index: number): string {
  return String(index).padStart(4, '0');
}
