/** The page Safeguard and dates. */
import { expect, test } from '@jest/globals';
import { plain } from '../../../fuzz/fixtures/vendors.ts';
import { until } from '../../until.ts';
import { expectAccessible } from './accessible.ts';
import { leaveTogether } from './leavers.ts';
import type { BrowserWorld } from './world.ts';

export function safeguardTests(world: () => BrowserWorld): void {
  test('people who wait are shown by cause, and are released or kept', async () => {
    await leaveTogether(world().stack.clients.dynamodb, [
      'goes-1@example.com',
      'waits-1@example.com',
      'waits-2@example.com',
    ]);
    const page = await world().open('/safeguard');
    await page.getByRole('row', { name: /People who lose access in a day/ }).waitFor();
    const current = page.locator('table.groups [aria-current]');
    for (const key of ['k', 'j']) {
      await page.keyboard.press(key);
      await current.filter({ hasText: 'okta' }).waitFor();
      await page.keyboard.press('Escape');
      await current.waitFor({ state: 'detached' });
    }
    await page.locator('table.groups').getByRole('button', { name: /okta/ }).click();
    const people = page.getByRole('region', { name: /People who wait/ });
    await people.getByRole('checkbox', { name: 'Select waits-1@example.com' }).check();
    await expectAccessible(page);
    await people.getByRole('button', { name: 'Release 1 selected person…' }).click();
    await expectAccessible(page);
    await page.getByRole('dialog').getByRole('button', { name: 'Release', exact: true }).click();
    await people.getByRole('checkbox', { name: 'Select waits-1@example.com' }).waitFor({ state: 'detached' });
    await people.getByRole('checkbox', { name: 'Select waits-2@example.com' }).waitFor();
    expect(world().stack.output()).toMatch(/console {2}arn:\S+ releases 1 people of the set /);

    await page.getByRole('button', { name: 'Keep…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Keep', exact: true }).click();
    await page
      .locator('table.groups')
      .getByRole('row', { name: /okta.*kept/ })
      .waitFor();
  });

  test('changes of many people are announced, and the thresholds stay for the others', async () => {
    const page = await world().open('/safeguard');
    await page.getByRole('button', { name: 'Announce changes…' }).click();
    await expectAccessible(page);
    await page.getByLabel('People', { exact: true }).fill('400');
    await page.getByLabel('Until, within 7 days').fill(new Date(Date.now() + 86_400_000).toISOString().slice(0, 16));
    await page.getByRole('button', { name: 'Announce', exact: true }).click();
    await page.getByText(/400 people are expected to lose access until/).waitFor();
    await page.getByRole('row', { name: /People who lose access by one cause in an hour.* 10$/ }).waitFor();
  });

  test('a change that is announced for a date is cancelled', async () => {
    const user = { userName: 'dated@example.com', department: 'Billing' };
    const effectiveAt = new Date(Date.now() + 5 * 86_400_000).toISOString();
    const times = { time: new Date().toISOString() };
    await world().send('identity-events', plain('identity.user.left.v1', { user, effectiveAt }, times));
    const page = await world().open('/safeguard');
    const row = page.getByRole('row', { name: /dated@example.com left/ });
    await until(async () => {
      await page.reload();
      await page
        .getByText(/No source has announced|left/)
        .first()
        .waitFor();
      return (await row.count()) === 1;
    });
    await row.getByRole('button', { name: /Cancel left of dated@example.com/ }).click();
    await expectAccessible(page);
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel the change' }).click();
    await page.getByRole('row', { name: /dated@example.com left.*cancelled/ }).waitFor();
  });
}
