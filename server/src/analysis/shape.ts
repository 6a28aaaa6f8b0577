import { findClosest } from '../base/closest.ts';
import { lookup } from '../base/lookup.ts';
import { isDistributed, pointerStep } from '../model/machine.ts';
import { type FieldPlace, type Place, specOf } from '../model/places.ts';
import type { FieldSpec, ObjectSpec } from '../spec/fields.ts';
import { COMBINATORS, OPERATORS } from '../spec/operators.ts';
import { STATES } from '../spec/states.ts';
import { findProperty, findValue, hasPlaceholder, type ObjectNode, type Property } from '../syntax/node.ts';
import { type Part, type Problem, schemaFailure } from './problem.ts';
import { isPlainlyRight, valueProblems } from './values.ts';

/** Fields: missing ones, unknown ones, those that exclude each other, and values of the wrong type. All read from the spec tables. */
export function* shapeProblems({ places }: Part): Generator<Problem> {
  for (const place of places) {
    if (place.kind === 'UnknownState') {
      yield* typeProblems(place);
      continue;
    }
    yield* missingFields(place);
    yield* alternatives(place);
    if (place.kind === 'ChoiceRule' || place.kind === 'NestedRule') yield* ruleProblems(place);
    if (place.state?.node === place.node) yield* languageProblems(place);
    for (const property of place.node.properties) {
      const spec = specOf(place, property);
      if (!isPlainField(place, property, spec)) yield* fieldProblems({ place, property, spec });
    }
  }
}

/** Whether nothing can be said against a field: so it is with most. */
function isPlainField(place: Place, { value }: Property, spec: FieldSpec | undefined): boolean {
  if (!spec || !value || spec.distributed || spec.deprecated !== undefined) return false;
  return appliesTo(spec, place) && isPlainlyRight(value, spec.value);
}

/** What a problem of a whole object points at: the name of the state, the key it stands under, else its first token. */
export function headOf(place: Place): { start: number; end: number } {
  const { state, node } = place;
  if (state?.node === node) return state.key;
  const key = keyOf(place);
  if (key) return key;
  const first = node.properties[0];
  return first && first.start === node.start ? first.key : { start: node.start, end: node.start + 1 };
}

/** The key whose value is this object, where it is no item of a list. */
function keyOf({ state, node }: Place) {
  const stack: ObjectNode[] = state ? [state.node] : [];
  for (let object = stack.pop(); object; object = stack.pop()) {
    for (const { key, value } of object.properties) {
      if (value === node) return key;
      if (value?.kind === 'object' && value.start <= node.start && node.end <= value.end) stack.push(value);
    }
  }
  return undefined;
}

function* typeProblems(place: Place): Generator<Problem> {
  const type = findProperty(place.node, 'Type');
  if (!type?.value) {
    const { start, end } = headOf(place);
    const said = 'These fields are required: [Type]';
    yield {
      code: 'missing-field',
      message: `State "${place.state?.name}" needs a Type: ${types()}`,
      start,
      end,
      aws: schemaFailure(said, place.pointer),
    };
    return;
  }
  const { value } = type;
  if (value.kind === 'placeholder' || (value.kind === 'string' && hasPlaceholder(value.value))) return;
  const suggestion = value.kind === 'string' ? findClosest(value.value, Object.keys(STATES)) : undefined;
  const said = `The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map]`;
  yield {
    code: 'unknown-type',
    message: `Type must be one of ${types()}${suggestion === undefined ? '' : `; did you mean "${suggestion}"?`}`,
    start: value.start,
    end: value.end,
    ...(suggestion !== undefined && { suggestion }),
    aws: schemaFailure(said, `${place.pointer}/Type`),
  };
}

function types(): string {
  return Object.keys(STATES).join(', ');
}

function* missingFields(place: Place): Generator<Problem> {
  const absent = requiredFields(place.spec).filter(
    ([name, field]) => appliesTo(field, place) && !hasField(place.node, name),
  );
  if (absent.length === 0) return;
  // AWS names the last one first.
  const missing = absent.map(([name]) => name).reverse();
  const { start, end } = headOf(place);
  const said =
    place.kind === 'Credentials'
      ? `The field 'RoleArn' is required but was missing`
      : `These fields are required: [${missing.join(', ')}]`;
  yield {
    code: 'missing-field',
    message: `${said} (${describe(place)})`,
    start,
    end,
    aws: schemaFailure(said, place.pointer),
  };
}

const required = new WeakMap<ObjectSpec, readonly [string, FieldSpec][]>();

