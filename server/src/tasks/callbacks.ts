import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isObject, type Json, type JsonObject, parseJson } from '../base/json.ts';
import { lookup } from '../base/lookup.ts';
import type { Reply, TaskRequest } from '../interpreter/run.ts';

interface Waiting {
  readonly request: TaskRequest;
  readonly end: (reply: Reply | 'aborted') => void;
  readonly beat: () => void;
  /** A worker has been given it. */
  given: boolean;
}

const MOST_BYTES = 1_000_000;
/** So long a worker that asks for an activity is kept waiting; in AWS it is a minute. */
const POLL_MS = 10_000;

/** A server on the loopback interface that takes task tokens back as the API of Step Functions does. */
export class Callbacks {
  readonly #waiting = new Map<string, Waiting>();
  readonly #polls = new Set<() => void>();
  #server: Promise<Server> | undefined;

  /** The address to send task tokens to. The server starts with the first who asks. */
  async url(): Promise<string> {
    this.#server ??= start((request, response) => void this.#serve(request, response));
    const { port } = (await this.#server).address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** Waits until the token of a task is sent back, or the task has taken too long. Real time passes. */
  waitFor(request: TaskRequest, signal: AbortSignal): Promise<Reply | 'aborted'> {
    const { token = '', timeoutSeconds, heartbeatSeconds } = request;
    return new Promise((resolve) => {
      const timers: { total?: NodeJS.Timeout | undefined; heart?: NodeJS.Timeout | undefined } = {};
      const end = (reply: Reply | 'aborted') => {
        clearTimeout(timers.total);
        clearTimeout(timers.heart);
        signal.removeEventListener('abort', aborted);
        this.#waiting.delete(token);
        resolve(reply);
      };
      const aborted = () => end('aborted');
      const after = (seconds: number | undefined) =>
        seconds === undefined || seconds * 1000 >= 2 ** 31
          ? undefined
          : setTimeout(() => end({ kind: 'timeout' }), seconds * 1000);
      const beat = () => {
        clearTimeout(timers.heart);
        timers.heart = after(heartbeatSeconds);
      };
      timers.total = after(timeoutSeconds);
      beat();
      if (signal.aborted) return aborted();
      signal.addEventListener('abort', aborted);
      this.#waiting.set(token, { request, end, beat, given: false });
      for (const poll of this.#polls) poll();
      return undefined;
    });
  }

  async dispose(): Promise<void> {
    for (const { end } of this.#waiting.values()) end('aborted');
    for (const poll of this.#polls) poll();
    const server = await this.#server;
    if (!server) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    this.#server = undefined;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A page in a browser can neither send this header without being asked first, nor come under another name.
    const target = String(request.headers['x-amz-target'] ?? '').replace(/^AWSStepFunctions\./, '');
    const host = String(request.headers.host ?? '').replace(/:\d+$/, '');
    const action = lookup(this.#actions, target);
    if (!action || request.method !== 'POST' || (host !== '127.0.0.1' && host !== 'localhost')) {
      return send(response, 400, { __type: 'UnknownOperationException' });
    }
    try {
      const body = await bodyOf(request);
      send(response, 200, await action(body, request));
    } catch (error) {
      const type = error instanceof ApiError ? error.name : 'SerializationException';
      send(response, 400, { __type: type, message: error instanceof Error ? error.message : String(error) });
    }
  }

  readonly #actions: {
    readonly [name: string]: (body: JsonObject, request: IncomingMessage) => JsonObject | Promise<JsonObject>;
  } = {
    SendTaskSuccess: ({ taskToken, output }) => {
      const { end } = this.#find(taskToken);
      let value: Json;
      try {
        value = parseJson(String(output));
      } catch {
        throw new ApiError('InvalidOutput', 'Invalid Output: it is not valid JSON');
      }
      end({ kind: 'return', value });
      return {};
    },
    SendTaskFailure: ({ taskToken, error, cause }) => {
      this.#find(taskToken).end({
        kind: 'throw',
        ...(typeof error === 'string' && { error }),
        ...(typeof cause === 'string' && { cause }),
      });
      return {};
    },
    SendTaskHeartbeat: ({ taskToken }) => {
      this.#find(taskToken).beat();
      return {};
    },
    GetActivityTask: ({ activityArn }, request) => this.#activity(String(activityArn ?? ''), request),
  };

  #find(token: Json | undefined): Waiting {
    if (typeof token !== 'string' || token === '') throw new ApiError('InvalidToken', 'Invalid Token');
    const waiting = this.#waiting.get(token);
    if (!waiting) throw new ApiError('TaskDoesNotExist', 'Task does not exist, or it has ended');
    return waiting;
  }

  /** Gives a worker the next task of its activity, as soon as there is one. */
  async #activity(arn: string, request: IncomingMessage): Promise<JsonObject> {
    const until = Date.now() + POLL_MS;
    let gone = false;
    request.once('close', () => {
      gone = request.socket.destroyed;
    });
    while (!gone) {
      const next = [...this.#waiting.values()].find((w) => !w.given && w.request.resource === arn);
      if (next) {
        next.given = true;
        return { taskToken: next.request.token ?? '', input: JSON.stringify(next.request.parameters) };
      }
      const left = until - Date.now();
      if (left <= 0) break;
      await new Promise<void>((resolve) => {
        const go = () => {
          clearTimeout(timer);
          this.#polls.delete(go);
          resolve();
        };
        const timer = setTimeout(go, left);
        this.#polls.add(go);
      });
    }
    return {};
  }
}

class ApiError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

async function start(serve: (request: IncomingMessage, response: ServerResponse) => void): Promise<Server> {
  const server = createServer(serve);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return server;
}

async function bodyOf(request: IncomingMessage): Promise<JsonObject> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    length += (part as Buffer).length;
    if (length > MOST_BYTES) throw new Error('The request is too large');
    parts.push(part as Buffer);
  }
  const body = parseJson(Buffer.concat(parts).toString('utf8') || '{}');
  if (!isObject(body)) throw new Error('The request is not a JSON object');
  return body;
}

function send(response: ServerResponse, status: number, body: JsonObject): void {
  response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify(body));
}
