/** What is known of somebody whose accounts come and go. */
import { describe, expect, test } from '@jest/globals';
import { entities, policy, reading, revoking } from '../../../fuzz/fixtures/policies.ts';
import type { Person } from '../../../lib/identity/person.ts';
import type { ChangeKind } from '../../../lib/identity/reading.ts';
import { noGroupEnds } from '../../../lib/people/group-ends.ts';
import { type KnownPerson, unknownPerson } from '../../../lib/people/known-person.ts';
import { changedBy, proposalAnew, proposalOf, settled } from '../../../lib/people/person-change.ts';
import { proposedChange } from '../../../lib/people/proposed-change.ts';
import { storedAccounts } from '../../../lib/people/stored-person.ts';

interface Said {
  readonly change: ChangeKind;
  readonly person?: Person;
  readonly groups?: readonly string[];
  readonly source?: string;
}

/** The entities that somebody has after each event, a minute apart. */
function after(said: readonly Said[], on: object = revoking): readonly string[] {
  let known = unknownPerson('ada');
  return said.map(({ change, person = {}, groups = [], source = 'okta' }, minute) => {
    const time = new Date(Date.UTC(2026, 10, 21, 9, minute)).toISOString();
    known = changedBy(policy({ on }), known, reading(change, person, { groups, time }), source).person;
    const names = Object.entries(entities).filter(([, id]) => known.decided.assignments.has(id));
    return `${names.map(([name]) => name).join(' ')}${known.decided.hasLeft ? 'left' : ''}`;
  });
}

const inGroup = { change: 'added-to-group', groups: ['zuora-germany'] } as const;

test('the groups of an account that is back count again', () => {
  const off = { change: 'left', person: { active: false } } as const;
  const on = { change: 'changed', person: { active: true } } as const;
  expect(after([inGroup, off, on])).toEqual(['germany', 'left', 'germany']);
});

test('a change that says nothing of the state leaves a leaver outside', () => {
  const moved = { change: 'changed', person: { department: 'Billing' } } as const;
  expect(after([inGroup, { change: 'left' }, moved, inGroup])).toEqual(['germany', 'left', 'left', 'left']);
});

test('the groups of an account that is over are not those of the next one with its login', () => {
  expect(
    after([
      { ...inGroup, person: { id: 'u-1' } },
      { change: 'left', person: { id: 'u-1' } },
      { change: 'joined', person: { id: 'u-2', department: 'Billing' } },
      { change: 'left', person: { id: 'u-1' } },
    ]),
  ).toEqual(['germany', 'left', 'germany france', 'germany france']);
  expect(
    after([
      { ...inGroup, person: { id: 'u-1' } },
      { change: 'left', person: { id: 'u-1' } },
      { change: 'joined', person: { id: 'u-2' } },
    ]),
  ).toEqual(['germany', 'left', '']);
});

test('who leaves one source has left, whatever another one says', () => {
  const joined = { change: 'joined', source: 'workday' } as const;
  const left = { change: 'left', source: 'workday' } as const;
  expect(after([inGroup, joined, left, { change: 'changed', person: { active: true } }])).toEqual([
    ...['germany', 'germany', 'left', 'left'],
  ]);
});

test('a removal in one source counts for what another one said before', () => {
  const removed = { change: 'removed-from-group', groups: ['zuora-germany'], source: 'scim' } as const;
  expect(after([inGroup, removed, inGroup])).toEqual(['germany', '', 'germany']);
});

test('what is only reported stays, gets nothing new, and is denied all the same', () => {
  const on = { left: 'report', groupRemoved: 'report', ruleNoLongerMatches: 'revoke' };
  const removed = { change: 'removed-from-group', groups: ['zuora-germany'] } as const;
  expect(after([inGroup, removed], on)).toEqual(['germany', 'germany']);
  const billing = { change: 'changed', person: { department: 'Billing' } } as const;
  expect(after([inGroup, { change: 'left' }, billing], on)).toEqual(['germany', 'germany', 'germany']);
  const contractor = { change: 'changed', person: { userType: 'contractor' } } as const;
  expect(after([billing, contractor], on)).toEqual(['germany france', 'germany']);
});

test('a list that was whole for one policy says nothing of what only the next one asks for', () => {
  const asking = (group: string) =>
    policy({ rules: [{ id: 'r', when: { groups: [group] }, grant: ['japan'] }], on: revoking });
  const said = (changes: object) => reading('changed', { groups: ['a', 'b'], ...changes }, { wholeLists: ['groups'] });
  const before = changedBy(asking('a'), unknownPerson('ada'), said({}), 'scim').person;
  expect(before.decided.assignments.size).toBe(1);
  const renamed = reading('changed', { title: 'x' }, { time: '2026-11-22T09:30:00.000Z' });
  expect(changedBy(asking('b'), before, renamed, 'scim').person.decided.assignments.size).toBe(1);
  const alone = reading('changed', { groups: ['a'] }, { wholeLists: ['groups'], time: '2026-11-22T09:30:00.000Z' });
  expect(changedBy(asking('b'), before, alone, 'scim').person.decided.assignments.size).toBe(0);
});

