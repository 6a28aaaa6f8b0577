import type { FromWebview, NodeStatus, PlacedGraph, PlacedNode, ToWebview } from '../../server/src/protocol/graph.ts';
import { neighbour } from './navigation.ts';
import { drawPicture, type Picture, showStatus } from './picture.ts';
import { svg } from './svg.ts';
import { TextFitter } from './text.ts';
import { type View, Viewport } from './viewport.ts';

/** What survives a reload of the window. */
interface Saved {
  readonly uri: string;
  readonly view: View;
  readonly selected?: string;
}

declare function acquireVsCodeApi(): {
  postMessage(message: FromWebview): void;
  getState(): Saved | undefined;
  setState(state: Saved): void;
};

const host = acquireVsCodeApi();
const texts = new TextFitter();

const world = svg('g', { class: 'world' });
const page = svg('svg', { class: 'page', role: 'group', 'aria-label': 'State machine graph' }, world);
const notice = element('div', { className: 'notice', role: 'status' });
const empty = element('div', { className: 'empty', role: 'status' });
const controls = element('div', { className: 'controls' });
controls.setAttribute('role', 'toolbar');
controls.setAttribute('aria-label', 'Zoom');
document.body.append(page, empty, notice, controls);
document.body.classList.add('waiting');

let uri: string | undefined;
let graph: PlacedGraph = { nodes: [], edges: [], width: 0, height: 0 };
let picture: Picture = { layers: [], states: new Map() };
let selected: string | undefined;
const statuses = new Map<string, NodeStatus>();

