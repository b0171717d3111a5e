/** What one identity event costs in requests to AWS, on the good path. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Scheduler } from '@aws-sdk/client-scheduler';
import { SQS } from '@aws-sdk/client-sqs';
import { beforeEach, expect, test } from '@jest/globals';
import { plain } from '../../../fuzz/fixtures/vendors.ts';
import { useAws } from '../../services/use-aws.ts';
import { minute, Translation } from './translation.ts';

const aws = useAws();
const parts = {
  sqs: aws.client((settings) => new SQS({ ...settings, useQueueUrlAsEndpoint: false })),
  dynamodb: aws.client((settings) => new DynamoDBClient(settings)),
  scheduler: aws.client((settings) => new Scheduler(settings)),
};
const requests: string[] = [];
const note = (name = '') => requests.push(name);
parts.sqs.middlewareStack.add((next, { commandName }) => (call) => {
  note(commandName);
  return next(call);
});
parts.dynamodb.middlewareStack.add((next, { commandName }) => (call) => {
  note(commandName);
  return next(call);
});

let translation: Translation;
beforeEach(async () => {
  translation = await Translation.create(parts);
});

/** The requests of one event, without the address of the queue, which a container asks for once. */
async function requestsOf(type: string, user: object, others: object = {}): Promise<string[]> {
  translation.clock.advance(minute);
  const time = new Date(translation.clock.now()).toISOString();
  requests.length = 0;
  await translation.deliver(plain(`identity.${type}.v1`, { user, ...others }, { id: time, time }));
  return requests.filter((name) => name !== 'GetQueueUrlCommand').toSorted();
}

const ada = { userName: 'ada@example.com' };
const [read, update, send] = ['GetItemCommand', 'UpdateItemCommand', 'SendMessageBatchCommand'];
const keys = 'BatchGetItemCommand';
/** The plain form may announce changes, so the ledger is told of each change as well. */
const statement = [read, update];

test('a decision about somebody who is known costs three requests to the table of people, and one to SQS', async () => {
  await requestsOf('group.member-added', ada, { group: 'zuora-germany' });
  expect(await requestsOf('group.member-added', ada, { group: 'zuora-billing' })).toEqual(
    [keys, read, update, send, ...statement].toSorted(),
  );
});

test('somebody new costs two more: the key of the account, and the login', async () => {
  expect(await requestsOf('group.member-added', ada, { group: 'zuora-germany' })).toEqual(
    [keys, update, update, update, send, ...statement].toSorted(),
  );
});
