/** A button that is pressed twice does its work once. */
import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { until } from '../../until.ts';
import type { BrowserWorld } from './world.ts';

const buttons: readonly [path: string, api: string, button: string, field: string][] = [
  ['/policy', '/policy/try', 'Try', 'Body of a message'],
  ['/policy', '/policy/diff', 'Compare', 'The other policy'],
  ['/sandbox', '/sandbox/fault', 'Next call answers 500', ''],
  ['/health', '/health/queue', 'Pause access-approvals', ''],
  ['/dead-letters', '/dead-letters/read', 'Read again', ''],
];

export function pressedTwiceTests(world: () => BrowserWorld): void {
  /** Counts what is sent. Each is answered when the test says so. */
  const countSent = async (page: Page, api: string) => {
    const state = { sent: 0, release: () => undefined as unknown };
    const released = new Promise<void>((resolve) => {
      state.release = resolve;
    });
    await page.route(`**/api${api}`, async (route) => {
      state.sent += 1;
      await released;
      await route.fulfill({ status: 409, json: { error: 'It was enough.' } });
    });
    return state;
  };

  test('what a button asks for is sent once, and can be sent again afterwards', async () => {
    const page = await world().open('/activity');
    for (const [path, api, name, field] of buttons) {
      await page.goto(`${world().origin}${path}`);
      const state = await countSent(page, api);
      if (field !== '') await page.getByLabel(field).fill('{}');
      const button = page.getByRole('button', { name, exact: true });
      await until(() => button.isEnabled());
      await button.dblclick();
      await until(() => button.isDisabled());
      await button.evaluate('(one) => one.form ? one.form.requestSubmit() : one.click()');
      state.release();
      await page.getByText('It was enough.').waitFor();
      expect([api, state.sent]).toEqual([api, 1]);
      await until(() => button.isEnabled());
    }
    world().forgive(/409/);
  });

  test('a queue that is being paused cannot be paused again, and another one can', async () => {
    const page = await world().open('/health');
    const of = (queue: string) => page.getByRole('button', { name: new RegExp(`^(Pause|Resume) ${queue}$`) });
    // A change of an event source mapping takes a while on AWS. The work counts, and not only the answer.
    await page.route('**/api/health/queue', (route) => route.fulfill({ json: { id: 1_000_000 } }));
    await of('entity-connections').click();
    await until(() => of('entity-connections').isDisabled());
    expect(await of('access-approvals').isEnabled()).toBe(true);
  });
}
