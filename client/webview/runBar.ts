import { STATUSES } from '../../server/src/picture/icons.ts';
import type { RunStep } from '../../server/src/protocol/graph.ts';
import { button, element } from './dom.ts';
import { spanText } from './run.ts';

/** The slider that goes through a run, step by step. At its end it follows the run. */
export class RunBar {
  readonly box: HTMLElement;
  readonly #slider = element('input', { type: 'range', min: '0', step: '1', ariaLabel: 'Steps of the run' });
  readonly #text = element('span', { className: 'moment' });
  readonly #moved: () => void;
  #steps: readonly RunStep[] = [];
  #following = true;

  /** @param moved called when another moment is looked at */
  constructor(moved: () => void) {
    this.#moved = moved;
    this.box = element(
      'div',
      { className: 'run', role: 'group', ariaLabel: 'Run', hidden: true },
      button('Step back', 'M10 4 6 8l4 4', () => this.#step(-1)),
      this.#slider,
      button('Step forward', 'M6 4l4 4-4 4', () => this.#step(1)),
      this.#text,
    );
    this.#slider.addEventListener('input', () => this.#go(Number(this.#slider.value)));
  }

  /** How many steps are looked at. */
  get at(): number {
    return this.#following ? this.#steps.length : Number(this.#slider.value);
  }

  /** Whether it shows the run as it is, and not an earlier moment. */
  get following(): boolean {
    return this.#following;
  }

  set(steps: readonly RunStep[]): void {
    if (steps.length < this.#steps.length) this.#following = true;
    this.#steps = steps;
    this.box.hidden = steps.length === 0;
    this.#slider.max = String(steps.length);
    if (this.#following) this.#slider.value = String(steps.length);
    this.#tell();
  }

  #step(by: number): void {
    this.#go(Math.max(0, Math.min(this.at + by, this.#steps.length)));
  }

  #go(at: number): void {
    this.#following = at === this.#steps.length;
    this.#slider.value = String(at);
    this.#tell();
    this.#moved();
  }

  #tell(): void {
    const last = this.#steps[this.at - 1];
    const name = last && nameIn(last.node);
    const what = last
      ? `${name} ${last.iterations ? 'goes on' : STATUSES[last.status].text}, ${spanText(last.at)}`
      : 'Start';
    this.#text.textContent = `${this.at}/${this.#steps.length} ${what}`;
    this.#text.title = what;
    this.box.classList.toggle('past', !this.#following);
    this.#slider.setAttribute('aria-valuetext', what);
  }
}

/** The name of a state from its JSON Pointer. */
function nameIn(pointer: string): string {
  return pointer
    .slice(pointer.lastIndexOf('/') + 1)
    .replaceAll('~1', '/')
    .replaceAll('~0', '~');
}
