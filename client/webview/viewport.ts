import type { PlacedGraph, PlacedNode, Point } from '../../server/src/protocol/graph.ts';
import { type Box, LEGIBLE, moveIntoSight, type Placement, placeOpening, placeWhole, type Size } from './placement.ts';

/** Where the picture is on the page: `scale` and then a shift in CSS pixels. */
export interface View extends Placement {
  /** The view follows the size of the picture and of the page until the user moves it. */
  readonly fitted: boolean;
}

const SCALE = { min: 0.1, max: 3, step: 1.25 };
/** Below the picture stand the buttons. */
const BOTTOM = 44;
/** A press that moves less than this is a click. */
const STEADY = 4;

/** Moves and scales the picture: dragging, wheel, pinch, buttons. */
export class Viewport {
  readonly #page: SVGSVGElement;
  readonly #world: SVGGElement;
  readonly #changed: () => void;
  #view: View = { x: 0, y: 0, scale: 1, fitted: true };
  #size: Size = { width: 0, height: 0 };
  /** Where the eye begins, in a picture too large for the page: the selected state, or the first. */
  #start: Point = { x: 0, y: 0 };
  readonly #pointers = new Map<number, Point>();
  #moved = 0;

  constructor(page: SVGSVGElement, world: SVGGElement, changed: () => void) {
    this.#page = page;
    this.#world = world;
    this.#changed = changed;
    page.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    page.addEventListener('pointerdown', (event) => this.#down(event));
    page.addEventListener('pointermove', (event) => this.#move(event));
    for (const end of ['pointerup', 'pointercancel'] as const) page.addEventListener(end, (event) => this.#up(event));
    new ResizeObserver(() => {
      if (this.#view.fitted) this.open();
      else this.#changed();
    }).observe(page);
  }

  get view(): View {
    return this.#view;
  }

  set view(view: View) {
    this.#view = view;
    this.#world.setAttribute('transform', `translate(${view.x} ${view.y}) scale(${view.scale})`);
    this.#changed();
  }

  /** Whether the press that just ended moved the picture, and so was no click. */
  get dragged(): boolean {
    return this.#moved >= STEADY;
  }

  /** The picture has another size now. */
  resize({ width, height, nodes }: PlacedGraph, selected: PlacedNode | undefined): void {
    this.#size = { width, height };
    const first = selected ?? nodes[0];
    this.#start = first
      ? { x: first.x + first.width / 2, y: first.y + Math.min(first.height, 48) / 2 }
      : { x: 0, y: 0 };
    if (this.#view.fitted) this.open();
  }

  /** Moves the picture along when a state that stays in sight has got another place in it. */
  follow(before: Point, after: Point): void {
    if (this.#view.fitted) return;
    const { x, y, scale } = this.#view;
    this.view = { ...this.#view, x: x + (before.x - after.x) * scale, y: y + (before.y - after.y) * scale };
  }

  /** The whole picture, however small. */
  fit(): void {
    this.#place((page) => placeWhole(this.#size, page, SCALE.min));
  }

  /** As much of the picture as can be read. */
  open(): void {
    this.#place((page) => placeOpening(this.#size, page, this.#start));
  }

  zoom(direction: 1 | -1): void {
    const { width, height } = this.#page.getBoundingClientRect();
    this.#zoomAt({ x: width / 2, y: height / 2 }, direction > 0 ? SCALE.step : 1 / SCALE.step);
  }

  pan(dx: number, dy: number): void {
    this.view = { ...this.#view, x: this.#view.x + dx, y: this.#view.y + dy, fitted: false };
  }

  /** Moves as little as needed to have a box in sight; of a box too large its top left corner. */
  reveal(box: Box, legibly = false): void {
    if (legibly && this.#view.scale < LEGIBLE) {
      this.#world.classList.add('gliding');
      this.view = { ...this.#view, scale: LEGIBLE, fitted: false };
      this.center({ x: box.x + box.width / 2, y: box.y + Math.min(box.height, 48) / 2 });
      return;
    }
    const { x, y, scale } = this.#view;
    const { width, height } = this.#page.getBoundingClientRect();
    const shown = { x: box.x * scale + x, y: box.y * scale + y, width: box.width * scale, height: box.height * scale };
    const move = moveIntoSight(shown, { width, height: height - BOTTOM / 2 });
    if (move.x === 0 && move.y === 0) return;
    this.#world.classList.add('gliding');
    this.pan(move.x, move.y);
  }

  /** Moves a point of the picture to the middle of the page. */
  center({ x, y }: Point): void {
    const { width, height } = this.#page.getBoundingClientRect();
    const { scale } = this.#view;
    this.view = { x: width / 2 - x * scale, y: height / 2 - y * scale, scale, fitted: false };
  }

  /** The part of the picture that is on the page. */
  sight(): Box {
    const { width, height } = this.#page.getBoundingClientRect();
    const { x, y, scale } = this.#view;
    return { x: -x / scale, y: -y / scale, width: width / scale, height: height / scale };
  }

  /** The part of the page that is for the picture. */
  get room(): Size {
    const { width, height } = this.#page.getBoundingClientRect();
    return { width, height: height - BOTTOM };
  }

  #place(placement: (page: Size) => Placement): void {
    const { room } = this;
    if (room.width <= 0 || room.height <= 0 || this.#size.width === 0) return;
    this.#world.classList.remove('gliding');
    this.view = { ...placement(room), fitted: true };
  }

  #zoomAt(point: Point, factor: number): void {
    const { x, y, scale } = this.#view;
    const next = Math.min(Math.max(scale * factor, SCALE.min), SCALE.max);
    const ratio = next / scale;
    this.#world.classList.remove('gliding');
    this.view = { x: point.x - (point.x - x) * ratio, y: point.y - (point.y - y) * ratio, scale: next, fitted: false };
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    this.#world.classList.remove('gliding');
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 20 : 1;
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      this.pan(-(event.deltaX || event.deltaY) * unit, 0);
      return;
    }
    // Browsers report a pinch as a wheel with Ctrl, in small steps.
    const speed = event.ctrlKey ? 0.01 : 0.0015;
    this.#zoomAt(this.#local(event), Math.exp(-event.deltaY * unit * speed));
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0 && event.button !== 1) return;
    if (this.#pointers.size === 0) this.#moved = 0;
    this.#pointers.set(event.pointerId, this.#local(event));
  }

  #move(event: PointerEvent): void {
    const before = this.#pointers.get(event.pointerId);
    if (!before) return;
    const now = this.#local(event);
    this.#moved += Math.hypot(now.x - before.x, now.y - before.y);
    // Captured only once it is a drag: a captured pointer clicks the page and not the state below it.
    if (this.dragged && !this.#page.hasPointerCapture(event.pointerId)) this.#page.setPointerCapture(event.pointerId);
    const other = [...this.#pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.#pointers.set(event.pointerId, now);
    this.#world.classList.remove('gliding');
    if (other) {
      const factor = Math.hypot(now.x - other.x, now.y - other.y) / Math.hypot(before.x - other.x, before.y - other.y);
      if (Number.isFinite(factor) && factor > 0)
        this.#zoomAt({ x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 }, factor);
    } else if (this.dragged) {
      this.#page.classList.add('dragging');
      this.pan(now.x - before.x, now.y - before.y);
    }
  }

  #up(event: PointerEvent): void {
    this.#pointers.delete(event.pointerId);
    if (this.#pointers.size === 0) this.#page.classList.remove('dragging');
  }

  #local({ clientX, clientY }: MouseEvent): Point {
    const { left, top } = this.#page.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }
}
