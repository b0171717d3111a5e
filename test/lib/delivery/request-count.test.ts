/** What one message costs in requests to AWS, on the good path. Each is paid for, and takes time of the function. */
import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from '@jest/globals';
import { userAccessRequested } from '../../../events/user-access-requested.ts';
import { userAccessRevoked } from '../../../events/user-access-revoked.ts';
import { lookAtAccount } from '../../../lib/delivery/account-look.ts';
import { deliver } from '../../../lib/delivery/message.ts';
import type { AccessOperation, Command } from '../../../lib/delivery/operation.ts';
import { userIdentity } from '../../../lib/ledger/user-item.ts';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { connectionEvent, useDeliveries } from './deliveries.ts';

const { germany, japan, france, brazil, global } = seedEntity;

const operations = {
  request: { name: 'requestUserAccess', contract: userAccessRequested, access: 'requests' },
  revoke: { name: 'revokeUserAccess', contract: userAccessRevoked, access: 'revokes' },
} satisfies Record<string, AccessOperation<Command>>;

const deliveries = useDeliveries();
let login: string;
beforeEach(async () => {
  login = await deliveries().access.addUser();
});

function eventOf(what: keyof typeof operations, targetEntityIds: readonly string[], id: string = randomUUID()) {
  const { type } = operations[what].contract;
  const time = new Date(deliveries().access.clock.now() - 5000).toISOString();
  const data = { username: login, targetEntityIds, ...(what === 'request' && { entityId: global }) };
  return { specversion: '1.0', type, source: 'https://hr.example.com', id, time, data };
}

/** The requests of one delivery, in order. */
async function requestsOf(operation: AccessOperation<Command> | undefined, body: object): Promise<string[]> {
  const delivery = deliveries().delivery(await deliveries().message(body));
  return noted(async () => {
    const { record, services, deadline, startedAt } = delivery;
    if (operation) await deliver({ operation, record, services, deadline, startedAt });
    else await deliver(delivery);
  });
}

const requested = (targetEntityIds: readonly string[], id?: string) =>
  requestsOf(operations.request, eventOf('request', targetEntityIds, id));

async function noted(work: () => Promise<unknown>): Promise<string[]> {
  const { dynamodb, sqs } = deliveries();
  const requests: string[] = [];
  const note = (name = '') => requests.push(name.replace('Command', ''));
  dynamodb.middlewareStack.add(
    (next, { commandName }) =>
      (call) => {
        note(commandName);
        return next(call);
      },
    { step: 'initialize', name: 'note' },
  );
  sqs.middlewareStack.add(
    (next, { commandName }) =>
      (call) => {
        note(commandName);
        return next(call);
      },
    { step: 'initialize', name: 'note' },
  );
  try {
    await work();
  } finally {
    for (const { middlewareStack } of [dynamodb, sqs]) middlewareStack.remove('note');
  }
  return requests;
}

/** The tables that some work reads or writes. */
async function tablesOf(work: () => Promise<unknown>): Promise<string[]> {
  const { dynamodb } = deliveries();
  const tables = new Set<string>();
  dynamodb.middlewareStack.add(
    (next) => (call) => {
      if ('TableName' in call.input) tables.add(String(call.input.TableName));
      return next(call);
    },
    { step: 'initialize', name: 'tables' },
  );
  try {
    await work();
  } finally {
    dynamodb.middlewareStack.remove('tables');
  }
  return [...tables].toSorted();
}

const [read, update, put] = ['GetItem', 'UpdateItem', 'PutItem'];

test('a request of a known user takes four writes, and its entry in the audit log', async () => {
  await requested([japan]);
  expect(await requested([germany])).toEqual([update, update, update, put, update]);
});

test('the first request of a user takes two more, once: a look at an earlier release, and the login for the audit log', async () => {
  expect(await requested([germany])).toEqual([update, update, update, update, put, put, update]);
});

test('a request for three entities takes two entries more, and no other write', async () => {
  await requested([japan]);
  const requests = await requested([germany, france, brazil]);
  expect(requests.filter((name) => name === put)).toHaveLength(3);
  expect(requests).toHaveLength(5 + 2);
});

test('a revocation takes as much as a request', async () => {
  await requested([japan]);
  expect(await requestsOf(operations.revoke, eventOf('revoke', [germany]))).toHaveLength(5);
});

test('an event that comes again once it is done takes a refused claim, two reads, and the renewal of its record', async () => {
  const id = randomUUID();
  await requested([germany], id);
  expect(await requested([germany], id)).toEqual([update, read, update, read]);
});

test('a connection takes two writes, and no other table than the ledger', async () => {
  expect(await requestsOf(undefined, connectionEvent(brazil))).toEqual([update, update]);
  expect(await tablesOf(() => requestsOf(undefined, connectionEvent(japan)))).toEqual(['ledger']);
  expect(await tablesOf(() => requested([germany]))).toEqual(['accounts', 'audit', 'ledger']);
});

async function looked(): Promise<string[]> {
  await deliveries().makeDue(login);
  const body = { account: userIdentity(login) };
  const { record, services, deadline, startedAt } = deliveries().delivery(await deliveries().message(body));
  return noted(() => lookAtAccount({ name: 'convergeAccount', record, services, deadline, startedAt }));
}

test('a look that finds nothing new takes two writes', async () => {
  await requested([germany]);
  await looked();
  expect(await looked()).toEqual([update, update]);
});
