import type { PlacedEdge, PlacedGraph, PlacedNode } from '../protocol/graph.ts';
import { ICONS, type StateKind } from './icons.ts';
import { arrowHead, roundedPath } from './lines.ts';

/** An element of SVG as a value: the page makes it a node of its document, an export a text. */
export interface Shape {
  readonly tag: string;
  readonly attributes: { readonly [name: string]: string | number | undefined };
  readonly children: readonly (Shape | string)[];
}

/** Shortens a text to a width in pixels. */
export type Fit = (text: string, width: number, font: string) => string;

export const NAME_FONT = '600 13px';
export const SMALL_FONT = '400 11px';
/** The height of a state, and of the part of a container that has its name. */
export const HEADER = 48;
const ICON = { tile: 32, left: 8, size: 20 };
const TEXT_LEFT = 50;
const CORNER = 8;
const BADGE = 30;
const TOGGLE = 18;

export function shape(tag: string, attributes: Shape['attributes'] = {}, ...children: Shape['children']): Shape {
  return { tag, attributes, children };
}

/** Draws a graph from back to front: the frames of containers, edges, their labels, then all states in reading order. */
export function drawGraph(graph: PlacedGraph, shorten: Fit): Shape[] {
  const parents = new Set(graph.nodes.map(({ parent }) => parent));
  const targets = followers(graph);
  const frames = graph.nodes.flatMap((node) => {
    if (node.kind === 'machine') return box(node, { class: 'branch', rx: 8 });
    return parents.has(node.id) ? box(node, { class: `frame kind-${node.kind}`, rx: 12 }) : [];
  });
  const states = [...graph.nodes]
    .sort((a, b) => a.y - b.y || a.x - b.x)
    .flatMap((node) => {
      if (node.kind === 'machine') return [];
      if (node.kind === 'start' || node.kind === 'end') return drawTerminal(node);
      return drawState(node, node.kind, parents.has(node.id), targets.get(node.id) ?? [], shorten);
    });
  const labels = graph.edges.flatMap((edge) =>
    edge.label !== undefined && edge.labelBox ? drawLabel(edge, edge.label, edge.labelBox, shorten) : [],
  );
  return [
    shape('g', { class: 'frames', 'aria-hidden': 'true' }, ...frames),
    shape('g', { class: 'edges', 'aria-hidden': 'true' }, ...graph.edges.map(drawEdge)),
    shape('g', { class: 'labels' }, ...labels),
    shape('g', { class: 'nodes' }, ...states),
  ];
}

/** What a state is, in words. */
export function typeOf({ kind, distributed }: PlacedNode): string {
  if (kind === 'unknown') return 'state of unknown type';
  return `${distributed ? 'distributed ' : ''}${kind} state`;
}

