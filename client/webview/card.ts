import { type CardContent, cardLines } from './cardLines.ts';
import { element } from './dom.ts';

const DELAY = 450;

/** The card beside the pointer, or beside the state that has the focus. */
export class Card {
  readonly box = element('div', { className: 'card', role: 'tooltip', hidden: true });
  #waiting: number | undefined;

  /** @param at where the state is on the page */
  soon(content: CardContent, at: () => DOMRect | undefined): void {
    this.hide();
    this.#waiting = window.setTimeout(() => {
      const place = at();
      if (place) this.#show(content, place);
    }, DELAY);
  }

  hide(): void {
    clearTimeout(this.#waiting);
    this.box.hidden = true;
  }

  #show(content: CardContent, { left, top, right, bottom }: DOMRect): void {
    const lines = cardLines(content).map(([label, text]) =>
      element('p', {}, ...(label === '' ? [] : [element('b', {}, `${label} `)]), text),
    );
    const problems = content.problems.map(({ severity, message }) =>
      element('p', { className: `trouble ${severity}` }, message),
    );
    this.box.replaceChildren(element('h2', {}, content.node.name), ...lines, ...problems);
    this.box.hidden = false;
    const { width, height } = this.box.getBoundingClientRect();
    const x = right + 8 + width <= innerWidth ? right + 8 : left - 8 - width >= 0 ? left - 8 - width : 8;
    const y = x === 8 && left < width ? bottom + 8 : top;
    this.box.style.left = `${x}px`;
    this.box.style.top = `${Math.max(8, Math.min(y, innerHeight - height - 8))}px`;
  }
}
