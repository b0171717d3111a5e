import { expect, test } from '@jest/globals';
import { policy, revoking } from '../../../fuzz/fixtures/policies.ts';
import { plain } from '../../../fuzz/fixtures/vendors.ts';
import { isSuperseded, precedentBefore, unlisted } from '../../../lib/ledger/precedence.ts';
import { planMessage } from '../../../lib/translation/plan.ts';

/** The user record's view of the canonical event for an event of the plain form. */
function accessChange(type: string, time: string, data: object = {}) {
  const user = { userName: 'ada@example.com', department: 'Billing' };
  const body = JSON.stringify(plain(`identity.user.${type}.v1`, { user, ...data }, { id: `${type}-1`, time }));
  const [planned] = planMessage(policy({ on: revoking }), body, time).changes.flatMap(({ events }) => events);
  if (planned === undefined) throw new Error('no event is sent');
  const { type: operation, data: access, time: said } = planned;
  const { targetEntityIds: entityIds } = access;
  return {
    event: planned.id,
    operation,
    grants: operation.includes('requested'),
    entityIds,
    time: Date.parse(said),
  };
}

test('the end of a contract and a new hire on the next day, both reported in advance, leave the new access in place', () => {
  const left = accessChange('left', '2026-11-01T09:00:00Z', { effectiveAt: '2026-11-30T18:00:00Z' });
  const joins = accessChange('joined', '2026-11-01T09:05:00Z', { effectiveAt: '2026-12-01T08:00:00Z' });
  expect(isSuperseded(joins, precedentBefore(left, unlisted(undefined)))).toBe(false);
});
