import { expect, test } from '@jest/globals';
import { emptyAccount } from '../../../lib/account/account.ts';
import { changed } from '../../../lib/account/account-change.ts';
import type { LinkedAccount } from '../../../lib/account/account-item.ts';
import type { EntityAccess } from '../../../lib/account/entity-access.ts';
import { byEntityAndAge, pendingAccess } from '../../../operator/accounts/pending-access.ts';

const day = 24 * 3_600_000;
const now = 100 * day;
const username = 'ada@example.com';

function linked(access: EntityAccess, more: { expiresAt?: number } = {}): LinkedAccount {
  const assignment = { time: 1, event: 'one', isEnded: false, ...more };
  return {
    ...{ id: 'an-id', login: username, spelling: undefined, firstLookAt: undefined, isTakenOver: true },
    account: changed(emptyAccount, { kind: 'request', entityIds: ['japan'], key: 'hr', assignment }),
    ...{ access: new Map([['japan', access]]), openChanges: new Map() },
  };
}

const row = (requestedAt: number, state: string) => ({ username, entityId: 'japan', requestedAt, state });

test.each<[string, EntityAccess, object[]]>([
  ['a request that Zuora accepted', { askedAt: now - day }, [row(now - day, 'pending')]],
  ['a request of this minute', { askedAt: now }, [row(now, 'requested')]],
  ['an approval that Zuora accepted', { askedAt: 1, approvedAt: now - day }, [row(now - day, 'pending')]],
  ['a request without an answer', { unansweredAt: now - day }, [row(now - day, 'unconfirmed')]],
  ['a request of a month ago', { askedAt: now - 30 * day }, [row(now - 30 * day, 'unanswered')]],
  ['access that was seen', { verifiedAt: now }, []],
  ['a refused request', { askedAt: 1, refusal: { write: 'request', reason: 'not-found', at: 2 } }, []],
  ['nothing', {}, []],
])('%s', (_, access, expected) => {
  expect(pendingAccess(linked(access), now)).toEqual(expected);
});

test('access that is not to exist any more does not wait', () => {
  expect(pendingAccess(linked({ askedAt: now - day }, { expiresAt: now }), now)).toEqual([]);
});

test('the list goes by entity, the oldest first', () => {
  const one = { username, entityId: 'france', requestedAt: 5, state: 'pending' as const };
  const all = [{ ...one, entityId: 'japan', requestedAt: 1 }, one, { ...one, requestedAt: 4 }];
  expect(all.toSorted(byEntityAndAge).map(({ entityId, requestedAt }) => [entityId, requestedAt])).toEqual([
    ['france', 4],
    ['france', 5],
    ['japan', 1],
  ]);
});
