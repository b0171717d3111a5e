/** What is told of the queues: a mapping that cannot be read is not a missing one. */
import { LambdaClient } from '@aws-sdk/client-lambda';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { receivingOf } from '../../console/app/health/receiving.ts';
import { QueueWatch } from '../../console/health/queue-watch.ts';
import type { QueueMapping, QueueState } from '../../console/shapes/health.ts';
import type { Stage } from '../../console/stage.ts';
import { answerEachCall } from '../services/answered-client.ts';
import { useAws } from '../services/use-aws.ts';
import { testStage } from './test-stage.ts';

const aws = useAws();
const sqs = aws.client((options) => new SQSClient(options));

let stage: Stage;
let leaving: AbortController;
beforeEach(async () => {
  leaving = new AbortController();
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'access' }));
  stage = await testStage(aws.url, { queues: [{ name: 'access', sourceUrl: QueueUrl }] });
});
afterEach(() => leaving.abort());

const lambdaAnswers = (answer: object) => answerEachCall(stage.session.aws.client(LambdaClient), answer);

async function mappingShown(): Promise<QueueMapping | undefined> {
  const state = await new Promise<QueueState>((resolve) => new QueueWatch(stage).follow(resolve, leaving.signal));
  expect(state.problem).toBeUndefined();
  return state.queues[0]?.mapping;
}

test('a queue with a mapping shows its state', async () => {
  const mapping = { UUID: 'id', FunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:f', State: 'Disabled' };
  lambdaAnswers({ EventSourceMappings: [mapping] });
  expect(await mappingShown()).toEqual({ is: 'there', state: 'Disabled' });
});

test('a queue without a mapping says so', async () => {
  lambdaAnswers({ EventSourceMappings: [] });
  expect(await mappingShown()).toEqual({ is: 'missing' });
});

test('a mapping that cannot be read, with the reason', async () => {
  lambdaAnswers(Object.assign(new Error('Rate exceeded'), { name: 'TooManyRequestsException' }));
  expect(await mappingShown()).toEqual({ is: 'unread', problem: 'TooManyRequestsException: Rate exceeded' });
});

test.each<[QueueMapping, object]>([
  [
    { is: 'there', state: 'Enabled' },
    { words: 'receives', severity: 'success', action: 'Pause' },
  ],
  [
    { is: 'there', state: 'Enabling' },
    { words: 'receives', severity: 'warning', action: 'Pause' },
  ],
  [
    { is: 'there', state: 'Disabled' },
    { words: 'paused', severity: 'warning', action: 'Resume' },
  ],
  [
    { is: 'there', state: 'Disabling' },
    { words: 'paused', severity: 'warning', action: 'Resume' },
  ],
  [{ is: 'missing' }, { words: 'no function receives', severity: 'warning' }],
  [
    { is: 'unread', problem: 'Rate exceeded' },
    { words: 'not known', severity: 'warning' },
  ],
])('%j is shown as %j', (mapping, shown) => {
  expect(receivingOf(mapping)).toEqual(shown);
});
