import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** The frame of the graph page. Nothing runs or loads in it but the two files of the extension. */
export function graphPage(webview: vscode.Webview, resources: vscode.Uri): string {
  const nonce = randomBytes(18).toString('base64url');
  const script = webview.asWebviewUri(vscode.Uri.joinPath(resources, 'webview.js'));
  const style = webview.asWebviewUri(vscode.Uri.joinPath(resources, 'webview.css'));
  const policy = `default-src 'none'; img-src data:; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="UTF-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1.0">
  <link rel="stylesheet" href="${style}">
  <title>State machine graph</title>
</head>
<body>
  <script nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
}
