import { isArray, type Json } from '../base/json.ts';
import { lookup } from '../base/lookup.ts';
import { type ExpressionSite, expressionsOf } from '../model/expressions.ts';
import { fieldOf, type State } from '../model/machine.ts';
import { type Place, placesIn } from '../model/places.ts';
import { INTRINSICS, type Intrinsic, type ParameterType } from '../spec/intrinsics.ts';
import { OPERATORS, type OperatorSpec } from '../spec/operators.ts';
import { type IntrinsicCall, parseIntrinsic } from '../syntax/intrinsic.ts';
import { type JsonPath, type PathStep, parsePath } from '../syntax/jsonpath.ts';
import { toJson } from '../syntax/node.ts';

/** An input that a state can work with: all that its paths and expressions read is there, with values of a fitting type. */
export function exampleInput(state: State): Json {
  const input = new Draft();
  const own = placesIn(state.machine).filter((place) => place.state === state && place.machine === state.machine);
  if (state.language === 'JSONata') readJsonata(own, input);
  else readPaths(state, own, input);
  if (
    state.language === 'JSONPath' &&
    state.type === 'Map' &&
    !fieldOf(state, 'ItemsPath') &&
    !fieldOf(state, 'ItemReader')
  ) {
    const path = fieldOf(state, 'InputPath');
    input.at(path?.kind === 'string' ? (parsePath(path.value).path?.steps ?? []) : [])?.item();
  }
  return input.json();
}

/** Steps that lead from a list to its items. */
const INTO_LISTS: ReadonlySet<PathStep['kind']> = new Set([
  ...(['index', 'indexes', 'fromEnd', 'slice', 'wildcard', 'filter'] as const),
]);

/** A value as far as it is known. */
class Draft {
  readonly #members = new Map<string, Draft>();
  #item: Draft | undefined;
  #value: Json | undefined;

  /** What a path leads to; undefined where it cannot be said what it chooses. */
  at(steps: readonly PathStep[]): Draft | undefined {
    let draft: Draft = this;
    for (const step of steps) {
      if (step.kind === 'name') draft = draft.member(step.name);
      else if (INTO_LISTS.has(step.kind)) draft = draft.item();
      else return undefined;
    }
    return draft;
  }

  member(name: string): Draft {
    const known = this.#members.get(name) ?? new Draft();
    this.#members.set(name, known);
    return known;
  }

  item(): Draft {
    this.#item ??= new Draft();
    return this.#item;
  }

