/** The objects of a definition other than states; `OBJECTS` describes each. */
export type ObjectName =
  | 'StateMachine'
  | 'Branch'
  | 'ItemProcessor'
  | 'ProcessorConfig'
  | 'Retrier'
  | 'Catcher'
  | 'ChoiceRule'
  | 'NestedRule'
  | 'Credentials'
  | 'ItemReader'
  | 'ReaderConfig'
  | 'ItemBatcher'
  | 'ResultWriter'
  | 'WriterConfig';

/** The objects that hold `StartAt` and `States`. */
export type MachineName = 'StateMachine' | 'Branch' | 'ItemProcessor';

export type QueryLanguage = 'JSONPath' | 'JSONata';

/** Where a path may begin. `input`: at `$` only. `data`: at `$` or a variable. Absent: at the context object too. */
export type PathOrigin = 'input' | 'data';

/**
 * What a field may hold. `expression: true` means that a JSONata state may also give a `{% … %}` string.
 * `reference` paths lead to at most one place; `nullable` paths may be `null`.
 */
export type FieldValue =
  | { readonly kind: 'any' | 'boolean' | 'true' | 'errorNames' | 'resource' | 'items' | 'condition' | 'strings' }
  | { readonly kind: 'string' | 'timestamp' | 'pointer' | 'label'; readonly expression?: true }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  | {
      readonly kind: 'integer' | 'number';
      readonly minimum?: number;
      /** The least that AWS takes, where it takes less than the language says. */
      readonly accepted?: number;
      readonly maximum?: number;
      readonly expression?: true;
    }
  /** The name of a state of the same `States` object. */
  | { readonly kind: 'stateName' }
  | { readonly kind: 'path'; readonly nullable?: true; readonly reference?: true; readonly within?: PathOrigin }
  /** A path, or an intrinsic call that returns a string. */
  | { readonly kind: 'stringPath' }
  /** A payload template in JSONPath states; any JSON with expressions in JSONata states. `objectOnly`: nothing but an object. */
  | { readonly kind: 'template'; readonly objectOnly?: true }
  /** Variable name -> value. */
  | { readonly kind: 'assign' }
  | { readonly kind: 'states' }
  | { readonly kind: 'object'; readonly of: ObjectName }
  | { readonly kind: 'array'; readonly of: ObjectName; readonly notEmpty?: true };

export interface FieldSpec {
  readonly value: FieldValue;
  readonly doc: string;
  readonly required?: true;
  /** The only query language that has this field; absent: both. */
  readonly in?: QueryLanguage;
  /** Only for a Map whose mode is `DISTRIBUTED`. */
  readonly distributed?: true;
  /** What to use instead. */
  readonly deprecated?: string;
}

export type Fields = { readonly [name: string]: FieldSpec };

export interface ObjectSpec {
  readonly doc: string;
  readonly fields: Fields;
  /** Of each group exactly one field has to be there. */
  readonly exactlyOne?: readonly (readonly string[])[];
  /** Of each group at most one field may be there. */
  readonly atMostOne?: readonly (readonly string[])[];
  /** Of each group at least one field has to be there. */
  readonly atLeastOne?: readonly (readonly string[])[];
}

export const MAX_SECONDS = 99_999_999;

export const any = { kind: 'any' } as const;
export const text = { kind: 'string' } as const;
export const textOrExpression = { kind: 'string', expression: true } as const;
export const boolean = { kind: 'boolean' } as const;
export const stateName = { kind: 'stateName' } as const;
export const template = { kind: 'template' } as const;
export const templateObject = { kind: 'template', objectOnly: true } as const;
export const path = { kind: 'path', nullable: true } as const;
export const referencePath = { kind: 'path', reference: true } as const;

export function integer(minimum: number, maximum: number = Number.MAX_SAFE_INTEGER) {
  return { kind: 'integer', minimum, maximum } as const;
}

export function integerOrExpression(minimum: number, maximum: number = Number.MAX_SAFE_INTEGER) {
  return { kind: 'integer', minimum, maximum, expression: true } as const;
}

export function oneOf(...values: readonly string[]) {
  return { kind: 'enum', values } as const;
}
