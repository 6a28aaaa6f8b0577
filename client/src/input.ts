import { parse } from 'jsonc-parser';
import * as vscode from 'vscode';
import type { Scenarios as ScenarioList, StateInput } from '../../server/src/protocol/requests.ts';
import { fileUri } from './scenarios.ts';

/** With no `value` the run takes the input of its scenario. */
export type ChosenInput =
  | { readonly value: unknown; readonly variables?: { readonly [name: string]: unknown } }
  | { readonly ofScenario: true };

interface Question {
  readonly uri: vscode.Uri;
  readonly state: string | undefined;
  readonly list: ScenarioList | undefined;
  /** What is known of the input of the state. */
  readonly known: StateInput | undefined;
  readonly memory: vscode.Memento;
}

/**
 * What a run starts with. A whole machine starts with the input of its scenario without a question; for one state the
 * user says what arrives there. `undefined`: the user changed their mind.
 */
export async function askInput(question: Question): Promise<ChosenInput | undefined> {
  const { uri, state, list, known, memory } = question;
  if (state === undefined && list?.active !== undefined) return { ofScenario: true };
  const key = `asl.input:${uri.toString()}#${state ?? ''}`;
  const last = memory.get<string>(key);
  const fromScenario = await scenarioInput(list);
  const title = state === undefined ? 'Input of the State Machine' : `Input of "${state}"`;
  const picked = await vscode.window.showQuickPick(choices(question, fromScenario, last), {
    title,
    placeHolder: 'Choose what the run starts with',
    matchOnDescription: true,
  });
  if (!picked) return undefined;
  if (picked.text === undefined) return { ofScenario: true };
  const text = picked.edit ? await askJson({ title, value: picked.text }) : picked.text;
  if (text === undefined) return undefined;
  await memory.update(key, text);
  const variables = state === undefined ? undefined : known?.variables;
  return { value: JSON.parse(text), ...(variables && { variables }) };
}

interface Choice extends vscode.QuickPickItem {
  /** JSON text; absent: the input of the scenario. */
  readonly text?: string;
  readonly edit?: boolean;
}

/** The likeliest first; what is the same as one before is left out. */
function choices(
  { list, known, state }: Question,
  fromScenario: string | undefined,
  last: string | undefined,
): Choice[] {
  const arrived = known && 'arrived' in known ? JSON.stringify(known.arrived) : undefined;
  const example = known && JSON.stringify(known.example);
  const found: Choice[] = [];
  const add = (label: string, text: string | undefined) => {
    if (text === undefined || found.some((choice) => choice.text === text)) return;
    found.push({ label, description: shortened(text), text });
  };
  if (state !== undefined) add(`$(beaker) As it arrives in scenario "${known?.scenario ?? ''}"`, arrived);
  add('$(history) Last input', last);
  add('$(lightbulb) Example, made from what the state reads', example);
  if (list?.active !== undefined) {
    const label = `$(beaker) Input of scenario "${list.active}"`;
    found.push({ label, description: shortened(fromScenario ?? '') });
  }
  add('$(json) Empty object', '{}');
  const first = last ?? arrived ?? example ?? fromScenario ?? '{}';
  return [...found, { label: '$(edit) Enter JSON…', text: first, edit: true }];
}

function shortened(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

/** JSON text that the user has typed. */
export function askJson({
  title,
  value,
  prompt = 'JSON value',
  token,
}: {
  readonly title: string;
  readonly value: string;
  readonly prompt?: string;
  /** Takes the question back. */
  readonly token?: vscode.CancellationToken;
}): Thenable<string | undefined> {
  const options: vscode.InputBoxOptions = {
    title,
    prompt,
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
  };
  return vscode.window.showInputBox(options, token);
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
