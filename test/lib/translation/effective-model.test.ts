/** Announcements, cancellations and crashes in any order end as the last announcement says. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { plain } from '../../../fuzz/fixtures/vendors.ts';
import { withCrash } from './crash.ts';
import { Translation } from './translation.ts';
import { useAwsParts } from './use-aws-parts.ts';

const parts = useAwsParts();

// Far enough ahead for the Scheduler, which uses the machine's clock.
const dates = ['2056-12-31T00:00:00.000Z', '2057-01-15T00:00:00.000Z', '2057-02-01T00:00:00.000Z'];

interface Announcement {
  readonly id: string;
  readonly time: string;
  readonly effectiveAt: string;
}

const announcements: readonly Announcement[] = dates.map((effectiveAt, index) => ({
  id: `event-${index}`,
  time: `2026-11-21T09:0${index}:00.000Z`,
  effectiveAt,
}));

/** @param userName the login of the account now */
function eventOf({ id, time, effectiveAt }: Announcement, userName = 'ada@example.com') {
  return plain('identity.user.left.v1', { user: { id: 'u-1', userName }, effectiveAt }, { id, time });
}

/** The index of an announcement to deliver, a cancellation by an operator of what is pending, or a new login. */
type Step = number | 'cancel' | 'rename';

/** The date that is pending in the end, by the promise and not by the code. */
function expectedAfter(steps: readonly Step[]): string | undefined {
  const cancelled = new Set<string>();
  let last: Announcement | undefined;
  for (const step of steps) {
    if (step === 'rename') continue;
    const said = step === 'cancel' ? undefined : announcements[step];
    if (said === undefined) {
      if (last !== undefined) cancelled.add(last.id);
    } else if (!cancelled.has(said.id) && (last === undefined || said.time >= last.time)) last = said;
  }
  return last === undefined || cancelled.has(last.id) ? undefined : last.effectiveAt;
}

const steps = fc.array(fc.constantFrom<Step>(0, 1, 2, 'cancel', 'rename'), { minLength: 1, maxLength: 8 });

/** @param renames how often the account was renamed before */
async function take(translation: Translation, step: Step, renames = 0): Promise<void> {
  if (step === 'rename') return;
  const said = step === 'cancel' ? undefined : announcements[step];
  if (said !== undefined) await translation.deliver(eventOf(said, `ada-${renames}@example.com`));
  else if ((await translation.pending()).length > 0) expect(await translation.cancel()).toBe(true);
}

/** Takes the decisions that the person has left off their queue: when. There is one for each login. */
async function leavings(translation: Translation): Promise<string[]> {
  return [...new Set((await translation.decided()).map(({ leftAt }) => `${leftAt}`))];
}

const renamesIn = (taken: readonly Step[]) => taken.filter((step) => step === 'rename').length;

/** Lets every date come and wakes translation on each, twice. */
async function letAllDatesCome(translation: Translation): Promise<void> {
  for (const date of dates) {
    translation.clock.advance(Date.parse(date) - translation.clock.now());
    await translation.wake();
    await translation.wake();
  }
}

test('any order and repetition of announcements and cancellations ends as the last announcement says', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (taken) => {
      const translation = await Translation.create(parts);
      for (const [index, step] of taken.entries()) {
        await take(translation, step, renamesIn(taken.slice(0, index)));
      }
      const pending = expectedAfter(taken);
      expect(await translation.pending()).toEqual(pending === undefined ? [] : [pending]);
      await letAllDatesCome(translation);
      const carriedOut = pending === undefined ? [] : [pending];
      expect(await leavings(translation)).toEqual(carriedOut);
      // Whatever the source repeats afterwards, what was cancelled or replaced stays so.
      for (const step of taken) if (step !== 'cancel') await take(translation, step, renamesIn(taken));
      for (const event of await leavings(translation)) expect(carriedOut).toContain(event);
    }),
    { numRuns: 40 },
  );
});

test('without cancellations the order of delivery does not matter', async () => {
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray([0, 1, 2, 0, 1, 2], { minLength: 3 }), async (order) => {
      const translation = await Translation.create(parts);
      for (const index of order) await take(translation, index);
      const last = announcements[Math.max(...order)];
      expect(await translation.pending()).toEqual([last?.effectiveAt]);
    }),
    { numRuns: 20 },
  );
});

describe('a crash', () => {
  test.each([false, true])('at any effect loses and doubles nothing (after the effect: %s)', async (after) => {
    const [first, second] = announcements;
    if (first === undefined || second === undefined) throw new Error('too few announcements');
    for (let number = 0; ; number++) {
      const translation = await Translation.create(parts);
      const untilDone = async (message: () => Promise<string[]>) => {
        while ((await message()).some((outcome) => outcome.startsWith('retry')));
      };
      const isCrashed = await withCrash(parts, number, after, async () => {
        await untilDone(() => translation.deliver(eventOf(first)));
        await untilDone(() => translation.deliver(eventOf(second)));
        translation.clock.advance(Date.parse(second.effectiveAt) - translation.clock.now());
        await untilDone(() => translation.wake());
      });
      const events = await leavings(translation);
      expect(new Set(events)).toEqual(new Set([second.effectiveAt]));
      expect(await translation.pending()).toEqual([]);
      expect(new Set(await translation.schedules()).size).toBe(2);
      if (!isCrashed) break;
    }
  });

  test('between the record and the schedule loses no cancellation either', async () => {
    const [first] = announcements;
    if (first === undefined) throw new Error('no announcement');
    const translation = await Translation.create(parts);
    await withCrash(parts, 2, false, async () => {
      expect(await translation.deliver(eventOf(first))).toEqual([expect.stringMatching(/^retry/)]);
    });
    expect(await translation.schedules()).toEqual([]);
    expect(await translation.cancel()).toBe(true);
    expect(await translation.deliver(eventOf(first))).toEqual(['ignored cancelled']);
    await letAllDatesCome(translation);
    expect(await leavings(translation)).toEqual([]);
  });
});
