/** Somebody who is out for now, and what they have once they are back. */

import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from '@jest/globals';
import { entities, policy, reading, revoking } from '../../../fuzz/fixtures/policies.ts';
import type { Person } from '../../../lib/identity/person.ts';
import type { ChangeKind, PersonReading } from '../../../lib/identity/reading.ts';
import { decidedEvents } from '../../../lib/people/decided-event.ts';
import { knowledgeOf } from '../../../lib/people/knowledge.ts';
import { type KnownPerson, unknownPerson } from '../../../lib/people/known-person.ts';
import { changedBy } from '../../../lib/people/person-change.ts';
import { personAttributes, storedPersonOf } from '../../../lib/people/stored-person.ts';

interface Said extends Partial<Pick<PersonReading, 'groups' | 'wholeLists'>> {
  readonly change: ChangeKind;
  readonly person?: Person;
  readonly source?: string;
  /** Minutes after the beginning; in the order of the events without it. */
  readonly at?: number;
}

const timeOf = (minute: number) => new Date(Date.UTC(2026, 10, 21, 9, minute)).toISOString();

/** Each step of somebody's life, with what the policy changes by it. */
function steps(said: readonly Said[], on: object = revoking) {
  let known = unknownPerson('ada');
  return said.map(({ change, person = {}, source = 'okta', at, ...more }, index) => {
    const about = reading(change, person, { ...more, time: timeOf(at ?? index) });
    const step = changedBy(policy({ on }), known, about, source);
    known = step.person;
    return step;
  });
}

function last(said: readonly Said[], on?: object): KnownPerson {
  return steps(said, on).at(-1)?.person ?? unknownPerson('nobody');
}

function namesOf(ids: ReadonlyMap<string, unknown>): readonly string[] {
  return Object.entries(entities).flatMap(([name, id]) => (ids.has(id) ? [name] : []));
}

/** The kind of block, and the entities that rules give. */
function decidedBy(said: readonly Said[], on?: object): string {
  const { isSuspended, hasLeft, assignments } = last(said, on).decided;
  const block = hasLeft ? ['left'] : isSuspended ? ['suspended'] : [];
  return [...block, ...namesOf(assignments)].join(' ');
}

const inGroup: Said = { change: 'added-to-group', groups: ['zuora-germany'] };
const suspended: Said = { change: 'suspended' };
const back: Said = { change: 'changed', person: { active: true } };
const left: Said = { change: 'left' };

test('what the facts say counts on behind a suspension', () => {
  expect(decidedBy([inGroup, suspended])).toBe('suspended germany');
  const moved: Said = { change: 'changed', person: { department: 'Billing' } };
  expect(decidedBy([suspended, moved])).toBe('suspended germany france');
  const removed: Said = { change: 'removed-from-group', groups: ['zuora-germany'] };
  expect(decidedBy([inGroup, suspended, removed])).toBe('suspended');
  expect(decidedBy([inGroup, suspended, removed, back])).toBe('');
});

test('a return lifts a suspension, and leaves no leaving behind', () => {
  expect(decidedBy([inGroup, suspended, back])).toBe('germany');
  expect(last([inGroup, suspended, back]).decided.leftAt).toBeUndefined();
  expect(decidedBy([inGroup, suspended, { change: 'joined' }])).toBe('germany');
});

test('a leaving counts before a suspension, whichever came first', () => {
  expect(decidedBy([inGroup, suspended, left])).toBe('left');
  expect(decidedBy([inGroup, left, suspended])).toBe('left');
  expect(last([inGroup, suspended, left, back]).decided).toMatchObject({ leftAt: timeOf(2), isSuspended: false });
  expect(decidedBy([inGroup, left, suspended, back])).toBe('germany');
});

test('a return that is older than the suspension lifts the leaving before it alone', () => {
  expect(
    decidedBy([
      { ...left, at: 10 },
      { ...suspended, at: 12 },
      { ...back, at: 11 },
    ]),
  ).toBe('suspended');
  expect(
    decidedBy([
      { ...suspended, at: 12 },
      { ...back, at: 13 },
      { ...suspended, at: 11 },
    ]),
  ).toBe('');
});

test('one source is enough to suspend, and a leaving of another one counts first', () => {
  const hr = 'workday';
  const joined: Said = { change: 'joined', source: hr };
  expect(decidedBy([inGroup, joined, suspended, { ...joined }])).toBe('suspended germany');
  expect(decidedBy([inGroup, joined, suspended, { ...left, source: hr }])).toBe('left');
});

test('the log names what a suspension ends, what the return gives, and nothing in between', () => {
  const moved: Said = { change: 'changed', person: { department: 'Billing' } };
  const changes = steps([inGroup, suspended, moved, suspended, back]).map(
    ({ change: { granted, revoked, reported } }) => ({
      ...{ granted, revoked, reported },
    }),
  );
  expect(changes).toEqual([
    { granted: ['germany'], revoked: [], reported: [] },
    { granted: [], revoked: ['germany', 'france', 'japan'], reported: [] },
    { granted: [], revoked: [], reported: [] },
    { granted: [], revoked: [], reported: [] },
    { granted: ['germany', 'france'], revoked: [], reported: [] },
  ]);
});

test('what ends behind a suspension is reported at the return, if the policy only reports it', () => {
  const on = { ...revoking, groupRemoved: 'report' };
  const removed: Said = { change: 'removed-from-group', groups: ['zuora-germany'] };
  const reports = steps([inGroup, suspended, removed, back], on).map(({ change }) => change.reported);
  expect(reports).toEqual([[], [], [], ['germany']]);
});

