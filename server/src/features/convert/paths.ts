import { isArray, type Json } from '../../base/json.ts';
import { evaluatePath } from '../../evaluate/path.ts';
import {
  type Condition,
  isDefiniteStep,
  type JsonPath,
  type Operand,
  type PathStep,
  parsePath,
} from '../../syntax/jsonpath.ts';
import {
  asExpression,
  atom,
  BINDING,
  constant,
  type Expression,
  listOf,
  literal,
  memberOf,
  step as nameStep,
  operand,
  operation,
  primary,
  textOf,
  type Value,
  withMemberValue,
} from './expression.ts';

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
  return rest.length === 0 ? value : followed(asExpression(value), rest, { ...scope, root: textOf(start) });
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

interface StepScope extends ConversionScope {
  /** What `$` in a filter stands for. */
  readonly root: string;
}

/** What a path has led to: one value, or many, each of which is followed on. */
type Reached =
  | { readonly kind: 'one'; readonly value: Expression }
  | { readonly kind: 'many'; readonly list: Expression; readonly rest: readonly PathStep[]; readonly keep: boolean };

function followed(start: Expression, steps: readonly PathStep[], scope: StepScope): Value {
  let reached: Reached = { kind: 'one', value: start };
  for (const [i, step] of steps.entries()) {
    if (isDefiniteStep(step)) {
      reached = ahead(reached, step);
    } else {
      reached = branched(reached, step, scope);
      const next = steps[i + 1]?.kind;
      if (step.kind === 'descent' && next !== 'name' && next !== 'filter') {
        scope.note('`..` before anything but a name has no exact counterpart');
      }
    }
  }
  if (reached.kind === 'one') return reached.value;
  const { list, rest, keep } = reached;
  if (list.text === '[]') return constant([]);
  if (rest.length === 0 && steps.at(-1)?.kind === 'wildcard' && list.binding === BINDING.atom) {
    // What is no array may be there as well; an object has its members for items.
    return listOf(`$type(${list.text}) = 'array' ? ${list.text} : ${list.text}.*`);
  }
  if (rest.length === 0) return listOf(keep ? `${primary(list)}[]` : list.text);
  // A path of JSONata would take the items out of an array that is found.
  const item = rest.reduce<Expression>(definiteStep, atom('$item'));
  return listOf(`$map(${list.text}, function($item) { ${item.text} })[]`);
}

function ahead(reached: Reached, step: PathStep): Reached {
  if (reached.kind === 'one') return { kind: 'one', value: definiteStep(reached.value, step) };
  return { ...reached, rest: [...reached.rest, step] };
}

function definiteStep(base: Expression, step: PathStep): Expression {
  switch (step.kind) {
    case 'name':
      return nameStep(base, step.name);
    case 'index':
      return atom(`${primary(base)}[${step.index}]`);
    case 'fromEnd':
      return atom(`${primary(base)}[${step.offset}]`);
    case 'names': {
      const members = [...new Set(step.names)].map((name) => `${literal(name)}: ${nameStep(base, name).text}`);
      return atom(`{${members.join(', ')}}`, 'object');
    }
    default:
      return base;
  }
}

function branched(reached: Reached, step: PathStep, scope: StepScope): Reached {
  const many = (list: Expression, keep = false): Reached => ({ kind: 'many', list, rest: [], keep });
  const base = reached.kind === 'one' ? reached.value : joined(reached.list, reached.rest);
  switch (step.kind) {
    case 'wildcard':
      if (reached.kind === 'many') return many(reached.rest.length > 0 ? base : atom(`${primary(base)}.($)`));
      return many(isDotted(step) ? membersOf(base) : base);
    case 'filter':
      return many(atom(`${primary(base)}[${filterText(step, scope)}]`));
    case 'slice':
    case 'indexes': {
      if (reached.kind === 'one') return many(selected(base, step), true);
      // The items are chosen anew in each of the arrays.
      const inner = relative(reached.rest);
      return many(atom(`${primary(reached.list)}.(${selected(atom(inner), step).text})`), true);
    }
    case 'descent':
      return many(atom(`${primary(base)}.**`));
    default:
      return reached;
  }
}

/** `.*` is meant for objects, `[*]` for arrays. */
function isDotted({ start, end }: PathStep): boolean {
  return end - start < 3;
}

function membersOf(base: Expression): Expression {
  const { text } = base;
  const members = `$each(${text}, function($value) { $value })[]`;
  return operation(`$type(${text}) = 'object' ? ${members} : ${text}`, BINDING.conditional, 'array');
}

/** The steps taken from each item; what they find is strung together. */
function joined(list: Expression, steps: readonly PathStep[]): Expression {
  const [first] = steps;
  if (!first) return list;
  if (first.kind === 'name') return steps.reduce(definiteStep, list);
  return atom(`${primary(list)}.(${relative(steps)})`);
}

/** Steps from the item at hand: `a.b`, or `$` where there are none. */
function relative(steps: readonly PathStep[]): string {
  const { text } = steps.reduce(definiteStep, atom('$'));
  return text.startsWith('$.') ? text.slice(2) : text;
}

// A range is made in full; a longer one is tested for instead.
const MAX_RANGE = 1000;

