import { assertNever } from '../base/assertNever.ts';
import { type AslDocument, rangeOf } from '../model/document.ts';
import { fieldOf, isDistributed, pointerStep, type State, type StateMachine } from '../model/machine.ts';
import { isTerminal, type Reference, referencesFrom } from '../model/references.ts';
import type { EdgeKind, Graph, GraphEdge, GraphNode } from '../protocol/graph.ts';
import { actionTitle, serviceTitle } from '../spec/services/titles.ts';
import { findValue, type Node } from '../syntax/node.ts';
import { parseResource } from '../syntax/resource.ts';
import { describeCondition, expressionText } from './condition.ts';

/** The longest label or detail; the page cuts what is still too wide, and shows all of this on hover. */
const MAX_TEXT = 80;
const MAX_COMMENT = 400;

/** What there is to draw of a document; undefined while it has no state. */
export function buildGraph(document: AslDocument): Graph | undefined {
  const { machine } = document;
  if (!machine || machine.states.size === 0) return undefined;
  const nodes: GraphNode[] = [];
  const edges: GraphEdge[] = [];
  addMachine(machine, undefined);
  addEnds(machine);
  return { nodes, edges };

  function addMachine(drawnMachine: StateMachine, parent: string | undefined): void {
    for (const state of inFlowOrder(drawnMachine)) {
      nodes.push(stateNode(state, parent, document));
      edges.push(...edgesFrom(state));
      const drawn = state.machines.filter((nested) => nested.states.size > 0);
      for (const nested of drawn) {
        // A container around each branch keeps them apart; a single one would only be a frame in a frame.
        if (drawn.length > 1) {
          nodes.push({ id: nested.pointer, kind: 'machine', name: '', parent: state.pointer });
        }
        addMachine(nested, drawn.length > 1 ? nested.pointer : state.pointer);
      }
    }
  }

  // Only the outermost machine has circles: in a container the topmost state is the first, and leaving it is the end.
  function addEnds({ startAt, states, pointer }: StateMachine): void {
    const first = startAt && states.get(startAt.value);
    if (first) {
      const from = `${pointer}#start`;
      nodes.unshift({ id: from, kind: 'start', name: '' });
      edges.unshift({ id: `${pointer}/StartAt`, from, to: first.pointer, kind: 'start' });
    }
    // A Fail state does not reach the end: it is where the execution breaks off.
    const last = [...states.values()].filter((state) => isTerminal(state) && state.type !== 'Fail');
    if (last.length === 0) return;
    const to = `${pointer}#end`;
    nodes.push({ id: to, kind: 'end', name: '' });
    edges.push(
      ...last.map((state): GraphEdge => ({ id: `${state.pointer}/End`, from: state.pointer, to, kind: 'end' })),
    );
  }
}

/** The same graph with some containers drawn as a single state. */
export function collapsed({ nodes, edges }: Graph, containers: readonly string[]): Graph {
  if (containers.length === 0) return { nodes, edges };
  const folded = new Set(containers);
  const hidden = new Map<string, string>();
  const counts = new Map<string, number>();
  // A container comes before its content.
  for (const { id, kind, parent } of nodes) {
    if (parent === undefined) continue;
    const outermost = hidden.get(parent) ?? (folded.has(parent) ? parent : undefined);
    if (outermost === undefined) continue;
    hidden.set(id, outermost);
    if (kind !== 'machine') counts.set(outermost, (counts.get(outermost) ?? 0) + 1);
  }
  return {
    nodes: nodes.flatMap((node) => {
      if (hidden.has(node.id)) return [];
      const count = counts.get(node.id);
      return count === undefined ? node : { ...node, collapsed: count };
    }),
    edges: edges.filter(({ from }) => !hidden.has(from)),
  };
}

function stateNode(state: State, parent: string | undefined, document: AslDocument): GraphNode {
  const detail = detailOf(state);
  return {
    id: state.pointer,
    kind: state.type ?? 'unknown',
    name: state.name,
    ...(detail && { detail: shortened(detail) }),
    ...(parent !== undefined && { parent }),
    ...retriesOf(state),
    ...(isDistributed(state) && { distributed: true }),
    ...((resource) => resource !== undefined && { resource })(textOf(fieldOf(state, 'Resource'))),
    ...((comment) => comment !== undefined && { comment: comment.slice(0, MAX_COMMENT) })(
      textOf(fieldOf(state, 'Comment')),
    ),
    range: rangeOf(document, { start: state.key.start, end: state.node.end }),
    nameRange: rangeOf(document, state.key),
  };
}

function retriesOf(state: State): Pick<GraphNode, 'retries' | 'attempts'> {
  const retriers = fieldOf(state, 'Retry');
  if (retriers?.kind !== 'array' || retriers.items.length === 0) return {};
  const attempts = (retrier: Node): number => numberIn(retrier, 'MaxAttempts') ?? 3;
  const retries = retriers.items.map((retrier) => {
    const errors = findValue(retrier, 'ErrorEquals');
    const names = errors?.kind === 'array' ? errors.items.flatMap((item) => textOf(item) ?? []).join(', ') : '…';
    const rate = numberIn(retrier, 'BackoffRate') ?? 2;
    const growing = rate === 1 ? '' : `, each ${rate} times as long`;
    return `${names}: up to ${attempts(retrier)} times, after ${numberIn(retrier, 'IntervalSeconds') ?? 1} s${growing}`;
  });
  return { retries, attempts: Math.max(...retriers.items.map(attempts)) };
}

