import { CompletionItemKind } from 'vscode-languageserver-types';
import { isArray, type Json } from '../base/json.ts';
import { unknownInPath } from '../evaluate/partlyKnown.ts';
import { evaluatePath } from '../evaluate/path.ts';
import type { Scope } from '../evaluate/scope.ts';
import { isUnknown, unknown } from '../evaluate/unknown.ts';
import type { Spot } from '../model/target.ts';
import { scopeFor } from '../preview/sample.ts';
import { INTRINSICS, type Intrinsic, type ParameterType } from '../spec/intrinsics.ts';
import { isDefinite, parsePath } from '../syntax/jsonpath.ts';
import { signatureOf } from './hover.ts';
import { knownPaths } from './knownPaths.ts';
import { namesIn } from './readPaths.ts';
import {
  memberSuggestions,
  membersOf,
  order,
  readSuggestions,
  type Situation,
  type Spelling,
  type Suggestion,
  sampled,
  variableSuggestions,
  withContext,
} from './suggestion.ts';

/** What can follow a path, or an intrinsic call where there may be one. */
export function pathSuggestions(situation: Situation, typed: string, withCalls: boolean): Suggestion[] {
  const inFilter = filterSuggestions(situation, typed);
  if (inFilter) return inFilter;
  if (!withCalls) return typed === '' || typed.startsWith('$') ? pathParts(situation, typed) : [];
  const fragment = argumentIn(typed);
  if (fragment === undefined) return [];
  if (fragment.startsWith('$')) return pathParts(situation, fragment);
  const calls = callSuggestions(fragment.length);
  return fragment === '' ? [...pathParts(situation, ''), ...calls] : calls;
}

/** The argument that is being typed, or the whole of what is no call. Undefined inside a text, and behind an argument. */
function argumentIn(typed: string): string | undefined {
  let start = 0;
  let depth = 0;
  let isText = false;
  for (let i = 0; i < typed.length; i++) {
    const c = typed[i] ?? '';
    if (isText) {
      if (c === '\\') i++;
      else if (c === "'") isText = false;
    } else if (c === "'" && depth === 0) isText = true;
    else if (c === '[') depth++;
    else if (c === ']') depth--;
    else if (depth === 0 && (c === '(' || c === ',')) start = i + 1;
  }
  const argument = typed.slice(start).trimStart();
  return isText || (depth === 0 && /['\s)]$/.test(argument)) ? undefined : argument;
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
  return memberSuggestions(values, fragment.length - cut - 1, spelled);
}

const MAX_ITEMS = 100;

function pathParts(situation: Situation, fragment: string): Suggestion[] {
  return [...nextParts(situation, fragment), ...deeperSuggestions(situation, fragment)];
}

function nextParts(situation: Situation, fragment: string): Suggestion[] {
  const cut = lastAccess(fragment);
  if (cut < 0) return fragment === '' || /^\$\$?[\p{L}\w]*$/u.test(fragment) ? roots(situation, fragment) : [];
  const parent = fragment.slice(0, cut);
  const typed = fragment.length - cut;
  const values = valuesOf(situation, parent);
  if (fragment[cut] === '[') return bracketSuggestions(situation, values, typed);
  const found = memberSuggestions(values, typed - 1, spelled);
  if (found.length === 0 && values.every(isUnknown) && /^\$(?!\$)(?![\p{L}_])/u.test(parent)) {
    return readSuggestions(situation, namesIn(parent.slice(1)), typed - 1, values, spelled);
  }
  return parent.startsWith('$$') ? withContext(found, parent, typed - 1) : found;
}

/** The dot or bracket before what is being typed; -1 where there is none. Like the engine it counts brackets, quoted or not. */
function lastAccess(fragment: string): number {
  let depth = 0;
  let cut = -1;
  for (let i = 0; i < fragment.length; i++) {
    const c = fragment[i];
    if (c === '[' && depth++ === 0) cut = i;
    else if (c === ']' && --depth === 0) cut = -1;
    else if (c === '.' && depth === 0) cut = i;
  }
  return cut;
}

const STEPS = String.raw`[\p{L}\p{N}_-]*(?:\.[\p{L}\p{N}_-]+|\[(?:'{1,2}[^'"]*'{1,2}|[^\]'"]*)\])*`;
/** A whole path takes the place of what is left of a path, or of the one that begins here. */
const REST_OF_PATH = new RegExp(`^${STEPS}`, 'u');
const PATH_BEHIND = new RegExp(`^(?:\\$+${STEPS})?`, 'u');
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
  const over = fragment === '' ? PATH_BEHIND : REST_OF_PATH;
  return [...known].slice(0, MAX_DEEPER).map(([text, value], index) => {
    const base = { label: text, kind: CompletionItemKind.Field, ...sampled(value), over, sort: `8${order(index)}` };
    if (!fragment.startsWith('$.') || !text.startsWith('$.')) return { ...base, text, replaces: fragment.length };
    // Editors rank by how much of the typed text fits: it is to be as much as with the names alone, which come first.
    return { ...base, text: text.slice(2), filter: text.slice(2), replaces: fragment.length - 2 };
  });
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
    const what = unknownInPath(path, scope);
    return what === undefined ? [] : [unknown(what)];
  }
}

