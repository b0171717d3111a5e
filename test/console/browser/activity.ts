/** The page Activity. */
import { expect, test } from '@jest/globals';
import { heartbeat } from '../../../console/shapes/heartbeat.ts';
import { hyphenateEntityId } from '../../../local/zuora/entity-id.ts';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { until } from '../../until.ts';
import { expectAccessible } from './accessible.ts';
import type { BrowserWorld } from './world.ts';

export function activityTests(world: () => BrowserWorld): void {
  test('an event appears without a reload, in every browser that looks', async () => {
    const pages = [await world().open('/activity'), await world().open('/activity')];
    await world().addUser('live@example.com');
    await world().request('live@example.com', { requestedBy: 'Hedy Lamarr', reason: 'joins the team' });
    for (const page of pages) {
      const row = page.getByRole('row').filter({ hasText: 'live@example.com' });
      await row.waitFor();
      expect(await row.innerText()).toMatch(/applied[\s\S]*germany[\s\S]*requestUserAccess[\s\S]*Hedy Lamarr/);
    }
    expect(await world().accessOf('live@example.com')).toContain(seedEntity.germany);
  });

  test('the address holds the filters and the selection, and leads there again', async () => {
    await world().addUser('filtered@example.com');
    await world().request('filtered@example.com');
    const page = await world().open('/activity');
    const rows = page.locator('.view [role=row]');
    await page.getByRole('textbox', { name: 'Person' }).fill('filtered@');
    await rows.filter({ hasText: 'filtered@example.com' }).waitFor();
    await until(async () => (await rows.count()) === 1);
    await rows.first().click();
    await page.getByRole('complementary', { name: 'Selected outcome' }).waitFor();
    await expectAccessible(page);
    expect(page.url()).toMatch(/\/activity\?person=filtered%40&event=[\w-]+\.\d+$/);

    await page.reload();
    await page.getByRole('complementary', { name: 'Selected outcome' }).waitFor();
    expect(await page.getByRole('textbox', { name: 'Person' }).inputValue()).toBe('filtered@');
    expect(await rows.count()).toBe(1);
    await page.getByRole('button', { name: 'Clear' }).click();
    expect(page.url()).not.toContain('person=');
  });

  test('each filter is in the address, narrows the list and the counts, and is undone by Clear', async () => {
    for (const username of ['filter-1@example.com', 'filter-2@example.com']) await world().addUser(username);
    await world().request('filter-1@example.com', { requestedBy: 'Hedy Lamarr' });
    const other = { targetEntityIds: [hyphenateEntityId(seedEntity.japan)] };
    await world().request('filter-2@example.com', other, { source: 'urn:another' });
    const page = await world().open('/activity?person=filter-');
    const form = page.getByRole('form', { name: 'Filters' });
    const rows = page.locator('.view [role=row]');
    const people = async () => [
      ...new Set((await rows.allInnerTexts()).flatMap((row) => row.match(/filter-\d/g) ?? [])),
    ];
    const isLeft = (left: readonly string[]) =>
      until(async () => JSON.stringify((await people()).toSorted()) === JSON.stringify(left));
    const [one, two] = [['filter-1'], ['filter-2']];
    await isLeft([...one, ...two]);
    const filters: readonly [string, string, readonly string[]][] = [
      ['entity', 'germany', one],
      ['entity', 'japan', two],
      ['operation', 'requestUserAccess', [...one, ...two]],
      ['operation', 'revokeUserAccess', []],
      ['outcome', 'applied', [...one, ...two]],
      ['source', 'ANOTHER', two],
      ['source', 'hedy', one],
    ];
    for (const [name, value, left] of filters) {
      const field = form.locator(`[name=${name}]`);
      if (name === 'source') await field.fill(value);
      else await field.selectOption(value);
      await isLeft(left);
      expect(new URL(page.url()).searchParams.get(name)).toBe(value);
      if (left.length === 0) await page.getByText('No outcome passes these filters.').waitFor();
      await form.getByRole('button', { name: 'Clear' }).click();
      await form.getByRole('textbox', { name: 'Person' }).fill('filter-');
      await isLeft([...one, ...two]);
      expect(new URL(page.url()).search).toBe('?person=filter-');
    }
    await form.getByLabel('Time').selectOption('last 15 minutes');
    await until(() => page.url().endsWith('?person=filter-&minutes=15'));
    await isLeft([...one, ...two]);
  });

  test('the counts filter by outcome, and words tell that nothing is left', async () => {
    await world().send('user-access-requests', '{}');
    const page = await world().open('/activity');
    await page
      .getByRole('list', { name: 'Outcomes by number' })
      .getByRole('button', { name: /dead-letter/ })
      .click();
    await until(async () => /outcome=dead-letter/.test(page.url()));
    await page.getByRole('textbox', { name: 'Person' }).fill('nobody at all');
    await page.getByText('No outcome passes these filters.').waitFor();
  });

  test('the keys j and k move the selection, and Escape closes it', async () => {
    for (const username of ['keys-1@example.com', 'keys-2@example.com']) {
      await world().addUser(username);
      await world().request(username);
    }
    const page = await world().open('/activity?person=keys-');
    const current = page.locator('.view [role=row][aria-current]');
    await until(async () => (await page.locator('.view [role=row]').count()) === 2);
    await page.keyboard.press('j');
    expect(await current.getAttribute('aria-rowindex')).toBe('2');
    await page.keyboard.press('j');
    expect(await current.getAttribute('aria-rowindex')).toBe('3');
    await page.keyboard.press('k');
    expect(await current.getAttribute('aria-rowindex')).toBe('2');
    await page.keyboard.press('Escape');
    await current.waitFor({ state: 'detached' });
  });

  test('a key counts even before the page is painted after the key before', async () => {
    for (const username of ['fast-1@example.com', 'fast-2@example.com', 'fast-3@example.com']) {
      await world().addUser(username);
      await world().request(username);
    }
    const page = await world().open('/activity?person=fast-');
    await until(async () => (await page.locator('.view [role=row]').count()) === 3);
    await page.evaluate(`(async () => {
      window.requestAnimationFrame = () => 0;
      for (const key of ['j', 'j', 'j', 'k']) {
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
        await new Promise((resolve) => setTimeout(resolve));
      }
    })()`);
    expect(await page.locator('.view [role=row][aria-current]').getAttribute('aria-rowindex')).toBe('3');
  });

  test('what is older than the period is not counted any more on a page that stays open', async () => {
    await world().addUser('past@example.com');
    await world().request('past@example.com');
    const page = await world().open('/activity?person=past@example.com');
    await page.getByText('1 delivery, 0 failed').waitFor();
    await page.evaluate('const time = Date.now; Date.now = () => time() + 3_600_000;');
    await page.getByText('0 deliveries, 0 failed').waitFor();
    await page.getByText(/^Nothing happened in this time/).waitFor();
    expect(await page.getByRole('list', { name: 'Outcomes by number' }).getByRole('listitem').count()).toBe(0);
  });

  test('a page is live again with the next sign of life of a console that was silent', async () => {
    const page = await world().open('/activity');
    await page.clock.install();
    await page.reload();
    const status = page.getByRole('status').first();
    await status.getByText('Live', { exact: true }).waitFor();
    // A sign of life may come at any moment.
    await until(async () => {
      await page.clock.fastForward(3 * heartbeat);
      return (await status.innerText()).includes('does not answer');
    });
    await world().request('not-in-zuora@example.com');
    await status.getByText('Live', { exact: true }).waitFor();
  });

  test('the charts tell in words what they show', async () => {
    const page = await world().open('/activity');
    await page.getByText(/\d+ deliver(y|ies), \d+ failed/).waitFor();
    await page.getByText(/\d+ calls?, median \d+ ms, 95 % under/).waitFor();
  });
}
