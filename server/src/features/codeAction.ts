import type { TextDocument } from 'vscode-languageserver-textdocument';
import {
  type CodeAction,
  CodeActionKind,
  type CreateFile,
  type Diagnostic,
  type Range,
  type TextDocumentEdit,
} from 'vscode-languageserver-types';
import type { AslDocument } from '../model/document.ts';
import type { State } from '../model/machine.ts';
import { targetAt } from '../model/target.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { StringStyle } from '../syntax/node.ts';
import { stringText } from '../syntax/stringText.ts';
import { type ScenarioDocument, scenarioFileOf } from './scenarioFile.ts';
import { addAnswer } from './scenarios.ts';

/** Quick fixes for the problems in a range. */
export function quickFixes(text: TextDocument, diagnostics: readonly Diagnostic[]): CodeAction[] {
  return diagnostics.flatMap((diagnostic) => {
    const suggestion = suggestionOf(diagnostic);
    if (suggestion === undefined) return [];
    const newText = inPlaceOf(text.getText(diagnostic.range), suggestion);
    return [
      {
        title: `Change to '${suggestion}'`,
        kind: CodeActionKind.QuickFix,
        diagnostics: [diagnostic],
        isPreferred: true,
        edit: { changes: { [text.uri]: [{ range: diagnostic.range, newText }] } },
      },
    ];
  });
}

function suggestionOf({ data }: Diagnostic): string | undefined {
  if (typeof data !== 'object' || data === null || !('suggestion' in data)) return undefined;
  return typeof data.suggestion === 'string' ? data.suggestion : undefined;
}

/** A range with its quotes is given new ones; a part of a string stays without. */
function inPlaceOf(old: string, suggestion: string): string {
  const style: StringStyle = old.startsWith('"') ? 'double' : old.startsWith("'") ? 'single' : 'plain';
  return style === 'plain' && /^[\w.$]*$/.test(suggestion) ? suggestion : stringText(suggestion, style);
}

/** For the Task state at the cursor that the active scenario does not answer: the edit that makes it do so. */
export function answerActions(
  document: AslDocument,
  range: Range,
  scenarios: ScenarioDocument | undefined,
  active: Scenario | undefined,
): CodeAction[] {
  const state = taskAt(document, document.text.offsetAt(range.start));
  if (!state || (active && Object.hasOwn(active.answers, state.name))) return [];
  const file = scenarios?.text.uri ?? scenarioFileOf(document.text.uri);
  const answered = addAnswer(file, scenarios, active?.name, state.name);
  if (!answered) return [];
  const whole = scenarios
    ? { start: scenarios.text.positionAt(0), end: scenarios.text.positionAt(scenarios.source.length) }
    : EMPTY;
  const change: TextDocumentEdit = {
    textDocument: { uri: file, version: null },
    edits: [{ range: whole, newText: answered.text }],
  };
  const create: CreateFile[] = scenarios ? [] : [{ kind: 'create', uri: file, options: { ignoreIfExists: true } }];
  const where = active ? `scenario '${active.name}'` : 'a new scenario';
  return [
    {
      title: `Add an answer for '${state.name}' to ${where}`,
      kind: CodeActionKind.QuickFix,
      edit: { documentChanges: [...create, change] },
    },
  ];
}

const EMPTY: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

function taskAt(document: AslDocument, offset: number): State | undefined {
  const target = targetAt(document, offset);
  return target?.kind === 'state' && target.state.type === 'Task' ? target.state : undefined;
}
