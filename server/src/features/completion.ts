import {
  type CompletionItem,
  CompletionItemKind,
  CompletionItemTag,
  InsertTextFormat,
  InsertTextMode,
  type Position,
} from 'vscode-languageserver-types';
import { typeOf } from '../base/json.ts';
import { type AslDocument, rangeOf } from '../model/document.ts';
import { isDistributed, type State } from '../model/machine.ts';
import type { Place } from '../model/places.ts';
import type { Spot } from '../model/target.ts';
import type { Preview } from '../preview/preview.ts';
import { ERRORS } from '../spec/errors.ts';
import type { FieldSpec, FieldValue, ObjectName } from '../spec/fields.ts';
import { INTEGRATIONS, type ServiceSpec } from '../spec/integrations.ts';
import { OBJECTS } from '../spec/objects.ts';
import { COMBINATORS, OPERATORS } from '../spec/operators.ts';
import { isStateType, STATES, type StateType } from '../spec/states.ts';
import { stringText } from '../syntax/stringText.ts';
import { type CompletionSpot, completionSpotAt, itemSpotAt, MARKER } from './completionSpot.ts';
import { expressionSuggestions } from './expressionCompletion.ts';
import { expressionAt, isWritable, partEdit, type TypedExpression } from './expressionEdit.ts';
import {
  definitionSkeleton,
  documentText,
  fieldSkeleton,
  itemText,
  memberText,
  objectSkeleton,
  Places,
  type Skeleton,
  stateSkeleton,
  valueText,
} from './skeletons.ts';
import type { Suggestion } from './suggestion.ts';
import { shortJson } from './values.ts';

/** What can be typed at the cursor, also while the text around it is broken. */
export async function completion(
  document: AslDocument,
  position: Position,
  preview?: Preview,
): Promise<CompletionItem[]> {
  const offset = document.text.offsetAt(position);
  if (document.source.trim() === '') return definitions(document);
  const at = completionSpotAt(document, offset);
  const inItem = itemSpotAt(document, offset);
  const ofItem = inItem ? keyOffers(inItem).map((offer) => itemOf(document, inItem, offset, offer)) : [];
  // A field under the dash of an item, where that breaks the list, is no field.
  if (!at || (ofItem.length > 0 && at.document.errors.length > document.errors.length)) return ofItem;
  const found = at.kind === 'key' ? keyOffers(at) : await valueOffers(at, document, preview);
  const taken = new Set(ofItem.map(({ label }) => label));
  const others = found.filter(({ label }) => !taken.has(label)).map((offer) => itemOf(document, at, offset, offer));
  return [...ofItem.map(first), ...others];
}

function first(item: CompletionItem): CompletionItem {
  return { ...item, sortText: ` ${item.sortText ?? item.label}` };
}

/** Something to offer, before it is known how it is written at this place. */
interface Offer {
  readonly label: string;
  readonly kind: CompletionItemKind;
  readonly insert: /** A string, or a key, written with the quotes it needs. */
    | { readonly kind: 'name'; readonly name: string }
    /** A key and its value. */
    | { readonly kind: 'member'; readonly name: string; readonly value: Skeleton }
    | { readonly kind: 'value'; readonly value: Skeleton }
    /** A value in a list; in YAML with its dash. */
    | { readonly kind: 'item'; readonly value: Skeleton }
    /** A part of an expression. */
    | { readonly kind: 'part'; readonly suggestion: Suggestion };
  readonly detail?: string;
  readonly doc?: string;
  readonly sort?: string;
  readonly isDeprecated?: boolean;
  readonly commit?: readonly string[];
  /** Shown at the right of the label, in every line of the list. */
  readonly beside?: string;
  /** The editor asks again at once, for the value. */
  readonly goesOn?: boolean;
}

