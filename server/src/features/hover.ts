import type { Hover, Position } from 'vscode-languageserver-types';
import { assertNever } from '../base/assertNever.ts';
import { equal, type Json } from '../base/json.ts';
import { lookup } from '../base/lookup.ts';
import { isUnknown, unknownIn } from '../evaluate/unknown.ts';
import { type AslDocument, rangeOf } from '../model/document.ts';
import { fieldOf, type State } from '../model/machine.ts';
import type { FieldPlace } from '../model/places.ts';
import {
  type Expression,
  expressionLanguage,
  type Spot,
  spanIn,
  spotAt,
  type Target,
  targetAt,
} from '../model/target.ts';
import { assignmentsFor } from '../model/variables.ts';
import type { Preview } from '../preview/preview.ts';
import type { Sample } from '../preview/sample.ts';
import { CONTEXT_FIELDS } from '../spec/contextObject.ts';
import { ERRORS } from '../spec/errors.ts';
import type { FieldSpec } from '../spec/fields.ts';
import { INTEGRATIONS, type ServiceSpec } from '../spec/integrations.ts';
import { INTRINSICS, type Intrinsic } from '../spec/intrinsics.ts';
import { JSONATA_FUNCTIONS, type JsonataFunction } from '../spec/jsonataFunctions.ts';
import { STAGES, STATE_STAGES, type Stage } from '../spec/stages.ts';
import { STATES } from '../spec/states.ts';
import type { JsonPath } from '../syntax/jsonpath.ts';
import { toJson } from '../syntax/node.ts';
import { parseResource } from '../syntax/resource.ts';
import { judgeOf } from './choiceRule.ts';
import { type Part, partAt, variableIn, wholePart } from './expressionPart.ts';
import {
  allSamplesOf,
  expressionValue,
  type Outcome,
  placedBy,
  samplesOf,
  templateOutcome,
} from './expressionValue.ts';
import { innerValues } from './innerValues.ts';
import { mentionAt, rangeIn, type ScenarioDocument, stateNamed } from './scenarioFile.ts';
import { block, code, describeValue, plainText, prettyJson } from './values.ts';

/** What the thing at the cursor is, and what it comes to in the active scenario. */
export async function hover(document: AslDocument, position: Position, preview?: Preview): Promise<Hover | undefined> {
  const target = targetAt(document, document.text.offsetAt(position));
  if (!target) return undefined;
  const about = await describe(document, target, preview);
  if (!about || about.text === '') return undefined;
  return {
    contents: { kind: 'markdown', value: about.text },
    range: rangeOf(document, about.span ?? target.node),
  };
}

/** What a state named in a scenario file is. */
export function hoverInScenarios(
  scenarios: ScenarioDocument,
  machine: AslDocument | undefined,
  position: Position,
): Hover | undefined {
  const mention = mentionAt(scenarios, scenarios.text.offsetAt(position));
  const state = mention && machine && stateNamed(machine, mention.name);
  if (!state) return undefined;
  const value = describeState(state, undefined);
  return { contents: { kind: 'markdown', value }, range: rangeIn(scenarios, mention.node) };
}

interface About {
  readonly text: string;
  /** What is described, where it is less than the target. */
  readonly span?: { readonly start: number; readonly end: number };
}

async function describe(
  document: AslDocument,
  target: Target,
  preview: Preview | undefined,
): Promise<About | undefined> {
  switch (target.kind) {
    case 'state':
      return { text: describeState(target.state, preview) };
    case 'reference':
      return target.state && { text: describeState(target.state, preview) };
    case 'stateType':
      return target.type && { text: `**${target.type}** state\n\n${STATES[target.type].doc}` };
    case 'field': {
      const verdicts = await ruleLines(document, target.field, preview);
      return { text: [describeField(target.field, preview), ...verdicts].filter((line) => line !== '').join('\n\n') };
    }
    case 'enumValue':
    case 'value':
      return { text: target.field.spec ? fieldText(target.field.property.key.value, target.field.spec) : '' };
    case 'errorName':
      return { text: describeError(target.node.value) };
    case 'resource':
      return { text: describeResource(target.node.value) };
    case 'expression':
      return describeExpression(target.expression, preview);
    case 'templateKey':
    case 'variable':
      return describeMember(document, target.spot, preview);
    default:
      return assertNever(target);
  }
}

