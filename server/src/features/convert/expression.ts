import { isArray, isObject, type Json } from '../../base/json.ts';
import { isJsonata } from '../../syntax/jsonata.ts';

export type ExpressionType = 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object' | 'any';

/** A JSONata expression, without `{%` and `%}`. */
export interface Expression {
  readonly kind: 'expression';
  readonly text: string;
  /** How tightly the outermost operator binds. */
  readonly binding: number;
  readonly type: ExpressionType;
  /** The text is an array constructor, `[…]`: inside another one it stays an array. */
  readonly constructed?: true;
}

/** What is known of a value before the run: as much of it as the definition itself says. */
export type Value =
  | { readonly kind: 'constant'; readonly value: Json }
  | Expression
  | { readonly kind: 'object'; readonly members: Members }
  | { readonly kind: 'array'; readonly items: readonly Value[] }
  /** An object with some members set. */
  | { readonly kind: 'merge'; readonly base: Expression; readonly members: Members };

type Members = ReadonlyMap<string, Value>;

/** How tightly the operators of JSONata bind. */
export const BINDING = { atom: 100, add: 50, compare: 40, and: 30, or: 25, conditional: 20 } as const;

/** A call, a variable, a path, or whatever else needs no parentheses. */
export function atom(text: string, type: ExpressionType = 'any'): Expression {
  return { kind: 'expression', text, binding: BINDING.atom, type };
}

export function operation(text: string, binding: number, type: ExpressionType = 'any'): Expression {
  return { kind: 'expression', text, binding, type };
}

/** `[list]`: always an array, empty where `list` finds nothing. */
export function listOf(list: string): Expression {
  return { ...atom(`[${list}]`, 'array'), constructed: true };
}

export function constant(value: Json): Value {
  return { kind: 'constant', value };
}

/** The text as an operand of an operator that binds as given. */
export function operand(value: Value, binding: number): string {
  const { text, binding: own } = asExpression(value);
  return own >= binding ? text : `(${text})`;
}

/** The text as something that steps and predicates can follow. */
export function primary(value: Value): string {
  return operand(value, BINDING.atom);
}

export function textOf(value: Value): string {
  return asExpression(value).text;
}

export function typeOfValue(value: Value): ExpressionType {
  switch (value.kind) {
    case 'expression':
      return value.type;
    case 'array':
      return 'array';
    case 'object':
    case 'merge':
      return 'object';
    case 'constant':
      return constantType(value.value);
  }
}

function constantType(value: Json): ExpressionType {
  if (isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'boolean';
  return value === null ? 'any' : 'object';
}

/** The value as a field of a JSONata state. */
export function renderValue(value: Value): Json {
  switch (value.kind) {
    case 'constant':
      return renderConstant(value.value);
    case 'object':
      return Object.fromEntries([...value.members].map(([key, member]) => [key, renderValue(member)]));
    case 'array':
      return value.items.map(renderValue);
    default:
      return expressionField(textOf(value));
  }
}

/** An expression as it stands in a field. */
export function expressionField(text: string): string {
  return `{% ${text} %}`;
}

/** Text that looks like an expression has to be the value of one. */
export function renderConstant(value: Json): Json {
  if (typeof value === 'string') return isJsonata(value) ? expressionField(literal(value)) : value;
  if (isArray(value)) return value.map(renderConstant);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, renderConstant(member)]));
}

/** The value as one expression. */
export function asExpression(value: Value): Expression {
  switch (value.kind) {
    case 'expression':
      return value;
    case 'constant': {
      const type = constantType(value.value);
      return { ...atom(literal(value.value), type), ...(isArray(value.value) && { constructed: true }) };
    }
    case 'object':
      return atom(objectText(value.members), 'object');
    case 'array':
      return listOf(value.items.map(itemText).join(', '));
    case 'merge':
      return atom(`$merge([${value.base.text}, ${objectText(value.members)}])`, 'object');
  }
}

function objectText(members: Members): string {
  return `{${[...members].map(([key, member]) => `${literal(key)}: ${textOf(member)}`).join(', ')}}`;
}

/** An array constructor takes up the items of an array in it, unless that is an array constructor itself. */
function itemText(value: Value): string {
  const { text, type, constructed } = asExpression(value);
  if (constructed) return text;
  if (type === 'array') return `[${text}]`;
  return type === 'any' ? `$type(${text}) = 'array' ? [[${text}]] : ${text}` : text;
}

/** A JSON value in JSONata. Single quotes need no escapes inside a JSON document. */
export function literal(value: Json): string {
  if (typeof value === 'string') {
    const json = JSON.stringify(value);
    return value.includes("'") ? json : `'${json.slice(1, -1).replaceAll('\\"', '"')}'`;
  }
  if (isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, member]) => `${literal(key)}: ${literal(member)}`)
    .join(', ')}}`;
}

/** The member `name` of a value; undefined where it is known not to be there. */
export function memberOf(value: Value, name: string): Value | undefined {
  switch (value.kind) {
    case 'constant':
      return isObject(value.value) && Object.hasOwn(value.value, name)
        ? constant(value.value[name] as Json)
        : undefined;
    case 'object':
      return value.members.get(name);
    case 'merge':
      return value.members.get(name) ?? step(value.base, name);
    case 'array':
      return undefined;
    case 'expression':
      return step(value, name);
  }
}

const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const WORDS: ReadonlySet<string> = new Set(['and', 'or', 'in', 'true', 'false', 'null', 'function']);

/** `base.name` */
export function step(base: Expression, name: string): Expression {
  // Between backticks there are no escapes.
  if (name === '' || name.includes('`')) return atom(`$lookup(${base.text}, ${literal(name)})`);
  return atom(`${primary(base)}.${PLAIN_NAME.test(name) && !WORDS.has(name) ? name : `\`${name}\``}`);
}

/** An object with a member set. */
export function withMemberValue(base: Value, name: string, member: Value): Value {
  switch (base.kind) {
    case 'constant': {
      const entries = isObject(base.value) ? Object.entries(base.value) : [];
      const members = new Map(entries.map(([key, value]): [string, Value] => [key, constant(value)]));
      return { kind: 'object', members: members.set(name, member) };
    }
    case 'object':
    case 'merge':
      return { ...base, members: new Map(base.members).set(name, member) };
    default:
      return { kind: 'merge', base: asExpression(base), members: new Map([[name, member]]) };
  }
}

// The service evaluates about a hundred levels deep, and each operator of a chain is one.
const MAX_CHAIN = 40;

/** Operands joined by one operator; a long chain in parts. */
export function chain(operands: readonly string[], operator: string): string {
  if (operands.length <= MAX_CHAIN) return operands.join(` ${operator} `);
  const parts: string[] = [];
  for (let i = 0; i < operands.length; i += MAX_CHAIN) {
    parts.push(`(${operands.slice(i, i + MAX_CHAIN).join(` ${operator} `)})`);
  }
  return chain(parts, operator);
}

/** Calls `body` with a text that can be repeated: a long one gets a name. */
export function named(value: Value, name: string, body: (text: string) => string): string {
  const { text, binding } = asExpression(value);
  if (binding === BINDING.atom && /^\$?[\w.`[\]]+$/.test(text)) return body(text);
  return `($${name} := ${text}; ${body(`$${name}`)})`;
}
