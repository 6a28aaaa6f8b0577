/** A place in a document; lines and characters count from 0, as in the Language Server Protocol. */
export interface SourceRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

export type NodeKind =
  | 'Pass'
  | 'Task'
  | 'Choice'
  | 'Wait'
  | 'Succeed'
  | 'Fail'
  | 'Parallel'
  | 'Map'
  | 'start'
  | 'end'
  /** One branch of a Parallel state, or the processor of a Map: a container without a frame of its own. */
  | 'machine'
  /** A state whose `Type` is missing or unknown. */
  | 'unknown';

export interface GraphNode {
  /** The JSON Pointer of the state: `/States/Outer/Branches/0/States/Inner`. Start and end: that of the machine + `#start`, `#end`. */
  readonly id: string;
  readonly kind: NodeKind;
  /** The state name; empty for start and end. */
  readonly name: string;
  /** A second line: what a Task calls, how long a Wait waits. */
  readonly detail?: string;
  /** The container this node is drawn in. */
  readonly parent?: string;
  /** The whole state in the document; absent for start and end. */
  readonly range?: SourceRange;
  /** The name of the state in the document. */
  readonly nameRange?: SourceRange;
}

export type EdgeKind = 'next' | 'choice' | 'default' | 'catch' | 'start' | 'end';

export interface GraphEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  /** The condition of a Choice rule, the error names of a catcher. */
  readonly label?: string;
}

/** What there is to draw, without any position. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Positions and sizes in CSS pixels from the top left corner of the whole graph. */
export interface PlacedNode extends GraphNode {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedEdge extends GraphEdge {
  /** From the first node to the last, at least two points. */
  readonly points: readonly Point[];
  /** The top left corner and size of the label, where there is one. */
  readonly labelBox?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

export interface PlacedGraph {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly width: number;
  readonly height: number;
}

/** What has become of a state in the current run. */
export type NodeStatus = 'running' | 'succeeded' | 'failed' | 'caught' | 'retrying' | 'stopped';

export type ToWebview =
  /** `stale`: the text is broken now, and this is the graph of the last text that was not. */
  | {
      readonly type: 'graph';
      /** The document; the page keeps it, so that the panel can be restored. */
      readonly uri: string;
      readonly graph: PlacedGraph;
      readonly stale: boolean;
      readonly title: string;
      /** Why the graph is stale. */
      readonly message?: string;
    }
  /** Nothing to draw yet, and why. */
  | { readonly type: 'empty'; readonly uri: string; readonly message: string }
  | { readonly type: 'stale' }
  | { readonly type: 'select'; readonly node: string | undefined }
  | { readonly type: 'status'; readonly node: string; readonly status: NodeStatus }
  | { readonly type: 'clearStatus' };

export type FromWebview =
  | { readonly type: 'ready' }
  /** A click, or Enter on a focused node: show its source. */
  | { readonly type: 'reveal'; readonly node: string }
  | { readonly type: 'problem'; readonly message: string };
