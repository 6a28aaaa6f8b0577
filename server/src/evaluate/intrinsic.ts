import type { Json } from '../base/json.ts';
import { lookup } from '../base/lookup.ts';
import { remembering } from '../base/remembering.ts';
import { shortened } from '../base/shortened.ts';
import { StatesError } from '../spec/errors.ts';
import { callIntrinsic, INTRINSICS, type Intrinsic } from '../spec/intrinsics.ts';
import { type IntrinsicArgument, type IntrinsicCall, parseIntrinsic } from '../syntax/intrinsic.ts';
import { evaluatePath } from './path.ts';
import type { Scope, Sources } from './scope.ts';

const parsed = remembering(1000, parseIntrinsic);

/** The value of an intrinsic call. Throws a `StatesError` States.IntrinsicFailure, or the `PathError` of an argument. */
export function evaluateIntrinsic(call: string | IntrinsicCall, scope: Scope, sources: Sources): Json {
  return typeof call === 'string' ? callValue(treeOf(call), scope, sources) : callValue(call, scope, sources);
}

function treeOf(text: string): IntrinsicCall {
  const { call, errors } = parsed(text);
  const [error] = errors;
  if (call && !error) return call;
  const cause = shortened(`The function '${text}' is not valid: ${error?.message ?? ''}`);
  throw new StatesError('States.IntrinsicFailure', cause);
}

function callValue(call: IntrinsicCall, scope: Scope, sources: Sources): Json {
  const name = call.name.value;
  const values = call.arguments.map((argument, i) => {
    const intrinsic: Intrinsic | undefined = lookup(INTRINSICS, name);
    const template = intrinsic?.params[i]?.type === 'template';
    return argumentValue(argument, template, scope, sources);
  });
  return callIntrinsic(name, values, sources, call.text);
}

function argumentValue(argument: IntrinsicArgument, template: boolean, scope: Scope, sources: Sources): Json {
  switch (argument.kind) {
    case 'string':
      return template ? argument.template : argument.value;
    case 'number':
    case 'boolean':
      return argument.value;
    case 'null':
      return null;
    case 'path':
      return evaluatePath(argument.path, scope);
    case 'call':
      return callValue(argument, scope, sources);
  }
}
