import { findValue, type Node } from '../syntax/node.ts';
import { parseYamlTree } from '../syntax/yaml.ts';

/** How SAM and CloudFormation templates are usually named. */
export const TEMPLATE_NAMES = ['template.yaml', 'template.yml', 'template.json'] as const;

/** By resource type: the property that names the file, and the one that gives the workflow type. */
const STATE_MACHINES: { readonly [type: string]: { readonly file: string; readonly type: string } } = {
  'AWS::Serverless::StateMachine': { file: 'DefinitionUri', type: 'Type' },
  'AWS::StepFunctions::StateMachine': { file: 'DefinitionS3Location', type: 'StateMachineType' },
};

/**
 * The workflow type that a SAM or CloudFormation template gives to the definition in `file`, a path as seen from the
 * template; undefined where the template does not refer to it, or says what only the deployment knows.
 */
export function workflowTypeIn(template: string, file: string): 'STANDARD' | 'EXPRESS' | undefined {
  // JSON is YAML, and this reader knows the tags of CloudFormation.
  const resources = findValue(parseYamlTree(template).root, 'Resources');
  if (resources?.kind !== 'object') return undefined;
  for (const { value: resource } of resources.properties) {
    const kind = textOf(findValue(resource, 'Type')) ?? '';
    const names = Object.hasOwn(STATE_MACHINES, kind) ? STATE_MACHINES[kind] : undefined;
    const properties = findValue(resource, 'Properties');
    if (!names || normal(textOf(findValue(properties, names.file))) !== normal(file)) continue;
    const type = findValue(properties, names.type);
    if (!type) return 'STANDARD';
    const text = textOf(type);
    return text === 'EXPRESS' || text === 'STANDARD' ? text : undefined;
  }
  return undefined;
}

function textOf(node: Node | undefined): string | undefined {
  return node?.kind === 'string' ? node.value : undefined;
}

function normal(path: string | undefined): string | undefined {
  return path?.replaceAll('\\', '/').replace(/^(\.\/)+/, '');
}
