/**
 * Clocks ahead of SQS: whatever a source's clock says, nobody has access that an event took which was sent after the one that
 * gave it.
 */
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { entities, policy, revoking } from '../../../fuzz/fixtures/policies.ts';
import { plain } from '../../../fuzz/fixtures/vendors.ts';
import { type KnownPerson, unknownPerson } from '../../../lib/people/known-person.ts';
import { changedBy } from '../../../lib/people/person-change.ts';
import { planMessage } from '../../../lib/translation/plan.ts';
import { runsOf } from '../environment-runs.ts';

const minute = 60_000;
const begin = Date.parse('2026-11-20T09:00:00Z');
const iso = (time: number) => new Date(time).toISOString();

const by = policy({
  rules: [
    { id: 'group', when: { groups: ['g'] }, grant: ['germany'] },
    { id: 'billing', when: { department: ['Billing'] }, grant: ['france'] },
  ],
  on: revoking,
  safeguard: 'off',
});

type Kind = 'joined' | 'returned' | 'changed' | 'suspended' | 'left' | 'added' | 'removed';

interface Said {
  readonly kind: Kind;
  /** An event of any kind may say it too. */
  readonly department: 'Billing' | 'Sales' | undefined;
  /** Whether an event about the group says that the person is active. */
  readonly isActive: boolean;
  /** How far the clock that stamped the event is ahead; milliseconds. */
  readonly ahead: number;
}

const said: fc.Arbitrary<Said> = fc.record({
  kind: fc.constantFrom<Kind>('joined', 'returned', 'changed', 'suspended', 'left', 'added', 'removed'),
  department: fc.constantFrom('Billing' as const, 'Sales' as const, undefined),
  isActive: fc.boolean(),
  ahead: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 6 * minute })),
});

function eventOf({ kind, department, isActive, ahead }: Said, sentAt: number) {
  const about = { id: 'u-1', userName: 'ada@example.com', ...(department !== undefined && { department }) };
  const more = { id: `e${sentAt}`, time: iso(sentAt + ahead) };
  switch (kind) {
    case 'joined':
    case 'left':
      return plain(`identity.user.${kind}.v1`, { user: about }, more);
    case 'changed':
      return plain('identity.user.changed.v1', { user: about }, more);
    case 'returned':
    case 'suspended':
      return plain('identity.user.changed.v1', { user: { ...about, active: kind === 'returned' } }, more);
    case 'added':
    case 'removed':
      return plain(
        `identity.group.member-${kind}.v1`,
        { user: { ...about, ...(isActive && { active: true }) }, group: 'g' },
        more,
      );
  }
}

/** Who has what, if the events count in the order in which they were sent. */
function accessAfter(history: readonly Said[]): readonly string[] {
  const isAboutGroup = ({ kind }: Said) => kind === 'added' || kind === 'removed';
  const saysActive = (one: Said) => ['joined', 'returned'].includes(one.kind) || (isAboutGroup(one) && one.isActive);
  const saysOut = ({ kind }: Said) => kind === 'left' || kind === 'suspended';
  const state = history.findLast((one) => saysActive(one) || saysOut(one));
  if (state !== undefined && saysOut(state)) return [];
  const member = history.findLast(isAboutGroup)?.kind;
  const department = history.findLast((one) => one.department !== undefined)?.department;
  return [
    ...(member === 'added' ? [entities.germany] : []),
    ...(department === 'Billing' ? [entities.france] : []),
  ].toSorted();
}

/** Sent a minute apart, and delivered in any order. */
function learn(history: readonly Said[], order: readonly number[]): KnownPerson {
  let person = unknownPerson('ada');
  const sent = history.map((one, index) => ({ one, sentAt: begin + index * minute, at: order[index] ?? 0 }));
  for (const { one, sentAt } of sent.toSorted((first, second) => first.at - second.at)) {
    const { changes } = planMessage(by, JSON.stringify(eventOf(one, sentAt)), iso(sentAt));
    for (const change of changes) {
      if ('reading' in change) person = changedBy(by, person, change.reading, change.source).person;
    }
  }
  return person;
}

/** A suspension is over once the person returns, and a leaving too. */
const isSuspended = ({ decided }: KnownPerson) => decided.isSuspended || decided.hasLeft;

const runs = runsOf(500);
const fewRuns = runsOf(200);

test('a clock ahead gives nobody access that an event took which was sent later', () => {
  const histories = fc.array(said, { maxLength: 8 });
  const order = fc.array(fc.nat(7), { minLength: 8, maxLength: 8 });
  return fc.assert(
    fc.property(histories, order, (history, at) => {
      const person = learn(history, at);
      const had = isSuspended(person) ? [] : [...person.decided.assignments.keys()];
      expect(accessAfter(history)).toEqual(expect.arrayContaining(had));
    }),
    runs,
  );
});

test('what no clock ahead stamped has its effect', () => {
  const exact = said.map((one) => ({ ...one, ahead: 0 }));
  return fc.assert(
    fc.property(
      fc.array(exact, { maxLength: 8 }),
      fc.array(fc.nat(7), { minLength: 8, maxLength: 8 }),
      (history, at) => {
        const person = learn(history, at);
        const had = isSuspended(person) ? [] : [...person.decided.assignments.keys()].toSorted();
        expect(had).toEqual(accessAfter(history));
      },
    ),
    fewRuns,
  );
});

const ahead = { time: iso(begin + 4 * minute) };
const about = { id: 'u-1', userName: 'ada@example.com' };
const member = (kind: 'added' | 'removed') =>
  plain(`identity.group.member-${kind}.v1`, { user: about, group: 'g' }, { ...ahead, id: kind });
const inDepartment = (department: string) =>
  plain('identity.user.changed.v1', { user: { ...about, department } }, { ...ahead, id: department });

test.each([
  ['who is removed from a group and added again', [member('removed'), member('added')], [entities.germany]],
  ['who is added to a group and removed again', [member('added'), member('removed')], []],
  ['who moves away', [inDepartment('Billing'), inDepartment('Sales')], []],
  ['who moves there', [inDepartment('Sales'), inDepartment('Billing')], [entities.france]],
])('of events in one message about somebody %s, the last one counts though all are ahead', (_, events, access) => {
  let person = unknownPerson('ada');
  for (const change of planMessage(by, JSON.stringify(events), iso(begin)).changes) {
    if ('reading' in change) person = changedBy(by, person, change.reading, change.source).person;
  }
  expect([...person.decided.assignments.keys()]).toEqual(access);
});