function requiredFields(spec: ObjectSpec): readonly [string, FieldSpec][] {
  const known = required.get(spec);
  if (known) return known;
  const fields = Object.entries(spec.fields).filter(([, field]) => field.required);
  required.set(spec, fields);
  return fields;
}

/** A `Parameters`-like object may give a field from a path: `RoleArn.$`. */
function hasField(node: ObjectNode, name: string): boolean {
  return (
    findProperty(node, name) !== undefined || (name === 'RoleArn' && findProperty(node, `${name}.$`) !== undefined)
  );
}

function appliesTo(field: FieldSpec, place: Place): boolean {
  return field.in === undefined || field.in === place.language;
}

function withArticle(words: string): string {
  return `${/^[aeiou]/i.test(words) ? 'an' : 'a'} ${words}`;
}

/** What an object is, in words for a message. */
function describe({ kind, state }: Place): string {
  const within = state ? ` of state "${state.name}"` : '';
  switch (kind) {
    case 'StateMachine':
      return 'state machine';
    case 'Branch':
      return `branch${within}`;
    case 'ItemProcessor':
      return `item processor${within}`;
    case 'Retrier':
      return `retrier${within}`;
    case 'Catcher':
      return `catcher${within}`;
    case 'ChoiceRule':
    case 'NestedRule':
      return `Choice rule${within}`;
    case 'UnknownState':
      return `state "${state?.name}"`;
    default:
      return Object.hasOwn(STATES, kind) ? `${kind} state "${state?.name}"` : `${kind}${within}`;
  }
}

function* alternatives(place: Place): Generator<Problem> {
  const { exactlyOne = NO_GROUPS, atMostOne = NO_GROUPS, atLeastOne = NO_GROUPS } = place.spec;
  const isRight = (group: readonly string[]) => countGiven(place.node, group) === 1;
  if (atMostOne.length === 0 && exactlyOne.every(isRight) && atLeastOne.every(isRight)) return;
  for (const group of [...exactlyOne, ...atMostOne]) {
    const present = group.filter((name) => isGiven(place.node, name));
    if (present.length < 2) continue;
    const last = findProperty(place.node, present.at(-1) ?? '');
    const { start, end } = last?.key ?? headOf(place);
    const said = 'There should only be one of the following fields';
    const aws = schemaFailure(`${said}: [${group.join(', ')}]`, place.pointer);
    yield { code: 'too-many-fields', message: `${said}: [${present.join(', ')}]`, start, end, aws };
  }
  for (const group of [...exactlyOne, ...atLeastOne]) {
    const usable = group.filter((name) => {
      const field = lookup(place.spec.fields, name);
      return field && appliesTo(field, place) && !field.deprecated;
    });
    if (group.some((name) => isGiven(place.node, name))) continue;
    const { start, end } = headOf(place);
    const needs = usable.length > 1 ? `needs one of ${usable.join(', ')}` : `needs ${usable.join('')}`;
    const message = `The ${describe(place)} ${needs}`;
    const said = `This object should have only one of the following fields: [${group.join(', ')}]`;
    yield { code: 'missing-alternative', message, start, end, aws: schemaFailure(said, place.pointer) };
  }
}

const NO_GROUPS: readonly (readonly string[])[] = [];

function countGiven(node: ObjectNode, group: readonly string[]): number {
  let count = 0;
  for (const name of group) if (isGiven(node, name)) count++;
  return count;
}

/** `"End": false` says nothing: it is as if the field were not there. */
export function isGiven(node: ObjectNode, name: string): boolean {
  const property = findProperty(node, name);
  return property !== undefined && !(name === 'End' && property.value?.kind === 'boolean' && !property.value.value);
}

