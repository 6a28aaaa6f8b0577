import { isArray, type Json } from '../../base/json.ts';
import { evaluatePath } from '../../evaluate/path.ts';
import { CONTEXT_FIELDS } from '../../spec/contextObject.ts';
import { isDefiniteStep, type JsonPath, type PathStep, parsePath } from '../../syntax/jsonpath.ts';
import {
  asExpression,
  atom,
  BINDING,
  constant,
  type Expression,
  listOf,
  memberOf,
  operation,
  primary,
  textOf,
  type Value,
  withMemberValue,
} from './expression.ts';
import { choosesArrays, convertFilter, type FilterScope } from './filters.ts';
import { definiteStep, relative } from './steps.ts';

/** Where a path, a call or a template is converted. */
export interface ConversionScope {
  /** What `$` stands for. */
  readonly data: Value;
  /** Takes down what has no exact translation. */
  note(message: string): void;
}

export const INPUT = atom('$states.input');
export const CONTEXT = atom('$states.context', 'object');

/** What a path yields; undefined, and a note, where it is not a path. */
export function convertPathText(text: string, scope: ConversionScope): Value | undefined {
  const { path, errors } = parsePath(text);
  if (path && errors.length === 0) return convertPath(path, scope);
  scope.note(`the path ${text} is not valid`);
  return undefined;
}

export function convertPath(path: JsonPath, scope: ConversionScope): Value {
  const start = rootOf(path, scope.data);
  if (start.kind === 'constant') {
    const value = constantAt(path, start.value);
    if (value !== undefined) return constant(value);
  }
  // As far as the definition itself says what is there, the path is followed here.
  let value = start;
  let i = 0;
  for (; i < path.steps.length && value.kind !== 'expression'; i++) {
    const next = memberAt(value, path.steps[i] as PathStep);
    if (!next) break;
    value = next;
  }
  const rest = path.steps.slice(i);
  const found = rest.length === 0 ? value : followed(asExpression(value), rest, { ...scope, root: textOf(start) });
  return found.kind === 'expression' && isContextObject(path) ? { ...found, type: 'object' } : found;
}

function isContextObject({ root, steps }: JsonPath): boolean {
  const name = steps.map((step) => (step.kind === 'name' ? step.name : '')).join('.');
  return root.kind === 'context' && Object.keys(CONTEXT_FIELDS).some((field) => field.startsWith(`${name}.`));
}

function rootOf({ root }: JsonPath, data: Value): Value {
  switch (root.kind) {
    case 'context':
      return CONTEXT;
    case 'variable':
      return atom(`$${root.name}`);
    default:
      return data;
  }
}

function constantAt(path: JsonPath, data: Json): Json | undefined {
  try {
    return evaluatePath({ ...path, root: { kind: 'data', start: 0, end: 0 } }, { data, context: {}, variables: {} });
  } catch {
    return undefined;
  }
}

function memberAt(value: Value, step: PathStep): Value | undefined {
  if (step.kind === 'name') return memberOf(value, step.name);
  if (step.kind !== 'index') return undefined;
  if (value.kind === 'array') return value.items[step.index];
  const item = value.kind === 'constant' && isArray(value.value) ? value.value[step.index] : undefined;
  return item === undefined ? undefined : constant(item);
}

/** What a path has led to: one value, or many, each of which is followed on. */
type Reached = { readonly kind: 'one'; readonly value: Expression } | Many;

interface Many {
  readonly kind: 'many';
  readonly list: Expression;
  /** The steps from each item of the list. */
  readonly rest: readonly PathStep[];
  /** The items may be arrays. */
  readonly keep: boolean;
}

function followed(start: Expression, steps: readonly PathStep[], scope: FilterScope): Value {
  if (steps.some(choosesNothing)) return constant([]);
  let reached: Reached = { kind: 'one', value: start };
  for (const [i, step] of steps.entries()) {
    if (isDefiniteStep(step)) {
      reached = ahead(reached, step);
    } else {
      const next = steps[i + 1];
      reached = branched(reached, step, next === undefined, scope);
      if (step.kind === 'descent' && (next?.kind !== 'name' || steps.some(({ kind }) => kind === 'names'))) {
        scope.note('`..` before anything but a name has no exact counterpart');
      }
    }
  }
  if (reached.kind === 'one') return reached.value;
  const { rest } = reached;
  const list = itemsIn(reached);
  if (rest.length === 0) return listOf(list.text);
  // A path of JSONata would take the items out of an array that is found.
  const item = rest.reduce<Expression>(definiteStep, atom('$item'));
  return listOf(`$map(${list.text}, function($item) { ${item.text} })[]`);
}

/** `[2:1]` */
function choosesNothing(step: PathStep): boolean {
  if (step.kind !== 'slice' || step.to === undefined) return false;
  return step.from === undefined ? step.to === 0 : step.to <= step.from;
}

/** Where the items may be arrays, a list of a single one has to stay a list. */
function itemsIn({ list, rest, keep }: Many): Expression {
  return keep && rest[0]?.kind !== 'name' ? kept(list) : list;
}

function kept(list: Expression): Expression {
  return atom(`${primary(list)}[]`, 'array');
}

