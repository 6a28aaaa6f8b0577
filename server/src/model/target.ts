import { isStateType, type StateType } from '../spec/states.ts';
import { isIntrinsic } from '../syntax/intrinsic.ts';
import { contains, type Node, type ObjectNode, type Property, type StringNode } from '../syntax/node.ts';
import { stringOffsets } from '../syntax/stringOffsets.ts';
import type { AslDocument } from './document.ts';
import { pointerStep, type State, type StateMachine } from './machine.ts';
import { type FieldPlace, findPlace, type Place } from './places.ts';

/** What is at an offset, for every feature that asks. `node` is what it covers in the document. */
export type Target =
  /** The name of a state, where it stands. */
  | { readonly kind: 'state'; readonly node: StringNode; readonly state: State }
  /** A name of a state, where it is referred to; `state` is absent where there is none of that name. */
  | {
      readonly kind: 'reference';
      readonly node: StringNode;
      readonly machine: StateMachine;
      readonly state: State | undefined;
      readonly field: FieldPlace;
    }
  | { readonly kind: 'field'; readonly node: StringNode; readonly field: FieldPlace }
  | {
      readonly kind: 'stateType';
      readonly node: StringNode;
      readonly type: StateType | undefined;
      readonly field: FieldPlace;
    }
  | { readonly kind: 'enumValue' | 'errorName' | 'resource'; readonly node: StringNode; readonly field: FieldPlace }
  | { readonly kind: 'expression'; readonly node: StringNode; readonly expression: Expression }
  /** A key inside a payload template, or any other value whose keys are the user's. */
  | { readonly kind: 'templateKey'; readonly node: StringNode; readonly property: Property; readonly spot: Spot }
  /** The name of a variable, where it is assigned. */
  | {
      readonly kind: 'variable';
      readonly node: StringNode;
      readonly name: string;
      readonly property: Property;
      readonly spot: Spot;
    }
  /** Any other value. */
  | { readonly kind: 'value'; readonly node: Node; readonly field: FieldPlace };

export type ExpressionLanguage = 'path' | 'intrinsic' | 'jsonata';

/** A path, an intrinsic call or a JSONata expression inside a string. */
export interface Expression {
  readonly language: ExpressionLanguage;
  /** Without `{%` and `%}`. */
  readonly text: string;
  /** Where each character of the text is in the document, and one more for the end. */
  readonly offsets: readonly number[];
  /** The cursor, in the text. */
  readonly offset: number;
  readonly place: Place;
  readonly field: FieldPlace;
  /** As errors name it: `InputPath`, `total.$`, in JSONata the way down from the state: `Output/total`. */
  readonly name: string;
}

/** The innermost value at an offset, and the way to it. */
export interface Spot {
  readonly place: Place;
  readonly field: FieldPlace | undefined;
  /** The way down from the value of the field: keys and indexes. */
  readonly steps: readonly (Property | number)[];
  /** Absent on a key, and between values. */
  readonly node: Node | undefined;
  /** The innermost object or array around the offset. */
  readonly container: Node;
  /** The property whose key, colon or scalar value is at the offset. */
  readonly property: Property | undefined;
  readonly onKey: boolean;
}

export function targetAt(document: AslDocument, offset: number): Target | undefined {
  const spot = document.machine && spotAt(document.machine, offset);
  if (!spot) return undefined;
  return spot.onKey ? keyTarget(spot) : valueTarget(spot, document.source, offset);
}

export function spotAt(machine: StateMachine, offset: number): Spot | undefined {
  const found = findPlace(machine, offset);
  if (!found) return undefined;
  const { place, field } = found;
  const outside = { place, field, container: place.node, steps: [] };
  if (!field) return { ...outside, property: undefined, node: undefined, onKey: false };
  const { property } = field;
  if (contains(property.key, offset)) return { ...outside, property, node: undefined, onKey: true };
  return { place, field, ...descend(place.node, property, offset) };
}

function descend(holder: ObjectNode, from: Property, offset: number): Omit<Spot, 'place' | 'field'> {
  const steps: (Property | number)[] = [];
  let container: Node = holder;
  let property: Property | undefined = from;
  let node = from.value && contains(from.value, offset) ? from.value : undefined;
  while (node?.kind === 'object' || node?.kind === 'array') {
    container = node;
    if (node.kind === 'array') {
      property = undefined;
      const index = node.items.findIndex((item) => contains(item, offset));
      node = node.items[index];
      if (node) steps.push(index);
    } else {
      property = node.properties.find((candidate) => contains(candidate, offset));
      if (!property) return { steps, container, property, node: undefined, onKey: false };
      steps.push(property);
      if (contains(property.key, offset)) return { steps, container, property, node: undefined, onKey: true };
      node = property.value && contains(property.value, offset) ? property.value : undefined;
    }
  }
  return { steps, container, property, node, onKey: false };
}