function itemOf(document: AslDocument, at: CompletionSpot, offset: number, offer: Offer): CompletionItem {
  const { label, kind, detail, doc, sort, isDeprecated, commit, beside, goesOn, insert } = offer;
  const base: CompletionItem = {
    label,
    kind,
    ...(detail !== undefined && { detail }),
    ...(doc !== undefined && { documentation: { kind: 'markdown', value: doc } }),
    ...(sort !== undefined && { sortText: sort }),
    ...(commit && { commitCharacters: [...commit] }),
    ...(beside !== undefined && { labelDetails: { description: beside } }),
    ...(isDeprecated && { tags: [CompletionItemTag.Deprecated] }),
    ...(at.missingComma !== undefined && {
      additionalTextEdits: [
        { range: rangeOf(document, { start: at.missingComma, end: at.missingComma }), newText: ',' },
      ],
    }),
    ...(goesOn && { command: { title: 'Suggest', command: 'editor.action.triggerSuggest' } }),
  };
  if (insert.kind === 'part') return { ...base, ...partEdit(document, at, offset, insert.suggestion) };
  const { token } = at;
  const isSnippet = insert.kind !== 'name';
  const text = textOf(at, insert);
  const indented = at.kind === 'key' ? text.replaceAll('\n', `\n${at.prefix}`) : text;
  const newText = `${at.prefix}${indented}${at.commaAfter ? ',' : ''}`;
  return {
    ...base,
    // An editor matches the whole text that is replaced, quotes included.
    filterText: token.quote ? `${token.quote}${label}${token.isClosed ? token.quote : ''}` : label,
    ...(isSnippet && { insertTextFormat: InsertTextFormat.Snippet }),
    ...(newText.includes('\n') && { insertTextMode: InsertTextMode.adjustIndentation }),
    textEdit: { range: rangeOf(document, token), newText },
  };
}

function textOf(at: CompletionSpot, insert: Exclude<Offer['insert'], { kind: 'part' }>): string {
  const { style } = at;
  switch (insert.kind) {
    case 'name':
      return nameText(at, insert.name);
    case 'member':
      return memberText(insert.name, insert.value, style);
    case 'item':
      return itemText(insert.value, style);
    case 'value':
      return valueText(insert.value, style);
  }
}

function nameText({ style, token }: CompletionSpot, name: string): string {
  if (style === 'json') return JSON.stringify(name);
  return stringText(name, token.quote === '"' ? 'double' : token.quote === "'" ? 'single' : 'plain');
}

// --- keys

function keyOffers(at: CompletionSpot): Offer[] {
  const { spot } = at;
  const { field, steps, place } = spot;
  if (steps.length === 0) return fieldOffers(at, place);
  const value = field?.spec?.value;
  if (value?.kind === 'states' && steps.length === 1) return stateOffers(at);
  // In YAML a dash may begin an object or a name; what the field holds tells which.
  const isFirstInItem = at.style === 'yaml' && steps.length === 2 && typeof steps[0] === 'number' && !at.hasValue;
  if (value?.kind === 'errorNames' && isFirstInItem) return errorOffers();
  if (value?.kind === 'array' && at.style === 'yaml' && steps.length === 1) return [objectOffer(value.of, place, true)];
  return [];
}

function fieldOffers({ hasValue, spot }: CompletionSpot, place: Place): Offer[] {
  const present = new Set(place.node.properties.filter((p) => p !== spot.property).map(({ key }) => key.value));
  const needed = neededFields(place, present);
  const excluded = excludedFields(place, present);
  return Object.entries<FieldSpec>(place.spec.fields)
    .filter(([name, spec]) => !present.has(name) && !excluded.has(name) && isFieldOf(place, spec))
    .map(([name, spec], index) => {
      const value = fieldSkeleton(spec.value, place.language, new Places());
      const group = spec.deprecated !== undefined ? 9 : name === 'Type' ? 0 : needed.has(name) ? 1 : 5;
      return {
        label: name,
        kind: CompletionItemKind.Property,
        insert: hasValue ? { kind: 'name', name } : { kind: 'member', name, value },
        doc: spec.deprecated === undefined ? spec.doc : `${spec.doc}\n\nDeprecated: use \`${spec.deprecated}\`.`,
        ...(needed.has(name) && { detail: 'required' }),
        sort: `${group}${String(index).padStart(3, '0')}`,
        isDeprecated: spec.deprecated !== undefined,
        goesOn: !hasValue && GOES_ON.has(spec.value.kind),
      };
    });
}

