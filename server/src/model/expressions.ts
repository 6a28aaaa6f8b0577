import { isIntrinsic } from '../syntax/intrinsic.ts';
import { isJsonata } from '../syntax/jsonata.ts';
import { hasPlaceholder, type Node, type StringNode } from '../syntax/node.ts';
import { pointerStep, type StateMachine } from './machine.ts';
import { type FieldPlace, fieldAt, type Place, placesIn } from './places.ts';

/** A string that holds an expression. */
export interface ExpressionSite {
  readonly language: 'path' | 'intrinsic' | 'jsonata';
  readonly node: StringNode;
  /** The expression; of JSONata what stands between `{%` and `%}`. */
  readonly text: string;
  /** Where the text begins in the value of the string. */
  readonly textStart: number;
  readonly place: Place;
  readonly field: FieldPlace;
  /** JSON Pointer of the string. */
  readonly pointer: string;
}

/** Every expression of a definition, at every depth, in the order of the document. Those with placeholders inside are left out. */
export function* expressionsIn(machine: StateMachine): Generator<ExpressionSite> {
  for (const place of placesIn(machine)) yield* expressionsOf(place);
}

/** The expressions of one object, without those of the objects inside it. */
export function* expressionsOf(place: Place): Generator<ExpressionSite> {
  for (const property of place.node.properties) {
    const field = fieldAt(place, property);
    const { value } = property;
    if (!value) continue;
    if (place.language === 'JSONata') yield* jsonataSites(field, value);
    else yield* jsonPathSites(field, value);
  }
}

function pointerOf({ place, property }: FieldPlace): string {
  return place.pointer + pointerStep(property.key.value);
}

function* jsonPathSites(field: FieldPlace, value: Node): Generator<ExpressionSite> {
  const kind = field.spec?.value.kind;
  if (field.spec?.in === 'JSONata') return;
  if (kind === 'path' || kind === 'stringPath') {
    if (value.kind === 'string') yield* siteOf(value, field, pointerOf(field), kind === 'stringPath');
  } else if (kind === 'template' || kind === 'assign') {
    yield* templateSites(value, field, pointerOf(field));
  } else if (field.place.kind === 'Credentials' && field.property.key.value === 'RoleArn.$') {
    if (value.kind === 'string') yield* siteOf(value, field, pointerOf(field), true);
  }
}

function* templateSites(node: Node, field: FieldPlace, pointer: string): Generator<ExpressionSite> {
  if (node.kind === 'array') {
    for (const [i, item] of node.items.entries()) yield* templateSites(item, field, `${pointer}/${i}`);
  } else if (node.kind === 'object') {
    for (const { key, value } of node.properties) {
      if (!value) continue;
      const inner = pointer + pointerStep(key.value);
      if (!key.value.endsWith('.$')) yield* templateSites(value, field, inner);
      else if (value.kind === 'string') yield* siteOf(value, field, inner, true);
    }
  }
}

function* siteOf(node: StringNode, field: FieldPlace, pointer: string, calls: boolean): Generator<ExpressionSite> {
  const text = node.value;
  if (hasPlaceholder(text)) return;
  const language = calls && isIntrinsic(text) ? 'intrinsic' : 'path';
  if (language === 'path' && !text.trimStart().startsWith('$')) return;
  yield { language, node, text, textStart: 0, place: field.place, field, pointer };
}

const EXPRESSION_KINDS = new Set(['template', 'assign', 'items', 'condition']);

function* jsonataSites(field: FieldPlace, value: Node): Generator<ExpressionSite> {
  const spec = field.spec;
  if (!spec || spec.in === 'JSONPath') return;
  const takesExpressions =
    EXPRESSION_KINDS.has(spec.value.kind) || ('expression' in spec.value && spec.value.expression);
  if (takesExpressions) yield* jsonataStrings(value, field, pointerOf(field));
}

function* jsonataStrings(node: Node, field: FieldPlace, pointer: string): Generator<ExpressionSite> {
  if (node.kind === 'array') {
    for (const [i, item] of node.items.entries()) yield* jsonataStrings(item, field, `${pointer}/${i}`);
  } else if (node.kind === 'object') {
    for (const { key, value } of node.properties) {
      if (value) yield* jsonataStrings(value, field, pointer + pointerStep(key.value));
    }
  } else if (node.kind === 'string' && isJsonata(node.value) && !hasPlaceholder(node.value)) {
    const text = node.value.slice(2, -2);
    yield { language: 'jsonata', node, text, textStart: 2, place: field.place, field, pointer };
  }
}
