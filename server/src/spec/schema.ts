import { assertNever } from '../base/assertNever.ts';
import type { Json, JsonObject } from '../base/json.ts';
import { ERRORS } from './errors.ts';
import type { FieldSpec, FieldValue, ObjectName, ObjectSpec, QueryLanguage } from './fields.ts';
import { OBJECTS } from './objects.ts';
import { STATES, type StateType } from './states.ts';

/**
 * The JSON schema (draft-07) of a definition, made from the tables. It knows the form of a definition and nothing of what a
 * name or a path leads to. `description` is for any editor; VS Code shows `markdownDescription` and the messages.
 */
export function definitionSchema(): JsonObject {
  const definitions = new Map<string, JsonObject>();
  const schemas = new Schemas(definitions);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Amazon States Language',
    ...described('A state machine definition of AWS Step Functions.'),
    type: 'object',
    ...ifField('QueryLanguage', 'JSONata', {
      yes: schemas.object('StateMachine', 'JSONata'),
      no: schemas.object('StateMachine', 'JSONPath'),
    }),
    definitions: Object.fromEntries(definitions),
  };
}

/**
 * Which language a state works in, and which one its nested states have by default: that of the machine, whatever a Map or
 * Parallel state around them has chosen for itself.
 */
type Mode = QueryLanguage | 'JSONataInJSONPath';

function languageOf(mode: Mode): QueryLanguage {
  return mode === 'JSONPath' ? 'JSONPath' : 'JSONata';
}

/** The schemas of objects and states, each made once and then referred to. */
class Schemas {
  readonly #definitions: Map<string, JsonObject>;

  constructor(definitions: Map<string, JsonObject>) {
    this.#definitions = definitions;
  }

