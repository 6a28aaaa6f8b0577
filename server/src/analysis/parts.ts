import type { AslDocument } from '../model/document.ts';
import { type State, type StateMachine, statesWithin } from '../model/machine.ts';
import { machinePlace, placesWithin, statePlace } from '../model/places.ts';
import { findingUnchanged } from '../model/unchanged.ts';
import { adviceProblems } from './advice.ts';
import { choiceProblems } from './choices.ts';
import { errorHandlingProblems } from './errorHandling.ts';
import { expressionProblems } from './expressions.ts';
import { pathStepProblems } from './pathSteps.ts';
import type { Part, Problem, RuleOptions } from './problem.ts';
import { resourceProblems } from './resources.ts';
import { serviceProblems } from './services.ts';
import { shapeProblems } from './shape.ts';

/** None of them looks out of the outermost state that it is about. */
const RULES = [
  shapeProblems,
  expressionProblems,
  pathStepProblems,
  errorHandlingProblems,
  choiceProblems,
  resourceProblems,
  serviceProblems,
  adviceProblems,
] as const;

/** What is wrong with each state by itself, and with the definition around them. */
export function partProblems(
  definition: StateMachine,
  options: RuleOptions,
  document: AslDocument,
): readonly Problem[] {
  const around: Part = { states: [], places: [machinePlace(definition)] };
  const inside = stateProblems(definition, document, options).flatMap(({ found }) => found);
  return [...problemsOf(around, document, options), ...inside];
}

const stateProblems = findingUnchanged((state: State, document, options: RuleOptions) => {
  return problemsOf({ states: statesWithin(state), places: placesWithin(statePlace(state)) }, document, options);
}, movedProblems);

function problemsOf(part: Part, document: AslDocument, options: RuleOptions): readonly Problem[] {
  const problems: Problem[] = [];
  for (const rule of RULES) for (const problem of rule(part, options, document)) problems.push(problem);
  return problems;
}

function movedProblems(problems: readonly Problem[], by: number): readonly Problem[] {
  if (problems.length === 0) return problems;
  return problems.map(({ start, end, related, ...rest }) => ({
    ...rest,
    start: start + by,
    end: end + by,
    ...(related && { related: related.map((place) => ({ ...place, start: place.start + by, end: place.end + by })) }),
  }));
}
