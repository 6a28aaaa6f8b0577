import { fieldOf, isDistributed, processorOf, type State, type StateMachine, statesIn } from '../model/machine.ts';
import { findProperty, findValue, hasPlaceholder, isFilledIn, type Node, type ObjectNode } from '../syntax/node.ts';
import { type Problem, schemaFailure } from './problem.ts';

/** Rules of Map states that tie several fields together: the processor's mode, reader options, labels. */
export function* mapProblems(definition: StateMachine): Generator<Problem> {
  const labels = new Map<string, Node>();
  for (const state of statesIn(definition)) {
    if (state.type !== 'Map') continue;
    yield* processorMode(state);
    yield* reader(state);
    yield* writer(state);
    yield* itemsSource(state);
    yield* label(state, labels);
  }
}

function* processorMode(state: State): Generator<Problem> {
  const processor = processorOf(state);
  const config = findProperty(processor?.value, 'ProcessorConfig');
  const type = findProperty(config?.value, 'ExecutionType');
  const pointer = `${state.pointer}/${processor?.key.value}/ProcessorConfig`;
  if (type && textOf(config?.value, 'Mode') === 'INLINE') {
    const message = 'ExecutionType is for the Mode DISTRIBUTED; this one is INLINE';
    const { start, end } = type.key;
    const aws = schemaFailure("Field 'ExecutionType' is not supported", pointer);
    yield { code: 'distributed-only', message, start, end, aws };
  }
  if (!isDistributed(state) || !config?.value || type) return;
  const message = 'A Map with the Mode DISTRIBUTED needs an ExecutionType: STANDARD or EXPRESS';
  yield {
    code: 'missing-field',
    message,
    start: config.key.start,
    end: config.key.end,
    aws: schemaFailure('These fields are required: [ExecutionType]', pointer),
  };
}

function* reader(state: State): Generator<Problem> {
  const node = fieldOf(state, 'ItemReader');
  if (node?.kind !== 'object') return;
  const resource = textOf(node, 'Resource');
  const isList = resource?.endsWith(':s3:listObjectsV2') ?? false;
  if (
    resource !== undefined &&
    !hasPlaceholder(resource) &&
    !/:states:[^:]*:[^:]*:s3:(getObject|listObjectsV2)$/.test(resource)
  ) {
    const message =
      'An ItemReader reads from Amazon S3: its Resource is arn:aws:states:::s3:getObject or arn:aws:states:::s3:listObjectsV2';
    yield {
      code: 'invalid-resource',
      message,
      ...spanOf(node, 'Resource'),
      aws: schemaFailure(
        "The field 'Resource' does not match any of the allowed values",
        `${state.pointer}/ItemReader/Resource`,
      ),
    };
  }
  yield* callParameters(node, resource?.endsWith(':s3:getObject') ? ['Bucket', 'Key'] : ['Bucket'], resource);
  const config = findValue(node, 'ReaderConfig');
  if (config?.kind === 'object') yield* readerConfig(config, isList, `${state.pointer}/ItemReader/ReaderConfig`);
}

/** The call to S3 says which bucket, and which object. Where the parameters are an expression, nothing is known about them. */
function* callParameters(node: ObjectNode, names: readonly string[], resource: string | undefined): Generator<Problem> {
  const parameters = findProperty(node, 'Parameters') ?? findProperty(node, 'Arguments');
  if (resource === undefined) return;
  if (parameters && (parameters.value?.kind !== 'object' || isFilledIn(parameters.value))) return;
  const given = parameters?.value?.kind === 'object' ? parameters.value.properties.map(({ key }) => key.value) : [];
  const missing = names.filter((name) => !given.includes(name) && !given.includes(`${name}.$`));
  if (missing.length === 0) return;
  const { start, end } = parameters?.key ?? spanOf(node, 'Resource');
  const message = `The call to Amazon S3 needs ${missing.join(' and ')} in its parameters`;
  yield { code: 'missing-field', message, start, end };
}

function* itemsSource(state: State): Generator<Problem> {
  const other = findProperty(state.node, 'ItemsPath') ?? findProperty(state.node, 'Items');
  if (!other || !fieldOf(state, 'ItemReader')) return;
  const message = `The items come from the ItemReader; ${other.key.value} beside it says something else`;
  yield { code: 'items-source', message, start: other.key.start, end: other.key.end };
}

const CSV_OPTIONS = ['CSVHeaderLocation', 'CSVHeaders', 'CSVDelimiter'] as const;

