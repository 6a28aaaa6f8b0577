import { isArray, isObject, type Json, withMember } from '../base/json.ts';
import { StatesError } from '../spec/errors.ts';
import { isReferencePath, type PathStep, parsePath } from '../syntax/jsonpath.ts';
import { jsonText } from './jsonText.ts';

/**
 * A copy of `input` with `value` put at a reference path, as `ResultPath` does it: objects that are missing on the way are made, and an
 * index must be one that the array has. Throws a `StatesError` States.ResultPathMatchFailure.
 */
export function putAt(path: string, input: Json, value: Json): Json {
  const { path: tree, errors } = parsePath(path);
  const fail = (): never => {
    const cause = `Unable to apply ReferencePath ${path} to input ${jsonText(input)}`;
    throw new StatesError('States.ResultPathMatchFailure', cause);
  };
  if (!tree || errors.length > 0 || tree.root.kind !== 'data' || !isReferencePath(tree)) return fail();
  // Down to the place, then up again with a copy of each container; without recursion, for a path of any length.
  const containers: (Json | undefined)[] = [];
  let current: Json | undefined = input;
  for (const step of tree.steps) {
    containers.push(current);
    current = child(current, step, fail);
  }
  return tree.steps.reduceRight<Json>((below, step, i) => withChild(containers[i], step, below), value);
}

function child(container: Json | undefined, step: PathStep, fail: () => never): Json | undefined {
  if (step.kind === 'name') {
    if (container !== undefined && !isObject(container)) return fail();
    return container && Object.hasOwn(container, step.name) ? container[step.name] : undefined;
  }
  if (step.kind !== 'index' || !isArray(container) || container[step.index] === undefined) return fail();
  return container[step.index];
}

function withChild(container: Json | undefined, step: PathStep, value: Json): Json {
  if (step.kind === 'index' && isArray(container)) return container.with(step.index, value);
  if (step.kind === 'name') return withMember(isObject(container) ? container : {}, step.name, value);
  return value;
}
