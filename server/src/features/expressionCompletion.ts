import type { ExpressionLanguage, Spot } from '../model/target.ts';
import type { Preview } from '../preview/preview.ts';
import { allSamplesOf } from './expressionValue.ts';
import { jsonataSuggestions } from './jsonataCompletion.ts';
import { pathSuggestions } from './pathCompletion.ts';
import type { Suggestion } from './suggestion.ts';

/** What can follow `typed`, which is an expression as far as the cursor. */
export async function expressionSuggestions(
  spot: Spot,
  language: ExpressionLanguage,
  typed: string,
  preview: Preview | undefined,
): Promise<Suggestion[]> {
  const field = spot.field?.property.key.value ?? '';
  const situation = { spot, field, samples: allSamplesOf(spot.place, preview), scenario: preview?.scenario };
  if (language === 'jsonata') return jsonataSuggestions(situation, typed);
  const kind = spot.field?.spec?.value.kind;
  // Intrinsic calls stand where a template or a string is made, not where a path chooses data.
  return pathSuggestions(situation, typed, kind !== 'path');
}
