/** What one identity event costs in requests to AWS, on the good path. */
import { beforeEach, expect, test } from '@jest/globals';
import { policy, revoking } from '../../../fuzz/fixtures/policies.ts';
import { plain } from '../../../fuzz/fixtures/vendors.ts';
import { type DeliveryOptions, minute, Translation } from './translation.ts';
import { useAwsParts } from './use-aws-parts.ts';

const parts = useAwsParts();
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
async function requestsOf(
  type: string,
  user: object,
  others: object = {},
  later = minute,
  options: DeliveryOptions = {},
): Promise<string[]> {
  translation.clock.advance(later);
  const time = new Date(translation.clock.now()).toISOString();
  requests.length = 0;
  await translation.deliver(plain(`identity.${type}.v1`, { user, ...others }, { id: time, time }), options);
  return requests.filter((name) => name !== 'GetQueueUrlCommand').toSorted();
}

const ada = { userName: 'ada@example.com' };
const [read, update, send] = ['GetItemCommand', 'UpdateItemCommand', 'SendMessageBatchCommand'];
const keys = 'BatchGetItemCommand';
/** The plain form may announce changes, so the ledger is told of each change as well. */
const statement = [read, update];
/** A process reads once when each source sent last. */
const noted = [read, update];

test('a decision about somebody who is known costs three requests to the table of people, and one to SQS', async () => {
  await requestsOf('group.member-added', ada, { group: 'zuora-germany' });
  expect(await requestsOf('group.member-added', ada, { group: 'zuora-billing' })).toEqual(
    [keys, read, update, send, ...statement].toSorted(),
  );
});

test('somebody new costs three more: the key of the account, the login, and the count of the grant', async () => {
  const group = { group: 'zuora-germany' };
  const ofNewcomer = [keys, update, update, update, update, send, ...statement];
  // Once a minute the safeguard reads what its limits depend on. The first message of a process notes its source.
  expect(await requestsOf('group.member-added', ada, group)).toEqual([...ofNewcomer, keys, ...noted].toSorted());
  const grace = { userName: 'grace@example.com' };
  expect(await requestsOf('group.member-added', grace, group, 1)).toEqual(ofNewcomer.toSorted());
});

test('the policy in force costs one request in a minute, and one more where the first process puts it in force', async () => {
  const container = translation.container(policy({ on: revoking }));
  const group = { group: 'zuora-germany' };
  const costs = async (later: number) => requestsOf('group.member-added', ada, group, later, { container });
  expect(await costs(minute)).toEqual(
    [keys, keys, read, update, update, update, update, update, send, ...statement, ...noted].toSorted(),
  );
  const soon = await costs(1000);
  expect(await costs(minute)).toEqual([...soon, read].toSorted());
  expect(await costs(minute - 1)).toEqual(soon);
});

test('a decision that ends something costs one more, for its count', async () => {
  const group = { group: 'zuora-germany' };
  await requestsOf('group.member-added', ada, group);
  expect(await requestsOf('group.member-removed', ada, group, 1)).toEqual(
    [keys, read, update, update, send, ...statement].toSorted(),
  );
});

test('that the source still sends costs one request more in ten minutes', async () => {
  const known = [keys, read, update, send, ...statement].toSorted();
  for (const group of ['zuora-germany', 'zuora-billing']) await requestsOf('group.member-added', ada, { group }, 1);
  const requestsAfter = (later: number) => requestsOf('group.member-added', ada, { group: 'zuora-billing' }, later);
  expect(await requestsAfter(9 * minute)).toEqual(known);
  expect(await requestsAfter(minute)).toEqual([...known, update].toSorted());
  expect(await requestsAfter(1)).toEqual(known);
});
