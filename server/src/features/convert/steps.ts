import type { PathStep } from '../../syntax/jsonpath.ts';
import { atom, type Expression, literal, step as nameStep, primary } from './expression.ts';

/** One definite step on from `base`. */
export function definiteStep(base: Expression, step: PathStep): Expression {
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

/** Definite steps from the item at hand: `a.b`, or `$` where there are none. */
export function relative(steps: readonly PathStep[]): Expression {
  const { text } = steps.reduce(definiteStep, atom('$'));
  return atom(text.startsWith('$.') ? text.slice(2) : text);
}
