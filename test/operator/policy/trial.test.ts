import { expect, test } from '@jest/globals';
import { hook, logEvent } from '../../../fuzz/fixtures/okta.ts';
import { policy, revoking } from '../../../fuzz/fixtures/policies.ts';
import { plain } from '../../../fuzz/fixtures/vendors.ts';
import { sentAt } from '../../../fuzz/outcomes.ts';
import type { Person } from '../../../lib/identity/person.ts';
import { planMessage } from '../../../lib/translation/plan.ts';
import { tryPolicy, tryReading } from '../../../operator/policy/trial.ts';

const revokes = policy({ on: revoking });
const tried = (event: unknown, said?: Person) => tryPolicy(revokes, JSON.stringify(event), sentAt, said);
const joined = plain('identity.user.joined.v1', { user: { userName: 'ada@example.com', department: 'Sales' } });

test('a message comes to what the function makes of it', () => {
  const body = JSON.stringify([joined, 7, hook(logEvent('user.session.start')), logEvent('user.lifecycle.deactivate')]);
  const trials = tryPolicy(revokes, body, sentAt);
  expect(trials.map(({ line }) => line)).toEqual(
    planMessage(revokes, body, sentAt).changes.map((change) =>
      'line' in change ? change.line : tryReading(revokes, change.reading, change.source).line,
    ),
  );
  expect(trials.map(({ line }) => line.outcome)).toEqual(['ignored', 'dead-letter', 'ignored', 'translated']);
  expect(trials.flatMap(({ events }) => events)).toMatchObject([{ data: { hasLeft: true, ruleAssignments: [] } }]);
});

test('what is said of a person counts more than the event', () => {
  expect(tried(joined)[0]?.line).toMatchObject({ outcome: 'ignored', reason: 'no-rule' });
  expect(tried(joined, { department: 'Billing' })[0]?.line).toMatchObject({ granted: ['germany', 'france'] });
});

test('whoever is said to be inactive is suspended, and is given nothing', () => {
  expect(tried(joined, { active: false })[0]?.line).toMatchObject({ change: 'suspended', outcome: 'translated' });
  const added = plain('identity.group.member-added.v1', { user: { userName: 'ada' }, group: 'zuora-germany' });
  expect(tried(added)[0]?.line).toMatchObject({ granted: ['germany'] });
  expect(tried(added, { active: false })[0]?.line).toMatchObject({ outcome: 'ignored', reason: 'inactive' });
});

test('what is said makes nobody of an event that names nobody', () => {
  expect(tried(logEvent('user.session.start'), { userName: 'ada' })[0]?.line).toMatchObject({ outcome: 'ignored' });
});
