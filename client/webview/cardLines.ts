import type { NodeProblem, PlacedEdge, PlacedNode } from '../../server/src/protocol/graph.ts';
import { sizeText, spanText, type Visit } from './run.ts';

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