/** A JSONPath rule has a `Variable` with one operator, or one combinator; a JSONata rule has a `Condition`. */
function* ruleProblems(place: Place): Generator<Problem> {
  const { node, language, pointer } = place;
  const head = headOf(place);
  if (language === 'JSONata') {
    if (place.kind === 'ChoiceRule' && !findProperty(node, 'Condition')) {
      const said = 'These fields are required: [Condition]';
      yield {
        code: 'missing-field',
        message: `${said} (${describe(place)})`,
        ...span(head),
        aws: schemaFailure(said, pointer),
      };
    }
    return;
  }
  const aws = schemaFailure(ONE_KIND, pointer);
  const variable = findProperty(node, 'Variable');
  const present = node.properties.filter(({ key }) => isOperator(key.value) || Object.hasOwn(COMBINATORS, key.value));
  const [first, second] = present;
  if (!first) {
    const message = `The ${describe(place)} needs a comparison operator, or And, Or or Not`;
    yield {
      code: 'choice-operator',
      message,
      ...span(head),
      ...(!variable && { aws }),
    };
  } else if (second) {
    const message = `A Choice rule has one operator; this one has ${present.map(({ key }) => key.value).join(' and ')}`;
    const combines = present.some(({ key }) => !isOperator(key.value));
    yield { code: 'choice-operator', message, ...span(second.key), ...(combines && { aws }) };
  }
  const compares = first && isOperator(first.key.value);
  if (compares && !variable) {
    const message = `These fields are required: [Variable] (${describe(place)})`;
    yield { code: 'missing-field', message, ...span(head), aws };
  } else if (first && !compares && variable) {
    const message = `Variable does not go with ${first.key.value}: the rules inside have their own`;
    yield { code: 'choice-operator', message, ...span(variable.key), aws };
  }
}

const ONE_KIND = 'The object must have only one of the following fields, [And, Or, Not, Variable, Condition]';

function isOperator(name: string): boolean {
  return Object.hasOwn(OPERATORS, name);
}

function span({ start, end }: { readonly start: number; readonly end: number }): { start: number; end: number } {
  return { start, end };
}

function* languageProblems(place: Place): Generator<Problem> {
  const chosen = findValue(place.node, 'QueryLanguage');
  if (place.machine.language !== 'JSONata' || chosen?.kind !== 'string' || chosen.value !== 'JSONPath') return;
  const said = `'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine`;
  yield { code: 'query-language', message: said, ...span(chosen), aws: schemaFailure(said, place.pointer) };
}

const MANY_FIELDS = 1000;

function* fieldProblems(field: FieldPlace): Generator<Problem> {
  const { place, property, spec } = field;
  const name = property.key.value;
  const { start, end } = property.key;
  if (!spec) {
    if (name === 'RoleArn.$' && place.kind === 'Credentials') return;
    if (hasPlaceholder(name)) return;
    // In an object of thousands of fields nobody misspelt one, and comparing them all would take too long.
    const fields = place.node.properties.length > MANY_FIELDS ? [] : Object.entries(place.spec.fields);
    const usable = fields.filter(([, candidate]) => appliesTo(candidate, place));
    const suggestion = findClosest(
      name,
      usable.map(([candidate]) => candidate).filter((candidate) => !findProperty(place.node, candidate)),
    );
    const said = `Field '${name}' is not supported`;
    const advice = suggestion === undefined ? ` in ${withArticle(describe(place))}` : `; did you mean "${suggestion}"?`;
    yield {
      code: 'unknown-field',
      message: said + advice,
      start,
      end,
      ...(suggestion !== undefined && { suggestion }),
      aws: schemaFailure(said, place.pointer),
    };
    return;
  }
  if (!appliesTo(spec, place)) {
    // Where the language itself is refused, nothing is known about the fields of the other one.
    if (place.language !== place.machine.language && place.machine.language === 'JSONata') return;
    const said = `The QueryLanguage is set to '${place.language}', but field '${name}' is only supported for the '${spec.in}' QueryLanguage`;
    yield { code: 'wrong-query-language', message: said, start, end, aws: schemaFailure(said, place.pointer) };
    return;
  }
  if (spec.distributed && place.state && !isDistributed(place.state))
    yield* distributedField(place, name, { start, end });
  if (spec.deprecated) {
    const message = `${name} is deprecated: use ${spec.deprecated}`;
    yield { code: 'deprecated', message, start, end, suggestion: spec.deprecated };
  }
  yield* valueProblems(field, spec, `${place.pointer}${pointerStep(name)}`);
}

/** Without a mode a Map is inline; only one that says so is sure to be refused. */
function* distributedField(place: Place, name: string, at: { start: number; end: number }): Generator<Problem> {
  const processor = findValue(place.node, 'ItemProcessor') ?? findValue(place.node, 'Iterator');
  if (processor?.kind !== 'object') return;
  const mode = findValue(findValue(processor, 'ProcessorConfig'), 'Mode');
  if (mode && (mode.kind !== 'string' || hasPlaceholder(mode.value))) return;
  const message = `${name} is for a Map whose ProcessorConfig has the Mode DISTRIBUTED`;
  if (mode) yield { code: 'distributed-only', message: `${message}; this one is ${mode.value}`, ...at };
  else yield { code: 'distributed-mode', message: `${message}; without a Mode it is INLINE`, ...at };
}
