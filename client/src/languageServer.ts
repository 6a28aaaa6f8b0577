import * as vscode from 'vscode';
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  type LanguageClientOptions,
  type ServerOptions,
  State,
  TransportKind,
} from 'vscode-languageclient/node';
import type { InitializationOptions, Notifications, Requests } from '../../server/src/protocol/requests.ts';
import { LANGUAGES } from './currentMachine.ts';
import { readSettings } from './settings.ts';

type Method = keyof Requests;

/** The connection to the language server: starts it, starts it again, and asks it what LSP has no request for. */
export class LanguageServer implements vscode.Disposable {
  readonly #client: LanguageClient;
  readonly #output = vscode.window.createOutputChannel('ASL Workbench', { log: true });
  readonly #running = new vscode.EventEmitter<void>();
  /** Fires each time a server is ready: after the start, a restart or a crash. */
  readonly onDidStart = this.#running.event;
  readonly #placing = new vscode.EventEmitter<Notifications['asl/graphProgress']>();
  /** How far the layout of a large graph is. */
  readonly onGraphProgress = this.#placing.event;
  #crashes: number[] = [];
  #hasRun = false;

  constructor(context: vscode.ExtensionContext) {
    const module = context.asAbsolutePath('dist/server.cjs');
    const run = { module, transport: TransportKind.ipc };
    const serverOptions: ServerOptions = {
      run,
      debug: { ...run, options: { execArgv: ['--nolazy', '--inspect=6029'] } },
    };
    this.#client = new QuietClient('asl', 'ASL Workbench', serverOptions, this.#options(context));
    this.#client.onNotification('asl/graphProgress', (told) => this.#placing.fire(told));
    this.#client.onDidChangeState(({ newState }) => {
      if (newState !== State.Running) return;
      this.#hasRun = true;
      this.#running.fire();
    });
  }

  get running(): boolean {
    return this.#client.isRunning();
  }

  async start(): Promise<void> {
    await this.#orTell(() => this.#client.start());
  }

  async restart(): Promise<void> {
    this.#crashes = [];
    await this.#orTell(async () => {
      if (this.#client.isRunning()) await this.#client.restart();
      else await this.#client.start();
    });
  }

  /** Asks the server; `undefined` while it is not running, for then there is nothing to say. */
  async request<M extends Method>(
    method: M,
    params: Requests[M]['params'],
    token?: vscode.CancellationToken,
  ): Promise<Requests[M]['result'] | undefined> {
    if (!this.#client.isRunning()) return undefined;
    return this.#client.sendRequest<Requests[M]['result']>(method, params, token);
  }

  /** Writes a bug or an odd message where the user can find it. */
  log(message: string, error?: unknown): void {
    this.#output.error(error === undefined ? message : `${message}: ${messageOf(error)}`);
  }

  dispose(): void {
    void this.#client.dispose().catch(() => undefined);
    this.#running.dispose();
    this.#placing.dispose();
    this.#output.dispose();
  }

  #options(context: vscode.ExtensionContext): LanguageClientOptions {
    const rules = vscode.Uri.joinPath(context.extensionUri, 'docs', 'rules.md').toString();
    return {
      documentSelector: [
        ...LANGUAGES.flatMap((language) => SCHEMES.map((scheme) => ({ language, scheme }))),
        ...['json', 'jsonc'].map((language) => ({ language, scheme: 'file', pattern: '**/*.scenarios.json' })),
      ],
      // A function, so that a restarted server gets the settings of that time.
      initializationOptions: (): InitializationOptions => ({ settings: readSettings(), rules, hasJsonSchemas: true }),
      synchronize: {
        configurationSection: 'asl',
        fileEvents: vscode.workspace.createFileSystemWatcher('**/*.scenarios.json'),
      },
      outputChannel: this.#output,
      initializationFailedHandler: (error) => {
        this.log('The language server refused to start', error);
        return false;
      },
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => this.#afterCrash(),
      },
    };
  }

  /** A server that crashes again and again is left alone, with a way to try once more. */
  #afterCrash(): { action: CloseAction; handled: boolean } {
    // One that never got to run will not the next time either; whoever started it tells the user.
    if (!this.#hasRun) return { action: CloseAction.DoNotRestart, handled: true };
    const now = Date.now();
    this.#crashes = [...this.#crashes.filter((time) => now - time < 3 * 60_000), now];
    if (this.#crashes.length <= 4) return { action: CloseAction.Restart, handled: true };
    void this.#tell('The ASL language server stopped several times and is not started again.');
    return { action: CloseAction.DoNotRestart, handled: true };
  }

  async #orTell(start: () => Promise<void>): Promise<void> {
    try {
      await start();
    } catch (error) {
      this.log('The language server did not start', error);
      // Not awaited: a message stays until the user closes it, and the extension is of use without the server.
      void this.#tell(
        'The ASL language server could not start. Without it there are no problems, completions or graphs.',
      );
    }
  }

  async #tell(message: string): Promise<void> {
    const answer = await vscode.window.showErrorMessage(message, 'Restart', 'Show Output');
    if (answer === 'Restart') await this.restart();
    if (answer === 'Show Output') this.#output.show();
  }
}

/** Writes its errors to the output channel only: what the user has to know is said once, with something to do about it. */
class QuietClient extends LanguageClient {
  override error(message: string, details?: unknown): void {
    super.error(message, details, false);
  }
}

/** Real files and new ones; not the old versions a diff editor shows. */
const SCHEMES = ['file', 'untitled'] as const;

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
