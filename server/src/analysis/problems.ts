import type { AslDocument } from '../model/document.ts';
import { sizeProblems } from './advice.ts';
import { dataFlowProblems } from './dataFlow.ts';
import { flowProblems } from './flow.ts';
import { lostResultProblems } from './lostResults.ts';
import { mapProblems } from './map.ts';
import { partProblems } from './parts.ts';
import type { Problem, RuleOptions } from './problem.ts';
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
  sizeProblems,
  partProblems,
  flowProblems,
  mapProblems,
  variableProblems,
  dataFlowProblems,
  lostResultProblems,
] as const;
