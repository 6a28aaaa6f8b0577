import * as vscode from 'vscode';

/** Small, but with a decision, so that its graph, a run and the debugger have something to show without a scenario file. */
const FIRST_MACHINE = {
  Comment: 'Greets a person, by name where there is one.',
  StartAt: 'Is there a name?',
  States: {
    'Is there a name?': {
      Type: 'Choice',
      Choices: [{ Variable: '$.name', IsPresent: true, Next: 'Greet by name' }],
      Default: 'Greet',
    },
    'Greet by name': {
      Type: 'Pass',
      Parameters: { 'greeting.$': "States.Format('Hello, {}!', $.name)" },
      Next: 'Wait a moment',
    },
    Greet: { Type: 'Pass', Result: { greeting: 'Hello!' }, Next: 'Wait a moment' },
    'Wait a moment': { Type: 'Wait', Seconds: 5, Next: 'Done' },
    Done: { Type: 'Succeed' },
  },
};

export function registerNewStateMachine(): vscode.Disposable[] {
  return [
    vscode.commands.registerCommand('asl.newStateMachine', async () => {
      const content = `${JSON.stringify(FIRST_MACHINE, undefined, 2)}\n`;
      const document = await vscode.workspace.openTextDocument({ language: 'asl', content });
      await vscode.window.showTextDocument(document);
    }),
  ];
}
