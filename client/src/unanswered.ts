import { basename, dirname, relative } from 'node:path';
import * as vscode from 'vscode';
import type { DebugEvents, DebugRequests, TaskAnswer } from '../../server/src/protocol/debug.ts';
import type { SourceRange } from '../../server/src/protocol/graph.ts';
import type { AnswerEdit, Requests } from '../../server/src/protocol/requests.ts';
import { DEBUG_TYPE } from './debug.ts';
import { askJson } from './input.ts';
import type { LanguageServer } from './languageServer.ts';
import { columnOf, fileUri, type Scenarios } from './scenarios.ts';

type Unanswered = DebugEvents['asl.unanswered'];

const ADD = 'Add Answer to Scenario';

type NewAnswer = NonNullable<Requests['asl/addAnswer']['params']['answer']>;

/** The task that a session waits for, as long as it stands still there. */
interface Waiting {
  readonly session: vscode.DebugSession;
  readonly task: Unanswered;
  /** Cancelled with the session: what is asked for it then goes away. */
  readonly questions: vscode.CancellationTokenSource;
}

/** A run that stops at a Task without an answer asks for one. */
export function registerUnanswered(server: LanguageServer, scenarios: Scenarios): vscode.Disposable[] {
  let waiting: Waiting | undefined;

  async function ask({ session, task, questions: { token } }: Waiting): Promise<void> {
    const options: vscode.QuickPickOptions = {
      title: `Task "${task.state}" Has No Answer`,
      placeHolder: `It calls ${task.resource || 'nothing'}`,
      ignoreFocusOut: true,
    };
    const picked = await vscode.window.showQuickPick(choices(task), options, token);
    if (!picked || token.isCancellationRequested) return;
    if (picked.does === 'edit') return edit(task);
    if (picked.does === 'run') {
      const lambda = await askCode(task, token);
      if (lambda === undefined || token.isCancellationRequested) return;
      await save(task, { lambda });
      await vscode.commands.executeCommand('workbench.action.debug.continue');
      return;
    }
    const answer = picked.does === 'return' ? await askReturn(task, token) : await askThrow(task, token);
    if (!answer || token.isCancellationRequested) return;
    if (picked.saves) await save(task, answer);
    const request: DebugRequests['asl/answer'][0] = { requestId: task.requestId, answer, resume: true };
    await session.customRequest('asl/answer', request);
  }

  /** The answer is filled in by hand; the run takes it when it goes on. */
  async function edit(task: Unanswered): Promise<void> {
    const added = await addAnswer(task);
    if (added) await show(added);
    else await scenarios.openFile(vscode.Uri.file(task.stateMachine));
  }

  async function save(task: Unanswered, answer: NewAnswer): Promise<void> {
    const added = await addAnswer(task, answer);
    if (!added) {
      await scenarios.openFile(vscode.Uri.file(task.stateMachine));
      return;
    }
    const document = await write(added);
    await document.save();
  }

  function addAnswer({ stateMachine, state, scenario }: Unanswered, answer?: NewAnswer) {
    return server.request('asl/addAnswer', {
      uri: vscode.Uri.file(stateMachine).toString(),
      state,
      ...(scenario !== undefined && { scenario }),
      ...(answer && { answer }),
    });
  }

  /** A run without debugging has failed by now: the answer is for the next one. */
  async function offer(task: Unanswered): Promise<void> {
    const picked = await vscode.window.showWarningMessage(`Task "${task.state}" has no answer.`, ADD);
    if (picked === ADD) await edit(task);
  }

  async function orLog(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      server.log('The task could not be answered', error);
    }
  }

  /** Nobody waits for the answer any more. */
  function forget(): void {
    waiting?.questions.cancel();
    waiting = undefined;
  }

  return [
    vscode.debug.onDidReceiveDebugSessionCustomEvent(({ session, event, body }) => {
      if (session.type !== DEBUG_TYPE || event !== ('asl.unanswered' satisfies keyof DebugEvents)) return;
      const asked = { session, task: body as Unanswered, questions: new vscode.CancellationTokenSource() };
      forget();
      waiting = asked;
      if (session.configuration.noDebug === true) {
        void orLog(() => offer(asked.task));
        return;
      }
      void untilShown(session).then(() => (waiting === asked ? orLog(() => ask(asked)) : undefined));
    }),
    vscode.debug.onDidTerminateDebugSession((session) => {
      if (waiting?.session.id === session.id) forget();
    }),
    vscode.commands.registerCommand('asl.answerTask', () => {
      const asked = waiting;
      if (asked) return orLog(() => ask(asked));
      return vscode.window.showInformationMessage('No task waits for an answer.');
    }),
  ];
}

