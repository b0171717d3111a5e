import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { userAccessDecided } from '../../../events/user-access-decided.ts';
import { userAccessRequested } from '../../../events/user-access-requested.ts';
import { readEvent } from '../../../lib/event/event.ts';
import { type AttemptHistory, noFailures, noHistory } from '../../../lib/ledger/attempt-history.ts';
import { type Claim, Ledger, type Settlement } from '../../../lib/ledger/ledger.ts';
import { userIdentity } from '../../../lib/ledger/user-item.ts';
import { embeddedAws } from '../../../operator/aws-access.ts';
import { Clock } from '../../clock.ts';
import { accessEvent, germany, japan, settings } from '../../factories.ts';
import { useLedgerTable } from '../../services/ledger-table.ts';
import { withSilentAws } from '../../services/silent-aws.ts';
import { useAws } from '../../services/use-aws.ts';

const lease = 250_000;
const days = 86_400_000;
const table = 'ledger';

const aws = useAws();
const dynamodb = aws.client((settings) => new DynamoDB(settings));
useLedgerTable(dynamodb, table);

let clock: Clock;
let ledger: Ledger;
let id: string;

beforeEach(() => {
  clock = new Clock();
  ledger = new Ledger(dynamodb, settings({ ledger: table, awsTimeout: 10_000 }), clock.now);
  id = randomUUID();
});

/** One attempt at the event of this test. */
function attempt(messageId = 'first', target = germany, audit: object = {}): Claim {
  const body = JSON.stringify(accessEvent({ id }, { targetEntityIds: [target], ...audit }));
  return {
    operation: 'requestUserAccess',
    event: readEvent('requestUserAccess', userAccessRequested, body, messageId),
    messageId,
    owner: randomUUID(),
    leaseExpiresAt: clock.now() + lease,
  };
}

function settlement(changes: Partial<Settlement> = {}, epoch = 0): Settlement {
  return {
    ...{ outcome: 'applied', history: noHistory, leaseExpiresAt: clock.now() },
    ...{ epoch, zuoraRequestId: 'for-support', entityId: japan },
    ...changes,
  };
}
const unknownHistory: AttemptHistory = { ...noHistory, failures: { ...noFailures, unknown: true } };
const deadLetter = { outcome: 'dead-letter', reason: 'not-found', detail: 'no such user' } as const;

/** A client of the table to which something happens after its first read, and before its next write. */
function dynamodbAfterRead(happens: () => Promise<void>): DynamoDB {
  const client = new DynamoDB(embeddedAws(aws.url));
  let isFirst = true;
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (input) => {
        const output = await next(input);
        if (commandName === 'GetItemCommand' && isFirst) {
          isFirst = false;
          await happens();
        }
        return output;
      },
    { step: 'initialize' },
  );
  return client;
}

/** @returns the record after one attempt more, which has ended so */
async function settled(changes: Partial<Settlement>, targetEntityIds = [germany]): Promise<Record<string, unknown>> {
  const claim = attempt('first', germany, { targetEntityIds });
  await ledger.claim(claim);
  await ledger.settle(claim, settlement(changes));
  return stored();
}

async function stored({ identity } = attempt().event): Promise<Record<string, unknown>> {
  const { Item = {} } = await dynamodb.getItem({ TableName: table, Key: { identity: { S: identity } } });
  return unmarshall(Item);
}

