import * as vscode from 'vscode';

/** The language ids of state machines; the AWS Toolkit uses the same ones. */
export const LANGUAGES = ['asl', 'asl-yaml'] as const;

export function isStateMachine(document: vscode.TextDocument): boolean {
  return LANGUAGES.some((language) => language === document.languageId);
}

/** The state machine the user works on: that of the active editor, also while a panel or the console has the focus. */
export class CurrentMachine implements vscode.Disposable {
  #uri: vscode.Uri | undefined;
  readonly #changed = new vscode.EventEmitter<vscode.Uri | undefined>();
  readonly onDidChange = this.#changed.event;
  readonly #subscriptions: vscode.Disposable[];

  constructor() {
    this.#subscriptions = [
      vscode.window.onDidChangeActiveTextEditor((editor) => this.#follow(editor)),
      // Choosing another language for a document closes it and opens it again.
      vscode.workspace.onDidOpenTextDocument(() => this.#follow(vscode.window.activeTextEditor)),
      this.#changed,
    ];
    this.#follow(vscode.window.activeTextEditor);
  }

  get uri(): vscode.Uri | undefined {
    return this.#uri;
  }

  /** The graph panel shows a machine of its own while it has the focus. */
  show(uri: vscode.Uri): void {
    if (this.#uri?.toString() === uri.toString()) return;
    this.#uri = uri;
    this.#changed.fire(uri);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #follow(editor: vscode.TextEditor | undefined): void {
    if (!editor || PASSING_SCHEMES.has(editor.document.uri.scheme)) return;
    if (isStateMachine(editor.document)) {
      this.show(editor.document.uri);
    } else if (this.#uri && !editor.document.uri.path.endsWith('.scenarios.json')) {
      this.#uri = undefined;
      this.#changed.fire(undefined);
    }
  }
}

/** Editors that are not files: an output channel, the input of the Debug Console, a source-control message. */
const PASSING_SCHEMES: ReadonlySet<string> = new Set(['output', 'debug', 'vscode-scm', 'comment', 'vscode']);
