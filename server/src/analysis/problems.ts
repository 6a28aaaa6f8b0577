import type { AslDocument } from '../model/document.ts';
import { adviceProblems } from './advice.ts';
import { choiceProblems } from './choices.ts';
import { dataFlowProblems } from './dataFlow.ts';
import { errorHandlingProblems } from './errorHandling.ts';
import { expressionProblems } from './expressions.ts';
import { flowProblems } from './flow.ts';
import { lostResultProblems } from './lostResults.ts';
import { mapProblems } from './map.ts';
import { pathStepProblems } from './pathSteps.ts';
import type { Problem, RuleOptions } from './problem.ts';
import { resourceProblems } from './resources.ts';
import { serviceProblems } from './services.ts';
import { shapeProblems } from './shape.ts';
import { statedType, withoutSuppressed } from './suppressions.ts';
import { textProblems } from './text.ts';
import { variableProblems } from './variables.ts';

/** Every mistake of a definition that can be found without running it, in the order of the text. */
export function findProblems(document: AslDocument, options: RuleOptions = {}): readonly Problem[] {
  const problems = [...textProblems(document)];
  const { machine } = document;
  if (machine) {
    const known = { ...options, type: options.type ?? statedType(document) ?? options.deployedAs ?? 'STANDARD' };
    // One by one: a call takes only so many arguments.
    for (const rule of RULES) for (const problem of rule(machine, known, document)) problems.push(problem);
  }
  return withoutSuppressed(document, problems).sort((a, b) => a.start - b.start || a.end - b.end);
}

const RULES = [
  shapeProblems,
  flowProblems,
  expressionProblems,
  pathStepProblems,
  errorHandlingProblems,
  choiceProblems,
  mapProblems,
  resourceProblems,
  serviceProblems,
  variableProblems,
  dataFlowProblems,
  lostResultProblems,
  adviceProblems,
] as const;
