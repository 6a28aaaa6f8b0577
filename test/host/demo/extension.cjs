const vscode = require('vscode');

/** Opens the first example beside its graph, once: after that the window is as its user left it. */
exports.activate = async ({ workspaceState }) => {
  if (workspaceState.get('shown')) return;
  await workspaceState.update('shown', true);
  const [example] = await vscode.workspace.findFiles('order-fulfilment.asl.json', undefined, 1);
  if (!example) return;
  await vscode.window.showTextDocument(example);
  await vscode.commands.executeCommand('asl.openGraphPreview');
};
