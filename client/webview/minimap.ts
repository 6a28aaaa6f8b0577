import type { PlacedGraph } from '../../server/src/protocol/graph.ts';
import { svg } from './dom.ts';
import { minimapSize, needsMinimap } from './placement.ts';
import type { Viewport } from './viewport.ts';

/** The whole picture in a corner, with a frame around what is in sight; absent while that is most of it. */
export class Minimap {
  readonly element = svg('svg', { class: 'minimap', 'aria-hidden': 'true' });
  readonly #frame = svg('rect', { class: 'sight' });
  #viewport: Viewport | undefined;
  #graph: PlacedGraph | undefined;
  #wanted = true;
  #useful = false;

  /** Whether the picture is so large that it helps. */
  get useful(): boolean {
    return this.#useful;
  }

  /** Whether the user wants to see it at all. */
  get wanted(): boolean {
    return this.#wanted;
  }

  set wanted(wanted: boolean) {
    this.#wanted = wanted;
    this.follow();
  }

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
    const { room, view } = this.#viewport;
    this.#useful = needsMinimap(this.#graph, room, view.scale);
    this.element.classList.toggle('needed', this.#wanted && this.#useful);
    setAll(this.element, { ...minimapSize(this.#graph, room) });
    setAll(this.#frame, { ...this.#viewport.sight() });
  }
}

function setAll(element: SVGElement, attributes: { readonly [name: string]: number }): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
}
