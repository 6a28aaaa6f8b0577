import { equal, isArray, isObject, type Json, type JsonObject } from '../base/json.ts';
import { unknown, unknownIn } from '../evaluate/unknown.ts';
import { seededSources } from '../interpreter/chance.ts';
import { jumpTo, setStageValue, setVariable } from '../interpreter/edit.ts';
import type { Moment } from '../interpreter/moment.ts';
import type { Program, State } from '../interpreter/program.ts';
import type { Request, Run, Thread } from '../interpreter/run.ts';
import { type Computed, computeCaught, computeOutput } from '../interpreter/stage.ts';
import { startRun } from '../interpreter/start.ts';
import { advanceClock, answer, step } from '../interpreter/step.ts';
import { contextOf, findThread, nextStage, stateOf } from '../interpreter/threads.ts';
import { type AnswerSource, findAnswer } from '../scenario/answers.ts';
import { Recorder, samplesIn, type Visits } from './recorder.ts';
import type { Sample } from './sample.ts';

/** As many ways to a state are shown. */
const MAX_SAMPLES = 3;
const MAX_STEPS = 2000;

/** A run that has not gone this way by itself. */
interface Way {
  readonly run: Run;
  readonly thread: number;
  /** `if rule 1 of "Paid?" holds` */
  readonly assumed: string;
}

/** A state from which there are other ways than the one that was taken. */
interface Fork {
  readonly run: Run;
  readonly thread: Thread;
  readonly state: State;
}

/**
 * Goes the ways that a run of a scenario did not go, from the data that it had there: other rules of a Choice, catchers, and what comes
 * after a task that the scenario does not answer. What such a task answers stays unknown.
 */
export class Explorer {
  readonly #program: Program;
  readonly #answers: AnswerSource;
  readonly #taken: Visits;
  readonly #explored: Visits = new Map();
  readonly #forks: Fork[] = [];
  readonly #ways: Way[] = [];
  readonly #seen = new Set<string>();

  constructor(program: Program, answers: AnswerSource, taken: Visits) {
    this.#program = program;
    this.#answers = answers;
    this.#taken = taken;
  }

