import type { Direction, EdgeKind, Graph, GraphNode } from '../protocol/graph.ts';

/** The graph as a Mermaid flowchart, for Markdown files and issues. */
export function mermaidOf({ nodes, edges }: Graph, direction: Direction): string {
  const names = namesOf(nodes);
  const children = childrenOf(nodes);
  const lines = [`flowchart ${direction === 'DOWN' ? 'TD' : 'LR'}`];
  const draw = (node: GraphNode, indent: string): void => {
    const name = names.get(node.id) ?? '';
    const inner = children.get(node.id);
    if (!inner) {
      lines.push(`${indent}${name}${mermaidBox(node)}`);
      return;
    }
    lines.push(`${indent}subgraph ${name}["${mermaidText(node.name) || ' '}"]`);
    for (const child of inner) draw(child, `${indent}  `);
    lines.push(`${indent}end`);
  };
  for (const node of children.get(undefined) ?? []) draw(node, '  ');
  for (const { from, to, kind, label } of edges) {
    const [source, target] = [names.get(from), names.get(to)];
    if (source === undefined || target === undefined) continue;
    const text = label ?? (kind === 'default' ? 'Default' : '');
    lines.push(`  ${source} ${ARROWS[kind]}${text && `|"${mermaidText(text)}"|`} ${target}`);
  }
  return `${lines.join('\n')}\n`;
}

const ARROWS: { readonly [kind in EdgeKind]: string } = {
  next: '-->',
  choice: '-->',
  default: '-->',
  catch: '-.->',
  start: '-->',
  end: '-->',
};

function mermaidBox({ kind, name, detail }: GraphNode): string {
  const text = mermaidText(name) + (detail === undefined ? '' : `<br/><small>${mermaidText(detail)}</small>`);
  switch (kind) {
    case 'start':
      return '((" "))';
    case 'end':
      return '(((" ")))';
    case 'Choice':
      return `{"${text}"}`;
    case 'Succeed':
    case 'Fail':
      return `(["${text}"])`;
    case 'Parallel':
    case 'Map':
      return `[["${text}"]]`;
    default:
      return `["${text}"]`;
  }
}

/** Mermaid has entities of its own; what would be markup or end the text is written with them. */
function mermaidText(text: string): string {
  return text.replace(/[#"<>`&|\\*_~]/g, (character) => `#${character.charCodeAt(0)};`).replace(/\s+/g, ' ');
}

/** The graph for Graphviz. */
export function dotOf({ nodes, edges }: Graph, direction: Direction): string {
  const names = namesOf(nodes);
  const children = childrenOf(nodes);
  const lines = [
    'digraph {',
    `  rankdir=${direction === 'DOWN' ? 'TB' : 'LR'}`,
    '  node [shape=box, style=rounded, fontname="sans-serif", fontsize=12]',
    '  edge [fontname="sans-serif", fontsize=10]',
  ];
  const draw = (node: GraphNode, indent: string): void => {
    const name = names.get(node.id) ?? '';
    const inner = children.get(node.id);
    // A cluster is no end of an edge: the state itself stands in it.
    if (node.kind !== 'machine') lines.push(`${inner ? `${indent}  ` : indent}${name} [${dotBox(node)}]`);
    if (!inner) return;
    const own = lines.splice(node.kind === 'machine' ? lines.length : -1);
    lines.push(`${indent}subgraph cluster_${name} {`, ...own);
    for (const child of inner) draw(child, `${indent}  `);
    lines.push(`${indent}}`);
  };
  for (const node of children.get(undefined) ?? []) draw(node, '  ');
  for (const { from, to, kind, label } of edges) {
    const [source, target] = [names.get(from), names.get(to)];
    if (source === undefined || target === undefined) continue;
    const text = label ?? (kind === 'default' ? 'Default' : undefined);
    const attributes = [
      ...(text === undefined ? [] : [`label=${dotText(text)}`]),
      ...(kind === 'catch' ? ['style=dashed', 'color=red', 'fontcolor=red'] : []),
    ];
    lines.push(`  ${source} -> ${target}${attributes.length > 0 ? ` [${attributes.join(', ')}]` : ''}`);
  }
  return `${[...lines, '}'].join('\n')}\n`;
}

function dotBox({ kind, name, detail }: GraphNode): string {
  if (kind === 'start') return 'label="", shape=circle, width=0.2';
  if (kind === 'end') return 'label="", shape=doublecircle, width=0.2';
  const label = `label=${dotText(detail === undefined ? name : `${name}\n${detail}`)}`;
  return kind === 'Choice' ? `${label}, shape=diamond, style=""` : label;
}

function dotText(text: string): string {
  return `"${text.replace(/[\\"]/g, (character) => `\\${character}`).replaceAll('\n', '\\n')}"`;
}

/** Names that every syntax takes. */
function namesOf(nodes: readonly GraphNode[]): Map<string, string> {
  return new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
}

function childrenOf(nodes: readonly GraphNode[]): Map<string | undefined, GraphNode[]> {
  const children = new Map<string | undefined, GraphNode[]>();
  for (const node of nodes) children.set(node.parent, [...(children.get(node.parent) ?? []), node]);
  return children;
}
