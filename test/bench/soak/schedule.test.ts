/** The soak's schedule: the same for the same seed, with its share of everything. */
import { describe, expect, test } from '@jest/globals';
import { type Message, scheduleOf } from '../../../bench/soak/schedule.ts';

const messages = 10_000;
const schedule = scheduleOf(7, messages);
const { published } = schedule;

const share = (holds: (message: Message) => boolean) => published.filter(holds).length / messages;

describe('the schedule of a soak', () => {
  test('is the same for the same seed, and another for another', () => {
    expect(scheduleOf(7, messages)).toEqual(schedule);
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

  test('makes a hundredth of the messages bad, in all the ways that a dead letter has a reason for', () => {
    expect(share(({ expected }) => expected.outcome === 'dead-letter')).toBeCloseTo(0.01, 2);
    const reasons = published.flatMap(({ expected }) => (expected.outcome === 'dead-letter' ? [expected.reason] : []));
    expect([...new Set(reasons)].sort()).toEqual([
      'batch-unsupported',
      'business-rule',
      'entity-required',
      'invalid-event',
      'not-found',
      'not-json',
      'permission-denied',
      'unexpected-type',
    ]);
  });

  test('serves every operation, and access requests most of all', () => {
    expect(share(({ operation }) => operation === 'requestUserAccess')).toBeGreaterThan(0.9);
    expect(share(({ operation }) => operation === 'initiateEntityConnection')).toBeGreaterThan(0.04);
    expect(share(({ operation }) => operation === 'acceptEntityConnection')).toBeGreaterThan(0.02);
  });

  test('demands of no two good events the same change', () => {
    const demanded = published.flatMap(({ expected, isDuplicate }) =>
      expected.outcome === 'applied' && !isDuplicate ? expected.effects : [],
    );
    expect(new Set(demanded).size).toBe(demanded.length);
  });

  test('strikes a tenth of the calls, in every way', () => {
    const faults = published.flatMap((message) => message.faults);
    // A look and an act each; after a failed act one more look.
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
  });
});
