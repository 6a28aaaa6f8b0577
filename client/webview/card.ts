import type { NodeProblem, PlacedEdge, PlacedNode } from '../../server/src/protocol/graph.ts';
import { element } from './dom.ts';
import type { Visit } from './run.ts';
import { sizeText, spanText } from './run.ts';

export interface CardContent {
  readonly node: PlacedNode;
  readonly type: string;
  readonly edges: readonly PlacedEdge[];
  readonly problems: readonly NodeProblem[];
  readonly visits: readonly Visit[];
}

/** The summary of a state, line by line. */
export function cardLines({ node, type, edges, visits }: CardContent): [label: string, text: string][] {
  const { detail, resource, comment, retries = [], collapsed } = node;
  const caught = edges.filter(({ kind }) => kind === 'catch').map(({ label = '' }) => label);
  const last = visits.at(-1);
  return [
    ['', detail === undefined ? type : `${type}: ${detail}`],
    ...line('Resource', resource),
    ...line('Folded', collapsed === undefined ? undefined : `${collapsed} states`),
    ...line('', comment),
    ...retries.map((text): [string, string] => ['Retries', text]),
    ...line('Catches', caught.length > 0 ? caught.join('; ') : undefined),
    ...(last ? visitLines(last, visits.length) : []),
  ];
}

function visitLines({ began, ended, retries }: Visit, count: number): [string, string][] {
  const took = ended ? [`took ${spanText(ended.at - began.at)}`] : [];
  return [
    ['Run', [...(count > 1 ? [`${count} times, the last`] : []), `at ${spanText(began.at)}`, ...took].join(', ')],
    ...line('Retried', retries > 0 ? `${retries} times` : undefined),
    ...line('Input', began.size === undefined ? undefined : sizeText(began.size)),
    ...line('Output', ended?.size === undefined ? undefined : sizeText(ended.size)),
    ...line('Error', ended?.error === undefined ? undefined : [ended.error, ended.cause].filter(Boolean).join(': ')),
  ];
}

function line(label: string, text: string | undefined): [string, string][] {
  return text === undefined || text === '' ? [] : [[label, text]];
}

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