function ahead(reached: Reached, step: PathStep): Reached {
  if (reached.kind === 'one') return { kind: 'one', value: definiteStep(reached.value, step) };
  // Several names make an object, even of nothing.
  if (step.kind === 'names') return { ...reached, list: joined(reached), rest: [step] };
  return { ...reached, rest: [...reached.rest, step] };
}

function branched(reached: Reached, step: PathStep, isLast: boolean, scope: FilterScope): Reached {
  const many = (list: Expression, keep = false): Reached => ({ kind: 'many', list, rest: [], keep });
  // What is found in each item is strung together; arrays in it stay what they are.
  const each = (items: Many, found: (item: Expression) => Expression): Reached =>
    many(atom(`${primary(itemsIn(items))}.(${found(relative(items.rest)).text})`), true);
  switch (step.kind) {
    case 'wildcard': {
      if (reached.kind === 'one') {
        if (isDotted(step)) return many(membersOf(reached.value));
        return many(isLast ? itemsOf(reached.value) : reached.value);
      }
      if (isDotted(step)) return each(reached, membersOf);
      return reached.rest.length > 0 ? many(joined(reached), true) : each(reached, (item) => item);
    }
    case 'filter': {
      const keep = choosesArrays(step);
      const filtered = (base: Expression) => atom(`${primary(base)}[${convertFilter(step, scope)}]`);
      if (reached.kind === 'one' || reached.rest.length > 0) return many(filtered(joined(reached)), keep);
      return each(reached, (item) => (keep ? kept(filtered(item)) : filtered(item)));
    }
    case 'slice':
    case 'indexes':
      if (reached.kind === 'one') return many(selected(reached.value, step), true);
      // Where an index is past the end, the engine leaves out the whole list that it has come to by a wildcard.
      if (step.kind === 'indexes' || !isLast)
        scope.note('behind a wildcard, a list that is too short for an index may be left out');
      return each(reached, (item) => kept(selected(item, step)));
    case 'descent':
      return many(atom(`${primary(joined(reached))}.**`));
    default:
      return reached;
  }
}

/** `.*` is meant for objects, `[*]` for arrays. */
function isDotted({ start, end }: PathStep): boolean {
  return end - start < 3;
}

function itemsOf({ text }: Expression): Expression {
  return operation(`$type(${text}) = 'array' ? ${text} : ${text}.*`, BINDING.conditional, 'array');
}

function membersOf({ text }: Expression): Expression {
  const members = `$each(${text}, function($value) { $value })[]`;
  return operation(`$type(${text}) = 'object' ? ${members} : ${text}`, BINDING.conditional, 'array');
}

/** What has been reached as one expression: the steps are taken from each item, and what they find is strung together. */
function joined(reached: Reached): Expression {
  if (reached.kind === 'one') return reached.value;
  const { list, rest } = reached;
  if (rest[0]?.kind === 'name') return rest.reduce(definiteStep, list);
  return rest.length === 0 ? list : atom(`${primary(itemsIn(reached))}.(${relative(rest).text})`);
}

function selected(base: Expression, step: PathStep & { kind: 'slice' | 'indexes' }): Expression {
  if (step.kind === 'indexes' && !isAscending(step.indexes)) {
    return atom(`$map([${step.indexes.join(', ')}], function($index) { ${primary(base)}[$index] })`);
  }
  // With indexes for a predicate and `[]` behind it, a list that is not there would be one of nothing.
  const condition = step.kind === 'indexes' ? `$index in [${step.indexes.join(', ')}]` : withinSlice(step);
  const parameters = condition.includes('$all') ? '$item, $index, $all' : '$item, $index';
  return atom(`$filter(${base.text}, function(${parameters}) { ${condition} })`);
}

/** A negative end counts from the end of the array; there are no two of them. */
function withinSlice({ from = 0, to }: PathStep & { kind: 'slice' }): string {
  const lower = from < 0 ? `$count($all) - ${-from}` : from;
  const upper = to !== undefined && to < 0 ? `$count($all) - ${-to}` : to;
  if (upper === undefined) return `$index >= ${lower}`;
  return from === 0 ? `$index < ${upper}` : `$index >= ${lower} and $index < ${upper}`;
}

function isAscending(indexes: readonly number[]): boolean {
  return indexes.every((index, i) => i === 0 || index > (indexes[i - 1] as number));
}

/** `input` with `value` at a reference path, as `ResultPath` puts it there. */
export function placeAt(text: string, input: Value, value: Value, scope: ConversionScope): Value {
  const { path, errors } = parsePath(text);
  if (path && errors.length === 0 && path.root.kind === 'data') return placed(input, path.steps, value);
  scope.note(`the path ${text} is not valid`);
  return value;
}

function placed(base: Value, [step, ...rest]: readonly PathStep[], value: Value): Value {
  if (!step) return value;
  if (step.kind === 'name') {
    const child = memberOf(base, step.name) ?? constant({});
    return withMemberValue(base, step.name, placed(child, rest, value));
  }
  if (step.kind !== 'index') return value;
  const item = placed(atom('$item'), rest, value);
  const list = textOf(base);
  return listOf(`$map(${list}, function($item, $index) { $index = ${step.index} ? ${textOf(item)} : $item })[]`);
}
