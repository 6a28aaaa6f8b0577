import { type InlayHint, InlayHintKind, type Range } from 'vscode-languageserver-types';
import type { AslDocument } from '../model/document.ts';
import { type ExpressionSite, expressionsIn } from '../model/expressions.ts';
import { targetAt } from '../model/target.ts';
import type { Preview } from '../preview/preview.ts';
import { wholePart } from './expressionPart.ts';
import { expressionValue, samplesOf } from './expressionValue.ts';
import { code, describeValue, shortJson } from './values.ts';

const MAX_HINTS = 500;
const MAX_WIDTH = 40;

/** What each path and expression of a range yields, behind it. */
export async function inlayHints(
  document: AslDocument,
  range: Range,
  preview: Preview | undefined,
): Promise<InlayHint[]> {
  const { machine, text } = document;
  if (!machine || !preview) return [];
  const start = text.offsetAt(range.start);
  const end = text.offsetAt(range.end);
  const hints: InlayHint[] = [];
  for (const site of expressionsIn(machine, { start, end })) {
    const hint = await hintFor(document, site, preview);
    if (hint && hints.push(hint) >= MAX_HINTS) break;
  }
  return hints;
}

async function hintFor(document: AslDocument, site: ExpressionSite, preview: Preview): Promise<InlayHint | undefined> {
  const { node, place, field } = site;
  // Where something goes is no value.
  if (field.property.key.value === 'ResultPath') return undefined;
  const [sample] = samplesOf(place, preview);
  const target = targetAt(document, node.end);
  if (!sample || target?.kind !== 'expression') return undefined;
  const { expression } = target;
  const part = wholePart(expression);
  const outcome = part && (await expressionValue(expression, part, sample));
  if (!outcome?.ok) return undefined;
  return {
    position: document.text.positionAt(node.end),
    label: `= ${shortJson(outcome.value, MAX_WIDTH)}`,
    kind: InlayHintKind.Type,
    paddingLeft: true,
    tooltip: { kind: 'markdown', value: `In scenario ${code(preview.scenario)}:\n\n${describeValue(outcome.value)}` },
  };
}
