/** The soak's schedule: the same for the same seed, with its share of everything. */
import { describe, expect, test } from '@jest/globals';
import { effectOf } from '../../../bench/soak/effects.ts';
import { recipes, type SoakMessage } from '../../../bench/soak/messages.ts';
import { operations } from '../../../bench/soak/operations.ts';
import { scheduleOf } from '../../../bench/soak/schedule.ts';
import { approvedOffice } from '../../../local/zuora/large-tenant.ts';

const messages = 10_000;
const schedule = scheduleOf(7, messages);
const { published } = schedule;

const share = (holds: (message: SoakMessage) => boolean) => published.filter(holds).length / messages;

/** The messages about each person of whom there are several, with their indices. */
const people = new Map(
  [...Map.groupBy(published.entries(), ([, { body }]) => nameIn(body))].filter(
    ([, about]) => new Set(about.map(([, { body }]) => body)).size > 1,
  ),
);

/** Of the first person. */
function nameIn(body: string): string | undefined {
  return /soak\+([\d.-]+)@/.exec(body)?.[1];
}

/** Whether an identity event of the message says when it happened. */
function isTimed([, { body }]: readonly [number, SoakMessage]): boolean {
  return /"-\d+s"/.test(body);
}

describe('the schedule of a soak', () => {
  test('is the same for the same seed, and another for another', () => {
    expect(scheduleOf(7, messages).hash).toBe(schedule.hash);
    expect(scheduleOf(8, messages).hash).not.toBe(schedule.hash);
  });

  test('publishes as many messages as it is asked for', () => {
    expect(published).toHaveLength(messages);
    expect(schedule.steps.flatMap((step) => (step.do === 'publish' ? [step.message] : []))).toEqual(published);
  });

  test('repeats a twentieth of the messages, some at once and some later', () => {
    expect(share(({ isDuplicate }) => isDuplicate)).toBeCloseTo(0.05, 2);
    const distances = published.flatMap(({ isDuplicate, body }, index) =>
      isDuplicate ? [index - published.findLastIndex((earlier, at) => at < index && earlier.body === body)] : [],
    );
    expect(Math.min(...distances)).toBe(1);
    expect(Math.max(...distances)).toBeGreaterThan(messages / 2);
  });

  test('makes a hundredth of the messages bad, and parts of some, in all the ways that a dead letter has a reason for', () => {
    const isBad = ({ expected: { courses, deadLetters } }: SoakMessage) =>
      courses.length === 0 && deadLetters.length > 0;
    const isMixed = ({ expected: { courses, deadLetters } }: SoakMessage) =>
      courses.length > 0 && deadLetters.length > 0;
    expect(share(isBad)).toBeCloseTo(0.01, 2);
    expect(share(isMixed)).toBeCloseTo(0.045, 2);
    const reasons = published.flatMap(({ expected }) => expected.deadLetters.map(({ reason }) => reason));
    expect([...new Set(reasons)].sort()).toEqual([
      'batch-unsupported',
      'business-rule',
      'entity-required',
      'invalid-event',
      'not-found',
      'not-json',
      'permission-denied',
      'unexpected-type',
      'unrecognised-event',
      'unsupported-source',
    ]);
  });

  test('serves every operation, identity events half of the time, then access requests', () => {
    const shares = new Map(
      operations.filter((name) => recipes[name]).map((name) => [name, share(({ operation }) => operation === name)]),
    );
    expect(
      [...shares]
        .toSorted(([, a], [, b]) => b - a)
        .map(([name]) => name)
        .slice(0, 6),
    ).toEqual([
      'translateIdentityEvent',
      'requestUserAccess',
      'revokeUserAccess',
      'approveUserAccess',
      'initiateEntityConnection',
      'acceptEntityConnection',
    ]);
    expect(shares.get('translateIdentityEvent')).toBeCloseTo(0.5, 1);
    expect(Math.min(...shares.values())).toBeGreaterThan(0.005);
  });

  test('has people come and go in our own form, in Okta’s and in SCIM’s', () => {
    const identity = published.filter(({ operation }) => operation === 'translateIdentityEvent');
    // The id of an event, if there are several about its person or in its message.
    const isOneOfSeveral = /"(?:id|uuid)":"[\d-]+\.\d"/;
    for (const form of [
      'identity.user.',
      'identity.group.',
      'group.user_membership.',
      'user.lifecycle.',
      ':2.0:User',
    ]) {
      const alone = identity.filter(({ body }) => body.includes(form) && !isOneOfSeveral.test(body));
      const courses = alone.flatMap(({ expected }) => expected.courses);
      expect(courses.some(({ had, has }) => !had && has)).toBe(form !== 'user.lifecycle.');
      expect(courses.some(({ had, has }) => had && !has)).toBe(true);
    }
  });

  test('demands of no two good events the same change', () => {
    const demanded = published.flatMap(({ expected: { changes, courses }, isDuplicate }) =>
      isDuplicate ? [] : [...changes, ...courses.map(({ username, entityId }) => effectOf.access(username, entityId))],
    );
    expect(new Set(demanded).size).toBe(demanded.length);
  });

  test('takes from some what they were given before, by a message that no repetition of the first one follows', () => {
    const leavers = [...people.values()].filter((about) => !about.some(isTimed));
    expect(leavers.length / messages).toBeCloseTo(0.02, 2);
    for (const about of leavers) {
      const [arrival, departure, ...repeated] = about;
      if (arrival === undefined || departure === undefined) throw new Error('A leaver has two messages.');
      expect([arrival[1].users.length, arrival[1].isDuplicate]).toEqual([1, false]);
      expect([departure[1].users.length, departure[1].isDuplicate]).toEqual([0, false]);
      expect(departure[1].expected.courses.every(({ had, has }) => !had && !has)).toBe(true);
      expect(repeated.every(([, { body }]) => body === departure[1].body)).toBe(true);
      expect(departure[0] - arrival[0]).toBeGreaterThanOrEqual(100);
    }
  });

  test('tells several things of some people, in any order, one after the other or far apart', () => {
    const told = [...people.values()].filter((about) => about.some(isTimed));
    expect(told.length / messages).toBeCloseTo(0.06, 1);
    const distances = told.map((about) => (about.at(-1)?.[0] ?? 0) - (about[0]?.[0] ?? 0));
    expect(distances.some((distance) => distance < 5)).toBe(true);
    expect(distances.some((distance) => distance > 500)).toBe(true);
    const times = told.map((about) => about.map(([, { body }]) => Number(/"-(\d+)s"/.exec(body)?.[1])));
    const isOrdered = (seconds: number[]) => seconds.every((one, index) => one <= (seconds[index - 1] ?? one));
    expect(times.some(isOrdered)).toBe(true);
    expect(times.some((seconds) => !isOrdered(seconds))).toBe(true);
  });

  test('deletes a group by mistake before anybody else loses access, and then announces the others', () => {
    const { steps } = scheduleOf(7, messages);
    const place = (holds: (step: (typeof steps)[number]) => boolean) => steps.findIndex(holds);
    const deleted = place((step) => step.do === 'publish' && step.message.expected.quarantined.length > 0);
    const joined = steps.slice(0, deleted).flatMap((step) => (step.do === 'publish' ? step.message.users : []));
    const told = steps[deleted];
    expect(told?.do === 'publish' && told.message.expected.quarantined).toEqual(joined.map(({ username }) => username));
    expect(joined).toHaveLength(30);
    expect(steps.slice(deleted - 1, deleted + 3).map((step) => step.do)).toEqual([
      ...['empty-queues', 'publish', 'await-quarantine', 'expect-revocations'],
    ]);
    expect(steps.filter((step) => step.do === 'expect-revocations')).toHaveLength(1);
  });

  test('announces those who lose access at once if there are too few messages for a mistake', () => {
    const { steps } = scheduleOf(7, 999);
    expect(steps[0]).toEqual({ do: 'expect-revocations' });
    expect(steps.some((step) => step.do === 'publish' && step.message.expected.quarantined.length > 0)).toBe(false);
  });

  test('gives some access for a time, in entities with and without approval', () => {
    const forATime = published.filter(({ body, isDuplicate }) => body.includes('expiresAt') && !isDuplicate);
    expect(forATime.length / messages).toBeCloseTo(0.03, 2);
    const ends = forATime.flatMap(({ expected }) => expected.courses);
    expect(forATime.every(({ expected: { courses, changes } }) => courses.length > 0 && changes.length === 0)).toBe(
      true,
    );
    expect(ends.some(({ entityId }) => entityId === approvedOffice)).toBe(true);
    expect(ends.some(({ entityId }) => entityId !== approvedOffice)).toBe(true);
  });

  test('prepares for every user of a message, and for none twice', () => {
    const prepared = published.flatMap(({ users, isDuplicate }) => (isDuplicate ? [] : users));
    const usernames = prepared.map(({ username }) => username);
    expect(new Set(usernames).size).toBe(usernames.length);
    const revocations = published.filter(({ operation }) => operation === 'revokeUserAccess');
    expect(revocations.some(({ users }) => users.some(({ accessibleEntityIds }) => accessibleEntityIds))).toBe(true);
    const approvals = published.filter(
      ({ operation, expected }) => operation === 'approveUserAccess' && expected.changes.length > 0,
    );
    expect(approvals.every(({ users }) => users.some(({ pendingEntityIds }) => pendingEntityIds?.length === 1))).toBe(
      true,
    );
  });

  test('strikes a tenth of the calls, in every way', () => {
    const faults = published.flatMap((message) => message.faults);
    // A look and an act each, or one for each entity; after a failed act one more look.
    expect(faults.length / (2 * messages)).toBeCloseTo(0.12, 1);
    expect(new Set(faults.map(({ kind }) => kind)).size).toBe(11);
  });

  test('has an outage, a storm, a rotation of the secret, and kills in its first half', () => {
    const incidents = schedule.steps.filter((step) => step.do !== 'publish');
    const planted = incidents.flatMap((step) => (step.do === 'plant' ? [step.fault.kind] : []));
    expect(planted).toEqual(expect.arrayContaining(['storm of 429', 'total outage']));
    expect(incidents.filter((step) => step.do === 'rotate-secret')).toHaveLength(1);
    const lastKill = schedule.steps.findLastIndex((step) => step.do === 'kill');
    expect(lastKill).toBeGreaterThan(0);
    expect(lastKill).toBeLessThan(schedule.steps.length / 2);
    const killed = incidents.flatMap((step) => (step.do === 'kill' ? [step.operation] : []));
    expect(new Set(killed)).toEqual(new Set(operations));
  });
});