function selected(base: Expression, step: PathStep & { kind: 'slice' | 'indexes' }): Expression {
  const at = (indexes: string) => atom(`${primary(base)}[[${indexes}]]`);
  if (step.kind === 'indexes') {
    const { indexes } = step;
    if (indexes.every((index, i) => i === 0 || index > (indexes[i - 1] as number))) return at(indexes.join(', '));
    return atom(`$map([${indexes.join(', ')}], function($index) { ${primary(base)}[$index] })`);
  }
  const { from = 0, to } = step;
  const test = (condition: string, parameters: string) =>
    atom(`$filter(${base.text}, function(${parameters}) { ${condition} })`);
  if (to === undefined) {
    return from < 0 ? at(`${from}..-1`) : test(`$index >= ${from}`, '$item, $index');
  }
  if (step.from === undefined && to < 0) return test(`$index < $count($all) - ${-to}`, '$item, $index, $all');
  if (to <= from) return atom('[]');
  if (from >= 0 && to - from <= MAX_RANGE) return at(to - from === 1 ? `${from}` : `${from}..${to - 1}`);
  return test(`$index >= ${from} and $index < ${to}`, '$item, $index');
}

function filterText({ anyOf }: PathStep & { kind: 'filter' }, scope: StepScope): string {
  const alternatives = anyOf.map((all) => {
    const conditions = all.map((condition) => conditionOf(condition, scope));
    const [only] = conditions;
    if (only && conditions.length === 1) return only;
    return operation(conditions.map((c) => operand(c, BINDING.and)).join(' and '), BINDING.and);
  });
  return alternatives.map((alternative) => alternative.text).join(' or ');
}

function conditionOf(condition: Condition, scope: StepScope): Expression {
  if (condition.kind === 'exists') {
    // In a filter, null counts as absent.
    const text = `${pathOperand(condition.path, scope)} != null`;
    return condition.negated ? atom(`$not(${text})`) : operation(text, BINDING.compare);
  }
  const { operator, left, right } = condition;
  if (operator === '=~') {
    const [pattern, tested] = left.kind === 'pattern' ? [left, right] : [right, left];
    if (pattern.kind !== 'pattern') return unclear(condition, scope);
    const source = pattern.source.replace(/(?<!\\)\//g, '\\/');
    const flag = pattern.ignoreCase ? 'i' : '';
    return atom(`$contains($string(${operandText(tested, scope)}), /^(?:${source})$/${flag})`);
  }
  const texts = [left, right].map((side) => operandText(side, scope));
  const compared = `${texts[0]} ${OPERATORS[operator]} ${texts[1]}`;
  if (operator === '==' || operator === '!=') return equality(operator === '==', left, right, texts);
  // JSONata fails where it cannot compare; in JSONPath such an item is only not chosen.
  return operation(`${guard(left, right, texts)} and ${compared}`, BINDING.and);
}

/** A number or boolean is equal to a text that reads the same. */
function equality(equal: boolean, left: Operand, right: Operand, texts: readonly string[]): Expression {
  const [path, other] = left.kind === 'path' ? [texts[0] ?? '', right] : [texts[1] ?? '', left];
  const forms = other.kind === 'text' ? formsOf(other) : [];
  const [form, twin] = forms.map(literal);
  if (form === undefined || twin === undefined) {
    return operation(texts.join(equal ? ' = ' : ' != '), BINDING.compare);
  }
  if (equal) return operation(`${path} in [${form}, ${twin}]`, BINDING.compare);
  return operation(`${path} != ${form} and ${path} != ${twin}`, BINDING.and);
}

function formsOf(side: Operand & { kind: 'text' }): readonly Json[] {
  const value = literalOf(side);
  if (typeof value !== 'string') return value === null ? [null] : [value, side.text];
  const number = NUMBER.test(value) ? [Number(value)] : [];
  return [value, ...number];
}

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?$/;

function guard(left: Operand, right: Operand, [leftText, rightText]: readonly string[]): string {
  if (left.kind !== 'path') return `$type(${rightText}) = '${typeof literalOf(left)}'`;
  if (right.kind !== 'path') return `$type(${leftText}) = '${typeof literalOf(right)}'`;
  return `$type(${leftText}) in ['number', 'string'] and $type(${leftText}) = $type(${rightText})`;
}

const OPERATORS = { '==': '=', '!=': '!=', '<': '<', '<=': '<=', '>': '>', '>=': '>=' } as const;

function unclear({ start, end }: Condition, scope: StepScope): Expression {
  scope.note(`a filter could not be converted (at ${start} to ${end} of the path)`);
  return atom('true', 'boolean');
}

function operandText(side: Operand, scope: StepScope): string {
  return side.kind === 'path' ? pathOperand(side.path, scope) : literal(literalOf(side));
}

/** Text in quotes is text; without, it is what it looks like. */
function literalOf(side: Operand): Json {
  if (side.kind !== 'text') return '';
  const { text, start, end } = side;
  // The quotes are no part of the text, but of its span.
  if (end - start > text.length) return text.replaceAll("\\'", "'");
  if (NUMBER.test(text)) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  return text === 'null' ? null : text;
}

function pathOperand(path: JsonPath, { root }: StepScope): string {
  if (path.root.kind === 'item') return relative(path.steps);
  return path.steps.reduce(definiteStep, atom(root)).text;
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