describe('a claim', () => {
  test('opens the record of a new event under its first message ID', async () => {
    const claim = attempt();
    expect(await ledger.claim(claim)).toMatchObject({
      identity: claim.event.identity,
      state: 'open',
      owner: claim.owner,
      leaseExpiresAt: clock.now() + lease,
      messageId: 'first',
      epoch: 0,
      history: noHistory,
    });
  });

  test('holds against every other attempt, until the lease is over', async () => {
    await ledger.claim(attempt());
    expect(await ledger.claim(attempt('second'))).toEqual({ is: 'held', until: clock.now() + lease });
    clock.advance(lease - 1);
    expect(await ledger.claim(attempt('second'))).toMatchObject({ is: 'held' });
    clock.advance(1);
    expect(await ledger.claim(attempt('second'))).toMatchObject({ messageId: 'first' });
  });

  test('of two at once succeeds for one', async () => {
    const results = await Promise.all(Array.from({ length: 10 }, (_, index) => ledger.claim(attempt(`${index}`))));
    expect(results.filter((result) => 'owner' in result)).toHaveLength(1);
    expect(results.filter((result) => 'is' in result && result.is === 'held')).toHaveLength(9);
  });

  test('that an SDK sends twice does not fail against itself', async () => {
    const claim = attempt();
    await ledger.claim(claim);
    expect(await ledger.claim(claim)).toMatchObject({ owner: claim.owner, messageId: 'first', history: noHistory });
  });

  test('keeps what the audit asks for', async () => {
    await ledger.claim(attempt('first', germany, { requestedBy: 'grace', reason: 'a new job' }));
    expect(await stored()).toMatchObject({
      operation: 'requestUserAccess',
      eventId: id,
      source: 'https://hr.example.com',
      time: '2026-11-21T09:30:00.000Z',
      requestedBy: 'grace',
      requestReason: 'a new job',
    });
  });

  test('keeps what a request says of its reason for access', async () => {
    const reason = { assignment: 'T-1', ticket: 'T-2', approvedBy: ['alan', 'grace'] };
    await ledger.claim(attempt('first', germany, { ...reason, expiresAt: '2026-12-31T01:00:00+01:00' }));
    expect(await stored()).toMatchObject({ ...reason, accessExpiresAt: '2026-12-31T00:00:00.000Z' });
  });

  test('keeps what a revocation ends', async () => {
    const { event, ...claim } = attempt();
    for (const terms of [{ assignments: ['T-1', 'T-2'] }, { hold: true }]) {
      const identity = randomUUID();
      const command = { username: 'ada', targetEntityIds: [germany], ...terms };
      expect(await ledger.claim({ ...claim, event: { ...event, identity, command } })).toMatchObject(terms);
    }
  });
});

