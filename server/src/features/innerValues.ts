import type { Expression } from '../model/target.ts';
import type { Sample } from '../preview/sample.ts';
import { innerParts, type Part } from './expressionPart.ts';
import { expressionValue } from './expressionValue.ts';
import { code, plainText, shortJson } from './values.ts';

/** What the arguments of a call, or the operands of an operator, yield. Both texts are Markdown. */
export async function innerValues(
  expression: Expression,
  part: Part,
  sample: Sample,
  giveUp: number,
): Promise<[text: string, value: string][]> {
  const found: [string, string][] = [];
  for (const { text, part: inner } of innerParts(part).slice(0, MAX_INNER)) {
    if (Date.now() > giveUp) break;
    const outcome = await expressionValue(expression, inner, sample);
    if (outcome) found.push([code(text), outcome.ok ? code(shortJson(outcome.value)) : plainText(outcome.message)]);
  }
  return found;
}

const MAX_INNER = 5;
