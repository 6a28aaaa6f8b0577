import type { Json, JsonObject } from '../base/json.ts';
import { isArray } from '../base/json.ts';
import { QueryEvaluationError } from '../evaluate/jsonata.ts';
import { PathError } from '../evaluate/path.ts';
import { StatesError } from '../spec/errors.ts';
import type { Stage } from '../spec/stages.ts';
import type { EventType } from './event.ts';
import { EXECUTORS } from './executors.ts';
import { isFanReady, withFailedChild, withResult } from './fan.ts';
import { contextAt, ROLE_ARN } from './moment.ts';
import { isTooLarge, textOf } from './payload.ts';
import type { State } from './program.ts';
import { type Failure, findCatcher, planRetry } from './retry.ts';
import type { Frame, Handling, Outcome, Reply, Request, Run, Step, Thread } from './run.ts';
import { computeCaught, computeOutput, stageAfter, stageValue, WORK_STAGE } from './stage.ts';
import { newFrame, pointerOf } from './start.ts';
import { Turn } from './turn.ts';
import type { Choice, Work } from './work.ts';

/** An Express execution runs no longer than this. */
const EXPRESS_MS = 300_000;

/**
 * One step of a run: one thread goes one stage of its state further. Without `threadId` the first thread that can move moves; with it
 * only that thread, or one that it waits for.
 */
export async function step(run: Run, threadId?: number): Promise<{ run: Run; step: Step }> {
  if (run.outcome) return { run, step: { kind: 'ended', outcome: run.outcome } };
  const deadline = deadlineOf(run);
  if (run.clock >= deadline) return timeOut(run);
  const among = threadId === undefined ? run.threads : threadsUnder(run, threadId);
  const thread = among.find((t) => isReady(run, t));
  if (!thread) return { run, step: idle(run, among, deadline) };
  const turn = new Turn(run, thread);
  await advance(turn);
  return turn.finish();
}

/** Hands over what a request asked for; the next step of its thread takes it. Throws a `RangeError` where nothing asks for it. */
export function answer(run: Run, requestId: string, reply: Reply): Run {
  const thread = run.threads.find(
    (t) => t.frame.waiting?.kind === 'request' && t.frame.waiting.request.id === requestId,
  );
  if (thread?.frame.waiting?.kind !== 'request') throw new RangeError(`No request ${requestId} is open`);
  const { request } = thread.frame.waiting;
  return withFrame(run, thread.id, { waiting: { kind: 'reply', request, reply } });
}

export function advanceClock(run: Run, until: number): Run {
  return until <= run.clock ? run : { ...run, clock: until };
}

/** What the run has asked for and not been answered yet. */
export function pendingRequests(run: Run): readonly Request[] {
  return run.threads.flatMap(({ frame: { waiting } }) => (waiting?.kind === 'request' ? [waiting.request] : []));
}

/** When the clock moves something next, undefined where it moves nothing. */
export function nextWake(run: Run): number | undefined {
  const time = Math.min(deadlineOf(run), ...run.threads.map(timerOf));
  return Number.isFinite(time) ? time : undefined;
}

/** Ends the run from outside. */
export function abortRun(run: Run, error?: string, cause?: string): { run: Run; step: Step } {
  return endRun(run, 'ExecutionAborted', { status: 'ABORTED', error, cause });
}

/** Fails the run from outside: something that AWS would have done cannot be done here. */
export function failRun(run: Run, error: string, cause: string): { run: Run; step: Step } {
  return endRun(run, 'ExecutionFailed', { status: 'FAILED', error, cause });
}

function timeOut(run: Run): { run: Run; step: Step } {
  return endRun(run, 'ExecutionTimedOut', { status: 'TIMED_OUT', error: undefined, cause: undefined });
}

type Unhappy = Exclude<Outcome, { status: 'SUCCEEDED' }>;

function endRun(run: Run, type: EventType, outcome: Unhappy): { run: Run; step: Step } {
  const thread = run.threads[0];
  if (!thread) return { run, step: { kind: 'ended', outcome: run.outcome ?? outcome } };
  const turn = new Turn(run, thread);
  const details = failureDetails(outcome);
  turn.emit(type, {
    ...(type === 'ExecutionAborted' && { executionAbortedEventDetails: details }),
    ...(type === 'ExecutionFailed' && { executionFailedEventDetails: details }),
    ...(type === 'ExecutionTimedOut' && { executionTimedOutEventDetails: details }),
  });
  turn.end(outcome);
  return turn.finish();
}

