import type { PlacedGraph } from '../../server/src/protocol/graph.ts';
import { svg } from './dom.ts';
import type { Viewport } from './viewport.ts';

const MOST = { width: 150, height: 180 };

/** With so much of the picture in sight nobody gets lost. */
const MOSTLY = 0.75;

/** The whole picture in a corner, with a frame around what is in sight; absent while most of it is. */
export class Minimap {
  readonly element = svg('svg', { class: 'minimap', 'aria-hidden': 'true' });
  readonly #frame = svg('rect', { class: 'sight' });
  #viewport: Viewport | undefined;
  #graph: PlacedGraph | undefined;

  attach(viewport: Viewport): void {
    this.#viewport = viewport;
    const goto = (event: PointerEvent): void => {
      const box = this.element.getBoundingClientRect();
      if (!this.#graph) return;
      const scale = this.#graph.width / box.width;
      viewport.center({ x: (event.clientX - box.left) * scale, y: (event.clientY - box.top) * scale });
    };
    this.element.addEventListener('pointerdown', (event) => {
      this.element.setPointerCapture(event.pointerId);
      goto(event);
    });
    this.element.addEventListener('pointermove', (event) => {
      if (this.element.hasPointerCapture(event.pointerId)) goto(event);
    });
  }

  draw(graph: PlacedGraph): void {
    this.#graph = graph;
    const scale = Math.min(MOST.width / graph.width, MOST.height / graph.height);
    const size = { width: Math.max(28, graph.width * scale), height: Math.max(28, graph.height * scale) };
    for (const [name, value] of Object.entries(size)) this.element.setAttribute(name, String(value));
    this.element.setAttribute('viewBox', `0 0 ${graph.width} ${graph.height}`);
    this.element.setAttribute('preserveAspectRatio', 'none');
    const parents = new Set(graph.nodes.map(({ parent }) => parent));
    const boxes = graph.nodes
      .filter(({ id, kind }) => kind !== 'machine' && !parents.has(id))
      .map(({ x, y, width, height, kind }) => svg('rect', { x, y, width, height, class: `dot kind-${kind}` }));
    this.element.replaceChildren(...boxes, this.#frame);
    this.follow();
  }

  /** The picture has been moved or scaled. */
  follow(): void {
    if (!this.#viewport || !this.#graph) return;
    const { x, y, width, height } = this.#viewport.sight();
    const part = (start: number, length: number, all: number): number =>
      Math.max(0, Math.min(start + length, all) - Math.max(start, 0)) / all;
    const seen = part(x, width, this.#graph.width) * part(y, height, this.#graph.height);
    this.element.classList.toggle('needed', seen < MOSTLY);
    for (const [name, value] of Object.entries({ x, y, width, height })) this.#frame.setAttribute(name, String(value));
  }
}
