import { mayHaveAnchors } from '../syntax/yaml.ts';
import type { AslDocument } from './document.ts';
import type { State, StateMachine } from './machine.ts';

/** What has been found in an outermost state. */
export interface Finding<T> {
  readonly state: State;
  readonly found: T;
}

interface Known<T> {
  /** Where the state began. */
  readonly from: number;
  readonly found: T;
}

/**
 * What `find` says of each outermost state, which may follow from nothing but the text of the state, the language of the definition and
 * the circumstances. A keystroke leaves all states but one as they were: for those the answer is that of the last time, moved to where
 * the state is now.
 */
export function findingUnchanged<C, T>(
  find: (state: State, document: AslDocument, circumstances: C) => T,
  moved: (found: T, by: number) => T,
): (definition: StateMachine, document: AslDocument, circumstances: C) => readonly Finding<T>[] {
  let last = { of: '', known: new Map<string, Known<T>>() };
  return (definition, document, circumstances) => {
    const { source, syntax } = document;
    const of = JSON.stringify([syntax, definition.language, circumstances]);
    // The text of a state does not tell what its aliases stand for.
    const mayRefer = syntax === 'yaml' && mayHaveAnchors(source);
    const before = last.of === of && !mayRefer ? last.known : undefined;
    const known = new Map<string, Known<T>>();
    const findings = [...definition.states.values()].map((state) => {
      const from = state.key.start;
      const text = source.slice(from, state.node.end);
      const same = before?.get(text);
      const by = same ? from - same.from : 0;
      const found = same ? (by === 0 ? same.found : moved(same.found, by)) : find(state, document, circumstances);
      known.set(text, { from, found });
      return { state, found };
    });
    if (!mayRefer) last = { of, known };
    return findings;
  };
}
