import { expect, test } from '@jest/globals';
import { functionNameOf, parseArn, siblingArn } from '../../lib/arn.ts';

const queue = 'arn:aws-cn:sqs:cn-north-1:123456789012:requests';

test('an ARN is read in its parts, colons in the last one included', () => {
  expect(parseArn(queue)).toEqual({ region: 'cn-north-1', account: '123456789012', resource: 'requests' });
  expect(parseArn('arn:aws:lambda:us-east-1:123456789012:function:translate:live')).toMatchObject({
    resource: 'function:translate:live',
  });
});

test.each([
  ['of the same service', siblingArn(queue, 'revocations'), 'arn:aws-cn:sqs:cn-north-1:123456789012:revocations'],
  ['of another', siblingArn(queue, 'alias/key', 'kms'), 'arn:aws-cn:kms:cn-north-1:123456789012:alias/key'],
  ['of a global one', siblingArn(queue, 'role/hr', 'iam', ''), 'arn:aws-cn:iam::123456789012:role/hr'],
])('a sibling %s is in the same account and partition', (_, sibling, expected) => {
  expect(sibling).toBe(expected);
});

test.each(['', ':live', ':7'])('the name of a function stands before its version or alias (%j)', (qualifier) => {
  expect(functionNameOf(`arn:aws:lambda:us-east-1:123456789012:function:translate${qualifier}`)).toBe('translate');
});