test('a rule on any group holds as long as one of many groups is left', () => {
  const by = policy({ rules: [{ id: 'any', when: { groups: [{ exists: true }] }, grant: ['japan'] }], on: revoking });
  const groups = Array.from({ length: 25 }, (_, index) => `g-${index}`);
  const whole = changedBy(by, unknownPerson('ada'), reading('changed', { groups }, { wholeLists: ['groups'] }), 'scim');
  const hasAfter = (count: number) => {
    const later = { groups: groups.slice(0, count), time: '2026-11-22T09:30:00.000Z' };
    const removed = reading('removed-from-group', {}, later);
    return changedBy(by, whole.person, removed, 'scim').person.decided.assignments.has(entities.japan);
  };
  expect([20, 24, 25].map(hasAfter)).toEqual([true, true, false]);
});

test('a leaving that a source repeats is one decision', () => {
  const left = (time: string) => reading('left', {}, { time });
  const first = changedBy(policy({ on: revoking }), unknownPerson('ada'), left('2026-11-21T09:30:00.000Z'), 'okta');
  const again = changedBy(policy({ on: revoking }), first.person, left('2026-11-22T09:30:00.000Z'), 'okta');
  expect(again.person.revision).toBe(1);
  expect(again.person.decided.leftAt).toBe('2026-11-21T09:30:00.000Z');
});

describe('a leaving that comes after the return', () => {
  const at = (hour: number) => new Date(Date.UTC(2026, 10, 21, hour)).toISOString();
  type Told = readonly [change: ChangeKind, hour: number, person?: Person, source?: string];
  const leftAtAfter = (told: readonly Told[], changes: object = {}) =>
    told.reduce((known, [change, hour, person, source = 'okta']) => {
      const said = reading(change, person, { time: at(hour) });
      return changedBy(policy({ on: revoking, ...changes }), known, said, source).person;
    }, unknownPerson('ada')).decided.leftAt;
  const back = [
    ['joined', 1],
    ['joined', 3],
  ] as const;
  const late = ['left', 2] as const;

  test('ends what was there before it, also of somebody who is suspended since', () => {
    expect(leftAtAfter([...back, late])).toBe(at(2));
    expect(leftAtAfter([...back, ['suspended', 4], late])).toBe(at(2));
  });

  test('ends nothing if it is only reported, or if another source decides', () => {
    expect(leftAtAfter([...back, late], { on: {} })).toBeUndefined();
    const sources = ['workday', 'okta'];
    expect(leftAtAfter([['joined', 1, {}, 'workday'], ...back, late], { sources })).toBeUndefined();
    expect(leftAtAfter([...back, late], { sources: ['workday'] })).toBeUndefined();
  });

  test('ends nothing if the person had another account in the source', () => {
    const [one, other] = [{ id: 'u-1' }, { id: 'u-2' }];
    const accounts: readonly Told[] = [
      ['joined', 1, other],
      ['joined', 3, one],
    ];
    expect(leftAtAfter([...accounts, ['left', 2, one]])).toBeUndefined();
    expect(leftAtAfter([...accounts, ['left', 0, one]])).toBe(at(0));
  });

  const billing = policy({
    on: revoking,
    grace: 'P7D',
    rules: [{ id: 'billing', when: { department: ['Billing'] }, grant: ['france'] }],
  });
  const knownAfter = (told: readonly Told[], by = billing) =>
    told.reduce(
      (known, [change, hour, person, source = 'okta']) =>
        changedBy(by, known, reading(change, person, { time: at(hour) }), source).person,
      unknownPerson('ada'),
    );
  const twice: readonly Told[] = [
    ['joined', 1, { department: 'Billing' }],
    ['joined', 1, {}, 'workday'],
    ['left', 2],
    ['left', 3, {}, 'workday'],
    ['joined', 4],
    ['joined', 5, {}, 'workday'],
    ['changed', 6, { department: 'Sales' }],
  ];

  test('changes nothing if it was told before, or if the person was out then', () => {
    const returned = knownAfter(twice.with(0, ['joined', 1]).with(-1, ['changed', 6, { department: 'Billing' }]));
    const person = changedBy(billing, returned, reading('changed', { department: 'Sales' }, { time: at(7) }), 'okta');
    const { decided } = person.person;
    expect(decided.endsAt.size).toBe(1);
    for (const [source, hour] of [
      ['okta', 2],
      ['okta', 3],
      ['workday', 3],
      ['workday', 4],
    ] as const) {
      const again = changedBy(billing, person.person, reading('left', {}, { time: at(hour) }), source).person;
      expect([hour, again.decided]).toEqual([hour, decided]);
    }
  });

  test('changes nothing if its source said so every night before the return', () => {
    const nights: readonly Told[] = [...back.slice(0, 1), ['left', 2], ['left', 3], ['joined', 4]];
    expect(knownAfter([...nights, ['left', 3]]).decided).toEqual(knownAfter(nights).decided);
  });

  test('ends nothing under a later policy if it was only reported', () => {
    const reported = knownAfter([...back, late], { ...billing, on: { ...billing.on, left: 'report' } });
    const looked = proposalAnew(billing, reported, { groupEnds: noGroupEnds, now: Date.parse(at(4)) });
    expect(looked.decided.leftAt).toBeUndefined();
    expect(
      changedBy(billing, reported, reading('left', {}, { time: at(2) }), 'okta').person.decided.leftAt,
    ).toBeUndefined();
  });

  test('is proposed again as long as it waits for an operator', () => {
    const known = knownAfter([
      ['joined', 1, { department: 'Billing' }],
      ['joined', 3],
      ['changed', 3, { department: 'Sales' }],
    ]);
    const circumstances = { groupEnds: noGroupEnds, now: Date.parse(at(4)) };
    const said = { reading: reading('left', {}, { time: at(2) }), source: 'okta' };
    const proposal = proposalOf(billing, known, said, circumstances);
    if (proposal === undefined) throw new Error('no proposal');
    const { effects } = proposedChange(known, proposal, 'okta');
    const waiting = effects.map((effect) => ({ ...effect, set: 's', cause: 'source okta', since: at(4) }));
    expect(waiting).toEqual([expect.objectContaining({ kind: 'end', entityId: entities.france })]);
    const { person } = settled(billing, known, proposal, waiting);
    expect(person.decided).toEqual({ ...known.decided, leftAt: undefined });
    const stored = JSON.parse(storedAccounts(person.accounts));
    expect(stored).toEqual([expect.objectContaining({ lastLeftAt: '', lateLeftAt: at(2) })]);
    const released = settled(billing, person, proposalAnew(billing, person, circumstances), []).person.decided;
    expect([released.leftAt, released.assignments.size]).toEqual([at(2), 0]);
  });
});

