import { parse } from 'jsonc-parser';
import * as vscode from 'vscode';
import type { Scenarios as ScenarioList } from '../../server/src/protocol/requests.ts';
import { fileUri } from './scenarios.ts';

/** With no `value` the run takes the input of its scenario. */
export type ChosenInput = { readonly value: unknown } | { readonly ofScenario: true };

interface Question {
  readonly uri: vscode.Uri;
  readonly state: string | undefined;
  readonly list: ScenarioList | undefined;
  readonly memory: vscode.Memento;
}

/**
 * What a run starts with. A whole machine starts with the input of its scenario without a question; for one state alone the
 * user says what arrives there. `undefined`: the user changed their mind.
 */
export async function askInput(question: Question): Promise<ChosenInput | undefined> {
  const { uri, state, list, memory } = question;
  if (state === undefined && list?.active !== undefined) return { ofScenario: true };
  const key = `asl.input:${uri.toString()}#${state ?? ''}`;
  const last = memory.get<string>(key);
  const fromScenario = await scenarioInput(list);
  const picked = await vscode.window.showQuickPick(choices(list, fromScenario, last), {
    title: state === undefined ? 'Input of the State Machine' : `Input of "${state}"`,
    placeHolder: 'Choose what the run starts with',
  });
  if (!picked) return undefined;
  if (picked.text === undefined) return { ofScenario: true };
  const text = picked.edit ? await typeInput(picked.text, question) : picked.text;
  if (text === undefined) return undefined;
  await memory.update(key, text);
  return { value: JSON.parse(text) };
}

interface Choice extends vscode.QuickPickItem {
  /** JSON text; absent: the input of the scenario. */
  readonly text?: string;
  readonly edit?: boolean;
}

function choices(list: ScenarioList | undefined, fromScenario: string | undefined, last: string | undefined): Choice[] {
  return [
    ...(last === undefined ? [] : [{ label: '$(history) Last input', description: last, text: last }]),
    ...(list?.active === undefined
      ? []
      : [{ label: `$(beaker) Input of scenario "${list.active}"`, description: fromScenario ?? '' }]),
    ...(last === '{}' ? [] : [{ label: '$(json) Empty object', description: '{}', text: '{}' }]),
    { label: '$(edit) Enter JSON…', text: last ?? fromScenario ?? '{}', edit: true },
  ];
}

function typeInput(value: string, { state }: Question): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: state === undefined ? 'Input of the State Machine' : `Input of "${state}"`,
    prompt: 'JSON value',
    value,
    valueSelection: [value.length, value.length],
    ignoreFocusOut: true,
    validateInput: (text) => {
      try {
        JSON.parse(text);
        return undefined;
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    },
  });
}

async function scenarioInput(list: ScenarioList | undefined): Promise<string | undefined> {
  if (list?.active === undefined || !list.exists) return undefined;
  const document = await vscode.workspace.openTextDocument(fileUri(list.file));
  const file = parse(document.getText()) as
    | { scenarios?: { [name: string]: { input?: unknown } | undefined } }
    | undefined;
  const scenarios = file?.scenarios;
  if (!scenarios || !Object.hasOwn(scenarios, list.active)) return undefined;
  return JSON.stringify(scenarios[list.active]?.input ?? {});
}
