import type { TaskRequest } from './run.ts';

export type Resource = Pick<TaskRequest, 'family' | 'service' | 'action' | 'pattern'> & {
  /** What the events of a service integration say: `lambda` and `invoke.waitForTaskToken`. */
  readonly resourceType: string;
  readonly eventResource: string;
};

/** Which kind of task a resource ARN stands for. Placeholders of deployment templates make it no less readable. */
export function parseResource(arn: string): Resource {
  const parts = arn.split(':');
  const service = parts[2] ?? '';
  if (service === 'lambda' || /^\$\{/.test(arn)) return plain('lambda', 'lambda', 'invoke');
  if (service === 'states' && parts[5] === 'activity') return plain('activity', 'activity', parts[6] ?? '');
  const rest = parts.slice(5);
  const sync2 = rest.at(-1) === '2' && rest.at(-2)?.endsWith('.sync');
  if (sync2) rest.splice(-2, 2, `${rest.at(-2)}:2`);
  const sdk = rest[0] === 'aws-sdk';
  const resourceType = (sdk ? rest.slice(0, 2) : rest.slice(0, 1)).join(':');
  const eventResource = rest.slice(sdk ? 2 : 1).join(':');
  const pattern = /\.sync:2$|\.sync$|\.waitForTaskToken$/.exec(eventResource)?.[0] ?? '';
  return {
    family: 'service',
    service: resourceType,
    action: pattern === '' ? eventResource : eventResource.slice(0, -pattern.length),
    pattern: pattern as Resource['pattern'],
    resourceType,
    eventResource,
  };
}

function plain(family: 'lambda' | 'activity', service: string, action: string): Resource {
  return { family, service, action, pattern: '', resourceType: service, eventResource: action };
}
