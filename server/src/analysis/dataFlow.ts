import { findClosest } from '../base/closest.ts';
import { isKey } from '../base/lookup.ts';
import type { AslDocument } from '../model/document.ts';
import { type ExpressionSite, expressionsOf } from '../model/expressions.ts';
import { fieldOf, isDistributed, machinesIn, type State, type StateMachine } from '../model/machine.ts';
import { placesIn } from '../model/places.ts';
import { referencesFrom, referencesOf } from '../model/references.ts';
import { assignmentsOf } from '../model/variables.ts';
import { CONTEXT_FIELDS } from '../spec/contextObject.ts';
import { JSONATA_FUNCTIONS } from '../spec/jsonataFunctions.ts';
import { type IntrinsicCall, parseIntrinsic } from '../syntax/intrinsic.ts';
import { readJsonata } from '../syntax/jsonata.ts';
import { type JsonPath, parsePath } from '../syntax/jsonpath.ts';
import { findValue, hasPlaceholder, type Node } from '../syntax/node.ts';
import { stringOffsets } from '../syntax/stringOffsets.ts';
import type { Problem, RuleOptions } from './problem.ts';

/** What expressions read: variables that nothing assigns, functions and context fields that do not exist, what nobody reads. */
export function* dataFlowProblems(
  definition: StateMachine,
  { advice }: RuleOptions,
  { source }: AslDocument,
): Generator<Problem> {
  const reads = readsIn(definition, source);
  yield* machineProblems(definition, EMPTY, reads, advice !== false);
  for (const list of reads.values()) {
    for (const read of list) {
      if (read.kind === 'function') yield* functionProblems(read);
      else if (read.kind === 'context') yield* contextProblems(read);
    }
  }
  if (advice !== false) yield* unusedVariables(definition, reads);
}

/** A name that an expression reads, and where. */
interface Read {
  readonly kind: 'variable' | 'function' | 'context';
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** What the expressions of each state read; those of the states inside it are theirs. */
function readsIn(definition: StateMachine, source: string): ReadonlyMap<State, readonly Read[]> {
  const reads = new Map<State, Read[]>();
  for (const place of placesIn(definition)) {
    const { state, kind } = place;
    if (!state || kind === 'Branch' || kind === 'ItemProcessor') continue;
    for (const site of expressionsOf(place)) {
      if (!isRead(site) || !MAY_HAVE_NAMES.test(site.text)) continue;
      const known = reads.get(state);
      if (known) known.push(...readsAt(site, source));
      else reads.set(state, [...readsAt(site, source)]);
    }
  }
  return reads;
}

/** A dollar sign before a name, or before another one. */
const MAY_HAVE_NAMES = /\$[^.[)\],\s]/;

/** `ResultPath` says where to write. */
function isRead({ field }: ExpressionSite): boolean {
  const value = field.spec?.value;
  return value?.kind !== 'path' || value.within !== 'input';
}

function* readsAt({ language, text, textStart, node }: ExpressionSite, source: string): Generator<Read> {
  const found = [...namesIn(language, text)];
  if (found.length === 0) return;
  const offsets = stringOffsets(node, source);
  for (const { start, end, ...read } of found) {
    yield { ...read, start: offsets[start + textStart] ?? node.start, end: offsets[end + textStart] ?? node.end };
  }
}

function* namesIn(language: ExpressionSite['language'], text: string): Generator<Read> {
  switch (language) {
    case 'jsonata':
      for (const { kind, name, start, end } of readJsonata(text).references) {
        // A function can be handed over by its name: `$map(list, $uppercase)`.
        if (kind === 'variable' && isKey(JSONATA_FUNCTIONS, name)) yield { kind: 'function', name, start, end };
        else if (kind !== 'states') yield { kind, name, start, end };
        else if (name === 'context') yield* contextName(text, end);
      }
      return;
    case 'intrinsic': {
      const { call } = parseIntrinsic(text);
      if (call) yield* namesInCall(call);
      return;
    }
    case 'path': {
      const { path } = parsePath(text);
      if (path) yield* namesInPath(path);
    }
  }
}

const MEMBERS = /(?:\.[A-Za-z]\w*)+/y;

/** The members read after `$states.context`. */
function* contextName(text: string, from: number): Generator<Read> {
  MEMBERS.lastIndex = from;
  const members = MEMBERS.exec(text)?.[0];
  if (members) yield { kind: 'context', name: members.slice(1), start: from + 1, end: from + members.length };
}

function* namesInCall(call: IntrinsicCall): Generator<Read> {
  for (const argument of call.arguments) {
    if (argument.kind === 'call') yield* namesInCall(argument);
    else if (argument.kind === 'path') yield* namesInPath(argument.path);
  }
}