describe('a settled record', () => {
  test('that is done answers every repetition, and a changed command with a mismatch', async () => {
    const claim = attempt();
    await ledger.claim(claim);
    expect(await ledger.settle(claim, settlement({ zuoraId: 'c1' }))).toBe(true);
    clock.advance(lease);
    expect(await ledger.claim(attempt('second'))).toEqual({ is: 'done' });
    expect(await ledger.claim(attempt('third', japan))).toEqual({ is: 'mismatch' });
    expect(await stored()).toMatchObject({
      state: 'done',
      outcome: 'applied',
      zuoraId: 'c1',
      zuoraRequestId: 'for-support',
      entityId: japan,
    });
  });

  test('that waits hands its key and its past to the next attempt, when it is due', async () => {
    const claim = attempt();
    await ledger.claim(claim);
    const history: AttemptHistory = { attempts: 3, waited: 0, failures: { ...noFailures, internalErrors: 2 } };
    const retry = { outcome: 'retry', reason: 'internal', history, leaseExpiresAt: clock.now() + 5000 } as const;
    await ledger.settle(claim, settlement(retry, 4));
    expect(await ledger.claim(attempt('second'))).toEqual({ is: 'held', until: clock.now() + 5000 });
    clock.advance(5000);
    expect(await ledger.claim(attempt('second'))).toMatchObject({ messageId: 'first', epoch: 4, history });
  });

  test('keeps nothing of an earlier outcome', async () => {
    const [first, second] = [attempt(), attempt('second')];
    await ledger.claim(first);
    await ledger.settle(first, settlement(deadLetter));
    await ledger.claim(second);
    await ledger.settle(second, settlement());
    const record = await stored();
    expect([record['outcome'], record['reason'], record['detail']]).toEqual(['applied', undefined, undefined]);
  });

  test('names the entities in which a newer event counts, as the latest attempt found them', async () => {
    const [first, second] = [attempt(), attempt('second')];
    await ledger.claim(first);
    await ledger.settle(first, settlement({ ...deadLetter, superseded: [japan] }));
    expect(await stored()).toMatchObject({ targetEntityIds: [germany], superseded: [japan] });
    await ledger.claim(second);
    await ledger.settle(second, settlement());
    expect(await stored()).not.toHaveProperty('superseded');
  });

  test('names what Zuora accepted of attempts that failed elsewhere, until the event is done', async () => {
    const accepted = { by: 'the first', entityIds: [japan] };
    expect(await settled({ ...deadLetter, accepted })).toMatchObject({ accepted });
    const nothing = { by: 'the first', entityIds: [] };
    expect(await settled({ ...deadLetter, accepted: nothing })).toMatchObject({ accepted });
    expect(await settled({ outcome: 'busy', reason: 'held' })).toMatchObject({ accepted });
    expect(await settled({ accepted: nothing })).not.toHaveProperty('accepted');
  });

  test('of an event that is done names what Zuora accepted, if that is not all', async () => {
    const accepted = { by: 'the first', entityIds: [japan] };
    expect(await settled({ accepted }, [germany, japan])).toMatchObject({ accepted });
  });

  test('of a decision that is done names what Zuora accepted, though it is all that the decision names', async () => {
    const accepted = { by: 'the first', entityIds: [japan] };
    const state = { personId: 'ada', generation: 1, revision: 1, isSuspended: false, hasLeft: false, denials: [] };
    const data = {
      ...{ username: 'ada@example.com', entityId: germany, ...state },
      ruleAssignments: [{ entityId: japan, rules: ['everybody'] }],
    };
    const body = JSON.stringify({ ...accessEvent({ id, type: userAccessDecided.type }), data });
    const event = readEvent('applyAccessDecision', userAccessDecided, body, 'first');
    const claim = { ...attempt(), operation: 'applyAccessDecision', event };
    await ledger.claim(claim);
    await ledger.settle(claim, settlement({ accepted }));
    expect(await stored(event)).toMatchObject({ targetEntityIds: [japan], accepted });
  });

  test('of an event that is done names nothing if Zuora accepted all', async () => {
    const accepted = { by: 'the first', entityIds: [germany, japan] };
    expect(await settled({ accepted }, [germany, japan])).not.toHaveProperty('accepted');
  });

  test('is written only by its owner: who comes back late changes nothing', async () => {
    const [late, next] = [attempt(), attempt('second')];
    await ledger.claim(late);
    clock.advance(lease);
    await ledger.claim(next);
    expect(await ledger.settle(late, settlement(deadLetter))).toBe(false);
    expect(await ledger.settle(next, settlement())).toBe(true);
    expect(await stored()).toMatchObject({ state: 'done', outcome: 'applied' });
  });

  test('expires thirty days after its last write', async () => {
    const claim = attempt();
    await ledger.claim(claim);
    expect(await stored()).toMatchObject({ expiresAt: Math.floor((clock.now() + 30 * days) / 1000) });
    clock.advance(1500);
    await ledger.settle(claim, settlement());
    expect(await stored()).toMatchObject({ expiresAt: Math.floor((clock.now() + 30 * days) / 1000) });
  });
});