/** Once VS Code has shown where a run stands it gives the focus to the editor: what is asked before that loses it. */
async function untilShown({ id }: vscode.DebugSession): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer);
      subscription.dispose();
      resolve();
    };
    const timer = setTimeout(done, 3000);
    const subscription = vscode.debug.onDidChangeActiveStackItem((item) => {
      if (item instanceof vscode.DebugStackFrame && item.session.id === id) done();
    });
  });
  await new Promise((resolve) => setTimeout(resolve, 300));
}

interface Choice extends vscode.QuickPickItem {
  readonly does: 'return' | 'throw' | 'run' | 'edit';
  readonly saves?: boolean;
}

function choices({ scenario }: Unanswered): Choice[] {
  const where = scenario === undefined ? 'a new scenario' : `scenario "${scenario}"`;
  return [
    { label: '$(reply) Return a value…', description: 'this time', does: 'return' },
    { label: '$(save) Return a value and save it…', description: `in ${where}`, does: 'return', saves: true },
    { label: '$(error) Throw an error…', description: 'this time', does: 'throw' },
    { label: '$(save) Throw an error and save it…', description: `in ${where}`, does: 'throw', saves: true },
    { label: '$(run) Run local code…', description: `from now on, in ${where}`, does: 'run' },
    { label: '$(edit) Write the answer in the scenario file', description: 'then continue', does: 'edit' },
  ];
}

async function askReturn(
  { state, example, parameters }: Unanswered,
  token: vscode.CancellationToken,
): Promise<TaskAnswer | undefined> {
  const text = await askJson({
    title: `Result of "${state}"`,
    prompt: `JSON value; the task was sent ${shortText(parameters)}`,
    value: JSON.stringify(example ?? {}),
    token,
  });
  return text === undefined ? undefined : { return: JSON.parse(text) };
}

async function askThrow({ state }: Unanswered, token: vscode.CancellationToken): Promise<TaskAnswer | undefined> {
  const text = await vscode.window.showInputBox(
    {
      title: `Error of "${state}"`,
      prompt: 'Name of the error; after a colon its cause',
      value: 'States.TaskFailed',
      ignoreFocusOut: true,
    },
    token,
  );
  if (text === undefined) return undefined;
  const [, error = '', cause] = /^([^:]*)(?::\s*(.*))?$/s.exec(text) ?? [];
  return { throw: { error: error.trim(), ...(cause !== undefined && { cause }) } };
}

/** A function of a file, as a scenario names it. */
async function askCode({ state, file }: Unanswered, token: vscode.CancellationToken): Promise<string | undefined> {
  const folder = dirname(fileUri(file).fsPath);
  const [code] =
    (await vscode.window.showOpenDialog({
      title: `Code for "${state}"`,
      openLabel: 'Run This',
      defaultUri: vscode.Uri.file(folder),
      filters: { 'JavaScript and Python': ['mjs', 'cjs', 'js', 'py'] },
    })) ?? [];
  if (!code) return undefined;
  const name = await vscode.window.showInputBox(
    {
      title: `Function for "${state}"`,
      prompt: `Name of the function in ${basename(code.fsPath)}`,
      value: code.fsPath.endsWith('.py') ? 'lambda_handler' : 'handler',
      ignoreFocusOut: true,
    },
    token,
  );
  if (!name) return undefined;
  return `${relative(folder, code.fsPath).replaceAll('\\', '/')}#${name}`;
}

function shortText(value: unknown): string {
  const text = JSON.stringify(value) ?? '';
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

/** Puts the new text into the editor, unsaved: the user fills in the answer first, and can undo it. */
export async function show(edit: AnswerEdit): Promise<void> {
  const document = await write(edit);
  const range = toRange(edit.selection);
  const viewColumn = columnOf(document.uri) ?? vscode.ViewColumn.Active;
  const editor = await vscode.window.showTextDocument(document, { viewColumn });
  editor.selection = new vscode.Selection(range.start, range.end);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

async function write({ file, text }: AnswerEdit): Promise<vscode.TextDocument> {
  const uri = fileUri(file);
  const edit = new vscode.WorkspaceEdit();
  edit.createFile(uri, { ignoreIfExists: true });
  await vscode.workspace.applyEdit(edit);
  const document = await vscode.workspace.openTextDocument(uri);
  const whole = new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length));
  const change = new vscode.WorkspaceEdit();
  change.replace(uri, whole, text);
  await vscode.workspace.applyEdit(change);
  return document;
}

export function toRange({ start, end }: SourceRange): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
