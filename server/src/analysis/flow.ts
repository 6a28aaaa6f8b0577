import { findClosest } from '../base/closest.ts';
import { machinesIn, type State, type StateMachine, statesIn } from '../model/machine.ts';
import { isTerminal, type Reference, reachableStates, referencesFrom, referencesOf } from '../model/references.ts';
import { findProperty, hasPlaceholder, isFilledIn, type Node } from '../syntax/node.ts';
import { awsLocation, type Problem } from './problem.ts';

/** Transitions: unknown targets, unreachable states, no way to end, names. */
export function* flowProblems(definition: StateMachine): Generator<Problem> {
  for (const machine of machinesIn(definition)) {
    yield* unknownTargets(machine);
    if (!isCertain(machine)) continue;
    yield* unreachable(machine);
    yield* noTerminal(machine);
    yield* endlessLoops(machine);
  }
  yield* names(definition);
}

function* unknownTargets(machine: StateMachine): Generator<Problem> {
  const names = stateNames(machine);
  if (!names) return;
  for (const reference of referencesOf(machine)) {
    const { target, node } = reference;
    if (names.has(target) || hasPlaceholder(target)) continue;
    // That no expression can stand here is said where values are checked.
    if (reference.from?.language === 'JSONata' && target.startsWith('{%')) continue;
    const suggestion = findClosest(target, names);
    const elsewhere = suggestion === undefined && isElsewhere(machine, target);
    const advice = suggestion !== undefined ? `; did you mean "${suggestion}"?` : elsewhere ? ELSEWHERE : '';
    yield {
      code: 'unknown-state',
      message: `There is no state named "${target}"${advice}`,
      start: node.start,
      end: node.end,
      ...(suggestion !== undefined && { suggestion }),
      aws: {
        code: 'MISSING_TRANSITION_TARGET',
        message: `Missing 'Next' target: ${target}`,
        location: awsLocation(pointerOf(reference)),
      },
    };
  }
}

const ELSEWHERE = ' in this machine: a transition cannot lead into, or out of, a branch or an item processor';

/** All keys of `States`, also of states that are not (yet) objects; undefined where they cannot be known. */
function stateNames(machine: StateMachine): ReadonlySet<string> | undefined {
  const container = findProperty(machine.node, 'States')?.value;
  if (container?.kind !== 'object') return undefined;
  const names = new Set(container.properties.map(({ key }) => key.value));
  return [...names].some(hasPlaceholder) ? undefined : names;
}

function isElsewhere(machine: StateMachine, name: string): boolean {
  let outermost = machine;
  while (outermost.parent) outermost = outermost.parent.machine;
  for (const state of statesIn(outermost)) if (state.name === name) return true;
  return false;
}

function pointerOf({ kind, machine, from, index }: Reference): string {
  switch (kind) {
    case 'StartAt':
      return `${machine.pointer}/StartAt`;
    case 'Next':
    case 'Default':
      return `${from?.pointer}/${kind}`;
    case 'choice':
      return `${from?.pointer}/Choices/${index}/Next`;
    case 'catch':
      return `${from?.pointer}/Catch/${index}/Next`;
  }
}

function* unreachable(machine: StateMachine): Generator<Problem> {
  // Without a valid start nothing is reachable; reporting every state would only hide the real problem.
  const reached = reachableStates(machine);
  if (!reached) return;
  for (const state of machine.states.values()) {
    if (reached.has(state)) continue;
    yield {
      code: 'unreachable-state',
      message: `State "${state.name}" is not reachable from StartAt`,
      start: state.key.start,
      end: state.key.end,
      aws: {
        code: 'MISSING_TRANSITION_TARGET',
        message: `State "${state.name}" is not reachable.`,
        location: awsLocation(state.pointer),
      },
    };
  }
}

/** Whether all transitions are known: a placeholder may lead anywhere, and an unfinished state goes nowhere yet. */
function isCertain(machine: StateMachine): boolean {
  const container = findProperty(machine.node, 'States')?.value;
  if (container?.kind !== 'object' || container.properties.some(({ value }) => value?.kind !== 'object')) return false;
  for (const { target } of referencesOf(machine)) if (hasPlaceholder(target)) return false;
  return [...machine.states.values()].every(({ name, node }) => !hasPlaceholder(name) && !hasUnknown(node));
}

