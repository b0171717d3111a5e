import { expect, test } from '@jest/globals';
import { awsCredentials } from '../../lib/aws-credentials.ts';

const keys = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'key' };

test('the environment has the credentials of the role', () => {
  expect(awsCredentials({ ...keys, AWS_SESSION_TOKEN: 'token' })).toEqual({
    ...{ accessKeyId: 'id', secretAccessKey: 'key', sessionToken: 'token' },
  });
  expect(awsCredentials(keys)).toEqual({ accessKeyId: 'id', secretAccessKey: 'key' });
});

test.each(['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])('without %s there are none', (name) => {
  expect(() => awsCredentials({ ...keys, [name]: '' })).toThrow('Lambda sets them for every function');
});
