import { remembering } from '../base/remembering.ts';

/** A stretch of the resource text: `[start, end)` are offsets in it. */
export interface ResourcePart {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** What the `Resource` of a Task stands for, as far as it has been typed. Whether AWS knows the service is not asked here. */
export type Resource =
  /** `arn:aws:lambda:REGION:ACCOUNT:function:NAME[:VERSION]` */
  | { readonly kind: 'lambda'; readonly name: ResourcePart }
  /** `arn:aws:states:REGION:ACCOUNT:activity:NAME` */
  | { readonly kind: 'activity'; readonly name: ResourcePart }
  /** `arn:aws:states:::SERVICE:ACTION[PATTERN]` */
  | ({ readonly kind: 'integration' } & Call)
  /** `arn:aws:states:::aws-sdk:SERVICE:ACTION[PATTERN]` */
  | ({ readonly kind: 'sdk' } & Call)
  /** `${FunctionArn}`: not known before deployment. */
  | { readonly kind: 'placeholder'; readonly name: ResourcePart }
  /** Not an ARN that a Task can call. */
  | { readonly kind: 'unknown' };

interface Call {
  readonly service: ResourcePart;
  /** Absent before its colon has been typed. */
  readonly action: ResourcePart | undefined;
  /** With its dot: `.sync`, `.sync:2`, `.waitForTaskToken`, or what is being typed there. */
  readonly pattern: ResourcePart | undefined;
}

/** Reads the `Resource` of a Task, ItemReader or ResultWriter. `${…}` in any part stands for a part. Several rules ask for the same one. */
export const parseResource: (text: string) => Resource = remembering(500, readResource);

function readResource(text: string): Resource {
  const parts = partsOf(text);
  const [scheme, , service, region, , type, name] = parts;
  if (scheme?.text !== 'arn') {
    return scheme && PLACEHOLDER.test(scheme.text) ? { kind: 'placeholder', name: scheme } : { kind: 'unknown' };
  }
  if (service?.text === 'lambda') {
    return type?.text === 'function' && name ? { kind: 'lambda', name } : { kind: 'unknown' };
  }
  if (service?.text !== 'states' || !type) return { kind: 'unknown' };
  if (type.text === 'activity' && region?.text !== '') return name ? { kind: 'activity', name } : { kind: 'unknown' };
  return type.text === 'aws-sdk' && name
    ? { kind: 'sdk', service: name, ...actionOf(text, parts[7]) }
    : { kind: 'integration', service: type, ...actionOf(text, name) };
}

const PLACEHOLDER = /^\$\{[^}]*\}$/;

/** The text between colons, but for the colons inside `${AWS::Region}`. */
function partsOf(text: string): ResourcePart[] {
  return [...text.matchAll(/(?<=^|:)(?:\$\{[^}]*\}|[^:])*/g)].map((match) => partAt(match[0], match.index));
}

/** The action, and the pattern after it, which goes to the end of the text: `.sync:2` has a colon. */
function actionOf(text: string, part: ResourcePart | undefined): Pick<Call, 'action' | 'pattern'> {
  if (!part) return { action: undefined, pattern: undefined };
  const dot = part.text.replace(/\$\{[^}]*\}/g, (placeholder) => '_'.repeat(placeholder.length)).indexOf('.');
  if (dot < 0) return { action: part, pattern: undefined };
  return {
    action: partAt(part.text.slice(0, dot), part.start),
    pattern: partAt(text.slice(part.start + dot), part.start + dot),
  };
}

function partAt(text: string, start: number): ResourcePart {
  return { text, start, end: start + text.length };
}