describe('a corrected event', () => {
  const fail = async (changes: Partial<Settlement> = {}) => {
    const claim = attempt();
    await ledger.claim(claim);
    await ledger.settle(claim, settlement({ ...deadLetter, ...changes }, 2));
  };

  test('takes the place of one that failed for good, under the next key', async () => {
    await fail();
    const corrected = attempt('second', japan);
    expect(await ledger.claim(corrected)).toMatchObject({
      commandHash: corrected.event.commandHash,
      owner: corrected.owner,
      messageId: 'first',
      epoch: 3,
      history: noHistory,
    });
    expect(await ledger.claim(attempt('third'))).toEqual({ is: 'mismatch' });
  });

  test('keeps nothing of what an attempt at the first found', async () => {
    const zuoraRequestIds = { [japan]: 'for-support' };
    await fail({ zuoraId: 'c1', zuoraRequestIds, superseded: [germany] });
    await ledger.claim(attempt('second', japan));
    const record = await stored();
    expect(record).toMatchObject({ targetEntityIds: [japan], messageId: 'first', unsettled: true });
    for (const finding of [
      'superseded',
      'outcome',
      'reason',
      'detail',
      'zuoraId',
      'zuoraRequestId',
      'zuoraRequestIds',
    ]) {
      expect(record).not.toHaveProperty(finding);
    }
    expect(record).not.toHaveProperty('entityId');
  });

  test('takes it once, however many come at once', async () => {
    await fail();
    const corrections = await Promise.all(
      Array.from({ length: 5 }, (_, index) => ledger.claim(attempt(`${index}`, japan))),
    );
    expect(corrections.filter((result) => 'owner' in result)).toHaveLength(1);
  });

  test.each<[string, Partial<Settlement>]>([
    ['is still to be retried', { outcome: 'retry' }],
    ['may have taken effect', { history: unknownHistory }],
    ['may still be at work', { leaseExpiresAt: Number.MAX_SAFE_INTEGER }],
  ])('is a mismatch while the first %s', async (_, changes) => {
    await fail(changes);
    expect(await ledger.claim(attempt('second', japan))).toEqual({ is: 'mismatch' });
  });

  test('is a mismatch after a redrive of the first that was cut off', async () => {
    await fail();
    await ledger.claim(attempt('redriven'));
    clock.advance(lease);
    expect(await ledger.claim(attempt('second', japan))).toEqual({ is: 'mismatch' });
  });
});

test('an attempt that was cut off leaves the outcome unknown, until one is settled', async () => {
  await ledger.claim(attempt());
  clock.advance(lease);
  const next = attempt('second');
  expect(await ledger.claim(next)).toMatchObject({ history: { failures: { unknown: true } } });
  await ledger.settle(next, settlement({ ...deadLetter, history: noHistory }));
  expect(await ledger.claim(attempt('third'))).toMatchObject({ history: { failures: { unknown: false } } });
});

describe('a record', () => {
  /** Makes it one of another release. */
  async function stamp(version: number | undefined): Promise<void> {
    const item = marshall({ ...(await stored()), version }, { removeUndefinedValues: true });
    await dynamodb.putItem({ TableName: table, Item: item });
  }

  test('has the version of its form', async () => {
    const claim = attempt();
    await ledger.claim(claim);
    expect(await stored()).toMatchObject({ version: 1 });
    await stamp(undefined);
    await ledger.settle(claim, settlement());
    expect(await stored()).toMatchObject({ version: 1 });
  });

  test('from before there were versions is worked on like any other', async () => {
    const claim = attempt();
    await ledger.claim(claim);
    await ledger.settle(claim, settlement(deadLetter));
    await stamp(undefined);
    expect(await ledger.claim(attempt('second'))).toMatchObject({ version: 1, messageId: 'first' });
  });

  test.each([
    ['the same event', germany],
    ['a corrected one', japan],
  ])('of a later release is not claimed for %s, even when it is free', async (_, target) => {
    const claim = attempt();
    await ledger.claim(claim);
    await ledger.settle(claim, settlement(deadLetter));
    await stamp(2);
    const before = await stored();
    await expect(ledger.claim(attempt('second', target))).rejects.toMatchObject({ reason: 'newer-record' });
    expect(await stored()).toEqual(before);
  });

  test('of a later release is not settled, even by its owner', async () => {
    const claim = attempt();
    await ledger.claim(claim);
    await stamp(2);
    const before = await stored();
    expect(await ledger.settle(claim, settlement())).toBe(false);
    expect(await stored()).toEqual(before);
  });

  test('that becomes one of a later release while a corrected event replaces it is left alone', async () => {
    const claim = attempt();
    await ledger.claim(claim);
    await ledger.settle(claim, settlement(deadLetter));
    const reading = dynamodbAfterRead(() => stamp(2));
    const racing = new Ledger(reading, settings({ ledger: table, awsTimeout: 10_000 }), clock.now);
    await expect(racing.claim(attempt('second', japan))).rejects.toMatchObject({ reason: 'newer-record' });
    reading.destroy();
    expect(await stored()).toMatchObject({ version: 2, messageId: 'first', commandHash: claim.event.commandHash });
  });
});

