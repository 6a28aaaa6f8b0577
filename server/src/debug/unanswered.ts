import type { TaskRequest } from '../interpreter/run.ts';
import type { Launched } from './launch.ts';
import { preview } from './values.ts';

/** What to do about a task that nobody answers: which file to edit, and what to write there. */
export function describeUnanswered(request: TaskRequest, { scenarioFile, scenario }: Launched): string {
  const { state, invocation, resource, parameters } = request;
  const which = invocation === 0 ? '' : ` for invocation ${invocation + 1}`;
  const answer = invocation === 0 ? '{ "return": { } }' : `[ …, { "return": { } } ]`;
  const where =
    scenario === undefined
      ? `Create a scenario in ${scenarioFile}:`
      : `Add one to the scenario "${scenario}" in ${scenarioFile}:`;
  const answers = `"answers": { ${JSON.stringify(state)}: ${answer} }`;
  const whole = scenario === undefined ? `{ "scenarios": { "Default": { ${answers} } } }` : answers;
  return [
    `The Task state "${state}" has no answer${which}. ${where}`,
    `  ${whole}`,
    `Save the file, then continue. The task calls ${resource || 'nothing'} with ${preview(parameters)}`,
  ].join('\n');
}
