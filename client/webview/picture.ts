import { drawGraph } from '../../server/src/picture/drawing.ts';
import { STATUSES } from '../../server/src/picture/icons.ts';
import type { NodeProblem, NodeStatus, PlacedGraph } from '../../server/src/protocol/graph.ts';
import { svg, toElement } from './dom.ts';
import { countOf, type Tally } from './run.ts';
import type { TextFitter } from './text.ts';

/** A drawn graph: what to put into the page, and the element of each state. */
export interface Picture {
  readonly layers: readonly SVGElement[];
  readonly states: ReadonlyMap<string, SVGGElement>;
}

export const NO_PICTURE: Picture = { layers: [], states: new Map() };

export function drawPicture(graph: PlacedGraph, texts: TextFitter): Picture {
  const layers = drawGraph(graph, (text, width, font) => texts.fit(text, width, font)).map(toElement);
  const states = layers.flatMap((layer) => [...layer.querySelectorAll<SVGGElement>('.state')]);
  return { layers, states: new Map(states.map((state) => [state.dataset.node ?? '', state])) };
}

export function showTally(state: SVGGElement, tally: Tally | undefined): void {
  for (const old of state.querySelectorAll('.badge, .count')) old.remove();
  if (tally === undefined) delete state.dataset.status;
  else state.dataset.status = tally.status;
  describe(state);
  if (tally === undefined) return;
  const x = Number(state.dataset.width);
  const { symbol, text } = STATUSES[tally.status];
  state.append(
    svg(
      'g',
      { class: 'badge', transform: `translate(${x - 10} -8)` },
      svg('circle', { cx: 9, cy: 9, r: 9 }),
      svg('path', { d: symbol, transform: 'translate(1 1)' }),
      svg('title', {}, text),
    ),
  );
  const count = countOf(tally);
  if (count === '') return;
  const width = count.length * 6.2 + 12;
  state.append(
    svg(
      'g',
      { class: 'count', transform: `translate(${x - 14 - width} -8)` },
      svg('rect', { width, height: 17, rx: 8.5 }),
      svg('text', { x: width / 2, y: 12.5, 'text-anchor': 'middle' }, count),
    ),
  );
}

const RANKS = { error: 0, warning: 1, information: 2 };
const SIGNS = { error: 'M5 5l6 6M11 5l-6 6', warning: 'M8 4v5M8 11.5v.1', information: 'M8 4.2v.1M8 7v5' };

export function showProblems(state: SVGGElement, problems: readonly NodeProblem[]): void {
  state.querySelector('.problem')?.remove();
  const worst = [...problems].sort((a, b) => RANKS[a.severity] - RANKS[b.severity])[0];
  if (worst) state.dataset.problem = `${worst.severity}: ${worst.message}`;
  else delete state.dataset.problem;
  describe(state);
  if (!worst) return;
  state.append(
    svg(
      'g',
      { class: `problem ${worst.severity}`, transform: 'translate(-8 -8)' },
      worst.severity === 'warning'
        ? svg('path', { class: 'shape', d: 'M9 0.5 18 17H0z' })
        : svg('circle', { class: 'shape', cx: 9, cy: 9, r: 8.5 }),
      svg('path', {
        d: SIGNS[worst.severity],
        transform: worst.severity === 'warning' ? 'translate(1 2.5)' : 'translate(1 1)',
      }),
    ),
  );
}

/** The name for a screen reader, with what the picture shows by badges. */
function describe(state: SVGGElement): void {
  const { label = '', status, problem } = state.dataset;
  const parts = [
    label,
    ...(status === undefined ? [] : [STATUSES[status as NodeStatus].text]),
    ...((problem ?? '') ? [problem] : []),
  ];
  state.setAttribute('aria-label', parts.join(', '));
}
