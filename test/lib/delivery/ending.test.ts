import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { entityConnectionRequested } from '../../../events/entity-connection-requested.ts';
import { type Delivery, retryContextOf } from '../../../lib/delivery/delivery.ts';
import { dispositionOf, type Result } from '../../../lib/delivery/disposition.ts';
import { conclude, type Ending } from '../../../lib/delivery/ending.ts';
import { readEvent } from '../../../lib/event/event.ts';
import { noFailures, noHistory } from '../../../lib/ledger/attempt-history.ts';
import { type Claim, Ledger } from '../../../lib/ledger/ledger.ts';
import { Queue } from '../../../lib/sqs/queue.ts';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { type Connect, connectionEvent, queueAgeMs, useDeliveries } from './deliveries.ts';

const originalMessageId = '0f9b8f3e-6d0a-4f55-9a55-0d6a6a3b1f01';
const lease = 250_000;

const deliveries = useDeliveries();

const event = connectionEvent(seedEntity.brazil);
const history = { attempts: 1, waited: 0, failures: noFailures };
const applied: Result = { outcome: 'applied', zuoraId: 'c1' };
const locked: Result = {
  outcome: 'retry',
  reason: 'temporary',
  detail: 'locked',
  cause: { kind: 'throttled', milliseconds: 20_100 },
};
const refused: Result = { outcome: 'dead-letter', reason: 'not-found', detail: 'no such entity' };

function ending(result: Result, changes: Partial<Ending> = {}): Ending {
  return { result, history, originalMessageId, audit: { attempt: 2, zuoraRequestId: 'for-support' }, ...changes };
}

/** What the delivery does with the message and its record. */
function disposed(delivery: Delivery<Connect>, result: Result) {
  return dispositionOf(result, history, retryContextOf(delivery));
}

async function claim(record: Delivery<Connect>['record']): Promise<Claim> {
  const { services, access } = deliveries();
  const claimed: Claim = {
    operation: 'connect',
    event: readEvent('connect', entityConnectionRequested, record.body, record.messageId),
    messageId: record.messageId,
    owner: randomUUID(),
    leaseExpiresAt: access.clock.now() + lease,
  };
  await services.ledger.claim(claimed);
  return claimed;
}

/** What a delivery that holds the event's record leaves in it. */
async function settling(
  record: Delivery<Connect>['record'],
  ledger: Pick<Ledger, 'settle'> = deliveries().services.ledger,
): Promise<Partial<Ending>> {
  const claimed = await claim(record);
  return {
    settle: (disposition) =>
      ledger.settle(claimed, { ...disposition, epoch: 0, zuoraRequestId: undefined, entityId: undefined }),
  };
}

/** The audit line of a message whose delivery took no time. */
const line = (messageId: string, fields: object) => ({
  operation: 'connect',
  messageId,
  attempt: 2,
  zuoraRequestId: 'for-support',
  queueAgeMs,
  durationMs: 0,
  ...fields,
});

describe('the audit trail', () => {
  test('says of a message that comes back why, and when: it is hidden for so many whole seconds', async () => {
    const record = await deliveries().message(event);
    const delivery = deliveries().delivery(record);
    deliveries().access.clock.advance(250);
    expect(await conclude(delivery, ending(locked))).toEqual(disposed(delivery, locked));
    expect(deliveries().hidden).toEqual([21]);
    const fields = { outcome: 'retry', reason: 'temporary', detail: 'locked', retryInSeconds: 21, durationMs: 250 };
    expect(deliveries().lines()).toEqual([line(record.messageId, fields)]);
  });

  test('says of a message that is acknowledged what Zuora calls the thing: it is not hidden', async () => {
    const record = await deliveries().message(event);
    const delivery = deliveries().delivery(record);
    expect(await conclude(delivery, ending(applied))).toEqual(disposed(delivery, applied));
    expect(deliveries().hidden).toEqual([]);
    expect(deliveries().lines()).toEqual([line(record.messageId, { outcome: 'applied', zuoraId: 'c1' })]);
  });

  test('knows no age below zero, though a clock may be ahead of ours', async () => {
    const record = await deliveries().message(event);
    const SentTimestamp = String(deliveries().access.clock.now() + 1000);
    const ahead = { ...record, attributes: { ...record.attributes, SentTimestamp } };
    await conclude(deliveries().delivery(ahead), ending(applied));
    expect(deliveries().lines()).toMatchObject([{ queueAgeMs: 0 }]);
  });
});

