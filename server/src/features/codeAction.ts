import type { TextDocument } from 'vscode-languageserver-textdocument';
import {
  type CodeAction,
  CodeActionKind,
  type CreateFile,
  type Diagnostic,
  type Range,
  type TextDocumentEdit,
  type TextEdit,
} from 'vscode-languageserver-types';
import { CODES } from '../analysis/codes.ts';
import { isKey } from '../base/lookup.ts';
import { type AslDocument, rangeOf } from '../model/document.ts';
import type { State } from '../model/machine.ts';
import { targetAt } from '../model/target.ts';
import { scenarioFileOf } from '../scenario/fileNames.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Change } from './edits.ts';
import { type Fault, fixesFor, inPlaceOf } from './fixes.ts';
import type { ScenarioDocument } from './scenarioFile.ts';
import { addAnswer } from './scenarios.ts';
import { suppress } from './suppress.ts';

/** Fixes everything there is only one way to fix. */
export const FIX_ALL = 'source.fixAll.asl';

/** Quick fixes for problems, and a way to switch each of them off. */
export function quickFixes(document: AslDocument, diagnostics: readonly Diagnostic[]): CodeAction[] {
  return diagnostics.flatMap((diagnostic) => {
    const fault = faultOf(document, diagnostic);
    if (!fault) return [];
    const isMeant = fault.suggestion !== undefined;
    const fixes = fixesFor(document, fault).map(({ title, changes, certain }, i) =>
      action(title, diagnostic, changes, i === 0 && (isMeant || certain === true)),
    );
    const change = suppress(document, fault.code, fault.start);
    return change ? [...fixes, action(`Disable ${fault.code} here`, diagnostic, [change], false)] : fixes;
  });

  function action(title: string, diagnostic: Diagnostic, changes: readonly Change[], isPreferred: boolean): CodeAction {
    const edit = { changes: { [document.text.uri]: textEdits(document, changes) } };
    const kind = CodeActionKind.QuickFix;
    return { title, kind, diagnostics: [diagnostic], ...(isPreferred && { isPreferred }), edit };
  }
}

function faultOf(document: AslDocument, { source, code, range, data }: Diagnostic): Fault | undefined {
  if (source !== 'asl' || typeof code !== 'string' || !isKey(CODES, code)) return undefined;
  const { text } = document;
  return { code, start: text.offsetAt(range.start), end: text.offsetAt(range.end), suggestion: suggestionOf(data) };
}

/** One edit that mends all for which there is only one way to do it. */
export function fixAll(document: AslDocument, problems: readonly Fault[]): CodeAction[] {
  const taken: Change[] = [];
  for (const problem of problems) {
    const fix = fixesFor(document, problem).find(({ certain }) => certain);
    // What overlaps is left for the next time.
    if (fix?.changes.every((change) => taken.every((other) => change.end < other.start || other.end < change.start))) {
      taken.push(...fix.changes);
    }
  }
  if (taken.length === 0) return [];
  const edit = { changes: { [document.text.uri]: textEdits(document, taken) } };
  return [{ title: 'Fix all that is certain', kind: FIX_ALL, edit }];
}

function textEdits(document: AslDocument, changes: readonly Change[]): TextEdit[] {
  return changes.map((change) => ({ range: rangeOf(document, change), newText: change.newText }));
}

/** Quick fixes in a scenario file: what was meant. */
export function scenarioFixes(text: TextDocument, diagnostics: readonly Diagnostic[]): CodeAction[] {
  return diagnostics.flatMap((diagnostic) => {
    const suggestion = suggestionOf(diagnostic.data);
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

function suggestionOf(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null || !('suggestion' in data)) return undefined;
  return typeof data.suggestion === 'string' ? data.suggestion : undefined;
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
