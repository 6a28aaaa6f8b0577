import { isArray, isObject, type Json, typeOf } from '../base/json.ts';
import { isKey } from '../base/lookup.ts';
import { unknownInPath } from '../evaluate/partlyKnown.ts';
import { evaluatePath, PathError } from '../evaluate/path.ts';
import type { Scope } from '../evaluate/scope.ts';
import { comparisonHolds } from '../interpreter/choice.ts';
import type { AslDocument } from '../model/document.ts';
import type { Place } from '../model/places.ts';
import { targetAt } from '../model/target.ts';
import { type Sample, scopeFor } from '../preview/sample.ts';
import { StatesError } from '../spec/errors.ts';
import { OPERATORS } from '../spec/operators.ts';
import { findValue, toJson } from '../syntax/node.ts';
import { wholePart } from './expressionPart.ts';
import { expressionValue } from './expressionValue.ts';
import { innerValues } from './innerValues.ts';
import { code, plainText, shortJson } from './values.ts';

/** Whether a Choice rule holds on some data, and the operands that make it so. */
export interface Verdict {
  /** Absent where it cannot be told: a path finds nothing, or something that is not known. */
  readonly holds: boolean | undefined;
  /** What is not known, where that is why. */
  readonly unknown?: string;
  /** Markdown. */
  readonly why: readonly string[];
}

/** Tells whether a rule of a Choice holds, for any visit. */
export function judgeOf(document: AslDocument, place: Place): Judge {
  return place.language === 'JSONPath' ? pathJudge(document, place) : conditionJudge(document, place);
}

/** What a visit of the state makes of the rule; undefined where the visit did not get so far. */
export type Judge = (sample: Sample) => Promise<Verdict | undefined>;

function pathJudge({ source }: AslDocument, place: Place): Judge {
  const rule = toJson(place.node, source);
  return async (sample) => {
    const scope = scopeFor(place, 'Variable', sample);
    return scope && judgeRule(rule, scope);
  };
}

function conditionJudge(document: AslDocument, place: Place): Judge {
  const condition = findValue(place.node, 'Condition');
  const target = condition && targetAt(document, condition.end);
  if (target?.kind !== 'expression') return async () => undefined;
  const { expression } = target;
  const part = wholePart(expression);
  return async (sample) => {
    const outcome = part && (await expressionValue(expression, part, sample));
    if (!part || !outcome) return undefined;
    if (!outcome.ok) {
      const { message, unknown } = outcome;
      return unknown === undefined
        ? { holds: undefined, why: [plainText(message)] }
        : { holds: undefined, unknown, why: [] };
    }
    const operands = await innerValues(expression, part, sample, Date.now() + MAX_MILLISECONDS);
    const holds = typeof outcome.value === 'boolean' ? outcome.value : undefined;
    return { holds, why: operands.map(([text, value]) => `${text} is ${value}`) };
  };
}

const MAX_MILLISECONDS = 100;

/** A rule of a JSONPath Choice on the data that arrives. */
function judgeRule(rule: Json, scope: Scope): Verdict {
  if (!isObject(rule)) return { holds: undefined, why: [] };
  if (isArray(rule.And)) return joined(rule.And, false, scope);
  if (isArray(rule.Or)) return joined(rule.Or, true, scope);
  if (rule.Not !== undefined) {
    const { holds, ...rest } = judgeRule(rule.Not, scope);
    return { holds: holds === undefined ? undefined : !holds, ...rest };
  }
  return compared(rule, scope);
}

/** `And` ends at the first rule that does not hold, `Or` at the first that does. */
function joined(rules: readonly Json[], decisive: boolean, scope: Scope): Verdict {
  const why: string[] = [];
  for (const rule of rules) {
    const verdict = judgeRule(rule, scope);
    if (verdict.holds === undefined || verdict.holds === decisive) return verdict;
    why.push(...verdict.why);
  }
  return { holds: !decisive, why };
}

function compared(rule: { readonly [name: string]: Json }, scope: Scope): Verdict {
  const operator = Object.keys(rule).find((key) => isKey(OPERATORS, key));
  const { Variable: variable } = rule;
  const operand = operator === undefined ? undefined : rule[operator];
  if (operator === undefined || operand === undefined || typeof variable !== 'string')
    return { holds: undefined, why: [] };
  const isPath = operator.endsWith('Path') && typeof operand === 'string';
  const unknown = unknownInPath(variable, scope) ?? (isPath ? unknownInPath(operand, scope) : undefined);
  if (unknown !== undefined) return { holds: undefined, unknown, why: [] };
  const value = valueAt(variable, scope);
  if (operator === 'IsPresent') {
    const isThere = value.found !== undefined;
    return { holds: isThere === operand, why: [`${code(variable)} is ${isThere ? '' : 'not '}there`] };
  }
  if (value.found === undefined) return { holds: undefined, why: [`${code(variable)}: ${value.message}`] };
  const other = isPath ? valueAt(operand, scope) : { found: operand, message: '' };
  if (other.found === undefined) return { holds: undefined, why: [`${code(String(operand))}: ${other.message}`] };
  try {
    const holds = comparisonHolds(operator, value.found, other.found);
    const is = `${code(variable)} is ${shown(value.found)}`;
    return { holds, why: [isPath ? `${is}, ${code(operand)} is ${shown(other.found)}` : is] };
  } catch (error) {
    if (error instanceof StatesError) return { holds: undefined, why: [error.cause ?? ''] };
    throw error;
  }
}

function valueAt(path: string, scope: Scope): { readonly found: Json | undefined; readonly message: string } {
  try {
    return { found: evaluatePath(path, scope), message: '' };
  } catch (error) {
    if (error instanceof PathError) return { found: undefined, message: error.message };
    throw error;
  }
}

function shown(value: Json): string {
  return `${code(shortJson(value, 40))} (${typeOf(value)})`;
}
