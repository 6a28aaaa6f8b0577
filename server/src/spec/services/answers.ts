import { lookup } from '../../base/lookup.ts';
import { sdkSpelling } from './catalog.ts';
import { OPTIMISED } from './optimised.ts';
import { RESPONSE_LINES } from './responses.ts';

/** What a service answers with, as far as it is checked. */
export type Answer =
  | { readonly kind: 'any' | 'boolean' }
  | { readonly kind: 'string'; readonly length?: Limits; readonly oneOf?: readonly string[] }
  | { readonly kind: 'number'; readonly limits?: Limits }
  | { readonly kind: 'array'; readonly of: () => Answer }
  | { readonly kind: 'map'; readonly of: () => Answer }
  | { readonly kind: 'object'; readonly members: () => ReadonlyMap<string, Member> };

/** The least and the most, where there is a limit. */
export type Limits = readonly [least: number | null, most: number | null];

export interface Member {
  readonly required: boolean;
  readonly answer: Answer;
}

/**
 * The answer of an action, with members as Step Functions spells them; undefined where it is not known. `service` and `pattern` as
 * in a resource: `aws-sdk:kms`, `.sync`.
 */
export function answerOf(service: string, action: string, pattern: string): Answer | undefined {
  // What comes back with a task token is whatever its sender likes.
  if (pattern === '.waitForTaskToken') return undefined;
  if (service.startsWith('aws-sdk:')) return answerOfApi(service.slice('aws-sdk:'.length), action, sdkSpelling);
  const special = lookup(SPECIAL, `${service}:${action}${pattern}`);
  const api = special?.api ?? lookup(OPTIMISED, `${service}:${action}`)?.api;
  if (api === undefined || (pattern !== '' && !special)) return undefined;
  const [apiService = '', apiAction = ''] = api.split(':');
  // Where the names differ, so do the answers.
  if (!special && apiAction !== action) return undefined;
  const answer = answerOfApi(apiService, apiAction, (name) => name);
  return answer && withAny(answer, special?.any ?? []);
}

/** Answers of optimised integrations that are not those of the API: members that are parsed, and what a finished job gives. */
const SPECIAL: { readonly [action: string]: { readonly api: string; readonly any: readonly string[] } } = {
  'lambda:invoke': { api: 'lambda:invoke', any: ['Payload'] },
  'bedrock:invokeModel': { api: 'bedrockruntime:invokeModel', any: ['Body'] },
  'states:startExecution.sync': { api: 'sfn:describeExecution', any: [] },
  'states:startExecution.sync:2': { api: 'sfn:describeExecution', any: ['Input', 'Output'] },
};

function withAny(answer: Answer, names: readonly string[]): Answer {
  if (answer.kind !== 'object' || names.length === 0) return answer;
  const members = new Map(answer.members());
  for (const name of names) {
    const member = members.get(name);
    if (member) members.set(name, { ...member, answer: ANY });
  }
  return { kind: 'object', members: () => members };
}

const ANY: Answer = { kind: 'any' };

/** A shape as the generated table writes it. */
type Shape =
  | string
  | { readonly o: { readonly [member: string]: Shape } }
  | { readonly l: Shape }
  | { readonly m: Shape }
  | { readonly e: readonly string[] }
  | { readonly S: Limits }
  | { readonly X: Limits }
  | { readonly N: Limits };

interface Model {
  readonly a: { readonly [action: string]: Shape };
  readonly s: { readonly [name: string]: Shape };
}

const models = new Map<string, Model | undefined>();

function modelOf(service: string): Model | undefined {
  if (!models.has(service)) {
    const line = RESPONSE_LINES.split('\n').find((candidate) => candidate.startsWith(`${service}|`));
    models.set(service, line === undefined ? undefined : (JSON.parse(line.slice(service.length + 1)) as Model));
  }
  return models.get(service);
}

function answerOfApi(service: string, action: string, spelling: (name: string) => string): Answer | undefined {
  const model = modelOf(service);
  const shape = model && lookup(model.a, action);
  return shape === undefined ? undefined : answerFrom(shape, model?.s ?? {}, spelling);
}

function answerFrom(shape: Shape, shared: Model['s'], spelling: (name: string) => string): Answer {
  const read = (inner: Shape) => answerFrom(inner, shared, spelling);
  if (typeof shape === 'string') {
    const named = shape.startsWith('@') ? lookup(shared, shape.slice(1)) : undefined;
    return named === undefined ? (lookup(PLAIN, shape) ?? ANY) : read(named);
  }
  if ('o' in shape) {
    return {
      kind: 'object',
      members: () =>
        new Map(
          Object.entries(shape.o).map(([written, inner]) => {
            const required = written.endsWith('!');
            return [spelling(required ? written.slice(0, -1) : written), { required, answer: read(inner) }];
          }),
        ),
    };
  }
  if ('l' in shape) return { kind: 'array', of: () => read(shape.l) };
  if ('m' in shape) return { kind: 'map', of: () => read(shape.m) };
  if ('e' in shape) return { kind: 'string', oneOf: shape.e };
  if ('N' in shape) return { kind: 'number', limits: shape.N };
  if ('S' in shape) return { kind: 'string', length: shape.S };
  // How long bytes are as a text depends on how they are written.
  return { kind: 'string', length: [shape.X[0], null] };
}

/** Times come as a text or as a number, so they are not checked. */
const PLAIN: { readonly [letter: string]: Answer } = {
  S: { kind: 'string' },
  X: { kind: 'string' },
  N: { kind: 'number' },
  B: { kind: 'boolean' },
};
