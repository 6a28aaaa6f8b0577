import { findClosest } from '../base/closest.ts';
import { isKey } from '../base/lookup.ts';
import type { AslDocument } from '../model/document.ts';
import { expressionsOf } from '../model/expressions.ts';
import { fieldOf, isDistributed, machinesIn, type State, type StateMachine, statesWithin } from '../model/machine.ts';
import { isRead, type Named, nameSpan, namesIn } from '../model/names.ts';
import { placesWithin, statePlace } from '../model/places.ts';
import { referencesFrom, referencesOf } from '../model/references.ts';
import { findingUnchanged } from '../model/unchanged.ts';
import { assignmentsOf } from '../model/variables.ts';
import { CONTEXT_FIELDS } from '../spec/contextObject.ts';
import { JSONATA_FUNCTIONS } from '../spec/jsonataFunctions.ts';
import { findValue, hasPlaceholder, type Node } from '../syntax/node.ts';
import type { Problem, RuleOptions } from './problem.ts';
import { isVariableName } from './variables.ts';

/** What expressions read: variables that nothing assigns, functions and context fields that do not exist, what nobody reads. */
export function* dataFlowProblems(
  definition: StateMachine,
  { advice }: RuleOptions,
  document: AslDocument,
): Generator<Problem> {
  const reads = readsIn(definition, document);
  yield* machineProblems(definition, EMPTY, { reads, advice: advice !== false });
  for (const [state, list] of reads) {
    for (const read of list) {
      if (read.kind === 'function') yield* functionProblems(read);
      else if (read.kind === 'context') yield* contextProblems(read, state);
    }
  }
  if (advice !== false) yield* unusedVariables(definition, reads);
}

/** A name that an expression reads; offsets are those of the document. */
type Read = Named;

/** What is the same for every machine of a definition. */
interface Told {
  readonly reads: ReadonlyMap<State, readonly Read[]>;
  readonly advice: boolean;
}

/** What the expressions of each state read; those of the states inside it are theirs. */
function readsIn(definition: StateMachine, document: AslDocument): ReadonlyMap<State, readonly Read[]> {
  const reads = new Map<State, readonly Read[]>();
  for (const { state, found } of readsWithin(definition, document, undefined)) {
    if (found.length === 0) continue;
    const states = statesWithin(state);
    for (const [i, list] of found.entries()) {
      const reader = states[i];
      if (reader && list.length > 0) reads.set(reader, list);
    }
  }
  return reads;
}

/** What a state and those inside it read, a list each; none where nothing is read. */
const readsWithin = findingUnchanged(
  (outermost: State, { source }): readonly (readonly Read[])[] => {
    const reads = new Map(statesWithin(outermost).map((state): [State, Read[]] => [state, []]));
    for (const place of placesWithin(statePlace(outermost))) {
      const { state, kind } = place;
      if (!state || kind === 'Branch' || kind === 'ItemProcessor') continue;
      for (const site of expressionsOf(place, mayHaveNames)) {
        if (!isRead(site)) continue;
        for (const named of namesIn(site)) reads.get(state)?.push({ ...named, ...nameSpan(site, named, source) });
      }
    }
    const lists = [...reads.values()];
    return lists.every((list) => list.length === 0) ? [] : lists;
  },
  (lists, by) => lists.map((list) => list.map((read) => ({ ...read, start: read.start + by, end: read.end + by }))),
);

/** A dollar sign before a name, or before another one. */
const NAME_START = /\$[^.[)\],\s]/;

function mayHaveNames(text: string): boolean {
  return NAME_START.test(text) && !hasPlaceholder(text);
}

/** The variables that may have a value, and those that must, when a state is entered. */
interface Assigned {
  readonly may: ReadonlySet<string>;
  readonly must: ReadonlySet<string>;
}

const EMPTY: Assigned = { may: new Set(), must: new Set() };

