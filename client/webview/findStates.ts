import type { PlacedNode } from '../../server/src/protocol/graph.ts';

/** The states whose name, type, resource or detail has all the words. */
export function findStates(nodes: readonly PlacedNode[], query: string): PlacedNode[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  return nodes.filter(({ name, kind, detail = '', resource = '' }) => {
    if (name === '') return false;
    const text = `${name}\n${kind}\n${detail}\n${resource}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
