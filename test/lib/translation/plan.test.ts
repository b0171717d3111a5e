import { describe, expect, test } from '@jest/globals';
import { cases } from '../../../fuzz/fixtures/cases.ts';
import { logEvent } from '../../../fuzz/fixtures/okta.ts';
import { policy } from '../../../fuzz/fixtures/policies.ts';
import { plain, thin } from '../../../fuzz/fixtures/vendors.ts';
import { people, read, sentAt } from '../../../fuzz/outcomes.ts';
import { announcingSources } from '../../../lib/identity/sources.ts';
import { ofSaidReading } from '../../../lib/people/said-reading.ts';
import { planMessage } from '../../../lib/translation/plan.ts';

function planned(event: unknown) {
  const { changes, bad } = planMessage(policy(), JSON.stringify(event), sentAt);
  return {
    toLearn: changes.flatMap((change) => ('reading' in change ? change.reading : [])),
    bad,
    lines: changes.flatMap((change) => ('line' in change ? change.line : [])),
    statements: changes.map(({ statement }) => statement),
  };
}
const ada = { userName: 'ada@example.com' };
const time = '2026-11-21T09:30:00.000Z';
const happened = (type: string, data: object) => plain(type, { user: ada, ...data }, { source: 'hr', id: '7', time });
const eventId = '["hr","7"]';

test('a change of a person is to be learnt', () => {
  const { toLearn, bad, lines } = planned(happened('identity.group.member-added.v1', { group: 'zuora-germany' }));
  expect(toLearn).toEqual([
    expect.objectContaining({ change: 'added-to-group', id: eventId, time, person: ada, groups: ['zuora-germany'] }),
  ]);
  expect([bad, lines]).toEqual([[], []]);
});

test('so is one without a rule, or without a username: it may identify the person for later', () => {
  expect(planned(happened('identity.user.joined.v1', {})).toLearn).toHaveLength(1);
  expect(planned(plain('identity.user.joined.v1', { user: { id: 'u-1' } })).toLearn).toHaveLength(1);
});

test('an effective-dated change is recorded for its effective date', () => {
  const effectiveAt = '2026-12-31T17:00:00.000Z';
  const { toLearn, statements } = planned(happened('identity.user.left.v1', { effectiveAt }));
  const [statement] = statements;
  expect(statement).toMatchObject({ effectiveAt, saidAt: time, change: 'left' });
  expect(ofSaidReading(statement?.said ?? '')).toMatchObject({ change: 'left', person: ada, time, effectiveAt });
  expect(toLearn).toMatchObject([{ effectiveAt }]);
});

test.each<[what: string, event: unknown, line: object]>([
  ['an irrelevant event', logEvent('user.session.start'), { outcome: 'ignored', reason: 'other-type' }],
  ['an event with too little content', thin.gusto('employee.created'), { outcome: 'unresolvable', reason: 'ids-only' }],
  [
    'an announced change of a person without a username',
    plain(
      'identity.user.left.v1',
      { user: { displayName: 'Ada' }, effectiveAt: '2026-12-31T17:00:00Z' },
      { source: 'hr', id: '7', time },
    ),
    { outcome: 'unresolvable', reason: 'no-username', change: 'left', eventId },
  ],
])('%s leads to a line, and nothing is to be learnt', (_what, event, line) => {
  const lines = [{ source: expect.any(String), ...line }];
  const { statements: _, ...found } = planned(event);
  expect(found).toEqual({ toLearn: [], bad: [], lines });
});

test('an empty message leaves a line', () => {
  expect(planned([])).toEqual({
    ...{ toLearn: [], bad: [] },
    lines: [{ outcome: 'ignored', source: undefined, reason: 'empty' }],
    statements: [undefined],
  });
});

test('a bad event does not affect the others', () => {
  const { toLearn, bad, lines } = planned([
    happened('identity.group.member-added.v1', { group: 'zuora-germany' }),
    { nobody: 'knows' },
  ]);
  expect(toLearn).toHaveLength(1);
  expect(bad).toEqual([
    { body: '{"nobody":"knows"}', error: expect.objectContaining({ reason: 'unrecognised-event' }) },
  ]);
  expect(lines.map(({ outcome }) => outcome)).toEqual(['dead-letter']);
});

test.each([
  [10_000, 10_000, []],
  [10_001, 0, ['The event is about 10001 people; the maximum is 10000.']],
])('of an event about %i people, %i are to be learnt', (count, learnt, problems) => {
  const members = Array.from({ length: count }, (_, index) => ({ value: String(index), display: `u${index}` }));
  const { toLearn, bad, lines } = planned({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
    displayName: 'zuora-germany',
    members,
  });
  expect([toLearn.length, bad.length]).toEqual([learnt, problems.length]);
  expect(lines.map(({ outcome, detail }) => [outcome, detail])).toEqual(
    problems.map((detail) => ['dead-letter', detail]),
  );
});

describe('what a source says of a person is recorded', () => {
  const statementsOf = (event: unknown) => planned(event).statements;

  test('if the source announces changes, though no rule is about the person', () => {
    expect(statementsOf(happened('identity.user.joined.v1', {}))).toEqual([
      {
        identity: expect.stringMatching(/^effective:[0-9a-f]{16}$/),
        ...{ source: 'plain', publisher: 'hr', username: 'ada@example.com', change: 'joined', groups: [] },
        ...{
          announcement: eventId,
          announcedBy: eventId,
          saidAt: time,
          effectiveAt: undefined,
          said: expect.any(String),
        },
      },
    ]);
  });

  test('without its attributes if the policy uses none of them', () => {
    const user = { ...ada, title: 'Countess' };
    expect(statementsOf(happened('identity.user.changed.v1', { user }))[0]).not.toHaveProperty('said');
    const billing = { ...user, department: 'Billing' };
    const [statement] = statementsOf(happened('identity.user.changed.v1', { user: billing }));
    expect(ofSaidReading(statement?.said ?? '').person).toEqual({ ...ada, department: 'Billing' });
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
