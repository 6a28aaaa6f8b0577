import { typeOf } from '../../server/src/picture/drawing.ts';
import type {
  FromWebview,
  NodeAction,
  NodeProblem,
  NodeStatus,
  PageView,
  PlacedGraph,
  PlacedNode,
  RunStep,
  ToWebview,
} from '../../server/src/protocol/graph.ts';
import { Card } from './card.ts';
import { DataPanel } from './dataPanel.ts';
import { button, element, svg } from './dom.ts';
import { Menu } from './menu.ts';
import { Minimap } from './minimap.ts';
import { neighbour } from './navigation.ts';
import { drawPicture, NO_PICTURE, type Picture, showProblems, showTally } from './picture.ts';
import { rasterize } from './raster.ts';
import { type RunState, runAfter, takenEdges } from './run.ts';
import { RunBar } from './runBar.ts';
import { Search } from './search.ts';
import { TextFitter } from './text.ts';
import { type View, Viewport } from './viewport.ts';

/** What survives a reload of the window. */
interface Saved extends PageView {
  readonly uri: string;
  readonly view: View;
  readonly selected?: string;
  /** Whether there may be a small map of a large picture. */
  readonly minimap?: boolean;
}

declare function acquireVsCodeApi(): {
  postMessage(message: FromWebview): void;
  getState(): Saved | undefined;
  setState(state: Saved): void;
};

const NOTHING: PlacedGraph = { nodes: [], edges: [], width: 0, height: 0, direction: 'DOWN' };

const host = acquireVsCodeApi();
const texts = new TextFitter();

const world = svg('g', { class: 'world' });
const page = svg('svg', { class: 'page', role: 'group', 'aria-label': 'State machine graph' }, world);
const notice = element('div', { className: 'notice', role: 'status' });
const empty = element('div', { className: 'empty', role: 'status' });
const busy = element('div', { className: 'busy', role: 'status', hidden: true });
const toolbar = element('div', { className: 'controls', role: 'toolbar', ariaLabel: 'Graph' });

let uri: string | undefined;
let graph = NOTHING;
let picture: Picture = NO_PICTURE;
let selected: string | undefined;
let pageView: PageView | undefined;
let problems: readonly NodeProblem[] = [];
const statuses = new Map<string, NodeStatus>();
let steps: RunStep[] = [];
let run: RunState = runAfter([]);

