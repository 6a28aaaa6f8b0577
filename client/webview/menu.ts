import { element } from './dom.ts';

export interface MenuItem {
  readonly label: string;
  readonly action: () => void;
}

/** A menu at a place of the page; arrow keys, Enter and Escape work as everywhere. */
export class Menu {
  readonly box = element('div', { className: 'menu', role: 'menu', hidden: true });
  #before: Element | null = null;

  constructor() {
    this.box.addEventListener('keydown', (event) => this.#key(event));
    this.box.addEventListener('focusout', ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node) || !this.box.contains(relatedTarget)) this.#hide();
    });
  }

  show(items: readonly MenuItem[], x: number, y: number): void {
    this.#before = document.activeElement;
    this.box.replaceChildren(
      ...items.map(({ label, action }) => {
        const item = element('button', { type: 'button', role: 'menuitem', textContent: label });
        item.addEventListener('click', () => {
          this.close();
          action();
        });
        return item;
      }),
    );
    this.box.hidden = false;
    const { width, height } = this.box.getBoundingClientRect();
    this.box.style.left = `${Math.max(4, Math.min(x, innerWidth - width - 4))}px`;
    this.box.style.top = `${Math.max(4, Math.min(y, innerHeight - height - 4))}px`;
    this.#items()[0]?.focus();
  }

  close(): void {
    if (this.box.hidden) return;
    const before = this.#before;
    this.#hide();
    if (before instanceof HTMLElement || before instanceof SVGElement) before.focus({ preventScroll: true });
  }

  #hide(): void {
    this.box.hidden = true;
    this.#before = null;
  }

  #items(): HTMLButtonElement[] {
    return [...this.box.querySelectorAll('button')];
  }

  #key(event: KeyboardEvent): void {
    const items = this.#items();
    const at = items.indexOf(document.activeElement as HTMLButtonElement);
    const moves: { readonly [key: string]: number } = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
    const to = Object.hasOwn(moves, event.key) ? moves[event.key] : undefined;
    if (event.key === 'Escape' || event.key === 'Tab') this.close();
    else if (to !== undefined) items[(to + items.length) % items.length]?.focus();
    if (event.key === 'Escape' || to !== undefined) event.preventDefault();
  }
}