const WAYS_ON = ['Type', 'Next', 'End', 'Default', 'Choices', 'Catch'];

/** Whether deployment fills in where a state, a rule or a catcher leads. */
function hasUnknown(node: Node): boolean {
  if (isFilledIn(node)) return true;
  if (node.kind === 'array') return node.items.some(hasUnknown);
  if (node.kind !== 'object') return false;
  return node.properties.some(({ key, value }) => value && WAYS_ON.includes(key.value) && hasUnknown(value));
}

function* noTerminal(machine: StateMachine): Generator<Problem> {
  if (machine.states.size === 0) return;
  const states = [...machine.states.values()];
  // A state of an unknown type may be any; a state that goes nowhere is reported as such.
  if (states.some((state) => isTerminal(state) || state.type === undefined || goesNowhere(state))) return;
  const key = findProperty(machine.node, 'States')?.key ?? machine.node;
  yield {
    code: 'no-terminal-state',
    message: 'No state ends this machine: it needs a state with "End": true, or one of type Succeed or Fail',
    start: key.start,
    end: key.end,
    // AWS looks at the outermost machine only; an inner one that never ends is no better when it runs.
    ...(!machine.parent && { aws: { code: 'MISSING_END_STATE', message: 'Workflow has no terminal state' } }),
  };
}

function goesNowhere(state: State): boolean {
  return state.type !== 'Choice' && !findProperty(state.node, 'Next');
}

const MAX_NAME_LENGTH = 80;
const CONTROL = /\p{Cc}/u;

function* names(definition: StateMachine): Generator<Problem> {
  const first = new Map<string, State>();
  for (const state of statesIn(definition)) {
    const { name, key, pointer } = state;
    const { start, end } = key;
    // A name has at most as many characters as UTF-16 units.
    if (name === '' || (name.length > MAX_NAME_LENGTH && [...name].length > MAX_NAME_LENGTH && !hasPlaceholder(name))) {
      const said =
        name === ''
          ? "Invalid State name: State '' must not be empty"
          : `Invalid State name: State '${name}' exceeds the 80-character limit allowed by the service`;
      yield {
        code: 'state-name',
        message:
          name === ''
            ? 'A state name cannot be empty'
            : `A state name has at most ${MAX_NAME_LENGTH} characters; this one has ${[...name].length}`,
        start,
        end,
        aws: { code: 'INVALID_STATE_NAME', message: said, location: awsLocation(pointer) },
      };
    }
    if (CONTROL.test(name)) {
      const message = 'A state name with a control character in it cannot be read by anybody';
      yield { code: 'state-name-character', message, start, end };
    }
    const other = first.get(name);
    if (!other) {
      first.set(name, state);
    } else if (other.machine !== state.machine) {
      yield {
        code: 'duplicate-state',
        message: `There is another state named "${name}"; names are unique across the whole definition, nested machines included`,
        start,
        end,
        related: [{ message: `The other state named "${name}"`, start: other.key.start, end: other.key.end }],
        aws: { code: 'DUPLICATE_STATE_NAME', message: `Duplicate State name: ${name}`, location: awsLocation(pointer) },
      };
    }
  }
}

/** States from which no way leads to an end: an execution that gets there runs until it times out. */
function* endlessLoops(machine: StateMachine): Generator<Problem> {
  const reached = reachableStates(machine);
  if (!reached) return;
  const states = [...machine.states.values()];
  if (!states.some((state) => isTerminal(state))) return;
  const before = new Map<State, State[]>();
  for (const state of reached) {
    for (const { target } of referencesFrom(state)) {
      const next = machine.states.get(target);
      if (!next) return;
      const known = before.get(next);
      if (known) known.push(state);
      else before.set(next, [state]);
    }
  }
  // What goes nowhere at all is another problem's.
  const ending = new Set(states.filter((state) => isTerminal(state) || state.type === undefined || goesNowhere(state)));
  for (const state of ending) for (const previous of before.get(state) ?? []) ending.add(previous);
  const endless = [...reached].filter((state) => !ending.has(state));
  const [first] = endless;
  if (!first) return;
  const names = endless.map(({ name }) => `"${name}"`).join(', ');
  const message = `From ${names} no transition leads to an end: an execution that gets here never ends by itself`;
  yield { code: 'endless-loop', message, start: first.key.start, end: first.key.end };
}