/** Fields whose values are chosen from a list. */
const GOES_ON: ReadonlySet<FieldValue['kind']> = new Set(['enum', 'stateName', 'resource', 'errorNames', 'path']);

function isFieldOf({ kind, language, state }: Place, spec: FieldSpec): boolean {
  if (spec.in !== undefined && spec.in !== language) return false;
  return !(spec.distributed && kind === 'Map' && state && !isDistributed(state));
}

/** Required fields, and those of groups of which one is required. */
function neededFields({ spec }: Place, present: ReadonlySet<string>): Set<string> {
  const required = Object.entries<FieldSpec>(spec.fields).filter(([, field]) => field.required);
  const groups = [...(spec.exactlyOne ?? []), ...(spec.atLeastOne ?? [])];
  const open = groups.filter((group) => !group.some((name) => present.has(name))).flat();
  return new Set([...required.map(([name]) => name), ...open]);
}

/** Fields that what is there already rules out. */
function excludedFields({ spec, kind }: Place, present: ReadonlySet<string>): Set<string> {
  const groups = [...(spec.exactlyOne ?? []), ...(spec.atMostOne ?? [])];
  const taken = groups.filter((group) => group.some((name) => present.has(name))).flat();
  if (kind !== 'ChoiceRule' && kind !== 'NestedRule') return new Set(taken);
  const comparisons = [...Object.keys(OPERATORS), ...Object.keys(COMBINATORS)];
  if (comparisons.some((name) => present.has(name))) taken.push(...comparisons);
  if (Object.keys(COMBINATORS).some((name) => present.has(name))) taken.push('Variable');
  if (present.has('Variable')) taken.push(...Object.keys(COMBINATORS));
  return new Set(taken);
}

function stateOffers({ spot, hasValue }: CompletionSpot): Offer[] {
  if (hasValue) return missingStates(spot);
  const { machine } = spot.place;
  const isFirst = [...machine.states.keys()].every((name) => name.includes(MARKER));
  return Object.entries(STATES).map(([type, { doc }], index) => {
    const places = new Places();
    const name = places.next(`${type} state`);
    const value = stateSkeleton(type as StateType, machine.language, isFirst, places);
    return {
      label: type,
      kind: CompletionItemKind.Class,
      insert: { kind: 'member', name, value },
      detail: 'New state',
      doc,
      sort: String(index),
    };
  });
}

/** For the name of a state that has its value: names that something refers to and that are not there yet. */
function missingStates({ place: { machine } }: Spot): Offer[] {
  const start = machine.startAt?.value;
  if (start === undefined || machine.states.has(start) || start.includes(MARKER)) return [];
  return [{ label: start, kind: CompletionItemKind.Class, insert: { kind: 'name', name: start }, detail: 'StartAt' }];
}

// --- values

async function valueOffers(at: CompletionSpot, document: AslDocument, preview: Preview | undefined): Promise<Offer[]> {
  const { spot, token } = at;
  const { field, steps, place } = spot;
  if (!field) return [];
  const value = field.spec?.value;
  const expression = expressionAt(at);
  if (expression) {
    const offers = await expressionOffers(at, expression, preview);
    return token.quote && token.typed === '' && isNullable(value) ? [...offers, rawOffer('null')] : offers;
  }
  if (steps.length === 0) return value ? ownOffers(at, value, document) : [];
  if (value?.kind === 'errorNames') return errorOffers();
  if (value?.kind === 'states' && steps.length === 1) return stateValueOffers(at);
  if (place.language === 'JSONata' && (value?.kind === 'template' || value?.kind === 'assign')) return [JSONATA];
  const isItem = steps.length === 1 && typeof steps[0] === 'number' && !token.quote;
  if (value?.kind === 'array' && isItem) return [objectOffer(value.of, place, true)];
  return [];
}

