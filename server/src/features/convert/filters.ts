import type { Json } from '../../base/json.ts';
import type { Condition, FilterOperator, JsonPath, Operand, PathStep } from '../../syntax/jsonpath.ts';
import { atom, BINDING, type Expression, literal, operand, operation } from './expression.ts';
import { definiteStep, relative } from './steps.ts';

type Filter = PathStep & { readonly kind: 'filter' };
type Text = Operand & { readonly kind: 'text' };

export interface FilterScope {
  /** What `$` in a filter stands for. */
  readonly root: string;
  /** Takes down what has no exact translation. */
  note(message: string): void;
}

/** The predicate of JSONata for a filter, without its brackets. */
export function convertFilter({ anyOf }: Filter, scope: FilterScope): string {
  const alternatives = anyOf.map((all) => {
    const conditions = all.map((each) => convertCondition(each, scope));
    return joined(conditions, 'and');
  });
  return joined(alternatives, 'or').text;
}

/** Whether the items chosen may be arrays: they are where none of their names is asked for. */
export function choosesArrays({ anyOf }: Filter): boolean {
  return anyOf.flat().some((condition) => {
    const operands = condition.kind === 'exists' ? [condition] : [condition.left, condition.right];
    return operands.some(
      (side) => 'path' in side && side.path.root.kind === 'item' && side.path.steps[0]?.kind !== 'name',
    );
  });
}

function convertCondition(condition: Condition, scope: FilterScope): Expression {
  if (condition.kind === 'exists') {
    // In a filter, null counts as absent; and it is the item that is asked, even for a path from `$`.
    const { steps } = condition.path;
    const text = `${relative(steps).text} != null`;
    if (!condition.negated) return operation(text, BINDING.compare);
    // JSONata asks a predicate of nothing, too, which is not to be chosen.
    if (steps.length === 0) return operation('$ = null', BINDING.compare);
    return operation(`$exists($) and $not(${text})`, BINDING.and);
  }
  const compared = convertComparison(condition, scope);
  if (compared) return compared;
  scope.note(`a filter could not be converted (at ${condition.start} to ${condition.end} of the path)`);
  return atom('true', 'boolean');
}

/** Undefined for what JSONata cannot compare. */
function convertComparison(
  { operator, left, right }: Condition & { readonly kind: 'comparison' },
  scope: FilterScope,
): Expression | undefined {
  const [path, other] = left.kind === 'path' ? [left, right] : [right, left];
  if (path.kind !== 'path') return undefined;
  const text = pathText(path.path, scope);
  if (operator === '=~') return other.kind === 'pattern' ? matches(text, other) : undefined;
  const sign = SIGNS[operator][path === left ? 0 : 1];
  switch (other.kind) {
    case 'path':
      return comparePaths(text, sign, pathText(other.path, scope));
    case 'text':
      // Only what stands on the right is read as whatever the left side is.
      return compare(text, sign, path === left ? formsOf(other) : [other.text]);
    case 'pattern':
      return undefined;
  }
}

function pathText({ root, steps }: JsonPath, scope: FilterScope): string {
  return root.kind === 'item' ? relative(steps).text : steps.reduce(definiteStep, atom(scope.root)).text;
}

/** Each operator, and what it is with its sides swapped. */
const SIGNS = {
  '==': ['=', '='],
  '!=': ['!=', '!='],
  '<': ['<', '>'],
  '<=': ['<=', '>='],
  '>': ['>', '<'],
  '>=': ['>=', '<='],
} as const satisfies { [O in Exclude<FilterOperator, '=~'>]: readonly [string, string] };

type Sign = (typeof SIGNS)[keyof typeof SIGNS][0];

function compare(path: string, sign: Sign, forms: readonly Json[]): Expression | undefined {
  const plain = forms.map((form) => operation(`${path} ${sign} ${literal(form)}`, BINDING.compare));
  if (sign === '!=') return joined(plain, 'and');
  if (sign === '=') return forms.length === 1 ? plain[0] : operation(`${path} in ${literal(forms)}`, BINDING.compare);
  if (!forms.every((form) => typeof form === 'number' || typeof form === 'string')) return undefined;
  // JSONata fails where it cannot compare; in JSONPath such an item is only not chosen.
  return joined(
    plain.map((each, i) => joined([hasType(path, typeof forms[i]), each], 'and')),
    'or',
  );
}

function comparePaths(left: string, sign: Sign, right: string): Expression {
  const compared = operation(`${left} ${sign} ${right}`, BINDING.compare);
  if (sign === '=' || sign === '!=') return compared;
  const comparable = operation(`$type(${left}) in ['number', 'string']`, BINDING.compare);
  const alike = operation(`$type(${left}) = $type(${right})`, BINDING.compare);
  return joined([comparable, alike, compared], 'and');
}

function hasType(path: string, type: string): Expression {
  return operation(`$type(${path}) = '${type}'`, BINDING.compare);
}

function joined(conditions: readonly Expression[], word: 'and' | 'or'): Expression {
  const [only] = conditions;
  if (only && conditions.length === 1) return only;
  return operation(conditions.map((each) => operand(each, BINDING[word])).join(` ${word} `), BINDING[word]);
}

function matches(path: string, { source, ignoreCase }: Operand & { readonly kind: 'pattern' }): Expression {
  const pattern = source.replace(/(?<!\\)\//g, '\\/');
  return atom(`$contains($string(${path}), /^(?:${pattern})$/${ignoreCase ? 'i' : ''})`);
}

const NUMBER = /^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$/;

/** What a literal is equal to: it is a text, but to a number or a boolean what it reads as. First what it looks like. */
function formsOf({ text, start, end }: Text): readonly Json[] {
  const plain = text.replaceAll("\\'", "'");
  const other = NUMBER.test(text) ? Number(text) : WORDS.get(text);
  if (other === undefined) return [plain];
  // The quotes are no part of the text, but of its span.
  if (end - start > text.length) return [plain, other];
  return other === null ? [null] : [other, plain];
}

const WORDS: ReadonlyMap<string, Json> = new Map<string, Json>([
  ['true', true],
  ['false', false],
  ['null', null],
]);
