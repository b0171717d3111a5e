import { expect, test } from '@jest/globals';
import { logEvent } from '../../../fuzz/fixtures/okta.ts';
import { policy, revoking } from '../../../fuzz/fixtures/policies.ts';
import { plain, thin } from '../../../fuzz/fixtures/vendors.ts';
import { sentAt } from '../../../fuzz/outcomes.ts';
import { planMessage } from '../../../lib/translation/plan.ts';

const planned = (event: unknown, on: object = {}) => planMessage(policy({ on }), JSON.stringify(event), sentAt);
const ada = { userName: 'ada@example.com' };
const time = '2026-11-21T09:30:00.000Z';
const happened = (type: string, data: object) => plain(type, { user: ada, ...data }, { source: 'hr', id: '7', time });
const eventId = '["hr","7"]';

test('a grant is sent, and its line names the rule, the user and the id', () => {
  const { toSend, bad, lines } = planned(happened('identity.group.member-added.v1', { group: 'zuora-germany' }));
  expect(toSend).toEqual([{ event: expect.objectContaining({ id: expect.any(String) }), at: undefined }]);
  expect(bad).toEqual([]);
  expect(lines).toEqual([
    {
      ...{ outcome: 'translated', source: 'plain', eventId, change: 'added-to-group', username: 'ada@example.com' },
      ...{ granted: ['germany'], grantedBy: ['germany-group'], sent: toSend.map(({ event }) => event.id) },
    },
  ]);
});

test('an effective-dated change is sent for its effective date, which its line names', () => {
  const effectiveAt = '2026-12-31T17:00:00.000Z';
  const event = happened('identity.user.left.v1', { effectiveAt });
  const { toSend, lines } = planned(event, revoking);
  expect(toSend.map((planned) => planned.effectiveAt)).toEqual([effectiveAt]);
  expect(lines).toEqual([
    {
      ...{ outcome: 'translated', source: 'plain', eventId, change: 'left', username: 'ada@example.com' },
      ...{ revoked: ['germany', 'france', 'japan'], endedBy: [], effectiveAt, sent: [expect.any(String)] },
    },
  ]);
});

test('a change that the policy only reports is not sent', () => {
  const { toSend, lines } = planned(happened('identity.user.left.v1', {}));
  expect(toSend).toEqual([]);
  expect(lines).toEqual([
    {
      ...{ outcome: 'ignored', reason: 'report-only', source: 'plain', eventId, change: 'left' },
      ...{ username: 'ada@example.com', reported: ['germany', 'france', 'japan'], endedBy: [], sent: [] },
    },
  ]);
});

test.each<[what: string, event: unknown, line: object]>([
  ['an irrelevant event', logEvent('user.session.start'), { outcome: 'ignored', reason: 'other-type' }],
  ['an event with too little content', thin.gusto('employee.created'), { outcome: 'unresolvable', reason: 'ids-only' }],
  [
    'a person without a matching rule',
    happened('identity.user.joined.v1', {}),
    { outcome: 'ignored', reason: 'no-rule', change: 'joined', eventId },
  ],
  [
    'a person without a username',
    plain('identity.user.left.v1', { user: { displayName: 'Ada' } }, { source: 'hr', id: '7', time }),
    { outcome: 'unresolvable', reason: 'no-username', change: 'left', eventId },
  ],
])('%s leads to a line and no event', (_, event, line) => {
  expect(planned(event)).toEqual({ toSend: [], bad: [], lines: [{ source: expect.any(String), ...line }] });
});

test('an empty message leaves a line', () => {
  expect(planned([])).toEqual({
    ...{ toSend: [], bad: [] },
    lines: [{ outcome: 'ignored', source: undefined, reason: 'empty' }],
  });
});

test('a bad event does not affect the others', () => {
  const { toSend, bad, lines } = planned([
    happened('identity.group.member-added.v1', { group: 'zuora-germany' }),
    { nobody: 'knows' },
  ]);
  expect(toSend).toHaveLength(1);
  expect(bad).toEqual([
    { body: '{"nobody":"knows"}', error: expect.objectContaining({ reason: 'unrecognised-event' }) },
  ]);
  expect(lines.map(({ outcome }) => outcome)).toEqual(['translated', 'dead-letter']);
});

test.each([
  [10_000, 'translated'],
  [10_001, 'dead-letter'],
])('an event about %i people: %s', (count, outcome) => {
  const members = Array.from({ length: count }, (_, index) => ({ value: String(index), display: `u${index}` }));
  const group = {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
    id: 'g',
    displayName: 'zuora-germany',
    members,
  };
  const { toSend, bad, lines } = planMessage(policy({ username: ['displayName'] }), JSON.stringify(group), sentAt);
  expect(new Set(lines.map((line) => line.outcome))).toEqual(new Set([outcome]));
  const isTranslated = outcome === 'translated';
  expect([toSend.length, bad.length]).toEqual(isTranslated ? [count, 0] : [0, 1]);
  if (!isTranslated) expect(lines[0]?.detail).toBe('The event is about 10001 people; the maximum is 10000.');
});
