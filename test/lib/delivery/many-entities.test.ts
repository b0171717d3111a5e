/** As many entities as an event may name, in an invocation whose time is not enough for all of them. */
import { beforeEach, expect, test } from '@jest/globals';
import type { Services } from '../../../lib/delivery/delivery.ts';
import type { Command, Operation } from '../../../lib/delivery/operation.ts';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { minute, useOneUser } from './one-user.ts';
import { leaseTime } from './user-attempts.ts';
import { decide, request } from './user-events.ts';

const { global } = seedEntity;
const one = useOneUser();
const { deliveries, username, pass, decisionOn, requestOf, brought, unsettled, look, sweepFor, granted } = one;

const entityIds = Array.from({ length: 100 }, (_, index) => `a${String(index).padStart(6, '0')}`.padStart(32, '0'));

beforeEach(async () => {
  const entity = { locale: 'en_US', timezone: 'Etc/UTC', status: 'Provisioned', parentId: global };
  const entities = entityIds.map((id) => ({ ...entity, id, name: id, displayName: id }));
  await deliveries().access.sandbox('POST', 'entities', { entities });
  const all = [global, ...entityIds];
  await deliveries().access.changeClient({ entityIds: all, administers: all });
});

/** Every call to Zuora takes two seconds of the invocation. */
function slowly(): Pick<Services, 'zuora'> {
  const { access } = deliveries();
  return {
    zuora: (caller) =>
      access.client({
        ...caller,
        requireTime(timeout) {
          caller.requireTime(timeout);
          access.clock.advance(2_000);
        },
      }),
  };
}

/** The entities that writes named, in the order in which they were sent. */
async function written(kind: 'request-access' | 'deny-access'): Promise<readonly string[]> {
  const calls = (await deliveries().access.calls()).filter(
    ({ path }) => path === `/v1/users/${encodeURIComponent(username())}/${kind}`,
  );
  return calls.flatMap(({ body, headers }) =>
    kind === 'request-access'
      ? (body as { targetEntityIds: string[] }).targetEntityIds
      : (headers['zuora-entity-ids'] ?? '').replaceAll('-', ''),
  );
}

/** In turn with the same message, until its event is done. @returns how each ended */
async function outcomes<C extends Command>(body: unknown, operation: Operation<C>): Promise<readonly string[]> {
  const first = await brought(operation, body, undefined, slowly());
  const all = [first.outcome];
  while (all.at(-1) === 'retry' && all.length < 10) {
    pass(minute);
    all.push((await brought(operation, body, first.record, slowly())).outcome);
  }
  return all;
}

test.each([
  ['a request', () => outcomes(requestOf(entityIds), request)],
  ['a decision', () => outcomes(decisionOn(1, false, entityIds), decide)],
] as const)(
  '%s that runs out of time goes on where it stopped',
  async (_, carriedOut) => {
    const all = await carriedOut();
    expect(all.length).toBeGreaterThan(2);
    expect(all.at(-1)).toBe('applied');
    expect(deliveries().lines()[0]).toMatchObject({ outcome: 'retry', reason: 'out-of-time' });
    expect((await granted()).toSorted()).toEqual(entityIds);
    expect((await written('request-access')).toSorted()).toEqual(entityIds);
  },
  60_000,
);

test('also if the attempt that ran out of time is cut off before it releases the account', async () => {
  const body = decisionOn(1, false, entityIds);
  const { record } = await brought(decide, body, undefined, { ...unsettled(), ...slowly() });
  const before = (await granted()).length;
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(entityIds.length);
  pass(leaseTime);
  expect((await brought(decide, body, record)).outcome).toBe('applied');
  expect((await granted()).toSorted()).toEqual(entityIds);
  expect((await written('request-access')).toSorted()).toEqual(entityIds);
}, 60_000);

test('a look that runs out of time is repeated, and goes on where it stopped', async () => {
  const day = 24 * 60 * minute;
  await brought(request, requestOf(entityIds, { lasts: day }));
  pass(day);
  await look(slowly());
  const left = await granted();
  expect(left.length).toBeGreaterThan(0);
  expect(left.length).toBeLessThan(entityIds.length);
  await sweepFor(day);
  expect(await granted()).toEqual([]);
  expect((await written('deny-access')).toSorted()).toEqual(entityIds);
}, 60_000);
