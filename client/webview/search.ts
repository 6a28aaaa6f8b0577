import type { PlacedNode } from '../../server/src/protocol/graph.ts';
import { button, element } from './dom.ts';
import { findStates } from './findStates.ts';

export interface SearchHost {
  nodes(): readonly PlacedNode[];
  /** Marks what has been found, and goes to one of them. */
  show(found: readonly PlacedNode[], current: PlacedNode | undefined): void;
  closed(current: PlacedNode | undefined): void;
}

/** The box at the top: Enter goes to the next state that fits, Shift+Enter to the one before. */
export class Search {
  readonly box: HTMLElement;
  readonly #input = element('input', {
    type: 'search',
    placeholder: 'Name, type, resource',
    ariaLabel: 'Find a state',
  });
  readonly #count = element('span', { className: 'found', role: 'status' });
  readonly #host: SearchHost;
  #found: PlacedNode[] = [];
  #at = 0;

  constructor(host: SearchHost) {
    this.#host = host;
    this.box = element(
      'div',
      { className: 'search', role: 'search', hidden: true },
      this.#input,
      this.#count,
      button('Previous match', 'M4 10l4-4 4 4', () => this.#go(-1)),
      button('Next match', 'M4 6l4 4 4-4', () => this.#go(1)),
      button('Close', 'M4 4l8 8M12 4l-8 8', () => this.close()),
    );
    this.#input.addEventListener('input', () => this.#find());
    this.box.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && event.target === this.#input) this.#go(event.shiftKey ? -1 : 1);
      else if (event.key === 'Escape') this.close();
      else return;
      event.preventDefault();
    });
  }

  open(): void {
    this.box.hidden = false;
    this.#input.focus();
    this.#input.select();
    this.#find();
  }

  close(): void {
    if (this.box.hidden) return;
    this.box.hidden = true;
    const current = this.#found[this.#at];
    this.#found = [];
    this.#host.show([], undefined);
    this.#host.closed(current);
  }

  /** The graph is another one now. */
  refresh(): void {
    if (!this.box.hidden) this.#find(false);
  }

  #find(moving = true): void {
    this.#found = findStates(this.#host.nodes(), this.#input.value);
    this.#at = 0;
    this.#tell(moving);
  }

  #go(by: number): void {
    if (this.#found.length === 0) return;
    this.#at = (this.#at + by + this.#found.length) % this.#found.length;
    this.#tell(true);
  }

  #tell(moving: boolean): void {
    const count = this.#found.length;
    this.#count.textContent =
      this.#input.value.trim() === '' ? '' : count === 0 ? 'None' : `${this.#at + 1} of ${count}`;
    this.#host.show(this.#found, moving ? this.#found[this.#at] : undefined);
  }
}