function describeState(state: State, preview: Preview | undefined): string {
  const { name, type, pointer } = state;
  const comment = fieldOf(state, 'Comment');
  const lines = [`${code(name)} — ${type ? `**${type}** state` : 'state'}`];
  if (comment?.kind === 'string' && comment.value !== '') lines.push(plainText(comment.value));
  if (preview) lines.push(...visitLines(preview, pointer));
  return lines.join('\n\n');
}

/** What the first visit was given and handed on, and what else other ways would bring. */
function visitLines(preview: Preview, pointer: string): string[] {
  const ran = preview.samples.get(pointer) ?? [];
  const [first] = ran;
  const heading = `${inScenario(preview)}${ran.length > 1 ? `, first of ${visits(ran.length)}` : ''}:`;
  const before = first ? [heading, ...dataLines(first)] : [notReached(preview)];
  const inputs = ran.map(({ data }) => data.input);
  const others = (preview.explored.get(pointer) ?? []).filter(({ data }) => {
    const isNew = !inputs.some((input) => equal(input, data.input));
    inputs.push(data.input);
    return isNew;
  });
  return [...before, ...others.flatMap((sample) => [headingOf(preview, sample, 0), ...dataLines(sample)])];
}

function dataLines({ data: { input, output }, errorOutput }: Sample): string[] {
  return [
    `Input: ${valueText(input)}`,
    ...(output === undefined ? [] : [`Output: ${valueText(output)}`]),
    ...(errorOutput ? [`Error:\n\n${block(prettyJson(errorOutput), 'json')}`] : []),
  ];
}

function valueText(value: Json): string {
  return isUnknown(value) ? plainText(`unknown: ${unknownIn(value)}`) : describeValue(value);
}

function describeField(field: FieldPlace, preview: Preview | undefined): string {
  const { place, property, spec } = field;
  if (!spec) return '';
  const name = property.key.value;
  const lines = [fieldText(name, spec)];
  const stage = place.node === place.state?.node ? stageOf(place.state, name) : undefined;
  const samples = samplesOf(place, preview);
  if (preview && stage) {
    const values = distinct(samples.flatMap(({ data }) => data[stage] ?? []));
    if (values.length > 0) lines.push(`${STAGES[stage].doc} ${inScenario(preview)}:`, ...several(values));
  }
  return lines.join('\n\n');
}

function fieldText(name: string, { doc, required, deprecated, in: language, distributed }: FieldSpec): string {
  const marks = [
    ...(required ? ['required'] : []),
    ...(language ? [`${language} only`] : []),
    ...(distributed ? ['distributed Map only'] : []),
  ];
  const title = `**${name}**${marks.length > 0 ? ` (${marks.join(', ')})` : ''}`;
  return [title, doc, ...(deprecated === undefined ? [] : [`Deprecated: use \`${deprecated}\`.`])].join('\n\n');
}

