import { isArray, isObject, type Json } from '../base/json.ts';
import { lookup } from '../base/lookup.ts';
import { RESPONSES, type ResponseField } from '../spec/responses.ts';
import { calledBy } from './resource.ts';

/** How closely a mocked answer of a service is looked at: `STRICT`, all of it; `PRESENT`, what is there; `NONE`, not at all. */
export type FieldValidationMode = 'STRICT' | 'PRESENT' | 'NONE';

/** What is wrong with an answer that a service is said to have given; undefined where nothing is, or nothing is known. */
export function checkMockResult(resource: string, result: Json, mode: FieldValidationMode): string | undefined {
  if (mode === 'NONE') return undefined;
  const { family, service, action, pattern } = calledBy(resource);
  // What comes back with a token is whatever its sender likes.
  if (family !== 'service' || pattern === '.waitForTaskToken') return undefined;
  const fields = lookup(RESPONSES, `${service}:${action}${pattern}`);
  return fields && checkObject(fields, result, mode);
}

function checkObject(
  fields: { readonly [name: string]: ResponseField },
  value: Json,
  mode: FieldValidationMode,
): string | undefined {
  if (!isObject(value)) return undefined;
  for (const [name, field] of Object.entries(fields)) {
    const member = Object.hasOwn(value, name) ? value[name] : undefined;
    if (member === undefined) {
      if (field.required && mode === 'STRICT') return `Required field '${name}' is missing`;
      continue;
    }
    const problem = checkField(name, field, member, mode);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function checkField(name: string, field: ResponseField, value: Json, mode: FieldValidationMode): string | undefined {
  switch (field.type) {
    case 'any':
      return undefined;
    case 'string':
      if (typeof value !== 'string') return `Field '${name}' must be a string`;
      if (field.minLength !== undefined && value.length < field.minLength) {
        return `Field '${name}' is smaller than the minimum length`;
      }
      if (field.oneOf && !field.oneOf.includes(value)) return `Field '${name}' is not an expected value`;
      return undefined;
    case 'number':
      if (typeof value !== 'number') return `Field '${name}' must be a number`;
      if (field.min !== undefined && value < field.min) return `Field '${name}' is less than the minimum value`;
      if (field.max !== undefined && value > field.max) return `Field '${name}' exceeds the maximum value`;
      return undefined;
    case 'boolean':
      return typeof value === 'boolean' ? undefined : `Field '${name}' must be a boolean`;
    case 'array': {
      if (!isArray(value)) return `Field '${name}' must be an array`;
      for (const item of value) {
        const problem = checkField(name, field.of, item, mode);
        if (problem !== undefined) return problem;
      }
      return undefined;
    }
    case 'object':
      return isObject(value) ? checkObject(field.fields, value, mode) : `Field '${name}' must be an object`;
  }
}