/** `Map[3] > Check stock`: the way from the machine to the state in which a thread is. */
export function threadName(run: Run, threadId: number): string {
  return framesOf(run, threadId)
    .map(({ thread, frame }, i, all) => {
      const inner = all[i - 1];
      if (!inner) return frame.state;
      return inner.thread.kind === 'branch'
        ? `${frame.state}[${inner.thread.index}]`
        : `${frame.state}[${inner.thread.index}]`;
      void thread;
    })
    .reverse()
    .join(' > ');
}

/** The state of a thread and those around it, the innermost first. */
export function framesOf(run: Run, threadId: number): { readonly thread: Thread; readonly frame: Frame }[] {
  const frames: { thread: Thread; frame: Frame }[] = [];
  let id: number | undefined = threadId;
  while (id !== undefined) {
    const thread = run.threads.find((t) => t.id === id);
    if (!thread) break;
    frames.push({ thread, frame: thread.frame });
    id = thread.parent;
  }
  return frames;
}

/** The stage that the next step of a thread computes; undefined: it enters or leaves its state. */
export function nextStage(run: Run, threadId: number): Stage | undefined {
  const thread = run.threads.find((t) => t.id === threadId);
  const state = thread && stateOf(run, thread);
  if (!state || thread.frame.stage === undefined || thread.frame.exit) return undefined;
  return stageAfter(state, thread.frame);
}

/** The context object as a thread sees it. */
export function contextOf(run: Run, threadId: number): JsonObject {
  const thread = run.threads.find((t) => t.id === threadId);
  const state = thread && stateOf(run, thread);
  return thread && state ? contextAt(new Turn(run, thread).moment(state)) : {};
}

export function stateOf(run: Run, thread: Thread): State | undefined {
  return run.program.machines[thread.machine]?.states[thread.frame.state];
}

/** The run with a part of one frame changed. */
export function withFrame(run: Run, threadId: number, change: Partial<Frame>): Run {
  return {
    ...run,
    threads: run.threads.map((t) => (t.id === threadId ? { ...t, frame: { ...t.frame, ...change } } : t)),
  };
}

function threadsUnder(run: Run, threadId: number): readonly Thread[] {
  const wanted = new Set([threadId]);
  // A thread stands behind the one that started it.
  for (const thread of run.threads) if (thread.parent !== undefined && wanted.has(thread.parent)) wanted.add(thread.id);
  const found = run.threads.filter((t) => wanted.has(t.id));
  return found.length === 0 ? run.threads : found;
}

function isReady(run: Run, { frame }: Thread): boolean {
  switch (frame.waiting?.kind) {
    case undefined:
    case 'reply':
      return true;
    case 'request':
      return false;
    case 'timer':
      return frame.waiting.until <= run.clock;
    case 'threads':
      return frame.fan === undefined || isFanReady(frame.fan);
  }
}

function idle(run: Run, threads: readonly Thread[], deadline: number): Step {
  for (const { frame } of threads) {
    if (frame.waiting?.kind === 'request') return { kind: 'needs', request: frame.waiting.request };
  }
  const until = Math.min(deadline, ...threads.map(timerOf));
  return { kind: 'sleeping', until: Number.isFinite(until) ? until : (nextWake(run) ?? run.clock) };
}

function timerOf({ frame: { waiting } }: Thread): number {
  return waiting?.kind === 'timer' ? waiting.until : Number.POSITIVE_INFINITY;
}

function deadlineOf({ program, settings }: Run): number {
  const own = program.timeoutSeconds === undefined ? Number.POSITIVE_INFINITY : program.timeoutSeconds * 1000;
  return settings.type === 'EXPRESS' && settings.limits === 'aws' ? Math.min(own, EXPRESS_MS) : own;
}

async function advance(turn: Turn): Promise<void> {
  const { state, frame } = turn;
  if (!state) {
    return failThread(turn, { error: 'States.Runtime', cause: `There is no state named "${frame.state}"` });
  }
  try {
    if (frame.stage === undefined) enter(turn, state);
    else if (frame.waiting?.kind === 'timer' && frame.waiting.why === 'retry') beginAttempt(turn, state);
    else if (frame.exit) leave(turn, state, frame.exit.next, frame.exit.assigned);
    else await reachNextStage(turn, state);
  } catch (e) {
    await fail(turn, state, failureFrom(e));
  }
}