function isNullable(value: FieldValue | undefined): boolean {
  return value !== undefined && 'nullable' in value && value.nullable === true;
}

async function expressionOffers(
  at: CompletionSpot,
  { language, text }: TypedExpression,
  preview: Preview | undefined,
): Promise<Offer[]> {
  const suggestions = await expressionSuggestions(at.spot, language, text, preview);
  return suggestions
    .filter((suggestion) => isWritable(suggestion, at))
    .map((suggestion) => {
      const { label, kind, detail, doc, sort, commit, value } = suggestion;
      return {
        label,
        kind,
        insert: { kind: 'part', suggestion },
        ...(detail !== undefined && { detail }),
        ...(doc !== undefined && { doc }),
        ...(sort !== undefined && { sort }),
        ...(commit && { commit }),
        ...(value !== undefined && { beside: `${shortJson(value, 30)} ${typeOf(value)}` }),
      };
    });
}

/** For the value of a field itself. */
function ownOffers(at: CompletionSpot, value: FieldValue, document: AslDocument): Offer[] {
  const { place, field } = at.spot;
  const { token } = at;
  switch (value.kind) {
    case 'stateName':
      return stateNameOffers(at.spot);
    case 'enum':
      return value.values.map((name, index) => enumOffer(name, field?.property.key.value === 'Type', index));
    case 'boolean':
      return token.quote ? [] : [rawOffer('true'), rawOffer('false')];
    case 'true':
      return token.quote ? [] : [rawOffer('true')];
    case 'resource':
      return resourceOffers(place, document);
    case 'object':
      return token.quote ? [] : [objectOffer(value.of, place, false)];
    case 'array':
    case 'errorNames':
    case 'states':
      return token.quote ? [] : [skeletonOffer(value, place)];
    case 'assign':
    case 'any':
    case 'strings':
      return [];
    default:
      return place.language === 'JSONata' && takesExpression(value) ? [JSONATA] : [];
  }
}

function takesExpression(value: FieldValue): boolean {
  return (
    ['template', 'condition', 'items'].includes(value.kind) || ('expression' in value && value.expression === true)
  );
}

const JSONATA: Offer = {
  label: '{% %}',
  kind: CompletionItemKind.Snippet,
  insert: { kind: 'value', value: { kind: 'text', text: '{% $1 %}' } },
  detail: 'JSONata expression',
  sort: '0',
};

function stateNameOffers({ place, field }: Spot): Offer[] {
  const own = place.machine.states.size > 1 ? place.state : undefined;
  return [...place.machine.states.values()]
    .filter(({ name }) => !name.includes(MARKER))
    .map((state: State, index) => ({
      label: state.name,
      kind: CompletionItemKind.Reference,
      insert: { kind: 'name', name: state.name },
      ...(state.type && { detail: state.type }),
      // A state that goes to itself is rarely meant.
      sort: `${state.node === own?.node && field?.property.key.value !== 'StartAt' ? 1 : 0}${String(index).padStart(4, '0')}`,
    }));
}

function enumOffer(name: string, isType: boolean, index: number): Offer {
  const doc = isType && isStateType(name) ? STATES[name].doc : undefined;
  return {
    label: name,
    kind: isType ? CompletionItemKind.Class : CompletionItemKind.EnumMember,
    insert: { kind: 'name', name },
    ...(doc !== undefined && { doc }),
    sort: String(index).padStart(3, '0'),
  };
}

function rawOffer(text: string): Offer {
  return {
    label: text,
    kind: CompletionItemKind.Value,
    insert: { kind: 'value', value: { kind: 'raw', text } },
  };
}

function errorOffers(): Offer[] {
  const reserved = Object.entries(ERRORS).map(([name, doc], index) => errorOffer(name, doc, `0${order(index)}`));
  const lambda = LAMBDA_ERRORS.map((name, index) =>
    errorOffer(name, 'An error of the Lambda service.', `1${order(index)}`),
  );
  return [...reserved, ...lambda];
}

