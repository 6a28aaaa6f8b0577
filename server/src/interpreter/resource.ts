import { remembering } from '../base/remembering.ts';
import { parseResource } from '../syntax/resource.ts';
import type { TaskRequest } from './run.ts';

export type Called = Pick<TaskRequest, 'family' | 'service' | 'action' | 'pattern'> & {
  /** What the events of a service integration say: `lambda` and `invoke.waitForTaskToken`. */
  readonly resourceType: string;
  readonly eventResource: string;
};

/** What a Task calls. A resource that is known only after deployment is taken for a function. */
export const calledBy = remembering(500, readResource);

function readResource(resourceText: string): Called {
  const resource = parseResource(resourceText);
  switch (resource.kind) {
    case 'lambda':
    case 'placeholder':
      return { ...NO_PATTERN, family: 'lambda', service: 'lambda', action: 'invoke', eventResource: 'invoke' };
    case 'activity': {
      const { text } = resource.name;
      return { ...NO_PATTERN, family: 'activity', service: 'activity', action: text, eventResource: text };
    }
    case 'integration':
    case 'sdk': {
      const service = resource.kind === 'sdk' ? `aws-sdk:${resource.service.text}` : resource.service.text;
      const action = resource.action?.text ?? '';
      const pattern = resource.pattern?.text ?? '';
      return {
        family: 'service',
        service,
        action,
        pattern: isPattern(pattern) ? pattern : '',
        resourceType: service,
        eventResource: action + pattern,
      };
    }
    case 'unknown':
      return { ...NO_PATTERN, family: 'service', service: '', action: '', eventResource: resourceText };
  }
}

const NO_PATTERN = { pattern: '', resourceType: '' } as const;

function isPattern(text: string): text is TaskRequest['pattern'] {
  return text === '.sync' || text === '.sync:2' || text === '.waitForTaskToken';
}
