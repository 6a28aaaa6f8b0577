import { describe, expect, test } from 'vitest';
import { parseResource, type ResourcePart } from '../../server/src/syntax/resource.ts';

describe('parseResource', () => {
  test.each([
    ['arn:aws:lambda:us-east-1:123456789012:function:Charge', 'lambda Charge'],
    ['arn:aws-cn:lambda:cn-north-1:123456789012:function:Charge:live', 'lambda Charge'],
    ['arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${Charge}', 'lambda ${Charge}'],
    ['arn:aws:lambda:us-east-1:123456789012:layer:Tools', 'unknown'],
    ['arn:aws:states:us-east-1:123456789012:activity:Approve', 'activity Approve'],
    ['arn:aws:states:us-east-1:123456789012:lambda:invoke', 'integration lambda invoke'],
    ['arn:aws:states:::lambda:invoke', 'integration lambda invoke'],
    ['arn:aws:states:::sqs:sendMessage.waitForTaskToken', 'integration sqs sendMessage .waitForTaskToken'],
    ['arn:aws:states:::states:startExecution.sync:2', 'integration states startExecution .sync:2'],
    ['arn:aws:states:::glue:startJobRun.sync', 'integration glue startJobRun .sync'],
    ['arn:aws:states:::aws-sdk:s3:listBuckets', 'sdk s3 listBuckets'],
    ['arn:aws:states:::aws-sdk:sfn:startExecution.waitForTaskToken', 'sdk sfn startExecution .waitForTaskToken'],
    ['${FunctionArn}', 'placeholder ${FunctionArn}'],
    ['${FunctionArn}:live', 'placeholder ${FunctionArn}'],
    ['arn:aws:s3:::bucket', 'unknown'],
    ['Charge', 'unknown'],
    ['', 'unknown'],
  ])('%s', (text, expected) => {
    expect(summary(text)).toBe(expected);
  });

  test.each([
    ['arn:aws:states:::', 'integration '],
    ['arn:aws:states:::lam', 'integration lam'],
    ['arn:aws:states:::lambda:', 'integration lambda '],
    ['arn:aws:states:::lambda:invoke.', 'integration lambda invoke .'],
    ['arn:aws:states:::aws-sdk', 'integration aws-sdk'],
    ['arn:aws:states:::aws-sdk:', 'sdk '],
    ['arn:aws:states:::aws-sdk:s3:', 'sdk s3 '],
  ])('while it is typed: %s', (text, expected) => {
    expect(summary(text)).toBe(expected);
  });

  test('knows where each part is', () => {
    expect(parseResource('arn:${AWS::Partition}:states:::sqs:sendMessage.sync')).toEqual({
      kind: 'integration',
      service: { text: 'sqs', start: 31, end: 34 },
      action: { text: 'sendMessage', start: 35, end: 46 },
      pattern: { text: '.sync', start: 46, end: 51 },
    });
  });
});

/** The kind and the parts, each read back from its place in the text. */
function summary(text: string): string {
  const { kind, ...rest } = parseResource(text);
  const parts = Object.values(rest).filter((part): part is ResourcePart => part !== undefined);
  return [kind, ...parts.map(({ start, end }) => text.slice(start, end))].join(' ');
}
