import { expect, test } from '@jest/globals';
import { emptyAccount } from '../../../lib/account/account.ts';
import { changed } from '../../../lib/account/account-change.ts';
import type { LinkedAccount } from '../../../lib/account/account-item.ts';
import type { EntityAccess } from '../../../lib/account/entity-access.ts';
import { byEntityAndAge, knownAccess, pendingAccess } from '../../../operator/accounts/pending-access.ts';

const day = 24 * 3_600_000;
const now = 100 * day;
const username = 'ada@example.com';

function linked(access: EntityAccess, more: { expiresAt?: number } = {}): LinkedAccount {
  const assignment = { time: 1, event: 'one', isEnded: false, ...more };
  return {
    ...{ id: 'an-id', login: username, spelling: undefined, firstLookAt: 1, isTakenOver: true },
    account: changed(emptyAccount, { kind: 'request', entityIds: ['japan'], key: 'hr', assignment }),
    ...{ access: new Map([['japan', access]]), openChanges: new Map() },
  };
}

const row = (since: number, state: string) => ({ username, entityId: 'japan', since, state });

test.each<[string, EntityAccess, object[]]>([
  ['a request that Zuora accepted', { askedAt: now - day }, [row(now - day, 'pending')]],
  ['a request of this minute', { askedAt: now }, [row(now, 'requested')]],
  ['an approval that Zuora accepted', { askedAt: 1, approvedAt: now - day }, [row(now - day, 'pending')]],
  ['a request without an answer', { unansweredAt: now - day }, [row(now - day, 'unconfirmed')]],
  [
    'a request that Zuora refused after one without an answer',
    { unansweredAt: 1, outcomeUnknownAt: now - day },
    [row(now - day, 'outcome-unknown')],
  ],
  ['a request of a month ago', { askedAt: now - 30 * day }, [row(now - 30 * day, 'unanswered')]],
  ['access that was seen', { verifiedAt: now }, []],
  ['a refused request', { askedAt: 1, refusal: { write: 'request', reason: 'not-found', at: 2 } }, [row(2, 'failed')]],
  ['a denial that was refused before', { verifiedAt: 3, refusal: { write: 'deny', reason: 'rejected', at: 2 } }, []],
  ['access that somebody took', { removedAt: 7 }, [row(7, 'removed-outside')]],
  ['an approval by us that was refused', { askedAt: now - day, unapprovedAt: 1 }, [row(now - day, 'pending')]],
  ['a user whom Zuora has shown, and nothing was asked', {}, []],
])('%s', (_, access, expected) => {
  expect(pendingAccess(linked(access), now)).toEqual(expected);
});

test('access that is not to exist any more does not wait', () => {
  expect(pendingAccess(linked({ askedAt: now - day }, { expiresAt: now }), now)).toEqual([]);
});

test('access that Zuora refuses to end has failed', () => {
  const refusal = { write: 'deny', reason: 'rejected', at: 2 } as const;
  expect(pendingAccess(linked({ refusal }, { expiresAt: now }), now)).toEqual([row(2, 'failed')]);
  expect(pendingAccess(linked({ removedAt: 2 }, { expiresAt: now }), now)).toEqual([]);
});

test('a user whom Zuora has never shown is waited for, from their oldest request on', () => {
  const unknown = { ...linked({}), firstLookAt: undefined };
  expect(pendingAccess(unknown, now)).toEqual([row(1, 'waiting-for-account')]);
  const asked = { ...linked({ unansweredAt: now - day }), firstLookAt: undefined };
  expect(pendingAccess(asked, now)).toEqual([row(now - day, 'unconfirmed')]);
  const over = { ...linked({}, { expiresAt: now }), firstLookAt: undefined };
  expect(pendingAccess(over, now)).toEqual([]);
});

test('access that nothing explains is listed', () => {
  const found = { ...linked({ verifiedAt: 1 }), unmanaged: new Map([['france', 4]]) };
  expect(pendingAccess(found, now)).toEqual([{ ...row(4, 'unmanaged'), entityId: 'france' }]);
});

test('an account shows what is verified besides what waits', () => {
  const found = { ...linked({ verifiedAt: 1 }), unmanaged: new Map([['france', 4]]) };
  expect(knownAccess(found, now)).toEqual([{ ...row(4, 'unmanaged'), entityId: 'france' }, row(1, 'verified')]);
  expect(knownAccess(linked({ verifiedAt: 1 }, { expiresAt: now }), now)).toEqual([]);
});

test('the list goes by entity, the oldest first', () => {
  const one = { username, entityId: 'france', since: 5, state: 'pending' as const };
  const all = [{ ...one, entityId: 'japan', since: 1 }, one, { ...one, since: 4 }];
  expect(all.toSorted(byEntityAndAge).map(({ entityId, since }) => [entityId, since])).toEqual([
    ['france', 4],
    ['france', 5],
    ['japan', 1],
  ]);
});
