import { isArray, isObject, type Json, type JsonObject } from '../../base/json.ts';
import { isStateType, type StateType } from '../../spec/states.ts';
import { convertRule, isConditionField } from './choices.ts';
import {
  asExpression,
  atom,
  constant,
  expressionField,
  renderConstant,
  renderValue,
  textOf,
  type Value,
} from './expression.ts';
import { type ConversionScope, convertPathText, INPUT, placeAt } from './paths.ts';
import { convertField, convertTemplate } from './templates.ts';

const RESULT = atom('$states.result');
const ERROR_OUTPUT = atom('$states.errorOutput', 'object');

export interface ConvertedState {
  readonly state: JsonObject;
  /** What has no exact translation. */
  readonly notes: readonly string[];
}

/** A JSONPath state as a JSONata state. The states inside a Map or Parallel stay as they are, and so does `QueryLanguage`. */
export function convertStateFields(state: JsonObject): ConvertedState {
  const notes = new Set<string>();
  const { Type } = state;
  if (typeof Type !== 'string' || !isStateType(Type)) return { state, notes: ['the type of the state is not known'] };
  const conversion = new Conversion(Type, state, (message) => notes.add(message));
  return { state: arranged(state, conversion.fields()), notes: [...notes] };
}

/** For each field of a JSONata state, the fields it may come from; it takes the place of the first that is there. */
const SOURCES: { readonly [field: string]: readonly string[] } = {
  Arguments: ['Parameters', 'InputPath'],
  Items: ['ItemsPath', 'InputPath'],
  ItemSelector: ['ItemSelector', 'Parameters'],
  Output: ['Result', 'ResultSelector', 'ResultPath', 'OutputPath', 'Parameters', 'InputPath'],
  ...Object.fromEntries(
    [
      'Seconds',
      'Timestamp',
      'Error',
      'Cause',
      'TimeoutSeconds',
      'HeartbeatSeconds',
      'MaxConcurrency',
      'ToleratedFailureCount',
      'ToleratedFailurePercentage',
    ].map((name) => [name, [name, `${name}Path`]]),
  ),
};

const CONSUMED: ReadonlySet<string> = new Set(Object.values(SOURCES).flat());

/** The new fields in the order of the old ones. */
function arranged(state: JsonObject, fields: ReadonlyMap<string, Json>): JsonObject {
  const places = new Map<string, string>();
  for (const name of fields.keys()) {
    const source = (SOURCES[name] ?? [name]).find((old) => Object.hasOwn(state, old));
    if (source !== undefined) places.set(name, source);
  }
  const entries: [string, Json][] = [];
  for (const [old, value] of Object.entries(state)) {
    const here = [...fields].filter(([name]) => places.get(name) === old);
    entries.push(...here);
    if (here.length === 0 && !CONSUMED.has(old) && !fields.has(old)) entries.push([old, value]);
  }
  entries.push(...[...fields].filter(([name]) => !places.has(name)));
  return Object.fromEntries(entries);
}

/** Where results of their own come from; the other types work on their input. */
const WORKING: ReadonlySet<StateType> = new Set(['Task', 'Parallel', 'Map']);

class Conversion {
  readonly #type: StateType;
  readonly #state: JsonObject;
  readonly #note: (message: string) => void;
  readonly #fields = new Map<string, Json>();
  /** The state input after `InputPath`. */
  readonly #input: Value;

  constructor(type: StateType, state: JsonObject, note: (message: string) => void) {
    this.#type = type;
    this.#state = state;
    this.#note = note;
    this.#input = type === 'Fail' ? INPUT : this.#chosen(state.InputPath, INPUT);
  }

