import * as vscode from 'vscode';
import { DEFAULT_SETTINGS, type Settings } from '../../server/src/protocol/requests.ts';

export function readSettings(): Settings {
  const section = vscode.workspace.getConfiguration('asl');
  const { validation, workflowType, codeLens } = DEFAULT_SETTINGS;
  return {
    validation: {
      enabled: section.get('validation.enabled', validation.enabled),
      advice: section.get('validation.advice', validation.advice),
      severity: section.get('validation.severity', validation.severity),
    },
    workflowType: section.get('workflowType', workflowType),
    codeLens: { enabled: section.get('codeLens.enabled', codeLens.enabled) },
  };
}
