import * as vscode from 'vscode';
import type { PictureFormat, Theme } from '../../server/src/protocol/graph.ts';
import type { GraphView } from '../../server/src/protocol/requests.ts';
import { fileName, type GraphPanel } from './graphPanel.ts';
import type { LanguageServer } from './languageServer.ts';

type Format = PictureFormat | 'png';

const FORMATS: readonly (vscode.QuickPickItem & { readonly format: Format; readonly ending: string })[] = [
  { label: 'SVG', description: 'a picture of any size', format: 'svg', ending: 'svg' },
  { label: 'PNG', description: 'a picture of pixels', format: 'png', ending: 'png' },
  { label: 'Mermaid', description: 'a text for Markdown', format: 'mermaid', ending: 'mmd' },
  { label: 'Graphviz', description: 'a text for dot', format: 'dot', ending: 'dot' },
];

/** What to write where; a key binding or another extension may say so. */
export interface ExportTarget {
  readonly format: Format;
  readonly file: vscode.Uri;
}

/** A menu passes things of its own behind the file. */
export function isTarget(target: ExportTarget | undefined): target is ExportTarget {
  return FORMATS.some(({ format }) => format === target?.format) && target?.file instanceof vscode.Uri;
}

export async function chooseTarget(uri: vscode.Uri): Promise<(ExportTarget & { readonly asked: true }) | undefined> {
  const chosen = await vscode.window.showQuickPick(FORMATS, { placeHolder: 'Export the graph as…' });
  if (!chosen) return undefined;
  const file = await vscode.window.showSaveDialog({
    defaultUri: uri.with({ path: uri.path.replace(/(\.asl)?(\.(json|jsonc|ya?ml))?$/, `.${chosen.ending}`) }),
    filters: { [chosen.label]: [chosen.ending] },
  });
  return file && { format: chosen.format, file, asked: true };
}

/** Writes the graph to a file. A PNG is made by the page, which has a canvas. */
export async function exportGraph(
  server: LanguageServer,
  uri: vscode.Uri,
  view: GraphView,
  { format, file, ...target }: ExportTarget & { readonly asked?: true },
  page: () => Promise<GraphPanel>,
): Promise<void> {
  const { direction, collapsed } = view;
  const text = await server.request('asl/exportGraph', {
    ...{ uri: uri.toString(), direction, collapsed, theme: theme() },
    format: format === 'png' ? 'svg' : format,
  });
  if (!text) {
    await vscode.window.showWarningMessage(`${fileName(uri)} has no states to draw.`);
    return;
  }
  const bytes = format === 'png' ? await (await page()).rasterize(text) : new TextEncoder().encode(text);
  if (!bytes) {
    await vscode.window.showErrorMessage('The graph is too large for a PNG. An SVG has no limit.');
    return;
  }
  await vscode.workspace.fs.writeFile(file, bytes);
  if (!target.asked) return;
  const answer = await vscode.window.showInformationMessage(`The graph is in ${fileName(file)}.`, 'Open');
  if (answer === 'Open') await vscode.commands.executeCommand('vscode.open', file);
}

function theme(): Theme {
  const { Dark, HighContrast } = vscode.ColorThemeKind;
  const { kind } = vscode.window.activeColorTheme;
  return kind === Dark || kind === HighContrast ? 'dark' : 'light';
}