/** Whether a rule of a Choice holds, and why. */
async function ruleLines(
  document: AslDocument,
  { place }: FieldPlace,
  preview: Preview | undefined,
): Promise<string[]> {
  if (!preview || (place.kind !== 'ChoiceRule' && place.kind !== 'NestedRule')) return [];
  const judge = judgeOf(document, place);
  const lines: string[] = [];
  const samples = allSamplesOf(place, preview);
  const ran = samples.filter(({ assumed }) => assumed === undefined).length;
  const giveUp = Date.now() + MAX_MILLISECONDS;
  for (const sample of samples) {
    if (Date.now() > giveUp) break;
    const verdict = await judge(sample);
    if (!verdict) continue;
    const { holds, unknown, why } = verdict;
    const word = unknown === undefined ? `**${holds ?? 'fails'}**` : plainText(`unknown: ${unknown}`);
    const text = `${headingOf(preview, sample, ran).slice(0, -1)}: ${word}${why.length > 0 ? ` — ${why.join('; ')}` : ''}`;
    if (!lines.includes(text)) lines.push(text);
  }
  const more = lines.length - MAX_SHOWN;
  return more > 0 ? [...lines.slice(0, MAX_SHOWN), `… and ${more} more`] : lines;
}

/** The stage that a field of a state makes. */
function stageOf({ type, language }: State, field: string): Stage | undefined {
  if (!type) return undefined;
  const stages: readonly Stage[] = STATE_STAGES[type][language];
  if (field === 'Output' || field === 'OutputPath') return 'output';
  return stages.find((stage) => {
    const spec = STAGES[stage];
    return 'field' in spec && spec.field === field;
  });
}

function describeError(name: string): string {
  const doc = lookup(ERRORS, name);
  return `${code(name)}\n\n${doc ?? 'An error name of a task, a function or a Fail state.'}`;
}

function describeResource(text: string): string {
  const resource = parseResource(text);
  switch (resource.kind) {
    case 'lambda':
      return `Lambda function ${code(resource.name.text)}`;
    case 'activity':
      return `Activity ${code(resource.name.text)}: a worker polls for the task.`;
    case 'sdk':
      return `AWS SDK: ${code(resource.action?.text ?? '')} of ${code(resource.service.text)}${patternText(resource.pattern?.text)}`;
    case 'integration': {
      const service: ServiceSpec | undefined = lookup(INTEGRATIONS, resource.service.text);
      const title = service ? `**${service.title}**` : code(resource.service.text);
      return `${title}: ${code(resource.action?.text ?? '')}, an optimised integration${patternText(resource.pattern?.text)}`;
    }
    case 'placeholder':
      return `${code(resource.name.text)} is filled in when the definition is deployed.`;
    case 'unknown':
      return '';
  }
}

function patternText(pattern: string | undefined): string {
  switch (pattern) {
    case '.sync':
    case '.sync:2':
      return `\n\n\`${pattern}\`: waits until the job has ended${pattern === '.sync:2' ? ', with its output as JSON' : ''}.`;
    case '.waitForTaskToken':
      return `\n\n\`${pattern}\`: waits until somebody sends back the token \`$$.Task.Token\`.`;
    default:
      return '\n\nGoes on as soon as the service has answered.';
  }
}

async function describeMember(
  document: AslDocument,
  spot: Spot,
  preview: Preview | undefined,
): Promise<About | undefined> {
  const { property } = spot;
  const { value } = property ?? {};
  if (!property || !value) return undefined;
  const soFar = await objectSoFar(document, spot, preview);
  // The key stands for its value: what is computed here goes by this name.
  const inner = document.machine && spotAt(document.machine, value.start);
  const isExpression = value.kind === 'string' && inner && expressionLanguage(inner, value.value);
  const target = isExpression ? targetAt(document, value.end) : undefined;
  if (target?.kind !== 'expression') return soFar.length > 0 ? { text: soFar.join('\n\n') } : undefined;
  const about = await describeExpression(target.expression, preview, wholePart(target.expression));
  return about && { text: [about.text, ...soFar].join('\n\n') };
}

