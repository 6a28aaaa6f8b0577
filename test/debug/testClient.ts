import { PassThrough } from 'node:stream';
import { DebugClient } from '@vscode/debugadapter-testsupport';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { AslDebugSession } from '../../server/src/debug/session.ts';
import type { ObjectStore, RunTask } from '../../server/src/interpreter/drive.ts';
import type { LaunchAttributes } from '../../server/src/protocol/debug.ts';

export const MACHINE = '/project/orders.asl.json';
export const SCENARIOS = '/project/orders.scenarios.json';

type StepRequest = 'nextRequest' | 'stepInRequest' | 'stepOutRequest' | 'stepBackRequest';

/** A client and a session in this process, and files in memory. What a session does is told in short texts. */
export class TestClient extends DebugClient {
  readonly files: { [path: string]: string };
  /** Everything the adapter has printed, by category; `stdout` is the result of the run, which is JSON, and the story around it. */
  readonly printed: { readonly category: string; readonly text: string }[] = [];
  readonly states: string[] = [];
  readonly session: AslDebugSession;
  /** What stands for local code. */
  runTask: RunTask = () => Promise.reject(new Error('There is no code'));
  exited = false;
  exitCode: number | undefined;
  /** The thread of the last stop. */
  thread = 1;

  constructor(files: { [path: string]: string }) {
    super('node', 'in this process', 'asl');
    this.files = files;
    this.session = new AslDebugSession({
      readFile: (path) => {
        const text = this.files[path];
        const missing = Object.assign(new Error(`no such file: ${path}`), { code: 'ENOENT' });
        return text === undefined ? Promise.reject(missing) : Promise.resolve(text);
      },
      now: () => Date.UTC(2026, 0, 1),
      exit: () => {
        this.exited = true;
      },
      openStore: (folder) => this.#store(folder),
      taskRunner: () => (request, call, signal) => this.runTask(request, call, signal),
    });
    const [toSession, toClient] = [new PassThrough(), new PassThrough()];
    this.session.start(toSession, toClient);
    this.connect(toClient, toSession);
    this.on('output', ({ body: { category, output } }: DebugProtocol.OutputEvent) => {
      const text = output.trimEnd();
      this.printed.push({
        category: category === 'stdout' ? (isJson(text) ? 'result' : 'story') : (category ?? ''),
        text,
      });
    });
    this.on('asl.state', ({ body: { name, status } }) => this.states.push(`${name} ${status}`));
    this.on('exited', ({ body }: DebugProtocol.ExitedEvent) => {
      this.exitCode = body.exitCode;
    });
  }