describe('a denial that is only reported', () => {
  const on = { left: 'revoke', groupRemoved: 'revoke', ruleNoLongerMatches: 'report' };
  const rules = [
    { id: 'group', when: { groups: ['g'] }, grant: ['france'] },
    { id: 'other', when: { groups: ['h'] }, grant: ['japan'] },
    { id: 'no-contractors', when: { userType: ['contractor'] }, deny: ['france'] },
  ];
  const by = policy({ rules, on });
  const step = (known: KnownPerson, change: ChangeKind, minute: number, person: Person, groups: string[] = []) =>
    changedBy(by, known, reading(change, person, { groups, time: `2026-11-21T09:${minute}:00.000Z` }), 'okta');
  const added = step(unknownPerson('ada'), 'added-to-group', 10, {}, ['g']).person;

  test('takes back no end', () => {
    const removed = step(added, 'removed-from-group', 11, {}, ['g']).person;
    const denied = step(removed, 'changed', 12, { userType: 'contractor' });
    expect([denied.isRevised, denied.change.reported]).toEqual([false, []]);
    expect([...denied.person.decided.ended.values()]).toEqual([['group']]);
  });

  test('is not reported by the removal from another group', () => {
    const denied = step(unknownPerson('ada'), 'joined', 10, { userType: 'contractor' }).person;
    expect(step(denied, 'removed-from-group', 11, {}, ['h']).change.reported).toEqual([]);
  });
});

test('an entity that leaves the policy keeps its end', () => {
  const named = (all: object) =>
    policy({ entities: all, rules: [{ id: 'r', when: { groups: ['g'] }, grant: ['home2'] }], on: revoking });
  const [one, two] = [
    { ...entities, home2: entities.japan.replace(/.$/, '9') },
    { ...entities, home2: entities.japan.replace(/.$/, '8') },
  ];
  const removed = reading('removed-from-group', {}, { groups: ['g'] });
  const before = changedBy(named(one), unknownPerson('ada'), removed, 'okta').person;
  const later = reading('changed', { title: 'x' }, { time: '2026-11-22T09:30:00.000Z' });
  expect(changedBy(named(two), before, later, 'okta').person.decided.ended.get(one.home2)).toEqual(['r']);
});
