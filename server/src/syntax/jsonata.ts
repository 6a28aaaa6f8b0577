import jsonata from 'jsonata';
import { remembering } from '../base/remembering.ts';
import type { ExpressionError } from './expressionError.ts';

/** A node of the tree that the JSONata parser makes. `position` is where its token ends. */
export interface JsonataNode {
  readonly type: string;
  readonly value?: unknown;
  readonly position?: number;
  readonly [part: string]: unknown;
}

/** What an expression reads or calls. */
export interface JsonataReference {
  /** A `variable` is a workflow variable, `states` is `$states` with the member after it; a `function` is one that is called. */
  readonly kind: 'variable' | 'states' | 'function';
  /** Without `$`; of `$states`, the member, which is empty where there is none. */
  readonly name: string;
  /** How many arguments a function is called with; absent where it is only named. */
  readonly given?: number;
  readonly start: number;
  readonly end: number;
}

export interface JsonataError extends ExpressionError {
  /** `reference` is one to the input document, which there is none of; `newer` an operator that came after JSONata 2.0. */
  readonly kind: 'syntax' | 'newer' | 'reference' | 'statesMember';
}

export interface ParsedJsonata {
  /** Absent where the text does not parse, not even in part. */
  readonly ast?: JsonataNode;
  readonly errors: readonly JsonataError[];
  /** In the order of the text. Names that the expression binds itself are not among them. */
  readonly references: readonly JsonataReference[];
}

/** Members of `$states`. */
export const STATES_MEMBERS = ['input', 'context', 'result', 'errorOutput'] as const;

/** Whether a text is an expression: anything else is itself. */
export function isJsonata(text: string): boolean {
  return text.length >= 4 && text.startsWith('{%') && text.endsWith('%}');
}

/** The expression between `{%` and `%}`. */
export function jsonataOf(text: string): string {
  return text.slice(2, -2).trim();
}

/** Reads the text between `{%` and `%}` as Step Functions does: JSONata 2.0.6 without an input document. Never throws. */
export function parseJsonata(text: string): ParsedJsonata {
  const walk = new Walk(text);
  try {
    const ast = jsonata(text).ast() as JsonataNode;
    return { ast, references: walk.references(ast), errors: walk.errors };
  } catch (error) {
    const errors = [syntaxError(text, error)];
    const ast = recover(text);
    return ast ? { ast, references: recoveredReferences(text, ast), errors } : { references: [], errors };
  }
}

/**
 * The mistakes and references of an expression, without its tree: remembered, for a keystroke leaves most expressions as they were, and
 * several rules ask.
 */
export const readJsonata = remembering(2000, (text): Omit<ParsedJsonata, 'ast'> => {
  const { errors, references } = parseJsonata(text);
  return { errors, references };
});

function recoveredReferences(text: string, ast: JsonataNode): readonly JsonataReference[] {
  try {
    return new Walk(text).references(ast);
  } catch {
    // The tree of a broken text may lack any part.
    return [];
  }
}

/** The tree as far as it goes: completion works while the text is broken. */
function recover(text: string): JsonataNode | undefined {
  try {
    return jsonata(text, { recover: true }).ast() as JsonataNode;
  } catch {
    return undefined;
  }
}

function syntaxError(text: string, error: unknown): JsonataError {
  const kind = 'syntax';
  const { message, position, token } = error as { message?: string; position?: number; token?: unknown };
  if (error instanceof RangeError) {
    return { kind, message: 'The expression is nested too deep', start: 0, end: text.length };
  }
  const end = Math.min(position ?? text.length, text.length);
  const spelled = typeof token === 'string' && token !== '' && text.slice(0, end).endsWith(token);
  const start = Math.max(0, end - (spelled ? token.length : 1));
  return { kind, message: message ?? String(error), start, end };
}

/** Operators of JSONata 2.1, which the parser knows and Step Functions does not. */
function newerOperator({ position }: JsonataNode, text: string): '??' | '?:' | undefined {
  // The parser makes conditions of both; the token it made them from still stands before the position.
  const token = position === undefined ? '' : text.slice(position - 2, position);
  return token === '??' || token === '?:' ? token : undefined;
}

/** What JSONata 2.0 says where it meets the second half of the operator. */
function newerOperatorMessage(operator: '??' | '?:'): string {
  return `The symbol "${operator[1]}" cannot be used as a unary operator`;
}

class Walk {
  readonly errors: JsonataError[] = [];
  readonly #text: string;
  readonly #found: JsonataReference[] = [];
  /** The names that are bound where the walk is, the innermost scope last. */
  readonly #scopes: Set<string>[] = [new Set()];

  constructor(text: string) {
    this.#text = text;
  }

  references(ast: JsonataNode): readonly JsonataReference[] {
    this.#visit(ast, true);
    return this.#found.sort((a, b) => a.start - b.start);
  }

