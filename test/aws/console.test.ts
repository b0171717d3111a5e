/**
 * The console on an AWS that is not the embedded one: what is done to letters, and who has access. Activity is left out: it
 * reads CloudWatch Logs, into which nobody writes there.
 */
import { deadLetterTests } from '../console/browser/dead-letters.ts';
import { inBrowser } from '../console/browser/in-browser.ts';
import { peopleTests } from '../console/browser/people.ts';

inBrowser('the console in a browser', { 'Dead letters': deadLetterTests, People: peopleTests });