/** Those that the developer guide says to retry. */
const LAMBDA_ERRORS = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
];

function errorOffer(name: string, doc: string, sort: string): Offer {
  return { label: name, kind: CompletionItemKind.Constant, insert: { kind: 'name', name }, doc, sort };
}

function order(index: number): string {
  return String(index).padStart(3, '0');
}

function resourceOffers({ kind }: Place, document: AslDocument): Offer[] {
  switch (kind) {
    case 'ItemReader':
      return ['s3:getObject', 's3:listObjectsV2'].map((call) => resourceOffer(`arn:aws:states:::${call}`, 'S3'));
    case 'ResultWriter':
      return [resourceOffer('arn:aws:states:::s3:putObject', 'S3')];
    default:
      return [...usedResources(document), ...integrations()];
  }
}

function* integrations(): Generator<Offer> {
  for (const [service, { title, actions }] of Object.entries<ServiceSpec>(INTEGRATIONS)) {
    for (const [action, { sync, sync2, token }] of Object.entries(actions)) {
      const patterns = [
        '',
        ...(sync ? ['.sync'] : []),
        ...(sync2 ? ['.sync:2'] : []),
        ...(token ? ['.waitForTaskToken'] : []),
      ];
      for (const pattern of patterns) {
        yield resourceOffer(`arn:aws:states:::${service}:${action}${pattern}`, title);
      }
    }
  }
}

/** Functions and activities that other Tasks of the document call. */
function usedResources({ source }: AslDocument): Offer[] {
  const used = source.match(/arn:aws[\w-]*:(?:lambda:[\w-]*:\d*:function|states:[\w-]+:\d*:activity):[\w:$-]+/g) ?? [];
  return [...new Set(used)]
    .slice(0, 50)
    .map((arn) => ({ ...resourceOffer(arn, 'Used in this document'), sort: `0${arn}` }));
}

function resourceOffer(arn: string, detail: string): Offer {
  return { label: arn, kind: CompletionItemKind.Value, insert: { kind: 'name', name: arn }, detail, sort: `1${arn}` };
}

function objectOffer(name: ObjectName, { language }: Place, isItem: boolean): Offer {
  const value = objectSkeleton(name, language, new Places());
  return {
    label: `New ${name}`,
    kind: CompletionItemKind.Struct,
    insert: { kind: isItem ? 'item' : 'value', value },
    doc: OBJECTS[name].doc,
  };
}

function skeletonOffer(value: FieldValue, { language }: Place): Offer {
  const label = value.kind === 'array' ? `New ${value.of}` : value.kind === 'states' ? 'States' : 'Error names';
  return {
    label,
    kind: CompletionItemKind.Struct,
    insert: { kind: 'value', value: fieldSkeleton(value, language, new Places()) },
  };
}

/** For the value of a state whose name is there already. */
function stateValueOffers({ spot, token }: CompletionSpot): Offer[] {
  if (token.quote) return [];
  const { machine } = spot.place;
  return Object.entries(STATES).map(([type, { doc }], index) => ({
    label: type,
    kind: CompletionItemKind.Class,
    insert: {
      kind: 'value',
      value: stateSkeleton(type as StateType, machine.language, machine.states.size === 0, new Places()),
    },
    detail: 'New state',
    doc,
    sort: String(index),
  }));
}

// --- a whole definition

function definitions(document: AslDocument): CompletionItem[] {
  const { source, syntax } = document;
  const range = rangeOf(document, { start: 0, end: source.length });
  return (['JSONPath', 'JSONata'] as const).map((language) => {
    const value = definitionSkeleton(language, new Places());
    return {
      label: `State machine (${language})`,
      kind: CompletionItemKind.Module,
      detail: 'A new state machine definition',
      insertTextFormat: InsertTextFormat.Snippet,
      textEdit: { range, newText: documentText(value, syntax) },
    };
  });
}
