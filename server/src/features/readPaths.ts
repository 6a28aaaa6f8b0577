import { expressionsIn, pathsOf } from '../model/expressions.ts';
import type { StateMachine } from '../model/machine.ts';
import type { JsonPath } from '../syntax/jsonpath.ts';
import { MARKER } from './completionSpot.ts';

interface Shape {
  readonly members: Map<string, Shape>;
}

const shapes = new WeakMap<StateMachine, Shape>();

/** Names that expressions of the definition read at a place of the data, found without any data. `names` leads there from `$`. */
export function namesReadAt(machine: StateMachine, names: readonly string[]): readonly string[] {
  const outermost = machine.parent ? outermostOf(machine) : machine;
  let shape: Shape | undefined = shapeOf(outermost);
  for (const name of names) shape = shape?.members.get(name);
  return shape ? [...shape.members.keys()] : [];
}

function outermostOf(machine: StateMachine): StateMachine {
  let outer = machine;
  while (outer.parent) outer = outer.parent.machine;
  return outer;
}

function shapeOf(machine: StateMachine): Shape {
  const known = shapes.get(machine);
  if (known) return known;
  const root: Shape = { members: new Map() };
  for (const { language, text } of expressionsIn(machine)) {
    if (text.includes(MARKER)) continue;
    if (language === 'jsonata') addChains(root, text);
    else for (const path of pathsOf(language, text)) addPath(root, path);
  }
  shapes.set(machine, root);
  return root;
}

function addPath(root: Shape, { root: { kind }, steps }: JsonPath): void {
  if (kind !== 'data') return;
  const names: string[] = [];
  for (const step of steps) {
    if (step.kind === 'name') names.push(step.name);
    // What is below the items of an array is found below the array.
    else if (step.kind === 'descent' || step.kind === 'names') break;
  }
  add(root, names);
}

const CHAIN = /\$states\.input((?:\.[\p{L}_][\p{L}\p{N}_]*|\[[^\][]*\])+)/gu;

function addChains(root: Shape, text: string): void {
  for (const [, chain = ''] of text.matchAll(CHAIN)) add(root, namesIn(chain));
}

/** The names of `.order.items[0].sku`. */
export function namesIn(chain: string): string[] {
  return chain.replace(/\[[^\][]*\]/g, '').match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? [];
}

function add(root: Shape, names: readonly string[]): void {
  let shape = root;
  for (const name of names) {
    const inner = shape.members.get(name) ?? { members: new Map() };
    shape.members.set(name, inner);
    shape = inner;
  }
}