describe('a dead letter', () => {
  const letters = async () =>
    (await deliveries().deadLetters()).map(({ MessageAttributes = {} }) => ({
      reason: MessageAttributes['reason']?.StringValue,
      originalMessageId: MessageAttributes['originalMessageId']?.StringValue,
      ...JSON.parse(MessageAttributes['deadLetter']?.StringValue ?? ''),
    }));
  const sent = { originalMessageId, operation: 'connect', time: '2026-11-21T09:30:00.000Z' };

  test('carries why, on which attempt and under which ID the event first arrived', async () => {
    const record = await deliveries().message(event);
    const delivery = deliveries().delivery(record);
    expect(await conclude(delivery, ending(refused))).toEqual(disposed(delivery, refused));
    expect(await letters()).toEqual([
      {
        ...{ ...sent, messageId: record.messageId, reason: 'not-found', detail: 'no such entity' },
        ...{ attempts: 2, zuoraRequestId: 'for-support' },
      },
    ]);
  });

  test('of a message that was sent again carries the ID in its line of the log', async () => {
    const first = { originalMessageId: { stringValue: originalMessageId, dataType: 'String' } };
    const record = { ...(await deliveries().message(event)), messageAttributes: first };
    await conclude(deliveries().delivery(record), ending(refused));
    const [logged] = deliveries().lines();
    expect(logged).toMatchObject({ messageId: record.messageId });
    expect(await letters()).toMatchObject([{ originalMessageId, messageId: record.messageId }]);
  });
});

describe('a message comes back', () => {
  test('within seconds when another delivery has taken the event over', async () => {
    const record = await deliveries().message(connectionEvent(seedEntity.brazil));
    const late = await settling(record);
    const { clock } = deliveries().access;
    clock.advance(lease);
    await claim(record);
    const busy = { outcome: 'busy', reason: 'held', detail: 'another delivery has taken the event over' };
    expect(await conclude(deliveries().delivery(record), ending(refused, late))).toEqual({
      ...busy,
      history: noHistory,
      delay: 1000,
      throttled: false,
      leaseExpiresAt: clock.now() + 1000,
      quietAt: clock.now(),
    });
    expect(deliveries().hidden).toEqual([1]);
    expect(deliveries().lines()).toEqual([
      line(record.messageId, { ...busy, retryInSeconds: 1, queueAgeMs: queueAgeMs + lease }),
    ]);
    expect(await deliveries().deadLetters()).toEqual([]);
  });

  const notRecorded = 'the outcome could not be recorded; the message comes back';

  test.each([
    [applied, 'applied'],
    [refused, 'dead-letter: not-found'],
  ])('when the ledger does not answer, and is no dead letter: %j', async (result, detail) => {
    const record = await deliveries().message(connectionEvent(seedEntity.brazil));
    const { access, dynamodb } = deliveries();
    const nowhere = new Ledger(dynamodb, { ...access.settings, ledger: 'missing' }, access.clock.now);
    access.chance = 0.5;
    const settle = await settling(record, nowhere);
    expect(await conclude(deliveries().delivery(record), ending(result, settle))).toEqual({
      history: noHistory,
      outcome: 'retry',
      reason: 'not-recorded',
      detail,
      delay: 15_500,
      throttled: false,
      leaseExpiresAt: access.clock.now() + 15_500,
      quietAt: access.clock.now(),
    });
    expect(deliveries().hidden).toEqual([16]);
    expect(deliveries().lines()).toEqual([
      { what: notRecorded, messageId: record.messageId, problem: expect.stringContaining('ResourceNotFound') },
      line(record.messageId, { outcome: 'retry', reason: 'not-recorded', detail, retryInSeconds: 16 }),
    ]);
    expect(await deliveries().deadLetters()).toEqual([]);
  });

  test('when it cannot be sent to the dead-letter queue', async () => {
    const record = await deliveries().message(event);
    const { access, services, sqs } = deliveries();
    const queue = new Queue(sqs, { ...access.settings, deadLetterQueue: 'missing' });
    const delivery = deliveries().delivery(record, { services: { ...services, queue } });
    expect(await conclude(delivery, ending(refused))).toMatchObject({
      outcome: 'retry',
      reason: 'not-recorded',
      detail: 'dead-letter: not-found',
      delay: 1000,
    });
    expect(deliveries().lines()).toMatchObject([
      { what: notRecorded, problem: expect.stringContaining('QueueDoesNotExist') },
      { outcome: 'retry' },
    ]);
  });

  test('at its visibility timeout when that cannot be changed: this costs a line in the log, nothing more', async () => {
    const record = await deliveries().message(event, { receiptHandle: 'none' });
    const delivery = deliveries().delivery(record);
    expect(await conclude(delivery, ending(locked))).toEqual(disposed(delivery, locked));
    expect(deliveries().lines()).toMatchObject([
      {
        what: 'the visibility timeout could not be changed',
        messageId: record.messageId,
        problem: expect.stringContaining('MessageNotInflight'),
      },
      { outcome: 'retry', retryInSeconds: 21 },
    ]);
  });
});
