import type { Point } from '../protocol/graph.ts';

/** One machine to be placed, going down. The nodes are in the order of flow. */
export interface Flow {
  readonly nodes: readonly FlowNode[];
  readonly edges: readonly FlowEdge[];
}

export interface FlowNode {
  readonly kind: 'start' | 'end' | 'state';
  readonly width: number;
  readonly height: number;
  /** Room to be kept free at its right side, from its middle upwards and downwards. */
  readonly beside?: { readonly width: number; readonly height: number };
}

/** From and to are places in the list of nodes. */
export interface FlowEdge {
  readonly from: number;
  readonly to: number;
  /** Others are drawn straight rather than this one. */
  readonly minor: boolean;
  readonly label?: { readonly width: number; readonly height: number };
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export interface Route {
  readonly points: readonly Point[];
  readonly label?: Box;
}

/** Nodes and edges in the order of the flow; all of it from its top left corner. */
export interface PlacedFlow {
  readonly nodes: readonly Box[];
  readonly edges: readonly Route[];
  readonly width: number;
  readonly height: number;
}

/** What became of which piece; the least recently used is forgotten first. */
export type LayoutCache = Map<string, PlacedFlow>;