  /** `top` is where the context is still the input document, which there is none of. */
  #visit(node: JsonataNode, top: boolean): void {
    const hasScope = node.type === 'block' || node.type === 'lambda' || node.type === 'path';
    if (hasScope) this.#scopes.push(new Set());
    this.#enter(node, top);
    if (hasScope) this.#scopes.pop();
  }

  #enter(node: JsonataNode, top: boolean): void {
    switch (node.type) {
      case 'name':
        if (top) this.#notSupported(String(node.value), this.#nameSpan(node));
        break;
      case 'variable':
        this.#variable(node, top);
        break;
      case 'path':
        this.#path(node, top);
        break;
      case 'lambda':
        for (const parameter of nodes(node.arguments)) this.#bind(parameter.value);
        this.#parts(node, ['body'], false);
        break;
      case 'bind': {
        const { value } = node.lhs as JsonataNode;
        // A function may call itself; any other value is made before the name is bound.
        const isFunction = (node.rhs as JsonataNode).type === 'lambda';
        if (isFunction) this.#bind(value);
        this.#parts(node, ['rhs'], top);
        if (!isFunction) this.#bind(value);
        break;
      }
      case 'function':
      case 'partial':
        this.#call(node, top);
        break;
      case 'condition':
        this.#condition(node, top);
        break;
      case 'transform':
        this.#parts(node, ['pattern', 'update', 'delete'], false);
        break;
      case 'sort':
        for (const term of nodes(node.terms)) this.#parts(term, ['expression'], false);
        break;
      case 'unary':
        this.#parts(node, ['expression', 'expressions'], top);
        this.#pairs(node.lhs, top);
        break;
      default:
        this.#parts(node, ['lhs', 'rhs', 'expression', 'expressions'], top);
        break;
    }
    for (const name of [node.focus, node.index]) if (typeof name === 'string') this.#bind(name);
    for (const stage of [...nodes(node.stages), ...nodes(node.predicate)]) {
      if (stage.type === 'index') this.#bind(stage.value);
      this.#parts(stage, ['expr'], false);
    }
    this.#pairs((node.group as { lhs?: unknown } | undefined)?.lhs, false);
  }

  #bind(name: unknown): void {
    this.#scopes.at(-1)?.add(String(name));
  }

  #isBound(name: string): boolean {
    return this.#scopes.some((names) => names.has(name));
  }

  #parts(node: JsonataNode, names: readonly string[], top: boolean): void {
    for (const name of names) {
      const part = node[name];
      if (isNode(part)) this.#visit(part, top);
      else for (const item of nodes(part)) this.#visit(item, top);
    }
  }

  /** The pairs of an object constructor or of a grouping. */
  #pairs(pairs: unknown, top: boolean): void {
    if (!Array.isArray(pairs)) return;
    for (const pair of pairs) for (const side of nodes(pair)) this.#visit(side, top);
  }

  #path(node: JsonataNode, top: boolean): void {
    const steps = nodes(node.steps);
    for (const [i, step] of steps.entries()) {
      const isStates = i === 0 && step.type === 'variable' && step.value === 'states';
      if (isStates) this.#states(step, steps[1]);
      this.#visit(isStates ? { ...step, value: undefined } : step, top && i === 0);
    }
  }

  #variable(node: JsonataNode, top: boolean): void {
    if (typeof node.value !== 'string') return;
    const span = this.#variableSpan(node);
    if (node.value === '' || node.value === '$') {
      if (top) this.#notSupported(`$${node.value}`, span);
    } else if (node.value === 'states') {
      this.#states(node, undefined);
    } else if (!this.#isBound(node.value)) {
      this.#found.push({ kind: 'variable', name: node.value, ...span });
    }
  }

  #states(node: JsonataNode, member: JsonataNode | undefined): void {
    const { start, end } = this.#variableSpan(node);
    if (member?.type !== 'name') {
      this.#found.push({ kind: 'states', name: '', start, end });
      return;
    }
    const name = String(member.value);
    const span = this.#nameSpan(member);
    this.#found.push({ kind: 'states', name, start, end: span.end });
    if ((STATES_MEMBERS as readonly string[]).includes(name)) return;
    this.errors.push({ kind: 'statesMember', message: `$states has no member named "${name}"`, ...span });
  }

  #call(node: JsonataNode, top: boolean): void {
    const procedure = node.procedure as JsonataNode;
    if (procedure.type === 'variable' && typeof procedure.value === 'string' && procedure.value !== '') {
      const given = nodes(node.arguments).length;
      const reference = { name: procedure.value, given, ...this.#variableSpan(procedure) };
      if (!this.#isBound(procedure.value)) this.#found.push({ kind: 'function', ...reference });
    } else {
      this.#visit(procedure, top);
    }
    this.#parts(node, ['arguments'], top);
  }

  #condition(node: JsonataNode, top: boolean): void {
    const operator = newerOperator(node, this.#text);
    if (operator) {
      const end = node.position ?? this.#text.length;
      const message = newerOperatorMessage(operator);
      this.errors.push({ kind: 'newer', message, start: Math.max(0, end - operator.length), end });
    } else {
      this.#parts(node, ['condition'], top);
    }
    this.#parts(node, ['then', 'else'], top);
  }

  #notSupported(name: string, span: { start: number; end: number }): void {
    // The root of the input is nowhere; what other names stand for depends on the place.
    const place = name === '$$' ? '' : ' at the top level';
    this.errors.push({ kind: 'reference', message: `Reference to '${name}'${place} is not supported.`, ...span });
  }

  #variableSpan(node: JsonataNode): { start: number; end: number } {
    const end = node.position ?? this.#text.length;
    return { start: Math.max(0, end - String(node.value).length - 1), end };
  }

  #nameSpan(node: JsonataNode): { start: number; end: number } {
    const end = node.position ?? this.#text.length;
    const last = this.#text[end - 1];
    const quotes = last === '`' || last === '"' || last === "'" ? 2 : 0;
    return { start: Math.max(0, end - String(node.value).length - quotes), end };
  }
}

function isNode(part: unknown): part is JsonataNode {
  return typeof part === 'object' && part !== null && typeof (part as { type?: unknown }).type === 'string';
}

function nodes(parts: unknown): readonly JsonataNode[] {
  return Array.isArray(parts) ? (parts as JsonataNode[]) : [];
}