function failureFrom(thrown: unknown): Failure & { readonly location?: string } {
  if (thrown instanceof QueryEvaluationError) {
    return { error: thrown.error, cause: thrown.cause, location: thrown.location };
  }
  if (thrown instanceof StatesError) return { error: thrown.error, cause: thrown.cause };
  if (thrown instanceof PathError) return { error: 'States.Runtime', cause: thrown.message };
  throw thrown;
}

const WHOLE = { truncated: false };

function enter(turn: Turn, state: State): void {
  const { run, thread } = turn;
  const { input } = turn.frame.data;
  if (!thread.begun) {
    if (thread.kind === 'machine' || thread.kind === 'child') {
      const details = { input: textOf(input), inputDetails: WHOLE, roleArn: ROLE_ARN };
      turn.emit('ExecutionStarted', { executionStartedEventDetails: details });
    }
    turn.thread = { ...turn.thread, begun: true };
  }
  const details = { name: state.name, input: textOf(input), inputDetails: WHOLE };
  const id = turn.emit(`${state.type}StateEntered`, { stateEnteredEventDetails: details });
  turn.setFrame({ stage: 'input', enteredEventId: id, enteredAt: run.clock });
  giveToken(turn, state);
}

/** Every attempt of a task that waits for its token has its own. */
function giveToken(turn: Turn, state: State): void {
  const { Resource } = state.fields;
  if (state.type !== 'Task' || typeof Resource !== 'string' || !Resource.endsWith('.waitForTaskToken')) return;
  turn.setFrame({ token: turn.sources.uuid() });
}

function beginAttempt(turn: Turn, state: State): void {
  turn.setFrame({ waiting: undefined });
  giveToken(turn, state);
}

async function reachNextStage(turn: Turn, state: State): Promise<void> {
  const stage = stageAfter(state, turn.frame) ?? 'output';
  if (stage === WORK_STAGE[state.type]) return work(turn, state, stage);
  if (stage === 'output') return reachOutput(turn, state, undefined);
  const value = await stageValue(turn.moment(state), stage);
  turn.setFrame({ stage, data: { ...turn.frame.data, [stage]: value } });
}

async function work(turn: Turn, state: State, stage: Stage): Promise<void> {
  const result: Work = await EXECUTORS[state.type](turn.moment(state));
  turn.emitAll(result.events);
  switch (result.kind) {
    case 'done':
      turn.setFrame({ waiting: undefined, fan: undefined, reading: undefined });
      if (stage === 'output') return reachOutput(turn, state, result.choice);
      return turn.setFrame({ stage, data: { ...turn.frame.data, [stage]: result.result ?? null } });
    case 'wait':
      if (result.waiting.kind === 'request' && result.waiting.request.kind === 'task') turn.countInvocation(state.name);
      return turn.setFrame({ waiting: result.waiting, reading: result.reading });
    case 'spawn':
      turn.setFrame({ waiting: { kind: 'threads' }, fan: result.fan, reading: undefined });
      for (const child of result.children) {
        const frame = firstFrame(turn, child.machine, child.input);
        const base = turn.childOf(turn.thread, child.kind, child.index, child.machine, frame);
        const added = turn.addThread({ ...base, ...(child.item && { item: child.item }) });
        if (child.kind === 'iteration') emitFor(turn, added, 'MapIterationStarted', state.name);
      }
      return;
    case 'failed':
      return fail(turn, state, result.failure);
  }
}

function firstFrame(turn: Turn, machine: string, input: Json): Frame {
  const { program } = turn.run;
  const name = program.machines[machine]?.startAt ?? '';
  return newFrame(name, pointerOf(program, machine, name), input);
}

/** An event of another thread than the one that moves. */
function emitFor(turn: Turn, thread: Thread, type: EventType, mapState?: string): Thread {
  const own = turn.thread;
  turn.thread = thread;
  const iteration = { name: mapState ?? '', index: thread.index };
  turn.emit(type, {
    ...(type === 'MapIterationStarted' && { mapIterationStartedEventDetails: iteration }),
    ...(type === 'MapIterationSucceeded' && { mapIterationSucceededEventDetails: iteration }),
    ...(type === 'MapIterationFailed' && { mapIterationFailedEventDetails: iteration }),
    ...(type === 'MapIterationAborted' && { mapIterationAbortedEventDetails: iteration }),
  });
  const after = turn.thread;
  turn.thread = own;
  turn.replace(after);
  return after;
}

