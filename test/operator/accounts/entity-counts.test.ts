import { expect, test } from '@jest/globals';
import { emptyAccount } from '../../../lib/account/account.ts';
import { changed } from '../../../lib/account/account-change.ts';
import type { LinkedAccount } from '../../../lib/account/account-item.ts';
import type { EntityAccess } from '../../../lib/account/entity-access.ts';
import { countByEntity } from '../../../operator/accounts/entity-counts.ts';

const now = 100 * 24 * 3_600_000;
const assignment = { time: 5, event: 'abc', isEnded: false };
const wanted = changed(emptyAccount, { kind: 'request', entityIds: ['japan', 'uk'], key: 'hr', assignment });

function linked(access: Record<string, EntityAccess>, more: Partial<LinkedAccount> = {}): LinkedAccount {
  return {
    ...{ id: 'an-id', login: 'ada@example.com', spelling: undefined, firstLookAt: 1, isTakenOver: true },
    ...{ account: wanted, access: new Map(Object.entries(access)), openChanges: new Map() },
    ...more,
  };
}

test('people are counted by entity, with the age of the oldest request', () => {
  const accounts = [
    linked({ japan: { verifiedAt: now - 1 }, uk: { askedAt: now - 50 } }),
    linked({ japan: { askedAt: now - 20 }, uk: { askedAt: now - 90 } }),
    linked({}, { account: emptyAccount, unmanaged: new Map([['japan', now - 3]]) }),
  ];
  expect(countByEntity(accounts, now)).toEqual([
    { entityId: 'japan', access: 2, unmanaged: 1, pending: 1, oldestRequest: now - 20 },
    { entityId: 'uk', access: 0, unmanaged: 0, pending: 2, oldestRequest: now - 90 },
  ]);
});

test('access that is to exist and was not requested yet is pending, without an age', () => {
  expect(countByEntity([linked({ japan: {}, uk: { removedAt: now } })], now)).toEqual([
    { entityId: 'japan', access: 0, unmanaged: 0, pending: 1, oldestRequest: undefined },
    { entityId: 'uk', access: 0, unmanaged: 0, pending: 0, oldestRequest: undefined },
  ]);
});
