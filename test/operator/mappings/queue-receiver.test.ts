/** What is told of a function that cannot be read. */
import { LambdaClient } from '@aws-sdk/client-lambda';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  describePause,
  readFunctionTimeout,
  readPersonRetentionDays,
} from '../../../operator/mappings/queue-receiver.ts';
import type { Session } from '../../../operator/stack/session.ts';
import { testStage } from '../../console/test-stage.ts';
import { answerEachCall } from '../../services/answered-client.ts';
import { useAws } from '../../services/use-aws.ts';

const aws = useAws();
const sqs = aws.client((options) => new SQSClient(options));
const queue = 'identity-events';

let session: Session;
beforeEach(async () => {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: queue }));
  ({ session } = await testStage(aws.url, { queues: [{ name: queue, sourceUrl: QueueUrl }] }));
});

const lambdaAnswers = (answer: object) => answerEachCall(session.aws.client(LambdaClient), answer);

const mapped = (State: string) => ({
  EventSourceMappings: [{ UUID: 'id', FunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:f', State }],
});
const throttled = Object.assign(new Error('Rate exceeded'), { name: 'TooManyRequestsException' });
const denied = Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' });

describe('a pause', () => {
  test.each<[string, object, unknown]>([
    ['of an enabled mapping is none', mapped('Enabled'), undefined],
    ['of a disabled one is told', mapped('Disabled'), expect.stringContaining('The queue identity-events is paused')],
    [
      'is told where no function receives',
      mapped('').EventSourceMappings.slice(1),
      expect.stringContaining('No function receives messages from'),
    ],
    [
      'that cannot be read is not known',
      throttled,
      'Whether a function receives from the queue identity-events is not known: TooManyRequestsException: Rate exceeded',
    ],
  ])('%s', async (_, answer, words) => {
    lambdaAnswers(answer);
    expect(await describePause(session, queue)).toEqual(words);
  });
});

describe('a setting of the function', () => {
  test.each([
    ['is as deployed where the operator may not read it', denied],
    ['is as deployed without a function', { EventSourceMappings: [] }],
  ])('%s', async (_, answer) => {
    lambdaAnswers(answer);
    expect(await readPersonRetentionDays(session)).toBe(400);
    expect(await readFunctionTimeout(session)).toBe(120_000);
  });

  test('is that of the function', async () => {
    const variables = { ZUORA_ACCESS_PERSON_RETENTION_DAYS: '30' };
    lambdaAnswers({ ...mapped('Enabled'), Environment: { Variables: variables } });
    expect(await readPersonRetentionDays(session)).toBe(30);
  });

  test('is not guessed when a read fails', async () => {
    lambdaAnswers(throttled);
    await expect(readPersonRetentionDays(session)).rejects.toThrow('Rate exceeded');
    await expect(readFunctionTimeout(session)).rejects.toThrow('Rate exceeded');
  });
});
