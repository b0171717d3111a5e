/** What a function builds before its first message. Each client makes every cold start longer. */
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { environment } from '../factories.ts';

const mockBuild = jest.fn();
jest.mock('@aws-sdk/client-sqs', () => ({
  ...jest.requireActual<object>('@aws-sdk/client-sqs'),
  SQSClient: mockBuild,
}));

const { createServices }: typeof import('../../lib/services.ts') = require('../../lib/services.ts');

const before = process.env;
beforeEach(() => {
  process.env = { ...environment, AWS_REGION: 'us-east-1' };
});
afterEach(() => {
  process.env = before;
});

test('a client of SQS is built when a queue is needed first, and only once', () => {
  const services = createServices();
  expect(mockBuild).not.toHaveBeenCalled();
  expect(services.queue).toBe(services.queue);
  expect(mockBuild).toHaveBeenCalledTimes(1);
});
