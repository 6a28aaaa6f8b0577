import type { NodeStatus, PlacedEdge, PlacedGraph, PlacedNode } from '../../server/src/protocol/graph.ts';
import { arrowHead, roundedPath } from './lines.ts';
import { ICONS, STATUSES, type StateKind } from './looks.ts';
import { svg } from './svg.ts';
import type { TextFitter } from './text.ts';

/** A drawn graph: what to put into the page, and the element of each state. */
export interface Picture {
  readonly layers: readonly SVGElement[];
  readonly states: ReadonlyMap<string, SVGGElement>;
}

const NAME_FONT = '600 13px';
const SMALL_FONT = '400 11px';
const HEADER = 48;
const ICON = { tile: 32, left: 8, size: 20 };
const TEXT_LEFT = 50;
const CORNER = 8;

/** Draws a graph from back to front: the frames of containers, edges, then all states in reading order. */
export function drawPicture(graph: PlacedGraph, texts: TextFitter): Picture {
  const parents = new Set(graph.nodes.map(({ parent }) => parent));
  const frames = svg('g', { class: 'frames', 'aria-hidden': 'true' });
  const nodes = svg('g', { class: 'nodes' });
  const edges = svg('g', { class: 'edges', 'aria-hidden': 'true' });
  const states = new Map<string, SVGGElement>();

  const targets = followers(graph);
  for (const node of graph.nodes) {
    if (node.kind === 'machine') frames.append(box(node, { class: 'branch', rx: 8 }));
    else if (parents.has(node.id)) frames.append(box(node, { class: `frame kind-${node.kind}`, rx: 12 }));
  }
  for (const node of [...graph.nodes].sort((a, b) => a.y - b.y || a.x - b.x)) {
    if (node.kind === 'machine') continue;
    if (node.kind === 'start' || node.kind === 'end') {
      nodes.append(drawTerminal(node));
      continue;
    }
    const state = drawState(node, node.kind, parents.has(node.id), targets.get(node.id) ?? [], texts);
    states.set(node.id, state);
    nodes.append(state);
  }
  const labels = svg('g', { class: 'labels' });
  for (const edge of graph.edges) {
    edges.append(drawEdge(edge));
    if (edge.label !== undefined && edge.labelBox) labels.append(drawLabel(edge, edge.label, edge.labelBox, texts));
  }
  return { layers: [frames, edges, labels, nodes], states };
}

export function showStatus(state: SVGGElement, status: NodeStatus | undefined): void {
  state.querySelector('.badge')?.remove();
  if (status === undefined) delete state.dataset.status;
  else state.dataset.status = status;
  const name = state.dataset.label ?? '';
  state.setAttribute('aria-label', status === undefined ? name : `${name}, ${STATUSES[status].text}`);
  if (status === undefined) return;
  const x = Number(state.dataset.width);
  state.append(
    svg(
      'g',
      { class: 'badge', transform: `translate(${x - 10} -8)` },
      svg('circle', { cx: 9, cy: 9, r: 9 }),
      svg('path', { d: STATUSES[status].symbol, transform: 'translate(1 1)' }),
      svg('title', {}, STATUSES[status].text),
    ),
  );
}