  /** The first guess counts. */
  guess(value: Json): void {
    if (this.#value === undefined) this.#value = value;
  }

  json(isInner = false): Json {
    if (this.#item) return [this.#item.json(true)];
    if (this.#members.size > 0) {
      return Object.fromEntries([...this.#members].map(([name, member]) => [name, member.json(true)]));
    }
    if (this.#value !== undefined) return this.#value;
    return isInner ? 'text' : {};
  }
}

/** Fields that read what comes out of the work of a state, or only write. */
const AFTER_WORK: ReadonlySet<string> = new Set(['ResultSelector', 'ResultPath', 'OutputPath']);
const FROM_INPUT: ReadonlySet<string> = new Set(['InputPath', 'ErrorPath', 'CausePath']);
const WORKS: ReadonlySet<string | undefined> = new Set(['Task', 'Parallel', 'Map']);

function readPaths(state: State, places: readonly Place[], input: Draft): void {
  const chosen = fieldOf(state, 'InputPath');
  const path = chosen?.kind === 'string' ? parsePath(chosen.value).path : undefined;
  if (chosen?.kind === 'null') return;
  // What the fields of the state see of the input.
  const seen = path ? (path.root.kind === 'data' ? input.at(path.steps) : undefined) : input;
  for (const place of places) {
    if (place.kind === 'Catcher' || place.kind === 'Retrier') continue;
    for (const site of expressionsOf(place)) {
      const name = site.field.property.key.value;
      if (AFTER_WORK.has(name) || (name === 'Assign' && WORKS.has(state.type))) continue;
      // Behind Parameters the data is what they made of it.
      if (name === 'Assign' && fieldOf(state, 'Parameters')) continue;
      const data = FROM_INPUT.has(name) ? input : seen;
      if (data) readSite(site, data);
    }
  }
}

function readSite({ language, text, field, place }: ExpressionSite, data: Draft): void {
  if (language === 'intrinsic') {
    const { call } = parseIntrinsic(text);
    if (call) readCall(call, data);
    return;
  }
  const { path } = parsePath(text);
  if (path) readPath(path, data, guessFor(field.property.key.value, place));
}

function readPath(path: JsonPath, data: Draft, guess: Json | undefined): void {
  if (path.root.kind !== 'data') return;
  const found = data.at(path.steps);
  if (isArray(guess) && guess.length === 0) found?.item();
  else if (guess !== undefined) found?.guess(guess);
}

function readCall(call: IntrinsicCall, data: Draft): void {
  const params = (lookup(INTRINSICS, call.name.value) as Intrinsic | undefined)?.params ?? [];
  for (const [i, argument] of call.arguments.entries()) {
    if (argument.kind === 'call') readCall(argument, data);
    if (argument.kind !== 'path') continue;
    const param = params[i] ?? params.findLast(({ rest }) => rest);
    readPath(argument.path, data, param && BY_PARAMETER[param.type]);
  }
}

const BY_PARAMETER: { readonly [T in ParameterType]?: Json } = {
  array: [],
  object: {},
  integer: 1,
  positiveInteger: 1,
  boolean: true,
};

const BY_FIELD: { readonly [field: string]: Json } = {
  ItemsPath: [],
  SecondsPath: 1,
  TimeoutSecondsPath: 60,
  HeartbeatSecondsPath: 30,
  MaxConcurrencyPath: 1,
  ToleratedFailureCountPath: 0,
  ToleratedFailurePercentagePath: 0,
  MaxItemsPath: 10,
  MaxItemsPerBatchPath: 10,
  TimestampPath: '2030-01-01T00:00:00Z',
};

/** What the use of a path says of its value. */
function guessFor(field: string, { node }: Place): Json | undefined {
  if (field !== 'Variable') return lookup(BY_FIELD, field) ?? operandGuess(field);
  for (const { key, value } of node.properties) {
    const spec = lookup(OPERATORS, key.value);
    if (!spec || !value) continue;
    if (key.value.startsWith('Is')) return lookup(BY_TEST, key.value);
    return spec.path ? operandGuess(key.value) : toJson(value, '');
  }
  return undefined;
}

/** The operand of a comparison that stands at a path. */
function operandGuess(field: string): Json | undefined {
  const spec: OperatorSpec | undefined = lookup(OPERATORS, field);
  return spec && BY_OPERAND[spec.operand];
}

const BY_OPERAND: { readonly [O in OperatorSpec['operand']]: Json } = {
  string: 'text',
  pattern: 'text',
  number: 1,
  boolean: true,
  timestamp: '2030-01-01T00:00:00Z',
};

const BY_TEST: { readonly [test: string]: Json } = {
  IsNull: null,
  IsNumeric: 1,
  IsString: 'text',
  IsBoolean: true,
  IsTimestamp: '2030-01-01T00:00:00Z',
};

const CHAIN =
  /\$states\.input((?:\.(?:[\p{ID_Start}_][\p{ID_Continue}]*|`[^`]*`)|\[\d*\])*)(\s*(?:=|!=|<=?|>=?|[-+*/%&])\s*("[^"]*"|'[^']*'|-?\d+(?:\.\d+)?|true|false)?)?/gu;
const LINK = /\.([\p{ID_Start}_][\p{ID_Continue}]*|`[^`]*`)|\[\d*\]/gu;

function readJsonata(places: readonly Place[], input: Draft): void {
  for (const place of places) {
    if (place.kind === 'Catcher' || place.kind === 'Retrier') continue;
    for (const { text, field } of expressionsOf(place)) {
      for (const [, chain = '', operator, operand] of text.matchAll(CHAIN)) {
        let draft = input;
        for (const [, name] of chain.matchAll(LINK)) {
          draft = name === undefined ? draft.item() : draft.member(name.replaceAll('`', ''));
        }
        const isWhole = text.trim() === `$states.input${chain}`;
        if (isWhole && field.property.key.value === 'Items') draft.item();
        else if (isWhole && lookup(BY_JSONATA, field.property.key.value) !== undefined) {
          draft.guess(BY_JSONATA[field.property.key.value] ?? null);
        } else if (operator !== undefined) draft.guess(literal(operand, operator));
      }
    }
  }
}

const BY_JSONATA: { readonly [field: string]: Json } = {
  Seconds: 1,
  TimeoutSeconds: 60,
  HeartbeatSeconds: 30,
  MaxConcurrency: 1,
  Timestamp: '2030-01-01T00:00:00Z',
  Condition: true,
};

function literal(operand: string | undefined, operator: string): Json {
  if (operand === undefined) return operator.trim() === '&' ? 'text' : 1;
  if (operand === 'true' || operand === 'false') return operand === 'true';
  return /^["']/.test(operand) ? operand.slice(1, -1) : Number(operand);
}
