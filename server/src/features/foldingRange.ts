import type { FoldingRange } from 'vscode-languageserver-types';
import type { AslDocument } from '../model/document.ts';
import type { Node, Property } from '../syntax/node.ts';

/** What can be folded: each object and list that goes over several lines. */
export function foldingRanges(document: AslDocument): FoldingRange[] {
  const found: FoldingRange[] = [];
  const stack: { node: Node; property: Property | undefined }[] = [];
  if (document.root) stack.push({ node: document.root, property: undefined });
  for (let entry = stack.pop(); entry; entry = stack.pop()) {
    const { node, property } = entry;
    if (node.kind !== 'object' && node.kind !== 'array') continue;
    const range = foldOf(document, node, property);
    if (range) found.push(range);
    if (node.kind === 'array') for (const item of node.items) stack.push({ node: item, property: undefined });
    else for (const child of node.properties) if (child.value) stack.push({ node: child.value, property: child });
  }
  return found.sort((a, b) => a.startLine - b.startLine || b.endLine - a.endLine);
}

function foldOf(
  { text, source, syntax }: AslDocument,
  node: Node,
  property: Property | undefined,
): FoldingRange | undefined {
  const last = source.slice(node.start, node.end).trimEnd().length + node.start;
  // The bracket that closes stays in view; YAML has none. In YAML the line of the key is the one to fold.
  const closes = source[last - 1] === '}' || source[last - 1] === ']';
  const startLine = text.positionAt(syntax === 'yaml' && property ? property.start : node.start).line;
  const endLine = text.positionAt(last).line - (closes ? 1 : 0);
  return endLine > startLine ? { startLine, endLine } : undefined;
}
