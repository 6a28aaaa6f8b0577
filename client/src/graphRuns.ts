import * as vscode from 'vscode';
import type { DebugEvents } from '../../server/src/protocol/debug.ts';
import type { NodeStatus, RunStep } from '../../server/src/protocol/graph.ts';
import { DEBUG_TYPE } from './debug.ts';

/** What the last run of a state machine came to. */
export interface GraphRun {
  readonly statuses: Map<string, NodeStatus>;
  steps: RunStep[];
}

export type RunChange =
  | { readonly kind: 'status'; readonly path: string; readonly node: string; readonly status: NodeStatus }
  | { readonly kind: 'steps'; readonly path: string; readonly first: number; readonly steps: readonly RunStep[] }
  | { readonly kind: 'forgotten'; readonly path: string };

/** The last run of each state machine, by path, as the debug adapter tells of it. */
export class GraphRuns implements vscode.Disposable {
  readonly #runs = new Map<string, GraphRun>();
  readonly #changed = new vscode.EventEmitter<RunChange>();
  readonly onDidChange = this.#changed.event;
  readonly #subscriptions = [
    vscode.debug.onDidStartDebugSession((session) => this.#started(session)),
    vscode.debug.onDidTerminateDebugSession((session) => this.#ended(session)),
    vscode.debug.onDidReceiveDebugSessionCustomEvent((event) => this.#told(event)),
    this.#changed,
  ];

  of(path: string): GraphRun | undefined {
    return this.#runs.get(path);
  }

  forget(path: string): void {
    if (this.#runs.delete(path)) this.#changed.fire({ kind: 'forgotten', path });
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #started(session: vscode.DebugSession): void {
    const path = machineOf(session);
    if (path !== undefined) this.forget(path);
  }

  #told({ session, event, body }: vscode.DebugSessionCustomEvent): void {
    if (session.type !== DEBUG_TYPE) return;
    if (event === ('asl.state' satisfies keyof DebugEvents)) {
      const { stateMachine, pointer, status } = body as DebugEvents['asl.state'];
      this.#statusChanged(pathOf(stateMachine), pointer, status);
    } else if (event === ('asl.steps' satisfies keyof DebugEvents)) {
      const { stateMachine, first, steps } = body as DebugEvents['asl.steps'];
      const path = pathOf(stateMachine);
      const run = this.#runOf(path);
      run.steps = [...run.steps.slice(0, first), ...steps];
      this.#changed.fire({ kind: 'steps', path, first, steps });
    } else if (event === ('asl.reset' satisfies keyof DebugEvents)) {
      this.forget(pathOf((body as DebugEvents['asl.reset']).stateMachine));
    }
  }

  /** A run that is broken off leaves states behind that were at work: nothing goes on in them now. */
  #ended(session: vscode.DebugSession): void {
    const path = machineOf(session);
    if (path === undefined) return;
    for (const [node, status] of this.#runs.get(path)?.statuses ?? []) {
      if (status === 'running' || status === 'retrying') this.#statusChanged(path, node, 'stopped');
    }
  }

  #statusChanged(path: string, node: string, status: NodeStatus): void {
    this.#runOf(path).statuses.set(node, status);
    this.#changed.fire({ kind: 'status', path, node, status });
  }

  #runOf(path: string): GraphRun {
    const known = this.#runs.get(path);
    if (known) return known;
    const run: GraphRun = { statuses: new Map(), steps: [] };
    this.#runs.set(path, run);
    return run;
  }
}

/** The file of the state machine that a session runs. */
function machineOf({ type, configuration }: vscode.DebugSession): string | undefined {
  if (type !== DEBUG_TYPE || typeof configuration.stateMachine !== 'string') return undefined;
  return pathOf(configuration.stateMachine);
}

function pathOf(stateMachine: string): string {
  return vscode.Uri.file(stateMachine).fsPath;
}
