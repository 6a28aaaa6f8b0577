import { assertNever } from '../base/assertNever.ts';
import type { FieldValue, ObjectName, QueryLanguage } from '../spec/fields.ts';
import type { StateType } from '../spec/states.ts';

/** A value to begin with, with places to fill in; written as a snippet, in JSON or YAML. */
export type Skeleton =
  /** A string. The text is a snippet. */
  | { readonly kind: 'text'; readonly text: string }
  /** A number, `true`, or whatever else has no quotes. */
  | { readonly kind: 'raw'; readonly text: string }
  | { readonly kind: 'object'; readonly members: readonly (readonly [name: string, value: Skeleton])[] }
  /** An object whose members are all still to come. */
  | { readonly kind: 'open'; readonly place: string }
  | { readonly kind: 'list'; readonly items: readonly Skeleton[] };

/** Numbers the places of a snippet in the order in which they are asked for. */
export class Places {
  #last = 0;

  next(text = ''): string {
    this.#last++;
    return text === '' ? `$${this.#last}` : `\${${this.#last}:${text}}`;
  }

  oneOf(values: readonly string[]): string {
    this.#last++;
    return `\${${this.#last}|${values.join(',')}|}`;
  }
}

const text = (value: string): Skeleton => ({ kind: 'text', text: value });
const raw = (value: string): Skeleton => ({ kind: 'raw', text: value });
const object = (...members: readonly (readonly [string, Skeleton])[]): Skeleton => ({ kind: 'object', members });
const list = (...items: readonly Skeleton[]): Skeleton => ({ kind: 'list', items });

/** A value for a field, of the right kind. */
export function fieldSkeleton(value: FieldValue, language: QueryLanguage, places: Places): Skeleton {
  switch (value.kind) {
    case 'boolean':
      return raw(places.oneOf(['true', 'false']));
    case 'true':
      return raw('true');
    case 'integer':
    case 'number':
      return raw(places.next(String(value.minimum ?? 0)));
    case 'enum':
      return text(value.values.length === 1 ? (value.values[0] ?? '') : places.next());
    case 'path':
      return text(`\\$.${places.next()}`);
    case 'stringPath':
      return text(`\\$.${places.next()}`);
    case 'condition':
    case 'items':
      return text(`{% ${places.next()} %}`);
    case 'errorNames':
    case 'strings':
      return list(text(places.next()));
    case 'object':
      return objectSkeleton(value.of, language, places);
    case 'array':
      return list(objectSkeleton(value.of, language, places));
    case 'states':
    case 'template':
    case 'assign':
      return { kind: 'open', place: places.next() };
    case 'any':
      return raw(places.next());
    case 'timestamp':
      return text(places.next('2030-01-01T00:00:00Z'));
    case 'string':
    case 'pointer':
    case 'label':
    case 'resource':
    case 'stateName':
      return text(places.next());
    default:
      return assertNever(value);
  }
}

/** An object with the fields that it nearly always has. */
export function objectSkeleton(name: ObjectName, language: QueryLanguage, places: Places): Skeleton {
  switch (name) {
    case 'Retrier':
      return object(
        ['ErrorEquals', list(text(places.next('States.ALL')))],
        ['IntervalSeconds', raw(places.next('1'))],
        ['MaxAttempts', raw(places.next('3'))],
        ['BackoffRate', raw(places.next('2'))],
      );
    case 'Catcher':
      return object(['ErrorEquals', list(text(places.next('States.ALL')))], ['Next', text(places.next())]);
    case 'ChoiceRule':
      return language === 'JSONata'
        ? object(['Condition', text(`{% ${places.next()} %}`)], ['Next', text(places.next())])
        : object(
            ['Variable', text(`\\$.${places.next()}`)],
            ['StringEquals', text(places.next())],
            ['Next', text(places.next())],
          );
    case 'NestedRule':
      return object(['Variable', text(`\\$.${places.next()}`)], ['StringEquals', text(places.next())]);
    case 'StateMachine':
    case 'Branch':
      return machineSkeleton(places, []);
    case 'ItemProcessor':
      return machineSkeleton(places, [['ProcessorConfig', object(['Mode', text('INLINE')])]]);
    case 'ProcessorConfig':
      return object(['Mode', text(places.oneOf(['INLINE', 'DISTRIBUTED']))]);
    case 'Credentials':
      return object(['RoleArn', text(places.next())]);
    case 'ItemReader':
      return object(
        ['Resource', text('arn:aws:states:::s3:getObject')],
        ['ReaderConfig', object(['InputType', text(places.oneOf(['JSON', 'CSV', 'JSONL']))])],
        [language === 'JSONata' ? 'Arguments' : 'Parameters', bucketAnd('Key', places)],
      );
    case 'ResultWriter':
      return object(
        ['Resource', text('arn:aws:states:::s3:putObject')],
        [language === 'JSONata' ? 'Arguments' : 'Parameters', bucketAnd('Prefix', places)],
      );
    case 'ReaderConfig':
      return object(['InputType', text(places.oneOf(['JSON', 'CSV', 'JSONL', 'MANIFEST']))]);
    case 'ItemBatcher':
      return object(['MaxItemsPerBatch', raw(places.next('10'))]);
    case 'WriterConfig':
      return object(['OutputType', text(places.oneOf(['JSON', 'JSONL']))]);
    default:
      return assertNever(name);
  }
}

function bucketAnd(name: string, places: Places): Skeleton {
  return object(['Bucket', text(places.next())], [name, text(places.next())]);
}

