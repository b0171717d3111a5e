import { expect, test } from '@jest/globals';
import { connectToAws } from '../../../operator/stack/aws-connection.ts';

const env = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' };

test.each([
  ['http://127.0.0.1:4566', true],
  ['http://localhost:4566', true],
  ['http://[::1]:4566', true],
  ['https://sqs.eu-west-1.amazonaws.com', false],
  ['http://127.0.0.1.example.com', false],
  ['', false],
])('whether the AWS at %p is on this machine: %p', async (url, isOnThisMachine) => {
  // The SDK reads its credentials from the process itself.
  const before = { ...process.env };
  Object.assign(process.env, env);
  const connection = await connectToAws({ ...env, AWS_ENDPOINT_URL: url }).finally(() => {
    process.env = before;
  });
  expect(connection.isOnThisMachine).toBe(isOnThisMachine);
});
