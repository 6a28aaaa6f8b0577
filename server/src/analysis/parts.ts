import type { AslDocument } from '../model/document.ts';
import { type StateMachine, statesWithin } from '../model/machine.ts';
import { machinePlace, placesWithin, statePlace } from '../model/places.ts';
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

interface Checked {
  /** Where the state began. */
  readonly from: number;
  readonly problems: readonly Problem[];
}

/** The outermost states of the last definition by their text: a keystroke leaves all but one as they were. */
let known: { readonly circumstances: string; readonly states: ReadonlyMap<string, Checked> } = {
  circumstances: '',
  states: new Map(),
};

/** What is wrong with each state by itself, and with the definition around them. */
export function partProblems(
  definition: StateMachine,
  options: RuleOptions,
  document: AslDocument,
): readonly Problem[] {
  const { source, syntax } = document;
  const problems = problemsOf({ states: [], places: [machinePlace(definition)] }, options, document);
  const circumstances = JSON.stringify([syntax, definition.language, options]);
  // The text of a state does not tell what its aliases stand for.
  const mayRefer = syntax === 'yaml' && source.includes('&');
  const before = circumstances === known.circumstances && !mayRefer ? known.states : undefined;
  const states = new Map<string, Checked>();
  for (const state of definition.states.values()) {
    const from = state.key.start;
    const text = source.slice(from, state.node.end);
    const same = before?.get(text);
    const found = same
      ? moved(same.problems, from - same.from)
      : problemsOf({ states: statesWithin(state), places: placesWithin(statePlace(state)) }, options, document);
    states.set(text, { from, problems: found });
    for (const problem of found) problems.push(problem);
  }
  if (!mayRefer) known = { circumstances, states };
  return problems;
}

function problemsOf(part: Part, options: RuleOptions, document: AslDocument): Problem[] {
  const problems: Problem[] = [];
  for (const rule of RULES) for (const problem of rule(part, options, document)) problems.push(problem);
  return problems;
}

function moved(problems: readonly Problem[], by: number): readonly Problem[] {
  if (by === 0 || problems.length === 0) return problems;
  return problems.map(({ start, end, related, ...rest }) => ({
    ...rest,
    start: start + by,
    end: end + by,
    ...(related && { related: related.map((place) => ({ ...place, start: place.start + by, end: place.end + by })) }),
  }));
}
