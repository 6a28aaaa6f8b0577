import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, dirname, extname, resolve } from 'node:path';
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import type { Reply, TaskRequest } from '../interpreter/run.ts';
import type { LocalCall } from '../scenario/answers.ts';
import { Host, type Invoked } from './host.ts';
import { race } from './race.ts';

type LambdaCall = LocalCall & { readonly kind: 'lambda' };

/** Local functions, each in processes of its own that stay warm until `dispose`. */
export class LocalFunctions {
  readonly #folder: string;
  readonly #print: (request: TaskRequest, line: string) => void;
  readonly #idle = new Map<string, Host[]>();
  readonly #hosts = new Set<Host>();
  readonly #queue: (() => void)[] = [];
  #busy = 0;

  constructor(folder: string, print: (request: TaskRequest, line: string) => void) {
    this.#folder = folder;
    this.#print = print;
  }

  /** Calls a handler. `seconds` is how long the task may take; the configuration of the function may say less. */
  async invoke(
    request: TaskRequest,
    call: LambdaCall,
    environment: { readonly [name: string]: string },
    signal: AbortSignal,
  ): Promise<Reply> {
    const { file, handler } = locate(call.handler, this.#folder);
    const missing = await whyMissing(file);
    if (missing !== undefined) {
      return thrown({ errorType: 'Runtime.ImportModuleError', errorMessage: `Error: ${missing}`, trace: [] });
    }
    await this.#turn(signal);
    try {
      return await this.#invokeNow(request, call, file, handler, environment, signal);
    } finally {
      this.#busy--;
      this.#queue.shift()?.();
    }
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.#hosts].map((host) => host.stop()));
    this.#hosts.clear();
    this.#idle.clear();
  }

  async #invokeNow(
    request: TaskRequest,
    call: LambdaCall,
    file: string,
    handler: string,
    environment: { readonly [name: string]: string },
    signal: AbortSignal,
  ): Promise<Reply> {
    const name = functionName(request, file);
    const id = randomUUID();
    const key = JSON.stringify([file, handler, name, call.environment ?? {}]);
    const idle = this.#idle.get(key) ?? [];
    this.#idle.set(key, idle);
    let host = idle.pop();
    while (host?.isGone) host = idle.pop();
    // What is printed belongs to the call that the process is busy with.
    let print = (line: string) => this.#print(request, line);
    if (!host) {
      host = new Host({
        file,
        handler,
        environment: { ...variablesOf(name, file, handler), ...environment, ...call.environment },
        print: (line) => print(line),
      });
      this.#hosts.add(host);
      PRINTERS.set(host, (to) => {
        print = to;
      });
    } else {
      PRINTERS.get(host)?.(print);
    }
    const seconds = call.timeout ?? request.timeoutSeconds ?? 900;
    const invocation = host.invoke(eventOf(request), contextOf(name, id, Date.now() + seconds * 1000));
    const outcome = await race(
      invocation,
      Math.min(call.timeout ?? Infinity, request.timeoutSeconds ?? Infinity),
      signal,
    );
    if (outcome === 'aborted' || outcome === 'late') {
      this.#hosts.delete(host);
      await host.stop();
      if (outcome === 'aborted') return { kind: 'throw', error: 'Workbench.Aborted' };
      const byTask = (request.timeoutSeconds ?? Infinity) <= (call.timeout ?? Infinity);
      return byTask ? { kind: 'timeout' } : functionTimeout(id, seconds);
    }
    if (host.isGone) this.#hosts.delete(host);
    else idle.push(host);
    return replyOf(outcome, request, id);
  }

  /** No more processes work at a time than the machine can bear. */
  async #turn(signal: AbortSignal): Promise<void> {
    const most = Math.max(2, Math.min(8, availableParallelism()));
    if (this.#busy >= most && !signal.aborted) {
      await new Promise<void>((go) => {
        this.#queue.push(go);
        signal.addEventListener('abort', () => go(), { once: true });
      });
    }
    this.#busy++;
  }
}

const PRINTERS = new WeakMap<Host, (print: (line: string) => void) => void>();