  get samples(): ReadonlyMap<string, readonly Sample[]> {
    return samplesIn(this.#explored);
  }

  /** Remembers where other ways begin. To be told after each step. */
  note(run: Run, threadId: number): void {
    const thread = findThread(run, threadId);
    if (!thread || thread.frame.stage === undefined) return;
    const { pointer, exit } = thread.frame;
    const state = stateOf(run, thread);
    if (!state) return;
    // What a Choice hands on is known once it has chosen.
    const isFork = state.type === 'Choice' ? exit !== undefined : isArray(state.fields.Catch);
    if (isFork || state.machines.length > 0) this.#remember(pointer, { run, thread, state });
  }

  /** Remembers a task that nobody answers. */
  unanswered(run: Run, request: Request): void {
    this.#ways.push({
      run: withUnknown(run, request),
      thread: run.threads[0]?.id ?? request.thread,
      assumed: `after "${request.state}", which the scenario does not answer`,
    });
  }

  /** Remembers a state that fails: what comes after it is shown all the same. `run` is the one before the failing step. */
  failed(run: Run, threadId: number): void {
    const thread = findThread(run, threadId);
    const state = thread && stateOf(run, thread);
    if (!thread || !state || thread.frame.stage === undefined) return;
    if (state.type === 'Choice') {
      this.#remember(thread.frame.pointer, { run, thread, state });
      // All its ways are gone; inside a branch somebody waits for one of them besides.
      if (thread.parent === undefined) return;
    }
    const key = `failed ${thread.frame.pointer}`;
    if (this.#seen.has(key) || state.type === 'Fail') return;
    this.#seen.add(key);
    const past = pastUnknown(run, threadId, `"${state.name}" fails`);
    const assumed = `if "${state.name}" did not fail`;
    if (past) this.#ways.push({ run: past, thread: past.threads[0]?.id ?? threadId, assumed });
  }

  /** Goes all ways. `pause` is asked before each step; false gives up. */
  async explore(pause: () => Promise<boolean>): Promise<void> {
    for (;;) {
      const way = this.#ways.shift();
      const fork = way ? undefined : this.#forks.shift();
      if (way) {
        if (!(await this.#go(way, pause))) return;
      } else if (fork) {
        if (!(await pause())) return;
        this.#ways.push(...(await this.#waysFrom(fork)));
      } else {
        return;
      }
    }
  }

  #remember(pointer: string, fork: Fork): void {
    if (this.#seen.has(pointer)) return;
    this.#seen.add(pointer);
    this.#forks.push(fork);
  }

  async #go({ run: start, thread, assumed }: Way, pause: () => Promise<boolean>): Promise<boolean> {
    const recorder = new Recorder(this.#explored, MAX_SAMPLES, assumed);
    const been = new Set<string>();
    const visits = new Map<string, number>();
    let run = partlyKnown(start);
    for (let steps = 0; steps < MAX_STEPS; steps++) {
      if (!(await pause())) return false;
      const at = findThread(run, thread);
      if (!at) return true;
      if (at.frame.stage === undefined) {
        // A loop shows no more the second time, and other ways are to be shown too.
        if (been.has(at.frame.pointer) || !this.#isNews(at)) return true;
        been.add(at.frame.pointer);
      }
      const taken = await step(run, thread);
      switch (taken.step.kind) {
        case 'advanced': {
          const moved = taken.step.thread;
          const { failure } = taken.step;
          if (failure && isForUnknown(run, moved)) {
            const isChoice = this.#forkHere(run, moved);
            const past = isChoice && moved === thread ? undefined : pastUnknown(run, moved, 'not known');
            if (!past) return true;
            run = past;
            recorder.record(run, moved);
          } else {
            if (failure?.handling.kind === 'none') this.failed(run, moved);
            run = taken.run;
            recorder.record(run, moved, failure);
          }
          this.note(run, moved);
          if (moved !== thread) run = withoutLoop(run, moved, visits);
          break;
        }
        case 'needs': {
          const { request } = taken.step;
          const reply =
            request.kind === 'task' ? findAnswer(this.#answers, request.state, request.invocation) : undefined;
          run = reply ? answer(taken.run, request.id, reply) : withUnknown(taken.run, request);
          break;
        }
        case 'sleeping':
          run = advanceClock(taken.run, taken.step.until);
          break;
        case 'ended':
          return true;
      }
    }
    return true;
  }

  /** A Choice that cannot choose has all its ways open. */
  #forkHere(run: Run, threadId: number): boolean {
    const thread = findThread(run, threadId);
    const state = thread && stateOf(run, thread);
    if (!thread || state?.type !== 'Choice') return false;
    this.#remember(thread.frame.pointer, { run, thread, state });
    return true;
  }

  #isNews({ frame }: Thread): boolean {
    const explored = this.#explored.get(frame.pointer) ?? [];
    if (explored.length >= MAX_SAMPLES) return false;
    const known = [...explored, ...(this.#taken.get(frame.pointer) ?? [])];
    return !known.some(({ sample }) => equal(sample.data.input, frame.data.input));
  }

  async #waysFrom(fork: Fork): Promise<Way[]> {
    const { state } = fork;
    if (state.type === 'Choice') return this.#otherChoices(fork);
    return [...(await this.#catchers(fork)), ...this.#inside(fork)];
  }

  async #otherChoices({ run, thread, state }: Fork): Promise<Way[]> {
    const { exit, ...frame } = thread.frame;
    const moment = momentOf(run, { ...thread, frame }, state);
    const rules = isArray(state.fields.Choices) ? state.fields.Choices : [];
    const choices = rules.flatMap((rule, index) =>
      isObject(rule) && typeof rule.Next === 'string' ? [{ next: rule.Next, rule: index }] : [],
    );
    const otherwise = state.fields.Default;
    const all = [...choices, ...(typeof otherwise === 'string' ? [{ next: otherwise, rule: undefined }] : [])];
    const ways: Way[] = [];
    for (const choice of all) {
      if (exit && exit.rule === choice.rule) continue;
      const assumed =
        choice.rule === undefined
          ? `if "${state.name}" goes by its Default`
          : `if rule ${choice.rule + 1} of "${state.name}" holds`;
      const holder = choice.rule === undefined ? state.fields : rules[choice.rule];
      const computed = await attempt(() => computeOutput(moment, choice), choice.next, holder, frame.data.input);
      ways.push(...wayTo(run, thread, computed, assumed));
    }
    return ways;
  }

  async #catchers({ run, thread, state }: Fork): Promise<Way[]> {
    const catchers = isArray(state.fields.Catch) ? state.fields.Catch : [];
    const moment = momentOf(run, thread, state);
    const ways: Way[] = [];
    for (const [index, catcher] of catchers.entries()) {
      if (!isObject(catcher) || typeof catcher.Next !== 'string') continue;
      const name = isArray(catcher.ErrorEquals) ? catcher.ErrorEquals[0] : undefined;
      const isOne = typeof name === 'string' && name !== 'States.ALL' && name !== 'States.TaskFailed';
      const errorOutput: JsonObject = {
        Error: isOne ? name : unknown('the error that is caught'),
        Cause: unknown('the cause of the error'),
      };
      const assumed = isOne ? `if "${state.name}" fails with ${name}` : `if "${state.name}" fails`;
      const { frame, variables } = thread;
      const sample: Sample = { data: frame.data, variables, context: contextOf(run, thread.id), errorOutput };
      new Recorder(this.#explored, MAX_SAMPLES, assumed).add(frame.pointer, sample);
      const caught = () => computeCaught(moment, index, catcher, errorOutput);
      const computed = await attempt(caught, catcher.Next, catcher, unknown('the error that is caught'));
      ways.push(...wayTo(run, thread, computed, assumed));
    }
    return ways;
  }

  /** The iterations of a Map that has no items, or whose items are not known. */
  #inside({ run, thread, state }: Fork): Way[] {
    return state.machines.flatMap((pointer): Way[] => {
      const machine = this.#program.machines[pointer];
      const first = machine && Object.hasOwn(machine.states, machine.startAt) && machine.states[machine.startAt];
      if (!first || state.type !== 'Map' || this.#taken.has(first.pointer) || this.#explored.has(first.pointer))
        return [];
      const item = unknown(`an item of "${state.name}"`);
      const context = { ...contextOf(run, thread.id), Map: { Item: { Index: 0, Value: item } } };
      const inner = startRun(this.#program, {
        input: item,
        startAt: first.pointer,
        variables: thread.variables,
        context,
        startTime: run.settings.startTime,
      });
      return [{ run: inner, thread: inner.threads[0]?.id ?? 1, assumed: `if "${state.name}" has items` }];
    });
  }
}

function momentOf(run: Run, thread: Thread, state: State): Moment {
  const sources = seededSources(run.random, run.settings.startTime);
  return { run: partlyKnown(run), thread, frame: thread.frame, state, sources };
}

function partlyKnown(run: Run): Run {
  return { ...run, settings: { ...run.settings, partlyKnown: true } };
}

/** What a state would hand on; what cannot be computed is unknown. */
async function attempt(
  compute: () => Computed | PromiseLike<Computed>,
  next: string,
  holder: Json | undefined,
  otherwise: Json,
): Promise<Computed> {
  try {
    return await compute();
  } catch {
    const assign = isObject(holder) && isObject(holder.Assign) ? Object.keys(holder.Assign) : [];
    const assigned = assign.map((key) => {
      const name = key.replace(/\.\$$/, '');
      return [name, unknown(`the value of $${name}`)] as const;
    });
    return { output: otherwise, exit: { next, assigned: Object.fromEntries(assigned) } };
  }
}

function wayTo(run: Run, thread: Thread, { output, exit }: Computed, assumed: string): Way[] {
  if (exit.next === undefined) return [];
  const jumped = jumpTo(run, thread.id, exit.next);
  const there = findThread(jumped, thread.id);
  if (jumped === run || there?.frame.stage !== undefined) return [];
  const assigned = Object.entries(exit.assigned ?? {});
  const set = assigned.reduce((at, [name, value]) => setVariable(at, thread.id, name, value), jumped);
  return [{ run: setStageValue(set, thread.id, 'input', output), thread: thread.id, assumed }];
}

function withUnknown(run: Run, request: Request): Run {
  const what = unknown(`no answer for state "${request.state}"`);
  if (request.kind === 'task') return answer(run, request.id, { kind: 'return', value: what });
  return setStageValue(run, request.thread, 'result', what);
}

/** Whether a state that fails may do so only because something in its data is not known. */
function isForUnknown(run: Run, threadId: number): boolean {
  const thread = findThread(run, threadId);
  if (!thread || thread.frame.stage === undefined) return false;
  const { waiting, data } = thread.frame;
  if (waiting?.kind === 'reply' && waiting.reply.kind !== 'return') return false;
  return unknownOf(thread, Object.values(data)) !== undefined;
}

function unknownOf({ variables }: Thread, data: readonly (Json | undefined)[]): string | undefined {
  for (const value of [...data].reverse()) {
    const what = unknownIn(value);
    if (what !== undefined) return what;
  }
  return unknownIn(variables);
}

/** The run with what could not be computed taken as unknown. Undefined where the way ends. */
function pastUnknown(run: Run, threadId: number, otherwise: string): Run | undefined {
  const thread = findThread(run, threadId);
  const state = thread && stateOf(run, thread);
  if (!thread || !state) return undefined;
  if (state.type === 'Choice') return pastChoice(run, thread, state);
  const what = unknown(unknownOf(thread, Object.values(thread.frame.data)) ?? otherwise);
  const stage = nextStage(run, threadId) ?? 'output';
  if (stage !== 'output') return setStageValue(run, threadId, stage, what);
  const { Next: next, End: end } = state.fields;
  if (typeof next === 'string' && end !== true) {
    const assign = isObject(state.fields.Assign) ? Object.keys(state.fields.Assign) : [];
    const assigned = Object.fromEntries(assign.map((key) => [key.replace(/\.\$$/, ''), what] as const));
    const output = state.type === 'Wait' ? thread.frame.data.input : what;
    return wayTo(run, thread, { output, exit: { next, assigned } }, '')[0]?.run;
  }
  return thread.parent === undefined ? undefined : setStageValue(run, thread.parent, 'result', what);
}

const MAX_ROUNDS = 3;

/** A branch that goes round and round, because nobody knows the data that would end it, is taken to have ended. */
function withoutLoop(run: Run, threadId: number, visits: Map<string, number>): Run {
  const thread = findThread(run, threadId);
  if (!thread || thread.parent === undefined || thread.frame.stage !== undefined) return run;
  const key = `${threadId} ${thread.frame.pointer}`;
  const rounds = (visits.get(key) ?? 0) + 1;
  visits.set(key, rounds);
  const what = unknownOf(thread, Object.values(thread.frame.data));
  if (rounds <= MAX_ROUNDS || what === undefined) return run;
  return setStageValue(run, thread.parent, 'result', unknown(what));
}

/** One of the ways of a Choice that cannot choose, for those who wait for it. */
function pastChoice(run: Run, thread: Thread, { fields }: State): Run | undefined {
  const rules = isArray(fields.Choices) ? fields.Choices : [];
  const [first] = [fields.Default, ...rules.map((rule) => (isObject(rule) ? rule.Next : undefined))].filter(
    (name) => typeof name === 'string',
  );
  if (first === undefined) return undefined;
  return wayTo(run, thread, { output: thread.frame.data.input, exit: { next: first, assigned: undefined } }, '')[0]
    ?.run;
}
