import { describe, expect, test } from '@jest/globals';
import { cases } from '../../../fuzz/fixtures/cases.ts';
import { logEvent } from '../../../fuzz/fixtures/okta.ts';
import { policy, revoking } from '../../../fuzz/fixtures/policies.ts';
import { plain, thin } from '../../../fuzz/fixtures/vendors.ts';
import { people, read, sentAt } from '../../../fuzz/outcomes.ts';
import { announcingSources } from '../../../lib/identity/sources.ts';
import { planMessage } from '../../../lib/translation/plan.ts';

function planned(event: unknown, on: object = {}) {
  const { changes, bad } = planMessage(policy({ on }), JSON.stringify(event), sentAt);
  return {
    toSend: changes.flatMap(({ events }) => events),
    bad,
    lines: changes.map(({ line }) => line),
    statements: changes.map(({ statement }) => statement),
  };
}
const ada = { userName: 'ada@example.com' };
const time = '2026-11-21T09:30:00.000Z';
const happened = (type: string, data: object) => plain(type, { user: ada, ...data }, { source: 'hr', id: '7', time });
const eventId = '["hr","7"]';

test('a grant is sent, and its line names the rule, the user and the id', () => {
  const { toSend, bad, lines } = planned(happened('identity.group.member-added.v1', { group: 'zuora-germany' }));
  expect(toSend).toEqual([expect.objectContaining({ id: expect.any(String) })]);
  expect(bad).toEqual([]);
  expect(lines).toEqual([
    {
      ...{ outcome: 'translated', source: 'plain', eventId, change: 'added-to-group', username: 'ada@example.com' },
      ...{ granted: ['germany'], grantedBy: ['germany-group'], sent: toSend.map(({ id }) => id) },
    },
  ]);
});

test('an effective-dated change is sent for its effective date, which its line names', () => {
  const effectiveAt = '2026-12-31T17:00:00.000Z';
  const event = happened('identity.user.left.v1', { effectiveAt });
  const { toSend, lines, statements } = planned(event, revoking);
  expect(toSend.map(({ time }) => time)).toEqual([effectiveAt]);
  expect(statements).toMatchObject([{ effectiveAt, events: toSend.map(({ id, type }) => ({ id, type })) }]);
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
])('%s leads to a line and no event', (_what, event, line) => {
  const lines = [{ source: expect.any(String), ...line }];
  const { statements: _, ...found } = planned(event);
  expect(found).toEqual({ toSend: [], bad: [], lines });
});

test('an empty message leaves a line', () => {
  expect(planned([])).toEqual({
    ...{ toSend: [], bad: [] },
    lines: [{ outcome: 'ignored', source: undefined, reason: 'empty' }],
    statements: [undefined],
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
    displayName: 'zuora-germany',
    members,
  };
  const { changes, bad } = planMessage(policy({ username: ['displayName'] }), JSON.stringify(group), sentAt);
  expect(new Set(changes.map(({ line }) => line.outcome))).toEqual(new Set([outcome]));
  const isTranslated = outcome === 'translated';
  expect([changes.flatMap(({ events }) => events).length, bad.length]).toEqual(isTranslated ? [count, 0] : [0, 1]);
  if (!isTranslated) expect(changes[0]?.line.detail).toBe('The event is about 10001 people; the maximum is 10000.');
});

describe('what a source says of a person is recorded', () => {
  const statementsOf = (event: unknown) => planned(event).statements;

  test('if the source announces changes, though no rule is about the person', () => {
    expect(statementsOf(happened('identity.user.joined.v1', {}))).toEqual([
      {
        identity: expect.stringMatching(/^effective:[0-9a-f]{16}$/),
        ...{ source: 'plain', publisher: 'hr', username: 'ada@example.com', change: 'joined', groups: [] },
        ...{ announcement: eventId, announcedBy: eventId, saidAt: time, effectiveAt: undefined, events: [] },
      },
    ]);
  });

  test('not if the source has no effective dates', () => {
    expect(statementsOf(logEvent('user.lifecycle.deactivate'))).toEqual([undefined]);
  });

  test('not without a username', () => {
    const event = plain('identity.user.left.v1', { user: { displayName: 'Ada' } }, { source: 'hr', id: '7', time });
    expect(statementsOf(event)).toEqual([undefined]);
  });

  test('once for one person, publisher, kind of change and group, in any spelling of the login', () => {
    const identityOf = (type: string, data: object, attributes: object = {}) =>
      statementsOf({ ...happened(`identity.${type}.v1`, data), ...attributes })[0]?.identity;
    const changes: [type: string, data: object, attributes?: object][] = [
      ['user.left', {}],
      ['user.joined', {}],
      ['user.changed', {}],
      ['group.member-added', { group: 'zuora-germany' }],
      ['group.member-added', { group: 'zuora-france' }],
      ['group.member-removed', { group: 'zuora-germany' }],
      ['user.left', { user: { userName: 'grace@example.com' } }],
      ['user.left', {}, { source: 'other-hr' }],
    ];
    expect(new Set(changes.map((change) => identityOf(...change))).size).toBe(changes.length);
    const same = [{ user: { userName: ' ADA@example.com' } }, { effectiveAt: '2026-12-31T17:00:00Z' }];
    for (const data of same) expect(identityOf('user.left', data)).toBe(identityOf('user.left', {}));
  });
});

test('every source with an effective date in its cases is known to announce changes', () => {
  const announcing = cases.filter(([, , event]) => people(read(event)).some(({ announcement }) => announcement));
  expect(new Set(announcing.map(([source]) => source))).toEqual(announcingSources);
});