function* namesInPath({ root, steps }: JsonPath): Generator<Read> {
  if (root.kind === 'variable') yield { kind: 'variable', name: root.name, start: root.start, end: root.end };
  if (root.kind !== 'context') return;
  const names: string[] = [];
  for (const step of steps) {
    if (step.kind !== 'name') break;
    names.push(step.name);
  }
  const [first] = steps;
  if (first && names.length > 0)
    yield {
      kind: 'context',
      name: names.join('.'),
      start: first.start,
      end: steps[names.length - 1]?.end ?? first.end,
    };
}

/** The variables that may have a value, and those that must, when a state is entered. */
interface Assigned {
  readonly may: ReadonlySet<string>;
  readonly must: ReadonlySet<string>;
}

const EMPTY: Assigned = { may: new Set(), must: new Set() };

function* machineProblems(
  machine: StateMachine,
  outer: Assigned,
  reads: ReadonlyMap<State, readonly Read[]>,
  advice: boolean,
): Generator<Problem> {
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
    for (const nested of state.machines) yield* machineProblems(nested, inner, reads, advice);
  }
}

function neverAssigned({ name, start, end }: Read, everywhere: ReadonlySet<string>): Problem {
  const suggestion = everywhere.has(name) ? undefined : findClosest(name, everywhere);
  const why = everywhere.has(name) ? 'is assigned only after this state' : 'is never assigned';
  const advice = suggestion === undefined ? '' : `; did you mean "$${suggestion}"?`;
  return {
    code: 'unassigned-variable',
    message: `The variable $${name} ${why}${advice}`,
    start,
    end,
    ...(suggestion !== undefined && { suggestion: `$${suggestion}` }),
  };
}

function sometimesAssigned({ name, start, end }: Read): Problem {
  return {
    code: 'maybe-unassigned',
    message: `The variable $${name} is not assigned on every way to this state`,
    start,
    end,
  };
}

function assignedOnEntry(machine: StateMachine, outer: Assigned): ReadonlyMap<State, Assigned> {
  const onEntry = new Map<State, { may: Set<string>; must: Set<string> }>();
  const start = machine.startAt && machine.states.get(machine.startAt.value);
  if (!start) return onEntry;
  onEntry.set(start, { may: new Set(outer.may), must: new Set(outer.must) });
  const queue = [start];
  for (let state = queue.pop(); state; state = queue.pop()) {
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
      if (!known) {
        const added = { may: new Set(entry.may), must: new Set(entry.must) };
        for (const name of set) {
          added.may.add(name);
          added.must.add(name);
        }
        onEntry.set(next, added);
        queue.push(next);
        continue;
      }
      const before = known.may.size;
      for (const name of entry.may) known.may.add(name);
      for (const name of set) known.may.add(name);
      let changed = known.may.size > before;
      for (const name of known.must) {
        if (entry.must.has(name) || set.includes(name)) continue;
        known.must.delete(name);
        changed = true;
      }
      if (changed) queue.push(next);
    }
  }
  return onEntry;
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

function* functionProblems({ name, start, end }: Read): Generator<Problem> {
  if (isKey(JSONATA_FUNCTIONS, name)) return;
  if (name === 'eval') {
    const message = 'Step Functions has no $eval; read JSON text with $parse';
    yield { code: 'unknown-function', message, start, end };
    return;
  }
  const suggestion = findClosest(name, Object.keys(JSONATA_FUNCTIONS));
  const advice = suggestion === undefined ? '' : `; did you mean "$${suggestion}"?`;
  yield {
    code: 'unknown-function',
    message: `There is no function $${name} in JSONata${advice}`,
    start,
    end,
    ...(suggestion !== undefined && { suggestion: `$${suggestion}` }),
  };
}

/** Below these fields the data is the user's. */
const OPEN_FIELDS = ['Execution.Input', 'Map.Item.Value'];

function* contextProblems({ name, start, end }: Read): Generator<Problem> {
  if (isKey(CONTEXT_FIELDS, name) || OPEN_FIELDS.some((open) => name.startsWith(`${open}.`))) return;
  const suggestion = findClosest(name, Object.keys(CONTEXT_FIELDS));
  const advice = suggestion === undefined ? '' : `; did you mean "${suggestion}"?`;
  yield { code: 'unknown-context-field', message: `The context object has no field ${name}${advice}`, start, end };
}

function* unusedVariables(definition: StateMachine, reads: ReadonlyMap<State, readonly Read[]>): Generator<Problem> {
  const read = new Set<string>();
  for (const list of reads.values()) for (const { kind, name } of list) if (kind !== 'context') read.add(name);
  for (const machine of machinesIn(definition)) {
    for (const state of machine.states.values()) {
      for (const { name, property } of assignmentsOf(state)) {
        const { start, end } = property.key;
        if (!read.has(name) && !hasPlaceholder(name)) {
          yield { code: 'unused-variable', message: `The variable $${name} is never read`, start, end };
        } else if (state.language === 'JSONata' && isKey(JSONATA_FUNCTIONS, name)) {
          const message = `The variable $${name} hides the JSONata function of that name`;
          yield { code: 'shadowed-name', message, start, end };
        }
      }
    }
  }
}
