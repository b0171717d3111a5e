import { expect, test } from '@jest/globals';
import { emptyAccount } from '../../../lib/account/account.ts';
import { changed } from '../../../lib/account/account-change.ts';
import type { LinkedAccount } from '../../../lib/account/account-item.ts';
import { withUnmanaged } from '../../../lib/account/unmanaged.ts';

test('the home entity is explained, also if only the policy names it', () => {
  const decision = {
    ...{ generation: 1, revision: 1, isSuspended: false, hasLeft: true, leftAt: 10 },
    ...{ home: { entityId: 'global', saidAt: 10 }, assignments: new Map(), denials: new Map(), ended: new Map() },
  };
  const linked: LinkedAccount = {
    ...{ id: 'account', login: 'ada@example.com', access: new Map(), openChanges: new Map(), spelling: undefined },
    ...{ account: changed(emptyAccount, { kind: 'decide', decision }), firstLookAt: 20, isTakenOver: true },
  };
  const { unmanaged } = withUnmanaged(linked, { granted: new Set(['global', 'japan']), at: 20 });
  expect([...(unmanaged?.keys() ?? [])]).toEqual(['japan']);
});
