import type { AslDocument } from '../model/document.ts';
import { errorHandlingProblems } from './errorHandling.ts';
import { expressionProblems } from './expressions.ts';
import { flowProblems } from './flow.ts';
import { mapProblems } from './map.ts';
import type { Problem, RuleOptions } from './problem.ts';
import { resourceProblems } from './resources.ts';
import { shapeProblems } from './shape.ts';
import { textProblems } from './text.ts';
import { variableProblems } from './variables.ts';

/** Every mistake of a definition that can be found without running it, in the order of the text. */
export function findProblems(document: AslDocument, options: RuleOptions = { type: 'STANDARD' }): readonly Problem[] {
  const problems = [...textProblems(document)];
  const { machine } = document;
  if (machine) {
    for (const rule of RULES) problems.push(...rule(machine, options, document));
  }
  return problems.sort((a, b) => a.start - b.start || a.end - b.end);
}

const RULES = [
  shapeProblems,
  flowProblems,
  expressionProblems,
  errorHandlingProblems,
  mapProblems,
  resourceProblems,
  variableProblems,
] as const;
