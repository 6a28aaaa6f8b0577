import type { RunStep } from '../../server/src/protocol/graph.ts';
import { button, element } from './dom.ts';
import { sizeText, spanText, type Visit } from './run.ts';

/** What went into a state and what came out of it, one visit at a time. */
export class DataPanel {
  readonly box = element('section', { className: 'data', ariaLabel: 'Input and output', hidden: true });
  readonly #copy: (text: string) => void;
  #node: string | undefined;
  #visit = 0;

  constructor(copy: (text: string) => void) {
    this.#copy = copy;
    this.box.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.close();
    });
  }

  /** The state that is shown. */
  get node(): string | undefined {
    return this.box.hidden ? undefined : this.#node;
  }

  show(node: string, name: string, visits: readonly Visit[]): void {
    if (visits.length === 0) {
      this.close();
      return;
    }
    if (node !== this.#node || this.box.hidden) this.#visit = visits.length - 1;
    this.#node = node;
    this.#visit = Math.max(0, Math.min(this.#visit, visits.length - 1));
    const visit = visits[this.#visit] as Visit;
    const turn = (by: number) => () => {
      this.#visit = (this.#visit + by + visits.length) % visits.length;
      this.show(node, name, visits);
    };
    const several =
      visits.length === 1
        ? []
        : [
            button('Visit before', 'M10 4 6 8l4 4', turn(-1)),
            element('span', {}, `${this.#visit + 1} of ${visits.length}`),
            button('Next visit', 'M6 4l4 4-4 4', turn(1)),
          ];
    const took = visit.ended ? `, took ${spanText(visit.ended.at - visit.began.at)}` : '';
    this.box.replaceChildren(
      element(
        'header',
        {},
        element('h2', {}, name),
        ...several,
        button('Close', 'M4 4l8 8M12 4l-8 8', () => this.close()),
      ),
      element(
        'p',
        {},
        `At ${spanText(visit.began.at)}${took}${visit.retries > 0 ? `, retried ${visit.retries} times` : ''}`,
      ),
      ...(visit.ended?.error === undefined && visit.ended?.cause === undefined
        ? []
        : [
            element(
              'p',
              { className: 'trouble error' },
              [visit.ended.error, visit.ended.cause].filter(Boolean).join(': '),
            ),
          ]),
      ...this.#payload('Input', visit.began),
      ...this.#payload('Output', visit.ended),
    );
    this.box.hidden = false;
  }

  close(): void {
    this.box.hidden = true;
    this.#node = undefined;
  }

  #payload(title: string, step: RunStep | undefined): HTMLElement[] {
    if (step?.size === undefined) return [];
    const size = element('span', { className: 'size' }, sizeText(step.size));
    if (step.data === undefined) return [element('h3', {}, `${title} `, size), element('p', {}, 'Too large to show.')];
    const text = JSON.stringify(JSON.parse(step.data), null, 2);
    const copy = button(`Copy ${title.toLowerCase()}`, 'M5.5 5.5h7v8h-7zM10.5 5.5v-3h-7v8h2', () => this.#copy(text));
    return [element('h3', {}, `${title} `, size, copy), element('pre', { tabIndex: 0, textContent: text })];
  }
}
