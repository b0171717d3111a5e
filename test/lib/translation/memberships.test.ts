import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ada, billing, logEvent } from '../../../fuzz/fixtures/okta.ts';
import { entities, policy, reading, revoking } from '../../../fuzz/fixtures/policies.ts';
import { bulk, patch } from '../../../fuzz/fixtures/scim.ts';
import { plain } from '../../../fuzz/fixtures/vendors.ts';
import { sentAt } from '../../../fuzz/outcomes.ts';
import type { PersonReading } from '../../../lib/identity/reading.ts';
import { type KnownPerson, unknownPerson } from '../../../lib/people/known-person.ts';
import { changedBy } from '../../../lib/people/person-change.ts';
import { planMessage } from '../../../lib/translation/plan.ts';

const grants: Readonly<Record<string, readonly (keyof typeof entities)[]>> = {
  a: ['germany'],
  b: ['germany', 'france'],
  c: ['japan'],
};
const rules = Object.entries(grants).map(([id, grant]) => ({ id, when: { groups: [id] }, grant }));
const byId = policy({ rules, username: 'id', on: revoking });

interface Membership {
  readonly op: 'add' | 'remove';
  readonly user: string;
  readonly group: string;
}

/** The access of people after a message, if they were members before it. */
function accessAfter(memberships: readonly Membership[], before: ReadonlySet<string>): ReadonlySet<string> {
  const people = new Map<string, KnownPerson>();
  const learn = (said: PersonReading) => {
    const user = String(said.person['id']);
    const { person } = changedBy(byId, people.get(user) ?? unknownPerson(user), said, 'scim');
    people.set(user, person);
  };
  for (const member of before) {
    const [id = '', group = ''] = member.split(' ');
    learn(reading('added-to-group', { id }, { groups: [group], time: '2026-11-20T09:30:00.000Z' }));
  }
  const operations = memberships.map(({ op, user, group }) => ({
    method: 'PATCH',
    path: `/Groups/${group}`,
    data: patch({ op, path: 'members', value: [{ value: user }] }),
  }));
  for (const change of planMessage(byId, JSON.stringify(bulk(...operations)), sentAt).changes) {
    if ('reading' in change) learn(change.reading);
  }
  return new Set(
    [...people].flatMap(([user, { decided }]) => [...decided.assignments.keys()].map((id) => `${user} ${id}`)),
  );
}

function accessOf(members: ReadonlySet<string>): ReadonlySet<string> {
  const access = [...members].flatMap((member) => {
    const [user = '', group = ''] = member.split(' ');
    return (grants[group] ?? []).map((name) => `${user} ${entities[name]}`);
  });
  return new Set(access);
}

describe('membership changes of one message at the same time', () => {
  const u = (op: Membership['op'], group: string) => ({ op, user: 'u', group });
  const germany = new Set([`u ${entities.germany}`]);
  const memberOfA = new Set(['u a']);

  test('keep the access that the old and the new group grant', () => {
    expect(accessAfter([u('remove', 'a'), u('add', 'b')], memberOfA)).toEqual(accessOf(new Set(['u b'])));
    expect(accessAfter([u('add', 'b'), u('remove', 'a')], memberOfA)).toEqual(accessOf(new Set(['u b'])));
  });

  test('keep the access of a group that the person is removed from and added to again', () => {
    expect(accessAfter([u('remove', 'a'), u('add', 'a')], memberOfA)).toEqual(germany);
  });

  test('end the access of a group that the person is added to and removed from again', () => {
    expect(accessAfter([u('add', 'a'), u('remove', 'a')], new Set())).toEqual(new Set());
  });

  test('leave a line for the change that was reversed', () => {
    const operations = ['add', 'remove'].map((op) => ({ op, path: 'members', value: [{ value: 'u' }] }));
    const message = bulk({ method: 'PATCH', path: '/Groups/a', data: patch(...operations) });
    expect(planMessage(byId, JSON.stringify(message), sentAt).changes).toMatchObject([
      { line: { outcome: 'ignored', reason: 'reversed' } },
      { reading: { change: 'removed-from-group' } },
    ]);
  });

  test.each(['userName', 'displayName'])(
    'are of one person, though only one says their display name (%s)',
    (username) => {
      const operations = [
        { op: 'remove', path: 'members[value eq "u"]' },
        { op: 'add', path: 'members', value: [{ value: 'u', display: 'Ada' }] },
      ];
      const message = bulk({ method: 'PATCH', path: '/Groups/a', data: patch(...operations) });
      const by = policy({ rules, username, on: revoking });
      expect(planMessage(by, JSON.stringify(message), sentAt).changes).toMatchObject([
        { line: { outcome: 'ignored', reason: 'reversed' } },
        { reading: { change: 'added-to-group' } },
      ]);
    },
  );

  test('count both if they are about groups of one name in two sources, or of two publishers', () => {
    const says = (type: string, source: string) =>
      plain(`identity.group.${type}.v1`, { user: { userName: 'u' }, group: 'a' }, { id: `${type} ${source}`, source });
    const target = [
      { ...ada, alternateId: 'u' },
      { ...billing, id: 'a', displayName: 'a' },
    ];
    const by = policy({ rules, username: 'userName', on: revoking });
    const removed = says('member-removed', 'one');
    const becomes = (added: object) =>
      planMessage(by, JSON.stringify([removed, added]), sentAt).changes.map((change) =>
        'reading' in change ? change.reading.change : change.line.reason,
      );
    expect(becomes(says('member-added', 'one'))).toEqual(['reversed', 'added-to-group']);
    expect(becomes(says('member-added', 'other'))).toEqual(['removed-from-group', 'added-to-group']);
    const inOkta = logEvent('group.user_membership.add', { target });
    expect(becomes(inOkta)).toEqual(['removed-from-group', 'added-to-group']);
  });

  test('end with the access of the groups that remain', () => {
    const membership = fc.record<Membership>({
      op: fc.constantFrom('add', 'remove'),
      user: fc.constantFrom('u', 'v'),
      group: fc.constantFrom('a', 'b', 'c'),
    });
    fc.assert(
      fc.property(fc.array(membership, { maxLength: 8 }), (memberships) => {
        const before = new Set<string>();
        const after = new Set<string>();
        for (const { op, user, group } of memberships.toReversed()) {
          if (op === 'remove') before.add(`${user} ${group}`);
          else before.delete(`${user} ${group}`);
        }
        for (const member of before) after.add(member);
        for (const { op, user, group } of memberships) {
          if (op === 'add') after.add(`${user} ${group}`);
          else after.delete(`${user} ${group}`);
        }
        expect(accessAfter(memberships, before)).toEqual(accessOf(after));
      }),
      { numRuns: 500 },
    );
  });
});
