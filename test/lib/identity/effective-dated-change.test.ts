import { expect, test } from '@jest/globals';
import { entities, policy, revoking } from '../../../fuzz/fixtures/policies.ts';
import { plain } from '../../../fuzz/fixtures/vendors.ts';
import { unknownPerson } from '../../../lib/people/known-person.ts';
import { changedBy } from '../../../lib/people/person-change.ts';
import { planMessage } from '../../../lib/translation/plan.ts';

const accessPolicy = policy({ on: revoking });

/** What an event of the plain form says of the person on its date. */
function reading(type: string, time: string, data: object) {
  const user = { userName: 'ada@example.com', department: 'Billing' };
  const body = JSON.stringify(plain(`identity.user.${type}.v1`, { user, ...data }, { id: `${type}-1`, time }));
  const [planned] = planMessage(accessPolicy, body, time).changes;
  if (planned === undefined || 'line' in planned) throw new Error('nothing is to be learnt');
  return planned.reading;
}

test('the end of a contract and a new hire on the next day, both reported in advance, leave the new access in place', () => {
  const left = reading('left', '2026-11-01T09:00:00Z', { effectiveAt: '2026-11-30T18:00:00Z' });
  const joins = reading('joined', '2026-11-01T09:05:00Z', { effectiveAt: '2026-12-01T08:00:00Z' });
  for (const readings of [
    [left, joins],
    [joins, left],
  ]) {
    const { decided } = readings.reduce(
      (person, said) => changedBy(accessPolicy, person, said, 'plain').person,
      unknownPerson('ada'),
    );
    expect([decided.hasLeft, [...decided.assignments.keys()]]).toEqual([false, [entities.germany, entities.france]]);
  }
});
