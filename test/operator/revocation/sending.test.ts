/** A revocation of so many entities that it takes several events. */
import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeEach, expect, test } from '@jest/globals';
import { sendRevocation } from '../../../operator/revocation/revocation.ts';
import type { Session } from '../../../operator/stack/session.ts';
import { useLedgerTable } from '../../services/ledger-table.ts';
import { useAws } from '../../services/use-aws.ts';

const aws = useAws();
const dynamodb = aws.client((options) => new DynamoDB(options));
const sqs = aws.client((options) => new SQSClient({ ...options, maxAttempts: 1 }));
useLedgerTable(dynamodb, 'ledger');

let queueUrl: string;
/** The sendings that fail, by their number. */
let failing: readonly number[];
let sendings: number;
beforeEach(async () => {
  queueUrl = (await sqs.send(new CreateQueueCommand({ QueueName: randomUUID() }))).QueueUrl ?? '';
  sendings = 0;
});

sqs.middlewareStack.add(
  (next, { commandName }) =>
    async (args) => {
      if (commandName !== 'SendMessageCommand') return next(args);
      sendings += 1;
      if (!failing.includes(sendings)) return next(args);
      throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    },
  { step: 'initialize' },
);

const ids = Array.from({ length: 150 }, (_, index) => (index + 1).toString(16).padStart(32, '0'));

async function sent(): Promise<readonly string[]> {
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10 }));
  return Messages.flatMap(({ Body = '' }) => JSON.parse(Body).data.targetEntityIds);
}

function revoke() {
  const client = () => ({ send: () => Promise.reject(new Error('no right to read the function')) });
  const queues = [{ name: 'access-revocations', sourceUrl: queueUrl, deadLetterUrl: queueUrl }];
  const session = { aws: { dynamodb, sqs, client }, stack: { stage: 'test', ledger: 'ledger', queues }, now: Date.now };
  const request = { username: 'ada@example.com', targetEntityIds: ids, requestedBy: 'me', reason: 'left' };
  let event = 0;
  const newId = () => {
    event += 1;
    return `event-${event}`;
  };
  return sendRevocation(session as unknown as Session, request, newId);
}

test('all its events are sent', async () => {
  failing = [];
  expect((await revoke()).map(({ eventId }) => eventId)).toEqual(['event-1', 'event-2']);
  expect((await sent()).toSorted()).toEqual(ids);
});

test.each([
  [1, 'event-2', ids.slice(0, 100), ids.slice(100)],
  [2, 'event-1', ids.slice(100), ids.slice(0, 100)],
])(
  'if sending %i fails, the other is sent, and the operator is told what is not',
  async (number, event, left, others) => {
    failing = [number];
    await expect(revoke()).rejects.toThrow(
      `Only a part of the revocation was sent: ${event}. Not sent for the entities ${left.join(', ')}. AWS closed the connection without an answer. (ECONNRESET: socket hang up) Revoke again: access that has ended stays ended.`,
    );
    expect((await sent()).toSorted()).toEqual(others);
  },
);

test('if nothing is sent, the operator is told why, and of no part', async () => {
  failing = [1, 2];
  await expect(revoke()).rejects.toThrow(/^socket hang up$/);
  expect(await sent()).toEqual([]);
});
