import type { Json, JsonObject } from '../base/json.ts';
import { setStageValue, setVariable } from '../interpreter/edit.ts';
import { latest } from '../interpreter/moment.ts';
import type { State } from '../interpreter/program.ts';
import type { Frame, Run, Thread } from '../interpreter/run.ts';
import { contextOf, stateOf } from '../interpreter/threads.ts';
import { STAGES, STATE_STAGES, type Stage } from '../spec/stages.ts';
import type { StateType } from '../spec/states.ts';

/** A group of the Variables view. */
export interface ScopeEntries {
  readonly name: string;
  readonly entries: readonly Entry[];
}

/** A value of the Variables view. */
export interface Entry {
  readonly name: string;
  readonly value: Json;
  /** The expression that stands for it in this state. */
  readonly expression?: string | undefined;
  /** Puts another value in its place; absent where that cannot be. */
  readonly set?: ((run: Run, value: Json) => Run) | undefined;
}

/** What is to be seen of a state at work. */
export function scopesOf(run: Run, thread: Thread): readonly ScopeEntries[] {
  const { frame } = thread;
  const state = stateOf(run, thread);
  if (!state) return [];
  return [
    { name: 'Data', entries: stageEntries(state, thread) },
    ...(frame.fan ? [{ name: FAN_NAMES[frame.fan.kind], entries: fanEntries(frame.fan) }] : []),
    ...(frame.failure ? [{ name: 'Error', entries: failureEntries(frame.failure, frame.retryCount) }] : []),
    { name: 'Variables', entries: variableEntries(thread) },
    { name: 'Context', entries: contextEntries(contextOf(run, thread.id), state) },
  ];
}

/** What is to be seen of the execution as a whole. */
export function executionScopes(run: Run): readonly ScopeEntries[] {
  const { outcome, threads } = run;
  const [machine] = threads;
  const output = outcome?.status === 'SUCCEEDED' ? [{ name: 'Output', value: outcome.output }] : [];
  return [
    { name: 'Execution', entries: [{ name: 'Input', value: run.input }, ...output] },
    ...(machine ? [{ name: 'Variables', entries: variableEntries(machine) }] : []),
  ];
}

function stageEntries(state: State, { id, frame }: Thread): Entry[] {
  const stages: readonly Stage[] = STATE_STAGES[state.type][state.queryLanguage];
  const last = latest(state, frame.data);
  return stages.flatMap((stage): Entry[] => {
    const value = frame.data[stage];
    if (value === undefined) return [];
    return [
      {
        name: stageLabel(stage, state.type),
        value,
        expression: expressionOf(stage, state, value === last),
        set: (run, changed) => setStageValue(run, id, stage, changed),
      },
    ];
  });
}

function expressionOf(stage: Stage, { queryLanguage }: State, isLast: boolean): string | undefined {
  if (queryLanguage === 'JSONPath') return isLast ? '$' : undefined;
  return stage === 'input' || stage === 'result' ? `$states.${stage}` : undefined;
}

const RESULTS: { readonly [T in StateType]?: string } = {
  Task: 'Task result',
  Parallel: 'Results of the branches',
  Map: 'Results of the iterations',
};

/** `After Parameters`, `Task result`: what a stage is called to the user. */
export function stageLabel(stage: Stage, type: StateType): string {
  if (stage === 'input') return 'Input';
  if (stage === 'output') return 'Output';
  if (stage === 'result') return RESULTS[type] ?? 'Result';
  const spec: { readonly field?: string; readonly doc: string } = STAGES[stage];
  return `After ${stage === 'afterItemsPath' && type === 'Map' ? 'ItemsPath' : (spec.field ?? stage)}`;
}

const FAN_NAMES = { branches: 'Branches', iterations: 'Iterations', children: 'Child executions' } as const;

function fanEntries({ items, started, ended, failed, limit, kind }: NonNullable<Frame['fan']>): Entry[] {
  const counts: readonly (readonly [string, number])[] = [
    ['Total', items.length],
    ['Started', kind === 'branches' ? items.length : started],
    ['Ended', ended],
    ['Failed', failed],
    ['At the same time', Math.min(limit, items.length)],
  ];
  const shown = kind === 'branches' ? counts.filter(([name]) => name === 'Total' || name === 'Ended') : counts;
  const numbers = shown.map(([name, value]) => ({ name, value }));
  return kind === 'branches' ? numbers : [...numbers, { name: 'Items', value: items }];
}

function failureEntries({ error, cause, handling }: NonNullable<Frame['failure']>, retryCount: number): Entry[] {
  const entries: Entry[] = [
    { name: 'Error', value: error ?? null },
    { name: 'Cause', value: cause ?? null },
    { name: 'Retries', value: retryCount },
  ];
  if (handling.kind === 'retry') {
    entries.push(
      { name: 'Retrier', value: handling.retrier },
      { name: 'Delay in seconds', value: handling.delaySeconds },
    );
  } else if (handling.kind === 'catch') {
    entries.push({ name: 'Catcher', value: handling.catcher }, { name: 'Next', value: handling.next });
  }
  return entries;
}

function variableEntries({ id, variables }: Thread): Entry[] {
  return Object.keys(variables).map((name) => ({
    name,
    value: variables[name] ?? null,
    expression: `$${name}`,
    set: (run, value) => setVariable(run, id, name, value),
  }));
}

function contextEntries(context: JsonObject, { queryLanguage }: State): Entry[] {
  const root = queryLanguage === 'JSONata' ? '$states.context' : '$$';
  return Object.keys(context).map((name) => ({ name, value: context[name] ?? null, expression: `${root}.${name}` }));
}
