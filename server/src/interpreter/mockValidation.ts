import { isArray, isObject, type Json } from '../base/json.ts';
import { type Answer, answerOf } from '../spec/services/answers.ts';
import { calledBy } from './resource.ts';

/** How closely a mocked answer of a service is looked at: `STRICT`, all of it; `PRESENT`, what is there; `NONE`, not at all. */
export type FieldValidationMode = 'STRICT' | 'PRESENT' | 'NONE';

/**
 * What TestState says of an answer that a service could not have given; undefined where it could, or where nothing is known.
 * Members that the service does not have always pass.
 */
export function validateMock(resource: string, result: Json, mode: FieldValidationMode): string | undefined {
  if (mode === 'NONE' || !isObject(result)) return undefined;
  const { family, service, action, pattern } = calledBy(resource);
  const answer = family === 'service' ? answerOf(service, action, pattern) : undefined;
  const problem = answer && findProblem('', answer, result, mode);
  return problem === undefined ? undefined : `Mock result schema validation error: ${problem}`;
}

function findProblem(name: string, answer: Answer, value: Json, mode: FieldValidationMode): string | undefined {
  switch (answer.kind) {
    case 'any':
      return undefined;
    case 'boolean':
      return typeof value === 'boolean' ? undefined : `Field '${name}' must be a boolean`;
    case 'string': {
      if (typeof value !== 'string') return `Field '${name}' must be a string`;
      const [least, most] = answer.length ?? [null, null];
      if (least !== null && value.length < least) return `Field '${name}' is smaller than the minimum length`;
      if (most !== null && value.length > most) return `Field '${name}' exceeds the maximum length`;
      return answer.oneOf && !answer.oneOf.includes(value) ? `Field '${name}' is not an expected value` : undefined;
    }
    case 'number': {
      if (typeof value !== 'number') return `Field '${name}' must be a number`;
      const [least, most] = answer.limits ?? [null, null];
      if (least !== null && value < least) return `Field '${name}' is less than the minimum value`;
      return most !== null && value > most ? `Field '${name}' exceeds the maximum value` : undefined;
    }
    case 'array': {
      if (!isArray(value)) return `Field '${name}' must be an array`;
      const item = answer.of();
      return firstOf(value, (inner) => findProblem(name, item, inner, mode));
    }
    case 'map': {
      if (!isObject(value)) return `Field '${name}' must be an object`;
      const item = answer.of();
      return firstOf(Object.entries(value), ([key, inner]) => findProblem(key, item, inner, mode));
    }
    case 'object': {
      if (!isObject(value)) return `Field '${name}' must be an object`;
      return firstOf(answer.members(), ([member, { required, answer: inner }]) => {
        const given = Object.hasOwn(value, member) ? value[member] : undefined;
        if (given !== undefined) return findProblem(member, inner, given, mode);
        return required && mode === 'STRICT' ? `Required field '${member}' is missing` : undefined;
      });
    }
  }
}

function firstOf<T>(items: Iterable<T>, problemOf: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const problem = problemOf(item);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
