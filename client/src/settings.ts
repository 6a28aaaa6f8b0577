import * as vscode from 'vscode';
import { DEFAULT_SETTINGS, type Settings } from '../../server/src/protocol/requests.ts';

/** The settings the server reads, as they are now; the manifest has the same defaults. */
export function readSettings(): Settings {
  const section = vscode.workspace.getConfiguration('asl');
  const entries = Object.entries(DEFAULT_SETTINGS).map(([name, fallback]) => [name, section.get(name, fallback)]);
  return Object.fromEntries(entries) as Settings;
}
