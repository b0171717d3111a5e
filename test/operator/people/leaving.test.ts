import { expect, test } from '@jest/globals';
import { policy, reading, revoking } from '../../../fuzz/fixtures/policies.ts';
import type { ChangeKind, PersonReading } from '../../../lib/identity/reading.ts';
import { type KnownPerson, unknownPerson } from '../../../lib/people/known-person.ts';
import { changedBy } from '../../../lib/people/person-change.ts';
import type { Policy } from '../../../lib/policy/policy.ts';
import { leavingOf } from '../../../operator/people/leaving.ts';

type Said = readonly [change: ChangeKind, source: string, day: number, others?: Partial<PersonReading>];

const day = (number: number) => `2026-11-${number}T08:00:00.000Z`;

function after(events: readonly Said[], by: Policy = policy({ on: revoking })): KnownPerson {
  return events.reduce((known, [change, source, number, others = {}]) => {
    const said = reading(change, { id: 'u-1' }, { time: day(number), ...others });
    return changedBy(by, known, said, source).person;
  }, unknownPerson('ada'));
}

test('somebody active has not left', () => {
  expect(leavingOf(after([['joined', 'okta', 10]]))).toBeUndefined();
  expect(leavingOf(unknownPerson('ada'))).toBeUndefined();
});

test('a leaving that is said again is as old as before', () => {
  const repeated = after([
    ['joined', 'okta', 10],
    ['left', 'okta', 12],
    ['left', 'okta', 20],
  ]);
  expect(leavingOf(repeated)).toEqual({ is: 'left', since: day(12), reportedAt: day(12), isOnlyReported: false });
});

const justBefore = (time: string) => new Date(Date.parse(time) - 1).toISOString();

test('a leaving takes effect on its date, whether it was announced or told late', () => {
  const announced = after([['left', 'okta', 12, { effectiveAt: day(15) }]]);
  expect(leavingOf(announced)).toMatchObject({ since: day(15), reportedAt: day(12) });
  const late = after([['left', 'okta', 20, { effective: { from: day(15), until: day(16) } }]]);
  // The last moment before the next day begins.
  expect(leavingOf(late)).toMatchObject({ since: justBefore(day(16)), reportedAt: day(20) });
});

test('who comes back and leaves again left the second time', () => {
  const again = after([
    ['left', 'okta', 12],
    ['joined', 'okta', 14],
    ['left', 'okta', 18],
  ]);
  expect(leavingOf(again)).toMatchObject({ since: day(18) });
});

test('the first source that says it counts, whatever others say', () => {
  const both = after([
    ['left', 'workday', 15],
    ['left', 'okta', 12],
    ['joined', 'entra', 16],
  ]);
  expect(leavingOf(both)).toMatchObject({ since: day(12), reportedAt: day(12) });
});

test('a suspension counts as long as the person has not left', () => {
  const suspended: readonly Said[] = [
    ['joined', 'okta', 10],
    ['suspended', 'okta', 12],
  ];
  expect(leavingOf(after(suspended))).toEqual({
    ...{ is: 'suspended', since: day(12), reportedAt: day(12), isOnlyReported: false },
  });
  expect(leavingOf(after([...suspended, ['left', 'workday', 15]]))).toMatchObject({ is: 'left', since: day(15) });
  expect(leavingOf(after([...suspended, ['joined', 'okta', 15]]))).toBeUndefined();
  expect(leavingOf(after(suspended, policy()))).toMatchObject({ is: 'suspended', isOnlyReported: true });
});

test('with an order of sources, who is active in the first one has not left', () => {
  const order = ['workday', 'scim'];
  const unlisted = after([
    ['joined', 'workday', 10],
    ['left', 'okta', 12],
  ]);
  expect(leavingOf(unlisted, order)).toBeUndefined();
  const later = after([
    ['joined', 'workday', 10],
    ['left', 'scim', 12],
  ]);
  expect(leavingOf(later, order)).toMatchObject({ is: 'suspended', since: day(12) });
});

test('a policy may only report it', () => {
  expect(leavingOf(after([['left', 'okta', 12]], policy()))).toMatchObject({ isOnlyReported: true });
});
