/** The console on the local stack. The tests of its pages are in `browser/`, since one file has one stack. */
import { activityTests } from './browser/activity.ts';
import { deadLetterTests } from './browser/dead-letters.ts';
import { entityTests } from './browser/entities.ts';
import { eventTests } from './browser/event.ts';
import { healthTests } from './browser/health.ts';
import { hostileTextTests } from './browser/hostile-text.ts';
import { inBrowser } from './browser/in-browser.ts';
import { lateAnswerTests } from './browser/late-answers.ts';
import { peopleTests } from './browser/people.ts';
import { policyTests } from './browser/policy.ts';
import { pressedTwiceTests } from './browser/pressed-twice.ts';
import { safeguardTests } from './browser/safeguard.ts';
import { sandboxTests } from './browser/sandbox.ts';
import { shellTests } from './browser/shell.ts';
import { viewTests } from './browser/views.ts';

inBrowser('the console in a browser', {
  'its shell': shellTests,
  Activity: activityTests,
  'Dead letters': deadLetterTests,
  People: peopleTests,
  Entities: entityTests,
  Event: eventTests,
  Policy: policyTests,
  // Before somebody announces changes of many people: then nobody waits any more.
  'each view': viewTests,
  'Safeguard and dates': safeguardTests,
  Health: healthTests,
  Sandbox: sandboxTests,
  'late answers': lateAnswerTests,
  buttons: pressedTwiceTests,
  'text of others': hostileTextTests,
});
