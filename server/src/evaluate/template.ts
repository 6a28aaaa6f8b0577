import { isArray, isObject, type Json } from '../base/json.ts';
import { StatesError } from '../spec/errors.ts';
import { isIntrinsic } from '../syntax/intrinsic.ts';
import { evaluateIntrinsic } from './intrinsic.ts';
import { jsonText } from './jsonText.ts';
import { evaluatePath, PathError } from './path.ts';
import type { Scope, Sources } from './scope.ts';

/**
 * The value of a payload template: a member `name.$` gives `name` the value of its path or intrinsic call, all else stays as it is.
 * Throws a `StatesError`.
 */
export function evaluateTemplate(template: Json, scope: Scope, sources: Sources): Json {
  try {
    return fill(template, scope, sources);
  } catch (error) {
    if (error instanceof RangeError) throw new StatesError('States.Runtime', 'The payload template is nested too deep');
    throw error;
  }
}

function fill(template: Json, scope: Scope, sources: Sources): Json {
  if (isArray(template)) return template.map((item) => fill(item, scope, sources));
  if (!isObject(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) => {
      if (!key.endsWith('.$')) return [key, fill(value, scope, sources)];
      if (typeof value !== 'string') throw notAnExpression(key);
      return [key.slice(0, -2), evaluateField(value, key, scope, sources)];
    }),
  );
}

/** The value of the path or intrinsic call of `field`: `ErrorPath`, or a member `name.$`. Throws a `StatesError`. */
export function evaluateField(text: string, field: string, scope: Scope, sources: Sources): Json {
  try {
    return isIntrinsic(text) ? evaluateIntrinsic(text, scope, sources) : evaluatePath(text, scope);
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    if (error.kind === 'syntax') throw notAnExpression(field);
    // Whatever the reason, the service says that it could not be found.
    const input = jsonText(scope.data);
    const cause = isIntrinsic(text)
      ? `The function '${text}' had the following error: The JsonPath argument for the field '${error.path}' could not be found in the input '${input}'`
      : `The JSONPath '${text}' specified for the field '${field}' could not be found in the input '${input}'`;
    throw new StatesError('States.Runtime', cause);
  }
}

function notAnExpression(field: string): StatesError {
  const cause = `The value for the field '${field}' must be a valid JSONPath or a valid intrinsic function call`;
  return new StatesError('States.Runtime', cause);
}