function drawState(
  node: PlacedNode,
  kind: StateKind,
  isContainer: boolean,
  targets: readonly string[],
  texts: TextFitter,
): SVGGElement {
  const { x, y, width, height, name } = node;
  const type = kind === 'unknown' ? 'state of unknown type' : `${kind} state`;
  const detail = node.detail ?? (kind === 'unknown' ? 'Unknown type' : kind);
  const label = [name, type, ...(node.detail === undefined ? [] : [node.detail])].join(', ');
  const next = targets.length > 0 ? `. Goes to ${targets.join(', ')}` : '';
  const room = width - TEXT_LEFT - 12;
  const header = Math.min(height, HEADER);
  const state = svg(
    'g',
    {
      class: `state kind-${kind}${isContainer ? ' container' : ''}`,
      transform: `translate(${x} ${y})`,
      role: 'button',
      tabindex: 0,
      'aria-label': label + next,
    },
    svg('title', {}, `${name}\n${type}${node.detail === undefined ? '' : `: ${node.detail}`}`),
    svg('rect', { class: 'body', width, height, rx: isContainer ? 12 : CORNER }),
    // In a container only its name is to be clicked, so that dragging inside it moves the picture.
    ...(isContainer ? [svg('rect', { class: 'header', width, height: header, rx: 12 })] : []),
    svg('rect', {
      class: 'tile',
      x: ICON.left,
      y: (header - ICON.tile) / 2,
      width: ICON.tile,
      height: ICON.tile,
      rx: 6,
    }),
    svg('path', {
      class: 'icon',
      d: ICONS[kind],
      transform: `translate(${ICON.left + (ICON.tile - ICON.size) / 2} ${(header - ICON.size) / 2}) scale(${ICON.size / 16})`,
    }),
    svg('text', { class: 'name', x: TEXT_LEFT, y: header / 2 - 3 }, texts.fit(name, room, NAME_FONT)),
    svg('text', { class: 'detail', x: TEXT_LEFT, y: header / 2 + 13 }, texts.fit(detail, room, SMALL_FONT)),
  );
  state.dataset.node = node.id;
  state.dataset.label = label + next;
  state.dataset.width = String(width);
  return state;
}

function drawTerminal({ kind, x, y, width, height }: PlacedNode): SVGGElement {
  const radius = width / 2;
  return svg(
    'g',
    { class: `terminal ${kind}`, transform: `translate(${x + radius} ${y + height / 2})`, 'aria-hidden': 'true' },
    svg('title', {}, kind === 'start' ? 'Start' : 'End'),
    svg('circle', { class: 'ring', r: radius - 1 }),
    kind === 'start'
      ? svg('path', { class: 'mark', d: 'M-2.5-4.5 4.5 0l-7 4.5z' })
      : svg('circle', { class: 'mark', r: radius - 5 }),
  );
}

function drawEdge(edge: PlacedEdge): SVGGElement {
  const arrow = arrowHead(edge.points);
  const group = svg(
    'g',
    { class: `edge ${edge.kind}` },
    svg('path', { class: 'line', d: roundedPath(arrow ? [...edge.points.slice(0, -1), arrow.base] : edge.points) }),
    ...(arrow ? [svg('path', { class: 'arrow', d: arrow.path })] : []),
  );
  group.dataset.from = edge.from;
  group.dataset.to = edge.to;
  return group;
}

function drawLabel(
  { kind, from, to }: PlacedEdge,
  label: string,
  { x, y, width, height }: NonNullable<PlacedEdge['labelBox']>,
  texts: TextFitter,
): SVGGElement {
  const group = svg(
    'g',
    { class: `label ${kind}`, transform: `translate(${x} ${y})` },
    svg('title', {}, label),
    svg('rect', { width, height, rx: height / 2 }),
    svg('text', { x: width / 2, y: height / 2 + 4, 'text-anchor': 'middle' }, texts.fit(label, width - 10, SMALL_FONT)),
  );
  group.dataset.from = from;
  group.dataset.to = to;
  return group;
}

function box({ x, y, width, height }: PlacedNode, attributes: { class: string; rx: number }): SVGRectElement {
  return svg('rect', { x, y, width, height, ...attributes });
}

/** The names of the states each state leads to, for those who do not see the arrows. */
function followers({ nodes, edges }: PlacedGraph): Map<string, string[]> {
  const names = new Map(nodes.map(({ id, name, kind }) => [id, kind === 'end' ? 'the end' : name]));
  const result = new Map<string, string[]>();
  for (const { from, to } of edges) {
    const name = names.get(to);
    if (!name) continue;
    const list = result.get(from) ?? [];
    if (!list.includes(name)) list.push(name);
    result.set(from, list);
  }
  return result;
}
