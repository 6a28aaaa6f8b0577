import { type ChildProcess, spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { type Json, parseJson } from '../base/json.ts';
import { NODE_HOST, PYTHON_HOST } from './hosts.ts';

/** What a handler came to. */
export type Invoked =
  | { readonly kind: 'value'; readonly value: Json }
  /** As the runtime reports it: a JSON object with `errorType`. */
  | { readonly kind: 'error'; readonly error: Json }
  | { readonly kind: 'exit'; readonly reason: string };

export interface HostOptions {
  readonly file: string;
  readonly handler: string;
  readonly environment: { readonly [name: string]: string };
  /** What the handler prints, line by line. */
  readonly print: (line: string) => void;
}

const RUNNING = new Set<Host>();

/** Whatever ends this process, the functions that it runs end with it. */
function endTogether(): void {
  for (const host of RUNNING) host.kill();
}

/** A child process that runs one handler, call after call, as a warm function does. */
export class Host {
  readonly #child: ChildProcess;
  readonly #stopped: Promise<void>;
  #reply: ((invoked: Invoked) => void) | undefined;
  #isGone = false;

  constructor({ file, handler, environment, print }: HostOptions) {
    const isPython = file.toLowerCase().endsWith('.py');
    const python = process.platform === 'win32' ? 'python' : 'python3';
    const [program, args] = isPython
      ? [python, ['-u', '-c', PYTHON_HOST]]
      : [process.execPath, ['-e', NODE_HOST, '--']];
    this.#child = spawn(program, [...args, file, handler], {
      cwd: dirname(file),
      env: { ...process.env, ...(isPython ? {} : { ELECTRON_RUN_AS_NODE: '1' }), ...environment },
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      // A group of its own: what a handler starts can be ended together with it.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    if (!process.listeners('exit').includes(endTogether)) process.on('exit', endTogether);
    RUNNING.add(this);
    this.#child.stdin?.on('error', () => undefined);
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', print);
    }
    const replies = this.#child.stdio[3] as Readable;
    replies.on('error', () => undefined);
    createInterface({ input: replies }).on('line', (line) => this.#take(line));
    this.#stopped = new Promise((resolve) => {
      this.#child.once('error', (error) => this.#gone(`${program} cannot be started: ${error.message}`, resolve));
      this.#child.once('close', (code, signal) =>
        this.#gone(signal ? `signal: ${signal}` : `exit status ${code}`, resolve),
      );
    });
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  /** One call at a time. */
  invoke(event: Json, context: { readonly [name: string]: Json }): Promise<Invoked> {
    return new Promise((resolve) => {
      if (this.#isGone) resolve({ kind: 'exit', reason: 'The process has ended' });
      this.#reply = resolve;
      this.#child.stdin?.write(`${JSON.stringify({ event, context })}\n`);
    });
  }

  kill(): void {
    const { pid } = this.#child;
    if (this.#isGone || pid === undefined) return;
    try {
      if (process.platform === 'win32') this.#child.kill('SIGKILL');
      else process.kill(-pid, 'SIGKILL');
    } catch {
      // It has ended in the meantime.
    }
  }

  /** Ends the process, and comes back when it has gone. */
  async stop(): Promise<void> {
    this.kill();
    await this.#stopped;
  }

  #take(line: string): void {
    const reply = this.#reply;
    this.#reply = undefined;
    const told = parseJson(line) as { readonly value?: Json; readonly error?: Json };
    if (told.error === undefined) reply?.({ kind: 'value', value: told.value ?? null });
    else reply?.({ kind: 'error', error: told.error });
  }

  #gone(reason: string, resolve: () => void): void {
    this.#isGone = true;
    RUNNING.delete(this);
    this.#reply?.({ kind: 'exit', reason });
    this.#reply = undefined;
    resolve();
  }
}
