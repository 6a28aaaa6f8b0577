import type { Position, SelectionRange } from 'vscode-languageserver-types';
import { type AslDocument, rangeOf } from '../model/document.ts';
import { spanIn, targetAt } from '../model/target.ts';
import { contains, type Node } from '../syntax/node.ts';
import { spansAround } from './expressionPart.ts';

interface Span {
  readonly start: number;
  readonly end: number;
}

/** What a selection grows to: a part of an expression, the text in the quotes, the value, the property, the object … */
export function selectionRanges(document: AslDocument, positions: readonly Position[]): SelectionRange[] {
  return positions.map((position) => {
    const offset = document.text.offsetAt(position);
    const spans = [...spansAt(document, offset), ...partsAt(document, offset)];
    let range: SelectionRange | undefined;
    let outer: Span = { start: 0, end: document.source.length };
    for (const span of spans) {
      if (span.start < outer.start || span.end > outer.end) continue;
      if (range && span.start === outer.start && span.end === outer.end) continue;
      range = { range: rangeOf(document, span), ...(range && { parent: range }) };
      outer = span;
    }
    return range ?? { range: { start: position, end: position } };
  });
}

/** From the whole document to the innermost value. */
function* spansAt({ root, source }: AslDocument, offset: number): Generator<Span> {
  yield { start: 0, end: source.length };
  let node: Node | undefined = root;
  while (node && contains(node, offset)) {
    yield node;
    if (node.kind === 'array') {
      node = node.items.find((item) => contains(item, offset));
    } else if (node.kind === 'object') {
      const property = node.properties.find((candidate) => contains(candidate, offset));
      if (!property) return;
      yield property;
      node = contains(property.key, offset) ? property.key : property.value;
    } else {
      if (node.kind === 'string' && /^["']/.test(source.slice(node.start)) && node.end - node.start >= 2) {
        yield { start: node.start + 1, end: node.end - 1 };
      }
      return;
    }
  }
}

function* partsAt(document: AslDocument, offset: number): Generator<Span> {
  const target = targetAt(document, offset);
  if (target?.kind !== 'expression') return;
  const { expression } = target;
  for (const { start, end } of spansAround(expression)) yield spanIn(expression, start, end);
}