function* readerConfig(config: ObjectNode, isList: boolean, place: string): Generator<Problem> {
  const inputType = textOf(config, 'InputType');
  if (inputType !== undefined && hasPlaceholder(inputType)) return;
  const wrong = (name: string, message: string, said?: string): Problem => ({
    code: 'reader-config',
    message,
    ...spanOf(config, name),
    ...(said !== undefined && { aws: schemaFailure(said, place) }),
  });
  if (inputType === 'CSV' && !findProperty(config, 'CSVHeaderLocation') && !findProperty(config, 'ManifestType')) {
    const message = 'CSV needs CSVHeaderLocation: FIRST_ROW, or GIVEN together with CSVHeaders';
    yield wrong('InputType', message, "The field 'CSVHeaderLocation' is required");
  }
  if (inputType !== undefined && inputType !== 'CSV' && inputType !== 'MANIFEST') {
    for (const name of CSV_OPTIONS)
      if (findProperty(config, name)) {
        yield wrong(name, `${name} is for the InputType CSV`, `Field '${name}' is not supported`);
      }
  }
  if (inputType !== undefined && inputType !== 'JSON' && findProperty(config, 'ItemsPointer')) {
    yield wrong('ItemsPointer', 'ItemsPointer is for the InputType JSON');
  }
  if (isList && inputType !== undefined && !findProperty(config, 'Transformation')) {
    yield wrong('InputType', 'With s3:listObjectsV2, InputType goes together with Transformation');
  }
  if (textOf(config, 'Transformation') === 'LOAD_AND_FLATTEN' && !findProperty(config, 'InputType')) {
    yield wrong('Transformation', 'LOAD_AND_FLATTEN needs the InputType of the listed files');
  }
  const location = textOf(config, 'CSVHeaderLocation');
  const headers = findValue(config, 'CSVHeaders');
  if (location === 'GIVEN' && !headers) {
    const said = 'These fields are required: [CSVHeaders]';
    yield wrong('CSVHeaderLocation', 'CSVHeaderLocation GIVEN needs CSVHeaders', said);
  }
  if (location === 'FIRST_ROW' && headers)
    yield wrong('CSVHeaders', 'CSVHeaders goes with CSVHeaderLocation GIVEN only');
  if (headers?.kind === 'array') {
    const names = headers.items.flatMap((item) => (item.kind === 'string' ? [item] : []));
    const repeated = names.find((item, i) => names.findIndex(({ value }) => value === item.value) < i);
    if (repeated) {
      const message = `CSV headers cannot contain duplicates: "${repeated.value}"`;
      yield { code: 'reader-config', message, start: repeated.start, end: repeated.end };
    }
  }
  const pointer = textOf(config, 'ItemsPointer');
  if (pointer !== undefined && pointer !== '' && !pointer.startsWith('/') && !hasPlaceholder(pointer)) {
    yield wrong('ItemsPointer', 'A JSON Pointer begins with "/"');
  }
}

function* writer(state: State): Generator<Problem> {
  const node = fieldOf(state, 'ResultWriter');
  const resource = textOf(node, 'Resource');
  if (node?.kind !== 'object' || resource === undefined) return;
  if (!hasPlaceholder(resource) && !/:states:[^:]*:[^:]*:s3:putObject$/.test(resource)) {
    const message = 'A ResultWriter writes to Amazon S3: its Resource is arn:aws:states:::s3:putObject';
    yield {
      code: 'invalid-resource',
      message,
      ...spanOf(node, 'Resource'),
      aws: schemaFailure('Value is not a valid resource ARN', `${state.pointer}/ResultWriter/Resource`),
    };
  }
  yield* callParameters(node, ['Bucket'], resource);
}

const MAX_LABEL_LENGTH = 40;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const NOT_IN_LABEL = /[\s?*<>{}[\]:;,\\|^~$#%&`"\u0000-\u001f\u007f-\u009f]/;

function* label(state: State, labels: Map<string, Node>): Generator<Problem> {
  const node = fieldOf(state, 'Label');
  if (node?.kind !== 'string' || hasPlaceholder(node.value)) return;
  const { value, start, end } = node;
  const fault =
    value === ''
      ? 'Label cannot be empty'
      : [...value].length > MAX_LABEL_LENGTH
        ? `A Label has at most ${MAX_LABEL_LENGTH} characters; this one has ${[...value].length}`
        : NOT_IN_LABEL.test(value)
          ? 'A Label has no white space, no control characters and none of ? * < > { } [ ] : ; , \\ | ^ ~ $ # % & ` "'
          : undefined;
  const location = `${state.pointer}/Label`;
  const other = labels.get(value);
  if (fault) {
    yield { code: 'label', message: fault, start, end, aws: { code: 'INVALID_LABEL_NAME', message: fault, location } };
  } else if (other) {
    const message = `There is another Map with the Label "${value}"`;
    const related = [{ message: 'The other Label', start: other.start, end: other.end }];
    const said = `Duplicate Label name: ${value}`;
    yield {
      code: 'label',
      message,
      start,
      end,
      related,
      aws: { code: 'DUPLICATE_LABEL_NAME', message: said, location },
    };
  }
  labels.set(value, node);
}

function textOf(node: Node | undefined, name: string): string | undefined {
  const value = findValue(node, name);
  return value?.kind === 'string' ? value.value : undefined;
}

/** The value of a field, or its key while it has none. */
function spanOf(node: ObjectNode, name: string): { start: number; end: number } {
  const property = findProperty(node, name);
  const { start, end } = property?.value ?? property?.key ?? node;
  return { start, end };
}
