import * as vscode from 'vscode';
import type { DebugRequests } from '../../server/src/protocol/debug.ts';
import { LANGUAGES } from './currentMachine.ts';
import { DEBUG_TYPE } from './debug.ts';
import { expressionAt } from './expressionAt.ts';

const SELECTOR = LANGUAGES.map((language) => ({ language, scheme: 'file' }));

/** What a run that stands still shows in the text: values beside the lines, and that of an expression under the mouse. */
export function registerLiveValues(): vscode.Disposable[] {
  return [
    vscode.languages.registerEvaluatableExpressionProvider(SELECTOR, {
      provideEvaluatableExpression(document, position) {
        const found = expressionAt(document.lineAt(position.line).text, position.character);
        if (!found) return undefined;
        const range = new vscode.Range(position.line, found.start, position.line, found.end);
        return new vscode.EvaluatableExpression(range, found.expression);
      },
    }),
    vscode.languages.registerInlineValuesProvider(SELECTOR, {
      provideInlineValues: (_document, viewport, { frameId }) => inlineValues(viewport, frameId),
    }),
  ];
}

async function inlineValues(viewport: vscode.Range, frameId: number): Promise<vscode.InlineValue[]> {
  const session = vscode.debug.activeDebugSession;
  if (session?.type !== DEBUG_TYPE) return [];
  try {
    const { values }: DebugRequests['asl/inlineValues'][1] = await session.customRequest('asl/inlineValues', {
      frameId,
    });
    return values
      .map(({ line, column, text }) => {
        const place = new vscode.Position(line - 1, Math.max(0, column - 1));
        return new vscode.InlineValueText(new vscode.Range(place, place), text);
      })
      .filter(({ range }) => viewport.contains(range));
  } catch {
    // The run has gone on meanwhile: there is nothing to show any more.
    return [];
  }
}