function keyTarget(spot: Spot): Target | undefined {
  const { place, field, property, steps } = spot;
  if (!property || !field) return undefined;
  const node = property.key;
  if (steps.length === 0) return { kind: 'field', node, field };
  if (field.spec?.value.kind === 'states' && steps.length === 1) {
    const state = place.machine.states.get(node.value);
    return state?.key === node ? { kind: 'state', node, state } : undefined;
  }
  if (field.spec?.value.kind === 'assign' && steps.length === 1) {
    return { kind: 'variable', node, name: variableName(spot, node.value), property, spot };
  }
  return { kind: 'templateKey', node, property, spot };
}

/** The variable that a key of `Assign` sets. */
function variableName({ place }: Spot, key: string): string {
  return place.language === 'JSONPath' && key.endsWith('.$') ? key.slice(0, -2) : key;
}

function valueTarget(spot: Spot, source: string, offset: number): Target | undefined {
  const { node, field, steps } = spot;
  if (!node || !field) return undefined;
  if (node.kind !== 'string') return { kind: 'value', node, field };
  const language = expressionLanguage(spot, node.value);
  if (language)
    return { kind: 'expression', node, expression: expressionOf(spot, field, node, language, source, offset) };
  const kind = field.spec?.value.kind;
  if (steps.length === 0) {
    if (kind === 'stateName') return referenceTarget(spot.place.machine, field, node);
    if (kind === 'resource') return { kind, node, field };
    if (kind === 'enum') {
      if (field.property.key.value !== 'Type') return { kind: 'enumValue', node, field };
      return { kind: 'stateType', node, field, type: isStateType(node.value) ? node.value : undefined };
    }
  }
  if (kind === 'errorNames') return { kind: 'errorName', node, field };
  return { kind: 'value', node, field };
}

function referenceTarget(machine: StateMachine, field: FieldPlace, node: StringNode): Target {
  return { kind: 'reference', node, machine, field, state: machine.states.get(node.value) };
}

/** The language of a string at this place; undefined where it is just text. */
export function expressionLanguage(
  { place, field, property, steps }: Spot,
  text: string,
): ExpressionLanguage | undefined {
  if (!field) return undefined;
  if (place.language === 'JSONata' && !isMachine(place)) return /^\s*\{%/.test(text) ? 'jsonata' : undefined;
  const kind = field.spec?.value.kind;
  if (steps.length === 0 && kind === 'path') return 'path';
  const isTemplate = kind === 'template' || kind === 'assign' || (kind === undefined && place.kind === 'Credentials');
  if ((steps.length === 0 && kind === 'stringPath') || (isTemplate && property?.key.value.endsWith('.$'))) {
    return isIntrinsic(text) ? 'intrinsic' : 'path';
  }
  return undefined;
}

function isMachine({ kind }: Place): boolean {
  return kind === 'StateMachine' || kind === 'Branch' || kind === 'ItemProcessor';
}

function expressionOf(
  spot: Spot,
  field: FieldPlace,
  node: StringNode,
  language: ExpressionLanguage,
  source: string,
  offset: number,
): Expression {
  const all = stringOffsets(node, source);
  const { start, end } = language === 'jsonata' ? insideDelimiters(node.value) : { start: 0, end: node.value.length };
  const offsets = all.slice(start, end + 1);
  const after = offsets.findIndex((at) => at > offset);
  return {
    language,
    text: node.value.slice(start, end),
    offsets,
    offset: after < 0 ? end - start : Math.max(0, after - 1),
    place: spot.place,
    field,
    name: language === 'jsonata' ? locationOf(spot) : (spot.property?.key.value ?? field.property.key.value),
  };
}

/** What stands between `{%` and `%}`, without the white space around it. */
function insideDelimiters(text: string): { start: number; end: number } {
  const open = /^\s*\{%\s*/.exec(text)?.[0].length ?? 0;
  const inside = text.slice(open).replace(/\s*(?:%\}?)?\s*$/, '');
  return { start: open, end: open + inside.length };
}

/** The way from the state to a value, as errors of JSONata name it: `Choices[1]/Output/total`. */
function locationOf({ place, field, steps }: Spot): string {
  const outer =
    place.state && place.pointer !== place.state.pointer ? place.pointer.slice(place.state.pointer.length) : '';
  const inner = steps.map((step) => (typeof step === 'number' ? `/${step}` : pointerStep(step.key.value))).join('');
  const path = `${outer}/${field?.property.key.value ?? ''}${inner}`;
  return path.slice(1).replace(/\/(\d+)(?=\/|$)/g, '[$1]');
}

/** Where `[start, end)` of an expression is in the document. */
export function spanIn(expression: Expression, start: number, end: number): { start: number; end: number } {
  const { offsets } = expression;
  const last = offsets.at(-1) ?? 0;
  return { start: offsets[start] ?? last, end: offsets[end] ?? last };
}