async function reachOutput(turn: Turn, state: State, choice: Choice | undefined): Promise<void> {
  const { output, exit } = await computeOutput(turn.moment(state), choice);
  if (turn.run.settings.limits === 'aws' && isTooLarge(output)) {
    const cause = `The state/task '${state.name}' returned a result with a size exceeding the maximum number of bytes service limit.`;
    return fail(turn, state, { error: 'States.DataLimitExceeded', cause, fromWork: true });
  }
  turn.setFrame({ stage: 'output', data: { ...turn.frame.data, output }, exit });
}

function leave(turn: Turn, state: State, next: string | undefined, assigned: JsonObject | undefined): void {
  const output = turn.frame.data.output ?? null;
  const details = {
    name: state.name,
    output: textOf(output),
    outputDetails: WHOLE,
    ...(assigned &&
      Object.keys(assigned).length > 0 && { assignedVariables: assigned, assignedVariablesDetails: WHOLE }),
  };
  if (state.type !== 'Fail') turn.emit(`${state.type}StateExited`, { stateExitedEventDetails: details });
  if (assigned) turn.thread = { ...turn.thread, variables: { ...turn.thread.variables, ...assigned } };
  const { thread } = turn;
  if (next === undefined || (turn.run.settings.single && thread.parent === undefined))
    return succeedThread(turn, output);
  turn.thread = { ...thread, frame: newFrame(next, pointerOf(turn.run.program, thread.machine, next), output) };
}

/** What Retry, Catch and the threads around make of an error. */
async function fail(turn: Turn, state: State, raw: Failure & { readonly location?: string }): Promise<void> {
  const failure = raw.fromWork ? raw : withPlace(turn, state, raw);
  if (raw.location !== undefined) {
    const location = raw.location === '' ? {} : { location: raw.location };
    const details = { ...failureDetails(failure), ...location, state: state.name };
    turn.emit('EvaluationFailed', { evaluationFailedEventDetails: details });
  }
  const canHandle = state.type === 'Task' || state.type === 'Parallel' || state.type === 'Map';
  const { retrierCounts, retryCount, data } = turn.frame;
  const plan = canHandle
    ? planRetry(state.fields.Retry, retrierCounts, failure, () => turn.sources.random())
    : undefined;
  if (plan && !('exhausted' in plan)) {
    const { retrier, attempt, delaySeconds } = plan;
    record(turn, state, failure, { kind: 'retry', retrier, attempt, delaySeconds });
    const counts = retrierCounts.slice();
    while (counts.length <= retrier) counts.push(0);
    counts[retrier] = attempt;
    turn.setFrame({
      stage: 'input',
      data: { input: data.input },
      retryCount: retryCount + 1,
      retrierCounts: counts,
      waiting: { kind: 'timer', until: turn.run.clock + Math.round(delaySeconds * 1000), why: 'retry' },
      fan: undefined,
      reading: undefined,
    });
    return;
  }
  const withChildren = turn.frame.fan !== undefined || turn.frame.reading !== undefined;
  if ((state.type === 'Map' || state.type === 'Parallel') && data.result === undefined) {
    if (withChildren || raw.location !== undefined || (raw.fromWork && state.type === 'Map'))
      turn.emit(`${state.type}StateFailed`);
  }
  const catcher = canHandle ? findCatcher(state.fields.Catch, failure) : undefined;
  const catchers = state.fields.Catch;
  if (catcher === undefined || !isArray(catchers)) {
    record(turn, state, failure, { kind: 'none' });
    return failThread(turn, failure);
  }
  const taken = catchers[catcher] as JsonObject;
  record(turn, state, failure, { kind: 'catch', catcher, next: String(taken.Next) });
  turn.setFrame({ waiting: undefined, fan: undefined, reading: undefined });
  try {
    const { output, exit } = await computeCaught(turn.moment(state), catcher, taken, errorOutputOf(failure));
    turn.setFrame({ stage: 'output', data: { ...turn.frame.data, output }, exit });
  } catch (e) {
    const second = failureFrom(e);
    const placed = withPlace(turn, state, second);
    if (second.location !== undefined) {
      const details = { ...failureDetails(placed), location: second.location, state: state.name };
      turn.emit('EvaluationFailed', { evaluationFailedEventDetails: details });
    }
    record(turn, state, placed, { kind: 'none' });
    failThread(turn, placed);
  }
}

