/**
 * The console in a real browser, on a real stack. One stack and one browser serve all tests, so they are one file for
 * Jest; `browser/` holds them by page.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { activityTests } from './browser/activity.ts';
import { deadLetterTests } from './browser/dead-letters.ts';
import { entityTests } from './browser/entities.ts';
import { eventTests } from './browser/event.ts';
import { healthTests } from './browser/health.ts';
import { hostileTextTests } from './browser/hostile-text.ts';
import { lateAnswerTests } from './browser/late-answers.ts';
import { peopleTests } from './browser/people.ts';
import { policyTests } from './browser/policy.ts';
import { pressedTwiceTests } from './browser/pressed-twice.ts';
import { safeguardTests } from './browser/safeguard.ts';
import { sandboxTests } from './browser/sandbox.ts';
import { shellTests } from './browser/shell.ts';
import { BrowserWorld } from './browser/world.ts';

const found: unknown = JSON.parse(process.env['ZUORA_ACCESS_CHROMIUM'] ?? '"The global set-up has not run."');
const reason = typeof found === 'string' ? found : undefined;

if (reason !== undefined) {
  // Where a browser can be had, its absence must not pass for success: see .ci/run.
  const isRequired = process.env['ZUORA_ACCESS_BROWSER'] === 'required';
  if (isRequired) test('there is a browser for these tests', () => expect(reason).toBeUndefined());
  else test.skip(`the console in a browser: ${reason}`, () => {});
} else {
  describe('the console in a browser', () => {
    let world: BrowserWorld;
    beforeAll(async () => {
      world = await BrowserWorld.begin(found as Parameters<typeof BrowserWorld.begin>[0]);
    });
    afterAll(() => world.end());
    afterEach(async () => {
      await world.closePages();
      const { complaints } = world;
      world.complaints = [];
      expect(complaints).toEqual([]);
    });
    const current = () => world;
    describe('its shell', () => shellTests(current));
    describe('Activity', () => activityTests(current));
    describe('Dead letters', () => deadLetterTests(current));
    describe('People', () => peopleTests(current));
    describe('Entities', () => entityTests(current));
    describe('Event', () => eventTests(current));
    describe('Policy', () => policyTests(current));
    describe('Safeguard and dates', () => safeguardTests(current));
    describe('Health', () => healthTests(current));
    describe('Sandbox', () => sandboxTests(current));
    describe('late answers', () => lateAnswerTests(current));
    describe('buttons', () => pressedTwiceTests(current));
    describe('text of others', () => hostileTextTests(current));
  });
}