// A claim that was given up in the network, and repeated, may arrive after all.
test('a claim that arrives again after its settlement does not open the record', async () => {
  const claim = attempt();
  await ledger.claim(claim);
  await ledger.settle(claim, settlement());
  await ledger.claim(claim);
  expect(await stored()).toMatchObject({ state: 'done' });
});

// An SDK's repeat of a claim whose first answer was lost.
test('a claim that is sent twice is not taken for an attempt that was cut off', async () => {
  const claim = attempt();
  await ledger.claim(claim);
  expect(await ledger.claim(claim)).toMatchObject({ history: { failures: { unknown: false } } });
});

test('a record keeps every attribute of an event that leaves none out, and nothing else', async () => {
  const { source } = accessEvent();
  const time = '2026-11-21T09:30:00.000Z';
  const data = { ...accessEvent().data, requestedBy: 'grace', reason: 'a new job' };
  const body = JSON.stringify({ ...accessEvent({ id, correlationid: 'ticket-7' }), data });
  const event = readEvent('requestUserAccess', userAccessRequested, body, 'first');
  const claim: Claim = {
    ...attempt(),
    event: { ...event, identityEventId: '00u1' },
    identityMessageId: 'message-1',
  };
  expect(await ledger.claim(claim)).toEqual({
    identity: event.identity,
    operation: 'requestUserAccess',
    commandHash: event.commandHash,
    ...{ eventId: id, source, time, correlationId: 'ticket-7', requestedBy: 'grace', requestReason: 'a new job' },
    ...{ identityEventId: '00u1', identityMessageId: 'message-1' },
    userIdentity: userIdentity(' ADA.lovelace@example.com'),
    targetEntityIds: [germany],
    ...{ state: 'open', owner: claim.owner, leaseExpiresAt: claim.leaseExpiresAt, unsettled: true },
    ...{ messageId: 'first', epoch: 0, history: noHistory },
    version: 1,
    expiresAt: Math.floor((clock.now() + 30 * days) / 1000),
  });
  const zuoraRequestIds = { [japan]: 'for-support', [germany]: 'x'.repeat(1000) };
  const everything = settlement({ ...deadLetter, zuoraId: 'c1', zuoraRequestIds });
  expect(await ledger.settle(claim, everything)).toBe(true);
  expect(await stored()).toMatchObject({
    ...{ ...deadLetter, zuoraId: 'c1', zuoraRequestId: 'for-support' },
    zuoraRequestIds: { [japan]: 'for-support', [germany]: 'x'.repeat(100) },
  });
});

describe('what the ledger cannot tell', () => {
  test('is read anew, consistently: a record that expires just then is free', async () => {
    await ledger.claim(attempt());
    const client = new DynamoDB(embeddedAws(aws.url));
    const reads: unknown[] = [];
    client.middlewareStack.add(
      (next) => async (call) => {
        if (!('UpdateExpression' in call.input)) {
          reads.push(call.input);
          const { identity } = attempt().event;
          await dynamodb.deleteItem({ TableName: table, Key: { identity: { S: identity } } });
        }
        return next(call);
      },
      { step: 'initialize' },
    );
    const late = new Ledger(client, settings({ ledger: table, awsTimeout: 10_000 }), clock.now);
    expect(await late.claim(attempt('second'))).toEqual({ is: 'free' });
    expect(reads).toMatchObject([{ ConsistentRead: true }]);
    client.destroy();
  });

  test('is no answer: a settlement that was not written is an error, not the loss of the record', async () => {
    const nowhere = new Ledger(dynamodb, settings({ ledger: 'missing', awsTimeout: 10_000 }), clock.now);
    await expect(nowhere.settle(attempt(), settlement())).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('is waited for no longer than an AWS call may take', async () => {
    await withSilentAws(async (url) => {
      const silent = new Ledger(new DynamoDB(embeddedAws(url)), settings({ awsTimeout: 20 }), clock.now);
      await expect(silent.claim(attempt())).rejects.toMatchObject({ name: 'AbortError' });
    });
  });
});
