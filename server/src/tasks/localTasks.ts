import { readFile } from 'node:fs/promises';
import type { RunTask, TimedReply } from '../interpreter/drive.ts';
import type { Reply, TaskRequest } from '../interpreter/run.ts';
import type { LocalCall } from '../scenario/answers.ts';
import { Callbacks } from './callbacks.ts';
import { startExecution } from './childMachine.ts';
import { callHttp, invokeEndpoint, refusal } from './http.ts';
import { LocalFunctions } from './lambda.ts';
import { race } from './race.ts';

export interface LocalTaskOptions {
  /** What the paths in a scenario are relative to: the folder of its file. */
  readonly folder: string;
  /** What local functions print, and where to send task tokens. */
  readonly log?: ((line: TaskLine) => void) | undefined;
  readonly wallClock?: boolean | undefined;
  /** Milliseconds since the epoch. */
  readonly now?: (() => number) | undefined;
}

/** A line for people about a task that is being done. */
export interface TaskLine {
  readonly state: string;
  readonly text: string;
}

/** Does tasks on this machine, as a scenario says: runs local code, calls endpoints, starts other state machines. */
export interface LocalTasks {
  readonly runTask: RunTask;
  /** Ends all that is still running. */
  dispose(): Promise<void>;
}

/** State machines that start each other stop at this depth. */
const MAX_DEPTH = 10;

export function localTasks(options: LocalTaskOptions): LocalTasks {
  return new Tasks(options, 0);
}

class Tasks implements LocalTasks {
  readonly #options: LocalTaskOptions;
  readonly #depth: number;
  readonly #functions: LocalFunctions;
  readonly #callbacks = new Callbacks();
  readonly #children = new Map<string, Tasks>();

  constructor(options: LocalTaskOptions, depth: number) {
    this.#options = options;
    this.#depth = depth;
    this.#functions = new LocalFunctions(options.folder, ({ state }, text) => options.log?.({ state, text }));
  }

  readonly runTask: RunTask = async (request, call, signal) => {
    if (request.pattern !== '.waitForTaskToken') return this.#do(request, call, signal);
    if (call.kind === 'callback') return this.#awaitToken(request, signal);
    // The work is begun as always; its own answer counts only when it fails.
    const waiting = new AbortController();
    const stop = () => waiting.abort();
    signal.addEventListener('abort', stop);
    try {
      const token = this.#awaitToken(request, waiting.signal);
      const begun = this.#do(request, call, signal).then((reply) => (reply.kind === 'return' ? token : reply));
      return await Promise.race([token, begun]);
    } finally {
      signal.removeEventListener('abort', stop);
      stop();
    }
  };

  async dispose(): Promise<void> {
    const children = [...this.#children.values()].map((child) => child.dispose());
    await Promise.all([this.#functions.dispose(), this.#callbacks.dispose(), ...children]);
  }

  async #do(request: TaskRequest, call: LocalCall, signal: AbortSignal): Promise<TimedReply> {
    switch (call.kind) {
      case 'lambda': {
        const { timeoutSeconds } = request;
        // An SDK in the function sends task tokens here.
        const needsUrl = request.pattern === '.waitForTaskToken';
        const environment = needsUrl ? { AWS_ENDPOINT_URL_SFN: await this.#callbacks.url() } : {};
        const reply = await this.#functions.invoke(request, call, environment, signal);
        return reply.kind === 'timeout' ? { ...reply, elapsed: (timeoutSeconds ?? 0) * 1000 } : reply;
      }
      case 'endpoint':
      case 'http': {
        const refused = refusal(call);
        if (refused !== undefined) return { kind: 'throw', error: 'Workbench.NotAllowed', cause: refused };
        const send = call.kind === 'http' ? callHttp : invokeEndpoint;
        return limited((stop) => send(request, call, stop), request.timeoutSeconds, signal);
      }
      case 'stateMachine':
        return this.#start(request, call, signal);
      case 'callback':
        return this.#awaitToken(request, signal);
    }
  }

  async #start(
    request: TaskRequest,
    call: LocalCall & { readonly kind: 'stateMachine' },
    signal: AbortSignal,
  ): Promise<TimedReply> {
    if (this.#depth >= MAX_DEPTH) {
      const cause = `State machines start each other more than ${MAX_DEPTH} levels deep`;
      return { kind: 'throw', error: 'Workbench.NotAllowed', cause };
    }
    const { folder, wallClock = false, now = Date.now } = this.#options;
    return startExecution(
      request,
      call,
      {
        folder,
        wallClock,
        now: now(),
        readFile: (path) => readFile(path, 'utf8'),
        runTask: (inner) => this.#childTasks(inner).runTask,
      },
      signal,
    );
  }

  #childTasks(folder: string): Tasks {
    let child = this.#children.get(folder);
    if (!child) {
      child = new Tasks({ ...this.#options, folder }, this.#depth + 1);
      this.#children.set(folder, child);
    }
    return child;
  }

  async #awaitToken(request: TaskRequest, signal: AbortSignal): Promise<TimedReply> {
    const { state, token, family, resource } = request;
    if (token === undefined) {
      const cause = `The task "${state}" has no task token: it neither calls an activity nor waits for its token`;
      return { kind: 'throw', error: 'Workbench.NotAllowed', cause };
    }
    const url = await this.#callbacks.url();
    const about =
      family === 'activity' ? `the activity ${resource}, or for the task token ${token}` : `the task token ${token}`;
    const waiting = this.#callbacks.waitFor(request, signal);
    this.#options.log?.({ state, text: `Waits for ${about}, at ${url}` });
    const began = Date.now();
    const reply = await waiting;
    if (reply === 'aborted') return ABORTED;
    return reply.kind === 'timeout' ? { ...reply, elapsed: Math.round((Date.now() - began) / 1000) * 1000 } : reply;
  }
}

const ABORTED: Reply = { kind: 'throw', error: 'Workbench.Aborted' };

async function limited(
  work: (signal: AbortSignal) => Promise<Reply>,
  seconds: number | undefined,
  signal: AbortSignal,
): Promise<TimedReply> {
  const stop = new AbortController();
  try {
    const reply = await race(work(stop.signal), seconds, signal);
    if (reply === 'aborted') return ABORTED;
    return reply === 'late' ? { kind: 'timeout', elapsed: (seconds ?? 0) * 1000 } : reply;
  } finally {
    stop.abort();
  }
}
