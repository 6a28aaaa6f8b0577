import type { Position } from 'vscode-languageserver-types';
import type { AslDocument } from '../model/document.ts';
import { nameSpan } from '../model/names.ts';
import { targetAt } from '../model/target.ts';
import { assignmentsTo, findVariable, readsOf, type Variable } from '../model/variables.ts';
import { stringOffsets } from '../syntax/stringOffsets.ts';
import { variableAt } from './expressionPart.ts';

/** A place in the document that names a variable, without the `$` before the name. */
export interface VariableUse {
  readonly kind: 'assignment' | 'read';
  readonly start: number;
  readonly end: number;
}

/** The variable at the cursor, and the place that names it there. */
export function variableUseAt(
  document: AslDocument,
  position: Position,
): { variable: Variable; use: VariableUse } | undefined {
  const offset = document.text.offsetAt(position);
  const target = targetAt(document, offset);
  const found = target && variableAt(target);
  const variable = found?.state && findVariable(found.state, found.name);
  if (!variable) return undefined;
  const use = usesOf(document, variable).find(({ start, end }) => start <= found.span.end && found.span.start <= end);
  return use && { variable, use };
}

/** Every place that names a variable: first those that assign it. */
export function usesOf({ source }: AslDocument, variable: Variable): readonly VariableUse[] {
  return [
    ...assignmentsTo(variable).map(({ property: { key } }): VariableUse => {
      const offsets = stringOffsets(key, source);
      return { kind: 'assignment', start: offsets[0] ?? key.start, end: offsets[variable.name.length] ?? key.end };
    }),
    ...[...readsOf(variable)].map(({ site, named }): VariableUse => {
      const { start, end } = nameSpan(site, named, source);
      return { kind: 'read', start: start + 1, end };
    }),
  ];
}
