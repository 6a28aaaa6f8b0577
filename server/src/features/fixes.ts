import type { ProblemCode } from '../analysis/codes.ts';
import { headOf, isGiven } from '../analysis/shape.ts';
import type { Json } from '../base/json.ts';
import { lookup } from '../base/lookup.ts';
import type { AslDocument } from '../model/document.ts';
import { fieldOf, type State, type StateMachine, statesIn } from '../model/machine.ts';
import { type Place, placesIn } from '../model/places.ts';
import type { FieldSpec } from '../spec/fields.ts';
import { contains, findProperty, findValue, type Node, type ObjectNode, type Property } from '../syntax/node.ts';
import { stringText } from '../syntax/stringText.ts';
import { addItem, addProperty, type Change, moveToEnd, removeProperty, renameKey } from './edits.ts';

/** A way to mend a problem. */
export interface Fix {
  readonly title: string;
  readonly changes: readonly Change[];
  /** There is no other way, and nothing is lost: done by "fix all" too. */
  readonly certain?: true;
}

/** A problem as an editor knows it. */
export interface Fault {
  readonly code: ProblemCode;
  readonly start: number;
  readonly end: number;
  readonly suggestion?: string | undefined;
}

/** What to do about a problem, the likeliest first. */
export function fixesFor(document: AslDocument, fault: Fault): readonly Fix[] {
  if (!document.root) return [];
  const found: Found = { document, fault, trail: trailTo(document.root, fault.start) };
  return [...suggested(found), ...(lookup<FixFinder>(FIXES, fault.code)?.(found) ?? [])];
}

interface Found {
  readonly document: AslDocument;
  readonly fault: Fault;
  /** The properties around the place of the fault, the outermost first. */
  readonly trail: readonly Step[];
}

interface Step {
  readonly object: ObjectNode;
  readonly property: Property;
}

type FixFinder = (found: Found) => readonly Fix[];

const FIXES: { readonly [code in ProblemCode]?: FixFinder } = {
  'json-syntax': strayComma,
  'duplicate-key': remove,
  'missing-field': addMissing,
  'missing-alternative': addAlternative,
  'unknown-field': remove,
  'wrong-query-language': remove,
  'query-language': remove,
  'too-many-fields': remove,
  'distributed-only': remove,
  'distributed-mode': (found) => [...makeDistributed(found), ...remove(found)],
  'items-source': remove,
  'unused-variable': remove,
  'unreachable-state': remove,
  'unknown-parameter': remove,
  'unevaluated-path': evaluatePath,
  'invalid-template': takeLiterally,
  'static-result': useParameters,
  'filter-literal': quoteLiteral,
  'jsonata-delimiter': mendDelimiters,
  'jsonata-half': mendDelimiters,
  'states-all': liftStatesAll,
  'no-default': addDefault,
  'no-retry': addRetry,
  'no-timeout': addTimeout,
  'no-catch': addCatcher,
};