test('a policy that reports leavers reports a suspension too, and gives nothing new meanwhile', () => {
  const on = { ...revoking, left: 'report' };
  const moved: Said = { change: 'changed', person: { department: 'Billing' } };
  expect(decidedBy([inGroup, suspended], on)).toBe('germany');
  expect(steps([inGroup, suspended], on).at(-1)?.change.reported).toEqual(['germany']);
  expect(decidedBy([inGroup, suspended, moved], on)).toBe('germany');
  expect(decidedBy([inGroup, suspended, moved, back], on)).toBe('germany france');
});

test('a suspended account is over once its source has another active one of the person', () => {
  const first = { id: 'u-1', userName: 'ada' };
  const second = { id: 'u-2', userName: 'ada' };
  const life: readonly Said[] = [
    { ...inGroup, person: first },
    { ...suspended, person: first },
    { change: 'joined', person: second },
  ];
  expect(decidedBy(life)).toBe('');
  expect(last(life).decided.leftAt).toBe(timeOf(1));
  expect(decidedBy([...life, { ...suspended, person: second }])).toBe('suspended');
  expect(decidedBy([...life, { ...left, person: second }])).toBe('left');
});

test('a suspended account is not over though the source says every night that the one before it is', () => {
  const first = { id: 'c-1', userName: 'ada' };
  const second = { id: 'e-2', userName: 'ada', department: 'Billing' };
  const life: readonly Said[] = [
    { change: 'joined', person: first },
    { ...left, person: first },
    { change: 'joined', person: second },
    { ...suspended, person: second },
  ];
  const repeated: readonly Said[] = [...life, { ...left, person: first }];
  expect([life, repeated].map((said) => decidedBy(said))).toEqual(Array(2).fill('suspended germany france'));
  expect(last(repeated).decided.leftAt).toBe(timeOf(1));
  expect(decidedBy([...repeated, { ...left, person: second }])).toBe('left');
});

test('who leaves by a later account has left, though the source says every night that the one before is suspended', () => {
  const first = { id: 'u-1', userName: 'ada' };
  const second = { id: 'u-2', userName: 'ada' };
  const life: readonly Said[] = [
    { ...suspended, person: first },
    { change: 'joined', person: second },
    { ...left, person: second },
  ];
  expect([life, [...life, { ...suspended, person: first }]].map((said) => decidedBy(said))).toEqual(['left', 'left']);
});

test('a suspended account beside one that was in use before ends nothing, however often it is said', () => {
  const life: readonly Said[] = [
    { ...inGroup, change: 'joined', person: { id: 'u-1', userName: 'ada' } },
    { ...suspended, person: { id: 'u-2', userName: 'dup' } },
    { change: 'changed', person: { id: 'u-1', active: true } },
  ];
  expect(decidedBy(life)).toBe('germany');
  expect(last(life).decided.leftAt).toBeUndefined();
  const again: Said = { ...suspended, person: { id: 'u-2', userName: 'dup' } };
  expect(last([...life, again]).decided.leftAt).toBeUndefined();
});

test('a suspended account is replaced though the person had left a third one before', () => {
  const life: readonly Said[] = [
    { ...left, person: { id: 'u-0', userName: 'ada' } },
    { ...suspended, person: { id: 'u-1', userName: 'ada' } },
    { change: 'joined', person: { id: 'u-2', userName: 'ada' } },
  ];
  expect(last(life).decided.leftAt).toBe(timeOf(1));
});

test('what came after a new account stays, though the source says every night that the old one is suspended', () => {
  const old: Said = { ...suspended, person: { id: 'u-1', userName: 'ada' } };
  const life: readonly Said[] = [old, { change: 'joined', person: { id: 'u-2', userName: 'ada' } }, old, old];
  expect(last(life).decided.leftAt).toBe(timeOf(1));
});

test('is told to the account', () => {
  const reader = { reading: reading('suspended'), source: 'okta', rules: [] };
  const person = { ...last([inGroup, suspended]), logins: [{ login: 'ada', generation: 1 }] };
  expect(decidedEvents(policy({ on: revoking }), person, reader)).toMatchObject([
    {
      data: {
        isSuspended: true,
        hasLeft: false,
        reason: 'suspended',
        ruleAssignments: [{ entityId: entities.germany }],
      },
    },
  ]);
});

test('is stored, and an item without it is of somebody who is not suspended', () => {
  const person = last([inGroup, suspended]);
  const item = (of: KnownPerson) =>
    marshall({ ...personAttributes(of), version: 1, edition: 1 }, { removeUndefinedValues: true });
  expect(storedPersonOf(item(person)).person).toEqual(person);
  const earlier = last([inGroup, left]);
  const { isSuspended: _, ...decided } = JSON.parse(personAttributes(earlier).decided);
  const stored = marshall(
    { ...personAttributes(earlier), decided: JSON.stringify(decided), version: 1, edition: 1 },
    { removeUndefinedValues: true },
  );
  const { person: read } = storedPersonOf(stored);
  expect(read.decided).toMatchObject({ isSuspended: false, hasLeft: true, leftAt: timeOf(1) });
  expect(knowledgeOf(read)).toMatchObject({ leftAt: timeOf(1), suspendedAt: undefined });
});
