import * as vscode from 'vscode';
import { DEFAULT_SETTINGS, type Settings } from '../../server/src/protocol/requests.ts';

export function readSettings(): Settings {
  const section = vscode.workspace.getConfiguration('asl');
  return {
    validation: { enabled: section.get('validation.enabled', DEFAULT_SETTINGS.validation.enabled) },
    codeLens: { enabled: section.get('codeLens.enabled', DEFAULT_SETTINGS.codeLens.enabled) },
  };
}
