import { isDistributed, type State, type StateMachine, statesIn } from '../model/machine.ts';
import { assignmentsOf, findVariable } from '../model/variables.ts';
import { hasPlaceholder } from '../syntax/node.ts';
import { type AwsDiagnostic, awsLocation, type Problem } from './problem.ts';

const NAME = /^\p{ID_Start}\p{ID_Continue}*$/u;
const MAX_NAME_LENGTH = 80;

/** Workflow variables: their names, and what a nested machine may assign. */
export function* variableProblems(definition: StateMachine): Generator<Problem> {
  for (const state of statesIn(definition)) {
    for (const { name, property, pointer } of assignmentsOf(state)) {
      const { start, end } = property.key;
      const fault = faultOf(name);
      if (fault) {
        const aws = { ...answerOf(name), location: awsLocation(pointer) };
        yield { code: 'variable-name', message: fault, start, end, aws };
      } else if (isAssignedOutside(state, name)) {
        const message = `The variable "${name}" belongs to the machine around this one, which cannot be assigned from here; use the output to hand data out`;
        yield { code: 'variable-scope', message, start, end };
      }
    }
  }
}

/** Whether a name can be assigned at all. */
export function isVariableName(name: string): boolean {
  return faultOf(name) === undefined && !hasPlaceholder(name);
}

/** Why a name cannot be that of a variable. */
export function faultOf(name: string): string | undefined {
  if (hasPlaceholder(name)) return undefined;
  if (name === 'states') return 'The variable name "states" is reserved';
  if ([...name].length > MAX_NAME_LENGTH) return `A variable name has at most ${MAX_NAME_LENGTH} characters`;
  if (!NAME.test(name))
    return `"${name}" is not a variable name: it begins with a letter and goes on with letters, digits and underscores`;
  return undefined;
}

function answerOf(name: string): AwsDiagnostic {
  if (name === 'states')
    return { code: 'RESERVED_VARIABLE_NAME', message: "Cannot assign to reserved variable '$states'." };
  const why = NAME.test(name) ? 'the variable name is too long' : 'the variable name contains invalid characters';
  return { code: 'INVALID_VARIABLE_NAME', message: `Invalid variable name '${name}': ${why}.` };
}

/** Whether a machine around that of `state` assigns the variable. Child executions of a distributed Map are workflows of their own. */
function isAssignedOutside({ machine: { parent } }: State, name: string): boolean {
  return parent !== undefined && !isDistributed(parent) && findVariable(parent, name) !== undefined;
}