/** "Did you mean": where only capitals differ, or a field was renamed, it was meant. */
function* suggested({ document, fault, trail }: Found): Generator<Fix> {
  const { suggestion, start, end, code } = fault;
  if (suggestion === undefined) return;
  const old = document.source.slice(start, end);
  const step = trail.at(-1);
  const isKey = step?.property.key.start === start;
  // The new name must not be there already.
  if (isKey && findProperty(step.object, suggestion)) return;
  const plain = old.replace(/^(["'])(.*)\1$/s, '$2');
  const certain = code === 'deprecated' || plain.toLowerCase() === suggestion.toLowerCase();
  yield {
    title: `Change to '${suggestion}'`,
    changes: [{ start, end, newText: inPlaceOf(old, suggestion) }],
    ...(certain && { certain }),
  };
}

/** A range with its quotes is given new ones; a part of a string stays without. */
export function inPlaceOf(old: string, suggestion: string): string {
  const style = old.startsWith('"') ? 'double' : old.startsWith("'") ? 'single' : 'plain';
  return style === 'plain' && /^[\w.$]*$/.test(suggestion) ? suggestion : stringText(suggestion, style);
}

function trailTo(root: Node, offset: number): readonly Step[] {
  const trail: Step[] = [];
  let node: Node | undefined = root;
  while (node) {
    if (node.kind === 'array') {
      node = node.items.find((item) => contains(item, offset));
    } else if (node.kind === 'object') {
      const object: ObjectNode = node;
      const property: Property | undefined = object.properties.find((candidate) => contains(candidate, offset));
      if (!property) break;
      trail.push({ object, property });
      node = property.value;
    } else break;
  }
  return trail;
}

function strayComma({ document, fault: { start, end } }: Found): readonly Fix[] {
  if (document.source.slice(start, end) !== ',') return [];
  return [{ title: 'Remove the comma', changes: [{ start, end, newText: '' }], certain: true }];
}

function remove({ document, fault, trail }: Found): readonly Fix[] {
  const step = trail.findLast(
    ({ property }) => property.key.start === fault.start || property.value?.start === fault.start,
  );
  if (!step) return [];
  const { object, property } = step;
  return [{ title: `Remove '${property.key.value}'`, changes: [removeProperty(document, object, property)] }];
}

/** The object that a problem of a whole object is about. */
function placeOf({ document: { machine }, fault }: Found): Place | undefined {
  if (!machine) return undefined;
  return placesIn(machine).find((place) => {
    const { start, end } = headOf(place);
    return start === fault.start && end === fault.end;
  });
}

function addMissing(found: Found): readonly Fix[] {
  const place = placeOf(found);
  if (!place) return [];
  const required = Object.entries(place.spec.fields).filter(
    ([name, field]) => isNeeded(name, field, place) && applies(field, place) && !findProperty(place.node, name),
  );
  return add(
    found.document,
    place.node,
    required.map(([name, field]): [string, Json] => [name, sensible(name, field, place)]),
  );
}

/** What the table cannot say: what a Choice rule needs depends on the language, and what a state needs on its type. */
function isNeeded(name: string, { required }: FieldSpec, { kind, language, node }: Place): boolean {
  if (kind === 'UnknownState') return name === 'Type';
  if (required || (kind !== 'ChoiceRule' && kind !== 'NestedRule')) return required === true;
  if (language === 'JSONata') return kind === 'ChoiceRule' && name === 'Condition';
  return name === 'Variable' && !['And', 'Or', 'Not'].some((combinator) => findProperty(node, combinator));
}

function addAlternative(found: Found): readonly Fix[] {
  const place = placeOf(found);
  if (!place) return [];
  const { exactlyOne = [], atLeastOne = [] } = place.spec;
  return [...exactlyOne, ...atLeastOne].flatMap((group) => {
    if (group.some((name) => isGiven(place.node, name))) return [];
    if (group.includes('End')) return wayOn(found.document, place);
    const usable = group.filter((candidate) => {
      const field = lookup(place.spec.fields, candidate);
      return field && applies(field, place) && !field.deprecated;
    });
    const name = usable.find((candidate) => !candidate.endsWith('Path'));
    const field = name === undefined ? undefined : lookup(place.spec.fields, name);
    return name === undefined || !field ? [] : add(found.document, place.node, [[name, sensible(name, field, place)]]);
  });
}

/** `"End": true`, or on to the state that stands next. */
function wayOn(document: AslDocument, place: Place): readonly Fix[] {
  const end = findProperty(place.node, 'End');
  if (end?.value) {
    return [{ title: `Set 'End' to true`, changes: [{ start: end.value.start, end: end.value.end, newText: 'true' }] }];
  }
  const next = place.state && stateAfter(place.state);
  return [
    ...add(document, place.node, [['End', true]]),
    ...(next === undefined ? [] : add(document, place.node, [['Next', next]], `Add 'Next': '${next}'`)),
  ];
}

function add(
  document: AslDocument,
  object: ObjectNode,
  members: readonly (readonly [string, Json])[],
  title = `Add ${members.map(([name]) => `'${name}'`).join(' and ')}`,
): readonly Fix[] {
  // What is being typed has no value to put something after.
  if (members.length === 0 || object.properties.some(({ value }) => !value)) return [];
  if (object.properties.length === 0) {
    const [first] = members;
    return first ? [{ title, changes: [addProperty(document, object, first[0], first[1])] }] : [];
  }
  return [{ title, changes: members.map(([name, value]) => addProperty(document, object, name, value)) }];
}

function applies(field: FieldSpec, place: Place): boolean {
  return field.in === undefined || field.in === place.language;
}

/** A value to begin with. */
function sensible(name: string, { value }: FieldSpec, { machine, state, language }: Place): Json {
  const target = (state && stateAfter(state)) ?? [...machine.states.keys()][0] ?? 'Done';
  const inner = { StartAt: 'First', States: { First: { Type: 'Pass', End: true } } };
  switch (name) {
    case 'Type':
      return 'Pass';
    case 'StartAt':
      return [...machine.states.keys()][0] ?? 'First';
    case 'States':
      return { [machine.startAt?.value ?? 'First']: { Type: 'Pass', End: true } };
    case 'Resource':
      return 'arn:aws:states:::lambda:invoke';
    case 'Choices':
      return language === 'JSONata'
        ? [{ Condition: '{% $states.input.value = true %}', Next: target }]
        : [{ Variable: '$.value', IsPresent: true, Next: target }];
    case 'Condition':
      return '{% $states.input.value = true %}';
    case 'Variable':
      return '$.value';
    case 'Branches':
      return [inner];
    case 'ItemProcessor':
      return inner;
    case 'RoleArn':
      return 'arn:aws:iam::123456789012:role/name';
    case 'ExecutionType':
      return 'STANDARD';
    default:
      break;
  }
  switch (value.kind) {
    case 'stateName':
      return target;
    case 'boolean':
    case 'true':
      return true;
    case 'integer':
    case 'number':
      return Math.max(1, value.minimum ?? 1);
    case 'enum':
      return value.values[0] ?? '';
    case 'errorNames':
      return ['States.ALL'];
    case 'array':
    case 'strings':
      return [];
    case 'object':
    case 'assign':
    case 'states':
      return {};
    case 'template':
      return {};
    case 'path':
    case 'stringPath':
      return '$';
    default:
      return '';
  }
}

/** The state that stands after another one in the same machine. */
function stateAfter({ machine, name }: State): string | undefined {
  const names = [...machine.states.keys()];
  return names[names.indexOf(name) + 1];
}

function makeDistributed({ document, trail }: Found): readonly Fix[] {
  const processor = findValue(trail.at(-1)?.object, 'ItemProcessor') ?? findValue(trail.at(-1)?.object, 'Iterator');
  if (processor?.kind !== 'object') return [];
  const config = findValue(processor, 'ProcessorConfig');
  const title = `Set 'Mode' to DISTRIBUTED`;
  if (config?.kind === 'object') return add(document, config, [['Mode', 'DISTRIBUTED']], title);
  return config
    ? []
    : add(document, processor, [['ProcessorConfig', { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }]], title);
}

/** A field has a twin that ends in `Path`; a key of a payload template ends in `.$`. */
function evaluatePath({ trail, document: { machine } }: Found): readonly Fix[] {
  const step = trail.at(-1);
  if (!step || !machine) return [];
  const { object, property } = step;
  const place = placesIn(machine).find(({ node }) => node === object);
  const name = property.key.value;
  const hasTwin = place !== undefined && Object.hasOwn(place.spec.fields, `${name}Path`);
  const twin = hasTwin ? `${name}Path` : `${name}.$`;
  if (findProperty(object, twin)) return [];
  // What is sent to a service may well be the text of a path: InputPathsMap of an EventBridge rule.
  return [
    { title: `Rename to '${twin}'`, changes: [renameKey(property.key, twin)], ...(hasTwin && { certain: true }) },
  ];
}

function takeLiterally({ trail }: Found): readonly Fix[] {
  const step = trail.at(-1);
  const name = step?.property.key.value.slice(0, -2);
  if (!step || name === undefined || findProperty(step.object, name)) return [];
  return [{ title: `Rename to '${name}'`, changes: [renameKey(step.property.key, name)] }];
}

function useParameters({ trail, fault }: Found): readonly Fix[] {
  const step = trail.findLast(({ property }) => property.key.value === 'Result');
  const value = step?.property.value;
  if (!step || (value?.kind === 'string' && !value.value.startsWith('$'))) return [];
  const name = value?.kind === 'string' ? 'InputPath' : 'Parameters';
  if (findProperty(step.object, name)) return [];
  // A key without .$ at its end stays as literal there as here.
  const certain = trail.at(-1)?.property.key.start === fault.start;
  const changes = [renameKey(step.property.key, name)];
  return [{ title: `Rename 'Result' to '${name}'`, changes, ...(certain && { certain }) }];
}

function quoteLiteral({ document: { source }, fault: { start, end }, trail }: Found): readonly Fix[] {
  const node = trail.at(-1)?.property.value;
  // In a YAML text in single quotes each of them would have to be doubled.
  const quote = node?.kind === 'string' && node.style === 'single' ? "''" : "'";
  const word = source
    .slice(start, end)
    .trim()
    .replace(/^(\\?")(.*)\1$/s, '$2');
  if (/['"\\]/.test(word)) return [];
  return [
    {
      title: `Put '${word}' in single quotes`,
      changes: [{ start, end, newText: quote + word + quote }],
      certain: true,
    },
  ];
}

function mendDelimiters({ fault, document: { source } }: Found): readonly Fix[] {
  const { start, end } = fault;
  const [, quote, inside] = /^(["'])(.*)\1$/s.exec(source.slice(start, end)) ?? [];
  // A plain YAML scalar cannot begin with a brace.
  if (quote === undefined || inside === undefined) return [];
  const text = inside.trim();
  const change = (mended: string) => [{ start, end, newText: quote + mended + quote }];
  if (text.startsWith('{%') && text.endsWith('%}')) {
    return [{ title: 'Remove the white space around', changes: change(text), certain: true }];
  }
  if (!text.includes('{%') || !text.includes('%}')) {
    return [{ title: 'Complete {% … %}', changes: change(complete(text)), certain: true }];
  }
  const joined = quote === '"' ? joinTexts(inside) : undefined;
  return joined === undefined ? [] : [{ title: 'Make it one expression', changes: change(joined) }];
}

/** Half a delimiter may be there. */
function complete(text: string): string {
  const opened = text.startsWith('{%') ? text : text.startsWith('%') ? `{${text}` : `{% ${text}`;
  return opened.endsWith('%}') ? opened : /..%$/s.test(opened) ? `${opened}}` : `${opened} %}`;
}

/** `Hello {% $name %}` as one expression; undefined where a text would have to be escaped. */
function joinTexts(text: string): string | undefined {
  const parts = text.split(/\{%(.*?)%\}/s);
  const texts = parts.filter((_, i) => i % 2 === 0);
  if (texts.some((part) => /['\\]/.test(part))) return undefined;
  const terms = parts.map((part, i) => (i % 2 === 0 ? part && `'${part}'` : operand(part.trim())));
  return `{% ${terms.filter((term) => term !== '').join(' & ')} %}`;
}

function operand(expression: string): string {
  return /^[\w$.]+$/.test(expression) ? expression : `(${expression})`;
}

function liftStatesAll({ document, fault, trail }: Found): readonly Fix[] {
  const step = trail.findLast(({ property }) => property.key.value === 'Retry' || property.key.value === 'Catch');
  const list = step?.property.value;
  const names = trail.at(-1)?.property.value;
  if (list?.kind !== 'array' || names?.kind !== 'array') return [];
  if (names.items.length > 1) {
    // It stands for the others too.
    const others = names.items.filter((item) => item.start !== fault.start);
    const all = names.items.find((item) => item.start === fault.start);
    if (!all || others.length === 0 || names.start === all.start) return [];
    const inside = document.source.slice(all.start, all.end);
    const isFlow = document.source[names.start] === '[';
    const newText = isFlow ? `[${inside}]` : `- ${inside}`;
    return [
      {
        title: 'Keep States.ALL alone',
        changes: [{ start: names.start, end: lastEnd(names.items, isFlow, names.end), newText }],
      },
    ];
  }
  const index = list.items.findIndex((item) => contains(item, fault.start));
  const change = moveToEnd(document, list, index);
  return change ? [{ title: 'Move States.ALL to the end', changes: [change], certain: true }] : [];
}

function lastEnd(items: readonly Node[], isFlow: boolean, end: number): number {
  return isFlow ? end : (items.at(-1)?.end ?? end);
}

function addDefault({ document, trail }: Found): readonly Fix[] {
  const object = trail.at(-1)?.object;
  const state = stateOf(document.machine, object);
  if (!object || !state) return [];
  const others = [...state.machine.states.values()].filter((other) => other !== state);
  const target =
    others.find(({ type }) => type === 'Fail') ?? others.find(({ name }) => name === stateAfter(state)) ?? others[0];
  return target ? add(document, object, [['Default', target.name]], `Add 'Default': '${target.name}'`) : [];
}

function stateOf(machine: StateMachine | undefined, node: Node | undefined): State | undefined {
  if (!machine) return undefined;
  for (const state of statesIn(machine)) if (state.node === node) return state;
  return undefined;
}

/** The state whose name the fault points at. */
function namedState({ document: { machine }, fault }: Found): State | undefined {
  if (!machine) return undefined;
  for (const state of statesIn(machine)) if (state.key.start === fault.start) return state;
  return undefined;
}

const LAMBDA_RETRIER = {
  ErrorEquals: [
    'Lambda.ServiceException',
    'Lambda.AWSLambdaException',
    'Lambda.SdkClientException',
    'Lambda.TooManyRequestsException',
  ],
  IntervalSeconds: 1,
  MaxAttempts: 3,
  BackoffRate: 2,
  JitterStrategy: 'FULL',
};

/** The retrier that AWS recommends, and that its console adds. */
function addRetry(found: Found): readonly Fix[] {
  const state = namedState(found);
  if (!state) return [];
  const title = 'Retry the passing errors of Lambda';
  const retriers = fieldOf(state, 'Retry');
  if (!retriers) return add(found.document, state.node, [['Retry', [LAMBDA_RETRIER]]], title);
  return retriers.kind === 'array' ? [{ title, changes: [addItem(found.document, retriers, LAMBDA_RETRIER)] }] : [];
}

const TIMEOUT_SECONDS = 3600;

function addTimeout(found: Found): readonly Fix[] {
  const state = namedState(found);
  if (!state) return [];
  return add(
    found.document,
    state.node,
    [['TimeoutSeconds', TIMEOUT_SECONDS]],
    `Add 'TimeoutSeconds': ${TIMEOUT_SECONDS}`,
  );
}

/** A catcher for the rest, that leads where the last one does. */
function addCatcher({ document, trail }: Found): readonly Fix[] {
  const catchers = trail.findLast(({ property }) => property.key.value === 'Catch')?.property.value;
  const last = catchers?.kind === 'array' ? catchers.items.at(-1) : undefined;
  const next = findValue(last, 'Next');
  if (catchers?.kind !== 'array' || next?.kind !== 'string') return [];
  const catcher = { ErrorEquals: ['States.ALL'], Next: next.value };
  return [{ title: 'Catch all other errors', changes: [addItem(document, catchers, catcher)] }];
}
