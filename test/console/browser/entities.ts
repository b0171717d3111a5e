/** The page Entities. */
import { expect, test } from '@jest/globals';
import { hyphenateEntityId } from '../../../local/zuora/entity-id.ts';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { until } from '../../until.ts';
import { expectAccessible } from './accessible.ts';
import type { BrowserWorld } from './world.ts';

export function entityTests(world: () => BrowserWorld): void {
  test('an entity shows its people, and a pending request is approved where a client of the entity is known', async () => {
    await world().addUser('waiting@example.com');
    await world().request('waiting@example.com', { targetEntityIds: [hyphenateEntityId(seedEntity.japan)] });
    const page = await world().open(`/entities?entity=${seedEntity.japan}`);
    const people = page.getByRole('region', { name: 'People of japan' });
    await until(async () => {
      await page.getByRole('button', { name: 'Read again' }).click();
      await page.reload();
      await people.waitFor();
      await people
        .getByText(/pending|yes|Nobody has access/)
        .first()
        .waitFor();
      return (await people.getByRole('row', { name: /waiting@example.com.*pending/ }).count()) === 1;
    });
    await expectAccessible(page);
    const link = people.getByRole('link', { name: 'waiting@example.com' });
    expect(await link.getAttribute('href')).toBe('/people?query=waiting%40example.com');
    await people.getByRole('button', { name: 'Approve the request of waiting@example.com' }).click();
    await expectAccessible(page);
    await page.getByRole('dialog').getByLabel('Reason, for the audit log').fill('Agreed by phone');
    await page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
    await page.getByText(/Event \S+: applied\./).waitFor();
    await until(async () => (await world().accessOf('waiting@example.com')).includes(seedEntity.japan));
  });

  test('Zuora tells which clients reach each entity, at a wish', async () => {
    const page = await world().open('/entities');
    const clients = page.getByRole('region', { name: 'OAuth clients' });
    await clients.getByRole('button', { name: 'Ask Zuora' }).click();
    await clients.getByRole('row', { name: /germany Northwind Germany default default/ }).waitFor();
    await clients.getByRole('row', { name: /japan Northwind Japan .*of \w+ of \w+/ }).waitFor();
  });

  test('the clients try which entities they administer', async () => {
    const page = await world().open('/entities');
    await page.getByRole('button', { name: 'Try who administers them…' }).click();
    await expectAccessible(page);
    await page.getByRole('dialog').getByRole('button', { name: 'Try' }).click();
    const results = page.getByRole('article').getByRole('listitem');
    await results.filter({ hasText: /japan: Zuora lets the user accept connections/ }).waitFor();
    await results
      .filter({ hasText: /germany: / })
      .first()
      .waitFor();
  });

  test('Zuora tells how the entities are connected, at a wish', async () => {
    const page = await world().open('/entities');
    const connections = page.getByRole('region', { name: 'Connections' });
    await connections.getByRole('button', { name: 'Ask Zuora' }).click();
    // Both of its entities show a connection. It is listed once.
    const rows = connections.locator('tbody tr');
    await rows.first().waitFor();
    const ids = await rows.locator('td:last-child').allInnerTexts();
    expect(new Set(ids).size).toBe(ids.length);
    expect(await rows.first().innerText()).toMatch(/global/);
    await expectAccessible(page);
  });
}
