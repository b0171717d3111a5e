import { describe, expect, test } from '@jest/globals';
import { Deadline } from '../../../lib/delivery/deadline.ts';
import type { Delivery } from '../../../lib/delivery/delivery.ts';
import { putBack } from '../../../lib/delivery/ending.ts';
import { deliver } from '../../../lib/delivery/message.ts';
import { noHistory } from '../../../lib/ledger/attempt-history.ts';
import { Ledger } from '../../../lib/ledger/ledger.ts';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { reasons } from '../../factories.ts';
import { effects, plant } from '../../services/sandbox-client.ts';
import { type Connect, connect, connectionEvent, queueAgeMs, useDeliveries } from './deliveries.ts';

const minute = 60_000;

const deliveries = useDeliveries();

const lastLine = () => deliveries().lines().at(-1);
const strike = (method: string, fault: object) =>
  plant(deliveries().access.zuora.url, { match: { method, path: '/v1/*' }, times: 1, fault });

/** @param body of a message that is delivered at once */
async function delivered(body: unknown, changes: Partial<Delivery<Connect>> = {}) {
  const record = await deliveries().message(body);
  const disposition = await deliver(deliveries().delivery(record, changes));
  return { ...record, disposition };
}

async function deadLetters() {
  return (await deliveries().deadLetters()).map(({ MessageAttributes = {} }) => ({
    reason: MessageAttributes['reason']?.StringValue,
    originalMessageId: MessageAttributes['originalMessageId']?.StringValue,
    ...JSON.parse(MessageAttributes['deadLetter']?.StringValue ?? ''),
  }));
}

test('a message that is put back is hidden for a random while below half a minute, and nothing is done for it', async () => {
  const record = await deliveries().message(connectionEvent(seedEntity.brazil));
  const { access, hidden } = deliveries();
  access.chance = 0.5;
  expect(await putBack(deliveries().delivery(record))).toEqual({
    history: noHistory,
    outcome: 'retry',
    reason: 'not-started',
    delay: 15_500,
    throttled: false,
    leaseExpiresAt: access.clock.now() + 15_500,
    quietAt: access.clock.now(),
  });
  expect(hidden).toEqual([16]);
  expect(deliveries().lines()).toEqual([
    {
      outcome: 'retry',
      operation: 'connect',
      messageId: record.messageId,
      reason: 'not-started',
      retryInSeconds: 16,
      queueAgeMs,
      durationMs: 0,
    },
  ]);
  expect(await access.calls()).toEqual([]);
});

describe('the audit trail', () => {
  const attributes = { id: 'joiner-1', correlationid: 'ticket-7' };
  const event = connectionEvent(seedEntity.brazil, attributes, { requestedBy: 'grace', reason: 'a new market' });
  const asked = {
    operation: 'connect',
    eventId: 'joiner-1',
    source: 'https://hr.example.com',
    correlationId: 'ticket-7',
    requestedBy: 'grace',
    requestReason: 'a new market',
    command: { targetEntityId: seedEntity.brazil, entityId: seedEntity.global },
    queueAgeMs,
    durationMs: 0,
  };

  test('says who asked for what and why, where it was done, under which key and on which attempt', async () => {
    await strike('GET', { status: 500, body: reasons() });
    const first = await delivered(event);
    const tried = { ...asked, entityId: seedEntity.global, idempotencyKey: first.messageId };
    expect(lastLine()).toEqual({
      ...tried,
      messageId: first.messageId,
      outcome: 'retry',
      attempt: 1,
      reason: 'unknown',
      detail: `entityConnections in ${seedEntity.global}: HTTP 500`,
      retryInSeconds: 3,
      zuoraRequestId: expect.any(String),
    });

    deliveries().access.clock.advance(minute);
    const second = await delivered(event);
    expect(lastLine()).toEqual({
      ...tried,
      messageId: second.messageId,
      outcome: 'applied',
      attempt: 2,
      zuoraId: expect.any(String),
      zuoraRequestId: expect.any(String),
    });

    const third = await delivered(event);
    expect(lastLine()).toEqual({ ...asked, messageId: third.messageId, outcome: 'already-applied' });
  });
});

