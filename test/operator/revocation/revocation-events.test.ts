import { expect, test } from '@jest/globals';
import { userAccessRevoked } from '../../../events/user-access-revoked.ts';
import { revocationBodies } from '../../../operator/revocation/revocation-events.ts';

const time = '2026-11-28T10:00:00.000Z';
const request = { username: 'ada', requestedBy: 'arn:aws:iam::123456789012:user/grace', reason: 'Left today' };

test('an event has the form of the contract, with who asked for it and why', () => {
  const entityId = '5eed0000000040008000000000000002';
  const bodies = revocationBodies({ ...request, targetEntityIds: [entityId] }, time, () => 'one');
  expect(bodies.map((body) => userAccessRevoked.schema.parse(JSON.parse(body)))).toMatchObject([
    { id: 'one', time, data: { ...request, targetEntityIds: [entityId] } },
  ]);
});

test('every event says whether it holds the access', () => {
  const targetEntityIds = Array.from({ length: 101 }, (_, index) => String(index).padStart(32, '0'));
  const holdOf = (hold: true | undefined) =>
    revocationBodies({ ...request, targetEntityIds, hold }, time, () => 'one').map(
      (body) => userAccessRevoked.schema.parse(JSON.parse(body)).data.hold,
    );
  expect(holdOf(true)).toEqual([true, true]);
  expect(holdOf(undefined)).toEqual([undefined, undefined]);
});

test('more entities than an event may name become several events', () => {
  const targetEntityIds = Array.from({ length: 201 }, (_, index) => String(index).padStart(32, '0'));
  let count = 0;
  const bodies = revocationBodies({ ...request, targetEntityIds }, time, () => `event-${++count}`);
  const events = bodies.map((body) => userAccessRevoked.schema.parse(JSON.parse(body)));
  expect(events.map(({ id, data }) => [id, data.targetEntityIds.length])).toEqual([
    ['event-1', 100],
    ['event-2', 100],
    ['event-3', 1],
  ]);
  expect(events.flatMap(({ data }) => data.targetEntityIds)).toEqual(targetEntityIds);
});
