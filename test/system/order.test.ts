/** Grants and removals on the real stack, in the wrong order. */
import { randomUUID } from 'node:crypto';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { seedEntity } from '../../local/zuora/seed.ts';
import { run } from '../cli/command.ts';
import { until } from '../until.ts';
import { World } from './world.ts';

const grants = 'user-access-requests';
const removals = 'access-revocations';
const second = 1000;
const minute = 60 * second;
const day = 24 * 3600 * second;

let world: World;
let username: string;
/** Of each test: what is said so long ago counts from here, however long the test takes. */
let startedAt: number;

beforeAll(async () => {
  world = await World.begin();
});
afterAll(() => world.end());
beforeEach(async () => {
  startedAt = Date.now();
  username = `${randomUUID()}@example.com`;
  await world.addUsers(username);
});

/** @param ago milliseconds from when it was said to the beginning of the test */
const grant = (ago: number, ...targetEntityIds: string[]) =>
  event('zuora.user-access.requested.v1', ago, { targetEntityIds, entityId: seedEntity.global });
const removal = (ago: number, ...targetEntityIds: string[]) =>
  event('zuora.user-access.revoked.v1', ago, { targetEntityIds });

function event(type: string, ago: number, data: object) {
  const time = new Date(startedAt - ago).toISOString();
  return { specversion: '1.0', type, source: 'test', id: randomUUID(), time, data: { username, ...data } };
}

/** @returns how the message ended */
async function ended(queue: string, body: object): Promise<string> {
  const ids = await world.send(queue, body);
  await world.drained(queue);
  return (await world.outcomesOf(...ids)).at(-1)?.outcome ?? '';
}

/** What Zuora did about the user, in order. */
async function changes(): Promise<string[]> {
  const all = (await world.effects()).map(({ change }) => change);
  return all
    .filter((change) => change.username === username && change.type.startsWith('access-'))
    .map(({ type, entityId }) => `${type} ${entityId}`);
}

describe('whoever has left', () => {
  test('is not let in again by an older grant that comes late', async () => {
    expect(await ended(grants, grant(9 * second, seedEntity.germany))).toBe('applied');
    expect(await ended(removals, removal(5 * second, seedEntity.germany))).toBe('applied');
    const late = grant(7 * second, seedEntity.germany);
    expect(await ended(grants, late)).toBe('superseded');
    expect(world.outcomes().at(-1)).toMatchObject({
      supersededBy: [{ entityId: seedEntity.germany, operation: 'revokeUserAccess', time: expect.any(String) }],
    });
    expect(await changes()).toEqual([`access-granted ${seedEntity.germany}`, `access-denied ${seedEntity.germany}`]);
  });

  test('is not let in even where he never was', async () => {
    expect(await ended(removals, removal(5 * second, seedEntity.germany))).toBe('already-applied');
    expect(await ended(grants, grant(6 * second, seedEntity.germany, seedEntity.brazil))).toBe('applied');
    expect(await changes()).toEqual([`access-requested ${seedEntity.brazil}`]);
  });

  test('leaves no request of ours behind that an administrator could still accept', async () => {
    expect(await ended(grants, grant(9 * second, seedEntity.japan))).toBe('applied');
    expect(await ended(removals, removal(5 * second, seedEntity.japan, seedEntity.brazil))).toBe('applied');
    expect(await changes()).toEqual([`access-requested ${seedEntity.japan}`, `access-denied ${seedEntity.japan}`]);
  });

  test('is a dead letter as long as Zuora does not let us refuse what is requested, and then not left with it', async () => {
    expect(await ended(grants, grant(9 * second, seedEntity.japan))).toBe('applied');
    const body = { success: false, reasons: [{ code: 50000010, message: 'No permission' }] };
    const match = { method: 'PUT', path: '/v1/users/*' };
    await world.sandbox('POST', 'faults', { match, times: 1, fault: { status: 200, body } });
    const left = removal(5 * second, seedEntity.japan);
    expect(await ended(removals, left)).toBe('dead-letter');
    await world.takeDeadLetters(removals);
    expect(await ended(removals, left)).toBe('applied');
    expect(await changes()).toEqual([`access-requested ${seedEntity.japan}`, `access-denied ${seedEntity.japan}`]);
  });

  test('is not let in by a redriven grant whose time had not come when it was sent', async () => {
    const body = { success: false, reasons: [{ code: 50000010, message: 'No permission' }] };
    const match = { method: 'PUT', path: '/v1/users/*' };
    await world.sandbox('POST', 'faults', { match, times: 1, fault: { status: 200, body } });
    const early = grant(-10 * minute, seedEntity.germany);
    expect(await ended(grants, early)).toBe('dead-letter');
    // Later than the grant was sent, since it counts as said then.
    expect(await ended(removals, removal(startedAt - Date.now(), seedEntity.germany))).toBe('already-applied');
    await run({ AWS_ENDPOINT_URL: world.stack.aws }, 'dlq', 'redrive', '--queue', grants, '--yes');
    const ends = () => world.outcomes().filter(({ eventId }) => eventId === early.id);
    await until(() => ends().length === 2);
    expect(ends().at(-1)?.outcome).toBe('superseded');
    expect(await changes()).toEqual([]);
  });

  test('is let in by a newer grant', async () => {
    expect(await ended(removals, removal(5 * second, seedEntity.germany))).toBe('already-applied');
    expect(await ended(grants, grant(0, seedEntity.germany))).toBe('applied');
    expect(await ended(removals, removal(3 * second, seedEntity.germany))).toBe('superseded');
    expect(await changes()).toEqual([`access-granted ${seedEntity.germany}`]);
  });

  test('is out in the end, when all comes at once', async () => {
    const said = [
      ...[9, 8, 7].map((seconds) => [grants, grant(seconds * second, seedEntity.germany, seedEntity.japan)] as const),
      [removals, removal(6 * second, seedEntity.germany, seedEntity.japan)] as const,
    ];
    await Promise.all(said.map(([queue, body]) => world.send(queue, body)));
    await world.drained(grants, removals);
    for (const entityId of [seedEntity.germany, seedEntity.japan]) {
      const last = (await changes()).findLast((change) => change.endsWith(entityId)) ?? 'none';
      expect(last).toMatch(/^(access-denied|none)/);
    }
  });
});