describe('an event that another delivery works on', () => {
  test('comes back when the other invocation and what it left in Zuora are over', async () => {
    const event = connectionEvent(seedEntity.brazil);
    let other: Awaited<ReturnType<typeof delivered>> | undefined;
    const { disposition } = await delivered(event, {
      operation: {
        ...connect,
        look: async (zuora, command) => {
          other = await delivered(event);
          return connect.look(zuora, command);
        },
      },
    });
    expect(disposition).toMatchObject({ outcome: 'applied' });
    expect(other?.disposition).toMatchObject({
      outcome: 'busy',
      reason: 'held',
      delay: 120_000 + 130_000,
      history: { attempts: 0 },
    });
    expect(await effects(deliveries().access.zuora.url)).toHaveLength(1);
  });

  test('comes back in a second when the other ends at this moment', async () => {
    const event = connectionEvent(seedEntity.brazil);
    await strike('POST', { status: 500, body: {} });
    const { disposition: first } = await delivered(event);
    const { access, dynamodb, services } = deliveries();
    // Each look at the clock is a millisecond later, and the record is free between the claim and the reading.
    access.clock.advance(('delay' in first ? first.delay : 0) - 3);
    const now = () => {
      access.clock.advance(1);
      return access.clock.now();
    };
    const ledger = new Ledger(dynamodb, access.settings, now);
    const { disposition } = await delivered(event, { services: { ...services, ledger } });
    expect(disposition).toMatchObject({ outcome: 'busy', reason: 'held', delay: 1000 });
  });
});

test('without time for a whole write an event is looked up only, and none of its attempts is spent', async () => {
  const { access } = deliveries();
  const deadline = new Deadline(access.clock.now() + 34_999, access.settings, access.clock.now);
  const { disposition } = await delivered(connectionEvent(seedEntity.brazil), { deadline });
  expect(disposition).toMatchObject({ outcome: 'retry', reason: 'out-of-time', history: { attempts: 0 }, delay: 1000 });
  expect(await access.paths()).toEqual(['/oauth/token', '/v1/entity-connections']);
});

describe('a dead letter', () => {
  test('has the ID under which its event first arrived, however often it is published', async () => {
    const event = connectionEvent(seedEntity.canada);
    const first = await delivered(event);
    await delivered(event);
    const letter = {
      originalMessageId: first.messageId,
      reason: 'permission-denied',
      attempts: 1,
      zuoraRequestId: expect.any(String),
    };
    expect(await deadLetters()).toMatchObject([letter, letter]);
  });

  test('for an event whose id is taken tells its publisher what to do', async () => {
    const event = connectionEvent(seedEntity.brazil);
    await delivered(event);
    await delivered({ ...event, data: { ...event.data, targetEntityId: seedEntity.japan } });
    expect(await deadLetters()).toMatchObject([
      {
        reason: 'payload-mismatch',
        detail: 'id: another event with this source and id asks for something else; give this one an id of its own',
        attempts: 0,
      },
    ]);
  });

  test('for a body that is no event says what it is', async () => {
    const { messageId } = await delivered('hello');
    expect(await deadLetters()).toMatchObject([
      { reason: 'not-json', detail: 'The body is not JSON.', originalMessageId: messageId, attempts: 0 },
    ]);
  });
});

describe('whatever fails before the work is begun, the message comes back unchanged:', () => {
  test('a ledger that does not answer', async () => {
    const { access, dynamodb, services } = deliveries();
    const ledger = new Ledger(dynamodb, { ...access.settings, ledger: 'missing' }, access.clock.now);
    access.chance = 0.5;
    const { disposition } = await delivered(connectionEvent(seedEntity.brazil), { services: { ...services, ledger } });
    expect(disposition).toEqual({
      history: noHistory,
      outcome: 'retry',
      reason: 'ResourceNotFoundException',
      detail: expect.stringContaining('not found'),
      delay: 15_500,
      throttled: false,
      leaseExpiresAt: access.clock.now() + 15_500,
      quietAt: access.clock.now(),
    });
  });

  test('anything that is no error', async () => {
    const services = {
      ...deliveries().services,
      uuid: () => {
        throw 'no entropy';
      },
    };
    const { disposition } = await delivered(connectionEvent(seedEntity.brazil), { services });
    expect(disposition).toMatchObject({ outcome: 'retry', reason: 'unknown', detail: 'no entropy', delay: 1000 });
  });
});
