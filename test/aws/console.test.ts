/** The console on an AWS that is not the embedded one: what happened, what is done to letters, and who has access. */
import { activityTests } from '../console/browser/activity.ts';
import { deadLetterTests } from '../console/browser/dead-letters.ts';
import { inBrowser } from '../console/browser/in-browser.ts';
import { peopleTests } from '../console/browser/people.ts';

inBrowser('the console in a browser', {
  Activity: activityTests,
  'Dead letters': deadLetterTests,
  People: peopleTests,
});
