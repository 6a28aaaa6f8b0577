import type { Problem } from '../analysis/problem.ts';
import { withoutSuppressed } from '../analysis/suppressions.ts';
import { findClosest } from '../base/closest.ts';
import { isObject, type Json } from '../base/json.ts';
import { findByPath } from '../evaluate/path.ts';
import type { Scope } from '../evaluate/scope.ts';
import type { AslDocument } from '../model/document.ts';
import { type ExpressionSite, expressionsIn, pathsOf } from '../model/expressions.ts';
import type { Preview } from '../preview/preview.ts';
import { type Sample, scopeFor } from '../preview/sample.ts';
import type { JsonPath } from '../syntax/jsonpath.ts';
import { spanIn } from '../syntax/stringOffsets.ts';
import { samplesOf } from './expressionValue.ts';

/**
 * Paths that find nothing in the data that arrives, where the run of the active scenario failed for it. A path that was not looked at,
 * because a rule before it held, is no problem, and neither is one in a state that the run did not come to.
 */
export function missingData(document: AslDocument, preview: Preview | undefined): readonly Problem[] {
  const { machine, source } = document;
  if (!machine || !preview) return [];
  const found: Problem[] = [];
  for (const site of expressionsIn(machine)) {
    const failed = samplesOf(site.place, preview).find(({ errorOutput }) => errorOutput !== undefined);
    const problem = failed && problemOf(site, failed, preview, source);
    if (problem) found.push(problem);
  }
  return withoutSuppressed(document, found);
}

function problemOf(site: ExpressionSite, sample: Sample, preview: Preview, source: string): Problem | undefined {
  const cause = sample.errorOutput?.Cause;
  if (typeof cause !== 'string') return undefined;
  if (site.language === 'jsonata') return undefinedResult(site, cause, sample, preview, source);
  const scope = scopeFor(site.place, site.field.property.key.value, sample);
  if (!scope) return undefined;
  for (const path of pathsOf(site.language, site.text)) {
    if (!cause.includes(`'${path.text}'`)) continue;
    const missing = missingStep(path, scope);
    if (!missing) continue;
    const { step, suggestion } = missing;
    return {
      code: 'missing-data',
      message: `${path.text} is not in the data that arrives here: ${originOf(path, sample, preview)}`,
      ...spanIn(site.node, step, source),
      ...(suggestion !== undefined && { suggestion }),
    };
  }
  return undefined;
}

function undefinedResult(
  { node, text, textStart }: ExpressionSite,
  cause: string,
  sample: Sample,
  preview: Preview,
  source: string,
): Problem | undefined {
  const own = text.trim();
  if (!cause.includes(`The JSONata expression '${own}' `) || !cause.includes('returned nothing')) return undefined;
  const start = textStart + text.indexOf(own);
  return {
    code: 'missing-data',
    message: `${own} is nothing on the data that arrives here: ${arrival(sample, preview)}`,
    ...spanIn(node, { start, end: start + own.length }, source),
  };
}

interface Missing {
  readonly step: { readonly start: number; readonly end: number };
  readonly suggestion: string | undefined;
}

/** The first step that finds nothing; undefined where all find something. */
function missingStep(path: JsonPath, scope: Scope): Missing | undefined {
  let before: Json | undefined;
  for (let count = 0; count <= path.steps.length; count++) {
    const value = findByPath({ ...path, steps: path.steps.slice(0, count) }, scope);
    if (value !== undefined) {
      before = value;
      continue;
    }
    const step = path.steps[count - 1];
    if (!step) return { step: path.root, suggestion: undefined };
    const isDotted = step.kind === 'name' && path.text[step.start - path.start] === '.';
    const names = before !== undefined && isObject(before) ? Object.keys(before) : [];
    const suggestion = isDotted
      ? findClosest(
          step.name,
          names.filter((name) => /^\w+$/.test(name)),
        )
      : undefined;
    return { step: isDotted ? { start: step.start + 1, end: step.end } : step, suggestion };
  }
  return undefined;
}

function originOf({ root }: JsonPath, sample: Sample, preview: Preview): string {
  switch (root.kind) {
    case 'context':
      return `the context object of scenario "${preview.scenario}" has none`;
    case 'variable':
      return `the variable $${root.name} of scenario "${preview.scenario}" has none`;
    default:
      return arrival(sample, preview);
  }
}

function arrival({ from }: Sample, { scenario }: Preview): string {
  return from === undefined
    ? `the input of scenario "${scenario}"`
    : `what "${from}" hands on in scenario "${scenario}"`;
}
