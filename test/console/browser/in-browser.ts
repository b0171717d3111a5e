/** Tests of the console in a real browser. One stack and one browser serve all tests of a file. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Chromium } from '../chromium.ts';
import { BrowserWorld } from './world.ts';

const found: Chromium | string = JSON.parse(process.env['ZUORA_ACCESS_CHROMIUM'] ?? '"The global set-up has not run."');

/** Where a browser can be had, its absence must not pass for success: see .ci/run. */
const isRequired = process.env['ZUORA_ACCESS_BROWSER'] === 'required';

/** @param suites the tests of each page, by its name */
export function inBrowser(about: string, suites: Readonly<Record<string, (world: () => BrowserWorld) => void>>): void {
  if (typeof found === 'string') {
    if (isRequired) test('there is a browser for these tests', () => expect(found).toBeUndefined());
    else test.skip(`${about}: ${found}`, () => {});
    return;
  }
  const chromium = found;
  describe(about, () => {
    let world: BrowserWorld;
    beforeAll(async () => {
      world = await BrowserWorld.begin(chromium);
    });
    afterAll(() => world.end());
    afterEach(async () => {
      await world.closePages();
      const { complaints } = world;
      world.complaints = [];
      expect(complaints).toEqual([]);
    });
    for (const [name, tests] of Object.entries(suites)) describe(name, () => tests(() => world));
  });
}
