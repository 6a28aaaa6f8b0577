import { equal, ok } from 'node:assert/strict';
import * as vscode from 'vscode';
import { texts } from '../browser.ts';
import { eventually, open, placeOf } from '../workspace.ts';

suite('debugging', () => {
  teardown(async () => {
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    await vscode.debug.stopDebugging();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  test('a run stops at a breakpoint, shows the data of the state, and ends', async () => {
    const { document } = await open('order-fulfilment.asl.json');
    const place = placeOf(document, '\n    "Save order"');
    vscode.debug.addBreakpoints([new vscode.SourceBreakpoint(new vscode.Location(document.uri, place))]);
    const session = await start(document);
    const frame = await eventually('the stop', () => topFrame(session));
    equal(frame.name, 'Save order');
    equal(frame.line, place.line + 1);

    const { scopes } = await ask<{ scopes: Container[] }>(session, 'scopes', { frameId: frame.id });
    const input = find(await variablesOf(session, find(scopes, 'Data')), 'Input');
    const orderId = find(await variablesOf(session, input), 'orderId');
    equal(orderId.value, '"o-1001"');

    const ended = end();
    await ask(session, 'continue', { threadId: frame.threadId });
    await ended;
  });

  test('a run colours the states of the graph', async function () {
    const { document } = await open('order-fulfilment.asl.json');
    await vscode.commands.executeCommand('asl.openGraphPreview');
    await texts(this, '.state .name', '.nodes .state');
    const ended = end();
    await start(document);
    await ended;
    await eventually('five states to succeed', async () => {
      const done = await texts(this, '.state[data-status=succeeded] .name', '.nodes .state');
      return done.length === 5 || undefined;
    });
  });
});

interface Frame {
  readonly id: number;
  readonly name: string;
  readonly line: number;
}

/** A scope, or a variable with others inside. */
interface Container {
  readonly name: string;
  readonly variablesReference: number;
  readonly value?: string;
}

async function start(document: vscode.TextDocument): Promise<vscode.DebugSession> {
  const session = new Promise<vscode.DebugSession>((resolve) => {
    const subscription = vscode.debug.onDidStartDebugSession((started) => {
      subscription.dispose();
      resolve(started);
    });
  });
  const started = await vscode.debug.startDebugging(vscode.workspace.workspaceFolders?.[0], {
    type: 'asl',
    request: 'launch',
    name: 'Test',
    stateMachine: document.uri.fsPath,
    scenario: 'Order is accepted',
  });
  ok(started);
  return session;
}

/** Settles when the next session ends. */
function end(): Promise<void> {
  return new Promise((resolve) => {
    const subscription = vscode.debug.onDidTerminateDebugSession(() => {
      subscription.dispose();
      resolve();
    });
  });
}

/** The innermost frame of the first thread that stands still. */
async function topFrame(session: vscode.DebugSession): Promise<(Frame & { readonly threadId: number }) | undefined> {
  const { threads } = await ask<{ threads: { id: number }[] }>(session, 'threads');
  for (const { id } of threads) {
    const stack = ask<{ stackFrames: Frame[] }>(session, 'stackTrace', { threadId: id });
    const [frame] = await stack.then(
      ({ stackFrames }) => stackFrames,
      () => [],
    );
    if (frame) return { ...frame, threadId: id };
  }
  return undefined;
}

async function variablesOf(
  session: vscode.DebugSession,
  { variablesReference }: Container,
): Promise<readonly Container[]> {
  const { variables } = await ask<{ variables: Container[] }>(session, 'variables', { variablesReference });
  return variables;
}

function find(list: readonly Container[], name: string): Container {
  const found = list.find((each) => each.name.toLowerCase() === name.toLowerCase());
  ok(found, `no ${name} among ${list.map((each) => each.name).join()}`);
  return found;
}

async function ask<T>(session: vscode.DebugSession, command: string, args?: object): Promise<T> {
  return session.customRequest(command, args);
}
