import type { AslDocument } from '../model/document.ts';
import { expressionsOf, pathsOf } from '../model/expressions.ts';
import type { PathStep } from '../syntax/jsonpath.ts';
import { hasPlaceholder } from '../syntax/node.ts';
import { spanIn } from '../syntax/stringOffsets.ts';
import type { Part, Problem, RuleOptions } from './problem.ts';

/** Steps that other engines know, and that find nothing on AWS. */
export function* pathStepProblems(
  { places }: Part,
  _options: RuleOptions,
  { source }: AslDocument,
): Generator<Problem> {
  for (const place of places) {
    for (const { language, node, text, field } of expressionsOf(place, mayBeOdd)) {
      if (language === 'jsonata') continue;
      const value = field.spec?.value;
      const isReference = value?.kind === 'path' && value.reference === true;
      for (const step of pathsOf(language, text).flatMap(({ steps }) => steps)) {
        // A reference path with a function is refused, and told as such.
        const message = isReference && step.kind === 'name' ? undefined : faultOf(step);
        if (message !== undefined) yield { code: 'path-step', message, ...spanIn(node, step, source) };
      }
    }
  }
}

function mayBeOdd(text: string): boolean {
  return /\[\s*-|\(\)/.test(text) && !hasPlaceholder(text);
}

function faultOf(step: PathStep): string | undefined {
  if (step.kind === 'index' && step.index < 0) {
    return `The index ${step.index} fails: counted from the end it is [(@.length${step.index})]`;
  }
  if (step.kind === 'name' && step.name.endsWith('()')) {
    return `Paths have no functions: "${step.name}" is the name of a field${step.name === 'length()' ? '; use States.ArrayLength' : ''}`;
  }
  return undefined;
}