function drawState(
  node: PlacedNode,
  kind: StateKind,
  isContainer: boolean,
  targets: readonly string[],
  shorten: Fit,
): Shape {
  const { x, y, width, height, name, collapsed, distributed, attempts } = node;
  const detail = node.detail ?? (kind === 'unknown' ? 'Unknown type' : kind);
  const header = Math.min(height, HEADER);
  const hasToggle = isContainer || collapsed !== undefined;
  const room = width - TEXT_LEFT - 12 - (hasToggle ? TOGGLE : 0);
  const spoken = [
    ...[name, typeOf(node)],
    ...(node.detail === undefined ? [] : [node.detail]),
    ...(collapsed === undefined ? [] : [`${collapsed} states folded`]),
    ...(attempts === undefined ? [] : [`retried up to ${attempts} times`]),
  ].join(', ');
  const next = targets.length > 0 ? `. Goes to ${targets.join(', ')}` : '';
  const rx = isContainer ? 12 : CORNER;
  const flags = `${isContainer ? ' container' : ''}${collapsed === undefined ? '' : ' collapsed'}`;
  return shape(
    'g',
    {
      class: `state kind-${kind}${flags}${distributed ? ' distributed' : ''}`,
      transform: `translate(${x} ${y})`,
      role: 'button',
      tabindex: -1,
      'aria-label': spoken + next,
      'aria-expanded': hasToggle ? String(collapsed === undefined) : undefined,
      'data-node': node.id,
      'data-label': spoken + next,
      'data-width': width,
    },
    // What is folded, and what runs as executions of its own, lies on top of more of its kind.
    ...(collapsed === undefined ? [] : [shape('path', { class: 'stack', d: stack(width, height) })]),
    ...(distributed
      ? [shape('rect', { class: 'outer', x: -3, y: -3, width: width + 6, height: height + 6, rx: rx + 3 })]
      : []),
    shape('rect', { class: 'body', width, height, rx }),
    // In a container only its name is to be clicked, so that dragging inside it moves the picture.
    ...(isContainer ? [shape('rect', { class: 'header', width, height: header, rx: 12 })] : []),
    shape('rect', {
      class: 'tile',
      x: ICON.left,
      y: (header - ICON.tile) / 2,
      width: ICON.tile,
      height: ICON.tile,
      rx: 6,
    }),
    shape('path', {
      class: 'icon',
      d: ICONS[kind],
      transform: `translate(${ICON.left + (ICON.tile - ICON.size) / 2} ${(header - ICON.size) / 2}) scale(${ICON.size / 16})`,
    }),
    shape('text', { class: 'name', x: TEXT_LEFT, y: header / 2 - 3 }, shorten(name, room, NAME_FONT)),
    shape(
      'text',
      { class: 'detail', x: TEXT_LEFT, y: header / 2 + 13 },
      shorten(detail, attempts === undefined ? room : width - TEXT_LEFT - 12 - BADGE, SMALL_FONT),
    ),
    ...(attempts === undefined ? [] : [drawRetry(attempts, width - 10, header / 2 + 13)]),
    ...(hasToggle ? [drawToggle(collapsed !== undefined, width - 8 - TOGGLE, (header - TOGGLE) / 2)] : []),
  );
}

function drawRetry(attempts: number, right: number, y: number): Shape {
  return shape('text', { class: 'retry', x: right, y, 'text-anchor': 'end' }, `↻ ${attempts}`);
}

function drawToggle(collapsed: boolean, x: number, y: number): Shape {
  return shape(
    'g',
    { class: 'toggle', transform: `translate(${x} ${y})` },
    shape('rect', { width: TOGGLE, height: TOGGLE, rx: 4 }),
    shape('path', { d: collapsed ? 'M5 9h8M9 5v8' : 'M5 9h8' }),
  );
}

function stack(width: number, height: number): string {
  return `M6 ${height}v3.5a4 4 0 0 0 4 4H${width - 4}a8 8 0 0 0 8-8V10a4 4 0 0 0-4-4`;
}

function drawTerminal({ kind, x, y, width, height }: PlacedNode): Shape {
  const radius = width / 2;
  return shape(
    'g',
    { class: `terminal ${kind}`, transform: `translate(${x + radius} ${y + height / 2})`, 'aria-hidden': 'true' },
    shape('title', {}, kind === 'start' ? 'Start' : 'End'),
    shape('circle', { class: 'ring', r: radius - 1 }),
    kind === 'start'
      ? shape('path', { class: 'mark', d: 'M-2.5-4.5 4.5 0l-7 4.5z' })
      : shape('circle', { class: 'mark', r: radius - 5 }),
  );
}

function drawEdge(edge: PlacedEdge): Shape {
  const arrow = arrowHead(edge.points);
  return shape(
    'g',
    { class: `edge ${edge.kind}`, 'data-edge': edge.id, 'data-from': edge.from, 'data-to': edge.to },
    shape('path', { class: 'line', d: roundedPath(arrow ? [...edge.points.slice(0, -1), arrow.base] : edge.points) }),
    ...(arrow ? [shape('path', { class: 'arrow', d: arrow.path })] : []),
  );
}

function drawLabel(
  { id, kind, from, to }: PlacedEdge,
  label: string,
  { x, y, width, height }: NonNullable<PlacedEdge['labelBox']>,
  shorten: Fit,
): Shape {
  return shape(
    'g',
    { class: `label ${kind}`, transform: `translate(${x} ${y})`, 'data-edge': id, 'data-from': from, 'data-to': to },
    shape('title', {}, label),
    shape('rect', { width, height, rx: height / 2 }),
    shape('text', { x: width / 2, y: height / 2 + 4, 'text-anchor': 'middle' }, shorten(label, width - 10, SMALL_FONT)),
  );
}

function box({ x, y, width, height }: PlacedNode, attributes: Shape['attributes']): Shape {
  return shape('rect', { x, y, width, height, ...attributes });
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
