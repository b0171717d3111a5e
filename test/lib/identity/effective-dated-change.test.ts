import { expect, test } from '@jest/globals';
import { policy, revoking } from '../../../fuzz/fixtures/policies.ts';
import { plain } from '../../../fuzz/fixtures/vendors.ts';
import { emptyAccount } from '../../../lib/account/account.ts';
import { changed } from '../../../lib/account/account-change.ts';
import { desired } from '../../../lib/account/desired.ts';
import type { SaidChange } from '../../../lib/account/open-change.ts';
import { planMessage } from '../../../lib/translation/plan.ts';

/** What the canonical event for an event of the plain form says of the account. */
function accessChange(type: string, time: string, data: object = {}): Exclude<SaidChange, { kind: 'decide' }> {
  const user = { userName: 'ada@example.com', department: 'Billing' };
  const body = JSON.stringify(plain(`identity.user.${type}.v1`, { user, ...data }, { id: `${type}-1`, time }));
  const [planned] = planMessage(policy({ on: revoking }), body, time).changes.flatMap(({ events }) => events);
  if (planned === undefined) throw new Error('no event is sent');
  const { targetEntityIds: entityIds } = planned.data;
  const said = Date.parse(planned.time);
  return planned.type.includes('requested')
    ? { kind: 'request', entityIds, key: 'hr', assignment: { time: said, event: planned.id, isEnded: false } }
    : { kind: 'order', entityIds, time: said, hold: false };
}

test('the end of a contract and a new hire on the next day, both reported in advance, leave the new access in place', () => {
  const left = accessChange('left', '2026-11-01T09:00:00Z', { effectiveAt: '2026-11-30T18:00:00Z' });
  const joins = accessChange('joined', '2026-11-01T09:05:00Z', { effectiveAt: '2026-12-01T08:00:00Z' });
  for (const changes of [
    [left, joins],
    [joins, left],
  ]) {
    const wishes = desired(changes.reduce(changed, emptyAccount), Date.parse('2026-12-02T00:00:00Z'));
    const given = [...wishes].filter(([, isDesired]) => isDesired).map(([entityId]) => entityId);
    expect(given).toEqual(expect.arrayContaining([...joins.entityIds]));
  }
});
