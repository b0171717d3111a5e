/** How a mapping stops: the endpoint answers the polls of its queue, and the messages stay. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type Message, SQS } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { embeddedAws } from '../../../operator/aws-access.ts';
import { type AwsProcess, startAwsProcess } from '../../services/aws-process.ts';
import { until } from '../../until.ts';

let aws: AwsProcess;
let sqs: SQS;
beforeAll(async () => {
  aws = await startAwsProcess(undefined, join(__dirname, 'poll-ending-aws.ts'));
  sqs = new SQS(embeddedAws(aws.url));
});
afterAll(async () => {
  sqs.destroy();
  await aws.end('SIGTERM');
});

async function createQueue(): Promise<string> {
  const { QueueUrl = '' } = await sqs.createQueue({ QueueName: randomUUID() });
  return QueueUrl;
}

interface Poll {
  readonly queueUrl: string;
  readonly messages: Promise<readonly Message[]>;
}

/** Waits for a message for as long as SQS allows. Returns once the endpoint has the request. */
async function startPoll(queueUrl: string): Promise<Poll> {
  const before = await pollsSoFar();
  const messages = sqs
    .receiveMessage({ QueueUrl: queueUrl, WaitTimeSeconds: 20, MessageSystemAttributeNames: ['All'] })
    .then(({ Messages = [] }) => Messages);
  await until(async () => (await pollsSoFar()) > before);
  return { queueUrl, messages };
}

async function pollsSoFar(): Promise<number> {
  const requests = await (await fetch(`${aws.url}/_aws/requests`)).text();
  return requests.split('"ReceiveMessage"').length - 1;
}

/** Ends the poll, again and again until it is answered: its request may only be on its way to the queue. */
async function end({ messages }: Poll, queueUrl: string): Promise<readonly Message[]> {
  let isAnswered = false;
  const answered = messages.finally(() => {
    isAnswered = true;
  });
  await until(() => {
    aws.child.send(queueUrl);
    return isAnswered;
  });
  return answered;
}

test('a long poll is answered without a message at once, and those of other queues go on', async () => {
  const other = await startPoll(await createQueue());
  const [one, two] = [await startPoll(await createQueue()), await startPoll(await createQueue())];
  // Only the name counts, as in a call: the URL may have an earlier port.
  const ended = Promise.all([end(one, one.queueUrl), end(two, two.queueUrl.replace(aws.url, 'http://127.0.0.1:1'))]);
  // Without an end, the poll that began first would be answered first.
  expect(await Promise.race([ended, other.messages.then(() => 'the poll of another queue')])).toEqual([[], []]);
  await sqs.sendMessage({ QueueUrl: other.queueUrl, MessageBody: 'arrived' });
  expect(await other.messages).toMatchObject([{ Body: 'arrived' }]);
});

test('the end of a poll takes no message', async () => {
  const poll = await startPoll(await createQueue());
  const { queueUrl } = poll;
  await end(poll, queueUrl);
  await sqs.sendMessage({ QueueUrl: queueUrl, MessageBody: 'later' });
  const { messages: next } = await startPoll(queueUrl);
  expect(await next).toMatchObject([{ Body: 'later', Attributes: { ApproximateReceiveCount: '1' } }]);
});