function* machineProblems(machine: StateMachine, outer: Assigned, told: Told): Generator<Problem> {
  const { reads, advice } = told;
  // Where transitions are filled in later, any state may come before any other.
  const certain = [...referencesOf(machine)].every(({ target }) => !hasPlaceholder(target));
  const onEntry = assignedOnEntry(machine, outer);
  const everywhere = new Set(outer.may);
  for (const state of machine.states.values()) for (const { name } of assignmentsOf(state)) everywhere.add(name);
  for (const state of machine.states.values()) {
    const assigned = onEntry.get(state);
    for (const read of certain && assigned ? (reads.get(state) ?? []) : []) {
      if (read.kind !== 'variable' || assigned?.may.has(read.name)) {
        if (read.kind === 'variable' && advice && !assigned?.must.has(read.name)) yield sometimesAssigned(read);
        continue;
      }
      yield neverAssigned(read, everywhere);
    }
    const inner = isDistributed(state) ? EMPTY : (assigned ?? { may: everywhere, must: everywhere });
    for (const nested of state.machines) yield* machineProblems(nested, inner, told);
  }
}

function neverAssigned(read: Read, everywhere: ReadonlySet<string>): Problem {
  const { name } = read;
  const suggestion = everywhere.has(name) ? undefined : findClosest(name, everywhere);
  const why = everywhere.has(name) ? 'is assigned only after this state' : 'is never assigned';
  const advice = suggestion === undefined ? '' : `; did you mean "$${suggestion}"?`;
  return {
    code: 'unassigned-variable',
    message: `The variable $${name} ${why}${advice}`,
    start: read.start,
    end: read.end,
    ...(suggestion !== undefined && { suggestion: `$${suggestion}` }),
  };
}

function sometimesAssigned(read: Read): Problem {
  return {
    code: 'maybe-unassigned',
    message: `The variable $${read.name} is not assigned on every way to this state`,
    start: read.start,
    end: read.end,
  };
}

function assignedOnEntry(machine: StateMachine, outer: Assigned): ReadonlyMap<State, Assigned> {
  const onEntry = new Map<State, Assigned>();
  const start = machine.startAt && machine.states.get(machine.startAt.value);
  if (!start) return onEntry;
  onEntry.set(start, outer);
  // A state that is added while it waits already waits once.
  const waiting = new Set([start]);
  for (const state of waiting) {
    waiting.delete(state);
    const entry = onEntry.get(state);
    if (!entry) continue;
    for (const { target, kind, index } of referencesFrom(state)) {
      const next = machine.states.get(target);
      if (!next) continue;
      const set = assignedOnEdge(
        state,
        kind === 'choice' || kind === 'catch' ? { kind, index: index ?? 0 } : undefined,
      );
      const known = onEntry.get(next);
      const arriving = withNames(entry, set);
      const joined = known ? join(known, arriving) : arriving;
      if (joined === known) continue;
      onEntry.set(next, joined);
      waiting.add(next);
    }
  }
  return onEntry;
}

/** The same value where nothing is new: most states assign nothing. */
function withNames(assigned: Assigned, names: readonly string[]): Assigned {
  if (names.every((name) => assigned.must.has(name))) return assigned;
  return { may: new Set([...assigned.may, ...names]), must: new Set([...assigned.must, ...names]) };
}

/** What holds where two ways meet; the same value as the first where the second changes nothing. */
function join(known: Assigned, other: Assigned): Assigned {
  if (known === other) return known;
  const may = isSubset(other.may, known.may) ? known.may : new Set([...known.may, ...other.may]);
  const must = isSubset(known.must, other.must)
    ? known.must
    : new Set([...known.must].filter((name) => other.must.has(name)));
  return may === known.may && must === known.must ? known : { may, must };
}

function isSubset(part: ReadonlySet<string>, whole: ReadonlySet<string>): boolean {
  if (part.size > whole.size) return false;
  for (const name of part) if (!whole.has(name)) return false;
  return true;
}

/** A rule or a catcher has an `Assign` of its own, in place of that of the state. */
function assignedOnEdge(
  state: State,
  edge: { kind: 'choice' | 'catch'; index: number } | undefined,
): readonly string[] {
  const list = edge && fieldOf(state, edge.kind === 'choice' ? 'Choices' : 'Catch');
  const holder = edge ? (list?.kind === 'array' ? list.items[edge.index] : undefined) : state.node;
  return namesAssigned(findValue(holder, 'Assign'), state.language === 'JSONPath');
}

function namesAssigned(assign: Node | undefined, isTemplate: boolean): readonly string[] {
  if (assign?.kind !== 'object') return [];
  return assign.properties.map(({ key: { value } }) =>
    isTemplate && value.endsWith('.$') ? value.slice(0, -2) : value,
  );
}