function numberIn(node: Node, name: string): number | undefined {
  const value = findValue(node, name);
  return value?.kind === 'number' ? value.value : undefined;
}

function* edgesFrom(state: State): Generator<GraphEdge> {
  for (const reference of referencesFrom(state)) {
    const to = state.machine.states.get(reference.target)?.pointer;
    if (to === undefined) continue;
    const label = labelOf(reference, state);
    yield {
      id: state.pointer + sourceOf(reference),
      from: state.pointer,
      to,
      kind: EDGE_KINDS[reference.kind],
      ...(label && { label: shortened(label) }),
    };
  }
}

const EDGE_KINDS: { readonly [kind in Reference['kind']]: EdgeKind } = {
  StartAt: 'start',
  Next: 'next',
  Default: 'default',
  choice: 'choice',
  catch: 'catch',
};

/** The place of a reference in its state, as a JSON Pointer. */
function sourceOf({ kind, index }: Reference): string {
  switch (kind) {
    case 'choice':
      return `/Choices/${index}/Next`;
    case 'catch':
      return `/Catch/${index}/Next`;
    default:
      return pointerStep(kind);
  }
}

function labelOf({ kind, index = 0 }: Reference, state: State): string | undefined {
  switch (kind) {
    case 'choice': {
      const rule = itemOf(fieldOf(state, 'Choices'), index);
      return rule && describeCondition(rule);
    }
    case 'catch': {
      const errors = findValue(itemOf(fieldOf(state, 'Catch'), index), 'ErrorEquals');
      return errors?.kind === 'array' ? errors.items.flatMap((item) => textOf(item) ?? []).join(', ') : undefined;
    }
    default:
      return undefined;
  }
}

/** The second line of a node. */
function detailOf(state: State): string | undefined {
  switch (state.type) {
    case 'Task':
      return called(textOf(fieldOf(state, 'Resource')) ?? '');
    case 'Wait':
      return waited(state);
    case 'Fail':
      return firstText(state, 'Error', 'ErrorPath');
    case 'Map':
      return items(state);
    case 'Pass':
    case 'Choice':
    case 'Succeed':
    case 'Parallel':
    case undefined:
      return undefined;
    default:
      return assertNever(state.type);
  }
}

function called(text: string): string | undefined {
  const resource = parseResource(text);
  switch (resource.kind) {
    case 'lambda':
      return `Lambda: ${resource.name.text}`;
    case 'activity':
      return `Activity: ${resource.name.text}`;
    case 'integration':
    case 'sdk': {
      const { service, action } = resource;
      if (!action?.text) return service.text ? serviceTitle(service.text) : undefined;
      return `${serviceTitle(service.text)}: ${actionTitle(action.text)}`;
    }
    case 'placeholder':
      return resource.name.text;
    case 'unknown':
      return text;
    default:
      return assertNever(resource);
  }
}

function waited(state: State): string | undefined {
  const seconds = fieldOf(state, 'Seconds');
  if (seconds?.kind === 'number') return `${seconds.value} s`;
  const amount = firstText(state, 'Seconds', 'SecondsPath');
  if (amount) return `${amount} s`;
  const time = firstText(state, 'Timestamp', 'TimestampPath');
  return time && `until ${time}`;
}

function items(state: State): string {
  const reader = fieldOf(state, 'ItemReader');
  if (reader) {
    const resource = parseResource(textOf(findValue(reader, 'Resource')) ?? '');
    const listed = resource.kind === 'integration' && resource.action?.text === 'listObjectsV2';
    return listed ? 'each S3 object' : 'each item of an S3 file';
  }
  const constant = fieldOf(state, 'Items');
  if (constant?.kind === 'array') return `each of ${constant.items.length} items`;
  const source = firstText(state, 'Items', 'ItemsPath') ?? (state.language === 'JSONPath' ? '$' : '$states.input');
  return `each of ${source}${isDistributed(state) ? ', distributed' : ''}`;
}

function firstText(state: State, ...fields: readonly string[]): string | undefined {
  for (const field of fields) {
    const text = textOf(fieldOf(state, field));
    if (text) return expressionText(text);
  }
  return undefined;
}

function textOf(node: Node | undefined): string | undefined {
  return node?.kind === 'string' ? node.value : undefined;
}

function itemOf(node: Node | undefined, index: number): Node | undefined {
  return node?.kind === 'array' ? node.items[index] : undefined;
}

function shortened(text: string): string {
  const characters = [...text];
  return characters.length > MAX_TEXT ? `${characters.slice(0, MAX_TEXT - 1).join('')}…` : text;
}

/**
 * The states as a run meets them, which is the order they are drawn in: each after those that lead to it, but for the ways
 * back. Those that nothing leads to come last, in the order of the document.
 */
function inFlowOrder({ startAt, states }: StateMachine): readonly State[] {
  const seen = new Set<State>();
  const finished: State[] = [];
  const start = startAt && states.get(startAt.value);
  // Iterative: a chain of some thousand states must not overflow the stack.
  const stack = start ? [{ state: start, rest: targetsOf(start) }] : [];
  if (start) seen.add(start);
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const next = top.rest.pop();
    if (!next) {
      finished.push(top.state);
      stack.pop();
    } else if (!seen.has(next)) {
      seen.add(next);
      stack.push({ state: next, rest: targetsOf(next) });
    }
  }
  return [...finished.reverse(), ...[...states.values()].filter((state) => !seen.has(state))];
}

function targetsOf(state: State): State[] {
  return [...referencesFrom(state)].flatMap(({ target }) => state.machine.states.get(target) ?? []);
}
