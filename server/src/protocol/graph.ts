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
  /** A container whose content is not drawn: how many states that are. */
  readonly collapsed?: number;
  /** Its retriers, in a line each: `Lambda.TooManyRequestsException: up to 3 times, after 2 s`. */
  readonly retries?: readonly string[];
  /** The most that one of them tries again. */
  readonly attempts?: number;
  /** A Map whose iterations are executions of their own. */
  readonly distributed?: boolean;
  /** What a Task calls, and what the author says of the state: for the card and the search. */
  readonly resource?: string;
  readonly comment?: string;
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

export const PICTURE_FORMATS = ['svg', 'mermaid', 'dot'] as const;
export type PictureFormat = (typeof PICTURE_FORMATS)[number];
export type Theme = 'light' | 'dark';

/** The flow goes down the page, or to the right. */
export type Direction = 'DOWN' | 'RIGHT';

export interface PlacedGraph {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly width: number;
  readonly height: number;
  readonly direction: Direction;
}

/** What has become of a state in the current run. */
export type NodeStatus = 'running' | 'succeeded' | 'failed' | 'caught' | 'retrying' | 'stopped';

/** Something that happened to a state in a run. */
export interface RunStep {
  readonly node: string;
  readonly status: NodeStatus;
  /** Milliseconds since the start, on the clock of the run. */
  readonly at: number;
  /** The state that it leads to, when it ends. */
  readonly to?: string;
  readonly error?: string;
  readonly cause?: string;
  /** The input of a state that begins, the output of one that ends, as JSON; absent where it is too much. */
  readonly data?: string;
  /** The length of that JSON. */
  readonly size?: number;
  /** How far a Map is. */
  readonly iterations?: { readonly ended: number; readonly failed: number; readonly total: number };
}

/** Something that is wrong with a state. */
export interface NodeProblem {
  readonly node: string;
  readonly severity: 'error' | 'warning' | 'information';
  readonly message: string;
}

/** How a page shows its graph, which survives a reload. */
export interface PageView {
  readonly direction: Direction;
  /** The containers that are folded. */
  readonly collapsed: readonly string[];
  /** The page stays with its document. */
  readonly pinned: boolean;
}

export const NODE_ACTIONS = ['run', 'debug', 'breakpoint', 'rename', 'copy'] as const;
export type NodeAction = (typeof NODE_ACTIONS)[number];

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
  /** How it is to be shown. `canPin`: whether it could follow the editor instead. */
  | { readonly type: 'view'; readonly view: PageView; readonly canPin: boolean }
  /** Nothing to draw yet, and why. */
  | { readonly type: 'empty'; readonly uri: string; readonly message: string }
  | { readonly type: 'stale' }
  /** How far the layout is; both are 0 when it has ended. */
  | { readonly type: 'progress'; readonly done: number; readonly total: number }
  | { readonly type: 'select'; readonly node: string | undefined }
  | { readonly type: 'problems'; readonly problems: readonly NodeProblem[] }
  | { readonly type: 'status'; readonly node: string; readonly status: NodeStatus }
  | { readonly type: 'steps'; readonly first: number; readonly steps: readonly RunStep[] }
  | { readonly type: 'clearStatus' }
  /** An SVG to be made a PNG. */
  | { readonly type: 'rasterize'; readonly id: number; readonly svg: string }
  /** Opens the search, as from a key binding. */
  | { readonly type: 'search' };

export type FromWebview =
  /** Absent: the page is new. */
  | { readonly type: 'ready'; readonly view?: PageView }
  | { readonly type: 'view'; readonly view: PageView }
  /** A click, or Enter on a focused node: show its source. */
  | { readonly type: 'reveal'; readonly node: string }
  | { readonly type: 'act'; readonly node: string; readonly action: NodeAction }
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'export' }
  /** The layout that is on its way is not wanted. */
  | { readonly type: 'cancel' }
  /** A PNG in base 64; without it, it could not be made. */
  | { readonly type: 'rasterized'; readonly id: number; readonly png?: string }
  | { readonly type: 'problem'; readonly message: string };