function machineSkeleton(places: Places, before: readonly (readonly [string, Skeleton])[]): Skeleton {
  const name = places.next('First');
  const states = object([name, object(['Type', text('Pass')], ['End', raw('true')])]);
  return object(...before, ['StartAt', text(name)], ['States', states]);
}

/** A whole definition. */
export function definitionSkeleton(language: QueryLanguage, places: Places): Skeleton {
  const comment = ['Comment', text(places.next('What this state machine does'))] as const;
  const choice = language === 'JSONata' ? [['QueryLanguage', text('JSONata')] as const] : [];
  return machineSkeleton(places, [comment, ...choice]);
}

/** A new state. The first of its machine ends it; others go on. */
export function stateSkeleton(type: StateType, language: QueryLanguage, isFirst: boolean, places: Places): Skeleton {
  const own = OWN_FIELDS[type](language, places);
  const isTerminal = type === 'Succeed' || type === 'Fail' || type === 'Choice';
  const next = isFirst ? (['End', raw('true')] as const) : (['Next', text(places.next())] as const);
  return object(['Type', text(type)], ...own, ...(isTerminal ? [] : [next]));
}

type Members = readonly (readonly [string, Skeleton])[];

const OWN_FIELDS: { readonly [type in StateType]: (language: QueryLanguage, places: Places) => Members } = {
  Task: (language, places) => [
    ['Resource', text(places.next('arn:aws:states:::lambda:invoke'))],
    [language === 'JSONata' ? 'Arguments' : 'Parameters', { kind: 'open', place: places.next() }],
  ],
  Pass: () => [],
  Choice: (language, places) => [
    ['Choices', list(objectSkeleton('ChoiceRule', language, places))],
    ['Default', text(places.next())],
  ],
  Wait: (_, places) => [['Seconds', raw(places.next('10'))]],
  Succeed: () => [],
  Fail: (_, places) => [
    ['Error', text(places.next('Error'))],
    ['Cause', text(places.next('What went wrong'))],
  ],
  Parallel: (language, places) => [['Branches', list(objectSkeleton('Branch', language, places))]],
  Map: (language, places) => [['ItemProcessor', objectSkeleton('ItemProcessor', language, places)]],
};

/** `"name": value`, or `name: value`. */
export function memberText(name: string, value: Skeleton, style: 'json' | 'yaml'): string {
  return style === 'json' ? `"${name}": ${jsonText(value, '')}` : `${name}:${yamlAfterKey(value, '')}`;
}

/** What goes behind a colon and a blank. */
export function valueText(value: Skeleton, style: 'json' | 'yaml'): string {
  if (style === 'json') return jsonText(value, '');
  const text = yamlAfterKey(value, '');
  return text.startsWith('\n') ? text : text.trimStart();
}

export function itemText(value: Skeleton, style: 'json' | 'yaml'): string {
  return style === 'json' ? jsonText(value, '') : yamlItem(value, '');
}

export function documentText(value: Skeleton, style: 'json' | 'yaml'): string {
  if (style === 'json') return `${jsonText(value, '')}\n`;
  return value.kind === 'object' ? `${yamlMembers(value.members, '')}\n` : valueText(value, style);
}

function jsonText(value: Skeleton, indent: string): string {
  const inner = `${indent}\t`;
  switch (value.kind) {
    case 'text':
      return `"${value.text}"`;
    case 'raw':
      return value.text;
    case 'open':
      return `{\n${inner}${value.place}\n${indent}}`;
    case 'object': {
      const members = value.members.map(([name, member]) => `${inner}"${name}": ${jsonText(member, inner)}`);
      return `{\n${members.join(',\n')}\n${indent}}`;
    }
    case 'list': {
      if (value.items.every(({ kind }) => kind === 'text' || kind === 'raw')) {
        return `[${value.items.map((item) => jsonText(item, '')).join(', ')}]`;
      }
      return `[\n${value.items.map((item) => inner + jsonText(item, inner)).join(',\n')}\n${indent}]`;
    }
    default:
      return assertNever(value);
  }
}

/** What follows `key:`, with the blank or the line break before it. */
function yamlAfterKey(value: Skeleton, indent: string): string {
  const inner = `${indent}  `;
  switch (value.kind) {
    case 'text':
      // A plain text cannot begin like this.
      return /^[{%@&*!|>'"[\]#-]/.test(value.text) ? ` "${value.text}"` : ` ${value.text}`;
    case 'raw':
      return ` ${value.text}`;
    case 'open':
      return `\n${inner}${value.place}`;
    case 'object':
      return `\n${yamlMembers(value.members, inner)}`;
    case 'list':
      if (value.items.every(({ kind }) => kind === 'text' || kind === 'raw')) {
        return ` [${value.items.map((item) => yamlAfterKey(item, '').trimStart()).join(', ')}]`;
      }
      return `\n${value.items.map((item) => yamlItem(item, inner)).join('\n')}`;
    default:
      return assertNever(value);
  }
}

function yamlMembers(members: Members, indent: string): string {
  return members.map(([name, member]) => `${indent}${name}:${yamlAfterKey(member, indent)}`).join('\n');
}

function yamlItem(item: Skeleton, indent: string): string {
  if (item.kind !== 'object') return `${indent}-${yamlAfterKey(item, `${indent}  `)}`;
  return `${indent}- ${yamlMembers(item.members, `${indent}  `).trimStart()}`;
}