const viewport = new Viewport(page, world, save);
controls.append(
  button('Zoom in', 'M8 3.5v9M3.5 8h9', () => viewport.zoom(1)),
  button('Zoom out', 'M3.5 8h9', () => viewport.zoom(-1)),
  button('Fit to window', 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10', () => viewport.fit()),
);

window.addEventListener('message', (event: MessageEvent<ToWebview>) => receive(event.data));
window.addEventListener('error', ({ message }) => host.postMessage({ type: 'problem', message }));
page.addEventListener('click', (event) => {
  const id = nodeOf(event.target);
  if (id !== undefined && !viewport.dragged) reveal(id);
});
page.addEventListener('focusin', (event) => {
  const node = stateAt(nodeOf(event.target));
  // A click focuses too; then the state is in sight already.
  if (node && (event.target as Element).matches(':focus-visible')) viewport.reveal(node);
});
page.addEventListener('pointerover', (event) => trace(nodeOf(event.target)));
page.addEventListener('pointerleave', () => trace(undefined));
window.addEventListener('keydown', keyPressed);

host.postMessage({ type: 'ready' });

function receive(message: ToWebview): void {
  switch (message.type) {
    case 'graph':
      show(message);
      break;
    case 'empty':
      showEmpty(message);
      break;
    case 'stale':
      setStale(true);
      break;
    case 'select':
      select(message.node);
      break;
    case 'status':
      statuses.set(message.node, message.status);
      setStatus(message.node, message.status);
      break;
    case 'clearStatus':
      for (const id of statuses.keys()) setStatus(id, undefined);
      statuses.clear();
      break;
    default:
      message satisfies never;
  }
}

function show(message: ToWebview & { type: 'graph' }): void {
  const sameDocument = uri === message.uri;
  const anchor = sameDocument ? stateAt(selected) : undefined;
  const focused = nodeOf(document.activeElement);
  graph = message.graph;
  picture = drawPicture(graph, texts);
  world.replaceChildren(...picture.layers);
  page.setAttribute('aria-label', `Graph of ${message.title}`);
  document.body.classList.remove('waiting', 'blank');
  setStale(message.stale, message.message);
  if (!sameDocument) open(message.uri);
  viewport.resize(graph);
  const moved = stateAt(anchor?.id);
  if (anchor && moved) viewport.follow(anchor, moved);
  for (const [id, status] of statuses) setStatus(id, status);
  mark(selected);
  if (focused !== undefined) picture.states.get(focused)?.focus({ preventScroll: true });
}

/** Another document: its own view, as it was before a reload or as a whole. */
function open(next: string): void {
  const saved = host.getState();
  uri = next;
  statuses.clear();
  selected = saved?.uri === next ? saved.selected : undefined;
  viewport.view = saved?.uri === next ? saved.view : { x: 0, y: 0, scale: 1, fitted: true };
}

function showEmpty(message: ToWebview & { type: 'empty' }): void {
  graph = { nodes: [], edges: [], width: 0, height: 0 };
  picture = { layers: [], states: new Map() };
  world.replaceChildren();
  document.body.classList.remove('waiting', 'stale');
  document.body.classList.add('blank');
  empty.replaceChildren(emptyPicture(), element('p', { textContent: message.message }));
  if (uri !== message.uri) open(message.uri);
}

function setStale(stale: boolean, why = 'The text has errors: this is the graph from before.'): void {
  document.body.classList.toggle('stale', stale);
  notice.textContent = stale ? why : '';
}

function select(id: string | undefined): void {
  selected = id;
  mark(id);
  const node = stateAt(id);
  if (node) viewport.reveal(node);
  save();
}

function mark(id: string | undefined): void {
  for (const state of world.querySelectorAll('.state.selected')) {
    state.classList.remove('selected');
    state.removeAttribute('aria-current');
  }
  const state = id === undefined ? undefined : picture.states.get(id);
  state?.classList.add('selected');
  state?.setAttribute('aria-current', 'true');
}

function setStatus(id: string, status: NodeStatus | undefined): void {
  const state = picture.states.get(id);
  if (state) showStatus(state, status);
}

/** Brings out the edges of the state under the pointer: in a dense graph the eye needs a thread. */
function trace(id: string | undefined): void {
  for (const edge of world.querySelectorAll<SVGGElement>('.edge, .label')) {
    edge.classList.toggle('traced', id !== undefined && (edge.dataset.from === id || edge.dataset.to === id));
  }
}

function reveal(node: string): void {
  select(node);
  host.postMessage({ type: 'reveal', node });
}

function keyPressed(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const focused = nodeOf(document.activeElement);
  const handled = keyOnState(event.key, focused) || keyOnPage(event.key);
  if (handled) event.preventDefault();
}

function keyOnState(key: string, id: string | undefined): boolean {
  const states = graph.nodes.filter((node) => picture.states.has(node.id));
  const from = states.find((node) => node.id === id);
  if (from && (key === 'Enter' || key === ' ')) {
    reveal(from.id);
    return true;
  }
  // With nothing focused the first arrow key goes to the selected state.
  const isArrow = key.startsWith('Arrow');
  const next = from ? neighbour(states, from, key) : isArrow ? (stateAt(selected) ?? states[0]) : undefined;
  if (!next) return isArrow && from !== undefined;
  const target = picture.states.get(next.id);
  target?.focus({ preventScroll: true });
  viewport.reveal(next);
  return true;
}

function keyOnPage(key: string): boolean {
  if (key === '+' || key === '=') viewport.zoom(1);
  else if (key === '-') viewport.zoom(-1);
  else if (key === '0') viewport.fit();
  else return false;
  return true;
}

function save(): void {
  if (uri === undefined) return;
  host.setState({ uri, view: viewport.view, ...(selected !== undefined && { selected }) });
}

function stateAt(id: string | undefined): PlacedNode | undefined {
  return id === undefined ? undefined : graph.nodes.find((node) => node.id === id);
}

function nodeOf(target: EventTarget | null): string | undefined {
  return target instanceof Element ? target.closest<SVGGElement>('.state')?.dataset.node : undefined;
}

function button(label: string, icon: string, action: () => void): HTMLButtonElement {
  const made = element('button', { type: 'button', title: label, ariaLabel: label });
  made.append(svg('svg', { viewBox: '0 0 16 16', 'aria-hidden': 'true' }, svg('path', { d: icon })));
  made.addEventListener('click', action);
  return made;
}

function emptyPicture(): SVGSVGElement {
  const lines = 'M22 6h20v12H22zM6 46h20v12H6zM38 46h20v12H38zM32 18v14M16 46v-8a6 6 0 0 1 6-6h20a6 6 0 0 1 6 6v8';
  return svg('svg', { viewBox: '0 0 64 64', 'aria-hidden': 'true' }, svg('path', { d: lines }));
}

function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  properties: Partial<HTMLElementTagNameMap[K]>,
): HTMLElementTagNameMap[K] {
  return Object.assign(document.createElement(name), properties);
}