  object(name: ObjectName, mode: Mode): JsonObject {
    const spec: ObjectSpec = OBJECTS[name];
    return this.#reference(`${name}.${mode}`, () =>
      this.#fields(spec, mode, name === 'Credentials' ? ['RoleArn'] : []),
    );
  }

  /** Any state of a machine. */
  #anyState(mode: Mode): JsonObject {
    const machine = mode === 'JSONataInJSONPath' ? 'JSONPath' : mode;
    const byType = (of: Mode): JsonObject => ({
      allOf: Object.keys(STATES).map((type) => ifField('Type', type, { yes: this.#state(type as StateType, of) })),
    });
    return this.#reference(`State.${machine}`, () => ({
      type: 'object',
      required: ['Type'],
      properties: {
        Type: {
          ...described(STATES.Task.fields.Type.doc),
          enum: Object.keys(STATES),
          markdownEnumDescriptions: Object.values(STATES).map(({ doc }) => doc),
        },
      },
      ...(machine === 'JSONata'
        ? byType('JSONata')
        : ifField('QueryLanguage', 'JSONata', { yes: byType('JSONataInJSONPath'), no: byType('JSONPath') })),
    }));
  }

  #state(type: StateType, mode: Mode): JsonObject {
    return this.#reference(`${type}.${mode}`, () => {
      const { properties, ...rest } = this.#fields(STATES[type], mode, []);
      const languages = mode === 'JSONata' ? ['JSONata'] : ['JSONPath', 'JSONata'];
      return {
        ...rest,
        properties: {
          ...(properties as JsonObject),
          Type: { ...described(STATES[type].doc), const: type },
          QueryLanguage: { ...described(STATES[type].fields.QueryLanguage.doc), enum: languages },
        },
      };
    });
  }

  /** `dynamic`: fields that a JSONPath state may also take from a path, as `NAME.$`. */
  #fields(spec: ObjectSpec, mode: Mode, dynamic: readonly string[]): JsonObject {
    const language = languageOf(mode);
    const fields = Object.entries(spec.fields).filter(([, field]) => field.in === undefined || field.in === language);
    const names = new Set(fields.map(([name]) => name));
    const twins = language === 'JSONPath' ? dynamic : [];
    const properties = fields.map(([name, field]): [string, JsonObject] => [name, this.#field(field, mode)]);
    const dynamicProperties = twins.map((name): [string, JsonObject] => [
      `${name}.$`,
      { ...described('A path or an intrinsic function that gives the value.'), type: 'string' },
    ]);
    const present = (group: readonly string[]) => group.filter((name) => names.has(name));
    const exactlyOne = (spec.exactlyOne ?? []).map(present);
    const atLeastOne = [...exactlyOne, ...(spec.atLeastOne ?? []).map(present), ...twins.map((n) => [n, `${n}.$`])];
    const exclusive = [...exactlyOne, ...(spec.atMostOne ?? []).map(present)].flatMap(pairs);
    const conditions: JsonObject[] = [
      ...atLeastOne.map((group) => ({ anyOf: group.map((name) => ({ required: [name] })) })),
      ...exclusive.map((pair) => ({
        not: { type: 'object', required: pair },
        errorMessage: `There should only be one of the following fields: [${pair.join(', ')}]`,
      })),
    ];
    const required = fields.filter(([name, field]) => field.required && !twins.includes(name)).map(([name]) => name);
    return {
      ...described(spec.doc),
      type: 'object',
      ...(required.length > 0 && { required }),
      properties: Object.fromEntries([...properties, ...dynamicProperties]),
      additionalProperties: false,
      ...(conditions.length > 0 && { allOf: conditions }),
    };
  }

  #field(field: FieldSpec, mode: Mode): JsonObject {
    const doc = field.distributed ? `${field.doc} Only for a Map whose mode is \`DISTRIBUTED\`.` : field.doc;
    const deprecated = field.deprecated && { deprecationMessage: `Deprecated: use ${field.deprecated} instead.` };
    const value = this.#value(field.value, mode);
    // Draft-07 ignores whatever stands beside `$ref`.
    const schema = '$ref' in value ? { allOf: [value] } : value;
    return { ...described(doc), ...deprecated, ...schema };
  }

  #value(value: FieldValue, mode: Mode): JsonObject {
    const isJsonata = languageOf(mode) === 'JSONata';
    switch (value.kind) {
      case 'any':
      case 'items':
        return {};
      case 'template':
        return value.objectOnly && !isJsonata ? { type: 'object' } : {};
      case 'assign':
        return { type: 'object' };
      case 'true':
        return orText({ type: 'boolean', enum: [true] }, false, 'true');
      case 'boolean':
        return orText({ type: 'boolean' }, false, 'true or false');
      case 'condition':
        return orText({ type: 'boolean' }, true, 'true, false or an expression {% … %}');
      case 'integer':
      case 'number': {
        const { minimum, maximum, accepted = minimum } = value;
        const expression = isJsonata && value.expression === true;
        const limits = {
          ...(accepted !== undefined && { minimum: accepted }),
          ...(maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER && { maximum }),
        };
        const expected = value.kind === 'integer' ? 'an integer' : 'a number';
        return orText({ type: value.kind, ...limits }, expression, expression ? `${expected} or {% … %}` : expected);
      }
      case 'timestamp':
        return {
          type: 'string',
          pattern: TIMESTAMP,
          patternErrorMessage: 'Expected a timestamp: 2030-08-18T17:33:00Z',
        };
      case 'label':
        return { type: 'string', maxLength: 40 };
      case 'string':
      case 'resource':
        return { type: 'string' };
      case 'pointer':
        return { type: 'string', pattern: '^(/|$|\\{%|\\$\\{)', patternErrorMessage: 'Expected a JSON Pointer: /a/b' };
      case 'stateName':
        return { type: 'string', minLength: 1 };
      case 'path':
        return {
          type: value.nullable ? ['string', 'null'] : 'string',
          pattern: '^\\$',
          patternErrorMessage: 'Expected a path, which begins with $',
        };
      case 'stringPath':
        return {
          type: 'string',
          pattern: '^(\\$|States\\.)',
          patternErrorMessage: 'Expected a path, which begins with $, or an intrinsic function',
        };
      case 'strings':
        return { type: 'array', items: { type: 'string' } };
      case 'errorNames':
        return {
          type: 'array',
          minItems: 1,
          items: {
            anyOf: [{ enum: Object.keys(ERRORS), markdownEnumDescriptions: Object.values(ERRORS) }, { type: 'string' }],
          },
        };
      case 'enum':
        return { type: 'string', enum: value.values };
      case 'states':
        return {
          type: 'object',
          minProperties: 1,
          propertyNames: { maxLength: 80 },
          additionalProperties: this.#anyState(mode),
        };
      case 'object':
        return this.object(value.of, mode);
      case 'array':
        return { type: 'array', ...(value.notEmpty && { minItems: 1 }), items: this.object(value.of, mode) };
      default:
        return assertNever(value);
    }
  }

  #reference(name: string, make: () => JsonObject): JsonObject {
    if (!this.#definitions.has(name)) {
      // The place is taken first: definitions lead back to themselves.
      this.#definitions.set(name, {});
      this.#definitions.set(name, make());
    }
    return { $ref: `#/definitions/${name}` };
  }
}

const PLACEHOLDER = '\\$\\{[^}]*\\}';
const EXPRESSION = '^\\{%[\\s\\S]*%\\}$';
const TIMESTAMP = `^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)$|${EXPRESSION}|${PLACEHOLDER}`;

/** A value that is no string, or a text that stands for one: a `${…}` for the deployment, a `{% … %}`. */
function orText(schema: JsonObject & { readonly type: string }, expression: boolean, expected: string): JsonObject {
  const { type, enum: values, ...rest } = schema;
  const pattern = expression ? `${EXPRESSION}|${PLACEHOLDER}` : PLACEHOLDER;
  if (values)
    return { anyOf: [{ enum: values }, { type: 'string', pattern, patternErrorMessage: `Expected ${expected}` }] };
  return { ...rest, type: [type, 'string'], pattern, patternErrorMessage: `Expected ${expected}` };
}

function ifField(
  name: string,
  value: string,
  schemas: { readonly yes: JsonObject; readonly no?: JsonObject },
): JsonObject {
  return {
    if: { properties: { [name]: { const: value } }, required: [name] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON schema.
    then: schemas.yes,
    ...(schemas.no && { else: schemas.no }),
  };
}

function pairs(group: readonly string[]): [string, string][] {
  return group.flatMap((a, i) => group.slice(i + 1).map((b): [string, string] => [a, b]));
}

function described(doc: string): { readonly [key: string]: Json } {
  const description = doc.replaceAll('`', '');
  return { description, ...(description !== doc && { markdownDescription: doc }) };
}
