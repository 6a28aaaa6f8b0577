import { expect, test } from 'vitest';
import { workflowTypeIn } from '../../server/src/model/template.ts';

function sam(properties: string): string {
  return `
Resources:
  Table:
    Type: AWS::DynamoDB::Table
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties:
      Role: !GetAtt Role.Arn
      ${properties}
`;
}

test.each([
  [sam('DefinitionUri: flows/order.asl.json\n      Type: EXPRESS'), 'EXPRESS'],
  [sam('DefinitionUri: ./flows/order.asl.json\n      Type: STANDARD'), 'STANDARD'],
  [sam('DefinitionUri: flows/order.asl.json'), 'STANDARD'],
  [sam('DefinitionUri: flows/order.asl.json\n      Type: !Ref WorkflowType'), undefined],
  [sam('DefinitionUri: flows/other.asl.json\n      Type: EXPRESS'), undefined],
  [
    '{ "Resources": { "M": { "Type": "AWS::StepFunctions::StateMachine", "Properties": { "DefinitionS3Location": "flows/order.asl.json", "StateMachineType": "EXPRESS" } } } }',
    'EXPRESS',
  ],
  ['Resources: [', undefined],
  ['', undefined],
])('%s', (template, type) => {
  expect(workflowTypeIn(template, 'flows/order.asl.json')).toBe(type);
});