function locate(reference: string, folder: string): { readonly file: string; readonly handler: string } {
  const at = reference.lastIndexOf('#');
  return { file: resolve(folder, reference.slice(0, at)), handler: reference.slice(at + 1) };
}

async function whyMissing(file: string): Promise<string | undefined> {
  const found = await stat(file).catch(() => undefined);
  return found?.isFile() ? undefined : `There is no file ${file}`;
}

/** The function as the state machine names it; a name that is known only after deployment is that of the file. */
export function functionName({ family, resource, parameters }: TaskRequest, file: string): string {
  const given = family === 'lambda' ? resource : isObject(parameters) ? parameters.FunctionName : undefined;
  const name =
    typeof given === 'string' ? /^(?:arn:[^$]*:function:)?([\w-]+)(?::[\w$-]+)?$/.exec(given)?.[1] : undefined;
  return name ?? basename(file, extname(file));
}

/** What the function is sent. A Payload may be JSON as text. */
export function eventOf({ family, parameters }: TaskRequest): Json {
  if (family === 'lambda' || !isObject(parameters)) return parameters;
  return parameters.Payload ?? {};
}

function variablesOf(name: string, file: string, handler: string): { readonly [variable: string]: string } {
  return {
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_REGION: process.env.AWS_REGION ?? 'us-east-1',
    AWS_DEFAULT_REGION: process.env.AWS_DEFAULT_REGION ?? 'us-east-1',
    LAMBDA_TASK_ROOT: dirname(file),
    _HANDLER: `${basename(file, extname(file))}.${handler}`,
  };
}

function contextOf(name: string, id: string, deadline: number): { readonly [member: string]: Json } {
  return {
    awsRequestId: id,
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:us-east-1:123456789012:function:${name}`,
    memoryLimitInMB: '128',
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: 'local',
    deadline,
  };
}

function replyOf(invoked: Invoked, request: TaskRequest, id: string): Reply {
  switch (invoked.kind) {
    case 'value':
      return { kind: 'return', value: resultOf(request, invoked.value, id) };
    case 'error':
      return thrown(
        isObject(invoked.error) ? invoked.error : { errorType: 'Error', errorMessage: String(invoked.error) },
      );
    case 'exit': {
      const errorMessage = `RequestId: ${id} Error: Runtime exited with error: ${invoked.reason}`;
      return thrown({ errorType: 'Runtime.ExitError', errorMessage });
    }
  }
}

/** An error as the runtime of a function reports it: its name is what Retry and Catch look at, all of it is the cause. */
export function thrown(error: JsonObject): Reply {
  const { errorType } = error;
  return {
    kind: 'throw',
    error: typeof errorType === 'string' ? errorType : 'Lambda.Unknown',
    cause: JSON.stringify(error),
  };
}

function functionTimeout(id: string, seconds: number): Reply {
  const payload = JSON.stringify({
    errorMessage: `${new Date().toISOString()} ${id} Task timed out after ${seconds.toFixed(2)} seconds`,
  });
  const cause = `The cause could not be determined because Lambda did not return an error type. Returned payload: ${payload}`;
  return { kind: 'throw', error: 'Lambda.Unknown', cause };
}

/** What the task results in: the answer of the function itself, or with all that the service says beside it. */
export function resultOf({ family }: TaskRequest, value: Json, id: string): Json {
  if (family === 'lambda') return value;
  const headers = {
    Connection: 'keep-alive',
    'Content-Length': String(Buffer.byteLength(JSON.stringify(value))),
    'Content-Type': 'application/json',
    Date: new Date().toUTCString(),
    'X-Amz-Executed-Version': '$LATEST',
    'x-amzn-Remapped-Content-Length': '0',
    'x-amzn-RequestId': id,
  };
  return {
    ExecutedVersion: '$LATEST',
    Payload: value,
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, [text]])),
      HttpHeaders: headers,
      HttpStatusCode: 200,
    },
    SdkResponseMetadata: { RequestId: id },
    StatusCode: 200,
  };
}
