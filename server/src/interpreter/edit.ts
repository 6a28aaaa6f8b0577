import { equal, isObject, type Json, type JsonObject } from '../base/json.ts';
import { lookup } from '../base/lookup.ts';
import { STATE_STAGES, type Stage } from '../spec/stages.ts';
import type { Frame, Run, StageData, Thread } from './run.ts';
import { newFrame, pointerOf } from './start.ts';
import { contextOf, descendants, findThread, stateOf, withThread } from './threads.ts';

/** Puts the state of a thread back to before it was entered, with the input it had. What it had started is dropped. */
export function restartState(run: Run, threadId: number): Run {
  const thread = findThread(run, threadId);
  if (!thread) return run;
  const { state, pointer, data } = thread.frame;
  return begin(run, thread, newFrame(state, pointer, data.input));
}

/** Makes another state of the same machine the next one: its input is what the present state was given, or has already made. */
export function jumpTo(run: Run, threadId: number, stateName: string): Run {
  const thread = findThread(run, threadId);
  if (!thread || !lookup(run.program.machines[thread.machine]?.states ?? {}, stateName)) return run;
  const { data } = thread.frame;
  const input = data.output === undefined ? data.input : data.output;
  return begin(run, thread, newFrame(stateName, pointerOf(run.program, thread.machine, stateName), input));
}

/**
 * Sets the data at a stage, as if the state had come to it that way; later stages are computed again from there.
 * With `result` a task is answered, or its answer is replaced.
 */
export function setStageValue(run: Run, threadId: number, stage: Stage, value: Json): Run {
  const thread = findThread(run, threadId);
  const state = thread && stateOf(run, thread);
  if (!thread || !state) return run;
  const stages: readonly Stage[] = STATE_STAGES[state.type][state.queryLanguage];
  const index = stages.indexOf(stage);
  if (index < 0) return run;
  const { frame } = thread;
  if (frame.stage === undefined) {
    return stage === 'input' ? withThread(run, { ...thread, frame: { ...frame, data: { input: value } } }) : run;
  }
  if (stage === 'output') {
    // Without an exit the state has not decided yet where to go: the rest of it has to run.
    if (!frame.exit) return run;
    return withThread(run, { ...thread, frame: { ...frame, data: { ...frame.data, output: value } } });
  }
  const kept = stages
    .slice(0, index)
    .flatMap((s) => (frame.data[s] === undefined ? [] : [[s, frame.data[s]] as const]));
  const data: StageData = { input: frame.data.input, ...Object.fromEntries(kept), [stage]: value };
  const changed: Frame = {
    ...frame,
    stage,
    data,
    waiting: undefined,
    fan: undefined,
    reading: undefined,
    exit: undefined,
  };
  return withThread(withoutDescendants(run, thread), { ...thread, frame: changed });
}

/** Sets a workflow variable of a thread; what it has started sees the new value too. */
export function setVariable(run: Run, threadId: number, name: string, value: Json): Run {
  const thread = findThread(run, threadId);
  if (!thread) return run;
  const changed = { ...thread, variables: { ...thread.variables, [name]: value } };
  return descendants(run.threads, threadId)
    .filter(({ outerVariables }) => Object.hasOwn(outerVariables, name))
    .reduce((next, inner) => withThread(next, withOuterVariable(inner, name, value)), withThread(run, changed));
}

function withOuterVariable(thread: Thread, name: string, value: Json): Thread {
  return {
    ...thread,
    variables: { ...thread.variables, [name]: value },
    outerVariables: { ...thread.outerVariables, [name]: value },
  };
}

/**
 * Sets a member of the context object, as far as it is the run's own to say: the input and name of the execution, the item of an
 * iteration, the task token. Throws a `RangeError` for all else.
 */
export function setContext(run: Run, threadId: number, name: string, value: Json): Run {
  const thread = findThread(run, threadId);
  const changed = thread && isObject(value) ? withContext(run, thread, name, value) : run;
  if (equal(contextOf(changed, threadId)[name] ?? null, value)) return changed;
  throw new RangeError('Only Execution.Input, Execution.Name, Map.Item and Task.Token can be changed');
}

function withContext(run: Run, thread: Thread, name: string, value: JsonObject): Run {
  switch (name) {
    case 'Execution': {
      const { Input: input = null, Name: executionName } = value;
      if (typeof executionName !== 'string') return run;
      if (thread.execution) return withThread(run, { ...thread, execution: { name: executionName, input } });
      return { ...run, input, settings: { ...run.settings, executionName } };
    }
    case 'Map':
      return isObject(value.Item) ? withThread(run, { ...thread, item: value.Item }) : run;
    case 'Task': {
      const { Token: token } = value;
      return typeof token === 'string' ? withThread(run, { ...thread, frame: { ...thread.frame, token } }) : run;
    }
    default:
      return run;
  }
}

function begin(run: Run, thread: Thread, frame: Frame): Run {
  return withThread(withoutDescendants(run, thread), { ...thread, frame });
}

function withoutDescendants(run: Run, thread: Thread): Run {
  const below = new Set(descendants(run.threads, thread.id).map((t) => t.id));
  return below.size === 0 ? run : { ...run, threads: run.threads.filter((t) => !below.has(t.id)) };
}