/** The object that a template makes, up to and with the member at the cursor. */
async function objectSoFar(
  { source }: AslDocument,
  { place, field, container, property, steps }: Spot,
  preview: Preview | undefined,
): Promise<string[]> {
  const kind = field?.spec?.value.kind;
  if (!field || container.kind !== 'object' || (kind !== 'template' && kind !== 'assign')) return [];
  const [sample] = allSamplesOf(place, preview);
  if (!sample || !property) return [];
  const members = container.properties.slice(0, container.properties.indexOf(property) + 1);
  const template = toJson({ ...container, properties: members }, source);
  const outcome = await templateOutcome(place, field.property.key.value, template, sample);
  if (!outcome?.ok) return [];
  const name = kind === 'assign' && steps.length === 1 ? 'Variables' : 'The object';
  return [`${name} so far: ${valueText(outcome.value)}`];
}

async function describeExpression(
  expression: Expression,
  preview: Preview | undefined,
  part = partAt(expression),
): Promise<About | undefined> {
  if (!part) return undefined;
  const span = spanIn(expression, part.span.start, part.span.end);
  const variable = variableIn(part);
  const assigned = variable === undefined ? [] : assignedLines(expression, variable);
  const lines = [...titleOf(part), ...assigned, ...(await valueLines(expression, part, preview))];
  return lines.length > 0 ? { text: lines.join('\n\n'), span } : undefined;
}

/** The states that give a variable its value. */
function assignedLines({ place }: Expression, name: string): string[] {
  const { state } = place;
  const all = state ? [...assignmentsFor(state)].filter((assignment) => assignment.name === name) : [];
  const names = [...new Set(all.map((assignment) => assignment.state.name))];
  return names.length > 0 ? [`Workflow variable, assigned in ${names.map(code).join(', ')}`] : [];
}

function titleOf(part: Part): string[] {
  switch (part.kind) {
    case 'path':
      return [code(part.path.text), ...contextText(part.path)];
    case 'call':
      return describeIntrinsic(part.call.name.value, part.call.text);
    case 'function':
      return describeJsonataFunction(part.name);
    case 'jsonata':
      return part.whole ? [] : [code(part.text)];
  }
}

function describeJsonataFunction(name: string): string[] {
  const known: JsonataFunction | undefined = lookup(JSONATA_FUNCTIONS, name);
  if (!known) return [code(`$${name}`)];
  return [code(known.signature), known.doc, ...(known.added ? ['Added to JSONata by Step Functions.'] : [])];
}

function describeIntrinsic(name: string, text: string): string[] {
  const intrinsic: Intrinsic | undefined = lookup(INTRINSICS, name);
  if (!intrinsic) return [code(text)];
  const [call, result] = intrinsic.example;
  return [block(signatureOf(name, intrinsic), 'typescript'), intrinsic.doc, `Example: ${code(call)} → ${code(result)}`];
}

/** `States.ArrayPartition(array: array, size: positiveInteger): array` */
export function signatureOf(name: string, { params, returns }: Intrinsic): string {
  const list = params.map(
    ({ name: param, type, rest, optional }) =>
      `${rest ? '...' : ''}${param}${optional ? '?' : ''}: ${type === 'template' ? 'string' : type}`,
  );
  return `${name}(${list.join(', ')}): ${returns}`;
}

function contextText({ root, steps }: JsonPath): string[] {
  if (root.kind !== 'context') return [];
  const names = steps.map((step) => (step.kind === 'name' ? step.name : ''));
  const doc = lookup<{ doc: string }>(CONTEXT_FIELDS, names.join('.'));
  return doc ? [doc.doc] : names.length === 0 ? ['The context object.'] : [];
}

