/** The body of a dead letter, for an editor. */
import { randomUUID } from 'node:crypto';
import { SQS } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import { deadLetterRoutes } from '../../console/dead-letters/routes.ts';
import { Jobs } from '../../console/jobs/jobs.ts';
import { useAws } from '../services/use-aws.ts';
import { testStage } from './test-stage.ts';

const aws = useAws();
const sqs = aws.client((settings) => new SQS({ ...settings, useQueueUrlAsEndpoint: false }));

test.each([
  ['long numbers and keys that come twice', '{"id":12345678901234567890,"name":"ada","name":"bob"}'],
  ['no JSON', 'no JSON: \u{202e}'],
])('it keeps %s', async (_, body) => {
  const { QueueUrl = '' } = await sqs.createQueue({ QueueName: randomUUID() });
  const { MessageId } = await sqs.sendMessage({ QueueUrl, MessageBody: body });
  const queue = { name: 'access', sourceUrl: QueueUrl, deadLetterUrl: QueueUrl };
  const stage = await testStage(aws.url, { queues: [queue] });
  const answer = await deadLetterRoutes(stage, new Jobs(stage)).request(`/letters/${MessageId}/body`);
  const shown: { body: string } = JSON.parse(await answer.text());
  expect(shown.body.replaceAll(/\n */g, '').replaceAll('": ', '":')).toBe(body.replace('\u{202e}', '\\u202e'));
});
