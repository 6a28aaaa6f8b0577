import type { Json } from '../base/json.ts';
import type { Run } from '../interpreter/run.ts';
import type { Entry } from './scopes.ts';
import { membersOf, sizeOf, withValueAt } from './values.ts';

/** What a variables reference of the protocol stands for: the entries of a scope, or the inside of a value. */
export type Holder =
  | { readonly kind: 'entries'; readonly entries: readonly Entry[] }
  | { readonly kind: 'value'; readonly entry: Entry; readonly path: readonly string[]; readonly value: Json };

/** Gives out references to what can be expanded. */
export class Handles {
  readonly #holders: Holder[] = [];

  add(holder: Holder): number {
    this.#holders.push(holder);
    return this.#holders.length;
  }

  /** A reference to the inside of a value; 0 where it has none. */
  addValue(entry: Entry, path: readonly string[], value: Json): number {
    return sizeOf(value) === 0 ? 0 : this.add({ kind: 'value', entry, path, value });
  }

  find(reference: number): Holder | undefined {
    return this.#holders[reference - 1];
  }
}

/** One line below a reference. */
export interface Child {
  readonly entry: Entry;
  readonly path: readonly string[];
  readonly name: string;
  readonly value: Json;
}

export function childrenOf(holder: Holder, start?: number, count?: number): readonly Child[] {
  if (holder.kind === 'entries') {
    return holder.entries.map((entry) => ({ entry, path: [], name: entry.name, value: entry.value }));
  }
  const { entry, path, value } = holder;
  return membersOf(value, start, count).map((member) => ({ ...member, entry, path: [...path, member.name] }));
}

/** The change that puts a value in the place of a child; undefined where it cannot be changed. */
export function changeOf({ entry, path }: Child, value: Json): ((run: Run) => Run) | undefined {
  const { set } = entry;
  return set && ((run) => set(run, withValueAt(entry.value, path, value)));
}

/** The expression for a child, where there is one for the value around it. */
export function expressionOf({ entry, path }: Child): string | undefined {
  if (entry.expression === undefined) return undefined;
  return path.reduce((around, name) => `${around}${stepTo(name, entry.expression)}`, entry.expression);
}

/** JSONata quotes names with backticks; a number is an index in both languages. */
function stepTo(name: string, expression: string | undefined): string {
  if (/^\d+$/.test(name)) return `[${name}]`;
  if (/^[A-Za-z_]\w*$/.test(name)) return `.${name}`;
  if (expression?.startsWith('$states')) return `.\`${name}\``;
  return `['${name.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}']`;
}