async function valueLines(expression: Expression, part: Part, preview: Preview | undefined): Promise<string[]> {
  if (!preview) return [];
  const samples = allSamplesOf(expression.place, preview);
  if (samples.length === 0) return [notReached(preview)];
  const found: { readonly sample: Sample; readonly outcome: Outcome }[] = [];
  const giveUp = Date.now() + MAX_MILLISECONDS;
  const ran = samples.filter(({ assumed }) => assumed === undefined);
  for (const sample of [...ran.slice(0, MAX_EVALUATED), ...samples.slice(ran.length)]) {
    // One expression may take a second; the others would say the same.
    if (Date.now() > giveUp) break;
    const outcome = await outcomeOf(expression, part, sample);
    if (outcome && !found.some((other) => isSame(outcome, other.outcome))) found.push({ sample, outcome });
  }
  const lines: string[] = [];
  let heading: string | undefined;
  for (const { sample, outcome } of found.slice(0, MAX_SHOWN)) {
    const here = headingOf(preview, sample, ran.length);
    if (here !== heading) lines.push(here);
    heading = here;
    lines.push(...(await outcomeLines(expression, part, sample, outcome, giveUp)));
  }
  if (found.length > MAX_SHOWN) lines.push(`… and ${found.length - MAX_SHOWN} more`);
  const happened = found.some(({ sample: { assumed } }) => assumed === undefined);
  const missing = ran.length === 0 ? notReached(preview) : happened ? undefined : notSoFar(expression, preview);
  return missing === undefined ? lines : [missing, ...lines];
}

function headingOf(preview: Preview, { assumed }: Sample, ran: number): string {
  if (assumed !== undefined) return `${capitalised(plainText(assumed))}:`;
  return `${inScenario(preview)}${ran > 1 ? `, ${visits(ran)}` : ''}:`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

async function outcomeLines(
  expression: Expression,
  part: Part,
  sample: Sample,
  outcome: Outcome,
  giveUp: number,
): Promise<string[]> {
  const own = outcome.ok ? describeValue(outcome.value) : errorText(outcome);
  const before =
    expression.field.property.key.value === 'ResultPath' && outcome.ok
      ? [`Before: ${describeValue(sample.data.input)}`, 'After:']
      : [];
  const inner = (await innerValues(expression, part, sample, giveUp)).map(([text, value]) => `- ${text} → ${value}`);
  return [...before, own, ...(inner.length > 0 ? [inner.join('\n')] : [])];
}

/** `ResultPath` says where something goes, so what is shown is the input with it in place. */
function outcomeOf(expression: Expression, part: Part, sample: Sample): Promise<Outcome | undefined> {
  if (expression.field.property.key.value === 'ResultPath') return placedBy(expression.text, expression.place, sample);
  return expressionValue(expression, part, sample);
}

const MAX_EVALUATED = 5;
const MAX_SHOWN = 3;
const MAX_MILLISECONDS = 300;
const MAX_ERROR = 500;

function isSame(one: Outcome, other: Outcome): boolean {
  if (one.ok) return other.ok && equal(one.value, other.value);
  return !other.ok && one.message === other.message;
}

function distinct(values: readonly Json[]): Json[] {
  const found: Json[] = [];
  for (const value of values.slice(0, MAX_EVALUATED))
    if (!found.some((other) => equal(other, value))) found.push(value);
  return found;
}

function several(values: readonly Json[]): string[] {
  const more = values.length - MAX_SHOWN;
  return [...values.slice(0, MAX_SHOWN).map(describeValue), ...(more > 0 ? [`… and ${more} more`] : [])];
}

function errorText({ message, unknown }: Outcome & { ok: false }): string {
  if (unknown !== undefined) return plainText(capitalised(message));
  const short = message.length > MAX_ERROR ? `${message.slice(0, MAX_ERROR)}…` : message;
  return `Error:\n\n${block(short)}`;
}

function inScenario({ scenario }: Preview): string {
  return `In scenario ${code(scenario)}`;
}

function notReached(preview: Preview): string {
  return `${inScenario(preview)} this state is not reached.${preview.stopped === undefined ? '' : ` ${preview.stopped}`}`;
}

function notSoFar({ place }: Expression, preview: Preview): string {
  if (place.kind === 'Catcher') return `${inScenario(preview)} no error is caught here.`;
  return `${inScenario(preview)} the state does not get this far. ${preview.stopped ?? ''}`.trim();
}

function visits(count: number): string {
  return `${count}${count >= 10 ? ' or more' : ''} visits`;
}
