import type { Json } from '../base/json.ts';
import type { Sources } from '../base/sources.ts';
import { evaluateIntrinsic } from '../evaluate/intrinsic.ts';
import { evaluateJsonata, evaluateJsonataTemplate } from '../evaluate/jsonata.ts';
import {
  knownJsonata,
  knownTemplate,
  unknownInCall,
  unknownInJsonata,
  unknownInPath,
} from '../evaluate/partlyKnown.ts';
import { evaluatePath, PathError } from '../evaluate/path.ts';
import { putAt } from '../evaluate/reference.ts';
import { evaluateField, evaluateTemplate } from '../evaluate/template.ts';
import { isUnknown, unknownIn } from '../evaluate/unknown.ts';
import type { Place } from '../model/places.ts';
import type { Expression } from '../model/target.ts';
import type { Preview } from '../preview/preview.ts';
import { jsonataScopeFor, type Sample, scopeFor } from '../preview/sample.ts';
import { StatesError } from '../spec/errors.ts';
import type { Part } from './expressionPart.ts';

export type Outcome =
  | { readonly ok: true; readonly value: Json }
  | {
      readonly ok: false;
      readonly message: string;
      /** It is no error: this, which the expression reads, is not known. */
      readonly unknown?: string;
    };

/** The visits to the state of a place, and those that other ways than the one taken would make. */
export function allSamplesOf(place: Place, preview: Preview | undefined): readonly Sample[] {
  const explored = (place.state && preview?.explored.get(place.state.pointer)) ?? [];
  return [...samplesOf(place, preview), ...explored];
}

/** The visits to the state of a place. */
export function samplesOf(place: Place, preview: Preview | undefined): readonly Sample[] {
  return (place.state && preview?.samples.get(place.state.pointer)) ?? [];
}

/** What a part of an expression yields on the data of one visit; undefined where the visit did not get so far. */
export async function expressionValue(
  expression: Expression,
  part: Part,
  sample: Sample,
): Promise<Outcome | undefined> {
  const outcome = unknownPart(expression, part, sample) ?? (await plainValue(expression, part, sample));
  return outcome?.ok && isUnknown(outcome.value) ? unknownOutcome(unknownIn(outcome.value) ?? '') : outcome;
}

function unknownOutcome(what: string): Outcome & { ok: false } {
  return { ok: false, message: `unknown: ${what}`, unknown: what };
}

/** Nothing is computed from what stands in for something that is not known. */
function unknownPart({ place, field }: Expression, part: Part, sample: Sample): Outcome | undefined {
  if (sample.assumed === undefined) return undefined;
  const what = part.kind === 'jsonata' || part.kind === 'function' ? inJsonata(part.run) : inPaths(part);
  return what === undefined ? undefined : unknownOutcome(what);

  function inJsonata(run: string): string | undefined {
    const scope = jsonataScopeFor(place, field.property.key.value, sample);
    return scope && unknownInJsonata(run, scope);
  }
  function inPaths(read: Part & { kind: 'path' | 'call' }): string | undefined {
    const scope = scopeFor(place, field.property.key.value, sample);
    return scope && (read.kind === 'call' ? unknownInCall(read.call, scope) : unknownInPath(read.path, scope));
  }
}

async function plainValue(expression: Expression, part: Part, sample: Sample): Promise<Outcome | undefined> {
  const { place, field, name, text } = expression;
  const fieldName = field.property.key.value;
  if (part.kind === 'jsonata' || part.kind === 'function') {
    const scope = jsonataScopeFor(place, fieldName, sample);
    return scope && attempt(() => evaluateJsonata(part.run, name, scope, unchanging()));
  }
  const scope = scopeFor(place, fieldName, sample);
  if (!scope) return undefined;
  const isWhole = part.kind === 'path' && part.path.text === text.trim();
  if (isWhole && name.endsWith('.$')) return attempt(() => evaluateField(text, name, scope, unchanging()));
  if (part.kind === 'call') return attempt(() => evaluateIntrinsic(part.call, scope, unchanging()));
  const { path } = part;
  const prefix = isWhole ? `Invalid path '${path.text}' : ` : '';
  return attempt(() => evaluatePath(path, scope), prefix);
}

/** The input with the result placed in it by `ResultPath`; undefined where there is no result. */
export async function placedBy(path: string, place: Place, sample: Sample): Promise<Outcome | undefined> {
  const { data, errorOutput } = sample;
  const result = place.kind === 'Catcher' ? errorOutput : (data.afterResultSelector ?? data.result);
  return result === undefined ? undefined : attempt(() => putAt(path, data.input, result));
}

/** What a template, or a part of one, comes to. */
export async function templateOutcome(
  place: Place,
  field: string,
  template: Json,
  sample: Sample,
): Promise<Outcome | undefined> {
  if (place.language === 'JSONata') {
    const jsonata = jsonataScopeFor(place, field, sample);
    return (
      jsonata && attempt(() => evaluateJsonataTemplate(knownJsonata(template, jsonata), field, jsonata, unchanging()))
    );
  }
  const scope = scopeFor(place, field, sample);
  return scope && attempt(() => evaluateTemplate(knownTemplate(template, scope), scope, unchanging()));
}

async function attempt(evaluate: () => Json | Promise<Json>, prefix = ''): Promise<Outcome> {
  try {
    return { ok: true, value: await evaluate() };
  } catch (error) {
    if (error instanceof PathError) return { ok: false, message: prefix + error.message };
    if (error instanceof StatesError) return { ok: false, message: error.cause ?? error.error ?? '' };
    throw error;
  }
}

/** A look at an expression shows the same each time, but for what is meant to be random. */
export function unchanging(): Sources {
  return { random: () => 0.5, uuid: () => '00000000-0000-4000-8000-000000000000', now: () => Date.now() };
}