  fields(): ReadonlyMap<string, Json> {
    const worked = this.#work();
    if (this.#type === 'Choice') this.#choices();
    else if (this.#type !== 'Fail') this.#output(worked);
    if (isObject(this.#state.Assign)) this.#set('Assign', this.#template(this.#state.Assign, worked));
    if (isArray(this.#state.Catch))
      this.#fields.set(
        'Catch',
        this.#state.Catch.map((c) => this.#catcher(c)),
      );
    return this.#fields;
  }

  /** The fields that say what is done; yields what comes of it. */
  #work(): Value {
    const state = this.#state;
    switch (this.#type) {
      case 'Pass': {
        if (state.Result !== undefined) return constant(state.Result);
        return state.Parameters === undefined ? this.#input : this.#template(state.Parameters, this.#input);
      }
      case 'Task':
        this.#arguments();
        this.#numberField('TimeoutSeconds');
        this.#numberField('HeartbeatSeconds');
        if (isObject(state.Credentials)) this.#set('Credentials', this.#template(state.Credentials, this.#input));
        return RESULT;
      case 'Parallel':
        this.#arguments();
        return RESULT;
      case 'Map':
        this.#map();
        return RESULT;
      case 'Wait':
        this.#numberField('Seconds');
        this.#textField('Timestamp');
        return this.#input;
      case 'Fail':
        this.#textField('Error');
        this.#textField('Cause');
        return this.#input;
      case 'Choice':
      case 'Succeed':
        return this.#input;
    }
  }

  #arguments(): void {
    const { Parameters } = this.#state;
    const sent = Parameters === undefined ? this.#input : this.#template(Parameters, this.#input);
    if (isExpression(sent, INPUT)) return;
    const rendered = renderValue(sent);
    // Arguments that are no object have to come from an expression.
    this.#fields.set('Arguments', isObject(rendered) ? rendered : expressionField(textOf(sent)));
  }

  #map(): void {
    const { ItemsPath, ItemSelector, Parameters, ItemReader, ItemBatcher, ResultWriter } = this.#state;
    const items = this.#chosen(ItemsPath, this.#input);
    // Next to an ItemReader the service does not look at ItemsPath.
    if (ItemReader === undefined && !isExpression(items, INPUT)) this.#set('Items', items);
    const selector = ItemSelector === undefined ? Parameters : ItemSelector;
    if (selector !== undefined) this.#set('ItemSelector', this.#template(selector, this.#input));
    for (const name of ['MaxConcurrency', 'ToleratedFailureCount', 'ToleratedFailurePercentage']) {
      this.#numberField(name, true);
    }
    if (isObject(ItemReader)) this.#fields.set('ItemReader', this.#call(ItemReader));
    if (isObject(ResultWriter)) this.#fields.set('ResultWriter', this.#call(ResultWriter));
    if (isObject(ItemBatcher)) this.#fields.set('ItemBatcher', this.#batcher(ItemBatcher));
  }

  #call(call: JsonObject): JsonObject {
    return renamed(call, (key, value) => {
      if (key === 'Parameters') return ['Arguments', renderValue(this.#template(value, this.#input))];
      return [key, key === 'ReaderConfig' && isObject(value) ? this.#paths(value) : value];
    });
  }

  #batcher(batcher: JsonObject): JsonObject {
    const { BatchInput } = batcher;
    const converted = this.#paths(batcher);
    if (BatchInput === undefined) return converted;
    const input = renderValue(this.#template(BatchInput, this.#input));
    return renamed(converted, (key, value) => [key, key === 'BatchInput' ? input : value]);
  }

  /** Replaces each `…Path` of an object. */
  #paths(object: JsonObject): JsonObject {
    return renamed(object, (key, value) => {
      if (!key.endsWith('Path') || typeof value !== 'string') return [key, value];
      return [key.slice(0, -'Path'.length), renderValue(this.#number(value, true))];
    });
  }

  #choices(): void {
    const { Choices, Default, OutputPath } = this.#state;
    const output = this.#chosen(OutputPath, this.#input);
    const changed = isExpression(output, INPUT) ? undefined : renderValue(output);
    if (changed !== undefined && Default !== undefined) this.#fields.set('Output', changed);
    if (!isArray(Choices)) return;
    const rules = Choices.map((rule) => (isObject(rule) ? this.#rule(rule, changed) : rule));
    this.#fields.set('Choices', rules);
  }

  #rule(rule: JsonObject, output: Json | undefined): JsonObject {
    const condition = convertRule(rule, this.#scope(this.#input));
    if (!condition) this.#note('a rule could not be converted; its Condition is false');
    const Condition = condition ? expressionField(condition.text) : false;
    const entries: [string, Json][] = [];
    for (const [key, value] of Object.entries(rule)) {
      if (!isConditionField(key)) {
        const assigned = key === 'Assign' && isObject(value);
        entries.push([key, assigned ? renderValue(this.#template(value, this.#input)) : value]);
      } else if (!entries.some(([name]) => name === 'Condition')) {
        entries.push(['Condition', Condition]);
      }
    }
    return { ...Object.fromEntries(entries), ...(output !== undefined && { Output: output }) };
  }

  /** What is left of the result after ResultSelector, ResultPath and OutputPath. */
  #output(worked: Value): void {
    const { ResultSelector, ResultPath, OutputPath } = this.#state;
    const selected = ResultSelector === undefined ? worked : this.#template(ResultSelector, worked);
    const hasResult = WORKING.has(this.#type) || this.#type === 'Pass';
    const placed = hasResult ? this.#placed(ResultPath, selected) : selected;
    const output = this.#chosen(OutputPath, placed);
    const plain = WORKING.has(this.#type) ? RESULT : INPUT;
    if (!isExpression(output, plain)) this.#set('Output', output);
  }

  #placed(path: Json | undefined, value: Value): Value {
    if (path === null) return INPUT;
    return typeof path === 'string' && path !== '$' ? placeAt(path, INPUT, value, this.#scope(INPUT)) : value;
  }

  #catcher(catcher: Json): Json {
    if (!isObject(catcher)) return catcher;
    const output = this.#placed(catcher.ResultPath, ERROR_OUTPUT);
    return renamed(catcher, (key, value) => {
      if (key === 'ErrorEquals' && isArray(value)) return [key, this.#errors(value)];
      if (key === 'Assign' && isObject(value)) return [key, renderValue(this.#template(value, ERROR_OUTPUT))];
      if (key !== 'ResultPath') return [key, value];
      return isExpression(output, ERROR_OUTPUT) ? undefined : ['Output', renderValue(output)];
    });
  }

  /** Whatever fails in JSONata has one name. */
  #errors(names: readonly Json[]): readonly Json[] {
    if (!names.some((name) => typeof name === 'string' && EVALUATION_ERRORS.has(name))) return names;
    return names.includes(EVALUATION_ERROR) ? names : [...names, EVALUATION_ERROR];
  }

  #numberField(name: string, lenient = false): void {
    const path = this.#state[`${name}Path`];
    if (typeof path === 'string') this.#set(name, this.#number(path, lenient));
    else if (this.#state[name] !== undefined) this.#fields.set(name, this.#state[name]);
  }

  /** The numbers of a Map may be texts of digits where they come from a variable. */
  #number(path: string, lenient: boolean): Value {
    const value = convertPathText(path, this.#scope(this.#input)) ?? constant(path);
    return lenient && /^\$[^$.[]/.test(path) ? atom(`$number(${textOf(value)})`, 'number') : value;
  }

  #textField(name: string): void {
    const path = this.#state[`${name}Path`];
    const plain = this.#state[name];
    if (path !== undefined) this.#set(name, convertField(path, this.#scope(this.#input)));
    else if (plain !== undefined) this.#fields.set(name, renderConstant(plain));
  }

  /** The part of a value that a path chooses; nothing of it where that is null. */
  #chosen(path: Json | undefined, from: Value): Value {
    if (path === undefined || path === '$') return from;
    if (typeof path !== 'string') return constant({});
    return convertPathText(path, this.#scope(from)) ?? from;
  }

  #template(template: Json, data: Value): Value {
    return convertTemplate(template, this.#scope(data));
  }

  #set(name: string, value: Value): void {
    this.#fields.set(name, renderValue(value));
  }

  #scope(data: Value): ConversionScope {
    return { data, note: this.#note };
  }
}

const EVALUATION_ERROR = 'States.QueryEvaluationError';
const EVALUATION_ERRORS: ReadonlySet<string> = new Set([
  'States.IntrinsicFailure',
  'States.ParameterPathFailure',
  'States.ResultPathMatchFailure',
]);

function isExpression(value: Value, { text }: { readonly text: string }): boolean {
  return value.kind === 'expression' && asExpression(value).text === text;
}

/** A copy with each member under a new name, or left out. */
function renamed(
  object: JsonObject,
  rename: (key: string, value: Json) => readonly [string, Json] | undefined,
): JsonObject {
  return Object.fromEntries(
    Object.entries(object).flatMap(([key, value]) => [rename(key, value) ?? []].filter(isPair)),
  );
}

function isPair(entry: readonly [string, Json] | readonly never[]): entry is readonly [string, Json] {
  return entry.length === 2;
}