  /** The files in memory below a folder, as buckets. */
  #store(folder: string): ObjectStore {
    const path = (bucket: string, key: string) => `${folder}/${bucket}/${key}`;
    return {
      read: async (bucket, key) => {
        const text = this.files[path(bucket, key)];
        if (text === undefined) throw new Error(`There is no object "${bucket}/${key}"`);
        return text;
      },
      list: async () => [],
      write: async (bucket, key, text) => {
        this.files[path(bucket, key)] = text;
      },
    };
  }

  /** Everything up to `configurationDone`, which is what starts the run; breakpoints are lines. */
  async prepare(
    attributes: Partial<LaunchAttributes> & { readonly noDebug?: boolean },
    ...breakpoints: readonly number[]
  ): Promise<DebugProtocol.Breakpoint[]> {
    await this.initializeRequest();
    const path = attributes.stateMachine ?? MACHINE;
    await this.launchRequest({
      stateMachine: path,
      trusted: true,
      ...attributes,
    } as DebugProtocol.LaunchRequestArguments);
    if (breakpoints.length === 0) return [];
    const { body } = await this.setBreakpointsRequest({
      source: { path },
      breakpoints: breakpoints.map((line) => ({ line })),
    });
    return body.breakpoints;
  }

  /** Starts the run, and tells where it stops first. */
  run(): Promise<string> {
    return this.stopAfter(() => this.configurationDoneRequest());
  }

  /** Launches with breakpoints on these lines, and tells where the run stops first. */
  async launchTo(attributes: Partial<LaunchAttributes>, ...breakpoints: readonly number[]): Promise<string> {
    await this.prepare(attributes, ...breakpoints);
    return this.run();
  }

  continue(): Promise<string> {
    return this.stopAfter(() => this.continueRequest({ threadId: this.thread }));
  }

  next(): Promise<string> {
    return this.#step('nextRequest');
  }

  stepIn(): Promise<string> {
    return this.#step('stepInRequest');
  }

  stepOut(): Promise<string> {
    return this.#step('stepOutRequest');
  }

  stepBack(): Promise<string> {
    return this.#step('stepBackRequest');
  }

  #step(request: StepRequest): Promise<string> {
    return this.stopAfter(() => this[request]({ threadId: this.thread }));
  }

  /** `step at B:7`: why and where the run stops after `action`; or `terminated`. */
  async stopAfter(action: () => Promise<unknown>): Promise<string> {
    const stopped = new Promise<DebugProtocol.StoppedEvent | undefined>((resolve) => {
      const onStopped = (event: DebugProtocol.StoppedEvent) => done(event);
      const onTerminated = () => done(undefined);
      const done = (event: DebugProtocol.StoppedEvent | undefined) => {
        this.off('stopped', onStopped);
        this.off('terminated', onTerminated);
        resolve(event);
      };
      this.on('stopped', onStopped);
      this.on('terminated', onTerminated);
    });
    await action();
    const event = await stopped;
    if (!event) return 'terminated';
    this.thread = event.body.threadId ?? 0;
    const [frame] = await this.frames();
    return `${event.body.reason} at ${frame}`;
  }

  /** `Inner:9`, `Outer[1]:4`, …, the innermost first. */
  async frames(threadId = this.thread): Promise<string[]> {
    const { body } = await this.stackTraceRequest({ threadId });
    return body.stackFrames.map(({ name, line }) => `${name}:${line}`);
  }

  async threadNames(): Promise<string[]> {
    const { body } = await this.threadsRequest();
    return body.threads.map(({ name }) => name);
  }

  /** The scopes of a frame as `{ Data: { Input: '{"a":1}' }, … }`. */
  async scopes(level = 0): Promise<{ [scope: string]: { [name: string]: string } }> {
    const { body: stack } = await this.stackTraceRequest({ threadId: this.thread });
    const { body } = await this.scopesRequest({ frameId: stack.stackFrames[level]?.id ?? 0 });
    const entries = body.scopes.map(async ({ name, variablesReference }) => {
      const variables = (await this.variables(variablesReference)).filter(({ type }) => type !== 'undefined');
      return [name, Object.fromEntries(variables.map((variable) => [variable.name, variable.value]))] as const;
    });
    return Object.fromEntries(await Promise.all(entries));
  }

  async data(): Promise<{ [name: string]: string }> {
    return (await this.scopes()).Data ?? {};
  }

  async variables(
    variablesReference: number,
    paging: Partial<DebugProtocol.VariablesArguments> = {},
  ): Promise<DebugProtocol.Variable[]> {
    const { body } = await this.variablesRequest({ variablesReference, ...paging });
    return body.variables;
  }

  /** The variable at a path of names, the first of which is the scope. */
  async variable(...path: readonly string[]): Promise<DebugProtocol.Variable & { readonly parent: number }> {
    const { body: stack } = await this.stackTraceRequest({ threadId: this.thread });
    const { body } = await this.scopesRequest({ frameId: stack.stackFrames[0]?.id ?? 0 });
    let parent = body.scopes.find(({ name }) => name === path[0])?.variablesReference ?? 0;
    let found: DebugProtocol.Variable | undefined;
    for (const name of path.slice(1)) {
      if (found) parent = found.variablesReference;
      found = (await this.variables(parent)).find((variable) => variable.name === name);
    }
    if (!found) throw new Error(`There is no variable ${path.join('.')}`);
    return { ...found, parent };
  }

  /** What an expression comes to in the innermost frame, or what is wrong with it. */
  async evaluate(expression: string, context = 'repl'): Promise<string> {
    const { body: stack } = await this.stackTraceRequest({ threadId: this.thread });
    const frameId = stack.stackFrames[0]?.id ?? 0;
    return this.evaluateRequest({ expression, frameId, context }).then(
      ({ body }) => body.result,
      (error: Error) => `error: ${error.message}`,
    );
  }

  output(category: string): string[] {
    return this.printed.filter((line) => line.category === category).map(({ text }) => text);
  }
}

/** A client for one state machine, written as data or as text, and scenarios beside it. */
export function debugging(definition: unknown, scenarios?: unknown, path = MACHINE): TestClient {
  const text = typeof definition === 'string' ? definition : JSON.stringify(definition, undefined, 2);
  const files: { [path: string]: string } = { [path]: text };
  if (scenarios !== undefined) files[SCENARIOS] = JSON.stringify({ scenarios });
  return new TestClient(files);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
