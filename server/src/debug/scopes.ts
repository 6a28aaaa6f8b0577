import { isArray, isObject, type Json, type JsonObject } from '../base/json.ts';
import { setContext, setStageValue, setVariable } from '../interpreter/edit.ts';
import { latest } from '../interpreter/moment.ts';
import type { State } from '../interpreter/program.ts';
import type { Frame, Run, Thread } from '../interpreter/run.ts';
import { contextOf, findThread, stateOf, threadName } from '../interpreter/threads.ts';
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
  /** Shown in place of the value, where there is none so far. */
  readonly missing?: string | undefined;
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
    ...(frame.failure ? [{ name: 'Error', entries: failureEntries(frame.failure) }] : []),
    ...(isArray(state.fields.Retry) ? [{ name: 'Retry', entries: retryEntries(state.fields.Retry, frame) }] : []),
    ...variableScopes(run, thread),
    { name: 'Context', entries: contextEntries(contextOf(run, thread.id), state, thread.id) },
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
  const entryOf = (stage: Stage, value: Json, expression?: string): Entry => ({
    name: stageLabel(stage, state.type),
    value,
    expression,
    set: (run, changed) => setStageValue(run, id, stage, changed),
  });
  return stages.flatMap((stage): Entry[] => {
    const value = frame.data[stage];
    if (value !== undefined) return [entryOf(stage, value, expressionOf(stage, state, value === last))];
    // What a task comes to can be said before it has come to it.
    const isOpen = stage === 'result' && frame.stage !== undefined && state.type === 'Task';
    return isOpen ? [{ ...entryOf(stage, null), missing: MISSING }] : [];
  });
}

const MISSING = 'not there yet: set a value to go on with it';

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

function failureEntries({ error, cause, handling }: NonNullable<Frame['failure']>): Entry[] {
  const entries: Entry[] = [
    { name: 'Error', value: error ?? null },
    { name: 'Cause', value: cause ?? null },
  ];
  if (handling.kind === 'catch') {
    entries.push({ name: 'Catcher', value: handling.catcher }, { name: 'Next', value: handling.next });
  }
  return entries;
}

/** How often the state has been tried, what comes next and why. */
function retryEntries(retriers: readonly Json[], { failure, retryCount, retrierCounts, waiting }: Frame): Entry[] {
  const handling = failure?.handling;
  const plan = handling?.kind === 'retry' ? handling : undefined;
  const isWaiting = waiting?.kind === 'timer' && waiting.why === 'retry';
  return [
    { name: 'Attempt', value: retryCount + 1 },
    ...(plan && isWaiting ? [{ name: 'Next delay in seconds', value: plan.delaySeconds }] : []),
    ...(plan
      ? [{ name: 'Why', value: `Retrier ${plan.retrier} takes ${failure?.error ?? 'an error without a name'}` }]
      : []),
    ...(handling?.kind === 'catch' || handling?.kind === 'none'
      ? [{ name: 'Why', value: `No retrier takes ${failure?.error ?? 'an error without a name'} (any more)` }]
      : []),
    ...retriers.map((retrier, index) => retrierEntry(retrier, index, retrierCounts[index] ?? 0)),
  ];
}

function retrierEntry(retrier: Json, index: number, used: number): Entry {
  const { ErrorEquals, MaxAttempts } = isObject(retrier) ? retrier : {};
  const most = typeof MaxAttempts === 'number' ? MaxAttempts : 3;
  return { name: `Retrier ${index}`, value: { ErrorEquals: ErrorEquals ?? [], used, most } };
}

/** The variables of each workflow scope, the innermost first: a branch and an iteration see those around them too. */
function variableScopes(run: Run, thread: Thread): ScopeEntries[] {
  const scopes: ScopeEntries[] = [{ name: 'Variables', entries: variableEntries(thread, ownNames(thread)) }];
  let inner = thread;
  while (inner.parent !== undefined && inner.kind !== 'child') {
    const outer = findThread(run, inner.parent);
    if (!outer) break;
    const names = ownNames(outer);
    const label = outer.parent === undefined ? 'the state machine' : threadName(run, outer.id);
    if (names.length > 0) scopes.push({ name: `Variables of ${label}`, entries: variableEntries(outer, names) });
    inner = outer;
  }
  return scopes;
}

function ownNames({ variables, outerVariables }: Thread): readonly string[] {
  return Object.keys(variables).filter((name) => !Object.hasOwn(outerVariables, name));
}

function variableEntries({ id, variables }: Thread, names: readonly string[] = Object.keys(variables)): Entry[] {
  return names.map((name) => ({
    name,
    value: variables[name] ?? null,
    expression: `$${name}`,
    set: (run, value) => setVariable(run, id, name, value),
  }));
}

const SETTABLE: ReadonlySet<string> = new Set(['Execution', 'Map', 'Task']);

function contextEntries(context: JsonObject, { queryLanguage }: State, thread: number): Entry[] {
  const root = queryLanguage === 'JSONata' ? '$states.context' : '$$';
  return Object.keys(context).map((name) => ({
    name,
    value: context[name] ?? null,
    expression: `${root}.${name}`,
    ...(SETTABLE.has(name) && { set: (run: Run, value: Json) => setContext(run, thread, name, value) }),
  }));
}
