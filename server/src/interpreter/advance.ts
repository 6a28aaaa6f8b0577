import type { Awaitable } from '../base/awaitable.ts';
import type { Json, JsonObject } from '../base/json.ts';
import type { Stage } from '../spec/stages.ts';
import { emitFor, failThread, succeedThread } from './endThread.ts';
import { EXECUTORS } from './executors.ts';
import { failureFrom } from './failure.ts';
import { handleFailure } from './handleFailure.ts';
import { ROLE_ARN } from './moment.ts';
import { isTooLarge, textOf, variablesProblem, WHOLE } from './payload.ts';
import type { State } from './program.ts';
import type { Frame } from './run.ts';
import { type Computed, computeOutput, stageAfter, stageValue, WORK_STAGE } from './stage.ts';
import { newFrame, pointerOf } from './start.ts';
import type { Turn } from './turn.ts';
import type { Choice, Executor, Work } from './work.ts';

/** Takes the thread of a turn one stage further. */
export function advance(turn: Turn, executors = EXECUTORS): Awaitable<void> {
  const { state, frame } = turn;
  if (!state) {
    failThread(turn, { error: 'States.Runtime', cause: `There is no state named "${frame.state}"` });
    return undefined;
  }
  try {
    const moved = moveOn(turn, state, executors[state.type]);
    return moved instanceof Promise ? moved.catch((e) => handleFailure(turn, state, failureFrom(e))) : undefined;
  } catch (e) {
    return handleFailure(turn, state, failureFrom(e));
  }
}

function moveOn(turn: Turn, state: State, executor: Executor): Awaitable<void> {
  const { frame } = turn;
  if (frame.stage === undefined) return enter(turn, state);
  if (frame.waiting?.kind === 'timer' && frame.waiting.why === 'retry') return beginAttempt(turn, state);
  if (frame.exit) return leave(turn, state, frame.exit.next, frame.exit.assigned);
  return reachNextStage(turn, state, executor);
}

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
  const id = turn.emitEntered(state, textOf(input));
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

function reachNextStage(turn: Turn, state: State, executor: Executor): Awaitable<void> {
  const stage = stageAfter(state, turn.frame) ?? 'output';
  if (stage === WORK_STAGE[state.type]) return work(turn, state, stage, executor);
  if (stage === 'output') return reachOutput(turn, state, undefined);
  const value = stageValue(turn.moment(state), stage);
  if (value instanceof Promise) return value.then((later) => turn.reach(stage, later));
  return turn.reach(stage, value);
}

function work(turn: Turn, state: State, stage: Stage, executor: Executor): Awaitable<void> {
  const result = executor(turn.moment(state));
  if (result instanceof Promise) return result.then((later) => takeWork(turn, state, stage, later));
  return takeWork(turn, state, stage, result);
}

function takeWork(turn: Turn, state: State, stage: Stage, result: Work): Awaitable<void> {
  const { fan } = turn.frame;
  const ended = result.kind === 'done' || result.kind === 'failed';
  if (ended) turn.follow(fan?.lastEventId);
  const before = turn.thread.lastEventId;
  turn.emitAll(result.events);
  switch (result.kind) {
    case 'done':
      // In AWS nothing follows the events that say that branches or iterations have come to their end.
      if (fan) turn.follow(before);
      if (turn.frame.waiting || fan) {
        turn.setFrame({ waiting: undefined, fan: undefined, reading: undefined });
      }
      if (stage === 'output') return reachOutput(turn, state, result.choice);
      return turn.reach(stage, result.result ?? null);
    case 'wait':
      if (result.waiting.kind === 'request' && result.waiting.request.kind === 'task') turn.countInvocation(state.name);
      return turn.setFrame({ waiting: result.waiting, reading: result.reading });
    case 'spawn':
      turn.setFrame({ waiting: { kind: 'threads' }, fan: result.fan, reading: undefined });
      for (const child of result.children) {
        const added = turn.addThread(child, firstFrame(turn, child.machine, child.input));
        if (child.kind === 'iteration') emitFor(turn, added, 'MapIterationStarted', state.name);
      }
      return undefined;
    case 'failed':
      return handleFailure(turn, state, result.failure);
  }
}

function firstFrame(turn: Turn, machine: string, input: Json): Frame {
  const { program } = turn.run;
  const name = program.machines[machine]?.startAt ?? '';
  return newFrame(name, pointerOf(program, machine, name), input);
}

function reachOutput(turn: Turn, state: State, choice: Choice | undefined): Awaitable<void> {
  const computed = computeOutput(turn.moment(state), choice);
  if (computed instanceof Promise) return computed.then((later) => takeOutput(turn, state, later));
  return takeOutput(turn, state, computed);
}

function takeOutput(turn: Turn, state: State, { output, exit }: Computed): Awaitable<void> {
  if (turn.run.settings.limits === 'aws' && isTooLarge(output)) {
    const cause = `The state/task '${state.name}' returned a result with a size exceeding the maximum number of bytes service limit.`;
    return handleFailure(turn, state, { error: 'States.DataLimitExceeded', cause, fromWork: true });
  }
  const { assigned } = exit;
  const problem =
    assigned && turn.run.settings.limits === 'aws'
      ? variablesProblem(assigned, { ...turn.thread.variables, ...assigned })
      : undefined;
  if (problem !== undefined) {
    return handleFailure(turn, state, { error: 'States.DataLimitExceeded', cause: problem });
  }
  return turn.reachOutput(output, exit);
}

function leave(turn: Turn, state: State, next: string | undefined, assigned: JsonObject | undefined): void {
  const output = turn.frame.data.output ?? null;
  turn.emitExited(state, textOf(output), assigned);
  if (assigned) turn.thread = { ...turn.thread, variables: { ...turn.thread.variables, ...assigned } };
  const { thread } = turn;
  if (next === undefined || (turn.run.settings.single && thread.parent === undefined)) {
    succeedThread(turn, output);
    return;
  }
  turn.begin(newFrame(next, pointerOf(turn.run.program, thread.machine, next), output));
}
