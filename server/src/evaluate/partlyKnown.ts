import { isArray, isObject, type Json } from '../base/json.ts';
import { type IntrinsicCall, isIntrinsic, parseIntrinsic, pathsIn } from '../syntax/intrinsic.ts';
import { jsonataTokens } from '../syntax/jsonataTokens.ts';
import { isDefinite, type JsonPath, parsePath } from '../syntax/jsonpath.ts';
import { isJsonata, type JsonataScope, jsonataOf } from './jsonata.ts';
import { findByPath } from './path.ts';
import type { Scope } from './scope.ts';
import { isUnknown, unknown, unknownIn } from './unknown.ts';

/** A template in which what depends on something that is not known is unknown itself: nothing is computed from a stand-in. */
export function knownTemplate(template: Json, scope: Scope): Json {
  if (isArray(template)) return template.map((item) => knownTemplate(item, scope));
  if (!isObject(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) => {
      const what = key.endsWith('.$') && typeof value === 'string' ? unknownInField(value, scope) : undefined;
      return what === undefined ? [key, knownTemplate(value, scope)] : [key.slice(0, -2), unknown(what)];
    }),
  );
}

/** As `knownTemplate`, for a value with `{% … %}` inside. */
export function knownJsonata(value: Json, scope: JsonataScope): Json {
  if (isArray(value)) return value.map((item) => knownJsonata(item, scope));
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, knownJsonata(member, scope)]));
  }
  if (typeof value !== 'string' || !isJsonata(value)) return value;
  const what = unknownInJsonata(jsonataOf(value), scope);
  return what === undefined ? value : unknown(what);
}

function unknownInField(text: string, scope: Scope): string | undefined {
  if (!isIntrinsic(text)) return unknownInPath(text, scope);
  const { call } = parseIntrinsic(text);
  return call && unknownInCall(call, scope);
}

/** What is not known of the arguments of a call. */
export function unknownInCall(call: IntrinsicCall, scope: Scope): string | undefined {
  for (const path of pathsIn(call)) {
    const what = unknownInPath(path, scope) ?? unknownIn(findByPath(path, scope));
    if (what !== undefined) return what;
  }
  return undefined;
}

/** What is not known, where a path leads to it or further. */
export function unknownInPath(given: string | JsonPath, scope: Scope): string | undefined {
  const path = typeof given === 'string' ? parsePath(given).path : given;
  if (!path) return undefined;
  for (let count = 0; count <= path.steps.length; count++) {
    const way = { ...path, steps: path.steps.slice(0, count) };
    const next = path.steps[count];
    const value = findByPath(way, scope);
    if (value === undefined) continue;
    if (isUnknown(value)) return unknownIn(value);
    // Steps that look at everything find less where something is not known.
    const isMissed = next && (next.kind === 'descent' || next.kind === 'filter');
    const missed = isMissed ? value : next && !isDefinite(way) && isArray(value) ? value.find(isUnknown) : undefined;
    const what = unknownIn(missed);
    if (what !== undefined) return what;
  }
  return undefined;
}

/** What is not known of what an expression reads: `$states.result.id` where there is no result. */
export function unknownInJsonata(text: string, { states, variables }: JsonataScope): string | undefined {
  for (const [root = '', ...names] of chainsIn(text)) {
    const what = root === '$states' ? unknownBelow(states, names) : unknownBelow(variables, [root.slice(1), ...names]);
    if (what !== undefined) return what;
  }
  return undefined;
}

function unknownBelow(from: Json, names: readonly string[]): string | undefined {
  let values: readonly Json[] = [from];
  for (const name of names) {
    values = values.flatMap((value) => (isArray(value) ? value : [value]));
    const missed = values.find(isUnknown);
    if (missed !== undefined) return unknownIn(missed);
    values = values.flatMap((value) => (isObject(value) && Object.hasOwn(value, name) ? (value[name] ?? []) : []));
  }
  return unknownIn(values.find(isUnknown));
}

/** The names of `$states.input.order[0].id`, and of every other chain that begins with a variable. */
function* chainsIn(text: string): Generator<readonly string[]> {
  const tokens = jsonataTokens(text).filter(({ kind }) => kind !== 'comment');
  for (const [start, { kind, text: root }] of tokens.entries()) {
    if (kind !== 'variable') continue;
    const names = [root];
    let depth = 0;
    for (let i = start + 1; i < tokens.length; i++) {
      const token = tokens[i];
      if (token?.text === '[') depth++;
      else if (token?.text === ']' && depth > 0) depth--;
      else if (depth > 0) continue;
      else if (token?.text === '.' && tokens[i + 1]?.kind === 'name') names.push(plainName(tokens[++i]?.text ?? ''));
      else break;
    }
    yield names;
  }
}

function plainName(name: string): string {
  return name.startsWith('`') ? name.slice(1, -1) : name;
}