const PLAIN_NAME = /^[^.[\]'"\s()*?@$,\\]+$/;
const REST_OF_NAME = /^[^.[\]'"\s()*?@$,\\<>=!&|]*/;

/** A name behind a dot. The dot goes where the name is put in brackets. */
const spelled: Spelling = (name, typed) => {
  if (PLAIN_NAME.test(name)) return { text: name, replaces: typed, over: REST_OF_NAME };
  const text = bracketed(name);
  return text === undefined ? undefined : { text, replaces: typed + 1, over: REST_OF_NAME, filter: `.${name}` };
};

/** In brackets nothing can be escaped. */
function bracketed(name: string): string | undefined {
  return /['[\]]/.test(name) ? undefined : `['${name}']`;
}

/** What is closed already goes with the bracket. */
const REST_OF_BRACKET = /^[^'"[\](),$]*'{0,2}\]|^[\p{L}\p{N}_]*/u;

function bracketSuggestions({ spot }: Situation, values: readonly Json[], typed: number): Suggestion[] {
  const array = values.find(isArray);
  const items = (array ?? []).slice(0, 10).map((item, index) => ({ text: `[${index}]`, value: item }));
  const members = [...membersOf(values)].flatMap(([name, value]) => {
    const text = bracketed(name);
    return text === undefined ? [] : [{ text, value }];
  });
  const base = { replaces: typed, over: REST_OF_BRACKET };
  const all = [...items, ...members].map(({ text, value }, index): Suggestion => {
    return { ...base, label: text, kind: CompletionItemKind.Field, text, ...sampled(value), sort: order(index) };
  });
  // A reference path leads to one place.
  if (!array || rootKinds(spot).reference) return all;
  const every = {
    ...base,
    label: '[*]',
    kind: CompletionItemKind.Operator,
    text: '[*]',
    detail: 'All items',
    sort: '~',
  };
  return [...all, every, ...filtersOf(array).map((filter) => ({ ...filter, ...base }))];
}

/** Filters by what the items have. */
function filtersOf(array: readonly Json[]): Omit<Suggestion, 'replaces'>[] {
  return [...membersOf(array.slice(0, MAX_ITEMS))]
    .filter(([name, value]) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) && typeof value !== 'object')
    .slice(0, MAX_FILTERS)
    .map(([name, value], index) => ({
      label: `[?(@.${name} == …)]`,
      kind: CompletionItemKind.Operator,
      text: `[?(@.${name} == ${exampleOf(value)})]`,
      isSnippet: true,
      detail: 'Items that fit',
      sort: `~${order(index)}`,
    }));
}

/** A value to be changed; a text without what would end it, or mean something in a snippet. */
function exampleOf(value: Json): string {
  if (typeof value !== 'string') return `\${1:${value}}`;
  return `'\${1:${value.replace(/[\\$}'"[\]&|\p{C}]/gu, '').slice(0, MAX_EXAMPLE)}}'`;
}

const MAX_EXAMPLE = 40;
const MAX_FILTERS = 5;

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