const minimap = new Minimap();
const overview = button('Show the overview of a large graph', 'M2.5 3h11v10h-11zM8.5 8.5h5M8.5 8.5V13', () =>
  showMinimap(!minimap.wanted),
);
const viewport = new Viewport(page, world, () => {
  save();
  minimap.follow();
  overview.disabled = !minimap.useful;
});
minimap.attach(viewport);
const card = new Card();
const menu = new Menu();
const runBar = new RunBar(showRun);
const data = new DataPanel((text) => host.postMessage({ type: 'copy', text }));
const search = new Search({
  nodes: () => graph.nodes,
  show: (found, current) => {
    const ids = new Set(found.map(({ id }) => id));
    for (const [id, state] of picture.states) {
      state.classList.toggle('match', ids.has(id));
      state.classList.toggle('current', id === current?.id);
    }
    page.classList.toggle('searching', found.length > 0);
    if (current) viewport.reveal(current, true);
  },
  closed: (current) => focusState(current?.id ?? selected),
});
const turn = button('Change direction', 'M4 2.5v9M1.5 9 4 11.5 6.5 9M8 4h5.5M11 1.5 13.5 4 11 6.5', () =>
  setView({ direction: pageView?.direction === 'RIGHT' ? 'DOWN' : 'RIGHT' }),
);
const pin = button('Stay with this file', 'M6 2h4l-.5 4.5L12 9v1H4V9l2.5-2.5zM8 10v4', () =>
  setView({ pinned: !(pageView?.pinned ?? false) }),
);
toolbar.append(
  button('Zoom in', 'M8 3.5v9M3.5 8h9', () => viewport.zoom(1)),
  button('Zoom out', 'M3.5 8h9', () => viewport.zoom(-1)),
  button('Fit to window', 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10', () => viewport.fit()),
  turn,
  button('Fold or unfold all', 'M3 5.5h10M3 10.5h10M6 2.5l2 2 2-2M6 13.5l2-2 2 2', foldAll),
  overview,
  button('Find a state', 'M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM10.3 10.3l3.4 3.4', () => search.open()),
  button('Export', 'M8 9.5v-7M5.5 5 8 2.5 10.5 5M3 9v4.5h10V9', () => host.postMessage({ type: 'export' })),
  pin,
);
document.body.append(
  page,
  minimap.element,
  empty,
  notice,
  busy,
  search.box,
  runBar.box,
  toolbar,
  data.box,
  card.box,
  menu.box,
);
document.body.classList.add('waiting');

window.addEventListener('message', (event: MessageEvent<ToWebview>) => receive(event.data));
window.addEventListener('error', ({ message }) => host.postMessage({ type: 'problem', message }));
page.addEventListener('click', (event) => {
  const id = nodeOf(event.target);
  if (id === undefined || viewport.dragged) return;
  if ((event.target as Element).closest('.toggle')) toggle(id);
  else reveal(id);
});
page.addEventListener('dblclick', (event) => {
  const id = nodeOf(event.target);
  if (id !== undefined && !(event.target as Element).closest('.toggle')) toggle(id);
});
page.addEventListener('contextmenu', (event) => {
  const id = nodeOf(event.target);
  event.preventDefault();
  if (id !== undefined) openMenu(id, event.clientX, event.clientY);
});
page.addEventListener('focusin', (event) => {
  const node = stateAt(nodeOf(event.target));
  if (!node) return;
  rove(node.id);
  // A click focuses too; then the state is in sight already.
  if (!(event.target as Element).matches(':focus-visible')) return;
  viewport.reveal(node);
  showCard(node);
});
page.addEventListener('focusout', () => card.hide());
page.addEventListener('pointerover', (event) => {
  const id = nodeOf(event.target);
  trace(id);
  const node = stateAt(id);
  if (node && !(event.target as Element).closest('.toggle')) showCard(node);
  else card.hide();
});
page.addEventListener('pointerleave', () => {
  trace(undefined);
  card.hide();
});
page.addEventListener('pointerdown', () => {
  card.hide();
  menu.close();
});
page.addEventListener('wheel', () => card.hide(), { passive: true });
window.addEventListener('keydown', keyPressed);

const restored = host.getState();
showMinimap(restored?.minimap ?? true);
host.postMessage({ type: 'ready', ...(restored?.direction && { view: viewOf(restored) }) });

function receive(message: ToWebview): void {
  switch (message.type) {
    case 'graph':
      show(message);
      break;
    case 'view':
      pageView = message.view;
      pin.hidden = !message.canPin;
      pin.setAttribute('aria-pressed', String(message.view.pinned));
      save();
      break;
    case 'empty':
      showEmpty(message);
      break;
    case 'stale':
      setStale(true);
      break;
    case 'progress':
      showProgress(message.done, message.total);
      break;
    case 'select':
      select(message.node);
      break;
    case 'problems':
      problems = message.problems;
      showAllProblems();
      break;
    case 'status':
      statuses.set(message.node, message.status);
      if (runBar.following) showState(message.node);
      break;
    case 'steps':
      steps = [...steps.slice(0, message.first), ...message.steps];
      runBar.set(steps);
      showRun();
      break;
    case 'clearStatus':
      statuses.clear();
      steps = [];
      runBar.set(steps);
      showRun();
      break;
    case 'rasterize': {
      const { id } = message;
      rasterize(message.svg).then(
        (png) => host.postMessage({ type: 'rasterized', id, png }),
        () => host.postMessage({ type: 'rasterized', id }),
      );
      break;
    }
    case 'search':
      search.open();
      break;
    default:
      message satisfies never;
  }
}

function show(message: ToWebview & { type: 'graph' }): void {
  const sameDocument = uri === message.uri;
  const turned = graph.direction !== message.graph.direction;
  const anchor = sameDocument && !turned ? stateAt(selected) : undefined;
  const focused = nodeOf(document.activeElement);
  graph = message.graph;
  picture = drawPicture(graph, texts);
  world.replaceChildren(...picture.layers);
  card.hide();
  page.setAttribute('aria-label', `Graph of ${message.title}`);
  document.body.classList.remove('waiting', 'blank');
  showProgress(0, 0);
  setStale(message.stale, message.message);
  if (!sameDocument) open(message.uri);
  minimap.draw(graph);
  viewport.resize(graph, stateAt(selected));
  if (turned && sameDocument) viewport.open();
  const moved = stateAt(anchor?.id);
  if (anchor && moved) viewport.follow(anchor, moved);
  mark(selected);
  rove(focused ?? selected);
  showRun();
  showAllProblems();
  search.refresh();
  if (focused !== undefined) picture.states.get(focused)?.focus({ preventScroll: true });
}

/** Another document: its own view, as it was before a reload or as a whole. */
function open(next: string): void {
  const saved = host.getState();
  uri = next;
  problems = [];
  selected = saved?.uri === next ? saved.selected : undefined;
  viewport.view = saved?.uri === next ? saved.view : { x: 0, y: 0, scale: 1, fitted: true };
}

function showEmpty(message: ToWebview & { type: 'empty' }): void {
  graph = NOTHING;
  picture = NO_PICTURE;
  world.replaceChildren();
  data.close();
  showProgress(0, 0);
  document.body.classList.remove('waiting', 'stale');
  document.body.classList.add('blank');
  const lines = 'M22 6h20v12H22zM6 46h20v12H6zM38 46h20v12H38zM32 18v14M16 46v-8a6 6 0 0 1 6-6h20a6 6 0 0 1 6 6v8';
  const drawn = svg('svg', { viewBox: '0 0 64 64', 'aria-hidden': 'true' }, svg('path', { d: lines }));
  empty.replaceChildren(drawn, element('p', { textContent: message.message }));
  if (uri !== message.uri) open(message.uri);
}

function showProgress(done: number, total: number): void {
  busy.hidden = total === 0;
  if (total === 0) return;
  const cancel = element('button', { type: 'button', textContent: 'Cancel' });
  cancel.addEventListener('click', () => host.postMessage({ type: 'cancel' }));
  const bar = element('progress', { max: total, value: done, ariaLabel: 'Layout' });
  busy.replaceChildren(`Placing ${total} states…`, bar, cancel);
}

function setStale(stale: boolean, why = 'The text has errors: this is the graph from before.'): void {
  document.body.classList.toggle('stale', stale);
  notice.textContent = stale ? why : '';
}

function setView(change: Partial<PageView>): void {
  if (!pageView) return;
  pageView = { ...pageView, ...change };
  pin.setAttribute('aria-pressed', String(pageView.pinned));
  save();
  host.postMessage({ type: 'view', view: pageView });
}

function showMinimap(wanted: boolean): void {
  minimap.wanted = wanted;
  overview.setAttribute('aria-pressed', String(wanted));
  save();
}

function viewOf({ direction, collapsed, pinned }: Saved): PageView {
  return { direction, collapsed, pinned };
}

// Folding

function toggle(id: string): void {
  const node = stateAt(id);
  if (!node || !isContainer(node)) return;
  const { collapsed = [] } = pageView ?? {};
  setView({ collapsed: node.collapsed === undefined ? [...collapsed, id] : collapsed.filter((other) => other !== id) });
}

/** All containers, unless some are folded already: then none. */
function foldAll(): void {
  const folded = graph.nodes.some((node) => node.collapsed !== undefined);
  setView({ collapsed: folded ? [] : graph.nodes.filter(isContainer).map(({ id }) => id) });
}

function isContainer(node: PlacedNode): boolean {
  return node.collapsed !== undefined || picture.states.get(node.id)?.classList.contains('container') === true;
}

// Selection and focus

function select(id: string | undefined): void {
  selected = id;
  mark(id);
  rove(id);
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

/** The Tab key comes to one state, from which the arrow keys go on. */
function rove(id: string | undefined): void {
  const next = (id === undefined ? undefined : picture.states.get(id)) ?? picture.states.values().next().value;
  for (const state of world.querySelectorAll('.state[tabindex="0"]')) state.setAttribute('tabindex', '-1');
  next?.setAttribute('tabindex', '0');
}

function focusState(id: string | undefined): void {
  const state = (id === undefined ? undefined : picture.states.get(id)) ?? picture.states.values().next().value;
  state?.focus({ preventScroll: true });
}

/** Brings out the edges of the state under the pointer: in a dense graph the eye needs a thread. */
function trace(id: string | undefined): void {
  for (const edge of world.querySelectorAll<SVGGElement>('.edge, .label')) {
    edge.classList.toggle('traced', id !== undefined && (edge.dataset.from === id || edge.dataset.to === id));
  }
}

function reveal(node: string): void {
  // The data first: it takes room from the picture.
  showData(node);
  select(node);
  host.postMessage({ type: 'reveal', node });
}

function showCard(node: PlacedNode): void {
  card.soon(
    {
      node,
      type: typeOf(node),
      edges: graph.edges.filter(({ from }) => from === node.id),
      problems: problems.filter((problem) => problem.node === node.id),
      visits: run.visits.get(node.id) ?? [],
    },
    () => {
      const state = picture.states.get(node.id);
      const name = state?.querySelector(state.classList.contains('container') ? '.header' : '.body');
      return name?.getBoundingClientRect();
    },
  );
}

// A run

function showRun(): void {
  run = runAfter(steps, runBar.at);
  for (const id of picture.states.keys()) showState(id);
  const taken = takenEdges(graph.edges, run);
  for (const edge of world.querySelectorAll<SVGGElement>('.edge, .label')) {
    edge.classList.toggle('taken', taken.has(edge.dataset.edge ?? ''));
  }
  document.body.classList.toggle('ran', taken.size > 0);
  if (data.node !== undefined) showData(data.node);
}

function showState(id: string): void {
  const state = picture.states.get(id);
  if (!state) return;
  const tally = run.tallies.get(id);
  // What is told at once is ahead of the record, and goes on when that is full.
  const status = runBar.following ? (statuses.get(id) ?? tally?.status) : tally?.status;
  showTally(state, status && { visits: 0, retries: 0, ...tally, status });
}

function showData(id: string): void {
  const node = stateAt(id);
  if (node) data.show(id, node.name, run.visits.get(id) ?? []);
}

function showAllProblems(): void {
  const shown = new Map<string, NodeProblem[]>();
  for (const problem of problems) shown.set(problem.node, [...(shown.get(problem.node) ?? []), problem]);
  for (const [id, state] of picture.states) showProblems(state, shown.get(id) ?? []);
}

// Keys and menus

const ACTIONS: readonly (readonly [NodeAction, string])[] = [
  ['run', 'Run This State'],
  ['debug', 'Debug This State'],
  ['breakpoint', 'Toggle Breakpoint'],
  ['rename', 'Rename…'],
  ['copy', 'Copy Name'],
];

function openMenu(id: string, x: number, y: number): void {
  const node = stateAt(id);
  if (!node) return;
  card.hide();
  menu.show(
    [
      { label: 'Go to Source', action: () => reveal(id) },
      ...ACTIONS.map(([action, label]) => ({
        label,
        action: () => host.postMessage({ type: 'act', node: id, action }),
      })),
      ...(isContainer(node)
        ? [{ label: node.collapsed === undefined ? 'Fold' : 'Unfold', action: () => toggle(id) }]
        : []),
    ],
    x,
    y,
  );
}

function keyPressed(event: KeyboardEvent): void {
  const command = event.ctrlKey || event.metaKey;
  if (command && event.key === 'f') {
    search.open();
    event.preventDefault();
    return;
  }
  // VS Code hears of every key, also of those pressed in a box; the picture does not.
  const inBox = event.target instanceof Element && event.target.closest('.search, .run, .data, .menu');
  if (command || event.altKey || inBox) return;
  const focused = nodeOf(document.activeElement);
  const handled = keyOnState(event, focused) || keyOnPage(event.key);
  if (handled) event.preventDefault();
}

function keyOnState({ key, shiftKey }: KeyboardEvent, id: string | undefined): boolean {
  const states = graph.nodes.filter((node) => picture.states.has(node.id));
  const from = states.find((node) => node.id === id);
  if (from && (key === 'Enter' || key === ' ')) {
    reveal(from.id);
    return true;
  }
  if (from && (key === 'ContextMenu' || (key === 'F10' && shiftKey))) {
    const box = picture.states.get(from.id)?.getBoundingClientRect();
    if (box) openMenu(from.id, box.left + 24, box.top + 24);
    return true;
  }
  if (from && ((key === 'f' && isContainer(from)) || key === 'F2')) {
    if (key === 'F2') host.postMessage({ type: 'act', node: from.id, action: 'rename' });
    else toggle(from.id);
    return true;
  }
  // With nothing focused the first arrow key goes to the selected state.
  const isArrow = key.startsWith('Arrow');
  const next = from
    ? neighbour(states, from, key, graph.direction)
    : isArrow
      ? (stateAt(selected) ?? states[0])
      : undefined;
  if (!next) return isArrow && from !== undefined;
  picture.states.get(next.id)?.focus({ preventScroll: true });
  viewport.reveal(next);
  return true;
}

function keyOnPage(key: string): boolean {
  if (key === '+' || key === '=') viewport.zoom(1);
  else if (key === '-') viewport.zoom(-1);
  else if (key === '0') viewport.fit();
  else if (key === '/') search.open();
  else return false;
  return true;
}

function save(): void {
  if (uri === undefined || !pageView) return;
  host.setState({
    ...pageView,
    uri,
    view: viewport.view,
    minimap: minimap.wanted,
    ...(selected !== undefined && { selected }),
  });
}

function stateAt(id: string | undefined): PlacedNode | undefined {
  return id === undefined ? undefined : graph.nodes.find((node) => node.id === id);
}

function nodeOf(target: EventTarget | null): string | undefined {
  return target instanceof Element ? target.closest<SVGGElement>('.state')?.dataset.node : undefined;
}
