import { expect, test } from '@jest/globals';
import { NotFound } from '../../operator/errors.ts';
import { explainError } from '../../operator/explain-error.ts';

test.each<[error: unknown, shown: string]>([
  [new NotFound('No queue \u001b[31m.'), 'No queue \u{FFFD}[31m.'],
  [
    new Error('Region is missing'),
    'No AWS region: set AWS_REGION, or name one in the profile that AWS_PROFILE chooses. (Region is missing)',
  ],
  [
    Object.assign(new Error('User is not\nauthorized'), { name: 'AccessDeniedException' }),
    'The AWS credentials do not allow this. (AccessDeniedException: User is not\u{FFFD}authorized)',
  ],
  [
    Object.assign(new Error('Access to KMS is not allowed'), { name: 'AccessDeniedException' }),
    'The AWS credentials may not use the KMS key: allow kms:Decrypt on the key of the stage. (AccessDeniedException: Access to KMS is not allowed)',
  ],
  [
    Object.assign(new Error('UnknownError'), { name: 'Unknown' }),
    'What answers is not AWS. Is AWS_ENDPOINT_URL right? If it is not set, a proxy of the network answers. (Unknown: UnknownError)',
  ],
  [new TypeError('x is not a function'), 'TypeError: x is not a function'],
  ['no error', 'no error'],
])('%p is explained in one line', (error, shown) => {
  expect(explainError(error)).toBe(shown);
});