function withPlace(turn: Turn, state: State, failure: Failure): Failure {
  const place = `An error occurred while executing the state '${state.name}' (entered at the event id #${turn.frame.enteredEventId}). `;
  return { ...failure, cause: place + (failure.cause ?? '') };
}

function record(turn: Turn, state: State, { error, cause }: Failure, handling: Handling): void {
  turn.setFrame({ failure: { error, cause, handling } });
  turn.failure = { error, cause, handling, state: state.name, pointer: state.pointer };
}

/** What a catcher is given. A timeout has a cause, an empty one; what a service did not say is null. */
export function errorOutputOf({ error, cause }: Failure): JsonObject {
  return { Error: error ?? null, Cause: cause ?? (error === 'States.Timeout' ? '' : null) };
}

function failureDetails({ error, cause }: Pick<Failure, 'error' | 'cause'>): { error?: string; cause?: string } {
  return { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
}

function succeedThread(turn: Turn, output: Json): void {
  const { thread } = turn;
  if (thread.kind === 'machine' || thread.kind === 'child') {
    const details = { output: textOf(output), outputDetails: WHOLE };
    turn.emit('ExecutionSucceeded', { executionSucceededEventDetails: details });
  }
  const parent = thread.parent === undefined ? undefined : turn.find(thread.parent);
  if (!parent?.frame.fan) return turn.end({ status: 'SUCCEEDED', output });
  const fan = withResult(parent.frame.fan, thread.index, output);
  const ended =
    thread.kind === 'iteration' ? emitFor(turn, thread, 'MapIterationSucceeded', parent.frame.state) : turn.thread;
  const lastEventId = thread.kind === 'child' ? parent.lastEventId : ended.lastEventId;
  turn.replace({ ...parent, lastEventId, frame: { ...parent.frame, fan } });
  turn.remove(new Set([thread.id]));
}

function failThread(turn: Turn, failure: Failure): void {
  const { thread } = turn;
  const details = { executionFailedEventDetails: failureDetails(failure) };
  const parent = thread.parent === undefined ? undefined : turn.find(thread.parent);
  const fan = parent?.frame.fan;
  if (!parent || !fan) {
    turn.emit('ExecutionFailed', details);
    return turn.end({ status: 'FAILED', error: failure.error, cause: failure.cause });
  }
  if (thread.kind === 'child') {
    turn.emit('ExecutionFailed', details);
    const next = withFailedChild(fan, thread.index);
    turn.replace({ ...parent, frame: { ...parent.frame, fan: next } });
    return turn.remove(next.failure ? idsOf(turn.below(parent.id)) : new Set([thread.id]));
  }
  let last = turn.thread;
  if (thread.kind === 'iteration') last = emitFor(turn, last, 'MapIterationFailed', parent.frame.state);
  else if (turn.state?.type === 'Task') last = emitFor(turn, last, 'TaskStateAborted');
  const others = turn.below(parent.id).filter((t) => t.id !== thread.id);
  for (const other of others) last = abortThread(turn, other, last.lastEventId, parent.frame.state);
  const { error, cause } = failure;
  const failed = { ...fan, failure: { error, cause } };
  turn.replace({ ...parent, lastEventId: last.lastEventId, frame: { ...parent.frame, fan: failed } });
  turn.remove(idsOf(turn.below(parent.id)));
}

/** Another branch or iteration failed: what this one was doing ends too. */
function abortThread(turn: Turn, thread: Thread, previousEventId: number, mapState: string): Thread {
  const state = stateOf(turn.run, thread);
  let last: Thread = { ...thread, lastEventId: previousEventId };
  const type = state?.type;
  if (
    thread.frame.stage !== undefined &&
    (type === 'Task' || type === 'Wait' || type === 'Map' || type === 'Parallel')
  ) {
    last = emitFor(turn, last, `${type}StateAborted`);
  }
  return thread.kind === 'iteration' ? emitFor(turn, last, 'MapIterationAborted', mapState) : last;
}

function idsOf(threads: readonly Thread[]): Set<number> {
  return new Set(threads.map((t) => t.id));
}