function* functionProblems(read: Read): Generator<Problem> {
  const { name } = read;
  if (isKey(JSONATA_FUNCTIONS, name)) {
    const { signature } = JSONATA_FUNCTIONS[name];
    const { given } = read;
    const [fewest, most] = countArguments(signature);
    // The context, or the left side of ~>, may stand for the first one.
    if (given === undefined || (fewest - 1 <= given && given <= most)) return;
    const count = given < fewest ? `at least ${fewest}` : `at most ${most}`;
    const message = `$${name} takes ${count} argument${count.endsWith(' 1') ? '' : 's'}: ${signature}`;
    yield { code: 'jsonata-arguments', message, start: read.start, end: read.end };
    return;
  }
  if (name === 'eval') {
    const message = 'Step Functions has no $eval; read JSON text with $parse';
    yield { code: 'unknown-function', message, start: read.start, end: read.end };
    return;
  }
  const suggestion = findClosest(name, Object.keys(JSONATA_FUNCTIONS));
  const advice = suggestion === undefined ? '' : `; did you mean "$${suggestion}"?`;
  yield {
    code: 'unknown-function',
    message: `There is no function $${name} in JSONata${advice}`,
    start: read.start,
    end: read.end,
    ...(suggestion !== undefined && { suggestion: `$${suggestion}` }),
  };
}

/** How many arguments a signature such as `$pad(str, width[, char])` asks for; those in brackets can be left out. */
function countArguments(signature: string): readonly [fewest: number, most: number] {
  const inside = signature.slice(signature.indexOf('(') + 1, signature.lastIndexOf(')')).replace(/\([^)]*\)/g, '');
  const count = (names: string) => names.split(',').filter((name) => name.trim() !== '').length;
  const most = /…|\.\.\./.test(inside) ? Number.POSITIVE_INFINITY : count(inside);
  return [count(inside.replace(/\[.*\]/, '')), most];
}

/** Below these fields the data is the user's. */
const OPEN_FIELDS = ['Execution.Input', 'Map.Item.Value'];

function* contextProblems(read: Read, state: State): Generator<Problem> {
  const { name } = read;
  if (isKey(CONTEXT_FIELDS, name) || OPEN_FIELDS.some((open) => name.startsWith(`${open}.`))) {
    const missing = missingHere(name, state);
    if (missing) yield { code: 'context-here', message: missing, start: read.start, end: read.end };
    return;
  }
  const suggestion = findClosest(name, Object.keys(CONTEXT_FIELDS));
  const advice = suggestion === undefined ? '' : `; did you mean "${suggestion}"?`;
  yield {
    code: 'unknown-context-field',
    message: `The context object has no field ${name}${advice}`,
    start: read.start,
    end: read.end,
  };
}

/** `Map` is there in a Map and its iterations, `Task` in a Task. */
function missingHere(name: string, state: State): string | undefined {
  if (name === 'Map' || name.startsWith('Map.')) {
    for (let outer: State | undefined = state; outer; outer = outer.machine.parent)
      if (outer.type === 'Map') return undefined;
    return 'The context object has Map in a Map state and its iterations only';
  }
  // Also tasks that do not wait for it have been seen to hand on a token.
  if (state.type !== 'Task' && state.type !== undefined && (name === 'Task' || name.startsWith('Task.'))) {
    return 'The context object has Task in Task states only';
  }
  return undefined;
}

function* unusedVariables(definition: StateMachine, reads: ReadonlyMap<State, readonly Read[]>): Generator<Problem> {
  const read = new Set<string>();
  for (const list of reads.values()) for (const { kind, name } of list) if (kind !== 'context') read.add(name);
  for (const machine of machinesIn(definition)) {
    for (const state of machine.states.values()) {
      for (const { name, property } of assignmentsOf(state)) {
        const { start, end } = property.key;
        if (!read.has(name) && isVariableName(name)) {
          yield { code: 'unused-variable', message: `The variable $${name} is never read`, start, end };
        } else if (state.language === 'JSONata' && isKey(JSONATA_FUNCTIONS, name)) {
          const message = `The variable $${name} hides the JSONata function of that name`;
          yield { code: 'shadowed-name', message, start, end };
        }
      }
    }
  }
}
