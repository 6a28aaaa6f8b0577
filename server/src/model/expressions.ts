import type { FieldValue } from '../spec/fields.ts';
import { isIntrinsic, parseIntrinsic, pathsIn } from '../syntax/intrinsic.ts';
import { isJsonata } from '../syntax/jsonata.ts';
import { type JsonPath, parsePath } from '../syntax/jsonpath.ts';
import { hasPlaceholder, type Node, type StringNode } from '../syntax/node.ts';
import { pointerStep, type StateMachine } from './machine.ts';
import { type FieldPlace, type Place, placesIn, specOf } from './places.ts';

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

/**
 * Every expression of a definition that touches `[start, end]`, at every depth, in the order of the document. Those with placeholders
 * inside are left out.
 */
export function* expressionsIn(
  machine: StateMachine,
  { start, end }: { readonly start: number; readonly end: number } = machine.node,
): Generator<ExpressionSite> {
  for (const place of placesIn(machine)) {
    if (place.node.end < start || place.node.start > end) continue;
    for (const site of expressionsOf(place)) if (site.node.end >= start && site.node.start <= end) yield site;
  }
}

/** Values of these kinds are names and structure; most fields have one. */
const WITHOUT_EXPRESSIONS: ReadonlySet<FieldValue['kind']> = new Set([
  'enum',
  'stateName',
  'states',
  'array',
  'errorNames',
  'boolean',
  'true',
  'resource',
]);

type IsWanted = (text: string) => boolean;
const isComplete: IsWanted = (text) => !hasPlaceholder(text);

/** The expressions of one object, without those of the objects inside it: by default those without placeholders. */
export function expressionsOf(place: Place, isWanted: IsWanted = isComplete): readonly ExpressionSite[] {
  const sites: ExpressionSite[] = [];
  for (const property of place.node.properties) {
    const { value } = property;
    // What holds no text holds no expression.
    if (value?.kind !== 'string' && value?.kind !== 'object' && value?.kind !== 'array') continue;
    const spec = specOf(place, property);
    if (spec && WITHOUT_EXPRESSIONS.has(spec.value.kind)) continue;
    const field: FieldPlace = { place, property, spec };
    if (place.language === 'JSONata') addJsonataSites(field, value, sites, isWanted);
    else addJsonPathSites(field, value, sites, isWanted);
  }
  return sites;
}

function pointerOf({ place, property }: FieldPlace): string {
  return place.pointer + pointerStep(property.key.value);
}

function addJsonPathSites(field: FieldPlace, value: Node, sites: ExpressionSite[], isWanted: IsWanted): void {
  const kind = field.spec?.value.kind;
  if (field.spec?.in === 'JSONata') return;
  if (kind === 'path' || kind === 'stringPath') {
    if (value.kind === 'string') addSite(value, field, pointerOf(field), kind === 'stringPath', sites, isWanted);
  } else if (kind === 'template' || kind === 'assign') {
    addTemplateSites(value, field, pointerOf(field), sites, isWanted);
  } else if (field.place.kind === 'Credentials' && field.property.key.value === 'RoleArn.$') {
    if (value.kind === 'string') addSite(value, field, pointerOf(field), true, sites, isWanted);
  }
}

function addTemplateSites(
  node: Node,
  field: FieldPlace,
  pointer: string,
  sites: ExpressionSite[],
  isWanted: IsWanted,
): void {
  if (node.kind === 'array') {
    for (let i = 0; i < node.items.length; i++) {
      const item = node.items[i];
      if (item) addTemplateSites(item, field, `${pointer}/${i}`, sites, isWanted);
    }
  } else if (node.kind === 'object') {
    for (const { key, value } of node.properties) {
      if (!value) continue;
      if (!key.value.endsWith('.$')) addTemplateSites(value, field, pointer + pointerStep(key.value), sites, isWanted);
      else if (value.kind === 'string') addSite(value, field, pointer + pointerStep(key.value), true, sites, isWanted);
    }
  }
}

function addSite(
  node: StringNode,
  field: FieldPlace,
  pointer: string,
  calls: boolean,
  sites: ExpressionSite[],
  isWanted: IsWanted,
): void {
  const text = node.value;
  if (!isWanted(text)) return;
  const language = calls && isIntrinsic(text) ? 'intrinsic' : 'path';
  if (language === 'path' && !text.trimStart().startsWith('$')) return;
  sites.push({ language, node, text, textStart: 0, place: field.place, field, pointer });
}

const EXPRESSION_KINDS = new Set(['template', 'assign', 'items', 'condition']);

function addJsonataSites(field: FieldPlace, value: Node, sites: ExpressionSite[], isWanted: IsWanted): void {
  const spec = field.spec;
  if (!spec || spec.in === 'JSONPath') return;
  const takesExpressions =
    EXPRESSION_KINDS.has(spec.value.kind) || ('expression' in spec.value && spec.value.expression);
  if (takesExpressions) addJsonataStrings(value, field, pointerOf(field), sites, isWanted);
}

function addJsonataStrings(
  node: Node,
  field: FieldPlace,
  pointer: string,
  sites: ExpressionSite[],
  isWanted: IsWanted,
): void {
  if (node.kind === 'array') {
    for (let i = 0; i < node.items.length; i++) {
      const item = node.items[i];
      if (item) addJsonataStrings(item, field, `${pointer}/${i}`, sites, isWanted);
    }
  } else if (node.kind === 'object') {
    for (const { key, value } of node.properties) {
      if (value) addJsonataStrings(value, field, pointer + pointerStep(key.value), sites, isWanted);
    }
  } else if (node.kind === 'string' && isJsonata(node.value) && isWanted(node.value)) {
    const text = node.value.slice(2, -2);
    sites.push({ language: 'jsonata', node, text, textStart: 2, place: field.place, field, pointer });
  }
}

/** The paths in a path or an intrinsic call: itself, or those among its arguments. */
export function pathsOf(language: 'path' | 'intrinsic', text: string): readonly JsonPath[] {
  if (language === 'path') {
    const { path } = parsePath(text);
    return path ? [path] : [];
  }
  const { call } = parseIntrinsic(text);
  return call ? [...pathsIn(call)] : [];
}