describe('a user with two tickets', () => {
  const ticket = (ago: number, assignment: string, more: object = {}) =>
    event('zuora.user-access.requested.v1', ago, {
      ...{ targetEntityIds: [seedEntity.germany], entityId: seedEntity.global, assignment },
      ...more,
    });
  const closed = (ago: number, ...assignments: string[]) =>
    event('zuora.user-access.revoked.v1', ago, { targetEntityIds: [seedEntity.germany], assignments });
  const granted = `access-granted ${seedEntity.germany}`;
  const denied = `access-denied ${seedEntity.germany}`;

  test('keeps the access until both are closed, and one may be closed twice', async () => {
    expect(await ended(grants, ticket(9 * second, 'T-1'))).toBe('applied');
    expect(await ended(grants, ticket(8 * second, 'T-2'))).toBe('already-applied');
    await ended(removals, closed(7 * second, 'T-1'));
    await ended(removals, closed(6 * second, 'T-1', 'T-3'));
    expect(await changes()).toEqual([granted]);
    expect(await ended(removals, closed(5 * second, 'T-2'))).toBe('applied');
    expect(await changes()).toEqual([granted, denied]);
  });

  test('is not let in by one that was closed before it came', async () => {
    await ended(removals, closed(5 * second, 'T-1'));
    await ended(grants, ticket(6 * second, 'T-1'));
    expect(await changes()).toEqual([]);
    expect(await ended(grants, ticket(6 * second, 'T-2'))).toBe('applied');
  });

  test('keeps the access when one of them has run out', async () => {
    const expiresAt = new Date(startedAt - day).toISOString();
    expect(await ended(grants, ticket(9 * second, 'T-1'))).toBe('applied');
    await ended(grants, ticket(8 * second, 'T-2', { expiresAt }));
    expect(await changes()).toEqual([granted]);
    await ended(removals, closed(7 * second, 'T-1'));
    expect(await changes()).toEqual([granted, denied]);
  });

  test('loses the access by an order that is held, and no ticket brings it back', async () => {
    expect(await ended(grants, ticket(9 * second, 'T-1'))).toBe('applied');
    const held = { targetEntityIds: [seedEntity.germany], hold: true };
    expect(await ended(removals, event('zuora.user-access.revoked.v1', 8 * second, held))).toBe('applied');
    await ended(grants, ticket(7 * second, 'T-1'));
    await ended(grants, ticket(6 * second, 'T-2'));
    expect(await changes()).toEqual([granted, denied]);
  });
});

describe('a grant of eight days ago', () => {
  test('is a dead letter, and nothing else happens', async () => {
    expect(await ended(grants, grant(8 * day, seedEntity.germany))).toBe('dead-letter');
    const [letter] = await world.takeDeadLetters(grants);
    expect(letter?.MessageAttributes?.['reason']?.StringValue).toBe('stale');
    expect(await changes()).toEqual([]);
  });

  test.each([
    ['is carried out', 'nobody has left', 'applied', false],
    ['is superseded', 'the user has left', 'superseded', true],
  ])('%s when somebody allows it and %s', async (_, __, outcome, hasLeft) => {
    if (hasLeft) await ended(removals, removal(5 * day, seedEntity.germany));
    const { sqs } = world.stack.clients;
    const { MessageId = '' } = await sqs.send(
      new SendMessageCommand({
        QueueUrl: world.stack.queueUrl(grants),
        MessageBody: JSON.stringify(grant(8 * day, seedEntity.germany)),
        MessageAttributes: { allowStale: { DataType: 'String', StringValue: 'true' } },
      }),
    );
    expect((await world.outcomesOf(MessageId)).at(-1)?.outcome).toBe(outcome);
  });
});

test('a removal of eight days ago is carried out', async () => {
  await ended(grants, grant(day, seedEntity.brazil));
  expect(await ended(removals, removal(8 * day, seedEntity.germany))).toBe('already-applied');
});
